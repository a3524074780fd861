using System.Text.Json.Nodes;
using SeqGen.Numerics.Tests.Golden;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>Layers that move values, and activations that are layers of their own, by their definitions, for one sequence.</summary>
internal static class ReferenceShapes
{
    public static bool Knows(LayerConfig layer) => layer.ClassName is "ZeroPadding1D" or "ReflectionPadding1D" or "Cropping1D" or "UpSampling1D" or "Permute" or "Reshape"
        or "ReLU" or "LeakyReLU" or "ELU" or "PReLU" or "Softmax" or "Magnitude" or "AttentionWeightedAverage" or "Slice" or "Rescaling" || IsOfAxis(layer);

    /// <summary>Adds the layer's weights, and turns its input's shape into its output's.</summary>
    public static void AddWeights(LayerConfig layer, ref int[] shape, List<(string Name, int[] Shape)> weights)
    {
        JsonObject config = layer.Config;
        if (layer.ClassName == "PReLU")
        {
            int[] shared = Integers(config["shared_axes"]);
            weights.Add(($"{layer.Name}/alpha", [.. shape.Select((extent, axis) => shared.Contains(axis + 1) ? 1 : extent)]));
        }

        if (layer.ClassName == "AttentionWeightedAverage")
        {
            weights.Add(($"{layer.Name}/kernel", [shape[^1], 1]));
        }

        if (layer.ClassName == "Rescaling" && IsPerChannel(config))
        {
            weights.AddRange([($"{layer.Name}/scale", [shape[^1]]), ($"{layer.Name}/offset", [shape[^1]])]);
        }

        int steps = shape[0];
        int values = shape.Aggregate(1, (product, extent) => product * extent);
        shape = layer.ClassName switch
        {
            "ZeroPadding1D" or "ReflectionPadding1D" => [steps + Side(config["padding"], 0) + Side(config["padding"], 1), shape[1]],
            "Cropping1D" => [steps - Side(config["cropping"], 0) - Side(config["cropping"], 1), shape[1]],
            "UpSampling1D" => [steps * config["size"]!.GetValue<int>(), shape[1]],
            "Permute" => [shape[1], steps],
            "Reshape" => Target(config, values),
            "Activation" when config["activation"]!.GetValue<string>() == "glu" => shape.Length == 2 && Axis(config) == 1 ? [steps / 2, shape[1]] : [.. shape[..^1], shape[^1] / 2],
            "AttentionWeightedAverage" => [shape[^1]],
            "Magnitude" => [.. shape[..^1], shape[^1] / 2],
            "Slice" => [.. shape[..^1], config["size"]!.GetValue<int>()],
            _ => shape,
        };
    }

    public static Flow Run(Tape tape, LayerConfig layer, Flow input, Func<string, Variable> weight)
    {
        JsonObject config = layer.Config;
        Variable[] steps = input.Steps;
        int count = steps.Length;
        switch (layer.ClassName)
        {
            case "ZeroPadding1D":
                return new([.. Zeros(Side(config["padding"], 0)), .. steps, .. Zeros(Side(config["padding"], 1))]);
            case "ReflectionPadding1D":
                (int left, int right) = (Side(config["padding"], 0), Side(config["padding"], 1));
                return new([.. Enumerable.Range(-left, left + count + right).Select(t => steps[t < 0 ? -t : t >= count ? (2 * (count - 1)) - t : t])]);
            case "Cropping1D":
                return new(steps[Side(config["cropping"], 0)..^Side(config["cropping"], 1)]);
            case "UpSampling1D":
                return new([.. steps.SelectMany(step => Enumerable.Repeat(step, config["size"]!.GetValue<int>()))]);
            case "Permute":
                return new(Permute(tape, steps));
            case "Reshape":
                Variable all = tape.Concat(steps);
                int[] target = Target(config, all.Length);
                return new([.. Enumerable.Range(0, all.Length / target[^1]).Select(t => tape.Part(all, t * target[^1], target[^1]))]) { IsSequence = target.Length == 2 };
            case "PReLU":
                Variable alpha = weight("alpha");
                return input with { Steps = [.. steps.Select((x, t) => Prelu(tape, x, alpha, Integers(config["shared_axes"]), input.IsSequence ? t : 0, input.IsSequence ? 2 : 1))] };
            case "AttentionWeightedAverage":
                return new([WeightedAverage(tape, [.. steps.Where((_, t) => input.Mask?[t] ?? true)], weight("kernel"))]) { IsSequence = false };
            case "Slice":
                return Each(x => tape.Part(x, config["start"]!.GetValue<int>(), config["size"]!.GetValue<int>()));
            case "Rescaling" when IsPerChannel(config):
                return Each(x => tape.Add(tape.Multiply(x, weight("scale")), weight("offset")));
            case "Rescaling":
                (double scale, double offset) = (Number(config, "scale")!.Value, Number(config, "offset") ?? 0);
                return Each(x => tape.Map(x, value => (scale * value) + offset, _ => scale));
            case "Magnitude":
                return Each(x => Magnitude(tape, x));
            case "ReLU":
                return Each(x => tape.Map(x, value => Relu(config, value).Value, value => Relu(config, value).Slope));
            case "LeakyReLU":
                double slope = Number(config, "negative_slope") ?? 0.3;
                return Each(x => tape.Map(x, value => value > 0 ? value : slope * value, value => value > 0 ? 1 : slope));
            case "ELU":
                double limit = Number(config, "alpha") ?? 1;
                return Each(x => tape.Map(x, value => value > 0 ? value : limit * (Math.Exp(value) - 1), value => value > 0 ? 1 : limit * Math.Exp(value)));
        }

        bool isTime = input.IsSequence && Axis(config) == 1;
        string function = config["activation"]?.GetValue<string>() ?? "softmax";
        if (function == "glu")
        {
            int half = (isTime ? count : steps[0].Length) / 2;
            return isTime
                ? new([.. Enumerable.Range(0, half).Select(t => Gated(steps[t], steps[t + half]))])
                : Each(x => Gated(tape.Part(x, 0, half), tape.Part(x, half, half)));
        }

        Func<Variable, Variable> normalize = function == "softmax" ? tape.Softmax : tape.LogSoftmax;
        return isTime ? OverTime() : Each(normalize);

        Flow Each(Func<Variable, Variable> map) => input with { Steps = Array.ConvertAll(steps, x => map(x)) };

        IEnumerable<Variable> Zeros(int number) => Enumerable.Range(0, number).Select(_ => Variable.Zeros(steps[0].Length));

        Variable Gated(Variable a, Variable b) => tape.Multiply(a, ReferenceActivation.Sigmoid(tape, b));

        // Masked steps take no part, and get zeros.
        Flow OverTime()
        {
            int[] real = [.. Enumerable.Range(0, count).Where(t => input.Mask?[t] ?? true)];
            Variable[] found = [.. Enumerable.Range(0, count).Select(_ => Variable.Zeros(steps[0].Length))];
            if (real.Length > 0)
            {
                Variable[] values = Permute(tape, Array.ConvertAll(Permute(tape, [.. real.Select(t => steps[t])]), x => normalize(x)));
                foreach ((int t, int index) in real.Select((t, index) => (t, index)))
                {
                    found[t] = values[index];
                }
            }

            return input with { Steps = found };
        }
    }

