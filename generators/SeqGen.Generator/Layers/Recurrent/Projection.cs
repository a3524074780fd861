namespace SeqGen.Generator.Layers;

/// <summary>
/// The input's part of some gates, <c>x . kernel + bias</c> for all steps at once. Its place holds the gates'
/// values after a training step's forward pass, and their gradients after the backward pass.
/// </summary>
internal sealed class Projection
{
    private readonly Recurrence _owner;
    private readonly PackedMatrix? _kernel;
    private readonly PackedMatrix? _bias;
    private readonly PackedMatrix? _table;
    private readonly DropoutFactors? _factors;
    private readonly RowNormalization? _normalization;
    private readonly bool _inPlace;
    private readonly PackedMatrix? _kernelTransposed;
    private readonly PackedMatrix? _kernelGradient;
    private readonly PackedMatrix? _biasGradient;

    /// <summary>Plans the projection.</summary>
    /// <param name="owner">The recurrence.</param>
    /// <param name="name">The name of its values; followed by <c>Now</c> the name of a step's reference.</param>
    /// <param name="firstGate">The first gate of the kernel's columns.</param>
    /// <param name="gates">How many gates.</param>
    /// <param name="bias">The weight whose first row is added, or null.</param>
    public Projection(Recurrence owner, string name, int firstGate, int gates, WeightPlan? bias)
    {
        _owner = owner;
        LayerPlanner planner = owner.Planner;
        int units = owner.Units;
        int allColumns = owner.Layer.Gates * units;
        Tensor input = owner.Input;
        WeightPlan kernel = owner.KernelWeight;
        Columns = new ColumnLayout(units, gates);
        Now = char.ToLowerInvariant(name[0]) + name.Substring(1) + "Now";
        WeightPlan? shift = owner.Options.Normalization == null ? null : bias;
        bias = owner.Options.Normalization == null ? bias : null;
        bool oneHot = input.Buffer == BufferKind.Tokens;
        if (input.Folded is { } embedding)
        {
            _table = planner.PackFolded(name + "Table", embedding, kernel, input.Size, Columns, bias, firstGate * units, allColumns);
        }
        else if (oneHot)
        {
            // Where tokens are dropped, the bias must stay by itself: only the token's row of the kernel is multiplied.
            _factors = owner.TokenFactors;
            _table = planner.PackTable(name + "Table", kernel, input.Size, Columns, _factors == null ? bias : null, firstGate * units, allColumns);
            _bias = _factors == null || bias == null ? null : planner.Pack(name + "Bias", bias, 1, Columns, firstGate * units, allColumns);
        }
        else
        {
            _kernel = planner.Pack(name + "Kernel", kernel, input.Size, Columns, firstGate * units, allColumns);
            _bias = bias == null ? null : planner.Pack(name + "Bias", bias, 1, Columns, firstGate * units, allColumns);
        }

        _inPlace = _table != null && (planner.Rows == 1 || !planner.Training) && owner.Options.Normalization == null;
        Values = _inPlace ? Columns.Row : planner.Tensor(name, owner.Stretch, Columns);
        _normalization = owner.Normalize(CellNormalization.KernelPart, name, "kernel", Columns, Values, owner.Stretch, firstGate, shift);
        if (!planner.Training)
        {
            return;
        }

        if (kernel.Trainable)
        {
            _kernelGradient = oneHot
                ? planner.GradientTable(name + "Kernel", kernel, input.Size, Columns, firstGate * units, allColumns)
                : planner.Gradient(name + "Kernel", kernel, input.Size, Columns, firstGate * units, allColumns);
            _biasGradient = bias == null ? null : planner.Gradient(name + "Bias", bias, 1, Columns, firstGate * units, allColumns);
        }

        if (input.Gradient != null)
        {
            _kernelTransposed = planner.PackTransposedGates(name + "KernelTransposed", kernel, Columns, input.Size, firstGate * units, allColumns);
        }
    }

    /// <summary>How the gates of a step lie.</summary>
    public ColumnLayout Columns { get; }

    /// <summary>The gates of all steps.</summary>
    public Tensor Values { get; }

    /// <summary>The name of the reference to the current step's gates.</summary>
    public string Now { get; }

    /// <summary>The same with the stride of its rows.</summary>
    public (string Name, int RowStride) RowsNow => (Now, Values.RowStride);

