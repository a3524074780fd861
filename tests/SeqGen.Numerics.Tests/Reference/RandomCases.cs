using System.Text.Json;
using System.Text.Json.Nodes;
using SeqGen.Numerics.Tests.Golden;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>Seeded random layer cases of any shape, solved by the reference network: golden cases made on the spot.</summary>
internal static class RandomCases
{
    private const int LargestSize = 67;
    private const int LargestLength = 40;
    private const int WindowCases = 24;
    private const int BatchCases = 12;
    private const int MovingLayers = 12;

    private static readonly string[] CellActivations = ["tanh", "tanh", "sigmoid", "softsign", "relu", "elu", "hard_sigmoid", "linear"];
    private static readonly string[] GateActivations = ["sigmoid", "sigmoid", "sigmoid", "hard_sigmoid"];
    private static readonly string[] Wrappings = ["plain", "backwards", "concat", "sum", "mul", "ave"];

    private static readonly string[] WindowPaddings = ["valid", "same", "causal"];
    private static readonly string[] OtherConvolutions = ["Conv1D", "DepthwiseConv1D", "SeparableConv1D", "Conv1DTranspose"];
    private static readonly string[] Poolings = ["MaxPooling1D", "AveragePooling1D", "GlobalMaxPooling1D", "GlobalAveragePooling1D"];

    private static readonly string[] DenseActivations =
    [
        "linear", "relu", "sigmoid", "tanh", "softmax", "elu", "selu", "gelu", "silu", "softplus", "softsign", "exponential", "leaky_relu", "hard_sigmoid",
        "log_softmax", "mish", "hard_silu", "relu6", "hard_tanh", "celu", "tanh_shrink", "soft_shrink", "hard_shrink", "squareplus", "log_sigmoid", "sparse_plus", "sparse_sigmoid",
    ];

    /// <summary>A recurrent layer of random shape and options, perhaps after an embedding, perhaps before another layer.</summary>
    /// <param name="seed">Counts through cells and directions; decides all the rest.</param>
    public static LayerCase Recurrent(int seed) =>
        Recurrent(seed, (seed % 5) switch { 0 => "LSTM", 1 => "GRU", 2 => "GRU", 3 => "SimpleRNN", _ => "PeepholeLSTM" });

    /// <summary>A cell whose output is not its state's size, or one without a recurrent kernel, in turn.</summary>
    public static LayerCase OtherCells(int seed) => Recurrent(seed, seed % 2 == 0 ? "ProjectedLSTM" : "MinGRU");

    private static LayerCase Recurrent(int seed, string cell)
    {
        Random random = new(seed);
        string wrapping = Wrappings[seed / 5 % Wrappings.Length];
        int rows = 1 + random.Next(random.Next(4) == 0 ? 19 : 5);
        int length = 1 + random.Next(LargestLength);
        int size = 1 + random.Next(LargestSize);
        bool hasTokens = random.Next(4) == 0;
        bool hasMask = random.Next(3) == 0;
        bool hasInitialState = !hasMask && random.Next(3) == 0;
        int tail = random.Next(4);
        bool returnState = tail == 0;
        bool sequences = tail == 1 || random.Next(2) == 0;
        Dictionary<string, object> config = Cell(cell, random, seed % 5 == 1, sequences, returnState);
        config["go_backwards"] = wrapping == "backwards" && !hasMask;
        List<LayerConfig> layers = hasTokens ? [Layer("embedding", "Embedding", new() { ["input_dim"] = 9, ["output_dim"] = size, ["mask_zero"] = hasMask })] : [];
        layers.Add(wrapping is "plain" or "backwards"
            ? Layer("first", cell, config)
            : Layer("first", "Bidirectional", new() { ["merge_mode"] = wrapping, ["layer"] = new { class_name = cell, config } }));
        if (tail == 1)
        {
            layers.Add(Layer("second", "LSTM", Cell("LSTM", random, false, random.Next(2) == 0, false)));
        }
        else if (tail == 2)
        {
            layers.Add(Layer("second", "Dense", new() { ["units"] = 1 + random.Next(LargestSize), ["activation"] = DenseActivations[random.Next(DenseActivations.Length)] }));
        }

        int[] shape = hasTokens ? [rows, length] : [rows, length, size];
        int units = (int)config["units"];
        int output = config.TryGetValue("projection_size", out object? projection) ? (int)projection : units;
        int[] states = ReferenceCell.StatesOf(cell) == 2 ? [output, units] : [output];
        states = wrapping is "plain" or "backwards" ? states : [.. states, .. states];
        return Solve(
            random,
            new()
            {
                Name = $"{cell} {wrapping} {string.Join('x', shape)} -> {units}, seed {seed}",
                Layers = layers,
                Input = hasTokens ? new(shape, Values(shape, () => random.Next(9))) : Uniform(random, shape, 1),
                Mask = hasMask && !hasTokens ? RandomMask(random, rows, length) : null,
                InitialStates = hasInitialState ? [.. states.Select(size => Uniform(random, [rows, size], 1))] : [],
            });
    }

