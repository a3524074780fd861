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

    /// <summary>How the units of the equations that follow lie; null where they are the cell's.</summary>
    public virtual ColumnLayout? Columns => null;

    /// <summary>The gradient of the operation's own kernel, with what is multiplied and the gradient of the product at every step; null for none.</summary>
    public virtual (PackedMatrix Gradient, Tensor Left, Tensor Right)? WeightGradient => null;

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
        Sums.Product!.Multiply(k, (_name, Input.RowStride), null, [StepAddend.Of(Sums.Projection)], buffers, parts);

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
    private readonly Tensor? _input;
    private readonly ColumnLayout _gates;

    /// <summary>Plans the normalisation.</summary>
    /// <param name="recurrence">The recurrence.</param>
    /// <param name="name">The start of its names in the plan.</param>
    /// <param name="slot">The state's slot after the step; null where that holds another value.</param>
    /// <param name="gates">How the gates of a step lie.</param>
    public NormalOperation(Recurrence recurrence, string name, (string Name, int RowStride)? slot, ColumnLayout gates)
    {
        _rows = new(recurrence, CellNormalization.StatePart, recurrence.Prefix + name, "normal" + name, new(recurrence.Units));
        _input = slot == null ? recurrence.Planner.Tensor(recurrence.Prefix + name + "Raw", 1, recurrence.Units) : null;
        _source = slot ?? ("raw" + name, _input!.RowStride);
        _gates = gates;
    }

    public override string? InputNow => _input == null ? null : _source.Name;

    public override string InputGradientNow => _rows.ValuesNow;

    public override string ResultGradientNow => _rows.ValuesNow;

    public override bool WalksAllGates => true;

    public override IEnumerable<(string Name, int RowStride)> Rows => _input == null ? _rows.Buffers : [.. _rows.Buffers, _source];

    public override void References(KernelWriter k)
    {
        if (_input != null)
        {
            k.Reference(_source.Name, _input);
        }

        _rows.StepReferences(k);
    }

    public override void Forward(KernelWriter k, IReadOnlyList<RowBuffer> buffers, Action<UnitPoint>[] parts)
    {
        _rows.Normalize(k, _source);
        k.ForRows(k.Rows, buffers, row => k.MapUnits(_gates, row, point => Array.ForEach(parts, part => part(point))));
    }

    public override Value Result(UnitPoint point) => point.Load(_rows.ValuesNow);

    public override Value ResultBack(UnitPoint point) => _rows.At(point);

    public override void Backward(KernelWriter k) => _rows.Differentiate(k, _rows.ValuesNow, _rows.ValuesNow);
}

/// <summary>The product of a step's values with a kernel of their own, whose result may have another size.</summary>
internal sealed class ProjectionOperation : RowOperation
{
    private readonly Recurrence _recurrence;
    private readonly string _name;
    private readonly string _inputName;
    private readonly Tensor _input;
    private readonly Tensor? _sums;
    private readonly Tensor? _inputGradient;
    private readonly Tensor? _gradient;
    private readonly PackedMatrix _kernel;
    private readonly PackedMatrix? _transposed;
    private readonly PackedMatrix? _kernelGradient;

    /// <summary>Plans the product.</summary>
    /// <param name="recurrence">The recurrence.</param>
    /// <param name="name">The product's name.</param>
    /// <param name="input">The name of what is multiplied.</param>
    /// <param name="weight">The kernel, [units, size].</param>
    /// <param name="size">Values of the product.</param>
    public ProjectionOperation(Recurrence recurrence, string name, string input, WeightPlan weight, int size)
    {
        _recurrence = recurrence;
        _name = name;
        _inputName = input;
        LayerPlanner planner = recurrence.Planner;
        int units = recurrence.Units;
        string title = recurrence.Prefix + CellForward.Capital(name);
        Columns = new(size);
        _kernel = planner.Pack(title + "Kernel", weight, units, Columns, 0, size);
        _input = planner.Tensor(recurrence.Prefix + CellForward.Capital(input), planner.Training ? recurrence.Steps : 1, units);
        _sums = planner.Rows > 1 ? planner.Tensor(title + "Sums", 1, size) : null;
        if (planner.Training)
        {
            _inputGradient = planner.Tensor(recurrence.Prefix + CellForward.Capital(input) + "Gradient", 1, units);
            _gradient = planner.Tensor(title + "Gradient", recurrence.Steps, size);
            _transposed = planner.PackTransposedGates(title + "KernelTransposed", weight, Columns, units, 0, size);
            _kernelGradient = weight.Trainable ? planner.Gradient(title + "Kernel", weight, units, Columns, 0, size) : null;
        }
    }

    private string SumsNow => _name + "Sums";

    public override string InputNow => _inputName;

    public override string InputGradientNow => _inputName + "Gradient";

    public override string ResultGradientNow => _name + "Gradient";

    public override bool WalksAllGates => false;

    public override ColumnLayout Columns { get; }

    public override (PackedMatrix Gradient, Tensor Left, Tensor Right)? WeightGradient =>
        _kernelGradient == null ? null : (_kernelGradient, _input, _gradient!);

    public override IEnumerable<(string Name, int RowStride)> Rows => _gradient == null
        ? [(InputNow, _input.RowStride)]
        : [(InputNow, _input.RowStride), (InputGradientNow, _inputGradient!.RowStride), (ResultGradientNow, _gradient.RowStride)];

    public override void References(KernelWriter k)
    {
        if (_gradient == null)
        {
            k.Reference(InputNow, _input);
            return;
        }

        _recurrence.StateReference(k, InputNow, _input, 0);
        k.Reference(InputGradientNow, _inputGradient!);
        Recurrence.StepReference(k, ResultGradientNow, _gradient);
    }

    public override void Forward(KernelWriter k, IReadOnlyList<RowBuffer> buffers, Action<UnitPoint>[] parts)
    {
        void Units(UnitPoint point) => Array.ForEach(parts, part => part(point));
        Product product = new()
        {
            Rows = k.Rows,
            A = InputNow,
            ARowStride = _input.RowStride,
            Runs = [new Run(0, _recurrence.Units)],
            B = _kernel,
        };
        if (_sums == null)
        {
            k.Multiply(product with { UnitBuffers = buffers, Units = Units });
            return;
        }

        using (k.Scope())
        {
            RowBuffer sums = new(SumsNow, _sums.RowStride);
            k.Reference(sums.Name, _sums);
            k.MultiplyInto(product with { Buffers = [sums] }, sums.Name);
            k.ForRows(k.Rows, [.. buffers, sums], row => k.MapUnits(Columns, row, sums: sums.Name, body: Units));
        }
    }

    public override Value Result(UnitPoint point) => point.Gate(0);

    public override void Backward(KernelWriter k)
    {
        k.Comment($"d{_inputName} = d{_name} . kernel^T");
        k.Multiply(new Product
        {
            Rows = k.Rows,
            A = ResultGradientNow,
            ARowStride = _gradient!.RowStride,
            Runs = Run.OfColumns(Columns),
            B = _transposed!,
            Buffers = [new(InputGradientNow, _inputGradient!.RowStride)],
            Epilogue = k.StoreTo(InputGradientNow),
        });
    }
}
