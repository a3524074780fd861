using System.Text.Json;
using System.Text.Json.Nodes;
using SeqGen.Numerics.Tests.Golden;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>
/// Every layer in every kind of place: a layer's input may lie unpadded (the caller's features), flattened between padding, in the
/// buffer of looked-up vectors, or be taken by others as well, and each has its own way of being wrong. A layer of the
/// catalogue that is missing here fails a test.
/// </summary>
internal static class LayerPlacements
{
    private const int Rows = 5;
    private const int Steps = 4;
    private const int Vocabulary = 7;

    /// <summary>Narrower than a line, a line, and wider than one.</summary>
    private static readonly int[] Sizes = [5, 16, 19];

    private static readonly string[] Activations =
    [
        "gelu", "silu", "softmax", "tanh", "linear", "relu", "sigmoid", "elu", "selu", "softplus", "softsign", "exponential", "leaky_relu", "hard_sigmoid", "log_space",
        "log_softmax", "mish", "hard_silu", "relu6", "hard_tanh", "celu", "tanh_shrink", "soft_shrink", "hard_shrink", "squareplus", "log_sigmoid", "sparse_plus", "sparse_sigmoid",
    ];

    /// <summary>Where a layer stands.</summary>
    private enum Place
    {
        /// <summary>On the input.</summary>
        Input,

        /// <summary>On the input, which another layer takes too.</summary>
        SharedInput,

        /// <summary>After two layers that work on their input alone, of which the second is taken twice.</summary>
        InPlace,

        /// <summary>After an embedding.</summary>
        Embedding,

        /// <summary>After the flattened input.</summary>
        FlatInput,

        /// <summary>After a flattened layer, between whose steps there is padding.</summary>
        FlatLayer,
    }

