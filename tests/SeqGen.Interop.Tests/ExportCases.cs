namespace SeqGen.Interop.Tests;

/// <summary>Declarations of every layer of the catalogue, with the options that change what is exported.</summary>
internal static class ExportCases
{
    private const string Sequence = "features size=6 length=7";
    private const string Masked = Sequence + " mask=true";
    private const string Vector = "features size=6";
    private const string Tokens = "tokens length=7 vocabulary=9";
    private const string Two = "branch a\n" + Sequence + "\nbranch b\nfeatures size=6 length=5\n";
    private const string TwoMasked = "branch b\nfeatures size=6 length=5 mask=true\nbranch a\n" + Masked + "\n";
    private const string Two7 = "branch b\n" + Sequence + "\nbranch a\n" + Sequence + "\n";

    /// <summary>The activations that work on one value by itself.</summary>
    private static readonly string[] Activations =
    [
        "linear", "relu", "sigmoid", "tanh", "elu", "elu(0.3)", "selu", "gelu", "gelu(tanh)", "silu", "swish", "softplus", "softsign", "exponential", "leaky_relu", "leaky_relu(0.1)", "hard_sigmoid",
        "hard_sigmoid(keras2)", "log_space", "mish", "hard_silu", "hard_swish", "relu6", "celu(0.7)", "clip(-0.2,0.3)", "hard_tanh", "tanh_shrink", "soft_shrink(0.1)", "hard_shrink(0.1)", "squareplus",
        "log_sigmoid", "sparse_plus", "sparse_sigmoid",
    ];

    private static readonly string[] Cells = ["simple_rnn 4", "lstm 4", "peephole_lstm 4", "projected_lstm 5 projection_size=3", "gru 4", "min_gru 4"];

    /// <summary>Sequences of any length: layers that must know which steps there are, and those that keep it for layers after them.</summary>
    public static string[] Variable { get; } =
    [
        "tokens max_length=7 vocabulary=9\nembedding 3\nlstm 4 return_sequences=true\nconv1d 3 3 padding=same\ndense 2",
        "tokens max_length=7 vocabulary=9\nembedding 4 mask_zero=true\nbidirectional gru 2 return_sequences=true\nconv1d 4 2 relu padding=causal\nglobal_max_pooling1d",
        "tokens max_length=7 vocabulary=9\nembedding 4 name=a\nattention a\nlayer_normalization\nadd a\nglobal_average_pooling1d",
        "features max_length=7 size=6\nmulti_head_attention features 2 3\ndense 3 name=a\nglobal_average_pooling1d keepdims=true\nmultiply a\nattention_weighted_average",
        "features max_length=7 size=6\ndepthwise_conv1d 3 padding=same\nseparable_conv1d 4 2 padding=causal\nsoftmax axis=1\nbidirectional lstm 3",
        "features max_length=7 size=6\ndense 4\nlstm 3 return_sequences=true propagate_mask=false\nglobal_max_pooling1d keepdims=true",
        "one_hot max_length=7 vocabulary=9\nconv1d 4 3 padding=same\nsimple_rnn 3 return_sequences=true",
    ];

