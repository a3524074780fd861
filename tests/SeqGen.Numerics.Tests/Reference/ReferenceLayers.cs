using System.Text.Json.Nodes;
using SeqGen.CompilerServices;
using SeqGen.Generator.Layers;
using SeqGen.Numerics.Tests.Golden;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>The layers by their definitions, for one sequence.</summary>
/// <param name="tape">Where operations are remembered.</param>
/// <param name="tokens">The sequence's tokens, where it has some.</param>
/// <param name="row">The row of the batch, which dropout depends on.</param>
internal sealed class ReferenceLayers(Tape tape, int[] tokens, int row, bool isDrawn = true)
{
    /// <summary>The index of the current layer in the model, whose input is layer 0.</summary>
    private int _index;

    /// <summary>The states that the last layer returned; empty where it returned none.</summary>
    public Variable[] FinalStates { get; private set; } = [];

    /// <summary>Adds the names and shapes of a layer's weights, and turns its input's shape into its output's.</summary>
    public static void AddWeights(LayerConfig layer, ref int[] shape, List<(string Name, int[] Shape)> weights)
    {
        JsonObject config = layer.Config;
        switch (layer.ClassName)
        {
            case "Embedding":
                weights.Add(($"{layer.Name}/embeddings", [Number(config, "input_dim"), Number(config, "output_dim")]));
                shape = [shape[0], Number(config, "output_dim")];
                break;
            case "Dense":
                weights.Add(($"{layer.Name}/kernel", [shape[^1], Number(config, "units")]));
                if (Flag(config, "use_bias", true))
                {
                    weights.Add(($"{layer.Name}/bias", [Number(config, "units")]));
                }

                shape = [.. shape[..^1], Number(config, "units")];
                break;
            case "Flatten":
                shape = [shape.Aggregate(1, (product, extent) => product * extent)];
                break;
            case "LayerNormalization" or "BatchNormalization":
                if (Flag(config, "scale", true))
                {
                    weights.Add(($"{layer.Name}/gamma", [shape[^1]]));
                }

                if (Flag(config, "center", true))
                {
                    weights.Add(($"{layer.Name}/beta", [shape[^1]]));
                }

                if (layer.ClassName == "BatchNormalization")
                {
                    weights.Add(($"{layer.Name}/moving_mean", [shape[^1]]));
                    weights.Add(($"{layer.Name}/moving_variance", [shape[^1]]));
                }

                break;
            case string when ReferenceConvolutions.Knows(layer):
                ReferenceConvolutions.AddWeights(layer, ref shape, weights);
                break;
            case "Conv1D":
                weights.Add(($"{layer.Name}/kernel", [Number(config, "kernel_size"), shape[^1], Number(config, "filters")]));
                if (Flag(config, "use_bias", true))
                {
                    weights.Add(($"{layer.Name}/bias", [Number(config, "filters")]));
                }

                shape = [ReferenceWindows.Over(config, shape[0]).Count, Number(config, "filters")];
                break;
            case "MaxPooling1D" or "AveragePooling1D":
                shape = [ReferenceWindows.Over(config, shape[0]).Count, shape[^1]];
                break;
            case "GlobalMaxPooling1D" or "GlobalAveragePooling1D":
                shape = Flag(config, "keepdims") ? [1, shape[^1]] : [shape[^1]];
                break;
            case string when ReferenceShapes.Knows(layer):
                ReferenceShapes.AddWeights(layer, ref shape, weights);
                break;
            case string name when ReferenceCell.Knows(name):
                int input = shape[^1];
                weights.AddRange(ReferenceCell.Weights(layer.ClassName, config, input).Select(weight => ($"{layer.Name}/{weight.Name}", weight.Shape)));
                shape = Flag(config, "return_sequences") ? [shape[0], ReferenceCell.OutputOf(config)] : [ReferenceCell.OutputOf(config)];
                break;
            case "Bidirectional":
                (string cell, JsonObject inner) = Inner(config);
                int size = shape[^1];
                foreach (string direction in new[] { "forward", "backward" })
                {
                    weights.AddRange(ReferenceCell.Weights(cell, inner, size).Select(weight => ($"{layer.Name}/{direction}/{weight.Name}", weight.Shape)));
                }

                int units = ReferenceCell.OutputOf(inner) * (config["merge_mode"]!.GetValue<string>() == "concat" ? 2 : 1);
                shape = Flag(inner, "return_sequences") ? [shape[0], units] : [units];
                break;
        }
    }