    /// <summary>An activation with an axis, or one that halves it.</summary>
    private static bool IsOfAxis(LayerConfig layer) => layer.ClassName == "Activation" && KerasShapes.HasAxis(layer.Config);

    private static Variable[] Permute(Tape tape, Variable[] steps) =>
        [.. Enumerable.Range(0, steps[0].Length).Select(value => tape.Concat([.. steps.Select(step => tape.Part(step, value, 1))]))];

    /// <summary>The sum of the steps, each by its share in a softmax of its products with the kernel; zeros of no steps.</summary>
    private static Variable WeightedAverage(Tape tape, Variable[] real, Variable kernel)
    {
        if (real.Length == 0)
        {
            return Variable.Zeros(kernel.Length);
        }

        Variable weights = tape.Softmax(tape.Concat([.. real.Select(x => tape.Product(x, kernel, 1, 0, 1))]));
        return tape.Product(weights, tape.Concat(real), kernel.Length, 0, kernel.Length);
    }

    /// <summary>The root of the squares of both halves, whose slope at zero is zero.</summary>
    private static Variable Magnitude(Tape tape, Variable x)
    {
        Variable real = tape.Part(x, 0, x.Length / 2);
        Variable imaginary = tape.Part(x, x.Length / 2, x.Length / 2);
        return tape.Map(tape.Add(tape.Multiply(real, real), tape.Multiply(imaginary, imaginary)), Math.Sqrt, value => value > 0 ? 0.5 / Math.Sqrt(value) : 0);
    }

    private static Variable Prelu(Tape tape, Variable x, Variable alpha, int[] shared, int step, int rank)
    {
        bool sharesSteps = rank == 1 || shared.Contains(1);
        bool sharesValues = shared.Contains(rank);
        int length = sharesValues ? 1 : x.Length;
        Variable slopes = tape.Part(alpha, sharesSteps ? 0 : step * length, length);
        slopes = sharesValues ? tape.Concat([.. Enumerable.Repeat(slopes, x.Length)]) : slopes;
        Variable positive = tape.Map(x, value => Math.Max(value, 0), value => value > 0 ? 1 : 0);
        Variable negative = tape.Map(x, value => Math.Min(value, 0), value => value > 0 ? 0 : 1);
        return tape.Add(positive, tape.Multiply(slopes, negative));
    }

    private static (double Value, double Slope) Relu(JsonObject config, double x)
    {
        double most = Number(config, "max_value") ?? double.PositiveInfinity;
        double threshold = Number(config, "threshold") ?? 0;
        double slope = Number(config, "negative_slope") ?? 0;
        return x >= most ? (most, 0) : x > threshold ? (x, 1) : (slope * (x - threshold), slope);
    }

    private static bool IsPerChannel(JsonObject config) => config["per_channel"]?.GetValue<bool>() ?? false;

    private static int[] Target(JsonObject config, int values)
    {
        int[] target = Integers(config["target_shape"]);
        int known = target.Where(extent => extent > 0).Aggregate(1, (product, extent) => product * extent);
        return Array.ConvertAll(target, extent => extent > 0 ? extent : values / known);
    }

    private static int Axis(JsonObject config) => (config["axis"] ?? config["activation_args"]?["axis"])?.GetValue<int>() ?? -1;

    private static int Side(JsonNode? pair, int side) => Integers(pair) is [int left, int right] ? side == 0 ? left : right : Integers(pair)[0];

    private static int[] Integers(JsonNode? value) => value switch
    {
        null => [],
        JsonArray array => [.. array.Select(element => element!.GetValue<int>())],
        _ => [value.GetValue<int>()],
    };

    private static double? Number(JsonObject config, string key) => config[key]?.GetValue<double>();
}
