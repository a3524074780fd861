namespace SeqGen.Generator.Layers;

/// <summary>A row of a weight that a cell's equations take as they are, one value a unit, with its gradient.</summary>
internal sealed class UnitVector
{
    private readonly string _name;
    private readonly PackedMatrix _values;
    private readonly PackedMatrix? _gradient;

    /// <summary>Plans the row.</summary>
    /// <param name="planner">Where it is planned.</param>
    /// <param name="title">Its name in the plan.</param>
    /// <param name="name">Its name in emitted code.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="row">The row.</param>
    /// <param name="units">Values of a row.</param>
    public UnitVector(LayerPlanner planner, string title, string name, WeightPlan weight, int row, int units)
    {
        var columns = new ColumnLayout(units);
        _name = name;
        _values = planner.Pack(title, weight, 1, columns, row * units, units);
        _gradient = planner.Training && weight.Trainable ? planner.Gradient(title, weight, 1, columns, row * units, units) : null;
    }

    private string GradientNow => _name + "Gradient";

    /// <summary>Declares the reference to the values.</summary>
    public void Reference(KernelWriter k) => k.Reference(_name, _values.First());

    /// <summary>Declares the reference to their gradient.</summary>
    public void GradientReference(KernelWriter k)
    {
        if (_gradient != null)
        {
            k.Reference(GradientNow, _gradient.First(BufferKind.Gradient));
        }
    }

    /// <summary>Where the gradient of some units is summed up; null where the weight is not trained.</summary>
    public Address? GradientAt(UnitPoint point) => _gradient == null ? null : point.At(GradientNow);
}
