namespace SeqGen.Generator.Layers;

/// <summary>The step of an LSTM, with or without peepholes. Training keeps the gates i, f, g, o in the projection's place, c, and a(c).</summary>
internal sealed class LstmRecurrence : Recurrence
{
    private const string CellName = "cell";

    private readonly Projection _gates;
    private readonly Tensor _cell;
    private readonly Tensor? _cellGradient;
    private readonly Tensor? _cellOutput;
    private readonly Tensor? _arguments;
    private readonly Peepholes? _peepholes;
    private readonly NormalizedRows? _normalCell;
    private readonly RecurrentProduct _recurrent;

    public LstmRecurrence(RecurrentLayer layer, LayerPlanner planner, Tensor input, string direction, bool backwards, bool peephole)
        : base(layer, planner, input, direction, backwards)
    {
        _gates = Project("Gates", 0, 4, Options.UseBias ? Weight("bias") : null);
        _cell = planner.Slots(Prefix + "Cell", Keep ? Steps + 1 : 1, Units);
        _recurrent = Multiplied("Recurrent", 0, _gates.Columns);
        _peepholes = peephole ? new Peepholes(planner, Prefix, Weight("peephole"), Units) : null;
        _normalCell = Options.Normalization == null ? null : new(this, CellNormalization.StatePart, Prefix + "Cell", "normalCell", new(Units));
        if (Training)
        {
            _cellOutput = planner.Tensor(Prefix + "CellOutput", Steps, Units);
            _cellGradient = planner.Tensor(Prefix + "CellGradient", 1, Units);
            _arguments = PlanArguments(_gates.Columns);
        }

        PlanGradients();
    }

    protected override IReadOnlyList<(string Name, Tensor Values, Tensor? Gradient)> MoreStates => [("c", _cell, _cellGradient)];

    protected override IEnumerable<(RecurrentProduct Product, Tensor Left, Tensor Gates)> RecurrentGradients => [(_recurrent, Fed, _gates.Values)];

    protected override void StepReferences(KernelWriter k)
    {
        if (Keep)
        {
            StateReference(k, "cPrevious", _cell, 0);
            StateReference(k, "cNext", _cell, 1);
        }
        else
        {
            k.Reference("cPrevious", _cell);
            k.Reference("cNext", "cPrevious");
        }

        if (_cellOutput != null)
        {
            StepReference(k, "cellOutput", _cellOutput);
        }

        if (_arguments != null)
        {
            StepReference(k, "arguments", _arguments);
        }

        _peepholes?.References(k);
        _normalCell?.StepReferences(k);
    }

    protected override void Step(KernelWriter k)
    {
        var buffers = ForwardRows(("cPrevious", _cell.RowStride), ("cNext", _cell.RowStride));
        if (_cellOutput != null)
        {
            buffers.Add(new("cellOutput", _cellOutput.RowStride));
        }

        if (_arguments != null)
        {
            buffers.Add(new("arguments", _arguments.RowStride));
        }

        k.Comment(_peepholes != null
            ? "i = s(z_i + h.U_i + p_i c), f = s(z_f + h.U_f + p_f c), g = a(z_c + h.U_c); c = f c + i g; o = s(z_o + h.U_o + p_o c); h = o a(c)"
            : "i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)");
        _recurrent.Multiply(k, FedNow, [StepAddend.Of(_gates)], buffers, Choosing(k, point => Cell(k, point)), Choosing(k, point => Output(k, point)));
        if (_normalCell != null)
        {
            OutputOfNormalCell(k, _normalCell, buffers);
        }
    }

