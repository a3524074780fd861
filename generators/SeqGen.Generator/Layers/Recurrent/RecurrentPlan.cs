namespace SeqGen.Generator.Layers;

/// <summary>A layer that is one recurrence.</summary>
internal sealed class RecurrentPlan : LayerPlan
{
    private readonly Recurrence _recurrence;

    public RecurrentPlan(LayerPlanner planner, string title, Recurrence recurrence)
        : base(planner, title)
    {
        _recurrence = recurrence;
        Output = recurrence.GivesSequence ? recurrence.Sequence : recurrence.Last;
        if (planner.Training)
        {
            Output.Gradient = recurrence.OutputGradient = planner.Tensor("OutputGradient", Output.Steps, Output.Size);
        }

        InitialStates = recurrence.InitialStates;
        FinalStates = recurrence.FinalStates;
        StreamStates = recurrence.StreamStates;
        EndStates = recurrence.EndStates;
        StateGradients = recurrence.StateGradients;
    }

    public override bool HasBegin => RunsEveryStep && _recurrence.Options.InitialState is InitialState.Layer or InitialState.Weights;

    public override void Begin(KernelWriter k) => _recurrence.TakeStates(k);

    public override bool StepsEarly => _recurrence.StepsEarly;

    public override void EarlyStep(KernelWriter k) => _recurrence.EarlyStep(k);

    public override void Forward(KernelWriter k) => _recurrence.Forward(k);

    public override void Backward(KernelWriter k) => _recurrence.Backward(k);
}