    /// <summary>The same with dropout of the input, of the state or of both; training is compared, with the factors of key 0.</summary>
    public static LayerCase RecurrentDropout(int seed)
    {
        LayerCase open = Recurrent(seed);
        return Solve(new(seed), open with
        {
            Name = open.Name + ", dropout",
            IsOfTraining = true,
            Layers = [.. open.Layers.Select(layer => layer.IsRecurrent ? Dropped(layer, seed % 3 == 1 ? 0 : 0.3, seed % 3 == 2 ? 0 : 0.4) : layer)],
        });
    }

    /// <summary>The same with zoneout of h, of an LSTM's cell or of both; training is compared, with the factors of key 0.</summary>
    public static LayerCase RecurrentZoneout(int seed)
    {
        LayerCase open = seed % 4 == 3 ? OtherCells(seed) : seed % 4 == 2 ? RecurrentNormalization(seed) : Recurrent(seed);
        return Solve(new(seed), open with
        {
            Name = open.Name + ", zoneout",
            IsOfTraining = true,
            Layers = [.. open.Layers.Select(layer => layer.IsRecurrent ? Zoned(layer, seed % 3 == 1 ? 0 : 0.3, seed % 3 == 2 ? 0 : 0.4) : layer)],
        });
    }

    /// <summary>The same in inference, which takes the share that is to be expected.</summary>
    public static LayerCase ExpectedZoneout(int seed)
    {
        LayerCase open = RecurrentZoneout(seed);
        return Solve(new(seed), open with { Name = open.Name + ", inference", IsOfTraining = false, IsOfInference = true, Layers = [.. open.Layers.Select(WithoutDropout)] });
    }

    private static LayerConfig WithoutDropout(LayerConfig layer)
    {
        JsonObject cell = layer.Config["layer"]?["config"]?.AsObject() ?? layer.Config;
        return cell.ContainsKey("dropout") ? Dropped(layer, 0, 0) : layer;
    }

    private static LayerConfig Zoned(LayerConfig layer, double output, double cellState)
    {
        JsonObject config = layer.Config.DeepClone().AsObject();
        JsonObject cell = config["layer"]?["config"]?.AsObject() ?? config;
        string className = config["layer"]?["class_name"]!.GetValue<string>() ?? layer.ClassName;
        cell["zoneout_output"] = output;
        if (ReferenceCell.StatesOf(className) == 2)
        {
            cell["zoneout_cell"] = cellState;
        }

        return layer with { Config = config };
    }

    /// <summary>The same with layer normalization inside the cells, in every third case with dropout as well.</summary>
    public static LayerCase RecurrentNormalization(int seed)
    {
        LayerCase open = seed % 3 == 0 ? RecurrentDropout(seed) : Recurrent(seed);
        return Solve(new(seed), open with
        {
            Name = open.Name + ", normalised",
            Layers = [.. open.Layers.Select(layer => layer.IsRecurrent ? Normalized(layer) : layer)],
        });
    }

    private static LayerConfig Normalized(LayerConfig layer)
    {
        JsonObject config = layer.Config.DeepClone().AsObject();
        JsonObject cell = config["layer"]?["config"]?.AsObject() ?? config;
        cell["layer_normalization"] = true;
        cell["norm_epsilon"] = 0.01;
        return layer with { Config = config };
    }