    /// <summary>The gates i, f and g, and the cell.</summary>
    private void Cell(KernelWriter k, UnitPoint point)
    {
        Value before = point.Load("cPrevious");
        Value[] sums = [.. Enumerable.Range(0, 3).Select(point.Gate)];
        sums[0] = _peepholes?.Look(k, point, Peepholes.Input, sums[0], before) ?? sums[0];
        sums[1] = _peepholes?.Look(k, point, Peepholes.Forget, sums[1], before) ?? sums[1];
        Fraction inputGate = Gate(k, sums[0], "inputGate");
        Fraction forgetGate = Gate(k, sums[1], "forgetGate");
        Fraction candidate = Fraction.Declare(k, Options.Activation, sums[2], "candidate");
        Fraction cell = forgetGate.TimesPlus(before, inputGate.Times(candidate));
        Value ofCell = cell.DeclareReciprocal(k, "ofCell");
        Value value = k.Let(CellName, cell.Carried(k, ofCell));
        for (int gate = 0; _arguments != null && gate < sums.Length; gate++)
        {
            k.Store(sums[gate], point.GateAt("arguments", gate));
        }

        if (Training)
        {
            k.Store(cell.Part(inputGate, ofCell), point.GateAt(_gates.Now, 0));
            k.Store(cell.Part(forgetGate, ofCell), point.GateAt(_gates.Now, 1));
            k.Store(cell.Part(candidate, ofCell), point.GateAt(_gates.Now, 2));
        }

        StoreState(k, point, value, "cPrevious", "cNext");
    }

    /// <summary>The output gate, and the state h; with layer normalization that waits for the cell of all units.</summary>
    private void Output(KernelWriter k, UnitPoint point)
    {
        // From a buffer this part runs by itself, and reads what the one before has stored.
        Value cell = _recurrent.Buffer != null ? k.Let(CellName, point.Load("cNext")) : Value.Named(CellName);
        Value sum = point.Gate(3);
        sum = _peepholes?.Look(k, point, Peepholes.Output, sum, cell) ?? sum;
        Fraction outputGate = Gate(k, sum, "outputGate");
        if (_arguments != null)
        {
            k.Store(sum, point.GateAt("arguments", 3));
        }

        if (_normalCell != null)
        {
            k.Store(outputGate.Quotient, point.GateAt(_gates.Now, 3));
            return;
        }

        Fraction cellValue = Fraction.Declare(k, Options.Activation, cell, "cellValue");
        Fraction output = outputGate.Times(cellValue);
        Value ofOutput = output.DeclareReciprocal(k, "ofOutput");
        if (Training)
        {
            k.Store(output.Part(outputGate, ofOutput), point.GateAt(_gates.Now, 3));
            k.Store(output.Part(cellValue, ofOutput), point.At("cellOutput"));
        }

        StoreState(k, point, output.Settled(k, ofOutput), "hPrevious", "hNext");
    }

    /// <summary>With layer normalization: the output waits for the cell of all units.</summary>
    private void OutputOfNormalCell(KernelWriter k, NormalizedRows normalCell, List<RowBuffer> buffers)
    {
        k.Comment("h = o a(n): the cell, normalised: n = gamma (c - mean) / sqrt(variance + epsilon) + beta");
        normalCell.Normalize(k, ("cNext", _cell.RowStride));
        k.ForRows(Rows, [.. buffers, .. normalCell.Buffers], row => k.MapUnits(_gates.Columns, row, Choosing(k, point =>
        {
            Value outputGate = k.Let("outputGate", point.LoadGate(_gates.Now, 3));
            Value cellValue = k.Let("cellValue", Activations.ApplyGate(k.Math, Options.Activation, point.Load(normalCell.ValuesNow)));
            if (Training)
            {
                k.Store(cellValue, point.At("cellOutput"));
            }

            StoreState(k, point, outputGate * cellValue, "hPrevious", "hNext");
        })));
    }

    /// <summary>With layer normalization: what the output hands back to the cell, for all units.</summary>
    private void GradientOfNormalCell(KernelWriter k, NormalizedRows normalCell, List<(string Name, int RowStride)> rows)
    {
        k.Comment("dn = dh o a'(n), and through the normalisation of the cell");
        ForUnits(k, rows, _gates.Columns, point =>
        {
            Value dh = LoadHiddenGradient(k, point);
            Value outputGate = k.Let("outputGate", point.LoadGate(_gates.Now, 3));
            Value cellValue = k.Let("cellValue", point.Load("cellOutput"));
            Value argument = Activations.NeedsArgument(Options.Activation) ? normalCell.At(point) : cellValue;
            Value slope = Activations.BackwardGate(k.Math, Options.Activation, dh * outputGate, cellValue, argument);
            k.Store(OfRealStep(slope), point.At(normalCell.ValuesNow));
        });
        normalCell.Differentiate(k, normalCell.ValuesNow, normalCell.ValuesNow);
    }