    /// <summary>True where a step of one sequence is projected by itself, by a product.</summary>
    public bool IsOfOneStep => _kernel != null && _normalization == null && _owner.Planner is { Rows: 1, Training: false } && _owner.Stretch == 1;

    /// <summary>The product of a step's input, for a sum that takes it.</summary>
    public Factor Joined => new("xNow", _owner.Input.Stride, [new Run(0, _owner.Input.Size)], _kernel!);

    /// <summary>The bias, for that sum; empty where there is none.</summary>
    public IEnumerable<StepAddend> JoinedBias => _bias == null ? [] : [new(new("biasNow", 0), Columns.Gates)];

    public void StepReference(KernelWriter k)
    {
        if (_owner.Joins(this))
        {
            k.Reference("xNow", _owner.Input.At(Index.Counter("at")));
            if (_bias != null)
            {
                k.Reference("biasNow", _bias.First());
            }

            return;
        }

        // With several sequences, each has its own row of the table: see Rows.
        if (_inPlace && k.Rows > 1)
        {
            return;
        }

        if (_inPlace)
        {
            k.Reference(Now, TableRow(_owner.Input.At(Index.Counter("at"))));
        }
        else
        {
            k.Reference(Now, Values.At(!_owner.Stretched ? Index.Counter("at") : _owner.Stretch == 1 ? Index.Zero : Index.Counter("at") - _owner.First));
        }
    }

    /// <summary>The gates of the current step, row by row.</summary>
    public RowBuffer Rows => new(Now, Values.RowStride)
    {
        Scattered = _inPlace ? row => TableRow(TokenAt(row, "at")) : null,
        Prefetched = _inPlace && StepSchedule.AsksAhead(_table!.Length) ? row => TableRow(TokenAt(row, NextStep)) : null,
    };

    private Index NextStep => _owner.Backwards ? Index.Max(Index.Counter("at") - 1, 0) : Index.Min(Index.Counter("at") + 1, _owner.Steps - 1);

    /// <summary>In inference, a step reads its token's row of the table where it lies.</summary>
    private Address TableRow(Address token) => _table!.RowOf(_owner.Input.TokenAt(token));

    private Address TokenAt(Index row, Index step) => _owner.Input.First + row * _owner.Input.RowStride + step;

    /// <summary>Writes the projections of all steps, or of the stretch from <c>first</c> on.</summary>
    public void Forward(KernelWriter k)
    {
        if (!IsComputed || _owner.Joins(this))
        {
            return;
        }

        using (k.Loop("row", _owner.Planner.Rows))
        {
            Tensor sums = _normalization?.Normal ?? Values;
            if (_table != null)
            {
                LookUp(k, _table, sums);
            }
            else
            {
                Multiply(k, sums);
            }

            if (_normalization != null)
            {
                Normalize(k, _normalization);
            }
        }
    }

    private void LookUp(KernelWriter k, PackedMatrix table, Tensor target)
    {
        k.Comment("A token's product with the kernel is a row of the table.");
        using (k.Loop("step", _owner.Stretch))
        {
            Index step = _owner.Stretched ? Index.Counter(_owner.First) + "step" : "step";
            Index token = TokenFactor(k, "row", _owner.Input.TokenAt(TokenAt("row", step)));
            k.Reference("table", table.RowOf(token));
            k.Reference("projected", target.StepAt("step"));
            if (_bias != null)
            {
                k.Reference("bias", _bias.First());
            }

            k.Map(Columns.Stride, i => k.Store(OfToken(k.Load("table", i), _bias == null ? null : k.Load("bias", i)), "projected", i));
        }
    }

    private void Multiply(KernelWriter k, Tensor target)
    {
        Tensor input = _owner.Input;
        int steps = _owner.Stretch;
        k.Comment($"{Now.Substring(0, Now.Length - 3)}[t] = x[t] . kernel{(_bias == null ? "" : " + bias")}: {(steps == 1 ? "one step" : steps + " steps")}, [{input.Size}] . [{input.Size} x {Columns.Units * Columns.Gates}]");
        k.Reference("x", _owner.Stretched ? input.StepAt(_owner.First) : input.Row);
        k.Reference("projected", target.Row);
        if (_bias != null)
        {
            k.Reference("bias", _bias.First());
        }

        k.MultiplyInto(new Product
        {
            Rows = steps,
            A = "x",
            ARowStride = input.Stride,
            Runs = [new Run(0, input.Size)],
            B = _kernel!,
            Buffers = [new("projected", target.Stride)],
            Shared = _bias == null ? [] : ["bias"],
            Initial = _bias == null ? null : (point, line) => point.LoadShared("bias", line),
        }, "projected");
    }

