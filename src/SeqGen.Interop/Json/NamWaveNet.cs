// NAM's WaveNet: stacks of dilated causal convolutions, each of which also sees the raw sample, with sums of all layers' outputs as the head.
//
//     a stack    x = rechannel(input);  for each layer  z = conv(x) + mixin(sample), a = activation(z), x = x + residual(a)
//     its head   head = rechannel(sum of all a, plus the head of the stack before)
//     output     head_scale * the last head
//
// With gating, z has twice the channels and a = activation(first half) sigmoid(second half). A bottleneck B, if there is one, is the number of channels of a; otherwise B = C. Files of version 0.7 say
// kernel size, activation and gating of each layer, and their head is a causal convolution over k steps.
// Weights of a stack: rechannel [C, in]; for each layer conv [out, C, k] and bias, mixin [out, cond], residual [C, B] and bias; head [H, B, k], perhaps a bias. Last of all the scale.

using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Json;

/// <summary>Reads the WaveNet of a NAM file.</summary>
internal static class NamWaveNet
{
    public static Network Read(ImportContext context, JsonPlace config, NamWeights weights)
    {
        if (config.Has("condition_dsp"))
        {
            throw config["condition_dsp"].Error("makes the condition by a network of its own, which cannot be imported; export the model without a condition_dsp");
        }

        config.RequireKnown("layers", "head", "head_scale", "in_channels", "condition_dsp");
        if (config.Has("head"))
        {
            throw config["head"].Error("is a network after the stacks, which cannot be imported; models with 'head': null can");
        }

        List<JsonPlace> stacks = config["layers"].Items();
        if (stacks.Count == 0)
        {
            throw config["layers"].Error("is empty");
        }

        int size = stacks[0]["input_size"].Size();
        Layer input = new Layer("features", "the input").Named("input").With("size", size).With("length", context.LengthOfStream());
        Layer current = input;
        Layer? head = null;
        List<Layer> heads = [];
        foreach (JsonPlace stack in stacks)
        {
            (current, head, size) = Stack(stack, weights, current, input, size, head, heads.Count);
            heads.Add(head);
        }

        // The scale is a factor of the last head's kernel and bias.
        float scale = weights.Take("head_scale", 1).Values[0];
        Layer last = heads[^1];
        Layer scaled = new Layer(last.Word, last.Origin).Named(last.Name).Take([.. last.Inputs]);
        foreach ((string? name, string value) in last.Options)
        {
            scaled.With(name, value);
        }

        foreach ((string name, WeightTensor tensor) in last.Weights)
        {
            scaled.Weight(name, tensor * scale);
        }

        context.Log.Skipped("the residual of the last layer: only its head goes on to the output");
        if (config.Optional("head_scale") is { } said && Math.Abs(said.Number() - scale) > 1e-6)
        {
            context.Log.Warn($"head_scale is {said.Value.GetRawText()}, but the last weight, which counts, is {Layer.NumberText(scale)}");
        }

        return new(scaled) { Inputs = [input], StreamBlock = Network.AudioBlock, Use = ModelUse.Samples };
    }

