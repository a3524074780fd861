using System.Text.Json.Nodes;
using SeqGen.Numerics.Tests.Golden;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>Convolutions in groups, of single values, and backwards, by their definitions, for one sequence.</summary>
internal static class ReferenceConvolutions
{
    public static bool Knows(LayerConfig layer) =>
        layer.ClassName is "DepthwiseConv1D" or "SeparableConv1D" or "Conv1DTranspose" || (layer.ClassName == "Conv1D" && Number(layer.Config, "groups", 1) > 1);

    /// <summary>Adds the layer's weights, and turns its input's shape into its output's.</summary>
    public static void AddWeights(LayerConfig layer, ref int[] shape, List<(string Name, int[] Shape)> weights)
    {
        JsonObject config = layer.Config;
        (int steps, int inputs) = (shape[0], shape[1]);
        int size = Number(config, "kernel_size", 0);
        int multiplier = Number(config, "depth_multiplier", 1);
        int outputs = Number(config, "filters", inputs * multiplier);
        switch (layer.ClassName)
        {
            case "Conv1D":
                weights.Add(($"{layer.Name}/kernel", [size, inputs / Number(config, "groups", 1), outputs]));
                break;
            case "DepthwiseConv1D":
                weights.Add(($"{layer.Name}/kernel", [size, inputs, multiplier]));
                break;
            case "SeparableConv1D":
                weights.Add(($"{layer.Name}/depthwise_kernel", [size, inputs, multiplier]));
                weights.Add(($"{layer.Name}/pointwise_kernel", [1, inputs * multiplier, outputs]));
                break;
            default:
                weights.Add(($"{layer.Name}/kernel", [size, outputs, inputs]));
                break;
        }

        if (UsesBias(config))
        {
            weights.Add(($"{layer.Name}/bias", [outputs]));
        }

        shape = [layer.ClassName == "Conv1DTranspose" ? TransposedSteps(config, steps) : ReferenceWindows.Over(config, steps).Count, outputs];
    }

    public static Flow Run(Tape tape, LayerConfig layer, Flow input, Func<string, Variable> weight)
    {
        JsonObject config = layer.Config;
        Variable[] sums = layer.ClassName switch
        {
            "Conv1D" => Grouped(tape, config, input.Steps, weight("kernel")),
            "DepthwiseConv1D" => Depthwise(tape, config, input.Steps, weight("kernel")),
            "SeparableConv1D" => [.. Depthwise(tape, config, input.Steps, weight("depthwise_kernel")).Select(z =>
                tape.Product(z, weight("pointwise_kernel"), Number(config, "filters", 0), 0, Number(config, "filters", 0)))],
            _ => Transposed(tape, config, input.Steps, weight("kernel")),
        };
        return new([.. sums.Select(sum => ReferenceActivation.Apply(tape, config, "activation", UsesBias(config) ? tape.Add(sum, weight("bias")) : sum))]);
    }

    private static Variable[] Grouped(Tape tape, JsonObject config, Variable[] steps, Variable kernel)
    {
        int groups = Number(config, "groups", 1);
        int filters = Number(config, "filters", 0);
        int block = steps[0].Length / groups;
        return Windows(tape, config, steps, filters, (x, tap) => tape.Concat([.. Enumerable.Range(0, groups).Select(group => tape.Product(
            tape.Part(x, group * block, block), tape.Part(kernel, tap * block * filters, block * filters), filters, group * filters / groups, filters / groups))]));
    }

    private static Variable[] Depthwise(Tape tape, JsonObject config, Variable[] steps, Variable kernel)
    {
        int multiplier = Number(config, "depth_multiplier", 1);
        int size = steps[0].Length * multiplier;
        Variable[] repeated = Array.ConvertAll(steps, x => tape.Concat([.. Enumerable.Range(0, size).Select(value => tape.Part(x, value / multiplier, 1))]));
        return Windows(tape, config, repeated, size, (x, tap) => tape.Multiply(x, tape.Part(kernel, tap * size, size)));
    }

    private static Variable[] Windows(Tape tape, JsonObject config, Variable[] steps, int size, Func<Variable, int, Variable> product) =>
    [
        .. ReferenceWindows.Over(config, steps.Length).Select(window => window
            .Select((step, tap) => (step, tap))
            .Where(seen => seen.step >= 0 && seen.step < steps.Length)
            .Aggregate(Variable.Zeros(size), (sum, seen) => tape.Add(sum, product(steps[seen.step], seen.tap)))),
    ];

    private static Variable[] Transposed(Tape tape, JsonObject config, Variable[] steps, Variable kernel)
    {
        int filters = Number(config, "filters", 0);
        int inputs = steps[0].Length;
        int size = Number(config, "kernel_size", 0);
        int strides = Number(config, "strides", 1);
        int cut = IsSame(config) ? Math.Max(size - strides, 0) / 2 : 0;
        Variable[] sums = [.. Enumerable.Range(0, TransposedSteps(config, steps.Length)).Select(_ => Variable.Zeros(filters))];
        for (int i = 0; i < steps.Length; i++)
        {
            for (int tap = 0; tap < size; tap++)
            {
                int t = (i * strides) + tap - cut;
                if (t >= 0 && t < sums.Length)
                {
                    Variable x = steps[i];
                    int first = tap * filters * inputs;
                    sums[t] = tape.Add(sums[t], tape.Concat([.. Enumerable.Range(0, filters).Select(filter => tape.Product(x, tape.Part(kernel, first + (filter * inputs), inputs), 1, 0, 1))]));
                }
            }
        }

        return sums;
    }

    private static int TransposedSteps(JsonObject config, int steps)
    {
        int strides = Number(config, "strides", 1);
        return IsSame(config) ? steps * strides : ((steps - 1) * strides) + Math.Max(Number(config, "kernel_size", 0), strides);
    }

    private static bool IsSame(JsonObject config) => config["padding"]?.GetValue<string>() == "same";

    private static bool UsesBias(JsonObject config) => config["use_bias"]?.GetValue<bool>() ?? true;

    private static int Number(JsonObject config, string key, int otherwise) => config[key]?.GetValue<int>() ?? otherwise;
}
