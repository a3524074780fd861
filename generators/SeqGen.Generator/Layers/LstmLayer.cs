// lstm: long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers 2000).
//
//     i[t] = s(x[t].W_i + h[t-1].U_i + b_i)          input gate
//     f[t] = s(x[t].W_f + h[t-1].U_f + b_f)          forget gate
//     g[t] = a(x[t].W_c + h[t-1].U_c + b_c)          candidate
//     o[t] = s(x[t].W_o + h[t-1].U_o + b_o)          output gate
//     c[t] = f[t] * c[t-1] + i[t] * g[t]
//     h[t] = o[t] * a(c[t])
//     weights  kernel W [input, 4 units], recurrent_kernel U [units, 4 units], bias b [4 units]; blocks i, f, c, o
//     states   h, c
//     mask     a masked step carries h and c over and repeats the output before it

namespace SeqGen.Generator.Layers;

/// <summary>Long short-term memory.</summary>
internal sealed record LstmLayer : RecurrentLayer
{
    /// <summary>True where a fresh bias has ones for the forget gate.</summary>
    public required bool UnitForgetBias { get; init; }

    public override int Gates => 4;

    public override ImmutableArray<string> States => ["h", "c"];

    public override LayerDefinition Definition => Declaration;

    public static ArgumentDefinition UnitForgetBiasArgument { get; } =
        ArgumentDefinition.Flag("unit_forget_bias", true, "A fresh bias has ones for the forget gate (and zeros for the others).");

    public static LayerDefinition Declaration { get; } = new(
        "lstm", "LSTM", "Long short-term memory.", Read,
        [
            RecurrentOptions.UnitsArgument,
            RecurrentOptions.ActivationArgument with { Positional = true },
            RecurrentOptions.RecurrentActivationArgument,
            RecurrentOptions.GoBackwardsArgument,
            .. RecurrentOptions.FurtherArguments,
            UnitForgetBiasArgument,
        ]);

    public static LstmLayer Read(ArgumentReader arguments) => new()
    {
        Options = RecurrentOptions.Read(arguments),
        UnitForgetBias = arguments.Flag("unit_forget_bias"),
    };

    public override void WriteConfig(JsonObject config, Shape input)
    {
        base.WriteConfig(config, input);
        config.Add("recurrent_activation", Options.RecurrentActivation.ToString()).Add("unit_forget_bias", UnitForgetBias);
    }

    protected override InitializerSpec FreshBias => UnitForgetBias && Options.BiasInitializer.Kind == InitializerKind.Zeros
        ? new(InitializerKind.UnitForgetBias)
        : Options.BiasInitializer;

    public override Recurrence Recur(LayerPlanner planner, Tensor input, string direction, bool backwards) =>
        new LstmRecurrence(this, planner, input, direction, backwards);
}

/// <summary>The LSTM's step. Training keeps the gates i, f, g, o in the projection's place, c, and a(c).</summary>
internal sealed class LstmRecurrence : Recurrence
{
    private readonly Projection _gates;
    private readonly Tensor _cell;
    private readonly Tensor? _cellGradient;
    private readonly Tensor? _cellOutput;
    private readonly Tensor? _arguments;
    private readonly PackedMatrix _recurrent;
    private readonly PackedMatrix? _recurrentTransposed;
    private readonly PackedMatrix? _recurrentGradient;

    public LstmRecurrence(RecurrentLayer layer, LayerPlanner planner, Tensor input, string direction, bool backwards)
        : base(layer, planner, input, direction, backwards)
    {
        _gates = Project("Gates", 0, 4, Options.UseBias ? Weight("bias") : null);
        _cell = planner.Slots(Prefix + "Cell", Keep ? Steps + 1 : 1, Units);
        _recurrent = RecurrentKernel("Recurrent", 0, _gates.Columns);
        if (Training)
        {
            _cellOutput = planner.Tensor(Prefix + "CellOutput", Steps, Units);
            _cellGradient = planner.Tensor(Prefix + "CellGradient", 1, Units);
            _arguments = Activations.NeedsArgument(Options.Activation) || Activations.NeedsArgument(Options.RecurrentActivation)
                ? planner.Tensor(Prefix + "Arguments", Steps, _gates.Columns.Stride)
                : null;
            _recurrentTransposed = RecurrentKernelTransposed("RecurrentTransposed", 0, _gates.Columns);
            _recurrentGradient = layer.Trainable ? RecurrentGradient("Recurrent", 0, _gates.Columns) : null;
        }

        PlanGradients();
    }

    protected override IReadOnlyList<(string Name, Tensor Values, Tensor? Gradient)> MoreStates => [("c", _cell, _cellGradient)];

    protected override IEnumerable<(PackedMatrix Gradient, Tensor Left, Tensor Right)> RecurrentGradients =>
        [(_recurrentGradient!, Hidden, _gates.Values)];

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

