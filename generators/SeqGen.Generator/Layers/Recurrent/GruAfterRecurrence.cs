namespace SeqGen.Generator.Layers;

/// <summary>
/// The GRU's step with the reset gate behind the product (Keras' default, CuDNN's form). Training keeps the gates
/// z, r, hh in the projection's place, the recurrent part of hh, and the gradients of the recurrent parts.
/// </summary>
internal sealed class GruAfterRecurrence : Recurrence
{
    private const string ArgumentName = "argument";

    private readonly Projection _gates;
    private readonly PackedMatrix? _recurrentBias;
    private readonly RecurrentProduct _recurrent;
    private readonly Tensor? _recurrentPart;
    private readonly Tensor? _arguments;
    private readonly Tensor? _recurrentGates;
    private readonly PackedMatrix? _recurrentBiasGradient;

    public GruAfterRecurrence(RecurrentLayer layer, LayerPlanner planner, Tensor input, string direction, bool backwards)
        : base(layer, planner, input, direction, backwards)
    {
        WeightPlan? bias = Options.UseBias ? Weight("bias") : null;
        _gates = Project("Gates", 0, 3, bias);
        _recurrent = Multiplied("Recurrent", 0, _gates.Columns);
        _recurrentBias = bias == null ? null : planner.Pack(Prefix + "RecurrentBias", bias, 1, _gates.Columns, 3 * Units, 3 * Units);
        if (Training)
        {
            _recurrentPart = planner.Tensor(Prefix + "RecurrentPart", Steps, Units);
            _arguments = PlanArguments(_gates.Columns);
            _recurrentGates = planner.Tensor(Prefix + "RecurrentGates", Steps, _gates.Columns.Stride);
            if (layer.Trainable && bias != null)
            {
                _recurrentBiasGradient = planner.Gradient(Prefix + "RecurrentBias", bias, 1, _gates.Columns, 3 * Units, 3 * Units);
            }
        }

        PlanGradients();
    }

    protected override IEnumerable<(RecurrentProduct Product, Tensor Left, Tensor Gates)> RecurrentGradients => [(_recurrent, Fed, _recurrentGates!)];

    protected override IEnumerable<(PackedMatrix Gradient, Tensor Right)> RecurrentBiasGradients =>
        _recurrentBiasGradient == null ? [] : [(_recurrentBiasGradient, _recurrentGates!)];

    protected override void StepReferences(KernelWriter k)
    {
        if (_recurrentBias != null)
        {
            k.Reference("recurrentBias", _recurrentBias.First());
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

        // The candidate's projection comes in behind the reset gate.
        var addends = new List<StepAddend> { StepAddend.Of(_gates, 2) };
        if (_recurrentBias != null)
        {
            addends.Add(new(new("recurrentBias", 0), 3));
        }

        List<RowBuffer> buffers = ForwardRows(Kept.Select(b => (b.Name, b.Tensor.RowStride)).ToArray());
        _recurrent.Multiply(k, FedNow, [.. addends], buffers, Choosing(k, point => Argument(k, point)), Choosing(k, point => State(k, point)));
    }

    /// <summary>The reset gate, and the candidate's argument.</summary>
    private void Argument(KernelWriter k, UnitPoint point)
    {
        Value sum = point.Gate(1);
        Fraction reset = Fraction.Declare(k, Options.RecurrentActivation, sum, "reset");
        Value ofReset = reset.DeclareReciprocal(k, "ofReset");
        Value recurrentPart = point.Gate(2);
        Value argument = k.Let(ArgumentName, reset.ValueTimesPlus(recurrentPart, point.LoadGate(_gates.Now, 2), ofReset));
        if (_arguments != null)
        {
            k.Store(sum, point.GateAt("arguments", 1));
        }

        if (Training)
        {
            k.Store(reset.Over(ofReset), point.GateAt(_gates.Now, 1));
            k.Store(recurrentPart, point.At("recurrentPart"));
        }

        if (_recurrent.Buffer is { } buffer)
        {
            k.Store(argument, point.GateAt(buffer, 2));
        }
    }

    /// <summary>The update gate, the candidate and the state h.</summary>
    private void State(KernelWriter k, UnitPoint point)
    {
        // From a buffer this part runs by itself, and reads what the one before has left there.
        Value argument = _recurrent.Buffer is { } buffer ? k.Let(ArgumentName, point.LoadGate(buffer, 2)) : Value.Named(ArgumentName);
        Value previous = k.Let("previous", point.Load("hPrevious"));
        Value sum = point.Gate(0);
        Fraction update = Fraction.Declare(k, Options.RecurrentActivation, sum, "update");
        Fraction candidate = Fraction.Declare(k, Options.Activation, argument, "candidate");
        Fraction state = update.Blend(previous, candidate);
        Value ofState = state.DeclareReciprocal(k, "ofState");
        if (_arguments != null)
        {
            k.Store(sum, point.GateAt("arguments", 0));
            k.Store(argument, point.GateAt("arguments", 2));
        }

        if (Training)
        {
            k.Store(state.Part(update, ofState), point.GateAt(_gates.Now, 0));
            k.Store(state.Part(candidate, ofState), point.GateAt(_gates.Now, 2));
        }

        StoreState(k, point, state.Carried(k, ofState), "hPrevious", "hNext");
    }

    protected override void StepBackward(KernelWriter k)
    {
        k.Comment("dhh = dh (1 - z) a', dz = dh (h[t-1] - hh) z', dr = dhh (h.U_h + c_h) r'; behind the product dhh r; dh[t-1] = dh z + (dz, dr, dhh r).U^T");
        ForUnits(k, BackwardRows(Kept.Select(b => (b.Name, b.Tensor.RowStride)).ToArray()), _gates.Columns, point =>
        {
            Value dh = LoadHiddenGradient(k, point);
            Value update = k.Let("update", point.LoadGate(_gates.Now, 0));
            Value reset = k.Let("reset", point.LoadGate(_gates.Now, 1));
            Value candidate = k.Let("candidate", point.LoadGate(_gates.Now, 2));
            Value dCandidate = k.Let("dCandidate", GateSlope(k, point, dh * (Value.One - update), candidate, 2));
            Value dUpdate = k.Let("dUpdate", GateSlope(k, point, dh * (point.Load("hPrevious") - candidate), update, 0));
            Value dReset = k.Let("dReset", GateSlope(k, point, dCandidate * point.Load("recurrentPart"), reset, 1));
            foreach ((string target, Value last) in new[] { (_gates.Now, dCandidate), ("recurrentGates", dCandidate * reset) })
            {
                k.Store(OfRealStep(dUpdate), point.GateAt(target, 0));
                k.Store(OfRealStep(dReset), point.GateAt(target, 1));
                k.Store(OfRealStep(last), point.GateAt(target, 2));
            }

            k.Store(Masked ? Value.Select(Real, dh * update, dh) : dh * update, point.At("hGradient"));
        });
        BackThroughKernel(k, _recurrent, ("recurrentGates", _recurrentGates!.RowStride), add: true);
    }
}
