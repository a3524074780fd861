namespace SeqGen.Generator.Layers;

/// <summary>How attention scores a step of the query against a step of the keys.</summary>
internal sealed record ScoreRule
{
    /// <summary>True for <c>sum(lanes * tanh(scale * (q + k)))</c>, false for <c>scale * (q . k)</c>.</summary>
    public required bool Additive { get; init; }

    /// <summary>True where a step does not see later ones.</summary>
    public bool IsCausal { get; init; }

    /// <summary>A weight that is one number and multiplies inside, or null for 1.</summary>
    public WeightPlan? Scale { get; init; }

    /// <summary>A weight that is one number and multiplies the sum, or null for 1.</summary>
    public WeightPlan? Outer { get; init; }

    /// <summary>A weight for each value of the sum, or null for ones.</summary>
    public WeightPlan? Lanes { get; init; }

    /// <summary>The probability that a pair's weight is dropped in training.</summary>
    public float Dropout { get; init; }
}

/// <summary>
/// Attention of a query sequence to a sequence of keys and values: scores, a softmax over the steps of the keys, and the
/// values' mean by those weights. Training keeps the weights, and what dropout leaves of them; what the tanh gave is computed again.
/// </summary>
/// <remarks>In a stream the query is one step; keys and values lie ready since the stream began.</remarks>
internal sealed class AttentionPlan : LayerPlan
{
    /// <summary>What Keras takes from the score of a masked step.</summary>
    private const float MaskedScore = 1e9f;

    /// <summary>What is taken from the score of a step that is not there: no other one is as small, be all of them masked.</summary>
    private const float AbsentScore = 1e30f;

    private readonly ScoreRule _rule;
    private readonly PlainInput _query;
    private readonly PlainInput _value;
    private readonly PlainInput _key;
    private readonly Tensor _weights;
    private readonly Tensor _shares;
    private readonly DropoutFactors? _dropout;
    private readonly Tensor? _ones;
    private readonly PackedMatrix? _lanes;
    private readonly Tensor? _stepGradient;
    private readonly Tensor? _scoreGradients;
    private readonly PackedMatrix? _scaleGradient;
    private readonly PackedMatrix? _outerGradient;
    private readonly PackedMatrix? _lanesGradient;

    /// <summary>Plans the layer: its inputs are query, value, and perhaps key.</summary>
    public AttentionPlan(LayerPlanner planner, string title, ScoreRule rule, LayerSpec layer)
        : base(planner, title)
    {
        _rule = rule;
        IReadOnlyList<Tensor> inputs = planner.Inputs;
        int size = inputs[0].Size;
        _query = new PlainInput(planner, "Query", inputs[0], zeroPadding: true);
        _value = new PlainInput(planner, "Value", inputs[1]);
        _key = inputs.Count > 2 ? new PlainInput(planner, "Key", inputs[2]) : _value;
        _weights = planner.Tensor("Weights", inputs[0].Steps, inputs[1].Steps);
        _dropout = DropoutFactors.Plan(planner, "Shares", _weights, rule.Dropout, layer.Seed);
        _shares = _dropout?.Values ?? _weights;
        _lanes = rule.Lanes == null ? null : planner.Pack("Lanes", rule.Lanes, 1, new ColumnLayout(size), 0, size);
        _ones = rule.Additive && rule.Lanes == null ? planner.Tensor("Ones", 1, size) : null;
        Output = planner.Tensor("Context", inputs[0].Steps, inputs[1].Size);
        Output.Mask = inputs[0].Mask;
        if (!planner.Training)
        {
            return;
        }

        Output.Gradient = planner.Tensor("OutputGradient", inputs[0].Steps, inputs[1].Size);
        _stepGradient = planner.Tensor("StepGradient", 1, inputs[1].Size);
        _scoreGradients = planner.Tensor("ScoreGradients", 1, inputs[1].Steps);
        if (layer.Trainable)
        {
            _scaleGradient = rule.Scale == null ? null : planner.Gradient("Scale", rule.Scale, 1, new ColumnLayout(1), 0, 1);
            _outerGradient = rule.Outer == null ? null : planner.Gradient("Outer", rule.Outer, 1, new ColumnLayout(1), 0, 1);
            _lanesGradient = rule.Lanes == null ? null : planner.Gradient("Lanes", rule.Lanes, 1, new ColumnLayout(size), 0, size);
        }
    }

    private IEnumerable<PlainInput> Inputs => _key == _value ? [_query, _value] : [_query, _value, _key];

    private int KeySteps => _key.Values.Steps;

    /// <summary>Which steps of the values there are, where their number varies.</summary>
    private Tensor? Presence => _value.Mask?.Presence;

    public override bool HasBegin => RunsEveryStep && (_value.IsCopied || _key.IsCopied);