    /// <summary>The words of the catalogue with their declarations, without the line of the model.</summary>
    public static IReadOnlyDictionary<string, string[]> All { get; } = new Dictionary<string, string[]>
    {
        ["tokens"] = [$"{Tokens}\nembedding 3\nflatten", $"{Tokens} mask=true\nembedding 3\nlstm 4"],
        ["one_hot"] = ["one_hot length=7 vocabulary=9\ndense 3", "one_hot length=7 vocabulary=9\nlstm 4", "one_hot length=7 vocabulary=9 mask=true\ngru 4 return_sequences=true", "one_hot length=7 vocabulary=9\nconv1d 4 3"],
        ["features"] = [$"{Vector}\ndense 3", $"{Sequence}\ndense 3", $"{Masked}\ndense 3", $"{Sequence} padding=post pad_value=0.5\nmasking 0.5\nlstm 4"],
        ["embedding"] = [$"{Tokens}\nembedding 3", $"{Tokens}\nembedding 3 mask_zero=true\nlstm 4", $"{Tokens} mask=true\nembedding 3 mask_zero=true\nsimple_rnn 4 return_sequences=true", $"{Tokens}\nembedding 3 mask_zero=true\ndense 2"],
        ["simple_rnn"] = Cell("simple_rnn 4", "activation=relu", "activation=mish"),
        ["lstm"] = Cell("lstm 4", "zoneout_cell=0.2", "cell_clip=0.2", "cell_clip=0.1 zoneout_cell=0.2", "zoneout_output=0.1 zoneout_cell=0.2", "recurrent_activation=hard_sigmoid activation=softsign", "recurrent_activation=log_space", "layer_normalization=true zoneout_cell=0.3", "unit_forget_bias=false activation=leaky_relu(0.1)"),
        ["peephole_lstm"] = Cell("peephole_lstm 4", "recurrent_activation=hard_sigmoid(keras2)", "layer_normalization=true", "zoneout_cell=0.1", "cell_clip=0.2"),
        ["projected_lstm"] = Cell("projected_lstm 5 3", "cell_clip=0.2", "layer_normalization=true", "zoneout_output=0.1 zoneout_cell=0.2"),
        ["gru"] = Cell("gru 4", "reset_after=false", "reset_after=false layer_normalization=true", "reset_after=false use_bias=false", "reset_after=false initial_state=weights layer_normalization=true", "recurrent_activation=hard_sigmoid activation=elu(0.5)", "reset_after=false recurrent_activation=clip(0,1)"),
        ["min_gru"] = Cell("min_gru 4", "activation=log_space", "zoneout_output=0.1"),
        ["bidirectional"] = [.. Cells.SelectMany(cell => new[]
        {
            $"{Sequence}\nbidirectional {cell} return_sequences=true",
            $"{Masked}\nbidirectional {cell} merge_mode=mul return_sequences=true",
            $"{Masked}\nbidirectional {cell} merge_mode=ave",
            $"{Sequence}\nbidirectional {cell} initial_state=weights",
            $"{Sequence}\nbidirectional {cell} initial_state=input return_state=true merge_mode=sum",
        }), .. new[] { "concat", "sum", "mul", "ave" }.SelectMany(mode => new[]
        {
            $"{Sequence}\nbidirectional gru 4 merge_mode={mode}",
            $"{Sequence}\nbidirectional lstm 4 merge_mode={mode} return_sequences=true",
            $"{Masked}\nbidirectional gru 4 merge_mode={mode} return_sequences=true zoneout_output=0.1",
            $"{Sequence}\nbidirectional lstm 4 merge_mode={mode} layer_normalization=true",
        }), $"branch a\n{Sequence}\nbidirectional lstm 3 return_sequences=true name=first\nbranch b\n{Sequence}\nlstm 6 initial_state=first", $"branch a\n{Sequence}\nbidirectional gru 3 name=first\nbranch b\n{Sequence}\nbidirectional gru 3 initial_state=first\nconcatenate first"],
        ["dense"] = [$"{Sequence}\ndense 3 tanh", $"{Vector}\ndense 3 use_bias=false", $"{Vector}\ndense 3 softmax", $"{Sequence}\ndense 3 log_softmax"],
        ["conv1d"] =
        [
            .. Windows("conv1d 4 3"), $"{Sequence}\nconv1d 6 3 groups=3 relu", $"{Sequence}\nconv1d 6 2 groups=2 padding=causal dilation_rate=3", $"{Sequence}\nconv1d 4 1", $"{Masked}\nconv1d 4 2\nlstm 3",
            $"{Sequence}\nconv1d 4 3 tanh use_bias=false", $"{Sequence}\nconv1d 4 9 padding=same", $"{Sequence}\nconv1d 4 2 padding=same strides=5",
        ],
        ["depthwise_conv1d"] = [.. Windows("depthwise_conv1d 3"), $"{Sequence}\ndepthwise_conv1d 3 depth_multiplier=2 activation=relu use_bias=false"],
        ["separable_conv1d"] = [.. Windows("separable_conv1d 4 3"), $"{Sequence}\nseparable_conv1d 4 3 depth_multiplier=2 activation=tanh use_bias=false"],
        ["conv1d_transpose"] =
        [
            .. new[] { "valid", "same" }.SelectMany(padding => new[] { (3, 1), (3, 2), (2, 3), (4, 2), (5, 3), (1, 4) }.Select(window => $"{Sequence}\nconv1d_transpose 4 {window.Item1} strides={window.Item2} padding={padding}")),
            $"{Sequence}\nconv1d_transpose 4 3 relu use_bias=false",
        ],
        ["max_pooling1d"] = Pooling("max_pooling1d"),
        ["average_pooling1d"] = Pooling("average_pooling1d"),
        ["global_max_pooling1d"] = [$"{Sequence}\nglobal_max_pooling1d", $"{Masked}\nglobal_max_pooling1d keepdims=true"],
        ["global_average_pooling1d"] = [$"{Sequence}\nglobal_average_pooling1d", $"{Masked}\nglobal_average_pooling1d", $"{Masked}\nglobal_average_pooling1d keepdims=true"],
        ["attention_weighted_average"] = [$"{Sequence}\nattention_weighted_average\ndense 2", $"{Masked}\nattention_weighted_average", $"{Sequence}\nlstm 4 return_sequences=true\nattention_weighted_average"],
        ["flatten"] = [$"{Sequence}\nflatten\ndense 2", $"{Vector}\nflatten"],
        ["reshape"] = [$"{Sequence}\nreshape 3 length=14", $"{Sequence}\nreshape 42", $"{Sequence}\nreshape -1 length=2", $"{Vector}\nreshape 2 length=-1"],
        ["permute"] = [$"{Sequence}\npermute\nlstm 3"],
        ["zero_padding1d"] = [$"{Sequence}\nzero_padding1d 2", $"{Sequence}\nzero_padding1d 1 right=3\nconv1d 4 3", $"{Masked}\nzero_padding1d 0 right=3"],
        ["reflection_padding1d"] = [$"{Sequence}\nreflection_padding1d 2", $"{Sequence}\nreflection_padding1d 6 right=1"],
        ["cropping1d"] = [$"{Sequence}\ncropping1d 2", $"{Sequence}\ncropping1d 0 right=3\nlstm 3", $"{Sequence}\ncropping1d 1 right=0"],
        ["up_sampling1d"] = [$"{Sequence}\nup_sampling1d 2", $"{Sequence}\nup_sampling1d 3\nlstm 3"],
        ["dropout"] = [$"{Masked}\ndropout 0.5\nlstm 3", $"{Vector}\ndense 3\ndropout 0.5"],
        ["spatial_dropout1d"] = [$"{Sequence}\nspatial_dropout1d 0.5\ngru 3"],
        ["layer_normalization"] = [$"{Sequence}\nlayer_normalization", $"{Vector}\nlayer_normalization scale=false", $"{Masked}\nlayer_normalization center=false epsilon=0.1\nlstm 3"],
        ["batch_normalization"] = [$"{Sequence}\nbatch_normalization", $"{Vector}\nbatch_normalization scale=false", $"{Sequence}\nbatch_normalization center=false epsilon=0.1", $"{Sequence}\nconv1d 4 3\nbatch_normalization\nrelu"],
        ["activation"] = [.. Activations.Select(word => $"{Sequence}\nactivation {word}"), $"{Sequence}\nactivation softmax", $"{Sequence}\nactivation log_softmax", $"{Masked}\nactivation tanh\nlstm 3"],
        ["relu"] = [$"{Sequence}\nrelu", $"{Sequence}\nrelu max_value=0.2", $"{Sequence}\nrelu negative_slope=0.1 max_value=0.3", $"{Sequence}\nrelu negative_slope=0.1 threshold=0.2", $"{Sequence}\nrelu threshold=0.1 max_value=0.3"],
        ["leaky_relu"] = [$"{Sequence}\nleaky_relu", $"{Vector}\nleaky_relu 0.1"],
        ["elu"] = [$"{Sequence}\nelu", $"{Vector}\nelu 0.4"],
        ["prelu"] = [$"{Sequence}\nprelu", $"{Sequence}\nprelu shared_axes=time", $"{Sequence}\nprelu shared_axes=values", $"{Sequence}\nprelu shared_axes=both", $"{Vector}\nprelu"],
        ["softmax"] = [$"{Sequence}\nsoftmax", $"{Sequence}\nsoftmax axis=1", $"{Masked}\nsoftmax axis=1", $"{Vector}\nsoftmax"],
        ["log_softmax"] = [$"{Sequence}\nlog_softmax", $"{Sequence}\nlog_softmax axis=1", $"{Masked}\nlog_softmax axis=-2", $"{Vector}\nlog_softmax"],
        ["glu"] = [$"{Sequence}\nglu", $"{Vector}\nglu", "features size=3 length=8 mask=true\nglu axis=1", $"{Masked}\nglu\nlstm 3"],
        ["magnitude"] = [$"{Sequence}\nconv1d 6 2\nmagnitude", $"{Vector}\ndense 4\nmagnitude", $"{Masked}\ndense 4\nmagnitude\nlstm 3"],
        ["slice"] = [$"{Sequence}\nslice 2 3", $"{Vector}\nslice 0 2", $"{Masked}\nslice 3 3\nlstm 3", $"{Sequence}\nlstm 4 return_sequences=true\nslice 3 1"],
        ["rescaling"] = [$"{Sequence}\nrescaling 0.5", $"{Vector}\nrescaling 2 offset=-0.25", $"{Masked}\nrescaling 1 per_channel=true\nlstm 3", $"{Sequence}\nlstm 4 return_sequences=true\nrescaling 1 offset=3\ngru 2", $"{Sequence}\ndense 4 tanh\nrescaling 2 offset=1 per_channel=true\nrelu"],
        ["masking"] = [$"{Sequence}\nmasking\nlstm 4", $"{Masked}\nmasking\ngru 4 return_sequences=true", $"{Sequence}\nmasking 0.5\ndense 3"],
        ["concatenate"] = [$"{Two7}concatenate b", $"branch a\n{Vector}\nbranch b\n{Vector}\nconcatenate a", $"branch b\n{Masked}\nbranch a\n{Masked}\nconcatenate b\nlstm 3", $"branch b\n{Masked}\nbranch a\n{Sequence}\nconcatenate b\nlstm 3"],
        ["add"] = Merges("add"),
        ["subtract"] = Merges("subtract"),
        ["multiply"] = Merges("multiply"),
        ["average"] = [.. Merges("average"), $"branch c\n{Sequence}\n{Two7}average b c"],
        ["maximum"] = [.. Merges("maximum"), $"branch c\n{Sequence}\n{Two7}maximum b c"],
        ["minimum"] = [.. Merges("minimum"), $"branch c\n{Sequence}\n{Two7}minimum b c"],
        ["repeat_vector"] = [$"{Sequence}\nlstm 3\nrepeat_vector 4\ngru 3 return_sequences=true"],
        ["attention"] =
        [
            .. Attentions("attention b"), $"{Two}attention a use_scale=true", $"{Two}attention a score_mode=concat", $"{Two}attention a use_scale=true score_mode=concat dropout=0.3",
            $"branch a\n{Sequence}\nbranch b\n{Sequence}\nattention a use_causal_mask=true", $"branch a\n{Masked}\nbranch b\n{Masked}\nattention a use_causal_mask=true",
        ],
        ["additive_attention"] = [.. Attentions("additive_attention b"), $"{Two}additive_attention a use_scale=false"],
        ["multi_head_attention"] =
        [
            .. Attentions("multi_head_attention b 2 3"), $"{Two}multi_head_attention a 3 2 value_dim=4 output_shape=5", $"{Two}multi_head_attention a 2 3 use_bias=false",
            $"branch a\n{Masked}\nbranch b\n{Masked}\nmulti_head_attention a 2 3 use_causal_mask=true",
        ],
    };