    private static LayerConfig Dropped(LayerConfig layer, double input, double state)
    {
        JsonObject config = layer.Config.DeepClone().AsObject();
        JsonObject cell = config["layer"]?["config"]?.AsObject() ?? config;
        cell["dropout"] = input;
        cell["recurrent_dropout"] = state;
        return layer with { Config = config };
    }

    /// <summary>The other layers, each with every option that changes its numbers.</summary>
    public static IEnumerable<LayerCase> Others()
    {
        for (int i = 0; i < DenseActivations.Length; i++)
        {
            Random random = new(i);
            int[] shape = i % 2 == 0 ? [3, 1 + random.Next(LargestSize)] : [2, 1 + random.Next(LargestLength), 1 + random.Next(LargestSize)];
            string activation = DenseActivations[i];
            yield return Simple(random, shape, Layer("dense", "Dense", new() { ["units"] = 1 + random.Next(LargestSize), ["activation"] = activation, ["use_bias"] = i % 3 != 0 }));
            yield return Simple(random, shape, Layer("dense", "Dense", new() { ["units"] = 5 }), Layer("activation", "Activation", new() { ["activation"] = activation }));
        }

        yield return Simple(new(1), [3, 4, 5], Layer("flatten", "Flatten", []), Layer("dense", "Dense", new() { ["units"] = 3 }));
        yield return Simple(new(2), [2, 17], Layer("flatten", "Flatten", []), Layer("dense", "Dense", new() { ["units"] = 33 }));
        yield return Tokens(new(3), [5, 7], 6, Layer("embedding", "Embedding", new() { ["input_dim"] = 6, ["output_dim"] = 19 }), Layer("flatten", "Flatten", []));
        yield return Masked(new(4), 0);
        yield return Masked(new(5), -1.5);
        for (int seed = 0; seed < WindowCases; seed++)
        {
            yield return Convolution(seed);
            yield return Pooling(seed);
        }

        for (int seed = 0; seed < WindowCases; seed++)
        {
            yield return OtherConvolution(seed);
        }

        for (int seed = 0; seed < 2 * MovingLayers; seed++)
        {
            yield return MovedValues(seed);
        }

        yield return MaskedAverage(new(6), "GlobalAveragePooling1D", 19);
        for (int seed = 0; seed < BatchCases; seed++)
        {
            yield return BatchNormalization(seed);
        }

        foreach ((int size, int seed) in new[] { (2, 12), (6, 13), (32, 14), (38, 15), (134, 16) })
        {
            LayerConfig gate = Layer("gate", "Activation", new() { ["activation"] = "glu", ["activation_args"] = new { axis = -1 } });
            yield return Simple(new(seed), [5, 3, size], gate);
            yield return Simple(new(seed), [5, size], Layer("dense", "Dense", new() { ["units"] = size }), gate, Layer("last", "Dense", new() { ["units"] = 3 }));
            yield return Simple(new(seed), [5, 3, size], Layer("size", "Magnitude", []));
            yield return Simple(new(seed), [5, 3, size], Layer("scaled", "Rescaling", new() { ["scale"] = 1, ["per_channel"] = true }) with { Trainable = false }, Layer("last", "Dense", new() { ["units"] = 3 }));
            yield return MaskedAverage(new(seed), "AttentionWeightedAverage", size);
            yield return Simple(new(seed), [3, 40, size], Layer("average", "AttentionWeightedAverage", []), Layer("last", "Dense", new() { ["units"] = 3 }));
            LayerCase open = Open(new(seed), Uniform(new(seed), [5, 7, size], 1), Layer("weights", seed % 2 == 0 ? "Softmax" : "Activation", seed % 2 == 0
                ? new() { ["axis"] = 1 } : new() { ["activation"] = "log_softmax", ["activation_args"] = new { axis = 1 } }));
            yield return Solve(new(seed), open with { Mask = RandomMask(new(seed), 5, 7) });
            yield return Simple(new(seed), [5, 70, size], Layer("long", "Softmax", new() { ["axis"] = 1 }), Layer("slopes", "PReLU", new() { ["shared_axes"] = new[] { 1 } }));
        }

        yield return Simple(new(7), [5, 3, 19], Layer("norm", "LayerNormalization", []));
        yield return Simple(new(8), [2, 33], Layer("norm", "LayerNormalization", new() { ["scale"] = false, ["epsilon"] = 0.1 }));
        yield return Simple(new(9), [6, 4, 5], Layer("dense", "Dense", new() { ["units"] = 67 }), Layer("norm", "LayerNormalization", new() { ["center"] = false }));
        yield return Simple(new(10), [3, 4, 5], Layer("flatten", "Flatten", []), Layer("norm", "LayerNormalization", []), Layer("dense", "Dense", new() { ["units"] = 3 }));
        yield return Simple(new(11), [3, 4, 5], Layer("dense", "Dense", new() { ["units"] = 7 }), Layer("flatten", "Flatten", []), Layer("norm", "LayerNormalization", []));
    }

