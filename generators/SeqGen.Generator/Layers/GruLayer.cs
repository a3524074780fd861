// gru: gated recurrent unit (Cho 2014), in both of Keras' forms.
//
//     z[t] = s(x[t].W_z + h[t-1].U_z + b_z)          update gate
//     r[t] = s(x[t].W_r + h[t-1].U_r + b_r)          reset gate
//     reset_after:   g[t] = a(x[t].W_h + b0_h + r[t] * (h[t-1].U_h + b1_h))
//     otherwise:     g[t] = a(x[t].W_h + b_h + (r[t] * h[t-1]).U_h)
//     h[t] = z[t] * h[t-1] + (1 - z[t]) * g[t]
//     dropout, recurrent_dropout: in training x[t], and h[t-1] where it meets U (not beside z[t]), times factors that all steps and gates share
//     weights  kernel W [input, 3 units], recurrent_kernel U [units, 3 units]; blocks z, r, h
//              bias [2, 3 units] with reset_after (row 0 of the input, row 1 of the state), else [3 units]
//     state    h
//     mask     a masked step carries h over and repeats the output before it

namespace SeqGen.Generator.Layers;

/// <summary>The gated recurrent unit.</summary>
internal sealed record GruLayer : RecurrentLayer
{
    /// <summary>True where the reset gate works behind the product with the recurrent kernel.</summary>
    public required bool ResetAfter { get; init; }

    public override int Gates => 3;

    public override int BiasRows => ResetAfter ? 2 : 1;

    public override ImmutableArray<string> States => ["h"];

    public override LayerDefinition Definition => Declaration;

    public static ArgumentDefinition ResetAfterArgument { get; } =
        ArgumentDefinition.Flag("reset_after", true, "The reset gate works behind the product with the recurrent kernel (Keras' default).");

    public static LayerDefinition Declaration { get; } = new(
        "gru", "GRU", "Gated recurrent unit.", Read,
        [
            RecurrentOptions.UnitsArgument,
            RecurrentOptions.ActivationArgument with { Positional = true },
            RecurrentOptions.RecurrentActivationArgument,
            RecurrentOptions.GoBackwardsArgument,
            .. RecurrentOptions.FurtherArguments,
            ResetAfterArgument,
        ]);

    public static GruLayer Read(ArgumentReader arguments) => new()
    {
        Options = RecurrentOptions.Read(arguments),
        ResetAfter = arguments.Flag("reset_after"),
    };

    public override void WriteConfig(JsonObject config, Shape input)
    {
        base.WriteConfig(config, input);
        config.Add("recurrent_activation", Options.RecurrentActivation.ToString()).Add("reset_after", ResetAfter);
    }

    public override Recurrence Recur(LayerPlanner planner, Tensor input, string direction, bool backwards) => ResetAfter
        ? new GruAfterRecurrence(this, planner, input, direction, backwards)
        : new GruBeforeRecurrence(this, planner, input, direction, backwards);
}

/// <summary>
/// The GRU's step with the reset gate behind the product (Keras' default, CuDNN's form). Training keeps the gates
/// z, r, hh in the projection's place, the recurrent part of hh, and the gradients of the recurrent parts.
/// </summary>
internal sealed class GruAfterRecurrence : Recurrence
{
    private readonly Projection _gates;
    private readonly PackedMatrix? _recurrentBias;
    private readonly PackedMatrix _recurrent;
    private readonly Tensor? _recurrentPart;
    private readonly Tensor? _arguments;
    private readonly Tensor? _recurrentGates;
    private readonly PackedMatrix? _recurrentTransposed;
    private readonly PackedMatrix? _recurrentGradient;
    private readonly PackedMatrix? _recurrentBiasGradient;

