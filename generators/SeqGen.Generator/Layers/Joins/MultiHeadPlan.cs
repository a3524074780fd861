namespace SeqGen.Generator.Layers;

/// <summary>
/// Attention with several heads: queries, keys and values are projected for all heads and steps at once; then for each
/// row and head the scores, their softmax and the context are products of small matrices, for which keys and values are
/// packed in panels. Training keeps the projections, the panels, the weights of every pair of steps, and what dropout leaves of them;
/// inference divides the context by the sum of softmax instead of every weight.
/// </summary>
/// <remarks>
/// A row of a projection holds the heads' values concatenated, as Keras' kernels do. A product that writes one
/// head's values ends with the padding of its last line, over which the next head is written: so heads go in order,
/// and there is room after the last one. In a stream the query is one step; keys and values lie ready in panels.
/// </remarks>
internal sealed class MultiHeadPlan : LayerPlan
{
    /// <summary>The score of a hidden pair of steps.</summary>
    private const float HiddenScore = -1e9f;

    /// <summary>The score of a step that is not there: no other one is as small, be all pairs hidden.</summary>
    private const float AbsentScore = -1e30f;

    private readonly MultiHeadAttentionLayer _layer;
    private readonly Tensor?[] _masks;
    private readonly Tensor _query;
    private readonly Tensor _key;
    private readonly Tensor _value;
    private readonly Tensor _context;
    private readonly Tensor _weights;
    private readonly DropoutFactors? _dropout;
    private readonly Tensor _keyPanels;
    private readonly Tensor _valuePanels;
    private readonly Tensor? _scales;
    private readonly Tensor? _scoreGradients;
    private readonly Tensor? _keyRows;
    private readonly Tensor? _valueColumns;
    private readonly Tensor? _keyGradient;
    private readonly Tensor? _valueGradient;
    private readonly StepProjection _queries;
    private readonly StepProjection _keys;
    private readonly StepProjection _values;
    private readonly StepProjection _outputs;
    private readonly bool _hasOwnKeys;

    /// <summary>Plans the layer: its inputs are query, value, and perhaps key.</summary>
    public MultiHeadPlan(MultiHeadAttentionLayer layer, LayerPlanner planner)
        : base(planner, $"MultiHeadAttention({layer.Heads} x {layer.KeyDim})")
    {
        _layer = layer;
        Tensor query = planner.Inputs[0];
        Tensor value = planner.Inputs[1];
        _hasOwnKeys = planner.Inputs.Count > 2;
        Tensor key = _hasOwnKeys ? planner.Inputs[2] : value;
        _masks = [query.Mask, value.Mask, _hasOwnKeys ? key.Mask : null];
        _query = Heads("Query", query.Steps, layer.KeyDim);
        _key = Heads("Key", value.Steps, layer.KeyDim);
        _value = Heads("Value", value.Steps, layer.ValueDim);
        _context = Heads("Context", query.Steps, layer.ValueDim);
        Output = planner.Tensor("Values", query.Steps, layer.OutputSize ?? query.Size);
        Output.Mask = query.Mask;
        _weights = planner.Training
            ? planner.Tensor("Weights", layer.Heads * query.Steps, value.Steps)
            : planner.Shared("Weights", query.Steps, value.Steps);
        _dropout = DropoutFactors.Plan(planner, "Shares", _weights, layer.Dropout, layer.Seed);
        _keyPanels = planner.Tensor("KeyPanels", layer.Heads, layer.KeyDim * Steps.Stride);
        _valuePanels = planner.Tensor("ValuePanels", layer.Heads, value.Steps * Values.Stride);
        if (planner.Training)
        {
            Output.Gradient = planner.Tensor("OutputGradient", query.Steps, Output.Size);
            _scoreGradients = planner.Shared("ScoreGradients", query.Steps, value.Steps);
            _keyRows = planner.Shared("KeyRows", value.Steps * Keys.Stride);
            _valueColumns = planner.Shared("ValueColumns", layer.ValueDim * Steps.Stride);
            _keyGradient = planner.Shared("HeadKeyGradient", value.Steps * Keys.Stride);
            _valueGradient = planner.Shared("HeadValueGradient", value.Steps * Values.Stride);
        }

        _scales = planner.Training ? null : planner.Shared("Scales", query.Steps);
        _queries = new(planner, "Query", "query", layer.Kernel.UseBias, query, _query) { Scale = Scale };
        _keys = new(planner, "Key", "key", layer.Kernel.UseBias, key, _key);
        _values = new(planner, "Value", "value", layer.Kernel.UseBias, value, _value);
        _outputs = new(planner, "Output", "attention_output", layer.Kernel.UseBias, _context, Output);

        Tensor Heads(string name, int steps, int size)
        {
            Tensor tensor = planner.Roomy(name, steps, layer.Heads * size, (layer.Heads - 1) * size + Line.Pad(size));
            tensor.Gradient = planner.Training ? planner.Roomy(name + "Gradient", steps, tensor.Size, tensor.Stride) : null;
            return tensor;
        }
    }

