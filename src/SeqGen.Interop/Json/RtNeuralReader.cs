// RTNeural's JSON: a chain of layers with Keras' weights. AIDA-X adds a connection past the network, gains in decibels, and a recorded
// pair of signals.
//
//     y = out_gain (f(in_gain x) + in_gain x)     the last term with in_skip 1 only
//     convolutions are causal; recurrent layers give every step; a GRU's bias has two rows

using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Json;

/// <summary>Reads RTNeural's and AIDA-X' JSON.</summary>
internal static class RtNeuralReader
{
    /// <summary>Members that describe where a model comes from.</summary>
    private static readonly string[] Descriptions = ["metadata", "samplerate", "sample_rate", "version", "name", "author", "esr"];

    /// <summary>The most channels that a matrix mixes which the file does not have.</summary>
    private const int MostMixed = 1024;

    /// <summary>What AIDA-X' own test allows.</summary>
    private const float CheckTolerance = 1e-4f;

    public static Network Read(ImportContext context)
    {
        JsonPlace file = JsonPlace.Parse(context);
        file.RequireKnown(["in_shape", "layers", "in_skip", "in_gain", "out_gain", "input_batch", "output_batch", .. Descriptions]);
        foreach (string name in Descriptions.Where(file.Has))
        {
            context.Log.Skipped($"{name}: a description");
        }

        List<JsonPlace> shape = file["in_shape"].Items();
        if (shape.Count is not (2 or 3))
        {
            throw file["in_shape"].Error("does not have two or three extents, as a batch of vectors or of sequences has");
        }

        int size = shape[^1].Size();
        Layer input = new Layer("features", "the input (in_shape)").Named("input").With("size", size);
        if (shape.Count == 3)
        {
            input.With("length", context.LengthOfStream());
        }

        double inGain = Decibels(file, "in_gain");
        Layer current = inGain == 1 ? input : Gain(file, input, "in_gain", size, inGain);
        Layer scaled = current;
        foreach (JsonPlace layer in file["layers"].Items().Where((layer, index) => index > 0 || !IsInput(layer)))
        {
            (current, size) = Read(layer, current, size);
        }

        int skip = file.Optional("in_skip")?.Integer() ?? 0;
        if (skip > 1)
        {
            throw file["in_skip"].Error($"is {skip}; 0 and 1 have a meaning");
        }

        if (skip == 1)
        {
            if (size != 1)
            {
                throw file["in_skip"].Error($"adds the input to an output of {size} values; the output must be one value");
            }

            current = new Layer("add", "the connection past the network (in_skip)").Take(current, FirstChannel(file, scaled, shape[^1].Integer(), "in_skip"));
        }

        double outGain = Decibels(file, "out_gain");
        current = outGain == 1 ? current : Gain(file, current, "out_gain", size, outGain);
        return new(current) { Inputs = [input], StreamBlock = shape.Count == 3 ? Network.AudioBlock : 0, Use = shape.Count == 3 ? ModelUse.Samples : ModelUse.Sequences, Check = Check(file, inGain, outGain) };
    }

    /// <summary>RTNeural's script writes Keras' input as a layer that it does not know: its shape lies in a list, as that of nothing else.</summary>
    private static bool IsInput(JsonPlace layer) => layer["type"].Text() == "unknown" && layer["shape"].Items() is [{ IsList: true }] && layer.Optional("weights")?.Items() is null or { Count: 0 };

    /// <summary>The first channel of a layer's output, by a matrix that picks it.</summary>
    public static Layer FirstChannel(JsonPlace file, Layer layer, int channels, string origin)
    {
        if (channels == 1)
        {
            return layer;
        }

        if (channels > MostMixed)
        {
            throw file.Error($"has {channels} channels with a connection past the network; at most {MostMixed} can be imported");
        }

        float[] pick = new float[channels];
        pick[0] = 1;
        return new Layer("dense", $"the first channel ({origin})").Take(layer).With(null, 1).With("use_bias", false).With("trainable", false).Weight("kernel", new([channels, 1], pick));
    }

    private static double Decibels(JsonPlace file, string name) => Math.Pow(10, (file.Optional(name)?.Number() ?? 0) / 20);

    /// <summary>A multiplication of every channel, by a diagonal matrix.</summary>
    private static Layer Gain(JsonPlace file, Layer layer, string name, int size, double gain)
    {
        if (size > MostMixed)
        {
            throw file.Error($"has {size} channels with a gain; at most {MostMixed} can be imported");
        }

        // in_gain changes the signal, which is the first channel; the others are a pedal's knobs.
        float[] diagonal = new float[size * size];
        for (int i = 0; i < size; i++)
        {
            diagonal[i * (size + 1)] = i == 0 || name == "out_gain" ? (float)gain : 1;
        }

        return new Layer("dense", $"the gain {name}").Named(name).Take(layer).With(null, size).With("use_bias", false).With("trainable", false).Weight("kernel", new([size, size], diagonal));
    }

