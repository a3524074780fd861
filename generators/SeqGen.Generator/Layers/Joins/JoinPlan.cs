namespace SeqGen.Generator.Layers;

/// <summary>What the layers that put several outputs together do alike: their inputs as plain tensors, the mask, the gradient.</summary>
internal abstract class JoinPlan : LayerPlan
{
    private readonly LayerPlanner _planner;

    /// <summary>Plans the inputs and the output.</summary>
    /// <param name="planner">Where the layer plans.</param>
    /// <param name="name">The layer in the table of layers.</param>
    /// <param name="steps">Steps of the output.</param>
    /// <param name="size">Values of a step of the output.</param>
    protected JoinPlan(LayerPlanner planner, string name, int steps, int size)
        : base(planner, $"{name}({planner.Inputs.Count})")
    {
        _planner = planner;
        Inputs = PlainInput.All(planner);
        Output = planner.OutputTensor("Values", steps, size);
        Output.Mask = JoinRules.PlanMask(planner);
        if (planner.Training && HasBackward)
        {
            Output.Gradient = planner.Tensor("OutputGradient", Output.Steps, Output.Size);
        }
    }

    protected IReadOnlyList<PlainInput> Inputs { get; }

    public sealed override bool HasBackward => Inputs.Any(input => input.Gradient != null);

    public sealed override void Forward(KernelWriter k)
    {
        JoinRules.WriteMask(k, _planner, Output.Mask);
        foreach (PlainInput input in Inputs)
        {
            input.Forward(k);
        }

        Join(k);
    }

    public sealed override void Backward(KernelWriter k)
    {
        Divide(k);
        foreach (PlainInput input in Inputs)
        {
            input.Backward(k);
        }
    }

    /// <summary>Writes the output from the inputs.</summary>
    protected abstract void Join(KernelWriter k);

    /// <summary>Writes the gradients of the inputs that want one.</summary>
    protected abstract void Divide(KernelWriter k);
}
