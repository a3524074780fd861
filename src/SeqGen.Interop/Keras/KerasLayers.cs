using SeqGen.Generator.Layers;
using SeqGen.Generator.Networks;
using SeqGen.Interop.Graph;
using SeqGen.Interop.Json;

namespace SeqGen.Interop.Keras;

/// <summary>Layers of Keras as layers of a declaration.</summary>
internal static class KerasLayers
{
    /// <summary>Cells that ran on one graphics processor only; their weights lie in its library's order.</summary>
    private static readonly Dictionary<string, string> OfCudnn = new() { ["CuDNNLSTM"] = "LSTM", ["CuDNNGRU"] = "GRU" };

    /// <summary>Options of a CuDNN cell that it has of necessity.</summary>
    private static readonly string[] OptionsOfCells = ["activation", "recurrent_activation", "use_bias"];

    /// <summary>Options that Bidirectional sets by itself: which way each direction goes, and zeros at masked steps of sequences, which are what the language's layer gives.</summary>
    private static readonly string[] OfDirections = ["go_backwards", "zero_output_for_mask"];

    /// <summary>The packages that Keras comes in.</summary>
    private static readonly string[] OfKeras = ["keras", "tf_keras", "keras_core", "tensorflow"];

    /// <summary>What would work in the place of layers that cannot be imported.</summary>
    private static readonly (string[] Classes, string Advice)[] Advice =
    [
        (["Functional", "Sequential", "Model"], "is a model inside the model: call its layers one after the other in the model around it, and save that"),
        (["RNN", "StackedRNNCells", "LSTMCell", "GRUCell", "SimpleRNNCell", "ConvLSTM1D"], "is a loop over cells: use LSTM, GRU or SimpleRNN, a layer for each cell"),
        (["TextVectorization", "StringLookup", "IntegerLookup", "Hashing", "HashedCrossing", "CategoryEncoding", "Discretization"],
            "prepares the input: save the model without it, and do that before (a Tokenizer of SeqGen.Text makes tokens of texts)"),
        (["Dot", "EinsumDense", "GroupQueryAttention"], "multiplies in a way that SeqGen's language does not have: use Dense, Attention or MultiHeadAttention"),
        (["GroupNormalization", "UnitNormalization", "SpectralNormalization", "RMSNormalization"], "normalises in a way that SeqGen's language does not have: use LayerNormalization or BatchNormalization"),
    ];

    /// <summary>Reads a layer.</summary>
    /// <param name="className">Its class.</param>
    /// <param name="options">Its config.</param>
    /// <param name="origin">What the file calls it.</param>
    /// <param name="version">The version that wrote it.</param>
    /// <param name="rank">The axes of its input, with the batch; asked where an axis is said by its number.</param>
    public static Layer Read(string className, JsonPlace options, string origin, KerasVersion version, Func<int> rank)
    {
        switch (className)
        {
            case "Bidirectional":
                return Bidirectional(options, origin, version);
            case "TimeDistributed":
                (string inner, JsonPlace innerOptions) = Inner(options["layer"]);
                return Read(inner, innerOptions, origin, version, () => rank() - 1).With("time_distributed", true);
            case "Lambda":
                throw options.Context.Error($"{origin} holds a function of Python, which is not run; write it with Keras' layers.");
            case "Identity":
                return new Layer("activation", origin).With(null, "linear");
            case "ThresholdedReLU":
                return new Layer("relu", origin).With("threshold", options.Optional("theta")?.Number() ?? 1);
            case "Concatenate" when options.Optional("axis") is { } axis && !IsLast(axis, rank):
                throw axis.Error($"is {axis.Value.GetRawText()}; only the last axis can be concatenated");
            case "Softmax" when options.Optional("axis") is { } axis && IsLast(axis, rank):
                return new Layer("activation", origin).With(null, "softmax");
        }

        if (KerasOptions.ActivationLayer(className, options, version) is { } activation)
        {
            return new Layer("activation", origin).With(null, activation);
        }

        string cell = OfCudnn.GetValueOrDefault(className, className);
        LayerDefinition definition = LayerCatalog.All.FirstOrDefault(definition => definition.ClassName == cell && definition.ClassName != "InputLayer")
            ?? throw options.Context.Error($"{origin} {AdviceFor(className)}.");
        Layer layer = new(definition.Word, origin);
        if (cell == className)
        {
            Defaults(layer, className, options, version);
            RequireLastAxis(className, options, rank);
            Rewritten(layer, className, options);
            KerasOptions.Add(layer, definition, options, version, Handled(className));
        }
        else
        {
            KerasOptions.Add(layer, definition, options, version, OptionsOfCells);
        }

        return layer;
    }

