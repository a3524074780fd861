using System.Text;
using SeqGen.Interop.Declarations;
using SeqGen.Interop.Graph;
using SeqGen.Interop.Json;
using SeqGen.Interop.Keras;

namespace SeqGen.Interop.Tests;

/// <summary>Every class of Keras' layers, with the config that Keras writes: what it becomes, or the sentence that refuses it.</summary>
public sealed class KerasLayerTests
{
    private const string Sequence = "[null,6,4]";
    private const string Vector = "[null,4]";
    private const string Cell = "\"units\":3,\"activation\":\"tanh\",\"recurrent_activation\":\"sigmoid\",\"use_bias\":true,\"dropout\":0.0,\"recurrent_dropout\":0.0,\"go_backwards\":false,\"stateful\":false,\"unroll\":false";
    private const string Lstm = Cell + ",\"return_sequences\":false,\"return_state\":false,\"unit_forget_bias\":true,\"zero_output_for_mask\":false,\"seed\":null";
    private const string Window = "\"filters\":3,\"kernel_size\":[2],\"strides\":[1],\"padding\":\"valid\",\"data_format\":\"channels_last\",\"dilation_rate\":[1],\"activation\":\"linear\",\"use_bias\":true";
    private const string Pool = "\"pool_size\":[2],\"padding\":\"valid\",\"strides\":[2],\"data_format\":\"channels_last\"";
    private const string NotThere = "which SeqGen's language does not have: build it of Keras' layers";