    public GruAfterRecurrence(RecurrentLayer layer, LayerPlanner planner, Tensor input, string direction, bool backwards)
        : base(layer, planner, input, direction, backwards)
    {
        WeightPlan? bias = Options.UseBias ? Weight("bias") : null;
        _gates = Project("Gates", 0, 3, bias);
        _recurrent = RecurrentKernel("Recurrent", 0, _gates.Columns);
        _recurrentBias = bias == null ? null : planner.Pack(Prefix + "RecurrentBias", bias, 1, _gates.Columns, 3 * Units, 3 * Units);
        if (Training)
        {
            _recurrentPart = planner.Tensor(Prefix + "RecurrentPart", Steps, Units);
            _arguments = GruGates.PlanArguments(this, Prefix, _gates.Columns.Stride);
            _recurrentGates = planner.Tensor(Prefix + "RecurrentGates", Steps, _gates.Columns.Stride);
            _recurrentTransposed = RecurrentKernelTransposed("RecurrentTransposed", 0, _gates.Columns);
            if (layer.Trainable)
            {
                _recurrentGradient = RecurrentGradient("Recurrent", 0, _gates.Columns);
                _recurrentBiasGradient = bias == null ? null : planner.Gradient(Prefix + "RecurrentBias", bias, 1, _gates.Columns, 3 * Units, 3 * Units);
            }
        }

        PlanGradients();
    }

    protected override IEnumerable<(PackedMatrix Gradient, Tensor Left, Tensor Right)> RecurrentGradients =>
        [(_recurrentGradient!, Fed, _recurrentGates!)];

    protected override IEnumerable<(PackedMatrix Gradient, Tensor Right)> RecurrentBiasGradients =>
        _recurrentBiasGradient == null ? [] : [(_recurrentBiasGradient, _recurrentGates!)];

    protected override void StepReferences(KernelWriter k)
    {
        if (_recurrentBias != null)
        {
            k.Reference("recurrentBias", "packed", _recurrentBias.Constant);
        }

        foreach ((string name, Tensor tensor) in Kept)
        {
            StepReference(k, name, tensor);
        }
    }

    private IEnumerable<(string Name, Tensor Tensor)> Kept
    {
        get
        {
            if (_recurrentPart != null)
            {
                yield return ("recurrentPart", _recurrentPart);
                yield return ("recurrentGates", _recurrentGates!);
            }

            if (_arguments != null)
            {
                yield return ("arguments", _arguments);
            }
        }
    }

    protected override void Step(KernelWriter k)
    {
        k.Comment("z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh");
        k.Multiply(new Product
        {
            Rows = Rows,
            A = FedNow,
            ARowStride = Fed.RowStride,
            Runs = [new Run(0, Units)],
            B = _recurrent,
            Buffers = ForwardRows(Kept.Select(b => (b.Name, b.Tensor.RowStride)).ToArray()),
            Initial = (point, line) =>
            {
                // The candidate's projection comes in behind the reset gate.
                string? projected = point.LoadFirstGates(_gates.Now, line, 2);
                string? bias = _recurrentBias == null ? null : point.LoadShared("recurrentBias", line);
                return projected != null && bias != null ? projected + " + " + bias : projected ?? bias;
            },
            Units = point =>
            {
                if (Chooses)
                {
                    k.MaskVector("real", point.Scalar("maskNow"));
                }

                k.Line($"Vec previous = {point.Load("hPrevious")};");
                k.Line($"Vec update = {Activations.Apply(k.Math, Options.RecurrentActivation, point.Gate(0), gate: true)};");
                k.Line($"Vec reset = {Activations.Apply(k.Math, Options.RecurrentActivation, point.Gate(1), gate: true)};");
                k.Line($"Vec argument = {KernelWriter.Fma("reset", point.Gate(2), point.LoadGate(_gates.Now, 2))};");
                k.Line($"Vec candidate = {Activations.Apply(k.Math, Options.Activation, "argument", gate: true)};");
                if (_arguments != null)
                {
                    k.Line(point.StoreGate(point.Gate(0), "arguments", 0));
                    k.Line(point.StoreGate(point.Gate(1), "arguments", 1));
                    k.Line(point.StoreGate("argument", "arguments", 2));
                }

                if (Training)
                {
                    k.Line(point.StoreGate("update", _gates.Now, 0));
                    k.Line(point.StoreGate("reset", _gates.Now, 1));
                    k.Line(point.StoreGate("candidate", _gates.Now, 2));
                    k.Line(point.Store(point.Gate(2), "recurrentPart"));
                }

                StoreState(k, point, KernelWriter.Fma("update", "previous - candidate", "candidate"), "hPrevious", "hNext");
            },
        });
    }