    /// <summary>One or two convolutions of random shape, perhaps after an embedding, perhaps before another layer.</summary>
    private static LayerCase Convolution(int seed)
    {
        Random random = new(seed);
        int length = 1 + random.Next(LargestLength);
        int size = 1 + random.Next(LargestSize);
        List<LayerConfig> layers = [Filters("first", seed, random, length)];
        if (seed % 3 == 1)
        {
            layers.Add(Layer("second", "Conv1D", new() { ["filters"] = 1 + random.Next(20), ["kernel_size"] = 3, ["padding"] = "same" }));
        }
        else if (seed % 3 == 2)
        {
            layers.Add(Layer("second", "Flatten", []));
            layers.Add(Layer("third", "Dense", new() { ["units"] = 3 }));
        }

        return seed % 4 == 3
            ? Tokens(random, [3, length], 9, [Layer("embedding", "Embedding", new() { ["input_dim"] = 9, ["output_dim"] = size }), .. layers])
            : Simple(random, [1 + random.Next(9), length, size], [.. layers]);
    }

    /// <summary>A layer that moves values, or an activation that is a layer, of random shape, on the input or after and before another layer.</summary>
    private static LayerCase MovedValues(int seed)
    {
        Random random = new(seed);
        int length = 3 + random.Next(LargestLength);
        int size = 1 + random.Next(LargestSize);
        int left = random.Next(length / 2);
        int right = random.Next(length / 2);
        LayerConfig layer = (seed % MovingLayers) switch
        {
            0 => Layer("moved", "ZeroPadding1D", new() { ["padding"] = new[] { left, right } }),
            1 => Layer("moved", "ReflectionPadding1D", new() { ["padding"] = new[] { left, right } }),
            2 => Layer("moved", "Cropping1D", new() { ["cropping"] = new[] { left, right } }),
            3 => Layer("moved", "UpSampling1D", new() { ["size"] = 1 + random.Next(40) }),
            4 => Layer("moved", "Permute", new() { ["dims"] = new[] { 2, 1 } }),
            5 => Layer("moved", "Reshape", new() { ["target_shape"] = new[] { size, length } }),
            6 => Layer("moved", "Reshape", new() { ["target_shape"] = new[] { -1 } }),
            7 => Layer("moved", "ReLU", new() { ["max_value"] = 1.5, ["negative_slope"] = 0.2, ["threshold"] = 0.5 }),
            8 => Layer("moved", "LeakyReLU", new() { ["negative_slope"] = 0.1 }),
            9 => Layer("moved", "Slice", new() { ["start"] = left = random.Next(size), ["size"] = 1 + random.Next(size - left) }),
            10 => Layer("moved", "Rescaling", new() { ["scale"] = -0.75, ["offset"] = 0.25 }),
            _ => Layer("moved", "ELU", new() { ["alpha"] = 0.5 }),
        };
        LayerConfig last = Layer("last", "Dense", new() { ["units"] = 1 + random.Next(20), ["activation"] = "tanh" });
        int[] shape = [1 + random.Next(5), length, seed < MovingLayers ? size : 1 + random.Next(20)];
        return seed < MovingLayers
            ? Simple(random, shape, layer, last)
            : Simple(random, shape, Layer("first", "Dense", new() { ["units"] = size, ["activation"] = "tanh" }), layer);
    }

