// NAM's WaveNet: stacks of dilated causal convolutions, each of which also sees the raw sample, with sums of all layers' outputs as the head.
//
//     a stack    x = rechannel(input);  for each layer  z = conv(x) + mixin(sample), a = activation(z), x = x + residual(a)
//     its head   head = rechannel(sum of all a, plus the head of the stack before)
//     output     head_scale * the last head
//
// With gated, z has twice the channels and a = activation(first half) sigmoid(second half).
// Weights of a stack: rechannel [C, in]; for each layer conv [out, C, k] and bias, mixin [out, cond], residual [C, C] and bias; head [H, C], perhaps a bias. Last of all the scale.

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

        config.RequireKnown("layers", "head", "head_scale", "in_channels");
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

        return new(scaled) { Inputs = [input], StreamBlock = Network.AudioBlock, Usage = RtNeuralReader.AudioUsage };
    }

    private static (Layer Output, Layer Head, int Channels) Stack(JsonPlace place, NamWeights weights, Layer input, Layer sample, int size, Layer? headBefore, int number)
    {
        place.RequireKnown("input_size", "condition_size", "head_size", "channels", "kernel_size", "dilations", "activation", "gated", "head_bias");
        int condition = place["condition_size"].Size();
        int channels = place["channels"].Size();
        int kernelSize = place["kernel_size"].Size();
        int headSize = place["head_size"].Size();
        bool isGated = place["gated"].Flag();
        bool hasHeadBias = place["head_bias"].Flag();
        string activation = Activation(place["activation"]);
        if (place["input_size"].Size() != size || (number == 0 && condition != size))
        {
            throw place.Error($"takes {place["input_size"].Integer()} channels and a condition of {condition}; {size} come in");
        }

        string Origin(string what) => $"{place.Path}, {what}";
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
            int outputs = isGated ? 2 * channels : channels;
            WeightTensor kernel = weights.Take(Origin($"layer {index}"), outputs, channels, kernelSize).Permute(2, 1, 0);
            Layer convolution = new Layer("conv1d", Origin($"layer {index}, convolution")).Named($"{layer}_conv").With(null, outputs).With(null, kernelSize)
                .With("padding", "causal").Unless(1, "dilation_rate", dilations[index].Size()).Take(x)
                .Weight("kernel", kernel).Weight("bias", weights.Take(Origin($"layer {index}"), outputs));
            Layer mixin = new Layer("dense", Origin($"layer {index}, condition")).Named($"{layer}_condition").With(null, outputs).With("use_bias", false).Take(sample)
                .Weight("kernel", weights.Take(Origin($"layer {index}"), outputs, condition).Transpose());
            Layer sum = new Layer("add", Origin($"layer {index}, sum")).Named($"{layer}_sum").Take(convolution, mixin);
            Layer activated = isGated ? Gated(sum, channels, activation, layer, Origin($"layer {index}, gate")) : new Layer("activation", Origin($"layer {index}, activation")).Named($"{layer}_activation").With(null, activation).Take(sum);
            parts.Add(activated);
            Layer residual = new Layer("dense", Origin($"layer {index}, residual")).Named($"{layer}_residual").With(null, channels).Take(activated)
                .Weight("kernel", weights.Take(Origin($"layer {index}"), channels, channels).Transpose()).Weight("bias", weights.Take(Origin($"layer {index}"), channels));
            x = new Layer("add", Origin($"layer {index}, output")).Named($"{layer}_output").Take(residual, x);
        }

        Layer total = parts.Count == 1 ? parts[0] : new Layer("add", Origin("head, sum")).Named($"{prefix}_head_sum").Take([parts[^1], .. parts[..^1]]);
        Layer head = new Layer("dense", Origin("head")).Named($"{prefix}_head").With(null, headSize).Unless(true, "use_bias", hasHeadBias).Take(total)
            .Weight("kernel", weights.Take(Origin("head"), headSize, channels).Transpose()).Weight("bias", hasHeadBias ? weights.Take(Origin("head"), headSize) : null);
        return (x, head, channels);
    }

    /// <summary>Both halves of the channels go through functions of their own.</summary>
    private static Layer Gated(Layer sum, int channels, string activation, string name, string origin)
    {
        Layer Half(int first, string function, string suffix) => new Layer("activation", origin).Named($"{name}_{suffix}").With(null, function)
            .Take(new Layer("slice", origin).Named($"{name}_{suffix}_half").With(null, first).With(null, channels).Take(sum));

        return new Layer("multiply", origin).Named($"{name}_gated").Take(Half(0, activation, "value"), Half(channels, "sigmoid", "gate"));
    }

    private static string Activation(JsonPlace place) => place.IsObject ? throw place.Error("is an object, which cannot be imported; the words Tanh, ReLU, Sigmoid, SiLU and LeakyReLU can") : place.Text() switch
    {
        "Tanh" => "tanh",
        "ReLU" => "relu",
        "Sigmoid" => "sigmoid",
        "SiLU" => "silu",
        "LeakyReLU" => "leaky_relu(0.01)",
        string word => throw place.Error($"is '{word}', which cannot be imported; Tanh, ReLU, Sigmoid, SiLU and LeakyReLU can"),
    };
}
