using System.Globalization;
using SeqGen.Data;
using SeqGen.Reporting;

namespace SeqGen.Samples.Sentiment;

/// <summary>S14: nothing is trained; a random sequence goes through, and its shape is looked at.</summary>
internal static class ShapeCheckStory
{
    /// <summary>The word that chooses it.</summary>
    public const string Row = "S14";

    /// <summary>Tells the story.</summary>
    /// <param name="options">Seed, and where the JSON file goes.</param>
    /// <returns>The output, [100][20].</returns>
    public static float[] Run(SampleOptions options)
    {
        ShapeCheck model = new(options.Seed);
        SummaryTable.Print(model);
        InputDescription input = model.Description.Inputs[0];
        SeededRandom random = new(options.Seed);
        float[] features = [.. Enumerable.Range(0, input.Length * input.Size).Select(_ => (float)random.NextGaussian())];
        float[] output = new float[model.Description.Output.Length];
        model.CreatePredictor().Predict(features, output);
        int steps = model.Description.Output.Steps;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Input {input.Length} x {input.Size}, output {steps} x {output.Length / steps}, values from {output.Min():0.000} to {output.Max():0.000}"));
        if (options.Json is not null)
        {
            RunRecord.SaveStructure(options.Json, Row, model.Description);
        }

        return output;
    }
}
