using System.Text.Json.Nodes;
using SeqGen.Numerics.Tests.Golden;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>Batch normalisation by its definition, over all rows at once.</summary>
internal static class ReferenceBatchNormalization
{
    /// <summary>Normalises all steps of all rows: by the statistics of those that are not masked, or where the layer is frozen by the moving ones.</summary>
    public static Flow[] Run(Tape tape, LayerConfig layer, Flow[] rows, Func<string, Variable> weight)
    {
        JsonObject config = layer.Config;
        Variable[] real = [.. rows.SelectMany(row => row.Steps.Where((_, step) => row.Mask?[step] ?? true))];
        int size = rows[0].Steps[0].Length;
        Variable mean = layer.Trainable ? tape.Mean(real, size) : weight("moving_mean");
        Variable Centred(Variable x) => tape.Add(x, tape.Scale(mean, -1));
        Variable variance = layer.Trainable
            ? tape.Mean([.. real.Select(x => tape.Multiply(Centred(x), Centred(x)))], size)
            : weight("moving_variance");
        double epsilon = config["epsilon"]?.GetValue<double>() ?? 1e-3;
        Variable scale = tape.Map(variance, value => 1 / Math.Sqrt(value + epsilon), value => -0.5 * Math.Pow(value + epsilon, -1.5));
        return Array.ConvertAll(rows, row => row with { Steps = Array.ConvertAll(row.Steps, x => Finish(tape.Multiply(Centred(x), scale))) });

        Variable Finish(Variable normal)
        {
            Variable y = config["scale"]?.GetValue<bool>() ?? true ? tape.Multiply(normal, weight("gamma")) : normal;
            return config["center"]?.GetValue<bool>() ?? true ? tape.Add(y, weight("beta")) : y;
        }
    }
}
