// multi_head_attention: several dot-product attentions side by side, each on projections of its own (Vaswani 2017).
//
//     q[t][n] = query[t].Wq_n + bq_n,  k[s][n] = key[s].Wk_n + bk_n,  v[s][n] = value[s].Wv_n + bv_n       for each head n
//     score[t][s][n] = q[t][n] . k[s][n] / sqrt(key_dim)
//     w[t][n] = softmax over s of score[t][s][n]
//     y[t] = sum over n of (sum over s of w[t][s][n] v[s][n]) . Wo_n + bo
//     dropout: in training w[t][s][n] times a factor of its own, 0 or 1 / (1 - dropout)
//     query: the line above; value: the named layer or branch; key: value, or the layer or branch named by key
//     weights  query/kernel [query's size, heads, key_dim], query/bias [heads, key_dim]; key/... likewise; value/... with value_dim;
//              attention_output/kernel [heads, value_dim, output], attention_output/bias [output]
//     mask     a pair of steps is hidden where the query's, the value's or the key's step is masked, or s > t with
//              use_causal_mask: its score is -1e9, so that a step whose pairs are all hidden attends to all steps alike (Keras);
//              query's mask goes on

namespace SeqGen.Generator.Layers;

/// <summary>Several dot-product attentions side by side.</summary>
internal sealed record MultiHeadAttentionLayer : LayerSpec
{
    public required int Heads { get; init; }

    /// <summary>Values of a head's queries and keys.</summary>
    public required int KeyDim { get; init; }

    /// <summary>Values of a head's values.</summary>
    public required int ValueDim { get; init; }

    /// <summary>Values of the output, or null for as many as the query has.</summary>
    public required int? OutputSize { get; init; }

    /// <summary>True where a step does not see later ones.</summary>
    public required bool IsCausal { get; init; }

    /// <summary>The probability that a pair's weight is dropped.</summary>
    public required float Dropout { get; init; }

    /// <summary>Of all four projections.</summary>
    public required KernelOptions Kernel { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "multi_head_attention", "MultiHeadAttention", "Each step looks at the steps of another sequence (or its own) in several ways at once.", Read,
        [
            AttentionRules.ValueArgument,
            ArgumentDefinition.Integer("num_heads", 1, Limits.Units, "Attentions side by side.") with { Positional = true },
            ArgumentDefinition.Integer("key_dim", 1, Limits.Units, "Values of a head's queries and keys.") with { Positional = true },
            AttentionRules.KeyArgument,
            ArgumentDefinition.Integer("value_dim", 1, Limits.Units, "Values of a head's values; by default key_dim.") with { Optional = true },
            ArgumentDefinition.Integer("output_shape", 1, Limits.Units, "Values of the output; by default as many as the query has.") with { Optional = true },
            AttentionRules.DropoutArgument,
            AttentionRules.CausalArgument,
            .. KernelOptions.Arguments,
        ]);

    private static MultiHeadAttentionLayer Read(ArgumentReader arguments)
    {
        AttentionRules.Read(arguments);
        int keyDim = arguments.Integer("key_dim");
        return new()
        {
            Heads = arguments.Integer("num_heads"),
            KeyDim = keyDim,
            ValueDim = arguments.OptionalInteger("value_dim") ?? keyDim,
            OutputSize = arguments.OptionalInteger("output_shape"),
            IsCausal = arguments.Flag("use_causal_mask"),
            Dropout = arguments.Number("dropout"),
            Kernel = KernelOptions.Read(arguments),
        };
    }

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (!AttentionRules.AreSequences(input, context))
        {
            return null;
        }

        Shape value = context.Inputs[1];
        Shape key = context.Inputs.Count > 2 ? context.Inputs[2] : value;
        long queries = (long)Heads * KeyDim;
        long values = (long)Heads * ValueDim;
        int output = OutputSize ?? input.Size;
        long biases = Kernel.UseBias ? (2 * queries) + values + output : 0;
        context.Uses(
            ((input.Size + (long)key.Size) * queries) + ((value.Size + (long)output) * values) + biases,
            (input.Steps * (2L * (queries + values + output) + (((Dropout > 0 ? 2L : 1L) * Heads) + 1) * value.Steps)) + (4L * value.Steps * (queries + values)));
        return input with { Size = output };
    }

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => AttentionRules.LengthObstacle(inputs);

    public override bool NeedsAllSteps(int input, IReadOnlyList<Shape> inputs) => input > 0;

    public override string? StreamObstacle => IsCausal ? AttentionRules.CausalObstacle : null;

    public override void WriteConfig(JsonFields config, Shape input) => Kernel.WriteConfig(config
        .Add("num_heads", Heads)
        .Add("key_dim", KeyDim)
        .Add("value_dim", ValueDim)
        .Add("dropout", Dropout)
        .Add("output_shape", OutputSize ?? input.Size));

    public override void WriteCall(JsonFields keywords) => AttentionRules.WriteCall(keywords, IsCausal);

    public override bool TakesListOfInputs => false;

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output)
    {
        Shape query = inputs[0];
        Shape value = inputs[1];
        Shape key = inputs[inputs.Count - 1];
        long projections = KeyDim * (((long)query.Steps * query.Size) + ((long)key.Steps * key.Size))
            + ValueDim * (((long)value.Steps * value.Size) + ((long)query.Steps * output.Size));
        return Heads * (projections + ((long)query.Steps * value.Steps * (KeyDim + ValueDim)));
    }

    public override void DeclareWeights(LayerWeights weights, Shape input)
    {
        IReadOnlyList<Shape> inputs = weights.Inputs;
        int output = OutputSize ?? input.Size;
        Kernel.DeclareWeights(weights, "query/", [input.Size, Heads, KeyDim], [Heads, KeyDim]);
        Kernel.DeclareWeights(weights, "key/", [inputs[inputs.Count - 1].Size, Heads, KeyDim], [Heads, KeyDim]);
        Kernel.DeclareWeights(weights, "value/", [inputs[1].Size, Heads, ValueDim], [Heads, ValueDim]);
        Kernel.DeclareWeights(weights, "attention_output/", [Heads, ValueDim, output], [output]);
    }

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new MultiHeadPlan(this, planner);
}