    private int QuerySteps => _query.Steps;

    private int KeySteps => _key.Steps;

    /// <summary>How the steps of the keys lie as columns.</summary>
    private ColumnLayout Steps => new(KeySteps);

    /// <summary>How a head's keys lie as columns.</summary>
    private ColumnLayout Keys => new(_layer.KeyDim);

    /// <summary>How a head's values lie as columns.</summary>
    private ColumnLayout Values => new(_layer.ValueDim);

    /// <summary>What scores are multiplied by: queries are, which are fewer.</summary>
    private float Scale => (float)(1 / Math.Sqrt(_layer.KeyDim));

    public override bool HasBegin => RunsEveryStep;

    /// <summary>Projects keys and values and packs them.</summary>
    public override void Begin(KernelWriter k)
    {
        _keys.Forward(k);
        _values.Forward(k);
        k.Comment("Keys as columns and values as rows, in panels for each head.");
        ForHeads(k, () =>
        {
            PackColumns(k, HeadOf(_key, _layer.KeyDim), _key.Stride, PanelsOf(_keyPanels), _layer.KeyDim);
            PackRows(k, HeadOf(_value, _layer.ValueDim), _value.Stride, PanelsOf(_valuePanels), Values);
        });
    }

    public override void Forward(KernelWriter k)
    {
        if (!RunsEveryStep)
        {
            Begin(k);
        }

        _queries.Forward(k);
        _dropout?.Fill(k);
        k.Blank();
        k.Comment($"scores = query . key, of which query is divided by sqrt({_layer.KeyDim}); weights = softmax over the keys; context = weights . value");
        ForHeads(k, () =>
        {
            HeadReference(k, "query", _query, _layer.KeyDim);
            HeadReference(k, "context", _context, _layer.ValueDim);
            PairReferences(k);
            if (_scales != null)
            {
                k.Reference("scales", _scales);
            }

            k.Multiply(new Product
            {
                Rows = QuerySteps,
                A = "query",
                ARowStride = _query.Stride,
                Runs = [new Run(0, _layer.KeyDim)],
                B = Panels(_keyPanels, _layer.KeyDim, Steps),
                Buffers = [new("pairs", Steps.Stride)],
                Epilogue = k.StoreTo("pairs"),
            });
            using (k.Loop("t", QuerySteps))
            {
                k.Reference("scores", PairsOfStep("pairs"));
                Hide(k, "scores", HiddenScore);
                HideAbsent(k, "scores");
                if (_scales == null)
                {
                    k.SoftmaxRow("scores", KeySteps, Steps.Stride);
                }
                else
                {
                    k.Store(k.SoftmaxTerms("scores", KeySteps, Steps.Stride), Address.Of("scales", "t"));
                }
            }

            if (_dropout != null)
            {
                k.Map(QuerySteps * Steps.Stride, i => k.Store(k.Load(Shares, i) * k.Load("pairs", i), Shares, i));
            }

            k.Multiply(new Product
            {
                Rows = QuerySteps,
                A = Shares,
                ARowStride = Steps.Stride,
                Runs = [new Run(0, KeySteps)],
                B = Panels(_valuePanels, KeySteps, Values),
                Buffers = [new("context", _context.Stride), .. _scales == null ? Array.Empty<RowBuffer>() : [new("scales", 1)]],
                Epilogue = k.StoreTo("context", _scales == null ? null : point => k.Let("scale", Value.Broadcast(point.Scalar("scales")))),
            });
        });
        k.Blank();
        _outputs.Forward(k);
    }