    /// <summary>Runs a layer that looks at one row at a time.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="index">Its index in the model, whose input is layer 0.</param>
    /// <param name="input">What comes in.</param>
    /// <param name="initialStates">The states before the first step; empty for zeros.</param>
    /// <param name="weight">Finds a weight by its name inside the layer.</param>
    public Flow Run(LayerConfig layer, int index, Flow input, Variable[] initialStates, Func<string, Variable> weight)
    {
        JsonObject config = layer.Config;
        FinalStates = [];
        _index = index;
        return layer.ClassName switch
        {
            "Embedding" => Embed(config, input, weight("embeddings")),
            "Masking" => Masked(config, input),
            "Dense" => input with { Steps = Array.ConvertAll(input.Steps, x => Dense(config, x, weight)) },
            "Activation" when !ReferenceShapes.Knows(layer) => input with { Steps = Array.ConvertAll(input.Steps, x => ReferenceActivation.Apply(tape, config, "activation", x)) },
            "Dropout" => Drop(config, input, ofFeatures: false),
            "SpatialDropout1D" => Drop(config, input, ofFeatures: true),
            "Flatten" => new Flow([tape.Concat(input.Steps)]) { IsSequence = false },
            "LayerNormalization" => input with { Steps = Array.ConvertAll(input.Steps, x => Normalize(config, x, weight)) },
            _ when ReferenceConvolutions.Knows(layer) => ReferenceConvolutions.Run(tape, layer, input, weight),
            "Conv1D" => new(ReferenceWindows.Convolve(tape, config, input.Steps, weight)),
            "MaxPooling1D" => new(ReferenceWindows.Pool(tape, config, input.Steps, maximum: true)),
            "AveragePooling1D" => new(ReferenceWindows.Pool(tape, config, input.Steps, maximum: false)),
            "GlobalMaxPooling1D" => new([tape.Maximum(input.Steps)]) { IsSequence = Flag(config, "keepdims") },
            "GlobalAveragePooling1D" => new([tape.Mean([.. input.Steps.Where((_, step) => input.Mask?[step] ?? true)], input.Steps[0].Length)]) { IsSequence = Flag(config, "keepdims") },
            _ when ReferenceShapes.Knows(layer) => ReferenceShapes.Run(tape, layer, input, weight),
            "Bidirectional" => Bidirectional(config, input, initialStates, weight),
            _ => Recurrent(layer.ClassName, config, input, initialStates, weight),
        };
    }

    private Flow Embed(JsonObject config, Flow input, Variable table)
    {
        int size = Number(config, "output_dim");
        return new(
            Array.ConvertAll(tokens, token => tape.Part(table, token * size, size)),
            Flag(config, "mask_zero") ? Array.ConvertAll(tokens, token => token != 0) : input.Mask);
    }

    private Flow Masked(JsonObject config, Flow input)
    {
        double value = config["mask_value"]?.GetValue<double>() ?? 0;
        bool[] mask = Array.ConvertAll(input.Steps, x => x.Value.Any(element => element != value));
        return new([.. input.Steps.Select((x, step) => tape.Scale(x, mask[step] ? 1 : 0))], mask);
    }

    /// <summary>What is left with key 0: a factor for each value, which lie in lines of 16, or one for each feature.</summary>
    private Flow Drop(JsonObject config, Flow input, bool ofFeatures)
    {
        int stride = (input.Steps[0].Length + 15) & -16;
        float[] factors = new float[(ofFeatures ? 1 : input.Steps.Length) * stride];
        DropoutMask.Fill(ref factors[0], factors.Length, config["rate"]!.GetValue<float>(), 0, DropoutFactors.Salt(_index, DropoutUse.Values), row);
        return input with { Steps = [.. input.Steps.Select((x, step) => tape.Multiply(x, Factors(ofFeatures ? 0 : step * stride, x.Length)))] };

        Variable Factors(int first, int count) => new(Array.ConvertAll(factors[first..(first + count)], factor => (double)factor));
    }

    private Variable Dense(JsonObject config, Variable x, Func<string, Variable> weight)
    {
        int units = Number(config, "units");
        Variable sum = tape.Product(x, weight("kernel"), units, 0, units);
        return ReferenceActivation.Apply(tape, config, "activation", Flag(config, "use_bias", true) ? tape.Add(sum, weight("bias")) : sum);
    }