    private static readonly Dictionary<string, (string Shape, string Config, string Line)> Imported = new()
    {
        ["Dense"] = (Sequence, "\"units\":3,\"activation\":\"relu\",\"use_bias\":true,\"lora_rank\":null,\"quantization_config\":null", "dense 3 relu"),
        ["Activation"] = (Sequence, "\"activation\":\"tanh\"", "activation tanh"),
        ["Identity"] = (Sequence, "", "activation linear"),
        ["Embedding"] = ("[null,6]", "\"input_dim\":9,\"output_dim\":3,\"mask_zero\":true,\"input_length\":6,\"lora_rank\":null", "embedding 3 mask_zero=true"),
        ["Masking"] = (Sequence, "\"mask_value\":0.5", "masking 0.5"),
        ["Conv1D"] = (Sequence, Window + ",\"groups\":1", "conv1d 3 2"),
        ["SeparableConv1D"] = (Sequence, Window + ",\"groups\":1,\"depth_multiplier\":1", "separable_conv1d 3 2"),
        ["DepthwiseConv1D"] = (Sequence, Window.Replace("\"filters\":3,", "", StringComparison.Ordinal) + ",\"depth_multiplier\":2", "depthwise_conv1d 2 depth_multiplier=2"),
        ["Conv1DTranspose"] = (Sequence, Window + ",\"output_padding\":null", "conv1d_transpose 3 2"),
        ["MaxPooling1D"] = (Sequence, Pool, "max_pooling1d strides=2"),
        ["AveragePooling1D"] = (Sequence, Pool, "average_pooling1d strides=2"),
        ["GlobalMaxPooling1D"] = (Sequence, "\"data_format\":\"channels_last\",\"keepdims\":false", "global_max_pooling1d"),
        ["GlobalAveragePooling1D"] = (Sequence, "\"data_format\":\"channels_last\",\"keepdims\":false", "global_average_pooling1d"),
        ["LSTM"] = (Sequence, Lstm, "lstm 3"),
        ["GRU"] = (Sequence, Lstm.Replace("\"unit_forget_bias\"", "\"reset_after\"", StringComparison.Ordinal), "gru 3"),
        ["SimpleRNN"] = (Sequence, "\"units\":3,\"activation\":\"tanh\",\"return_sequences\":true,\"return_state\":false", "simple_rnn 3 return_sequences=true"),
        ["CuDNNLSTM"] = (Sequence, "\"units\":3,\"return_sequences\":false,\"return_state\":false,\"go_backwards\":false,\"stateful\":false", "lstm 3"),
        ["CuDNNGRU"] = (Sequence, "\"units\":3,\"return_sequences\":false,\"return_state\":false,\"go_backwards\":false,\"stateful\":false", "gru 3"),
        ["TimeDistributed"] = (Sequence, "\"layer\":{\"class_name\":\"Dense\",\"config\":{\"name\":\"inner\",\"units\":3,\"activation\":\"linear\",\"use_bias\":true}}", "dense 3 time_distributed=true"),
        ["Bidirectional"] = (Sequence, "\"merge_mode\":\"ave\",\"layer\":{\"module\":\"keras.layers\",\"class_name\":\"LSTM\",\"registered_name\":null,\"config\":{\"name\":\"inner\"," + Lstm + "}}", "bidirectional lstm 3 merge_mode=ave"),
        ["Normalization"] = (Sequence, "\"axis\":[-1],\"invert\":false,\"mean\":[1,2,3,4],\"variance\":[1,1,1,1]", "rescaling 1 per_channel=true"),
        ["Rescaling"] = (Sequence, "\"scale\":0.5,\"offset\":1.0", "rescaling 0.5 offset=1"),
        ["BatchNormalization"] = (Vector, "\"axis\":1,\"momentum\":0.99,\"epsilon\":0.001,\"center\":true,\"scale\":true,\"synchronized\":false,\"renorm\":false", "batch_normalization"),
        ["LayerNormalization"] = (Sequence, "\"axis\":[2],\"epsilon\":0.001,\"center\":true,\"scale\":true,\"rms_scaling\":false", "layer_normalization"),
        ["Dropout"] = (Sequence, "\"rate\":0.5,\"seed\":null,\"noise_shape\":null", "dropout 0.5"),
        ["SpatialDropout1D"] = (Sequence, "\"rate\":0.5,\"seed\":null,\"noise_shape\":null", "spatial_dropout1d 0.5"),
        ["Reshape"] = (Sequence, "\"target_shape\":[12,-1]", "reshape -1 length=12"),
        ["Flatten"] = (Sequence, "\"data_format\":\"channels_last\"", "flatten"),
        ["RepeatVector"] = (Vector, "\"n\":5", "repeat_vector 5"),
        ["Permute"] = (Sequence, "\"dims\":[2,1]", "permute"),
        ["Cropping1D"] = (Sequence, "\"cropping\":[1,2]", "cropping1d 1 right=2"),
        ["UpSampling1D"] = (Sequence, "\"size\":2", "up_sampling1d"),
        ["ZeroPadding1D"] = (Sequence, "\"padding\":[1,2],\"data_format\":\"channels_last\"", "zero_padding1d 1 right=2"),
        ["Concatenate"] = (Vector, "\"axis\":1", "concatenate dense"),
        ["Average"] = (Sequence, "", "average dense"),
        ["Maximum"] = (Sequence, "", "maximum dense"),
        ["Minimum"] = (Sequence, "", "minimum dense"),
        ["Add"] = (Sequence, "", "add dense"),
        ["Subtract"] = (Sequence, "", "subtract dense"),
        ["Multiply"] = (Sequence, "", "multiply dense"),
        ["Attention"] = (Sequence, "\"use_scale\":true,\"score_mode\":\"dot\",\"dropout\":0.0,\"causal\":false,\"seed\":null", "attention dense use_scale=true"),
        ["AdditiveAttention"] = (Sequence, "\"use_scale\":true,\"dropout\":0.0", "additive_attention dense"),
        ["MultiHeadAttention"] = (Sequence, "\"num_heads\":2,\"key_dim\":3,\"value_dim\":3,\"dropout\":0.0,\"use_bias\":true,\"output_shape\":null,\"attention_axes\":null,\"flash_attention\":null,\"query_shape\":[null,6,4],\"key_shape\":[null,6,4],\"value_shape\":[null,6,4],\"seed\":null", "multi_head_attention dense 2 3 value_dim=3"),
        ["ReLU"] = (Sequence, "\"max_value\":6.0,\"negative_slope\":0.0,\"threshold\":0.0", "relu max_value=6"),
        ["ThresholdedReLU"] = (Sequence, "\"theta\":0.5", "relu threshold=0.5"),
        ["LeakyReLU"] = (Sequence, "\"alpha\":0.25", "activation leaky_relu(0.25)"),
        ["PReLU"] = (Sequence, "\"shared_axes\":[1]", "prelu shared_axes=time"),
        ["ELU"] = (Sequence, "\"alpha\":1.0", "activation elu(1)"),
        ["Softmax"] = (Sequence, "\"axis\":2", "activation softmax"),
    };