        k.Comment("i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)");
        k.Multiply(new Product
        {
            Rows = Rows,
            A = "hPrevious",
            ARowStride = Hidden.RowStride,
            Runs = [new Run(0, Units)],
            B = _recurrent,
            Buffers = buffers,
            Initial = (point, line) => point.Load(_gates.Now, line),
            Epilogue = (point, _) =>
            {
                if (Masked)
                {
                    k.MaskVector("real", point.Scalar("maskNow"));
                }

                k.Line($"Vec inputGate = {Gate(k, point.Value(0))};");
                k.Line($"Vec forgetGate = {Gate(k, point.Value(1))};");
                k.Line($"Vec candidate = {Activations.Apply(k.Math, Options.Activation, point.Value(2), gate: true)};");
                k.Line($"Vec outputGate = {Gate(k, point.Value(3))};");
                k.Line($"Vec cell = {KernelWriter.Fma("forgetGate", point.Load("cPrevious", Product.UnitLine), "inputGate * candidate")};");
                k.Line($"Vec cellValue = {Activations.Apply(k.Math, Options.Activation, "cell", gate: true)};");
                if (_arguments != null)
                {
                    for (int gate = 0; gate < 4; gate++)
                    {
                        k.Line(point.Store(point.Value(gate), "arguments", gate));
                    }
                }

                if (Training)
                {
                    k.Line(point.Store("inputGate", _gates.Now, 0));
                    k.Line(point.Store("forgetGate", _gates.Now, 1));
                    k.Line(point.Store("candidate", _gates.Now, 2));
                    k.Line(point.Store("outputGate", _gates.Now, 3));
                    k.Line(point.Store("cellValue", "cellOutput", Product.UnitLine));
                }

                StoreState(k, point, "cell", "cPrevious", "cNext", Product.UnitLine);
                StoreState(k, point, "outputGate * cellValue", "hPrevious", "hNext", Product.UnitLine);
            },
        });
    }

    protected override void StepBackward(KernelWriter k)
    {
        var rows = BackwardRows(
            ("cGradient", _cellGradient!.RowStride), ("cPrevious", _cell.RowStride), ("cNext", _cell.RowStride), ("cellOutput", _cellOutput!.RowStride));
        if (_arguments != null)
        {
            rows.Add(("arguments", _arguments.RowStride));
        }

        k.Comment("dc += dh o a'(c); di = dc g i', df = dc c[t-1] f', dg = dc i g', do = dh a(c) o'; dc[t-1] = dc f");
        k.ForRows(Rows, rows, row =>
        {
            if (Masked)
            {
                k.MaskVector("real", row("maskNow"));
            }

            k.MapUnits(_gates.Columns, (gate, unit) =>
            {
                string gates = row(_gates.Now);
                LoadHiddenGradient(k, row, unit);
                k.Line($"Vec inputGate = {k.Load(gates, gate)};");
                k.Line($"Vec forgetGate = {k.Load(gates, gate, 16)};");
                k.Line($"Vec candidate = {k.Load(gates, gate, 32)};");
                k.Line($"Vec outputGate = {k.Load(gates, gate, 48)};");
                k.Line($"Vec cellValue = {k.Load(row("cellOutput"), unit)};");
                k.Line($"Vec carried = {k.Load(row("cGradient"), unit)};");
                string argument = Activations.NeedsArgument(Options.Activation) ? k.Load(row("cNext"), unit) : "cellValue";
                k.Line($"Vec dc = {k.Math.Call("FlushTiny", "carried + " + Activations.Backward(k.Math, Options.Activation, "(dh * outputGate)", "cellValue", argument))};");
                StoreGradient(k, Slope(k, row, "(dc * candidate)", "inputGate", gate, 0), gates, gate, 0);
                StoreGradient(k, Slope(k, row, $"(dc * {k.Load(row("cPrevious"), unit)})", "forgetGate", gate, 16), gates, gate, 16);
                StoreGradient(k, Slope(k, row, "(dc * inputGate)", "candidate", gate, 32), gates, gate, 32);
                StoreGradient(k, Slope(k, row, "(dh * cellValue)", "outputGate", gate, 48), gates, gate, 48);
                k.Store(Masked ? KernelWriter.Select("real", "dc * forgetGate", "carried") : "dc * forgetGate", row("cGradient"), unit);
                if (Masked)
                {
                    k.Store(KernelWriter.Select("real", "Vec.Zero", "dh"), row("hGradient"), unit);
                }
            });
        });
        BackThroughKernel(k, _gates, _recurrentTransposed!, add: Masked);
    }

    private string Gate(KernelWriter k, string value) => Activations.Apply(k.Math, Options.RecurrentActivation, value, gate: true);

    private string Slope(KernelWriter k, Func<string, string> row, string gradient, string value, string offset, int plus)
    {
        ActivationSpec activation = plus == 32 ? Options.Activation : Options.RecurrentActivation;
        string argument = Activations.NeedsArgument(activation) ? k.Load(row("arguments"), offset, plus) : value;
        return Activations.Backward(k.Math, activation, gradient, value, argument);
    }
}
