using System.Globalization;
using System.Reflection;

namespace SeqGen.Numerics.Tests.Models;

/// <summary>
/// What the models of an assembly compute on this machine, as text: outputs and all gradients, and how far each moves when the weights
/// move by their last digit. Two programs that round in different places differ by about as much.
/// </summary>
internal static class WidthProbe
{
    private const int Trials = 6;

    /// <summary>Two lines a model: its name, its vector width, then all values; and how far each of these moves.</summary>
    public static IEnumerable<string> Run(Assembly assembly)
    {
        foreach (Type type in assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(SequenceModel))).OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            SequenceModel model = (SequenceModel)Activator.CreateInstance(type, 7)!;
            float[] values = [.. Values(model)];
            yield return $"{type.Name} {model.VectorBits} {Join(values)}";
            yield return Join(Moves(type, values));
        }
    }

    private static string Join(IEnumerable<float> values) => string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    private static float[] Moves(Type type, float[] values)
    {
        Random random = new(3);
        float[] largest = new float[values.Length];
        for (int trial = 0; trial < Trials; trial++)
        {
            SequenceModel moved = (SequenceModel)Activator.CreateInstance(type, 7)!;
            foreach (WeightDescription weight in moved.Description.Weights)
            {
                moved.SetWeight(weight.Name, [.. moved.GetWeight(weight.Name).Select(value => random.Next(3) switch { 0 => value, 1 => MathF.BitIncrement(value), _ => MathF.BitDecrement(value) })]);
            }

            int at = 0;
            foreach (float value in Values(moved))
            {
                largest[at] = Math.Max(largest[at], Math.Abs(value - values[at]));
                at++;
            }
        }

        return largest;
    }

    private static IEnumerable<float> Values(SequenceModel model)
    {
        ModelRows rows = SampleModels.RandomRows(model);
        float[] targets = SampleModels.RandomTargets(model, rows.Rows);
        int length = model.Description.Output.Length;
        GradientComputation pass = model.CreateGradients(rows.Rows);
        rows.CopyTo(pass.Inputs);
        pass.Forward(training: true, dropoutKey: 5);
        for (int row = 0; row < rows.Rows; row++)
        {
            pass.SetOutputGradient(row, targets.AsSpan(row * length, length));
        }

        pass.Backward();
        return [.. model.Predict(rows.ToDataset()), .. model.Description.Weights.SelectMany(weight => pass.WeightGradient(weight.Name).ToArray())];
    }
}
