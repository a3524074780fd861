// Neural Amp Modeler's .nam: JSON with the weights as one list of numbers.
//
//     LSTM     for each layer [W U] [4H, in + H] with rows of gates i f g o, one bias [4H], the initial h [H] and c [H]; then the head [H], one bias
//     WaveNet  see NamWaveNet
//     SlimmableContainer  whole models of several sizes (config.submodels), of which NAM runs the last and largest unless it is told to save time

using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Json;

/// <summary>Reads NAM files.</summary>
internal static class NamReader
{
    public static Network Read(ImportContext context)
    {
        JsonPlace file = JsonPlace.Parse(context);
        return Read(context, file, file["architecture"].Text() == "SlimmableContainer" ? Largest(context, file) : file);
    }

    /// <summary>The largest model of a container.</summary>
    private static JsonPlace Largest(ImportContext context, JsonPlace file)
    {
        file["config"].RequireKnown("submodels");
        List<JsonPlace> models = file["config"]["submodels"].Items();
        foreach (JsonPlace smaller in models.SkipLast(1))
        {
            context.Log.Skipped($"{smaller.Path}: a smaller model for less time a sample; the largest one is imported");
        }

        return models.Count > 0 ? models[^1]["model"] : throw file["config"]["submodels"].Error("is empty");
    }

    private static Network Read(ImportContext context, JsonPlace outer, JsonPlace file)
    {
        string architecture = file["architecture"].Text();
        if (architecture is not ("LSTM" or "WaveNet"))
        {
            throw file["architecture"].Error($"is '{architecture}', which cannot be imported; LSTM, WaveNet and a SlimmableContainer of them can");
        }

        foreach (JsonPlace place in new[] { outer, file }.Distinct())
        {
            place.RequireKnown("version", "metadata", "architecture", "config", "weights", "sample_rate", "notes");
        }

        string version = file["version"].Text();
        if (!version.StartsWith("0.", StringComparison.Ordinal))
        {
            throw file["version"].Error($"is '{version}'; versions 0.x can be imported");
        }

        foreach (string name in new[] { "metadata", "sample_rate" }.Where(file.Has))
        {
            context.Log.Skipped(name == "metadata" ? "metadata: a description" : $"sample_rate: {file[name].Value.GetRawText()} Hz, which the signal must have; the program sees to it");
        }

        NamWeights weights = new(file["weights"]);
        Network network = architecture == "LSTM" ? Lstm(context, file["config"], weights) : NamWaveNet.Read(context, file["config"], weights);
        weights.RequireAllTaken();
        return network;
    }

    private static Network Lstm(ImportContext context, JsonPlace config, NamWeights weights)
    {
        config.RequireKnown("input_size", "hidden_size", "num_layers", "in_channels", "out_channels");
        int size = config["input_size"].Size();
        int units = config["hidden_size"].Size();
        int outputs = config.Optional("out_channels")?.Size() ?? 1;
        Layer input = new Layer("features", "the input (input_size)").Named("input").With("size", size).With("length", context.LengthOfStream());
        Layer current = input;
        for (int index = 0, layers = config["num_layers"].Size(); index < layers; index++)
        {
            WeightTensor both = weights.Take($"layer {index}", 4 * units, size + units).Transpose();
            Layer layer = new Layer("lstm", $"LSTM layer {index}").With(null, units).With("return_sequences", true).Take(current)
                .Weight("kernel", both.Rows(0, size)).Weight("recurrent_kernel", both.Rows(size, size + units)).Weight("bias", weights.Take($"layer {index}", 4 * units));
            WeightTensor[] states = [weights.Take($"layer {index}", units), weights.Take($"layer {index}", units)];
            if (states.Any(state => state.Values.Any(value => value != 0)))
            {
                layer.With("initial_state", "weights").Weight("initial_state_0", states[0]).Weight("initial_state_1", states[1]);
            }

            current = layer;
            size = units;
        }

        WeightTensor kernel = weights.Take("the head", outputs, units).Transpose();
        current = new Layer("dense", "the head").With(null, outputs).Take(current).Weight("kernel", kernel).Weight("bias", weights.Take("the head", outputs));
        return new(current) { Inputs = [input], StreamBlock = Network.AudioBlock, Use = ModelUse.Samples };
    }
}

/// <summary>The numbers of a NAM file, taken from first to last.</summary>
internal sealed class NamWeights(JsonPlace place)
{
    private readonly float[] _values = place.Tensor(1).Values;
    private int _next;

    public WeightTensor Take(string what, params int[] shape)
    {
        long length = WeightTensor.LengthOf(shape);
        if (length > _values.Length - _next)
        {
            throw place.Error($"has {_values.Length} numbers: too few, {what} needs {length} after the first {_next}");
        }

        WeightTensor tensor = new(shape, _values[_next..(_next + (int)length)]);
        _next += (int)length;
        return tensor;
    }

    public void RequireAllTaken()
    {
        if (_next < _values.Length)
        {
            throw place.Error($"has {_values.Length} numbers, but the described model takes {_next}");
        }
    }
}
