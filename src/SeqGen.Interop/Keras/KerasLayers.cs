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

    public static Layer Read(string className, JsonPlace options, string origin, KerasVersion version)
    {
        switch (className)
        {
            case "Bidirectional":
                return Bidirectional(options, origin, version);
            case "TimeDistributed":
                (string inner, JsonPlace innerOptions) = Inner(options["layer"]);
                return Read(inner, innerOptions, origin, version).With("time_distributed", true);
            case "Lambda":
                throw options.Context.Error($"{origin} holds a function of Python, which is not run; write it with Keras' layers.");
            case "Concatenate" when options.Optional("axis") is { } axis && axis.Value.GetRawText() is not ("-1" or "2"):
                throw axis.Error($"is {axis.Value.GetRawText()}; only the last axis can be concatenated");
        }

        if (KerasOptions.ActivationLayer(className, options, version) is { } activation)
        {
            return new Layer("activation", origin).With(null, activation);
        }

        string cell = OfCudnn.GetValueOrDefault(className, className);
        LayerDefinition definition = LayerCatalog.All.FirstOrDefault(definition => definition.ClassName == cell && definition.ClassName != "InputLayer")
            ?? throw options.Context.Error($"{origin} needs the layer {className}, which SeqGen's language does not have.");
        Layer layer = new(definition.Word, origin);
        if (cell == className)
        {
            Defaults(layer, className, options, version);
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
        "Flatten" => ["data_format"],
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

        if (className is "BatchNormalization" or "LayerNormalization" && options.Optional("axis") is { } axis)
        {
            JsonPlace value = axis.IsList && axis.Items() is { Count: 1 } items ? items[0] : axis;
            if (value.Value.GetRawText() is not ("-1" or "1" or "2"))
            {
                throw axis.Error($"is {axis.Value.GetRawText()}; only the last axis can be normalised");
            }
        }
    }

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
            ?? throw options.Context.Error($"{origin} needs {className}, which SeqGen's language does not have.");
        if (options.Optional("backward_layer") is { } backward)
        {
            RequireSame(cell, Inner(backward).Options);
        }

        Layer layer = new Layer("bidirectional", origin).With(null, definition.Word);
        string mode = options.Optional("merge_mode")?.Text() ?? throw options.Context.Error($"{origin} gives both directions apart (merge_mode null), which SeqGen's language does not have; concat, sum, mul and ave can be imported.");
        Defaults(layer, className, cell, version);
        KerasOptions.Add(layer, definition, cell, version, OfCudnn.ContainsKey(className) ? [.. OptionsOfCells, "go_backwards"] : ["go_backwards"]);
        layer.Unless("concat", "merge_mode", mode);
        if (cell.Optional("go_backwards")?.Flag() == true)
        {
            throw cell["go_backwards"].Error("is true inside a Bidirectional, which cannot be imported");
        }

        return layer;
    }

    /// <summary>The class and config of a layer inside another one.</summary>
    private static (string ClassName, JsonPlace Options) Inner(JsonPlace layer) => (layer["class_name"].Text(), layer["config"]);

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