    public override void Backward(KernelWriter k)
    {
        _outputs.Backward(k);
        k.Blank();
        foreach (Tensor gradient in new[] { _key.Gradient!, _value.Gradient! })
        {
            k.Clear(gradient.First, Rows * gradient.RowStride);
        }

        ForHeads(k, () =>
        {
            HeadReference(k, "query", _query, _layer.KeyDim);
            HeadReference(k, "queryGradient", _query.Gradient!, _layer.KeyDim);
            HeadReference(k, "contextGradient", _context.Gradient!, _layer.ValueDim);
            PairReferences(k);
            k.Reference("scoreGradients", _scoreGradients!);
            ScoreGradients(k);
            k.Comment("dvalue += shares^T . dcontext; dkey += dscores^T . query; dquery = dscores . key");
            HeadGradient(k, _valueGradient!, Shares, "contextGradient", _context.Stride, _value.Gradient!, Values);
            HeadGradient(k, _keyGradient!, "scoreGradients", "query", _query.Stride, _key.Gradient!, Keys);
            PackRows(k, HeadOf(_key, _layer.KeyDim), _key.Stride, _keyRows!.First, Keys);
            k.Multiply(new Product
            {
                Rows = QuerySteps,
                A = "scoreGradients",
                ARowStride = Steps.Stride,
                Runs = [new Run(0, KeySteps)],
                B = Scratch(_keyRows!, KeySteps, Keys),
                Buffers = [new("queryGradient", _query.Gradient!.Stride)],
                Epilogue = k.StoreTo("queryGradient", _ => Value.Constant(Scale)),
            });
        });
        k.Blank();
        _queries.Backward(k);
        _values.Backward(k);
        _keys.Backward(k, add: !_hasOwnKeys);
    }

    /// <summary>From the gradient of a head's context to that of its products of query and key.</summary>
    private void ScoreGradients(KernelWriter k)
    {
        k.Comment("dshares = dcontext . value^T; dscores = dshares shares - weights sum(dshares shares), nothing for a hidden pair");
        PackColumns(k, HeadOf(_value, _layer.ValueDim), _value.Stride, _valueColumns!.First, _layer.ValueDim);
        k.Multiply(new Product
        {
            Rows = QuerySteps,
            A = "contextGradient",
            ARowStride = _context.Gradient!.Stride,
            Runs = [new Run(0, _layer.ValueDim)],
            B = Scratch(_valueColumns!, _layer.ValueDim, Steps),
            Buffers = [new("scoreGradients", Steps.Stride)],
            Epilogue = k.StoreTo("scoreGradients"),
        });
        using (k.Loop("t", QuerySteps))
        {
            k.Reference("weight", PairsOfStep("pairs"));
            k.Reference("slope", PairsOfStep("scoreGradients"));
            k.Reference("share", PairsOfStep(Shares));
            Scalar inner = k.InnerProduct("inner", "slope", "share", Steps.Stride);
            k.Map(Steps.Stride, i => k.Store(k.Load("slope", i) * k.Load("share", i) - Value.Broadcast(inner) * k.Load("weight", i), "slope", i));
            if (_masks.Any(mask => mask != null))
            {
                Hide(k, "slope", 0);
            }
        }
    }

    /// <summary>Adds one head's <c>left^T . right</c> to a gradient of all heads.</summary>
    private void HeadGradient(KernelWriter k, Tensor scratch, string left, string right, int rightStride, Tensor target, ColumnLayout columns)
    {
        using (k.Scope())
        {
            k.Reference("headGradient", scratch);
            k.Clear("headGradient", scratch.Stride);
            k.AccumulateProduct(
                Scratch(scratch, KeySteps, columns), left, Steps.Stride, [new Run(0, KeySteps)], right, rightStride, QuerySteps);
            k.Call(
                "Packing.AddColumns", new SpanArgument("headGradient", (long)KeySteps * columns.Stride, IsWritten: false),
                new SpanArgument(HeadOf(target, columns.Units), Reach(target.Stride, columns.Units), IsWritten: true), target.Stride, KeySteps, columns.Units, 1, columns.PanelLines);
        }
    }