    protected override void StepBackward(KernelWriter k)
    {
        k.Comment("dhh = dh (1 - z) a', dz = dh (h[t-1] - hh) z', dr = dhh (h.U_h + c_h) r'; behind the product dhh r; dh[t-1] = dh z + (dz, dr, dhh r).U^T");
        k.ForRows(Rows, BackwardRows(Kept.Select(b => (b.Name, b.Tensor.RowStride)).ToArray()), row => k.MapUnits(_gates.Columns, row, point =>
        {
            if (Masked)
            {
                k.MaskVector("real", point.Scalar("maskNow"));
            }

            LoadHiddenGradient(k, point);
            k.Line($"Vec update = {point.LoadGate(_gates.Now, 0)};");
            k.Line($"Vec reset = {point.LoadGate(_gates.Now, 1)};");
            k.Line($"Vec candidate = {point.LoadGate(_gates.Now, 2)};");
            k.Line($"Vec dCandidate = {GruGates.Slope(this, k, point, "(dh * (V.Create(1f) - update))", "candidate", 2)};");
            k.Line($"Vec dUpdate = {GruGates.Slope(this, k, point, $"(dh * ({point.Load("hPrevious")} - candidate))", "update", 0)};");
            k.Line($"Vec dReset = {GruGates.Slope(this, k, point, $"(dCandidate * {point.Load("recurrentPart")})", "reset", 1)};");
            foreach ((string target, string candidate) in new[] { (_gates.Now, "dCandidate"), ("recurrentGates", "dCandidate * reset") })
            {
                k.Line(point.StoreGate(OfRealStep("dUpdate"), target, 0));
                k.Line(point.StoreGate(OfRealStep("dReset"), target, 1));
                k.Line(point.StoreGate(OfRealStep(candidate), target, 2));
            }

            k.Line(point.Store(Masked ? KernelWriter.Select("real", "dh * update", "dh") : "dh * update", "hGradient"));
        }));
        BackThroughKernel(k, "recurrentGates", _recurrentGates!.RowStride, _gates.Columns, _recurrentTransposed!, add: true);
    }
}

/// <summary>
/// The GRU's step with the reset gate in front of the product (the original form). Training keeps z and r, hh, and
/// r h in the places of the projections and beside them.
/// </summary>
internal sealed class GruBeforeRecurrence : Recurrence
{
    private readonly Projection _gates;
    private readonly Projection _candidate;
    private readonly PackedMatrix _recurrentGates;
    private readonly PackedMatrix _recurrentCandidate;
    private readonly Tensor _resetHidden;
    private readonly Tensor _update;
    private readonly Tensor? _arguments;
    private readonly Tensor? _candidateArguments;
    private readonly Tensor? _resetHiddenGradient;
    private readonly PackedMatrix? _gatesTransposed;
    private readonly PackedMatrix? _candidateTransposed;
    private readonly PackedMatrix? _gatesGradient;
    private readonly PackedMatrix? _candidateGradient;

    public GruBeforeRecurrence(RecurrentLayer layer, LayerPlanner planner, Tensor input, string direction, bool backwards)
        : base(layer, planner, input, direction, backwards)
    {
        WeightPlan? bias = Options.UseBias ? Weight("bias") : null;
        _gates = Project("Gates", 0, 2, bias);
        _candidate = Project("Candidate", 2, 1, bias);
        _recurrentGates = RecurrentKernel("RecurrentGates", 0, _gates.Columns);
        _recurrentCandidate = RecurrentKernel("RecurrentCandidate", 2, _candidate.Columns);
        _resetHidden = planner.Tensor(Prefix + "ResetHidden", Training ? Steps : 1, Units);
        _update = planner.Tensor(Prefix + "Update", 1, Units);
        if (Training)
        {
            _arguments = Activations.NeedsArgument(Options.RecurrentActivation) ? planner.Tensor(Prefix + "Arguments", Steps, _gates.Columns.Stride) : null;
            _candidateArguments = Activations.NeedsArgument(Options.Activation) ? planner.Tensor(Prefix + "CandidateArguments", Steps, Units) : null;
            _resetHiddenGradient = planner.Tensor(Prefix + "ResetHiddenGradient", 1, Units);
            _gatesTransposed = RecurrentKernelTransposed("RecurrentGatesTransposed", 0, _gates.Columns);
            _candidateTransposed = RecurrentKernelTransposed("RecurrentCandidateTransposed", 2, _candidate.Columns);
            if (layer.Trainable)
            {
                _gatesGradient = RecurrentGradient("RecurrentGates", 0, _gates.Columns);
                _candidateGradient = RecurrentGradient("RecurrentCandidate", 2, _candidate.Columns);
            }
        }

        PlanGradients();
    }

