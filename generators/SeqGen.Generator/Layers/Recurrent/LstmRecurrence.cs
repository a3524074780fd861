namespace SeqGen.Generator.Layers;

/// <summary>The step of an LSTM, with or without peepholes. Training keeps the gates i, f, g, o in the projection's place, c, and a(c).</summary>
internal sealed class LstmRecurrence : Recurrence
{
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
            k.Line("ref float cNext = ref cPrevious;");
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
        string before = point.Load("cPrevious");
        string[] sums = [.. Enumerable.Range(0, 3).Select(point.Gate)];
        sums[0] = _peepholes?.Look(k, point, Peepholes.Input, sums[0], before) ?? sums[0];
        sums[1] = _peepholes?.Look(k, point, Peepholes.Forget, sums[1], before) ?? sums[1];
        Fraction inputGate = Gate(k, sums[0], "inputGate");
        Fraction forgetGate = Gate(k, sums[1], "forgetGate");
        Fraction candidate = Fraction.Declare(k, Options.Activation, sums[2], "candidate");
        Fraction cell = forgetGate.TimesPlus(before, inputGate.Times(candidate));
        string ofCell = cell.DeclareReciprocal(k, "ofCell");
        k.Line($"Vec cell = {cell.Carried(k, ofCell)};");
        for (int gate = 0; _arguments != null && gate < sums.Length; gate++)
        {
            k.Line(point.StoreGate(sums[gate], "arguments", gate));
        }

        if (Training)
        {
            k.Line(point.StoreGate(cell.Part(inputGate, ofCell), _gates.Now, 0));
            k.Line(point.StoreGate(cell.Part(forgetGate, ofCell), _gates.Now, 1));
            k.Line(point.StoreGate(cell.Part(candidate, ofCell), _gates.Now, 2));
        }

        StoreState(k, point, "cell", "cPrevious", "cNext");
    }

    /// <summary>The output gate, and the state h; with layer normalization that waits for the cell of all units.</summary>
    private void Output(KernelWriter k, UnitPoint point)
    {
        if (_recurrent.Buffer != null)
        {
            k.Line($"Vec cell = {point.Load("cNext")};");
        }

        string sum = point.Gate(3);
        sum = _peepholes?.Look(k, point, Peepholes.Output, sum, "cell") ?? sum;
        Fraction outputGate = Gate(k, sum, "outputGate");
        if (_arguments != null)
        {
            k.Line(point.StoreGate(sum, "arguments", 3));
        }

        if (_normalCell != null)
        {
            k.Line(point.StoreGate(outputGate.Value, _gates.Now, 3));
            return;
        }

        Fraction cellValue = Fraction.Declare(k, Options.Activation, "cell", "cellValue");
        Fraction output = outputGate.Times(cellValue);
        string ofOutput = output.DeclareReciprocal(k, "ofOutput");
        if (Training)
        {
            k.Line(point.StoreGate(output.Part(outputGate, ofOutput), _gates.Now, 3));
            k.Line(point.Store(output.Part(cellValue, ofOutput), "cellOutput"));
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
            k.Line($"Vec outputGate = {point.LoadGate(_gates.Now, 3)};");
            k.Line($"Vec cellValue = {Activations.ApplyGate(k.Math, Options.Activation, point.Load(normalCell.ValuesNow))};");
            if (Training)
            {
                k.Line(point.Store("cellValue", "cellOutput"));
            }

            StoreState(k, point, "outputGate * cellValue", "hPrevious", "hNext");
        })));
    }

    /// <summary>With layer normalization: what the output hands back to the cell, for all units.</summary>
    private void GradientOfNormalCell(KernelWriter k, NormalizedRows normalCell, List<(string Name, int RowStride)> rows)
    {
        k.Comment("dn = dh o a'(n), and through the normalisation of the cell");
        ForUnits(k, rows, _gates.Columns, point =>
        {
            LoadHiddenGradient(k, point);
            k.Line($"Vec outputGate = {point.LoadGate(_gates.Now, 3)};");
            k.Line($"Vec cellValue = {point.Load("cellOutput")};");
            string argument = Activations.NeedsArgument(Options.Activation) ? $"({normalCell.Value(point)})" : "cellValue";
            string slope = Activations.BackwardGate(k.Math, Options.Activation, "(dh * outputGate)", "cellValue", argument);
            k.Line(point.Store(OfRealStep(slope), normalCell.ValuesNow));
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
            LoadHiddenGradient(k, point);
            k.Line($"Vec inputGate = {point.LoadGate(_gates.Now, 0)};");
            k.Line($"Vec forgetGate = {point.LoadGate(_gates.Now, 1)};");
            k.Line($"Vec candidate = {point.LoadGate(_gates.Now, 2)};");
            k.Line($"Vec outputGate = {point.LoadGate(_gates.Now, 3)};");
            k.Line($"Vec cellValue = {point.Load("cellOutput")};");
            k.Line($"Vec carried = {point.Load("cGradient")};");
            string argument = Activations.NeedsArgument(Options.Activation) ? point.Load("cNext") : "cellValue";
            string ofOutput = _normalCell != null
                ? point.Load(_normalCell.ValuesNow)
                : Activations.BackwardGate(k.Math, Options.Activation, "(dh * outputGate)", "cellValue", argument);
            string inputSlope = GateSlope(k, point, "(dc * candidate)", "inputGate", 0);
            string forgetSlope = GateSlope(k, point, $"(dc * {point.Load("cPrevious")})", "forgetGate", 1);
            string outputSlope = GateSlope(k, point, "(dh * cellValue)", "outputGate", 3);
            string toPrevious = "dc * forgetGate";
            if (_peepholes != null)
            {
                outputSlope = _peepholes.Differentiate(k, Peepholes.Output, OfRealStep(outputSlope), point, "cNext");
                ofOutput = $"{ofOutput} + {_peepholes.Back(point, Peepholes.Output)}";
            }

            k.Line($"Vec dc = {k.Math.Call("FlushTiny", "carried + " + ofOutput)};");
            if (_peepholes != null)
            {
                inputSlope = _peepholes.Differentiate(k, Peepholes.Input, OfRealStep(inputSlope), point, "cPrevious");
                forgetSlope = _peepholes.Differentiate(k, Peepholes.Forget, OfRealStep(forgetSlope), point, "cPrevious");
                toPrevious = $"{toPrevious} + {_peepholes.Back(point, Peepholes.Input)} + {_peepholes.Back(point, Peepholes.Forget)}";
            }

            StoreGradient(k, point, inputSlope, 0);
            StoreGradient(k, point, forgetSlope, 1);
            StoreGradient(k, point, GateSlope(k, point, "(dc * inputGate)", "candidate", 2), 2);
            StoreGradient(k, point, outputSlope, 3);
            k.Line(point.Store(Masked ? KernelWriter.Select("real", toPrevious, "carried") : toPrevious, "cGradient"));
            if (Masked)
            {
                k.Line(point.Store(KernelWriter.Select("real", "Vec.Zero", "dh"), "hGradient"));
            }
        });
        BackThroughKernel(k, _recurrent, _gates.RowsNow, add: Masked);
    }

    private Fraction Gate(KernelWriter k, string sum, string name) => Fraction.Declare(k, Options.RecurrentActivation, sum, name);

    private void StoreGradient(KernelWriter k, UnitPoint point, string value, int gate) =>
        k.Line(point.StoreGate(OfRealStep(value), _gates.Now, gate));
}