    /// <summary>Options that say the same as something else.</summary>
    private static string[] Handled(string className) => className switch
    {
        "Embedding" => ["input_dim", "input_length"],
        "Concatenate" => ["axis", "concat_axis"],
        "BatchNormalization" or "LayerNormalization" => ["axis"],
        "ZeroPadding1D" => ["padding"],
        "Cropping1D" => ["cropping"],
        "Permute" => ["dims"],
        "Reshape" => ["target_shape"],
        "PReLU" => ["shared_axes"],
        "Rescaling" => ["scale", "offset"],
        _ => [],
    };

    /// <summary>What a version does where nothing is written.</summary>
    private static void Defaults(Layer layer, string className, JsonPlace options, KerasVersion version)
    {
        if (className == "GRU" && !options.Has("reset_after") && version.Major < 3)
        {
            layer.With("reset_after", false);
        }
    }

    /// <summary>A normalisation over another axis than the last one is another layer.</summary>
    public static void RequireLastAxis(string className, JsonPlace options, Func<int> rank)
    {
        if (className is "BatchNormalization" or "LayerNormalization" or "Normalization" && options.Optional("axis") is { } axis && !IsLast(axis, rank))
        {
            throw axis.Error($"is {axis.Value.GetRawText()}; only the last axis can be normalised");
        }
    }

    /// <summary>True for the last axis, by its number from the front or from the back, also in a list of one.</summary>
    private static bool IsLast(JsonPlace axis, Func<int> rank)
    {
        JsonPlace value = axis.IsList && axis.Items() is { Count: 1 } items ? items[0] : axis;
        return value.IsNumber && value.Integer(int.MinValue) is var number && (number == -1 || (number > 0 && number == rank() - 1));
    }

    private static string AdviceFor(string className) =>
        Advice.FirstOrDefault(advice => advice.Classes.Contains(className)).Advice is { } known ? $"({className}) {known}"
        : className.Contains("2D", StringComparison.Ordinal) || className.Contains("3D", StringComparison.Ordinal) ? $"needs {className}, a layer of images: those of sequences (Conv1D, MaxPooling1D, ...) can be imported"
        : $"needs the layer {className}, which SeqGen's language does not have: build it of Keras' layers that src/SeqGen.Interop/README.md lists, and save it again";

    /// <summary>Options that a declaration writes in another way than Keras.</summary>
    private static void Rewritten(Layer layer, string className, JsonPlace options)
    {
        switch (className)
        {
            case "ZeroPadding1D" or "Cropping1D":
                JsonPlace edges = options[className == "ZeroPadding1D" ? "padding" : "cropping"];
                int[] sides = edges.IsNumber ? [edges.Integer(), edges.Integer()] : [.. edges.Items().Select(side => side.Integer())];
                _ = sides.Length == 2 ? layer.With(null, sides[0]).With("right", sides[1]) : throw edges.Error("is neither a number nor two");
                break;
            case "Permute":
                if (options["dims"].Items().Select(axis => axis.Integer(1)).ToArray() is not [2, 1])
                {
                    throw options["dims"].Error("does not exchange steps and values, which is what can be imported");
                }

                break;
            case "Reshape":
                int[] shape = [.. options["target_shape"].Items().Select(extent => extent.Integer(-1))];
                _ = shape.Length switch
                {
                    1 => layer.With(null, shape[0]),
                    2 => layer.With(null, shape[1]).With("length", shape[0]),
                    _ => throw options["target_shape"].Error("has more than two extents, which cannot be imported"),
                };
                break;
            case "Rescaling":
                Rescaling(layer, options);
                break;
            case "PReLU":
                int[] axes = [.. options.Optional("shared_axes")?.Items().Select(axis => axis.Integer(1)) ?? []];
                layer.Unless("none", "shared_axes", axes switch { [] => "none", [1] => "time", [2] => "values", [1, 2] => "both", _ => throw options["shared_axes"].Error("names axes that there are not") });
                break;
        }
    }