    protected override IEnumerable<(PackedMatrix Gradient, Tensor Left, Tensor Right)> RecurrentGradients =>
        [(_gatesGradient!, Fed, _gates.Values), (_candidateGradient!, _resetHidden, _candidate.Values)];

    protected override void StepReferences(KernelWriter k)
    {
        if (Training)
        {
            // In processing order, as the states are: it is the left operand of a product with them.
            StateReference(k, "resetHidden", _resetHidden, 0);
        }
        else
        {
            k.Reference("resetHidden", _resetHidden);
        }

        k.Reference("updateGate", _update);
        if (_resetHiddenGradient != null)
        {
            k.Reference("resetHiddenGradient", _resetHiddenGradient);
        }

        if (_arguments != null)
        {
            StepReference(k, "arguments", _arguments);
        }

        if (_candidateArguments != null)
        {
            StepReference(k, "candidateArguments", _candidateArguments);
        }
    }

    private (string, int)[] Rowed
    {
        get
        {
            List<(string, int)> rows = [("resetHidden", _resetHidden.RowStride), ("updateGate", _update.RowStride)];
            if (_resetHiddenGradient != null)
            {
                rows.Add(("resetHiddenGradient", _resetHiddenGradient.RowStride));
            }

            if (_arguments != null)
            {
                rows.Add(("arguments", _arguments.RowStride));
            }

            if (_candidateArguments != null)
            {
                rows.Add(("candidateArguments", _candidateArguments.RowStride));
            }

            return rows.ToArray();
        }
    }

    protected override void Step(KernelWriter k)
    {
        k.Comment("z = s(x_z + h.U_z), r = s(x_r + h.U_r)");
        k.Multiply(new Product
        {
            Rows = Rows,
            A = FedNow,
            ARowStride = Fed.RowStride,
            Runs = [new Run(0, Units)],
            B = _recurrentGates,
            Buffers = ForwardRows(Rowed),
            Initial = (point, line) => point.Load(_gates.Now, line),
            Units = point =>
            {
                k.Line($"Vec update = {Activations.Apply(k.Math, Options.RecurrentActivation, point.Gate(0), gate: true)};");
                k.Line($"Vec reset = {Activations.Apply(k.Math, Options.RecurrentActivation, point.Gate(1), gate: true)};");
                if (_arguments != null)
                {
                    k.Line(point.StoreGate(point.Gate(0), "arguments", 0));
                    k.Line(point.StoreGate(point.Gate(1), "arguments", 1));
                }

                if (Training)
                {
                    k.Line(point.StoreGate("update", _gates.Now, 0));
                    k.Line(point.StoreGate("reset", _gates.Now, 1));
                }

                k.Line(point.Store("update", "updateGate"));
                k.Line(point.Store($"reset * {point.Load(FedNow)}", "resetHidden"));
            },
        });
        k.Comment("hh = a(x_h + (r h).U_h); h = z h + (1 - z) hh");
        k.Multiply(new Product
        {
            Rows = Rows,
            A = "resetHidden",
            ARowStride = _resetHidden.RowStride,
            Runs = [new Run(0, Units)],
            B = _recurrentCandidate,
            Buffers = ForwardRows(Rowed),
            Initial = (point, line) => point.Load(_candidate.Now, line),
            Epilogue = (point, lines) =>
            {
                if (Chooses)
                {
                    k.MaskVector("real", point.Scalar("maskNow"));
                }

                for (int line = 0; line < lines; line++)
                {
                    k.Line($"Vec candidate{line} = {Activations.Apply(k.Math, Options.Activation, point.Value(line), gate: true)};");
                    if (_candidateArguments != null)
                    {
                        k.Line(point.Store(point.Value(line), "candidateArguments", line));
                    }

                    if (Training)
                    {
                        k.Line(point.Store($"candidate{line}", _candidate.Now, line));
                    }

                    string mixed = KernelWriter.Fma(point.Load("updateGate", line), $"{point.Load("hPrevious", line)} - candidate{line}", $"candidate{line}");
                    StoreState(k, point, mixed, "hPrevious", "hNext", line);
                }
            },
        });
    }