    /// <summary>A convolution in groups, of single values or backwards, of random shape, perhaps after another layer.</summary>
    private static LayerCase OtherConvolution(int seed)
    {
        Random random = new(seed);
        string kind = OtherConvolutions[seed % OtherConvolutions.Length];
        int length = 1 + random.Next(LargestLength / 2);
        int groups = kind == "Conv1D" ? 2 + random.Next(3) : 1;
        int size = groups * (1 + random.Next(LargestSize / 3));
        string padding = WindowPaddings[random.Next(kind == "Conv1DTranspose" ? 2 : 3)];
        bool dilated = kind != "Conv1DTranspose" && random.Next(2) == 0;
        int steps = 1 + random.Next(padding == "valid" && kind != "Conv1DTranspose" ? length : 5);
        Dictionary<string, object> config = new()
        {
            ["kernel_size"] = steps,
            ["padding"] = padding,
            ["strides"] = dilated ? 1 : 1 + random.Next(3),
            ["activation"] = DenseActivations.Where(word => word is not ("exponential" or "softmax" or "log_softmax")).ElementAt(random.Next(20)),
            ["use_bias"] = random.Next(3) > 0,
        };
        if (dilated)
        {
            config["dilation_rate"] = padding == "valid" ? ((length - 1) / Math.Max(steps - 1, 1) / 2) + 1 : 1 + random.Next(3);
        }

        if (kind is "DepthwiseConv1D" or "SeparableConv1D")
        {
            config["depth_multiplier"] = 1 + random.Next(3);
        }

        if (kind != "DepthwiseConv1D")
        {
            config["filters"] = groups * (1 + random.Next(LargestSize / 3));
        }

        if (kind == "Conv1D")
        {
            config["groups"] = groups;
        }

        LayerConfig layer = Layer("convolution", kind, config);
        return seed % 2 == 0
            ? Simple(random, [1 + random.Next(9), length, size], layer)
            : Simple(random, [1 + random.Next(9), length, 1 + random.Next(20)], Layer("dense", "Dense", new() { ["units"] = size }), layer);
    }

    private static LayerConfig Filters(string name, int seed, Random random, int length)
    {
        string padding = WindowPaddings[seed % WindowPaddings.Length];
        bool dilated = random.Next(2) == 0;
        int size = 1 + random.Next(padding == "valid" ? length : 9);
        return Layer(name, "Conv1D", new()
        {
            ["filters"] = 1 + random.Next(LargestSize),
            ["kernel_size"] = size,
            // After a long sum e^x would show the sum's rounding, many times enlarged.
            ["activation"] = DenseActivations.Where(word => word != "exponential").ElementAt(random.Next(DenseActivations.Length - 1)),
            ["padding"] = padding,
            ["strides"] = dilated ? 1 : 1 + random.Next(4),
            ["dilation_rate"] = !dilated ? 1 : padding == "valid" ? (length - 1) / Math.Max(size - 1, 1) / 2 + 1 : 1 + random.Next(5),
            ["use_bias"] = random.Next(4) > 0,
        });
    }

    /// <summary>A pooling layer of random shape, after the input or after another layer.</summary>
    private static LayerCase Pooling(int seed)
    {
        Random random = new(seed);
        int length = 1 + random.Next(LargestLength);
        int size = 1 + random.Next(LargestSize);
        string kind = Poolings[seed % Poolings.Length];
        bool same = random.Next(2) == 0;
        LayerConfig pooling = Layer("pooling", kind, kind.StartsWith("Global", StringComparison.Ordinal) ? [] : new()
        {
            ["pool_size"] = 1 + random.Next(same ? 9 : length),
            ["strides"] = 1 + random.Next(5),
            ["padding"] = same ? "same" : "valid",
        });
        int[] shape = [1 + random.Next(9), length, size];
        return seed % 2 == 0
            ? Simple(random, shape, pooling)
            : Simple(random, shape, Layer("dense", "Dense", new() { ["units"] = 1 + random.Next(LargestSize) }), pooling);
    }

