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
            k.Reference(Weight(gate), _weights[gate].First());
        }
    }

    /// <summary>Declares the references that a step backwards needs besides.</summary>
    public void GradientReferences(KernelWriter k)
    {
        for (int gate = 0; gate < Count && _gradients != null; gate++)
        {
            k.Reference(Gradient(gate), _gradients[gate].First(BufferKind.Gradient));
        }
    }

    /// <summary>Declares a gate's sum with what it sees of the cell, <c>z + p * c</c>.</summary>
    public Value Look(KernelWriter k, UnitPoint point, int gate, Value sum, Value cell) =>
        k.Let($"to{Gates[gate]}Gate", Value.MultiplyAdd(point.LoadShared(Weight(gate)), cell, sum));

    /// <summary>Declares a gate's gradient, and adds <c>gradient * c</c> to that of its peephole.</summary>
    public Value Differentiate(KernelWriter k, int gate, Value gradient, UnitPoint point, string cell)
    {
        Value slope = k.Let($"of{Gates[gate]}Gate", gradient);
        if (_gradients != null)
        {
            k.Store(Value.MultiplyAdd(slope, point.Load(cell), point.Load(Gradient(gate))), point.At(Gradient(gate)));
        }

        return slope;
    }

    /// <summary>What a gate's gradient hands back to the cell.</summary>
    public Value Back(UnitPoint point, int gate, Value slope) => slope * point.LoadShared(Weight(gate));

    private static string Weight(int gate) => "peephole" + Gates[gate];

    private static string Gradient(int gate) => $"peephole{Gates[gate]}Gradient";
}
