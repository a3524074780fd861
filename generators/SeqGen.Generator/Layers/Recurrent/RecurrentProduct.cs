namespace SeqGen.Generator.Layers;

/// <summary>What a step's product is added to: a gated row of the step, or one that all rows share.</summary>
/// <param name="Buffer">The reference, and floats from one row to the next: 0 where all rows share it.</param>
/// <param name="Gates">How many gates, from the first one on, it is added to.</param>
internal readonly record struct StepAddend(RowBuffer Buffer, int Gates)
{
    public bool IsShared => Buffer is { RowStride: 0, Scattered: null };

    /// <summary>The projection of the input, for its first gates.</summary>
    public static StepAddend Of(Projection projection, int? gates = null) => new(projection.Rows, gates ?? projection.Columns.Gates);

    /// <summary>The addend of a line, or null where the line has none of its gates.</summary>
    public Value? OfLine(TilePoint point, int line, int allGates) =>
        IsShared ? point.LoadShared(Buffer.Name, line) : Gates == allGates ? point.Load(Buffer.Name, line) : point.LoadFirstGates(Buffer.Name, line, Gates);
}

/// <summary>
/// The product of a step's state with the recurrent kernel of some gates, which the cell's equations take, and the way back
/// through it. Where the cell normalises, the product's rows are normalised before the equations run on them (see
/// <see cref="CellNormalization"/>), and on the way back the gates' gradients pass through that before they meet the kernel.
/// </summary>
internal sealed class RecurrentProduct
{
    private const string SumsNow = "sums";

    private readonly Recurrence _recurrence;
    private readonly ColumnLayout _columns;
    private readonly PackedMatrix _kernel;
    private readonly PackedMatrix? _transposed;
    private readonly Tensor? _sums;
    private readonly NormalizedRows? _normal;
    private readonly Tensor? _normalGradient;
    private readonly string _gradientNow;

    /// <summary>Plans the product.</summary>
    /// <param name="recurrence">The recurrence.</param>
    /// <param name="name">Its name: of the packed kernel, and the start of all others.</param>
    /// <param name="firstGate">The first gate of the kernel's columns.</param>
    /// <param name="columns">The gates.</param>
    public RecurrentProduct(Recurrence recurrence, string name, int firstGate, ColumnLayout columns)
    {
        _recurrence = recurrence;
        _columns = columns;
        LayerPlanner planner = recurrence.Planner;
        WeightPlan kernel = recurrence.RecurrentWeight;
        int units = recurrence.Units;
        int rows = recurrence.StateUnits;
        int firstColumn = firstGate * units;
        int allColumns = recurrence.Layer.Gates * units;
        Name = name;
        string sumsNow = char.ToLowerInvariant(name[0]) + name.Substring(1) + "Sums";
        name = recurrence.Prefix + name;
        _gradientNow = sumsNow + "Gradient";
        _kernel = planner.Pack(name, kernel, rows, columns, firstColumn, allColumns);
        Early = recurrence.HasProducts ? null : EarlyProduct.Plan(recurrence, name, _kernel);
        if (recurrence.Options.Normalization != null)
        {
            _normal = new(recurrence, CellNormalization.RecurrentPart, name, sumsNow, columns, firstGate);
            _normalGradient = planner.Training ? planner.Tensor(name + "SumsGradient", recurrence.Steps, columns) : null;
        }
        else if (planner.Rows > 1)
        {
            _sums = planner.Tensor(name + "Sums", 1, columns);
        }

        if (planner.Training)
        {
            _transposed = planner.PackTransposedGates(name + "Transposed", kernel, columns, rows, firstColumn, allColumns);
            KernelGradient = kernel.Trainable ? planner.Gradient(name, kernel, rows, columns, firstColumn, allColumns) : null;
        }
    }

    /// <summary>The product's name, without the direction.</summary>
    public string Name { get; }

    /// <summary>The product as a part of its own, where it may come before the layers in front; else null.</summary>
    public EarlyProduct? Early { get; }

    /// <summary>The gradient of the kernel, where it is trained.</summary>
    public PackedMatrix? KernelGradient { get; }

    /// <summary>The gradient of the product at every step, where that of the gates' sums is given.</summary>
    public Tensor GradientOf(Tensor gates) => _normalGradient ?? gates;

    /// <summary>Declares a step's references, forward and backward.</summary>
    public void StepReferences(KernelWriter k)
    {
        _normal?.StepReferences(k);
        if (_normalGradient != null)
        {
            Recurrence.StepReference(k, _gradientNow, _normalGradient);
        }
    }

