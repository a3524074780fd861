namespace SeqGen.Generator.Layers;

/// <summary>What both forms of the GRU share: the derivatives of its gates.</summary>
internal static class GruGates
{
    public static Tensor? PlanArguments(Recurrence recurrence, string prefix, int size) =>
        Activations.NeedsArgument(recurrence.Options.Activation) || Activations.NeedsArgument(recurrence.Options.RecurrentActivation)
            ? recurrence.Planner.Tensor(prefix + "Arguments", recurrence.Steps, size)
            : null;

    /// <summary>A gradient behind the activation of gate z (0), r (1) or hh (2), from that in front of it.</summary>
    public static string Slope(Recurrence recurrence, KernelWriter k, UnitPoint point, string gradient, string value, int gate)
    {
        ActivationSpec activation = gate == 2 ? recurrence.Options.Activation : recurrence.Options.RecurrentActivation;
        string argument = Activations.NeedsArgument(activation) ? point.LoadGate("arguments", gate) : value;
        return Activations.Backward(k.Math, activation, gradient, value, argument);
    }
}