    private static readonly Dictionary<string, (string Config, string Words)> Refused = new()
    {
        ["Lambda"] = ("\"function\":[\"4wEA\",null,null]", "holds a function of Python, which is not run; write it with Keras' layers"),
        ["EinsumDense"] = ("\"equation\":\"abc,cd->abd\"", "use Dense, Attention or MultiHeadAttention"),
        ["ReversibleEmbedding"] = ("\"input_dim\":9", NotThere),
        ["Dot"] = ("\"axes\":1", "use Dense, Attention or MultiHeadAttention"),
        ["GroupQueryAttention"] = ("\"head_dim\":2", "use Dense, Attention or MultiHeadAttention"),
        ["RNN"] = ("\"cell\":{}", "use LSTM, GRU or SimpleRNN, a layer for each cell"),
        ["StackedRNNCells"] = ("\"cells\":[]", "use LSTM, GRU or SimpleRNN, a layer for each cell"),
        ["LSTMCell"] = ("\"units\":3", "use LSTM, GRU or SimpleRNN, a layer for each cell"),
        ["GRUCell"] = ("\"units\":3", "use LSTM, GRU or SimpleRNN, a layer for each cell"),
        ["SimpleRNNCell"] = ("\"units\":3", "use LSTM, GRU or SimpleRNN, a layer for each cell"),
        ["ConvLSTM1D"] = ("\"filters\":3", "use LSTM, GRU or SimpleRNN, a layer for each cell"),
        ["ConvLSTM2D"] = ("\"filters\":3", "a layer of images"),
        ["Conv2D"] = ("\"filters\":3", "a layer of images"),
        ["Conv3D"] = ("\"filters\":3", "a layer of images"),
        ["MaxPooling2D"] = ("", "a layer of images"),
        ["SpatialDropout2D"] = ("", "a layer of images"),
        ["AdaptiveAveragePooling1D"] = ("", NotThere),
        ["AdaptiveMaxPooling1D"] = ("", NotThere),
        ["LocallyConnected1D"] = ("", NotThere),
        ["TextVectorization"] = ("", "a Tokenizer of SeqGen.Text makes tokens of texts"),
        ["StringLookup"] = ("", "save the model without it"),
        ["IntegerLookup"] = ("", "save the model without it"),
        ["Hashing"] = ("", "save the model without it"),
        ["HashedCrossing"] = ("", "save the model without it"),
        ["CategoryEncoding"] = ("", "save the model without it"),
        ["Discretization"] = ("", "save the model without it"),
        ["MelSpectrogram"] = ("", NotThere),
        ["STFTSpectrogram"] = ("", NotThere),
        ["RandomFlip"] = ("", NotThere),
        ["UnitNormalization"] = ("", "use LayerNormalization or BatchNormalization"),
        ["GroupNormalization"] = ("", "use LayerNormalization or BatchNormalization"),
        ["RMSNormalization"] = ("", "use LayerNormalization or BatchNormalization"),
        ["SpectralNormalization"] = ("", "use LayerNormalization or BatchNormalization"),
        ["Functional"] = ("\"layers\":[],\"input_layers\":[[\"x\",0,0],[\"z\",0,0]]", "is a model of 2 inputs that is called with 1"),
        ["Sequential"] = ("\"layers\":[]", "has no layers"),
        ["Wrapper"] = ("", NotThere),
        ["TorchModuleWrapper"] = ("", NotThere),
        ["FlaxLayer"] = ("", NotThere),
        ["JaxLayer"] = ("", NotThere),
        ["TFSMLayer"] = ("", NotThere),
        ["TensorFlowOpLayer"] = ("\"node_def\":\"name\"", "is no operation that can be imported"),
    };