    /// <summary>
    /// One or two batch normalisations of random shape: with a mask, after another layer, after a flattened sequence,
    /// or frozen, and then compared in inference too.
    /// </summary>
    public static LayerCase BatchNormalization(int seed)
    {
        Random random = new(seed);
        bool isFrozen = seed % 3 == 2;
        int rows = 3 + random.Next(15);
        int length = 1 + random.Next(LargestLength / 2);
        int size = 1 + random.Next(LargestSize);
        LayerConfig Norm(string name) =>
            Layer(name, "BatchNormalization", new() { ["scale"] = seed % 5 != 1, ["center"] = seed % 5 != 2, ["epsilon"] = 0.01 }) with { Trainable = !isFrozen };
        LayerConfig dense = Layer("dense", "Dense", new() { ["units"] = 1 + random.Next(LargestSize), ["activation"] = "tanh" });
        LayerConfig[] layers = (seed % 4) switch
        {
            0 => [Norm("first"), dense],
            1 => [dense, Norm("first"), Layer("activation", "Activation", new() { ["activation"] = "softsign" }), Norm("second")],
            2 => [dense, Layer("flatten", "Flatten", []), Norm("first")],
            _ => [Norm("first"), Layer("rnn", "SimpleRNN", new() { ["units"] = 5, ["activation"] = "tanh", ["return_sequences"] = true }), Norm("second"), dense],
        };
        LayerCase open = Open(random, Uniform(random, seed % 4 == 1 ? [rows, size] : [rows, length, size], 2), layers);
        return Solve(random, open with
        {
            IsOfTraining = !isFrozen,
            Mask = seed % 4 is 0 or 3 && seed % 2 == 0 ? RandomMask(random, rows, length) : null,
        });
    }

    /// <summary>The mean of what a mask leaves; of one row nothing.</summary>
    private static LayerCase MaskedAverage(Random random, string className, int size)
    {
        LayerCase open = Open(random, Uniform(random, [5, 11, size], 1), Layer("mean", className, []));
        GoldenTensor mask = RandomMask(random, 5, 11);
        mask.Values.AsSpan(11, 11).Clear();
        return Solve(random, open with { Mask = mask });
    }

    /// <summary>A case whose every third step is masked by its values, before an LSTM that looks at the mask.</summary>
    private static LayerCase Masked(Random random, double maskValue)
    {
        LayerCase open = Open(
            random,
            Uniform(random, [3, 11, 5], 1),
            Layer("masking", "Masking", new() { ["mask_value"] = maskValue }),
            Layer("lstm", "LSTM", new() { ["units"] = 7, ["activation"] = "tanh", ["recurrent_activation"] = "sigmoid", ["return_sequences"] = true }));
        for (int step = 0; step < 33; step += 3)
        {
            open.Input.Values.AsSpan(step * 5, 5).Fill(maskValue);
        }

        return Solve(random, open);
    }

    private static LayerCase Simple(Random random, int[] shape, params LayerConfig[] layers) => Solve(random, Open(random, Uniform(random, shape, 2), layers));

    private static LayerCase Tokens(Random random, int[] shape, int vocabulary, params LayerConfig[] layers) =>
        Solve(random, Open(random, new(shape, Values(shape, () => random.Next(vocabulary))), layers));

    private static LayerCase Open(Random random, GoldenTensor input, params LayerConfig[] layers) => new()
    {
        Name = $"{string.Join(", ", layers.Select(layer => $"{layer.ClassName} {layer.Config.ToJsonString()}"))} on {string.Join('x', input.Shape)}",
        Layers = layers,
        Input = input,
    };

    /// <summary>The config of a recurrent cell with random units and activations.</summary>
    private static Dictionary<string, object> Cell(string cell, Random random, bool resetAfter, bool sequences, bool returnState)
    {
        // Unbounded activations grow without limit in an LSTM's or GRU's feedback; a plain cell with small weights is safe.
        string activation = CellActivations[random.Next(cell == "SimpleRNN" ? CellActivations.Length : 4)];
        Dictionary<string, object> config = new()
        {
            ["units"] = 1 + random.Next(LargestSize),
            ["activation"] = activation,
            ["use_bias"] = random.Next(5) > 0,
            ["return_sequences"] = sequences,
            ["return_state"] = returnState,
        };
        if (cell == "ProjectedLSTM")
        {
            config["projection_size"] = 1 + random.Next(LargestSize);
        }

        if (cell is not ("SimpleRNN" or "MinGRU"))
        {
            config["recurrent_activation"] = GateActivations[random.Next(GateActivations.Length)];
        }

        if (cell == "GRU")
        {
            config["reset_after"] = resetAfter;
        }

        return config;
    }