    private Variable Normalize(JsonObject config, Variable x, Func<string, Variable> weight)
    {
        Variable y = ReferenceNormalization.Apply(tape, x, config["epsilon"]?.GetValue<double>() ?? 1e-3);
        y = Flag(config, "scale", true) ? tape.Multiply(y, weight("gamma")) : y;
        return Flag(config, "center", true) ? tape.Add(y, weight("beta")) : y;
    }

    private Flow Recurrent(string className, JsonObject config, Flow input, Variable[] initialStates, Func<string, Variable> weight)
    {
        ReferenceCell cell = new(className, config, tape, weight, ReferenceDropout.Of(config, _index, row, input.Steps[0].Length), ReferenceZoneout.Of(config, _index, row, input.Steps.Length, isDrawn));
        (Variable[] outputs, Variable[] states) = Process(cell, input, initialStates, Flag(config, "go_backwards"), masksToZero: false);
        FinalStates = Flag(config, "return_state") || Flag(config, "stateful") ? states : [];
        return Flag(config, "return_sequences") ? new(outputs, input.Mask) : new([outputs[^1]]) { IsSequence = false };
    }

    private Flow Bidirectional(JsonObject config, Flow input, Variable[] initialStates, Func<string, Variable> weight)
    {
        (string className, JsonObject inner) = Inner(config);
        bool sequences = Flag(inner, "return_sequences");
        int half = initialStates.Length / 2;
        int inputs = input.Steps[0].Length;
        (Variable[] forward, Variable[] forwardStates) = Process(
            new(className, inner, tape, name => weight($"forward/{name}"), ReferenceDropout.Of(inner, _index, row, inputs), ReferenceZoneout.Of(inner, _index, row, input.Steps.Length, isDrawn)), input, initialStates[..half], backwards: false, masksToZero: sequences);
        (Variable[] backward, Variable[] backwardStates) = Process(
            new(className, inner, tape, name => weight($"backward/{name}"), ReferenceDropout.Of(inner, _index, row, inputs, backward: true), ReferenceZoneout.Of(inner, _index, row, input.Steps.Length, isDrawn, backward: true)), input, initialStates[half..], backwards: true, masksToZero: sequences);
        FinalStates = Flag(inner, "return_state") ? [.. forwardStates, .. backwardStates] : [];
        string mode = config["merge_mode"]!.GetValue<string>();
        return sequences
            ? new([.. forward.Zip(backward.Reverse(), (first, second) => Merge(mode, first, second))], input.Mask)
            : new([Merge(mode, forward[^1], backward[^1])]) { IsSequence = false };
    }

    private Variable Merge(string mode, Variable forward, Variable backward) => mode switch
    {
        "concat" => tape.Concat(forward, backward),
        "sum" => tape.Add(forward, backward),
        "mul" => tape.Multiply(forward, backward),
        "ave" => tape.Scale(tape.Add(forward, backward), 0.5),
        _ => throw new ArgumentException($"no reference for merge_mode {mode}"),
    };

    /// <summary>All steps in the order of processing, and the states after the last one.</summary>
    private static (Variable[] Outputs, Variable[] States) Process(
        ReferenceCell cell, Flow input, Variable[] initialStates, bool backwards, bool masksToZero)
    {
        int count = input.Steps.Length;
        Variable[] states = initialStates.Length > 0 ? initialStates : [.. Enumerable.Range(0, cell.StateCount).Select(state => Variable.Zeros(cell.SizeOf(state)))];
        Variable output = Variable.Zeros(cell.SizeOf(0));
        Variable[] outputs = new Variable[count];
        for (int i = 0; i < count; i++)
        {
            int step = backwards ? count - 1 - i : i;
            bool isReal = input.Mask is null || input.Mask[step];
            if (isReal)
            {
                states = cell.Step(input.Steps[step], states, step);
                output = states[0];
            }

            outputs[i] = isReal || !masksToZero ? output : Variable.Zeros(cell.SizeOf(0));
        }

        return (outputs, states);
    }

    private static (string ClassName, JsonObject Config) Inner(JsonObject config)
    {
        JsonObject layer = config["layer"]!.AsObject();
        return (layer["class_name"]!.GetValue<string>(), layer["config"]!.AsObject());
    }

    private static int Number(JsonObject config, string key) => config[key]!.GetValue<int>();

    private static bool Flag(JsonObject config, string key, bool otherwise = false) => config[key]?.GetValue<bool>() ?? otherwise;
}
