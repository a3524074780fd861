namespace SeqGen.Generator.Layers;

/// <summary>The weights by which an LSTM's gates look at the cell: one value a gate and unit.</summary>
internal sealed class Peepholes
{
    /// <summary>Gates that look at the cell.</summary>
    public const int Count = 3;

    /// <summary>The row of the input gate.</summary>
    public const int Input = 0;

    /// <summary>The row of the forget gate.</summary>
    public const int Forget = 1;

    /// <summary>The row of the output gate.</summary>
    public const int Output = 2;

    private static readonly string[] Gates = ["Input", "Forget", "Output"];

    private readonly PackedMatrix[] _weights;
    private readonly PackedMatrix[]? _gradients;

    public Peepholes(LayerPlanner planner, string prefix, WeightPlan weight, int units)
    {
        var columns = new ColumnLayout(units);
        _weights = [.. Gates.Select((gate, row) => planner.Pack(prefix + "Peephole" + gate, weight, 1, columns, row * units, units))];
        _gradients = planner.Training && weight.Trainable
            ? [.. Gates.Select((gate, row) => planner.Gradient(prefix + "Peephole" + gate, weight, 1, columns, row * units, units))]
            : null;
    }

    /// <summary>Declares the references that a step needs, forward and backward.</summary>
    public void References(KernelWriter k)
    {
        for (int gate = 0; gate < Count; gate++)
        {
            k.Reference(Weight(gate), "packed", _weights[gate].Constant);
        }
    }

    /// <summary>Declares the references that a step backwards needs besides.</summary>
    public void GradientReferences(KernelWriter k)
    {
        for (int gate = 0; gate < Count && _gradients != null; gate++)
        {
            k.Reference(Gradient(gate), "gradient", _gradients[gate].Constant);
        }
    }

    /// <summary>Declares a gate's sum with what it sees of the cell, <c>z + p * c</c>, and returns its name.</summary>
    public string Look(KernelWriter k, UnitPoint point, int gate, string sum, string cell)
    {
        string name = $"to{Gates[gate]}Gate";
        k.Line($"Vec {name} = {KernelWriter.Fma(point.LoadShared(Weight(gate)), cell, sum)};");
        return name;
    }

    /// <summary>Declares a gate's gradient, adds <c>gradient * c</c> to that of its peephole, and returns the gradient's name.</summary>
    public string Differentiate(KernelWriter k, int gate, string gradient, UnitPoint point, string cell)
    {
        k.Line($"Vec {Slope(gate)} = {gradient};");
        if (_gradients != null)
        {
            k.Line(point.Store(KernelWriter.Fma(Slope(gate), point.Load(cell), point.Load(Gradient(gate))), Gradient(gate)));
        }

        return Slope(gate);
    }

    /// <summary>What a gate's gradient hands back to the cell.</summary>
    public string Back(UnitPoint point, int gate) => $"{Slope(gate)} * {point.LoadShared(Weight(gate))}";

    private static string Weight(int gate) => "peephole" + Gates[gate];

    private static string Gradient(int gate) => $"peephole{Gates[gate]}Gradient";

    private static string Slope(int gate) => $"of{Gates[gate]}Gate";
}
