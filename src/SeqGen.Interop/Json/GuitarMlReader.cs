// GuitarML's and NeuralPi's JSON: a PyTorch state dict in JSON, of one or more recurrent layers `rec` and a linear layer `lin`.
//
//     y = lin(rec(x)) + x[first channel]     the last term with skip 1 only

using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Json;

/// <summary>Reads the JSON of GuitarML and NeuralPi.</summary>
internal static class GuitarMlReader
{
    public static Network Read(ImportContext context)
    {
        JsonPlace file = JsonPlace.Parse(context);
        JsonPlace data = file["model_data"];
        data.RequireKnown("model", "input_size", "skip", "output_size", "unit_type", "num_layers", "hidden_size", "bias_fl");
        foreach (string name in file.MemberNames.Except(["model_data", "state_dict"]))
        {
            context.Log.Skipped($"{name}: a description");
        }

        if (data.Optional("model") is { } model && model.Text() != "SimpleRNN")
        {
            throw model.Error($"is '{model.Text()}'; SimpleRNN, a recurrent layer and a linear layer, can be imported");
        }

        int inputs = data["input_size"].Size();
        int outputs = data["output_size"].Size();
        int units = data["hidden_size"].Size();
        int layers = data.Optional("num_layers")?.Size() ?? 1;
        string type = data["unit_type"].Text();
        bool hasBias = data.Optional("bias_fl")?.Flag() ?? true;
        int skip = data.Optional("skip")?.Integer() ?? 0;
        StateDict weights = new(file["state_dict"]);
        Layer input = new Layer("features", "the input (input_size)").Named("input").With("size", inputs).With("length", context.LengthOfStream());
        Layer current = input;
        for (int index = 0; index < layers; index++)
        {
            current = Recurrent(data, weights, type, units, index, hasBias).Take(current);
        }

        current = new Layer("dense", "the linear layer (lin)").With(null, outputs).Unless(true, "use_bias", hasBias || weights.Has("lin.bias")).Take(current)
            .Weight("kernel", weights.Take("lin.weight", 2).Transpose()).Weight("bias", weights.Has("lin.bias") ? weights.Take("lin.bias", 1) : null);
        if (skip > 0)
        {
            if (skip != 1 || outputs != 1)
            {
                throw data["skip"].Error($"is {skip} with {outputs} outputs; 0, or 1 with one output, can be imported");
            }

            current = new Layer("add", "the connection past the network (skip)").Take(current, RtNeuralReader.FirstChannel(data, input, inputs, "skip"));
        }

        weights.RequireAllTaken();
        return new(current) { Inputs = [input], StreamBlock = Network.AudioBlock, Use = ModelUse.Samples };
    }

    private static Layer Recurrent(JsonPlace data, StateDict weights, string type, int units, int index, bool hasBias)
    {
        string suffix = $"_l{index}";
        WeightTensor input = weights.Take("rec.weight_ih" + suffix, 2);
        WeightTensor recurrent = weights.Take("rec.weight_hh" + suffix, 2);
        WeightTensor? inputBias = hasBias ? weights.Take("rec.bias_ih" + suffix, 1) : null;
        WeightTensor? recurrentBias = hasBias ? weights.Take("rec.bias_hh" + suffix, 1) : null;
        int gates = type switch { "LSTM" => 4, "GRU" => 3, "RNN" => 1, _ => throw data["unit_type"].Error($"is '{type}'; LSTM, GRU and RNN can be imported") };
        foreach (WeightTensor? tensor in new[] { input, recurrent, inputBias, recurrentBias })
        {
            if (tensor is not null && tensor.Shape[0] != gates * units)
            {
                throw data.Error($"says {units} units, but the weights of layer {index} have {tensor.Shape[0]} rows instead of {gates * units}");
            }
        }

        string origin = $"the recurrent layer {index} (rec, {type})";
        Layer layer = new Layer(type switch { "LSTM" => "lstm", "GRU" => "gru", _ => "simple_rnn" }, origin)
            .With(null, units).With("return_sequences", true).Unless(true, "use_bias", hasBias);
        return type switch
        {
            "LSTM" => layer.TorchLstm("", input, recurrent, hasBias ? inputBias! + recurrentBias! : null),
            "GRU" => layer.TorchGru("", input, recurrent, inputBias, recurrentBias),
            _ => layer.TorchRnn("", input, recurrent, hasBias ? inputBias! + recurrentBias! : null),
        };
    }

    /// <summary>Tensors of which each is taken once.</summary>
    private sealed class StateDict(JsonPlace place)
    {
        private readonly HashSet<string> _taken = [];

        public bool Has(string name) => place.Has(name);

        public WeightTensor Take(string name, int rank)
        {
            _taken.Add(name);
            return place[name].Tensor(rank);
        }

        public void RequireAllTaken()
        {
            if (place.MemberNames.FirstOrDefault(name => !_taken.Contains(name)) is { } rest)
            {
                throw place.Error($"has the tensor '{rest}', which the described model has no place for");
            }
        }
    }
}