    /// <summary>Two numbers, or a list with one for each value of a step.</summary>
    private static void Rescaling(Layer layer, JsonPlace options)
    {
        float[] Values(JsonPlace? place, double otherwise) => place is not { } given ? [(float)otherwise] : given.IsNumber ? [(float)given.Number()] : given.Tensor(1).Values;
        float[] scale = Values(options["scale"], 1);
        float[] offset = Values(options.Optional("offset"), 0);
        int size = Math.Max(scale.Length, offset.Length);
        if (size == 1)
        {
            layer.With(null, scale[0]).Unless(0.0, "offset", offset[0]);
            return;
        }

        WeightTensor Each(float[] values) => WeightTensor.Vector(values.Length == 1 ? [.. Enumerable.Repeat(values[0], size)] : values);
        layer.With(null, 1).With("per_channel", true).Weight("scale", Each(scale)).Weight("offset", Each(offset));
    }

    private static Layer Bidirectional(JsonPlace options, string origin, KerasVersion version)
    {
        (string className, JsonPlace cell) = Inner(options["layer"]);
        LayerDefinition definition = LayerCatalog.All.FirstOrDefault(definition => definition.ClassName == OfCudnn.GetValueOrDefault(className, className))
            ?? throw options.Context.Error($"{origin} goes both ways over {className}: LSTM, GRU and SimpleRNN can be imported.");
        if (options.Optional("backward_layer") is { } backward)
        {
            (string backwardClass, JsonPlace backwardCell) = Inner(backward);
            _ = backwardClass == className ? true : throw backward.Error($"is a {backwardClass}, but the forward layer a {className}; both must be of one class");
            RequireSame(cell, backwardCell);
        }

        Layer layer = new Layer("bidirectional", origin).With(null, definition.Word);
        string mode = options.MemberNames.Contains("merge_mode") ? options.Optional("merge_mode")?.Text() ?? throw options.Context.Error($"{origin} gives both directions apart (merge_mode null), which SeqGen's language does not have; concat, sum, mul and ave can be imported.") : "concat";
        Defaults(layer, className, cell, version);
        KerasOptions.Add(layer, definition, cell, version, OfCudnn.ContainsKey(className) ? [.. OptionsOfCells, .. OfDirections] : OfDirections);
        layer.Unless("concat", "merge_mode", mode);
        if (cell.Optional("go_backwards")?.Flag() == true)
        {
            throw cell["go_backwards"].Error("is true inside a Bidirectional, which cannot be imported");
        }

        return layer;
    }

    /// <summary>The class and config of a layer inside another one.</summary>
    private static (string ClassName, JsonPlace Options) Inner(JsonPlace layer) => (ClassOf(layer), layer["config"]);

    /// <summary>The class of a layer. One of somebody's own may have the name of one of Keras', and computes what its Python says.</summary>
    public static string ClassOf(JsonPlace layer)
    {
        string className = layer["class_name"].Text();
        bool isOwn = layer.Optional("registered_name")?.Text().Contains('>', StringComparison.Ordinal) == true
            || (layer.Optional("module")?.Text() is { } module && !OfKeras.Contains(module.Split('.')[0]));
        return !isOwn ? className : throw layer.Error($"is the class {className} of somebody's own Python, which is not run: write it with Keras' layers");
    }

    /// <summary>Both directions must be of one kind.</summary>
    private static void RequireSame(JsonPlace forward, JsonPlace backward)
    {
        foreach (string name in new[] { "units", "activation", "recurrent_activation", "use_bias", "reset_after", "return_sequences", "stateful" })
        {
            if (forward.Optional(name)?.Value.GetRawText() != backward.Optional(name)?.Value.GetRawText())
            {
                throw backward.Error($"differs from the forward layer in '{name}', which cannot be imported");
            }
        }
    }
}