    /// <summary>A model of several layers and inputs, as a person writes it.</summary>
    public const string Translator = """
        branch source
        tokens length=6 vocabulary=9 padding=post
        embedding 4 mask_zero=true
        lstm 5 return_sequences=true name=encoder
        branch target
        tokens length=7 vocabulary=8 padding=post
        embedding 4 mask_zero=true
        lstm 5 return_sequences=true initial_state=encoder name=decoder
        attention encoder
        concatenate decoder
        dense 8 softmax
        """;

    /// <summary>Models that stream.</summary>
    public static IReadOnlyList<string> Streams { get; } =
    [
        .. Cells.Select(cell => $"{Sequence}\n{cell} return_sequences=true\ndense 2"),
        $"{Sequence}\nlstm 4 initial_state=weights\ndense 2",
        $"{Sequence}\nlstm 4 layer_normalization=true zoneout_cell=0.1",
        $"{Sequence}\ngru 4 initial_state=input return_state=true",
        $"{Sequence}\ngru 4 stateful=true return_sequences=true\nlstm 3",
        $"{Tokens}\nembedding 3\ngru 4 return_sequences=true\ngru 5\ndense 2 softmax",
        "one_hot length=7 vocabulary=9\nlstm 4 return_sequences=true\ndense 9 softmax",
        $"{Sequence}\nconv1d 4 3 padding=causal dilation_rate=2 activation=tanh\nconv1d 4 1\nlstm 3",
        $"{Sequence}\nconv1d 6 2 groups=2 padding=causal\nlayer_normalization\nprelu shared_axes=time",
        $"{Sequence}\ndepthwise_conv1d 3 padding=causal depth_multiplier=2\nseparable_conv1d 4 2 padding=causal",
        $"branch a\n{Sequence}\nlstm 3 return_sequences=true name=first\nbranch b from=a\ndense 3\nadd first",
    ];