    private static (Layer Output, Layer Head, int Channels) Stack(JsonPlace place, NamWeights weights, Layer input, Layer sample, int size, Layer? headBefore, int number)
    {
        place.RequireKnown(["input_size", "condition_size", "head_size", "head_bias", "head", "channels", "bottleneck", "kernel_size", "kernel_sizes", "dilations", "activation", "gated", "gating_mode",
            "secondary_activation", "layer1x1", "head1x1", "groups_input", "groups_input_mixin", "slimmable", .. Modulations]);
        foreach (string name in Modulations.Append("head1x1").Where(name => place.Optional(name)?["active"].Flag() == true))
        {
            throw place[name].Error("is active, which cannot be imported; models without it can");
        }

        JsonPlace?[] groups = [place.Optional("groups_input"), place.Optional("groups_input_mixin"), place.Optional("layer1x1")?.Optional("groups")];
        if (groups.FirstOrDefault(number => number?.Size() > 1) is { } several)
        {
            throw several.Error($"is {several.Size()}; convolutions in groups of a NAM file cannot be imported");
        }

        int condition = place["condition_size"].Size();
        int channels = place["channels"].Size();
        if (place.Has("slimmable"))
        {
            place.Context.Log.Skipped($"{place.Path}.slimmable: how the model is made smaller; the whole one is imported");
        }

        int bottleneck = place.Optional("bottleneck")?.Size() ?? channels;
        bool hasResidual = place.Optional("layer1x1")?["active"].Flag() ?? true;
        JsonPlace? newHead = place.Optional("head");
        newHead?.RequireKnown("out_channels", "kernel_size", "bias", "head_dilation");
        int headSize = (newHead?["out_channels"] ?? place["head_size"]).Size();
        int headSteps = newHead?["kernel_size"].Size() ?? 1;
        bool hasHeadBias = (newHead?["bias"] ?? place["head_bias"]).Flag();
        string Origin(string what) => $"{place.Path}, {what}";
        if (place["input_size"].Size() != size || (number == 0 && condition != size))
        {
            throw place.Error($"takes {place["input_size"].Integer()} channels and a condition of {condition}; {size} come in");
        }

        string prefix = $"stack{number}";
        Layer x = new Layer("dense", Origin("rechannel")).Named($"{prefix}_rechannel").With(null, channels).With("use_bias", false).Take(input)
            .Weight("kernel", weights.Take(Origin("rechannel"), channels, size).Transpose());
        List<Layer> parts = headBefore is null ? [] : [headBefore];
        List<JsonPlace> dilations = place["dilations"].Items();
        if (dilations.Count == 0)
        {
            throw place["dilations"].Error("is empty");
        }

        for (int index = 0; index < dilations.Count; index++)
        {
            string layer = $"{prefix}_{index}";
            bool isGated = IsGated(place, index);
            int kernelSize = (place.Has("kernel_sizes") ? Each(place["kernel_sizes"], index) : place["kernel_size"]).Size();
            int outputs = isGated ? 2 * bottleneck : bottleneck;
            WeightTensor kernel = weights.Take(Origin($"layer {index}"), outputs, channels, kernelSize).Permute(2, 1, 0);
            Layer convolution = new Layer("conv1d", Origin($"layer {index}, convolution")).Named($"{layer}_conv").With(null, outputs).With(null, kernelSize)
                .With("padding", "causal").Unless(1, "dilation_rate", dilations[index].Size()).Take(x)
                .Weight("kernel", kernel).Weight("bias", weights.Take(Origin($"layer {index}"), outputs));
            Layer mixin = new Layer("dense", Origin($"layer {index}, condition")).Named($"{layer}_condition").With(null, outputs).With("use_bias", false).Take(sample)
                .Weight("kernel", weights.Take(Origin($"layer {index}"), outputs, condition).Transpose());
            Layer sum = new Layer("add", Origin($"layer {index}, sum")).Named($"{layer}_sum").Take(convolution, mixin);
            JsonPlace activation = Each(place["activation"], index);
            Layer activated = isGated ? Gated(sum, bottleneck, Activation(activation, bottleneck), layer, Origin($"layer {index}, gate")) : Activation(activation, bottleneck)(Origin($"layer {index}, activation"), $"{layer}_activation").Take(sum);
            parts.Add(activated);
            if (!hasResidual)
            {
                continue;
            }

            Layer residual = new Layer("dense", Origin($"layer {index}, residual")).Named($"{layer}_residual").With(null, channels).Take(activated)
                .Weight("kernel", weights.Take(Origin($"layer {index}"), channels, bottleneck).Transpose()).Weight("bias", weights.Take(Origin($"layer {index}"), channels));
            x = new Layer("add", Origin($"layer {index}, output")).Named($"{layer}_output").Take(residual, x);
        }

        Layer total = parts.Count == 1 ? parts[0] : new Layer("add", Origin("head, sum")).Named($"{prefix}_head_sum").Take([parts[^1], .. parts[..^1]]);
        Layer head = headSteps == 1
            ? new Layer("dense", Origin("head")).Named($"{prefix}_head").With(null, headSize).Weight("kernel", weights.Take(Origin("head"), headSize, bottleneck).Transpose())
            : new Layer("conv1d", Origin("head")).Named($"{prefix}_head").With(null, headSize).With(null, headSteps).With("padding", "causal").Unless(1, "dilation_rate", newHead!.Value.Optional("head_dilation")?.Size() ?? 1)
                .Weight("kernel", weights.Take(Origin("head"), headSize, bottleneck, headSteps).Permute(2, 1, 0));
        head.Unless(true, "use_bias", hasHeadBias).Take(total).Weight("bias", hasHeadBias ? weights.Take(Origin("head"), headSize) : null);
        return (x, head, channels);
    }

