namespace SeqGen.Generator.Kernels;

/// <summary>A function of vectors that a kernel calls. What it computes, and how it is written, printing knows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Lanes">Floats of its vectors; 0 for the target's full width.</param>
internal sealed record MathFunction(string Name, int Lanes) : IComparable<MathFunction>
{
    public int CompareTo(MathFunction? other)
    {
        int names = string.CompareOrdinal(Name, other!.Name);
        return names != 0 ? names : Lanes.CompareTo(other.Lanes);
    }
}

/// <summary>Makes the calls of functions of vectors, and remembers which functions a file of kernels calls.</summary>
/// <param name="gates">The form of sigmoid and tanh inside recurrent cells.</param>
internal sealed class MathCalls(GateForm gates = GateForm.Fast)
{
    private readonly HashSet<MathFunction> _called = [];

    /// <summary>Floats of the vectors that calls work on; 0 for the target's full width.</summary>
    public int Lanes { get; set; }

    /// <summary>The functions that were called.</summary>
    public IReadOnlyCollection<MathFunction> Called => _called;

    /// <summary>A call.</summary>
    /// <param name="function">The function.</param>
    /// <param name="argument">What it is a function of.</param>
    /// <param name="parameter">A number that it also takes, or null.</param>
    public Value Call(string function, Value argument, float? parameter = null)
    {
        _called.Add(new(function, Lanes));
        return new CalledValue(function, argument, parameter);
    }

    /// <summary>
    /// A call of a gate's function in the form that the declaration chose, whose value is a numerator; it declares the denominator under the
    /// name <paramref name="bottom"/>.
    /// </summary>
    public Value CallFraction(string function, Value argument, string bottom)
    {
        string form = gates == GateForm.Coarse ? "Coarse" + function : function;
        _called.Add(new(form, Lanes));
        return new CalledValue(form, argument, Bottom: bottom);
    }

    /// <summary>A call of sigmoid or tanh inside a recurrent cell (<see cref="IsFraction"/>) where the value is wanted.</summary>
    public Value CallGate(ActivationSpec activation, Value argument) => Call(gates + activation.Kind.ToString(), argument);

    /// <summary>True where the declaration wants tanh by way of the exponential function.</summary>
    public bool IsPrecise => gates == GateForm.Precise;

    /// <summary>True where an activation inside a recurrent cell is a fraction with a short chain: sigmoid and tanh, if the declaration chose so.</summary>
    public bool IsFraction(ActivationSpec activation) => gates != GateForm.Precise && activation.Kind is ActivationKind.Sigmoid or ActivationKind.Tanh;
}