    private static string[] Cell(string cell, params string[] options) =>
    [
        $"{Sequence}\n{cell}",
        $"{Sequence}\n{cell} return_sequences=true",
        $"{Sequence}\n{cell} go_backwards=true",
        $"{Sequence}\n{cell} go_backwards=true return_sequences=true",
        $"{Sequence}\n{cell} use_bias=false",
        $"{Sequence}\n{cell} initial_state=weights return_sequences=true",
        $"{Sequence}\n{cell} initial_state=input return_state=true",
        $"{Sequence}\n{cell} stateful=true",
        $"{Masked}\n{cell}",
        $"{Masked}\n{cell} return_sequences=true initial_state=input return_state=true",
        $"{Masked}\n{cell} return_sequences=true go_backwards=true initial_state=weights",
        $"{Masked}\n{cell} return_sequences=true propagate_mask=false\n{cell}",
        $"{Masked}\n{cell} return_sequences=true\n{cell}",
        .. cell.StartsWith("min_gru", StringComparison.Ordinal) ? Array.Empty<string>() : [$"{Sequence}\n{cell} layer_normalization=true return_sequences=true", $"{Masked}\n{cell} layer_normalization=true norm_epsilon=0.01"],
        .. options.Select(option => $"{Sequence}\n{cell} {option} return_sequences=true"),
    ];