    private static (Layer Layer, int Size) Read(JsonPlace place, Layer input, int size)
    {
        string type = place["type"].Text();
        string origin = $"{place.Path} ({type})";
        List<JsonPlace> shape = place["shape"].Items();
        int units = shape.Count == 0 ? throw place["shape"].Error("is empty") : shape[^1].Size();
        JsonPlace[] weights = [.. place.Optional("weights")?.Items() ?? []];
        string activation = place.Optional("activation")?.Text() ?? "";
        Layer layer;
        switch (type)
        {
            case "dense" or "time-distributed-dense":
                place.RequireKnown("type", "shape", "weights", "activation");
                layer = new Layer("dense", origin).With(null, units).Unless("", null, Activation(place, activation));
                AddKernel(place, layer, weights, 2);
                break;
            case "conv1d":
                place.RequireKnown("type", "shape", "weights", "activation", "kernel_size", "dilation", "groups", "strides", "padding");
                if (place.Optional("strides") is { } strides && Last(strides) != 1)
                {
                    throw strides.Error("is not 1, which is what a stream needs");
                }

                if (place.Optional("padding") is { } padding && padding.Text() is not ("causal" or ""))
                {
                    throw padding.Error($"is '{padding.Text()}'; RTNeural computes causal convolutions only");
                }

                layer = new Layer("conv1d", origin).With(null, units).With(null, Last(place["kernel_size"])).Unless("", null, Activation(place, activation))
                    .With("padding", "causal").Unless(1, "dilation_rate", Last(place["dilation"])).Unless(1, "groups", place.Optional("groups")?.Size() ?? 1);
                AddKernel(place, layer, weights, 3);
                break;
            case "gru" or "lstm":
                place.RequireKnown("type", "shape", "weights", "activation");
                if (activation is not ("" or "tanh"))
                {
                    throw place["activation"].Error($"is '{activation}'; RTNeural computes a {type} with tanh only");
                }

                layer = Recurrent(place, type, units, weights, origin);
                break;
            case "activation":
                place.RequireKnown("type", "shape", "weights", "activation");
                Count(place, weights, 0);
                layer = new Layer("activation", origin).With(null, activation.Length == 0 ? throw place.Error("has no activation") : Activation(place, activation));
                break;
            case "prelu":
                place.RequireKnown("type", "shape", "weights", "activation");
                Count(place, weights, 1);
                WeightTensor alpha = weights[0].Tensor();
                layer = new Layer("prelu", origin).With("shared_axes", "time").Weight("alpha", alpha.Values.Length == units ? alpha.Reshape(1, units)
                    : alpha.Values.Length == 1 ? new([1, units], [.. Enumerable.Repeat(alpha.Values[0], units)])
                    : throw weights[0].Error($"has the shape {alpha.ShapeText}; one value, or {units}, were expected"));
                break;
            case "batchnorm":
                place.RequireKnown("type", "shape", "weights", "activation", "epsilon");
                Count(place, weights, weights.Length == 2 ? 2 : 4);
                bool isAffine = weights.Length == 4;
                layer = new Layer("batch_normalization", origin).With("epsilon", place["epsilon"].Number()).Unless(true, "center", isAffine).Unless(true, "scale", isAffine)
                    .Weight("gamma", isAffine ? weights[0].Tensor(1) : null).Weight("beta", isAffine ? weights[1].Tensor(1) : null)
                    .Weight("moving_mean", weights[^2].Tensor(1)).Weight("moving_variance", weights[^1].Tensor(1));
                break;
            default:
                throw place["type"].Error($"is '{type}', which cannot be imported; dense, time-distributed-dense, conv1d, gru, lstm, activation, prelu and batchnorm can");
        }

        if (type is "activation" or "prelu" or "batchnorm" && units != size)
        {
            throw place["shape"].Error($"says {units} values, but {size} come in");
        }

        return (layer.Take(input), units);
    }

    private static Layer Recurrent(JsonPlace place, string type, int units, JsonPlace[] weights, string origin)
    {
        Count(place, weights, 3);
        WeightTensor bias = weights[2].Tensor();
        Layer layer = new Layer(type, origin).With(null, units).With("return_sequences", true)
            .Weight("kernel", weights[0].Tensor(2)).Weight("recurrent_kernel", weights[1].Tensor(2));
        return type == "gru" && bias.Rank == 1
            ? layer.With("reset_after", false).Weight("bias", bias)
            : layer.Weight("bias", bias);
    }

    private static void AddKernel(JsonPlace place, Layer layer, JsonPlace[] weights, int rank)
    {
        Count(place, weights, weights.Length == 1 ? 1 : 2);
        layer.Unless(true, "use_bias", weights.Length == 2).Weight("kernel", weights[0].Tensor(rank)).Weight("bias", weights.Length == 2 ? weights[1].Tensor(1) : null);
    }

    private static void Count(JsonPlace place, JsonPlace[] weights, int expected)
    {
        if (weights.Length != expected)
        {
            throw place.Error($"has {weights.Length} weights; {expected} were expected");
        }
    }

    private static int Last(JsonPlace place) => place.IsList ? place.Items() is { Count: > 0 } items ? items[^1].Size() : throw place.Error("is empty") : place.Size();

    private static string Activation(JsonPlace place, string word) => word switch
    {
        "" or "linear" => "",
        "tanh" or "relu" or "sigmoid" or "softmax" => word,
        "elu" => "elu(1)",
        _ => throw place["activation"].Error($"is '{word}', which is not known; tanh, relu, sigmoid, softmax and elu are"),
    };

    /// <summary>AIDA-X records its pair without the gains, which the model has: so they are taken out here.</summary>
    private static OwnCheck? Check(JsonPlace file, double inGain, double outGain)
    {
        if (file.Optional("input_batch") is not { } input || file.Optional("output_batch") is not { } output)
        {
            return file.Has("input_batch") || file.Has("output_batch") ? throw file.Error("has one of 'input_batch' and 'output_batch', but not the other") : null;
        }

        WeightTensor x = input.Tensor();
        WeightTensor y = output.Tensor();
        if (x.Values.Length != y.Values.Length)
        {
            throw output.Error($"has {y.Values.Length} values, and 'input_batch' {x.Values.Length}");
        }

        return new((x * (float)(1 / inGain)).Values, (y * (float)outGain).Values, CheckTolerance * (float)Math.Max(1, outGain), "The file's own pair of signals (input_batch, output_batch)");
    }
}