    protected override void StepBackward(KernelWriter k)
    {
        k.Comment("dhh = dh (1 - z) a', dz = dh (h[t-1] - hh) z'; dh z is carried");
        k.ForRows(Rows, BackwardRows(Rowed), row => k.MapUnits(_gates.Columns, row, point =>
        {
            if (Masked)
            {
                k.MaskVector("real", point.Scalar("maskNow"));
            }

            LoadHiddenGradient(k, point);
            k.Line($"Vec update = {point.LoadGate(_gates.Now, 0)};");
            k.Line($"Vec candidate = {point.Load(_candidate.Now)};");
            string argument = _candidateArguments != null ? point.Load("candidateArguments") : "candidate";
            string slope = Activations.Backward(k.Math, Options.Activation, "(dh * (V.Create(1f) - update))", "candidate", argument);
            k.Line(point.Store(OfRealStep(slope), _candidate.Now));
            k.Line(point.StoreGate(OfRealStep(GruGates.Slope(this, k, point, $"(dh * ({point.Load("hPrevious")} - candidate))", "update", 0)), _gates.Now, 0));
            k.Line(point.Store(Masked ? KernelWriter.Select("real", "dh * update", "dh") : "dh * update", "hGradient"));
        }));
        k.Comment("d(r h) = dhh.U_h^T");
        k.Multiply(new Product
        {
            Rows = Rows,
            A = _candidate.Now,
            ARowStride = _candidate.Values.RowStride,
            Runs = Run.OfColumns(_candidate.Columns),
            B = _candidateTransposed!,
            Buffers = [new("resetHiddenGradient", _resetHiddenGradient!.RowStride)],
            Epilogue = k.StoreTo("resetHiddenGradient"),
        });
        k.Comment("dr = d(r h) h[t-1] r'; dh[t-1] = dh z + d(r h) r + (dz, dr).U^T");
        k.ForRows(Rows, BackwardRows(Rowed), row => k.MapUnits(_gates.Columns, row, point =>
        {
            if (Masked)
            {
                k.MaskVector("real", point.Scalar("maskNow"));
            }

            k.Line($"Vec reset = {point.LoadGate(_gates.Now, 1)};");
            k.Line($"Vec dResetHidden = {point.Load("resetHiddenGradient")};");
            string slope = GruGates.Slope(this, k, point, $"(dResetHidden * {point.Load(FedNow)})", "reset", 1);
            k.Line(point.StoreGate(OfRealStep(slope), _gates.Now, 1));
            k.Line(point.Store(KernelWriter.Fma(FedGradient(point, "dResetHidden"), "reset", point.Load("hGradient")), "hGradient"));
        }));
        BackThroughKernel(k, _gates, _gatesTransposed!, add: true);
    }
}

/// <summary>What both forms of the GRU share: the derivatives of its gates.</summary>
internal static class GruGates
{
    public static Tensor? PlanArguments(Recurrence recurrence, string prefix, int size) =>
        Activations.NeedsArgument(recurrence.Options.Activation) || Activations.NeedsArgument(recurrence.Options.RecurrentActivation)
            ? recurrence.Planner.Tensor(prefix + "Arguments", recurrence.Steps, size)
            : null;

    /// <summary>A gradient behind the activation of gate z (0), r (1) or hh (2), from that in front of it.</summary>
    public static string Slope(Recurrence recurrence, KernelWriter k, UnitPoint point, string gradient, string value, int gate)
    {
        ActivationSpec activation = gate == 2 ? recurrence.Options.Activation : recurrence.Options.RecurrentActivation;
        string argument = Activations.NeedsArgument(activation) ? point.LoadGate("arguments", gate) : value;
        return Activations.Backward(k.Math, activation, gradient, value, argument);
    }
}