    private static string[] Windows(string layer) =>
    [
        .. new[] { "valid", "same", "causal" }.SelectMany(padding => new[] { "", " strides=2", " dilation_rate=2", " strides=3" }.Select(option => $"{Sequence}\n{layer} padding={padding}{option}")),
    ];

    private static string[] Pooling(string layer) =>
    [
        $"{Sequence}\n{layer}", $"{Sequence}\n{layer} 3 strides=1 padding=same", $"{Sequence}\n{layer} 3 padding=same", $"{Sequence}\n{layer} 2 strides=3 padding=same", $"{Masked}\n{layer} 4 strides=2\nlstm 3",
    ];

    private static string[] Merges(string layer) =>
    [
        $"{Two7}{layer} b",
        $"branch b\n{Vector}\nbranch a\n{Sequence}\n{layer} b",
        $"branch b\nfeatures size=1 length=7\nbranch a\n{Sequence}\n{layer} b",
        $"branch b\n{Vector}\nbranch a\n{Vector}\n{layer} b",
        $"branch b\nfeatures size=6 length=1\nbranch a\n{Sequence}\n{layer} b",
        $"branch b\n{Masked}\nbranch a\n{Masked}\n{layer} b\nlstm 3",
    ];

    private static string[] Attentions(string layer) =>
    [
        $"branch b\nfeatures size=6 length=5\nbranch a\n{Sequence}\n{layer}",
        $"{TwoMasked}{layer}",
        $"{TwoMasked}{layer}\nlstm 3",
        $"branch c\nfeatures size=6 length=5\nbranch b\nfeatures size=4 length=5\nbranch a\n{Sequence}\n{layer} key=c",
    ];
}
