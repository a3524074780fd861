namespace SeqGen.Generator.Layers;

/// <summary>
/// The GRU's step with the reset gate in front of the product (the original form). Training keeps z and r, hh, and
/// r h in the places of the projections and beside them.
/// </summary>
internal sealed class GruBeforeRecurrence : Recurrence
{
    private readonly Projection _gates;
    private readonly Projection _candidate;
    private readonly RecurrentProduct _recurrentGates;
    private readonly RecurrentProduct _recurrentCandidate;
    private readonly Tensor _resetHidden;
    private readonly Tensor _update;
    private readonly Tensor? _arguments;
    private readonly Tensor? _candidateArguments;
    private readonly Tensor? _resetHiddenGradient;

    public GruBeforeRecurrence(RecurrentLayer layer, LayerPlanner planner, Tensor input, string direction, bool backwards)
        : base(layer, planner, input, direction, backwards)
    {
        WeightPlan? bias = Options.UseBias ? Weight("bias") : null;
        _gates = Project("Gates", 0, 2, bias);
        _candidate = Project("Candidate", 2, 1, bias);
        _recurrentGates = Multiplied("RecurrentGates", 0, _gates.Columns);
        _recurrentCandidate = Multiplied("RecurrentCandidate", 2, _candidate.Columns);
        _resetHidden = planner.Tensor(Prefix + "ResetHidden", Training ? Steps : 1, Units);
        _update = planner.Tensor(Prefix + "Update", 1, Units);
        if (Training)
        {
            _arguments = Activations.NeedsArgument(Options.RecurrentActivation) ? planner.Tensor(Prefix + "Arguments", Steps, _gates.Columns.Stride) : null;
            _candidateArguments = Activations.NeedsArgument(Options.Activation) ? planner.Tensor(Prefix + "CandidateArguments", Steps, Units) : null;
            _resetHiddenGradient = planner.Tensor(Prefix + "ResetHiddenGradient", 1, Units);
        }

        PlanGradients();
    }

    protected override IEnumerable<(RecurrentProduct Product, Tensor Left, Tensor Gates)> RecurrentGradients =>
        [(_recurrentGates, Fed, _gates.Values), (_recurrentCandidate, _resetHidden, _candidate.Values)];

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
        _recurrentGates.Multiply(k, FedNow, [StepAddend.Of(_gates)], ForwardRows(Rowed), point =>
        {
            Value update = k.Let("update", Activations.ApplyGate(k.Math, Options.RecurrentActivation, point.Gate(0)));
            Value reset = k.Let("reset", Activations.ApplyGate(k.Math, Options.RecurrentActivation, point.Gate(1)));
            if (_arguments != null)
            {
                k.Store(point.Gate(0), point.GateAt("arguments", 0));
                k.Store(point.Gate(1), point.GateAt("arguments", 1));
            }

            if (Training)
            {
                k.Store(update, point.GateAt(_gates.Now, 0));
                k.Store(reset, point.GateAt(_gates.Now, 1));
            }

            k.Store(update, point.At("updateGate"));
            k.Store(reset * point.Load(FedNow.Name), point.At("resetHidden"));
        });
        k.Comment("hh = a(x_h + (r h).U_h); h = z h + (1 - z) hh");
        (string, int) left = ("resetHidden", _resetHidden.RowStride);
        _recurrentCandidate.Multiply(k, left, [StepAddend.Of(_candidate)], ForwardRows(Rowed), Choosing(k, point =>
        {
            Value candidate = k.Let("candidate", Activations.ApplyGate(k.Math, Options.Activation, point.Gate(0)));
            if (_candidateArguments != null)
            {
                k.Store(point.Gate(0), point.At("candidateArguments"));
            }

            if (Training)
            {
                k.Store(candidate, point.At(_candidate.Now));
            }

            Value mixed = Value.MultiplyAdd(point.Load("updateGate"), point.Load("hPrevious") - candidate, candidate);
            StoreState(k, point, k.Math.Call("FlushTiny", mixed), "hPrevious", "hNext");
        }));
    }

    protected override void StepBackward(KernelWriter k)
    {
        k.Comment("dhh = dh (1 - z) a', dz = dh (h[t-1] - hh) z'; dh z is carried");
        ForUnits(k, BackwardRows(Rowed), _gates.Columns, point =>
        {
            Value dh = LoadHiddenGradient(k, point);
            Value update = k.Let("update", point.LoadGate(_gates.Now, 0));
            Value candidate = k.Let("candidate", point.Load(_candidate.Now));
            Value argument = _candidateArguments != null ? point.Load("candidateArguments") : candidate;
            Value slope = Activations.BackwardGate(k.Math, Options.Activation, dh * (Value.One - update), candidate, argument);
            k.Store(OfRealStep(slope), point.At(_candidate.Now));
            k.Store(OfRealStep(GateSlope(k, point, dh * (point.Load("hPrevious") - candidate), update, 0)), point.GateAt(_gates.Now, 0));
            k.Store(Masked ? Value.Select(Real, dh * update, dh) : dh * update, point.At("hGradient"));
        });
        _recurrentCandidate.Back(k, _candidate.RowsNow, "d(r h) = dhh.U_h^T", p => p with
        {
            Buffers = [new("resetHiddenGradient", _resetHiddenGradient!.RowStride)],
            Epilogue = k.StoreTo("resetHiddenGradient"),
        });
        k.Comment("dr = d(r h) h[t-1] r'; dh[t-1] = dh z + d(r h) r + (dz, dr).U^T");
        ForUnits(k, BackwardRows(Rowed), _gates.Columns, point =>
        {
            Value reset = k.Let("reset", point.LoadGate(_gates.Now, 1));
            Value dResetHidden = k.Let("dResetHidden", point.Load("resetHiddenGradient"));
            Value slope = GateSlope(k, point, dResetHidden * point.Load(FedNow.Name), reset, 1);
            k.Store(OfRealStep(slope), point.GateAt(_gates.Now, 1));
            k.Store(Value.MultiplyAdd(FedGradient(point, dResetHidden), reset, point.Load("hGradient")), point.At("hGradient"));
        });
        BackThroughKernel(k, _recurrentGates, _gates.RowsNow, add: true);
    }
}