    public override void Begin(KernelWriter k)
    {
        foreach (PlainInput input in Inputs.Skip(1))
        {
            input.Forward(k);
        }
    }

    public override void Forward(KernelWriter k)
    {
        foreach (PlainInput input in RunsEveryStep ? [_query] : Inputs)
        {
            input.Forward(k);
        }

        Lanes(k);
        k.Comment(_rule.Additive
            ? $"scores[t][s] = {(_rule.Outer == null ? "" : "outer * ")}sum(lanes * tanh({(_rule.Scale == null ? "" : "scale * ")}(query[t] + key[s])))"
            : $"scores[t][s] = {(_rule.Scale == null ? "" : "scale * ")}query[t] . key[s]");
        ForQuerySteps(k, [("query", _query.Values), ("weight", _weights)], () =>
        {
            using (k.Loop("s", KeySteps))
            {
                StepOf(k, "key", _key.Values, "s");
                Scalar score = WriteScore(k);
                Scalar masked = _value.Mask == null || _value.Mask == Presence ? score : score - MaskedScore * (1f - _value.Mask.ValueAt("row", "s"));
                Scalar seen = _rule.IsCausal ? Scalar.Select(Test.Greater("s", "t"), score - MaskedScore, masked) : masked;
                k.Store(Presence == null ? seen : seen - AbsentScore * (1f - Presence.ValueAt("row", "s")), Address.Of("weight", "s"));
            }
        });
        k.Blank();
        k.Comment("weights = softmax over s; y[t] = the sum of weights[t][s] value[s]");
        k.Reference("distribution", _weights);
        k.SoftmaxRows("distribution", _weights);
        _dropout?.Drop(k, _weights);
        ForQuerySteps(k, [("share", _shares), ("context", Output)], () =>
        {
            k.Clear("context", Output.Stride);
            using (k.If(_query.Mask?.ValueAt("row", "t").IsNot(0f)))
            using (k.Loop("s", KeySteps))
            {
                StepOf(k, "value", _value.Values, "s");
                k.AddScaled("context", ShareOfStep, "value", Output.Stride);
            }
        });
    }

    public override void Backward(KernelWriter k)
    {
        Lanes(k);
        ClearGradients(k);
        ForQuerySteps(k, [("query", _query.Values), ("weight", _weights), ("share", _shares), ("outputGradient", Output.Gradient!)], () =>
        {
            k.Reference("stepGradient", _stepGradient!);
            k.Reference("scoreGradients", _scoreGradients!);
            using (k.If(_query.Mask?.ValueAt("row", "t").IsNot(0f)))
            {
                k.Comment("dshares[s] = dy . value[s]; dvalue[s] += shares[s] dy");
                k.Copy("outputGradient", "stepGradient", Output.Size);
                Scalar inner = k.Let("inner", 0f);
                using (k.Loop("s", KeySteps))
                {
                    StepOf(k, "value", _value.Values, "s");
                    Scalar toShare = k.InnerProduct("toShare", "stepGradient", "value", Output.Stride);
                    k.Store(toShare, Address.Of("scoreGradients", "s"));
                    k.Add("inner", toShare * ShareOfStep);
                    if (_value.Gradient != null)
                    {
                        StepOf(k, "valueGradient", _value.Gradient, "s");
                        k.AddScaled("valueGradient", ShareOfStep, "stepGradient", Output.Stride);
                    }
                }

                k.Comment("dscores[s] = dshares[s] shares[s] - weights[s] sum(dshares shares)");
                using (k.Loop("s", KeySteps))
                {
                    Scalar scoreGradient = k.Let("scoreGradient", Address.Of("scoreGradients", "s").Float * ShareOfStep - inner * Address.Of("weight", "s").Float);
                    StepOf(k, "key", _key.Values, "s");
                    foreach ((string name, PlainInput input, string step) in new[] { ("queryGradient", _query, "t"), ("keyGradient", _key, "s") })
                    {
                        if (input.Gradient != null)
                        {
                            StepOf(k, name, input.Gradient, step);
                        }
                    }

                    WriteScoreGradient(k, scoreGradient);
                }
            }
        });
        foreach (PlainInput input in Inputs)
        {
            input.Backward(k);
        }
    }

    private static Scalar ShareOfStep { get; } = Address.Of("share", "s").Float;

    private void Lanes(KernelWriter k)
    {
        if (_lanes != null)
        {
            k.Reference("lanes", _lanes.First());
        }
        else if (_ones != null)
        {
            k.Reference("lanes", _ones);
            k.Fill("lanes", _ones.Size, 1);
        }

        if (_rule.Scale != null)
        {
            k.Let("scoreScale", _rule.Scale.First.Float);
        }

        if (_rule.Outer != null)
        {
            k.Let("outer", _rule.Outer.First.Float);
        }
    }

