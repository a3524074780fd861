using System.Globalization;
using System.Reflection;

namespace SeqGen.Numerics.Tests.Models;

/// <summary>What the models of an assembly compute on this machine, as text: outputs and all gradients.</summary>
internal static class WidthProbe
{
    /// <summary>One line a model: its name, its vector width, then all values.</summary>
    public static IEnumerable<string> Run(Assembly assembly)
    {
        foreach (Type type in assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(SequenceModel))).OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            SequenceModel model = (SequenceModel)Activator.CreateInstance(type, 7)!;
            IEnumerable<string> values = Values(model).Select(value => value.ToString("R", CultureInfo.InvariantCulture));
            yield return $"{type.Name} {model.VectorBits} {string.Join(' ', values)}";
        }
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
