namespace SeqGen.Numerics.Tests.Models;

/// <summary>
/// Small models with odd sizes that together hold every layer, for tests of what must hold for any model. One
/// compilation serves all tests.
/// </summary>
internal static class SampleModels
{
    /// <summary>A stream whose layers after the first one step early every other time; an odd number of steps.</summary>
    public const string LargeStack = "LargeStack";

    private const int Rows = 19;

    /// <summary>Names and declarations.</summary>
    public static IReadOnlyList<(string Name, string Text)> Texts { get; } =
    [
        Sample("TokensLstm", "tokens length=13 vocabulary=29", "embedding 19 mask_zero=true", "lstm 17", "dense 1 sigmoid"),
        Sample("FrozenEmbedding", "tokens length=6 vocabulary=11", "embedding 5 trainable=false", "flatten", "dense 3 softmax"),
        Sample("OneHotGru", "one_hot length=9 vocabulary=31", "gru 20 return_sequences=true", "dense 31 softmax"),
        Sample("FeaturesRnn", "features length=7 size=3", "simple_rnn 5", "dense 2"),
        Sample("OneUnit", "features length=1 size=1", "lstm 1"),
        Sample("StackedLstm", "features length=11 size=33", "lstm 50 return_sequences=true", "lstm 3", "dense 4 softmax"),
        Sample("GruResetBefore", "features length=8 size=16", "gru 33 reset_after=false return_sequences=true", "gru 7"),
        Sample("LongLstm", "features length=90 size=5 mask=true", "bidirectional lstm 18 return_sequences=true", "gru 5 reset_after=false"),
        Sample("LongTokens", "tokens length=132 vocabulary=40", "embedding 6 mask_zero=true", "bidirectional gru 7", "dense 1 sigmoid"),
        Sample("LargeTable", "tokens length=6 vocabulary=300", "embedding 4 mask_zero=true", "bidirectional lstm 16", "dense 2"),
        Sample("LargeTables", "tokens length=6 vocabulary=700", "embedding 4 mask_zero=true", "gru 16 reset_after=false go_backwards=true", "dense 2"),
        Sample("LongStream", "one_hot length=70 vocabulary=9", "lstm 20", "dense 3"),
        Sample(LargeStack, "tokens length=5 vocabulary=7", "embedding 4 mask_zero=true", "gru 9 return_sequences=true", "lstm 128 return_sequences=true", "gru 148 return_sequences=true", "simple_rnn 256 return_sequences=true", "dense 3"),
        Sample("LargeKernels", "features length=5 size=2 mask=true", "gru 210 return_sequences=true", "simple_rnn 368 go_backwards=true", "dense 2"),
        Sample("Backwards", "features length=10 size=5", "gru 9 go_backwards=true return_sequences=true"),
        Sample("ConcatLstm", "features length=12 size=6", "bidirectional lstm 18 return_sequences=true", "bidirectional gru 4 merge_mode=sum"),
        Sample("MulRnn", "features length=5 size=67", "bidirectional simple_rnn 16 merge_mode=mul"),
        Sample("AveGru", "features length=9 size=2 mask=true", "bidirectional gru 67 merge_mode=ave reset_after=false return_sequences=true"),
        Sample("MaskedLstm", "features length=10 size=5", "masking 0", "lstm 16 return_sequences=true", "activation softsign"),
        Sample("Dropouts", "features length=6 size=9", "dropout 0.3", "simple_rnn 8", "dropout 0.5", "dense 1 sigmoid"),
        Sample("CellDropouts", "features length=8 size=6", "gru 17 return_sequences=true dropout=0.2 recurrent_dropout=0.3", "bidirectional lstm 5 recurrent_dropout=0.4 dropout=0.1", "dense 1 sigmoid"),
        Sample("TokenDropouts", "one_hot length=8 vocabulary=7", "gru 9 reset_after=false dropout=0.2 recurrent_dropout=0.3", "dense 2"),
        Sample("FoldedDropouts", "tokens length=6 vocabulary=11", "embedding 5 mask_zero=true", "spatial_dropout1d 0.3", "dropout 0.2", "gru 7 reset_after=false", "dense 2"),
        Sample("DenseSteps", "features length=5 size=7", "dense 9 relu", "flatten", "dense 3"),
        Sample("ConvCausal", "features length=14 size=5", "conv1d 18 3 relu padding=causal dilation_rate=2", "conv1d 7 2 padding=causal", "gru 5"),
        Sample(
            "OpenSums", "features length=150 size=3 name=x", "dense 18 use_bias=false name=seen", "branch stack from=x", "dense 18 name=first", "conv1d 18 3 padding=causal dilation_rate=2", "add seen",
            "activation tanh name=value", "dense 18", "add first name=second", "conv1d 4 2 padding=causal dilation_rate=20", "leaky_relu name=narrow", "dense 4 use_bias=false", "elu name=few",
            "branch head from=narrow", "dense 4", "add narrow few", "conv1d 4 1", "activation relu", "gru 5 return_sequences=true", "dense 2"),
        Sample("ConvPooled", "tokens length=21 vocabulary=13", "embedding 9", "conv1d 33 5 gelu", "max_pooling1d 3 strides=2 padding=same", "lstm 6", "dense 1 sigmoid"),
        Sample("ConvMax", "features length=16 size=16", "conv1d 20 4 relu strides=2 padding=same", "average_pooling1d 2", "global_max_pooling1d", "dense 3"),
        Sample("ConvOneHot", "one_hot length=14 vocabulary=11", "conv1d 18 3 relu padding=same strides=2", "global_max_pooling1d", "dense 3 softmax"),
        Sample("ConvOneHotStream", "one_hot length=9 vocabulary=11", "conv1d 5 3 tanh padding=causal dilation_rate=2", "gru 6"),
        Sample("ConvOneHotWide", "one_hot length=9 vocabulary=20", "conv1d 33 4 softmax use_bias=false"),
        Sample("Grouped", "features length=11 size=6", "conv1d 9 3 mish padding=causal groups=3", "depthwise_conv1d 2 padding=causal dilation_rate=2 activation=tanh", "separable_conv1d 20 3 padding=causal depth_multiplier=2", "depthwise_conv1d 1 use_bias=false", "dense 3"),
        Sample("Transposed", "tokens length=9 vocabulary=7", "embedding 6", "depthwise_conv1d 3 depth_multiplier=3 strides=2", "conv1d_transpose 19 3 silu strides=2", "conv1d_transpose 5 4 padding=same", "conv1d 4 3 groups=1", "global_max_pooling1d", "dense 2"),
        Sample("WeightedMean", "features size=21 length=12 mask=true", "dense 19", "attention_weighted_average", "dense 2"),
        Sample("MaskedMean", "tokens length=12 vocabulary=7", "embedding 21 mask_zero=true", "global_average_pooling1d", "dense 2"),
        Sample("PeepholeSteps", "features length=9 size=4", "peephole_lstm 18 return_sequences=true", "peephole_lstm 5"),
        Sample("PeepholeBoth", "features length=7 size=3", "bidirectional peephole_lstm 6 return_sequences=true", "dense 2"),
        Sample("Normalised", "features length=6 size=5", "layer_normalization", "spatial_dropout1d 0.3", "lstm 18 return_sequences=true", "layer_normalization scale=false", "dense 2"),
        Sample(
            "Translator", "branch source", "tokens length=7 vocabulary=13 padding=post", "embedding 9 mask_zero=true", "lstm 18 name=encoder",
            "branch target", "tokens length=5 vocabulary=11", "embedding 6", "lstm 18 return_sequences=true initial_state=encoder", "dense 11 softmax"),
        Sample(
            "TwoDecoders", "branch source", "features length=6 size=3 mask=true", "bidirectional gru 5 return_sequences=true name=encoder", "gru 10 initial_state=encoder name=context",
            "branch target", "one_hot length=8 vocabulary=11", "gru 10 return_sequences=true initial_state=encoder", "gru 10 reset_after=false return_sequences=true initial_state=context", "dense 4"),
        Sample(
            "Attending", "branch source", "tokens length=6 vocabulary=13 mask=true", "embedding 5 mask_zero=true", "bidirectional lstm 9 return_sequences=true name=encoder",
            "branch target", "tokens length=7 vocabulary=11", "embedding 6", "lstm 18 return_sequences=true initial_state=encoder name=decoder", "attention source use_scale=true dropout=0.2",
            "concatenate decoder", "dense 11 softmax"),
        Sample(
            "AttendingAdditively", "branch source", "features length=6 size=5", "gru 7 return_sequences=true", "dense 7 name=keys",
            "branch target", "features length=4 size=3", "gru 7 return_sequences=true", "additive_attention gru key=keys", "attention keys score_mode=concat", "dense 3"),
        Sample(
            "Heads", "tokens length=9 vocabulary=11", "embedding 10 mask_zero=true", "multi_head_attention embedding 3 7 dropout=0.1", "add embedding", "layer_normalization", "multi_head_attention layer_normalization 2 16 use_causal_mask=true", "dense 4 softmax"),
        Sample(
            "AttendingFeatures", "branch source", "features length=5 size=16 mask=true", "branch target", "features length=4 size=16", "attention source name=seen",
            "gru 16 return_sequences=true", "additive_attention source", "add seen", "dense 3"),
        Sample(
            "AttendingPlainFeatures", "branch source", "features length=5 size=7", "branch other", "features length=3 size=7", "branch target", "features length=4 size=7",
            "attention source key=source", "multi_head_attention other 2 3", "dense 3"),
        Sample(
            "CrossHeads", "branch source", "tokens length=6 vocabulary=13 mask=true", "embedding 5 mask_zero=true", "gru 9 return_sequences=true name=encoder", "dense 6 name=keys",
            "branch target", "tokens length=7 vocabulary=11", "embedding 6", "multi_head_attention encoder 2 20 key=keys value_dim=5 output_shape=8", "dense 11 softmax"),
        Sample(
            "AnyLength", "features max_length=7 size=5", "conv1d 9 3 tanh padding=same", "depthwise_conv1d 2 padding=causal", "bidirectional gru 5 return_sequences=true name=steps", "multi_head_attention steps 2 3", "add steps", "batch_normalization", "dense 3"),
        Sample("AnyText", "tokens max_length=8 vocabulary=9", "embedding 5", "lstm 17 return_sequences=true propagate_mask=false", "global_max_pooling1d", "dense 2"),
        Sample(
            "CausalAttention", "features length=7 size=5", "dense 5", "attention features use_causal_mask=true", "dense 3"),
        Sample(
            "Residual", "features length=9 size=17", "dense 17 tanh name=first", "dense 17", "add first features", "gru 17 return_sequences=true", "concatenate first", "dense 3"),
        Sample(
            "Gated", "branch context", "features size=17", "dense 17 name=row", "branch target", "features length=9 size=5", "conv1d 17 3 tanh padding=causal name=values", "dense 1 sigmoid name=gate",
            "branch gated from=values", "multiply gate", "maximum row", "minimum values", "average values row", "subtract gate", "gru 6 return_sequences=true", "dense 2"),
        Sample(
            "ContextVector", "branch source", "tokens length=8 vocabulary=12", "embedding 5", "gru 6", "repeat_vector 5", "branch target", "tokens length=5 vocabulary=9", "embedding 7 mask_zero=true", "concatenate source", "gru 6 return_sequences=true", "dense 9 softmax"),
        Sample("BatchMasked", "tokens length=6 vocabulary=5", "embedding 5 mask_zero=true", "batch_normalization", "bidirectional simple_rnn 4", "dense 2"),
        Sample("BatchNormal", "features length=6 size=5", "dense 18", "batch_normalization momentum=0.9", "activation relu", "simple_rnn 7 return_sequences=true", "batch_normalization scale=false", "dense 2"),
        Sample("BatchFlat", "tokens length=5 vocabulary=9", "embedding 3", "flatten", "batch_normalization", "dense 4 relu", "batch_normalization trainable=false", "dense 1 sigmoid"),
        Sample("NormalLstm", "features length=4 size=5", "lstm 21 layer_normalization=true return_sequences=true", "lstm 34 silu layer_normalization=true", "dense 2"),
        Sample("NormalTokens", "tokens length=5 vocabulary=11", "embedding 6 mask_zero=true", "bidirectional gru 17 layer_normalization=true", "dense 3 softmax"),
        Sample("NormalPeepholes", "features length=2 size=5", "bidirectional peephole_lstm 5 layer_normalization=true", "dense 3"),
        Sample("NormalGru", "one_hot length=8 vocabulary=9", "gru 24 layer_normalization=true return_sequences=true dropout=0.2 recurrent_dropout=0.1", "dense 3 softmax"),
        Sample("NormalGruBefore", "features length=6 size=5 mask=true", "gru 21 reset_after=false layer_normalization=true return_sequences=true recurrent_dropout=0.1", "bidirectional gru 7 reset_after=false layer_normalization=true", "dense 2"),
        Sample("Projected", "features length=7 size=5 mask=true", "projected_lstm 21 6 return_sequences=true recurrent_dropout=0.1", "bidirectional projected_lstm 5 projection_size=18 layer_normalization=true", "dense 3"),
        Sample("ProjectedTokens", "tokens length=6 vocabulary=9", "embedding 5 mask_zero=true", "projected_lstm 16 33 gelu return_sequences=true", "projected_lstm 34 3", "dense 2"),
        Sample("StoredStates", "features length=7 size=5", "lstm 21 return_sequences=true initial_state=weights", "gru 5 return_sequences=true return_state=true initial_state=weights", "dense 2"),
        Sample("StoredBoth", "tokens length=6 vocabulary=9", "embedding 5 mask_zero=true", "bidirectional projected_lstm 17 projection_size=6 initial_state=weights", "dense 3"),
        Sample("MinGrus", "features length=9 size=5", "min_gru 21 return_sequences=true", "min_gru 34 tanh return_sequences=true dropout=0.2", "min_gru 5 log_space", "dense 2"),
        Sample("MinGruTokens", "tokens length=6 vocabulary=9", "embedding 5 mask_zero=true", "bidirectional min_gru 17 return_sequences=true merge_mode=sum", "min_gru 6", "dense 3 softmax"),
        Sample("ZonedOut", "tokens length=7 vocabulary=9", "embedding 5 mask_zero=true", "lstm 21 zoneout_output=0.1 zoneout_cell=0.3 return_sequences=true", "gru 17 zoneout_output=0.2 return_sequences=true", "simple_rnn 5 zoneout_output=0.4", "dense 2"),
        Sample("Clipped", "features length=6 size=5 mask=true", "lstm 21 cell_clip=0.25 return_sequences=true", "peephole_lstm 17 cell_clip=0.5 zoneout_cell=0.2 return_sequences=true", "bidirectional projected_lstm 5 projection_size=3 cell_clip=0.1", "dense 2"),
        Sample("ZonedPeepholes", "features length=5 size=4", "peephole_lstm 18 silu zoneout_cell=0.3 layer_normalization=true return_sequences=true", "bidirectional gru 6 reset_after=false zoneout_output=0.2", "dense 2"),
        Sample(
            "Shapes", "features length=9 size=5", "conv1d 18 3 mish padding=same", "zero_padding1d 2 right=1", "cropping1d 1 right=0", "reflection_padding1d 2", "up_sampling1d 2", "glu", "permute", "dense 6 hard_silu",
            "reshape 9 length=6", "prelu shared_axes=time", "global_average_pooling1d keepdims=true", "reshape -1", "relu max_value=2 negative_slope=0.1", "elu", "leaky_relu", "softmax", "log_softmax"),
        Sample("Sliced", "features length=9 size=38", "rescaling 0.25 offset=-0.5", "slice 3 33", "conv1d 34 3 padding=causal name=both", "slice 0 17", "activation tanh name=value", "branch gated from=both", "slice 17 17", "activation sigmoid", "multiply value", "rescaling 2 per_channel=true", "gru 5 return_sequences=true", "dense 2"),
        Sample("SlicedMask", "tokens length=8 vocabulary=9", "embedding 21 mask_zero=true", "slice 4 16", "lstm 6", "rescaling 3", "slice 1 2"),
        Sample("Weighted", "tokens length=8 vocabulary=9", "embedding 7 mask_zero=true", "gru 6 return_sequences=true name=steps", "dense 1 tanh", "softmax axis=1", "multiply steps", "prelu", "lstm 5 mish return_sequences=true", "log_softmax axis=1", "dense 2 log_softmax"),
        Sample("DenseGelu", "features size=67", "dense 33", "activation gelu", "dense 5 elu(0.5)"),
        Sample("PreciseGates gates=precise", "features length=9 size=4", "lstm 6 return_sequences=true", "gru 5"),
        Sample("Spectrum", "features length=12 size=3", "conv1d 38 3 padding=causal", "magnitude", "gru 5 return_sequences=true", "dense 2"),
        Sample("CoarseGates gates=coarse", "features length=9 size=4", "lstm 6 return_sequences=true", "gru 5"),
        Sample(
            "Lanes stream_block=16", "features length=40 size=1 name=sample", "dense 4 use_bias=false name=in", "branch see from=sample", "dense 4 use_bias=false name=seen", "branch filter from=in",
            "conv1d 4 3 padding=causal dilation_rate=6", "add seen", "activation tanh name=value", "dense 4", "add in", "conv1d 4 2 padding=causal", "multiply value", "dense 2"),
        Sample("Blocks stream_block=4", "features length=11 size=5", "conv1d 7 2 tanh padding=causal dilation_rate=20", "lstm 6 return_sequences=true", "dense 2"),
        .. SixteenBits.Texts,
    ];