    private void Normalize(KernelWriter k, RowNormalization normalization)
    {
        k.Comment("x.W, normalised: n = (x - mean) / sqrt(variance + epsilon); gamma n + beta, and the bias");
        normalization.References(k);
        using (k.Loop("step", _owner.Stretch))
        {
            bool kept = normalization.Scales != null;
            k.Reference("values", Values.StepAt("step"));
            if (kept)
            {
                k.Reference("normal", normalization.Normal.StepAt("step"));
            }

            normalization.Normalize(k, kept ? "normal" : "values", "values", normalization.Scales?.StepAt("step"));
        }
    }

    /// <summary>Behind the walk back: turns the gates' gradients into those of <c>x.W</c>, where it was normalised.</summary>
    public void DifferentiateNormalization(KernelWriter k)
    {
        if (_normalization == null)
        {
            return;
        }

        k.Blank();
        k.Comment("Through the normalisation of x.W: dn = dy gamma; dx = (dn - mean(dn) - n mean(dn n)) / deviation");
        using (k.Scope())
        {
            _normalization.References(k);
            _normalization.GradientReferences(k);
            k.ForEachStep([("dy", Values), ("normal", _normalization.Normal)], () =>
            {
                _normalization.AddWeightGradients(k, "dy", "normal");
                _normalization.InputGradient(k, "dy", "normal", _normalization.Scales!.ValueAt("row", "t"), "dy");
            });
        }
    }

    /// <summary>False where a step reads its row of a table in place.</summary>
    public bool IsComputed => !_inPlace;

    /// <summary>Adds the gradients of kernel and bias over <c>count</c> steps from <c>first</c> on.</summary>
    public void WeightGradients(KernelWriter k, Index row)
    {
        if (_kernelGradient == null)
        {
            return;
        }

        Tensor input = _owner.Input;
        using (k.Scope())
        {
            k.Reference("gates", Values.At(row, Index.Counter("first")));
            if (_table != null)
            {
                using (k.Loop("step", 0, "count"))
                {
                    Index token = TokenFactor(k, row, input.TokenAt(TokenAt(row, Index.Counter("first") + "step")));
                    k.AddToTokenRow(_kernelGradient, token, Address.Of("gates", Index.Counter("step") * Values.Stride), value => OfToken(value, null));
                }
            }
            else
            {
                k.Reference("x", input.At(row, Index.Counter("first")));
                k.AccumulateProduct(_kernelGradient, "x", input.Stride, [new Run(0, input.Size)], "gates", Values.Stride, "count");
            }

            if (_biasGradient != null)
            {
                k.AccumulateRows(_biasGradient, "gates", Values.Stride, "count");
            }
        }
    }

    /// <summary>A token; where tokens are dropped, declares its factor as well.</summary>
    private Index TokenFactor(KernelWriter k, Index row, Index token)
    {
        if (_factors == null)
        {
            return token;
        }

        k.Let("token", token);
        k.Let("tokenFactor", Value.Broadcast(_factors.OfToken(row, "token")));
        return "token";
    }

    /// <summary>What is left of a token's values, and the bias where it stands by itself.</summary>
    private Value OfToken(Value value, Value? bias)
    {
        Value factor = Value.Named("tokenFactor");
        return _factors == null ? value : bias is null ? value * factor : Value.MultiplyAdd(value, factor, bias);
    }

    public void InputGradient(KernelWriter k, Tensor target, bool add) =>
        k.ForSequences([("gates", Values), ("target", target)], (rows, stride) => k.Multiply(new Product
        {
            Rows = rows,
            A = "gates",
            ARowStride = stride(Values),
            Runs = Run.OfColumns(Columns),
            B = _kernelTransposed!,
            Buffers = [new("target", stride(target))],
            Initial = add ? (point, line) => point.Load("target", line) : null,
            Epilogue = k.StoreTo("target"),
        }));
}