    private static Scalar ScoreScale { get; } = Scalar.Named("scoreScale");

    private static Scalar Outer { get; } = Scalar.Named("outer");

    private Scalar WriteScore(KernelWriter k)
    {
        int length = _query.Values.Stride;
        if (_rule.Additive)
        {
            Scalar sum = k.Sum("sum", length, i => k.Load("lanes", i) * Tanh(k, i));
            return k.Let("score", _rule.Outer == null ? sum : Outer * sum);
        }

        Scalar product = k.InnerProduct("product", "query", "key", length);
        return k.Let("score", _rule.Scale == null ? product : ScoreScale * product);
    }

    private Value Tanh(KernelWriter k, Index i)
    {
        Value both = k.Load("query", i) + k.Load("key", i);
        return Activations.Apply(k.Math, new(ActivationKind.Tanh), _rule.Scale == null ? both : both * Value.Broadcast(ScoreScale));
    }

    /// <summary>From <c>scoreGradient</c> to the gradients of query, key and weights.</summary>
    private void WriteScoreGradient(KernelWriter k, Scalar scoreGradient)
    {
        int length = _query.Values.Stride;
        if (!_rule.Additive)
        {
            if (_scaleGradient != null)
            {
                Scalar product = k.InnerProduct("product", "query", "key", length);
                k.AddTo(_scaleGradient.First(BufferKind.Gradient), scoreGradient * product);
            }

            Scalar factor = _rule.Scale == null ? scoreGradient : scoreGradient * ScoreScale;
            AddIfTaken(k, _query, "queryGradient", factor, "key", length);
            AddIfTaken(k, _key, "keyGradient", factor, "query", length);
            return;
        }

        Value sumGradient = Value.Broadcast(k.Let("sumGradient", _rule.Outer == null ? scoreGradient : scoreGradient * Outer));
        if (_lanesGradient != null)
        {
            k.Reference("lanesGradient", _lanesGradient.First(BufferKind.Gradient));
        }

        k.Let("scaleLanes", Value.Zero);
        k.Let("outerLanes", Value.Zero);
        k.Map(length, i =>
        {
            Value bend = k.Let("bend", Tanh(k, i));
            Value lane = k.Let("lane", k.Load("lanes", i));
            Value slope = k.Let("slope", sumGradient * lane * Value.MultiplyAdd(-bend, bend, Value.One));
            if (_lanesGradient != null)
            {
                k.Store(Value.MultiplyAdd(sumGradient, bend, k.Load("lanesGradient", i)), "lanesGradient", i);
            }

            if (_scaleGradient != null)
            {
                k.Add("scaleLanes", slope * (k.Load("query", i) + k.Load("key", i)));
            }

            if (_outerGradient != null)
            {
                k.Add("outerLanes", lane * bend);
            }

            if (_rule.Scale != null)
            {
                k.Set("slope", slope * Value.Broadcast(ScoreScale));
            }

            foreach ((string name, PlainInput input) in new[] { ("queryGradient", _query), ("keyGradient", _key) })
            {
                if (input.Gradient != null)
                {
                    k.Store(k.Load(name, i) + slope, name, i);
                }
            }
        });
        if (_scaleGradient != null)
        {
            k.AddTo(_scaleGradient.First(BufferKind.Gradient), Scalar.SumOf(Value.Named("scaleLanes")));
        }

        if (_outerGradient != null)
        {
            k.AddTo(_outerGradient.First(BufferKind.Gradient), scoreGradient * Scalar.SumOf(Value.Named("outerLanes")));
        }
    }

    private static void AddIfTaken(KernelWriter k, PlainInput input, string target, Scalar factor, string source, int length)
    {
        if (input.Gradient != null)
        {
            k.AddScaled(target, factor, source, length);
        }
    }

    private void ClearGradients(KernelWriter k)
    {
        foreach (Tensor gradient in Inputs.Select(input => input.Gradient).OfType<Tensor>())
        {
            using (k.Loop("row", Rows))
            {
                k.Clear(gradient.Row, gradient.Steps * gradient.Stride);
            }
        }
    }

    private void ForQuerySteps(KernelWriter k, IReadOnlyList<(string Name, Tensor Tensor)> tensors, Action body)
    {
        using (k.Loop("row", Rows))
        using (k.Loop("t", _query.Values.Steps))
        {
            foreach ((string name, Tensor tensor) in tensors)
            {
                StepOf(k, name, tensor, "t");
            }

            body();
        }
    }

    private static void StepOf(KernelWriter k, string name, Tensor tensor, string step) =>
        k.Reference(name, tensor.StepAt(step));
}
