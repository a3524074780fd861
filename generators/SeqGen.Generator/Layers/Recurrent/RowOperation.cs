namespace SeqGen.Generator.Layers;

/// <summary>
/// An operation of a recurrent step on whole rows, with its own way back. The cell's element-wise equations are cut there: what
/// follows runs when the rows are done.
/// </summary>
internal abstract class RowOperation
{
    /// <summary>The reference to the place where the cell stores what the operation takes; null where it takes a state from its slot.</summary>
    public abstract string? InputNow { get; }

    /// <summary>The reference to the gradient of what the operation takes.</summary>
    public abstract string InputGradientNow { get; }

    /// <summary>The reference to the gradient of what the operation gives, where that is one row of units.</summary>
    public virtual string ResultGradientNow => throw new InvalidOperationException("The result is the sums of gates.");

    /// <summary>True where the equations that follow walk through all gates of a step, so that they find gates where training keeps them.</summary>
    public abstract bool WalksAllGates { get; }

    /// <summary>The buffers that a step walks row by row.</summary>
    public abstract IEnumerable<(string Name, int RowStride)> Rows { get; }

    /// <summary>Declares a step's references, forward and backward.</summary>
    public abstract void References(KernelWriter k);

    /// <summary>Writes the operation, and the equations that follow.</summary>
    /// <param name="k">The writer.</param>
    /// <param name="buffers">The buffers that the equations read and write row by row.</param>
    /// <param name="parts">Write the equations for some units.</param>
    public abstract void Forward(KernelWriter k, IReadOnlyList<RowBuffer> buffers, Action<UnitPoint>[] parts);

    /// <summary>The result at some units.</summary>
    public virtual Value Result(UnitPoint point) => throw new InvalidOperationException("The result is the sums of gates.");

    /// <summary>The result at some units, on the way back.</summary>
    public virtual Value ResultBack(UnitPoint point) => Result(point);

    /// <summary>Writes the way back: from the gradient of the result to that of what the operation takes.</summary>
    public abstract void Backward(KernelWriter k);
}

/// <summary>The product of what a step has made of the state with the recurrent kernel of some gates.</summary>
internal sealed class ProductOperation : RowOperation
{
    private readonly Recurrence _recurrence;
    private readonly string _name;
    private readonly Tensor? _gradient;
    private readonly string _comment;

    /// <summary>Plans the product.</summary>
    /// <param name="recurrence">The recurrence.</param>
    /// <param name="name">The name of what is multiplied.</param>
    /// <param name="comment">What the way back computes.</param>
    public ProductOperation(Recurrence recurrence, string name, string comment)
    {
        _recurrence = recurrence;
        _name = name;
        _comment = comment;
        LayerPlanner planner = recurrence.Planner;
        string title = recurrence.Prefix + CellForward.Capital(name);
        Input = planner.Tensor(title, planner.Training ? recurrence.Steps : 1, recurrence.Units);
        _gradient = planner.Training ? planner.Tensor(title + "Gradient", 1, recurrence.Units) : null;
    }

    /// <summary>What is multiplied; training keeps it in processing order, as it does the states.</summary>
    public Tensor Input { get; }

    /// <summary>The sums that the product goes into.</summary>
    public CellSums Sums { get; set; } = null!;

    public override string InputNow => _name;

    public override string InputGradientNow => _name + "Gradient";

    public override bool WalksAllGates => false;

    public override IEnumerable<(string Name, int RowStride)> Rows => _gradient == null
        ? [(_name, Input.RowStride)]
        : [(_name, Input.RowStride), (InputGradientNow, _gradient.RowStride)];

    public override void References(KernelWriter k)
    {
        if (_gradient == null)
        {
            k.Reference(_name, Input);
            return;
        }

        _recurrence.StateReference(k, _name, Input, 0);
        k.Reference(InputGradientNow, _gradient);
    }

    public override void Forward(KernelWriter k, IReadOnlyList<RowBuffer> buffers, Action<UnitPoint>[] parts) =>
        Sums.Product!.Multiply(k, (_name, Input.RowStride), [StepAddend.Of(Sums.Projection)], buffers, parts);

    public override void Backward(KernelWriter k) => Sums.Product!.Back(k, Sums.Projection.RowsNow, _comment, p => p with
    {
        Buffers = [new(InputGradientNow, _gradient!.RowStride)],
        Epilogue = k.StoreTo(InputGradientNow),
    });
}

/// <summary>The normalisation of a state on its way to the output.</summary>
internal sealed class NormalOperation : RowOperation
{
    private readonly NormalizedRows _rows;
    private readonly (string Name, int RowStride) _source;
    private readonly ColumnLayout _gates;

    /// <summary>Plans the normalisation.</summary>
    /// <param name="recurrence">The recurrence.</param>
    /// <param name="name">The start of its names in the plan.</param>
    /// <param name="source">The state's slot after the step.</param>
    /// <param name="gates">How the gates of a step lie.</param>
    public NormalOperation(Recurrence recurrence, string name, (string Name, int RowStride) source, ColumnLayout gates)
    {
        _rows = new(recurrence, CellNormalization.StatePart, recurrence.Prefix + name, "normal" + name, new(recurrence.Units));
        _source = source;
        _gates = gates;
    }

    public override string? InputNow => null;

    public override string InputGradientNow => _rows.ValuesNow;

    public override string ResultGradientNow => _rows.ValuesNow;

    public override bool WalksAllGates => true;

    public override IEnumerable<(string Name, int RowStride)> Rows => _rows.Buffers;

    public override void References(KernelWriter k) => _rows.StepReferences(k);

    public override void Forward(KernelWriter k, IReadOnlyList<RowBuffer> buffers, Action<UnitPoint>[] parts)
    {
        _rows.Normalize(k, _source);
        k.ForRows(k.Rows, buffers, row => k.MapUnits(_gates, row, point => Array.ForEach(parts, part => part(point))));
    }

    public override Value Result(UnitPoint point) => point.Load(_rows.ValuesNow);

    public override Value ResultBack(UnitPoint point) => _rows.At(point);

    public override void Backward(KernelWriter k) => _rows.Differentiate(k, _rows.ValuesNow, _rows.ValuesNow);
}