    /// <summary>Sets the values of a query step's hidden pairs.</summary>
    private void Hide(KernelWriter k, string row, float value)
    {
        Tensor? query = _masks[0];
        Test[] hidden = [.. _masks.Skip(1).OfType<Tensor>().Select(mask => mask.ValueAt("row", "s").Is(0f))];
        Address pair = Address.Of(row, "s");
        if (query != null)
        {
            using (k.If(query.ValueAt("row", "t").Is(0f)))
            {
                k.Fill(row, KeySteps, value);
            }
        }

        if (_layer.IsCausal && KeySteps > 1)
        {
            using (k.Loop("s", Index.Counter("t") + 1, KeySteps))
            {
                k.Store(value, pair);
            }
        }

        if (hidden.Length > 0)
        {
            using (k.Loop("s", KeySteps))
            using (k.If(hidden.Aggregate((any, test) => any | test)))
            {
                k.Store(value, pair);
            }
        }
    }

    /// <summary>Sets the scores of steps of the values that are not there, where their number varies.</summary>
    private void HideAbsent(KernelWriter k, string row)
    {
        if (_masks[1]?.Presence is { } presence)
        {
            using (k.Loop("s", KeySteps))
            using (k.If(presence.ValueAt("row", "s").Is(0f)))
            {
                k.Store(AbsentScore, Address.Of(row, "s"));
            }
        }
    }

    private void ForHeads(KernelWriter k, Action body)
    {
        using (k.Loop("row", Rows))
        using (k.Loop("head", _layer.Heads))
        {
            body();
        }
    }

    /// <summary>The reference to what is left of the weights.</summary>
    private string Shares => _dropout == null ? "pairs" : "shares";

    private void PairReferences(KernelWriter k)
    {
        Index head = Head * (QuerySteps * Steps.Stride);
        k.Reference("pairs", _weights.RowStride == 0 ? _weights.First : _weights.Row + head);
        if (_dropout != null)
        {
            k.Reference("shares", _dropout.Values.Row + head);
        }
    }

    /// <summary>Declares a reference to the first step of a row's head.</summary>
    private static void HeadReference(KernelWriter k, string name, Tensor tensor, int size) => k.Reference(name, HeadOf(tensor, size));

    private static Address HeadOf(Tensor tensor, int size) => tensor.Row + Head * size;

    private static Index Head { get; } = Index.Counter("head");

    private static Address PanelsOf(Tensor panels) => panels.Row + Head * panels.Stride;

    private static PackedMatrix Panels(Tensor panels, int rows, ColumnLayout columns) =>
        new("", rows, columns) { Buffer = panels.Buffer, Offset = PanelsOf(panels).Index };

    private static PackedMatrix Scratch(Tensor scratch, int rows, ColumnLayout columns) => new("", rows, columns) { Buffer = scratch.Buffer, Offset = scratch.Offset };

    /// <summary>Where a query step's pairs start in those of a head.</summary>
    private Address PairsOfStep(string pairs) => Address.Of(pairs, Index.Counter("t") * Steps.Stride);

    /// <summary>Packs a head's [steps, size] transposed: its steps become columns.</summary>
    private void PackColumns(KernelWriter k, Address source, int stride, Address target, int size) => k.Call(
        "Packing.TransposedGates", new SpanArgument(source, Reach(stride, size), IsWritten: false), stride,
        new SpanArgument(target, (long)size * Steps.Stride, IsWritten: true), KeySteps, size, 1, Steps.PanelLines);

    /// <summary>Packs a head's [steps, size].</summary>
    private void PackRows(KernelWriter k, Address source, int stride, Address target, ColumnLayout columns) => k.Call(
        "Packing.Columns", new SpanArgument(source, Reach(stride, columns.Units), IsWritten: false), stride,
        new SpanArgument(target, (long)KeySteps * columns.Stride, IsWritten: true), KeySteps, columns.Units, 1, columns.PanelLines);

    /// <summary>Floats from a head's first value to its last one.</summary>
    private long Reach(int stride, int size) => (KeySteps - 1L) * stride + size;
}