    /// <summary>The layers, without names; a join takes what stands before it once more.</summary>
    private static IReadOnlyList<(string ClassName, object Config, Takes Takes)> Samples { get; } =
    [
        .. Activations.Select(activation => ("Activation", (object)new { activation }, Takes.Both)),
        ("Add", new { }, Takes.Both),
        ("Subtract", new { }, Takes.Both),
        ("Multiply", new { }, Takes.Both),
        ("Average", new { }, Takes.Both),
        ("Maximum", new { }, Takes.Both),
        ("Minimum", new { }, Takes.Both),
        ("Concatenate", new { }, Takes.Both),
        ("Attention", new { use_scale = true }, Takes.Sequence),
        ("Attention", new { score_mode = "concat", use_causal_mask = true }, Takes.Sequence),
        ("AdditiveAttention", new { }, Takes.Sequence),
        ("MultiHeadAttention", new { num_heads = 2, key_dim = 3 }, Takes.Sequence),
        ("AveragePooling1D", new { pool_size = 2, strides = 1, padding = "same" }, Takes.Sequence),
        ("MaxPooling1D", new { pool_size = 3, strides = 2, padding = "valid" }, Takes.Sequence),
        ("GlobalAveragePooling1D", new { }, Takes.Sequence),
        ("AttentionWeightedAverage", new { }, Takes.Sequence),
        ("AttentionWeightedAverage", new { trainable = false }, Takes.Sequence),
        ("GlobalMaxPooling1D", new { }, Takes.Sequence),
        ("GlobalMaxPooling1D", new { keepdims = true }, Takes.Sequence),
        ("GlobalAveragePooling1D", new { keepdims = true }, Takes.Sequence),
        ("BatchNormalization", new { epsilon = 0.01 }, Takes.Both),
        ("BatchNormalization", new { epsilon = 0.02, trainable = false }, Takes.Both),
        ("LayerNormalization", new { epsilon = 0.01 }, Takes.Both),
        ("Conv1D", new { filters = 3, kernel_size = 2, padding = "same", activation = "silu" }, Takes.Sequence),
        ("Conv1D", new { filters = 18, kernel_size = 2, strides = 2, padding = "valid", activation = "gelu" }, Takes.Sequence),
        ("Conv1D", new { filters = 2, kernel_size = 2, dilation_rate = 2, padding = "causal", activation = "tanh" }, Takes.Sequence),
        ("DepthwiseConv1D", new { kernel_size = 2, activation = "silu" }, Takes.Sequence),
        ("DepthwiseConv1D", new { kernel_size = 2, padding = "causal", trainable = false }, Takes.Sequence),
        ("DepthwiseConv1D", new { kernel_size = 1, use_bias = false }, Takes.Sequence),
        ("DepthwiseConv1D", new { kernel_size = 3, depth_multiplier = 2, padding = "same", strides = 2 }, Takes.Sequence),
        ("SeparableConv1D", new { filters = 18, kernel_size = 2, padding = "causal", activation = "gelu" }, Takes.Sequence),
        ("SeparableConv1D", new { filters = 3, kernel_size = 2, depth_multiplier = 3, dilation_rate = 2, padding = "same" }, Takes.Sequence),
        ("Conv1DTranspose", new { filters = 18, kernel_size = 3, strides = 2, activation = "gelu" }, Takes.Sequence),
        ("Conv1DTranspose", new { filters = 3, kernel_size = 2, strides = 3, padding = "same" }, Takes.Sequence),
        ("Dense", new { units = 3, activation = "silu" }, Takes.Both),
        ("Dense", new { units = 18, activation = "gelu" }, Takes.Both),
        ("Dropout", new { rate = 0.3 }, Takes.Both),
        ("SpatialDropout1D", new { rate = 0.3 }, Takes.Sequence),
        ("Flatten", new { }, Takes.Both),
        ("Reshape", new { target_shape = new[] { 2, -1 } }, Takes.Sequence),
        ("Reshape", new { target_shape = new[] { -1 } }, Takes.Both),
        ("Reshape", new { target_shape = new[] { 1, -1 } }, Takes.Both),
        ("Permute", new { dims = new[] { 2, 1 } }, Takes.Sequence),
        ("ZeroPadding1D", new { padding = new[] { 2, 0 } }, Takes.Sequence),
        ("ReflectionPadding1D", new { padding = new[] { 3, 2 } }, Takes.Sequence),
        ("Cropping1D", new { cropping = new[] { 1, 2 } }, Takes.Sequence),
        ("Cropping1D", new { cropping = new[] { 0, 1 } }, Takes.Sequence),
        ("UpSampling1D", new { size = 3 }, Takes.Sequence),
        ("Slice", new { start = 2, size = 3 }, Takes.Both),
        ("Slice", new { start = 0, size = 5 }, Takes.Both),
        ("Rescaling", new { scale = 0.5, offset = -1 }, Takes.Both),
        ("Rescaling", new { scale = 0.5, per_channel = true, trainable = false }, Takes.Both),
        ("ReLU", new { max_value = 0.5, negative_slope = 0.1, threshold = 0.2 }, Takes.Both),
        ("ReLU", new { }, Takes.Both),
        ("LeakyReLU", new { negative_slope = 0.4 }, Takes.Both),
        ("ELU", new { alpha = 0.7 }, Takes.Both),
        ("PReLU", new { }, Takes.Both),
        ("PReLU", new { shared_axes = new[] { 1 } }, Takes.Sequence),
        ("PReLU", new { shared_axes = new[] { 2 } }, Takes.Sequence),
        ("PReLU", new { shared_axes = new[] { 1, 2 } }, Takes.Sequence),
        ("PReLU", new { trainable = false }, Takes.Both),
        ("Softmax", new { axis = -1 }, Takes.Both),
        ("Softmax", new { axis = 1 }, Takes.Sequence),
        ("Activation", new { activation = "log_softmax", activation_args = new { axis = 1 } }, Takes.Sequence),
        ("Activation", new { activation = "glu", activation_args = new { axis = 1 } }, Takes.Sequence),
        ("Magnitude", new { }, Takes.Both),
        ("Masking", new { mask_value = 0.25 }, Takes.Sequence),
        ("RepeatVector", new { n = 3 }, Takes.Vector),
        ("SimpleRNN", new { units = 5, activation = "tanh", return_sequences = true }, Takes.Sequence),
        ("LSTM", new { units = 17, activation = "tanh", recurrent_activation = "sigmoid" }, Takes.Sequence),
        ("PeepholeLSTM", new { units = 3, activation = "tanh", recurrent_activation = "sigmoid", return_sequences = true }, Takes.Sequence),
        ("ProjectedLSTM", new { units = 17, projection_size = 5, activation = "tanh", recurrent_activation = "sigmoid", return_sequences = true }, Takes.Sequence),
        ("MinGRU", new { units = 19, activation = "tanh", return_sequences = true }, Takes.Sequence),
        ("GRU", Gru(5, sequences: false, resetAfter: true), Takes.Sequence),
        ("GRU", Gru(4, sequences: true, resetAfter: false), Takes.Sequence),
        ("Bidirectional", new { merge_mode = "mul", layer = new { class_name = "GRU", config = Gru(3, sequences: true, resetAfter: true) } }, Takes.Sequence),
    ];