    /// <summary>What is said for all layers, or for each.</summary>
    private static JsonPlace Each(JsonPlace place, int index) => !place.IsList ? place : place.Items() is var items && index < items.Count ? items[index] : throw place.Error($"has {items.Count} entries, fewer than there are layers");

    /// <summary>Older files say <c>gated</c>, newer ones how, and with what function.</summary>
    private static bool IsGated(JsonPlace place, int index)
    {
        if (place.Optional("gating_mode") is not { } modes)
        {
            return place["gated"].Flag();
        }

        JsonPlace mode = Each(modes, index);
        bool isGated = mode.Text() switch
        {
            "none" => false,
            "gated" => true,
            string other => throw mode.Error($"is '{other}', which cannot be imported; none and gated can"),
        };
        if (isGated && place.Optional("secondary_activation") is { } functions && Each(functions, index) is { IsNull: false } function && TypeOf(function) != "Sigmoid")
        {
            throw function.Error("is not Sigmoid, which is what a gate can be imported with");
        }

        return isGated;
    }

    /// <summary>Changes of values by the condition, which are imported where they are not active.</summary>
    private static readonly string[] Modulations = ["conv_pre_film", "conv_post_film", "input_mixin_pre_film", "input_mixin_post_film", "activation_pre_film", "activation_post_film", "layer1x1_post_film", "head1x1_post_film"];

    /// <summary>Both halves of the channels go through functions of their own.</summary>
    private static Layer Gated(Layer sum, int channels, Func<string, string, Layer> activation, string name, string origin)
    {
        Layer Half(Layer function, int first, string suffix) =>
            function.Take(new Layer("slice", origin).Named($"{name}_{suffix}_half").With(null, first).With(null, channels).Take(sum));

        Layer gate = new Layer("activation", origin).Named($"{name}_gate").With(null, "sigmoid");
        return new Layer("multiply", origin).Named($"{name}_gated").Take(Half(activation(origin, $"{name}_value"), 0, "value"), Half(gate, channels, "gate"));
    }

    /// <summary>A layer of an activation, by its origin and name.</summary>
    private static Func<string, string, Layer> Activation(JsonPlace place, int channels)
    {
        string type = TypeOf(place);
        Func<string, string, Layer> Word(string word) => (origin, name) => new Layer("activation", origin).Named(name).With(null, word);
        JsonPlace? options = place.IsObject ? place : null;
        options?.RequireKnown("type", "negative_slope", "negative_slopes");
        switch (type)
        {
            case "Tanh":
                return Word("tanh");
            case "Hardtanh":
                return Word("hard_tanh");
            case "ReLU":
                return Word("relu");
            case "Sigmoid":
                return Word("sigmoid");
            case "SiLU":
                return Word("silu");
            case "Softsign":
                return Word("softsign");
            case "Hardswish":
                return Word("hard_silu");
            case "LeakyReLU":
                return Word($"leaky_relu({Layer.NumberText(options?.Optional("negative_slope")?.Number() ?? 0.01)})");
            case "PReLU" when options?.Optional("negative_slopes") is { } slopes:
                WeightTensor alpha = slopes.Tensor(1);
                return alpha.Values.Length == channels
                    ? (origin, name) => new Layer("prelu", origin).Named(name).With("shared_axes", "time").Weight("alpha", alpha.Reshape(1, channels))
                    : throw slopes.Error($"has {alpha.Values.Length} slopes for {channels} channels");
            default:
                throw place.Error($"is '{type}', which cannot be imported; Tanh, Hardtanh, ReLU, LeakyReLU, PReLU, Sigmoid, SiLU, Hardswish and Softsign can");
        }
    }

    private static string TypeOf(JsonPlace activation) => (activation.IsObject ? activation["type"] : activation).Text();
}