    private static readonly string[] OfTraining = ["AlphaDropout", "GaussianDropout", "GaussianNoise", "ActivityRegularization"];

    private static readonly string[] Joins = ["Concatenate", "Average", "Maximum", "Minimum", "Add", "Subtract", "Multiply", "Attention", "AdditiveAttention", "MultiHeadAttention"];

    public static TheoryData<string> ImportedClasses => [.. Imported.Keys];

    public static TheoryData<string> RefusedClasses => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(ImportedClasses))]
    public void A_class_becomes_the_layer_that_computes_it(string className)
    {
        (string shape, string config, string line) = Imported[className];
        Declare(className, shape, config).Split('\n').ShouldContain(line + " name=it");
    }

    [Theory]
    [MemberData(nameof(RefusedClasses))]
    public void A_class_that_no_layer_computes_is_one_sentence_that_names_it_and_what_works(string className)
    {
        (string config, string words) = Refused[className];
        string reason = Should.Throw<ImportException>(() => Declare(className, Sequence, config)).Reason;
        reason.ShouldContain(words);
        reason.ShouldContain("'it'");
        reason.ShouldContain(className);
    }

    [Fact]
    public void Layers_of_training_are_left_out()
    {
        foreach (string className in OfTraining)
        {
            Declare(className, Sequence, "\"rate\":0.5").ShouldNotContain("name=it");
        }
    }

    /// <summary>A layer that the language gains is in the table, or is none of Keras'.</summary>
    [Fact]
    public void Every_layer_of_the_language_that_Keras_has_is_in_the_table() =>
        ExportCases.All.Keys.Except(Imported.Values.Select(row => row.Line.Split(' ')[0])).Order().ShouldBe(NotOfKeras.Order());

    /// <summary>Layers that Keras does not have, inputs, and activations that come as a word.</summary>
    private static readonly string[] NotOfKeras =
    [
        "attention_weighted_average", "elu", "features", "glu", "leaky_relu", "log_softmax", "magnitude", "min_gru", "one_hot", "peephole_lstm", "projected_lstm", "reflection_padding1d", "slice", "softmax", "tokens",
    ];

    [Theory]
    [InlineData("BatchNormalization", Sequence, "\"axis\":1", "only the last axis can be normalised")]
    [InlineData("LayerNormalization", Sequence, "\"axis\":[1,2]", "only the last axis can be normalised")]
    [InlineData("Normalization", Sequence, "\"axis\":[1],\"mean\":[1,2,3,4],\"variance\":[1,1,1,1]", "only the last axis can be normalised")]
    [InlineData("Concatenate", Sequence, "\"axis\":1", "only the last axis can be concatenated")]
    [InlineData("Flatten", Sequence, "\"data_format\":\"channels_first\"", "data_format=\"channels_first\"")]
    [InlineData("GlobalMaxPooling1D", Sequence, "\"data_format\":\"channels_first\"", "data_format=\"channels_first\"")]
    [InlineData("Permute", Sequence, "\"dims\":[1,2]", "does not exchange steps and values")]
    [InlineData("Reshape", Sequence, "\"target_shape\":[2,3,4]", "more than two extents")]
    [InlineData("Bidirectional", Sequence, "\"merge_mode\":null,\"layer\":{\"class_name\":\"LSTM\",\"config\":{" + Lstm + "}}", "gives both directions apart (merge_mode null)")]
    [InlineData("Bidirectional", Sequence, "\"layer\":{\"class_name\":\"LSTM\",\"config\":{" + Lstm + "}},\"backward_layer\":{\"class_name\":\"GRU\",\"config\":{" + Lstm + "}}", "both must be of one class")]
    [InlineData("Bidirectional", Sequence, "\"layer\":{\"class_name\":\"ConvLSTM1D\",\"config\":{}}", "LSTM, GRU and SimpleRNN can be imported")]
    [InlineData("TimeDistributed", Sequence, "\"layer\":{\"class_name\":\"Functional\",\"config\":{}}", "is a model inside the model")]
    [InlineData("TimeDistributed", Sequence, "\"layer\":{\"class_name\":\"Lambda\",\"config\":{}}", "holds a function of Python")]
    [InlineData("TimeDistributed", Sequence, "\"layer\":{\"module\":\"somebody\",\"class_name\":\"Dense\",\"config\":{\"units\":3}}", "somebody's own Python")]
    public void An_option_that_makes_it_another_layer_is_refused(string className, string shape, string config, string words) =>
        Should.Throw<ImportException>(() => Declare(className, shape, config)).Reason.ShouldContain(words);

    /// <summary>A class of somebody's own may have the name of one of Keras'.</summary>
    [Theory]
    [InlineData("\"module\":\"my.layers\",\"registered_name\":\"Mine>Dense\",")]
    [InlineData("\"module\":null,\"registered_name\":\"Custom>Dense\",")]
    public void A_class_of_somebodys_own_is_not_taken_for_Keras(string kind)
    {
        string json = $$$$"""{"class_name":"Sequential","config":{"name":"m","layers":[{"class_name":"InputLayer","config":{"name":"x","batch_shape":[null,4]}},{{{{{kind}}}}"class_name":"Dense","config":{"name":"it","units":3}}]}}""";
        Should.Throw<ImportException>(() => Declare(json, "3.4.1")).Reason.ShouldContain("somebody's own Python, which is not run");
    }

    private static string Declare(string className, string shape, string config)
    {
        string options = config.Length == 0 ? "" : "," + config;
        string input = $$$$"""{"class_name":"InputLayer","name":"x","config":{"name":"x","batch_input_shape":{{{{shape}}}},"dtype":"float32"},"inbound_nodes":[]}""";
        string inbound = className == "MultiHeadAttention" ? """[[["x",0,0,{"value":["dense",0,0]}]]]""" : Joins.Contains(className) ? """[[["x",0,0,{}],["dense",0,0,{}]]]""" : """[[["x",0,0,{}]]]""";
        string before = Joins.Contains(className) ? """{"class_name":"Dense","name":"dense","config":{"name":"dense","units":4,"activation":"linear"},"inbound_nodes":[[["x",0,0,{}]]]},""" : "";
        return Declare($$$$"""
            {"class_name":"Functional","config":{"name":"m","layers":[{{{{input}}}},{{{{before}}}}{"class_name":"{{{{className}}}}","name":"it","config":{"name":"it","trainable":true,"dtype":"float32"{{{{options}}}}},"inbound_nodes":{{{{inbound}}}}}],
            "input_layers":[["x",0,0]],"output_layers":[["it",0,0]]}}
            """, "2.15.0");
    }

    private static string Declare(string json, string version)
    {
        ImportSource source = new("model.json", Encoding.UTF8.GetBytes(json));
        Network network = KerasStructure.Read(JsonPlace.Parse(new(source, new(), new())), new(version)).Network;
        if (network.Output!.Inputs.Count == 0)
        {
            return "";
        }

        Declaration declaration = DeclarationWriter.Write("Model", network, source);
        DeclarationCheck.Weights(declaration, source);
        return declaration.Text;
    }
}