    [Flags]
    private enum Takes
    {
        Vector = 1,
        Sequence = 2,
        Both = 3,
    }

    /// <summary>Every layer in every place where it can stand, solved by the reference.</summary>
    public static IEnumerable<LayerCase> All()
    {
        int count = 0;
        foreach (Place place in Enum.GetValues<Place>())
        {
            foreach ((string className, object config, Takes takes) in Samples)
            {
                if (className == "Dropout" && place == Place.FlatLayer)
                {
                    // Its factors lie between padding as well; SpecialGradientTests looks at what they do.
                    continue;
                }

                // Both kinds of input in turn, where a layer takes both.
                bool sequence = place switch
                {
                    Place.FlatInput or Place.FlatLayer => false,
                    Place.Embedding => true,
                    _ => takes.HasFlag(Takes.Sequence) && (takes == Takes.Sequence || count % 2 == 0),
                };
                if (takes.HasFlag(sequence ? Takes.Sequence : Takes.Vector))
                {
                    yield return Make(place, className, config, sequence, count);
                }

                count++;
            }
        }
    }

    private static LayerCase Make(Place place, string className, object config, bool sequence, int seed)
    {
        // Of magnitude, each half of the values has such a size.
        int size = Sizes[seed % Sizes.Length] * (className == "Magnitude" ? 2 : 1);
        List<LayerConfig> layers = place switch
        {
            Place.InPlace => [Layer("Activation", "first", new { activation = "gelu" }), Layer("Activation", "second", new { activation = "tanh" })],
            Place.Embedding => [Layer("Embedding", "first", new { input_dim = Vocabulary, output_dim = size, mask_zero = false })],
            Place.FlatInput => [Layer("Flatten", "first", new { })],
            Place.FlatLayer => [Layer("Dense", "first", new { units = size, activation = "linear" }), Layer("Flatten", "second", new { })],
            _ => [],
        };
        string before = layers.Count > 0 ? layers[^1].Name : LayerConfig.OnlyInput;
        LayerConfig layer = Layer(className, "layer", config);
        if (ReferenceJoins.Knows(className) && className != "RepeatVector")
        {
            layer = layer with { Inbound = [before, before] };
        }

        layers.Add(layer);
        if (place is Place.SharedInput or Place.InPlace)
        {
            layers.Add(Layer("Flatten", "flat", new { }));
            layers.Add(Layer("Flatten", "flat_before", new { }) with { Inbound = [before] });
            layers.Add(Layer("Concatenate", "joined", new { }) with { Inbound = ["flat_before", "flat"] });
        }

        bool flat = place is Place.FlatInput or Place.FlatLayer;
        int[] shape = place == Place.Embedding ? [Rows, Steps] : sequence || flat ? [Rows, Steps, size] : [Rows, size];
        return RandomCases.SolveOf(seed, new()
        {
            Name = $"{place} {string.Join('x', shape)}: {string.Join(", ", layers.Select(l => $"{l.ClassName} {l.Config.ToJsonString()}"))}",
            Layers = layers,
            Input = RandomCases.Input(seed, shape, place == Place.Embedding ? Vocabulary : 0),
            IsOfTraining = layers.Any(l => l.ClassName is "Dropout" or "SpatialDropout1D" || (l.ClassName == "BatchNormalization" && l.Trainable)),
        });
    }

    private static object Gru(int units, bool sequences, bool resetAfter) =>
        new { units, activation = "tanh", recurrent_activation = "sigmoid", return_sequences = sequences, reset_after = resetAfter };

    /// <summary>A layer; whether it is trained is no option of the reference's.</summary>
    private static LayerConfig Layer(string className, string name, object config)
    {
        JsonObject options = JsonNode.Parse(JsonSerializer.Serialize(config))!.AsObject();
        bool isTrainable = options["trainable"]?.GetValue<bool>() ?? true;
        options.Remove("trainable");
        return new(name, className, options) { Trainable = isTrainable };
    }
}