    protected override void StepBackward(KernelWriter k)
    {
        var rows = BackwardRows(
            ("cGradient", _cellGradient!.RowStride), ("cPrevious", _cell.RowStride), ("cNext", _cell.RowStride), ("cellOutput", _cellOutput!.RowStride));
        if (_arguments != null)
        {
            rows.Add(("arguments", _arguments.RowStride));
        }

        _peepholes?.GradientReferences(k);
        if (_normalCell != null)
        {
            rows.AddRange(_normalCell.Buffers);
            GradientOfNormalCell(k, _normalCell, rows);
        }

        k.Comment(_peepholes != null
            ? "do = dh a(c) o'; dc += dh o a'(c) + do p_o; di = dc g i', df = dc c[t-1] f', dg = dc i g'; dc[t-1] = dc f + di p_i + df p_f"
            : "dc += dh o a'(c); di = dc g i', df = dc c[t-1] f', dg = dc i g', do = dh a(c) o'; dc[t-1] = dc f");
        ForUnits(k, rows, _gates.Columns, point =>
        {
            Value dh = LoadHiddenGradient(k, point);
            Value inputGate = k.Let("inputGate", point.LoadGate(_gates.Now, 0));
            Value forgetGate = k.Let("forgetGate", point.LoadGate(_gates.Now, 1));
            Value candidate = k.Let("candidate", point.LoadGate(_gates.Now, 2));
            Value outputGate = k.Let("outputGate", point.LoadGate(_gates.Now, 3));
            Value cellValue = k.Let("cellValue", point.Load("cellOutput"));
            Value carried = k.Let("carried", point.Load("cGradient"));
            Value argument = Activations.NeedsArgument(Options.Activation) ? point.Load("cNext") : cellValue;
            Value ofOutput = _normalCell != null
                ? point.Load(_normalCell.ValuesNow)
                : Activations.BackwardGate(k.Math, Options.Activation, dh * outputGate, cellValue, argument);
            Value outputSlope = GateSlope(k, point, dh * cellValue, outputGate, 3);
            Value total = carried + ofOutput;
            if (_peepholes != null)
            {
                outputSlope = _peepholes.Differentiate(k, Peepholes.Output, OfRealStep(outputSlope), point, "cNext");
                total += _peepholes.Back(point, Peepholes.Output, outputSlope);
            }

            Value dc = k.Let("dc", k.Math.Call("FlushTiny", total));
            Value inputSlope = GateSlope(k, point, dc * candidate, inputGate, 0);
            Value forgetSlope = GateSlope(k, point, dc * point.Load("cPrevious"), forgetGate, 1);
            Value toPrevious = dc * forgetGate;
            if (_peepholes != null)
            {
                inputSlope = _peepholes.Differentiate(k, Peepholes.Input, OfRealStep(inputSlope), point, "cPrevious");
                forgetSlope = _peepholes.Differentiate(k, Peepholes.Forget, OfRealStep(forgetSlope), point, "cPrevious");
                toPrevious = toPrevious + _peepholes.Back(point, Peepholes.Input, inputSlope) + _peepholes.Back(point, Peepholes.Forget, forgetSlope);
            }

            StoreGradient(k, point, inputSlope, 0);
            StoreGradient(k, point, forgetSlope, 1);
            StoreGradient(k, point, GateSlope(k, point, dc * inputGate, candidate, 2), 2);
            StoreGradient(k, point, outputSlope, 3);
            k.Store(Masked ? Value.Select(Real, toPrevious, carried) : toPrevious, point.At("cGradient"));
            if (Masked)
            {
                k.Store(Value.Select(Real, Value.Zero, dh), point.At("hGradient"));
            }
        });
        BackThroughKernel(k, _recurrent, _gates.RowsNow, add: Masked);
    }

    private Fraction Gate(KernelWriter k, Value sum, string name) => Fraction.Declare(k, Options.RecurrentActivation, sum, name);

    private void StoreGradient(KernelWriter k, UnitPoint point, Value value, int gate) =>
        k.Store(OfRealStep(value), point.GateAt(_gates.Now, gate));
}
