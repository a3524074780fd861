// simple_rnn: the fully connected recurrent layer.
//
//     h[t] = a(x[t].W + h[t-1].U + b)
//     dropout, recurrent_dropout: in training x[t], and h[t-1] where it meets U, times factors that all steps share
//     layer_normalization: x[t].W and h[t-1].U are normalised, each by itself (see CellNormalization)
//     weights  kernel W [input, units], recurrent_kernel U [units, units], bias b [units]; kernel_norm and recurrent_norm gamma and beta [units] each
//     state    h
//     mask     a masked step carries h over and repeats the output before it

namespace SeqGen.Generator.Layers;

/// <summary>The fully connected recurrent layer.</summary>
internal sealed record SimpleRnnLayer : RecurrentLayer
{
    public override int Gates => 1;

    public override ImmutableArray<string> States => ["h"];

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "simple_rnn", "SimpleRNN", "The fully connected recurrent layer: the output is fed back.", Read,
        [
            RecurrentOptions.UnitsArgument,
            RecurrentOptions.ActivationArgument with { Positional = true },
            RecurrentOptions.GoBackwardsArgument,
            .. RecurrentOptions.FurtherArguments,
        ]);

    public static SimpleRnnLayer Read(ArgumentReader arguments) => new() { Options = RecurrentOptions.Read(arguments) };

    public override Recurrence Recur(LayerPlanner planner, Tensor input, string direction, bool backwards) =>
        new SimpleRnnRecurrence(this, planner, input, direction, backwards);
}

/// <summary>The simple recurrent step. Training keeps the states; where the activation asks for it, its argument.</summary>
internal sealed class SimpleRnnRecurrence : Recurrence
{
    private readonly Projection _sums;
    private readonly Tensor? _arguments;
    private readonly RecurrentProduct _recurrent;

    public SimpleRnnRecurrence(RecurrentLayer layer, LayerPlanner planner, Tensor input, string direction, bool backwards)
        : base(layer, planner, input, direction, backwards)
    {
        _sums = Project("Sums", 0, 1, Options.UseBias ? Weight("bias") : null);
        _recurrent = Multiplied("Recurrent", 0, _sums.Columns);
        if (Training)
        {
            _arguments = Activations.NeedsArgument(Options.Activation) ? planner.Tensor(Prefix + "Arguments", Steps, Units) : null;
        }

        PlanGradients();
    }

    protected override IEnumerable<(RecurrentProduct Product, Tensor Left, Tensor Gates)> RecurrentGradients => [(_recurrent, Fed, _sums.Values)];

    protected override void StepReferences(KernelWriter k)
    {
        if (_arguments != null)
        {
            StepReference(k, "arguments", _arguments);
        }
    }

    protected override void Step(KernelWriter k)
    {
        var buffers = ForwardRows();
        if (_arguments != null)
        {
            buffers.Add(new("arguments", _arguments.RowStride));
        }

        k.Comment("h = a(z + h.U)");
        _recurrent.Multiply(k, FedNow, [StepAddend.Of(_sums)], buffers, Choosing(k, point =>
        {
            Value value = k.Let("value", Activations.ApplyGate(k.Math, Options.Activation, point.Gate(0)));
            if (_arguments != null)
            {
                k.Store(point.Gate(0), point.At("arguments"));
            }

            if (Training)
            {
                k.Store(value, point.At(_sums.Now));
            }

            StoreState(k, point, k.Math.IsFast(Options.Activation) ? k.Math.Call("FlushTiny", value) : value, "hPrevious", "hNext");
        }));
    }

    protected override void StepBackward(KernelWriter k)
    {
        var rows = BackwardRows();
        if (_arguments != null)
        {
            rows.Add(("arguments", _arguments.RowStride));
        }

        k.Comment("dz = dh a'");
        ForUnits(k, rows, _sums.Columns, point =>
        {
            Value dh = LoadHiddenGradient(k, point);
            Value value = k.Let("value", point.LoadGate(_sums.Now, 0));
            Value argument = _arguments != null ? point.Load("arguments") : value;
            k.Store(OfRealStep(Activations.BackwardGate(k.Math, Options.Activation, dh, value, argument)), point.GateAt(_sums.Now, 0));
            if (Masked)
            {
                k.Store(Value.Select(Real, Value.Zero, dh), point.At("hGradient"));
            }
        });
        BackThroughKernel(k, _recurrent, _sums.RowsNow, add: Masked);
    }
}