    /// <summary>Writes a step's product followed by the cell's equations.</summary>
    /// <param name="k">The writer.</param>
    /// <param name="state">What is multiplied.</param>
    /// <param name="input">A product of the input that is a part of the same sum, or null.</param>
    /// <param name="addends">What is added to the product.</param>
    /// <param name="buffers">The buffers that the equations read and write row by row.</param>
    /// <param name="parts">
    /// Write the equations for some units, in order. Where the sums lie in a buffer, each part goes through all units by itself
    /// (see <see cref="Buffer"/>): the parts of a long chain keep the processor busier than the whole chain does.
    /// </param>
    public void Multiply(
        KernelWriter k, (string Name, int RowStride) state, Factor? input, StepAddend[] addends, IReadOnlyList<RowBuffer> buffers, params Action<UnitPoint>[] parts)
    {
        Product product = ProductOf(k, state, input);
        if (_normal != null)
        {
            k.MultiplyInto(product with { Buffers = [new(_normal.NormalNow, _normal.Normal.RowStride)] }, _normal.NormalNow);
            k.Comment("h.U, normalised: n = (x - mean) / sqrt(variance + epsilon), gamma n + beta");
            _normal.Normalize(k);
            using (k.Scope())
            {
                MapSums(k, new(_normal.ValuesNow, _normal.Values.RowStride), addends, buffers, parts);
            }
        }
        else if (Early != null)
        {
            MapSums(k, Early.Require(k), addends, buffers, parts);
        }
        else if (_sums != null)
        {
            using (k.Scope())
            {
                RowBuffer sums = new(SumsNow, _sums.RowStride);
                k.Reference(sums.Name, _sums);
                k.MultiplyInto(StartFrom(product with { Buffers = [sums] }, addends.Where(a => a.Buffer.Scattered == null)), sums.Name);
                MapSums(k, sums, addends.Where(a => a.Buffer.Scattered != null), buffers, parts);
            }
        }
        else
        {
            k.Multiply(StartFrom(product, addends) with
            {
                UnitBuffers = buffers,
                Units = point => Array.ForEach(parts, part => part(point)),
                TurnsWith = _recurrence.Steps > 1 && StepSchedule.TurnsAround(_kernel.Length) ? Index.Counter("t") : null,
            });
        }
    }

    /// <summary>True where the whole product is in registers before the equations run for the first units, so that they may change what was multiplied.</summary>
    public bool IsSummedAtOnce(KernelWriter k, (string Name, int RowStride) state, Factor? input) => Buffer == null && k.IsSummedAtOnce(ProductOf(k, state, input));

    private Product ProductOf(KernelWriter k, (string Name, int RowStride) state, Factor? input) => new()
    {
        Rows = k.Rows,
        A = state.Name,
        ARowStride = state.RowStride,
        Runs = [new Run(0, _recurrence.StateUnits)],
        B = _kernel,
        Further = input == null ? [] : [input],
    };

    /// <summary>The product with sums that start from some addends.</summary>
    private Product StartFrom(Product product, IEnumerable<StepAddend> addends)
    {
        List<StepAddend> all = [.. addends];
        return product with
        {
            Buffers = [.. product.Buffers, .. all.Where(a => !a.IsShared).Select(a => a.Buffer)],
            Shared = [.. all.Where(a => a.IsShared).Select(a => a.Buffer.Name)],
            Initial = all.Count == 0 ? null : (point, line) => Value.Sum(all.Select(a => a.OfLine(point, line, _columns.Gates)).OfType<Value>()),
        };
    }

    /// <summary>
    /// The buffer of sums that the cell's equations run on, each part of them by itself; null where they run after the product, in
    /// registers. A part may leave values in the places of sums that it has used.
    /// </summary>
    public string? Buffer => _normal?.ValuesNow ?? (Early != null ? EarlyProduct.SumsNow : _sums != null ? SumsNow : null);

    /// <summary>Writes the cell's equations on sums in a buffer, with what is still to be added to them.</summary>
    private void MapSums(
        KernelWriter k, RowBuffer sums, IEnumerable<StepAddend> addends, IReadOnlyList<RowBuffer> buffers, IReadOnlyList<Action<UnitPoint>> parts)
    {
        List<StepAddend> all = [.. addends];
        for (int part = 0; part < parts.Count; part++)
        {
            // Of several passes over the rows, the first one asks for the next rows of what it adds.
            bool first = part == 0;
            Action<UnitPoint> units = parts[part];
            IEnumerable<RowBuffer> rows = buffers.Select(b => first && all.Any(a => a.Buffer.Name == b.Name) ? b : b with { Prefetched = null });
            k.ForRows(k.Rows, [.. rows, sums], row => k.MapUnits(_columns, row, sums: sums.Name, body: point => units(Added(k, point, all))));
        }
    }

    /// <summary>The point with the addends in its sums, each of which is formed where it is first asked for.</summary>
    private static UnitPoint Added(KernelWriter k, UnitPoint point, IReadOnlyList<StepAddend> addends)
    {
        if (addends.Count == 0)
        {
            return point;
        }

        HashSet<int> formed = [];
        return point.With(gate =>
        {
            if (formed.Add(gate))
            {
                k.Let(Name(gate), Value.Sum(addends.Where(a => gate < a.Gates).Select(a => point.LoadGate(a.Buffer.Name, gate)).Prepend(point.Gate(gate)))!);
            }

            return Value.Named(Name(gate));
        });

        static string Name(int gate) => "sum" + gate;
    }

    /// <summary>Writes the product of the gates' gradients with the transposed kernel.</summary>
    /// <param name="k">The writer.</param>
    /// <param name="gates">The gradient of the gates' sums at the current step.</param>
    /// <param name="comment">What is computed.</param>
    /// <param name="product">Completes the product: what becomes of it.</param>
    public void Back(KernelWriter k, (string Name, int RowStride) gates, string comment, Func<Product, Product> product)
    {
        if (_normal != null)
        {
            k.Comment("Through the normalisation of h.U: dn = dy gamma; dx = (dn - mean(dn) - n mean(dn n)) / deviation");
            (string Name, int RowStride) gradient = (_gradientNow, _normalGradient!.RowStride);
            _normal.Differentiate(k, gates.Name, gradient.Name, gates, gradient);
            gates = gradient;
        }

        k.Comment(comment);
        k.Multiply(product(new()
        {
            Rows = k.Rows,
            A = gates.Name,
            ARowStride = gates.RowStride,
            Runs = Run.OfColumns(_columns),
            B = _transposed!,
        }));
    }
}