    private static readonly Lazy<CompiledModels> CompiledOnce = new(() => CompiledModels.Compile(Texts, allWidths: true));

    public static TheoryData<string> Names => [.. Texts.Select(sample => sample.Name)];

    public static CompiledModels Compiled => CompiledOnce.Value;

    /// <summary>A model whose weights are the same at inference as in training, also where inference has them in 16 bits.</summary>
    public static SequenceModel CreateExact(string name)
    {
        SequenceModel model = Compiled.Create(name);
        SixteenBits.CopyRounded(model, model);
        return model;
    }

    /// <summary>Random rows of the kind that a model takes; enough for several tiles and a rest.</summary>
    public static ModelRows RandomRows(SequenceModel model, int seed = 1, int rows = Rows)
    {
        Random random = new(seed);
        IReadOnlyList<InputDescription> inputs = model.Description.Inputs;
        List<int> tokens = [];
        List<float> features = [];
        List<float> masks = [];
        for (int row = 0; row < rows; row++)
        {
            foreach (InputDescription input in inputs)
            {
                int steps = Math.Max(input.Length, 1);
                bool hasFeatures = input.Kind == InputKind.Features;
                tokens.AddRange(hasFeatures ? [] : Fill(steps, () => random.Next(input.Vocabulary)));
                features.AddRange(hasFeatures ? Fill(steps * input.Size, () => (float)((2 * random.NextDouble()) - 1)) : []);
                masks.AddRange(input.HasMask ? Fill(steps, () => (float)random.Next(2)) : []);
            }
        }

        return new([.. tokens], [.. features], masks.Count > 0 ? [.. masks] : null, rows) { Inputs = inputs.Count > 1 ? inputs : [] };
    }

    /// <summary>Random targets in [0, 1) for every output value.</summary>
    public static float[] RandomTargets(SequenceModel model, int rows)
    {
        Random random = new(2);
        return Fill(rows * model.Description.Output.Length, random.NextSingle);
    }

    private static T[] Fill<T>(int count, Func<T> next) => [.. Enumerable.Range(0, count).Select(_ => next())];

    /// <summary>A declaration whose first line is <c>model</c> with the name and perhaps options.</summary>
    public static (string Name, string Text) Sample(string model, params string[] lines) => (model.Split(' ')[0], $"model {model}\n{string.Join('\n', lines)}\n");
}