    private static LayerConfig Layer(string name, string className, Dictionary<string, object> config) =>
        new(name, className, JsonNode.Parse(JsonSerializer.Serialize(config))!.AsObject());

    /// <summary>Random features, or tokens below a vocabulary.</summary>
    public static GoldenTensor Input(int seed, int[] shape, int vocabulary)
    {
        Random random = new(seed);
        return vocabulary > 0 ? new(shape, Values(shape, () => random.Next(vocabulary))) : Uniform(random, shape, 2);
    }

    /// <summary>Gives a case weights, upstream gradients and the reference's results.</summary>
    public static LayerCase SolveOf(int seed, LayerCase open) => Solve(new Random(seed), open);

    /// <summary>Gives a case weights, upstream gradients and the reference's results.</summary>
    private static LayerCase Solve(Random random, LayerCase open)
    {
        int[] shape = open.Input.Shape[1..];
        LayerCase weighted = open with
        {
            Weights = [.. ReferenceNetwork.WeightShapes(open.Layers, shape).Select(weight => (weight.Name, FreshWeight(random, weight.Name, weight.Shape)))],
        };
        ReferenceNetwork network = new(weighted);
        GoldenTensor output = network.Output;
        IReadOnlyList<GoldenTensor> states = network.FinalStates;
        GoldenTensor outputGradient = Uniform(random, output.Shape, 1);
        GoldenTensor[] stateGradients = [.. states.Select(state => Uniform(random, state.Shape, 1))];
        network.Backward(outputGradient, stateGradients);
        return weighted with
        {
            Output = output,
            FinalStates = states,
            OutputGradient = outputGradient,
            FinalStateGradients = stateGradients,
            WeightGradients = [.. network.WeightGradients.Where(weight => IsTrained(open.Layers, weight.Name))],
            InputGradient = network.InputGradient,
            InitialStateGradients = network.InitialStateGradients,
        };
    }

    private static bool IsTrained(IReadOnlyList<LayerConfig> layers, string weight) =>
        !weight.Contains("/moving_", StringComparison.Ordinal) && layers.Single(layer => weight.StartsWith(layer.Name + "/", StringComparison.Ordinal)).Trainable;

    /// <summary>Random values; a variance is positive.</summary>
    private static GoldenTensor FreshWeight(Random random, string name, int[] shape) => name.EndsWith("/moving_variance", StringComparison.Ordinal)
        ? new(shape, Values(shape, () => 0.5 + random.NextDouble()))
        : Uniform(random, shape, Limit(shape));

    /// <summary>The limit of a weight's values: sums over its rows stay near 1.</summary>
    private static double Limit(int[] shape) => shape.Length >= 2 && shape[^2] > 2 ? Math.Sqrt(3.0 / (shape[..^1].Aggregate(1, (product, extent) => product * extent) + shape[^1])) : 0.5;

    private static GoldenTensor Uniform(Random random, int[] shape, double limit) => new(shape, Values(shape, () => ((2 * random.NextDouble()) - 1) * limit));

    /// <summary>Values that a float holds exactly, so that both sides compute with the same numbers.</summary>
    private static double[] Values(int[] shape, Func<double> next) =>
        [.. Enumerable.Range(0, shape.Aggregate(1, (product, extent) => product * extent)).Select(_ => (double)(float)next())];

    /// <summary>Padding before, padding after or holes, another kind in each row.</summary>
    public static GoldenTensor RandomMask(Random random, int rows, int length)
    {
        double[] mask = new double[rows * length];
        for (int row = 0; row < rows; row++)
        {
            int kind = random.Next(3);
            int real = random.Next(length + 1);
            for (int step = 0; step < length; step++)
            {
                mask[(row * length) + step] = (kind switch { 0 => step < real, 1 => step >= length - real, _ => random.Next(2) == 0 }) ? 1 : 0;
            }
        }

        return new([rows, length], mask);
    }
}
