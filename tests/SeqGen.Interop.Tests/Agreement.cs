using Microsoft.ML.OnnxRuntime;

namespace SeqGen.Interop.Tests;

/// <summary>Compares outputs relative to the largest one.</summary>
internal static class Agreement
{
    public const double Tolerance = 1e-5;

    public static void Require(ReadOnlySpan<float> actual, IReadOnlyList<double> expected, string what = "")
    {
        actual.Length.ShouldBe(expected.Count, what);
        double scale = expected.Max(Math.Abs);
        double largest = 0;
        for (int i = 0; i < expected.Count; i++)
        {
            double difference = Math.Abs(actual[i] - expected[i]);
            largest = difference > largest || double.IsNaN(difference) ? difference : largest;
        }

        double.IsNaN(largest).ShouldBeFalse(what);
        largest.ShouldBeLessThanOrEqualTo(Tolerance * scale, what);
    }

    /// <summary>The output of one sequence of floats.</summary>
    public static float[] Predict(SequenceModel model, ReadOnlySpan<float> features)
    {
        float[] output = new float[model.Description.Output.Length];
        model.CreatePredictor().Predict(features, output);
        return output;
    }

    /// <summary>The output of one sequence of tokens.</summary>
    public static float[] Predict(SequenceModel model, ReadOnlySpan<int> tokens)
    {
        float[] output = new float[model.Description.Output.Length];
        model.CreatePredictor().Predict(tokens, output);
        return output;
    }

    /// <summary>The outputs of a stream, step after step.</summary>
    public static float[] Stream(SequenceModel model, float[] features)
    {
        SequenceStream stream = new(model);
        int size = model.Description.Inputs[^1].Size;
        List<float> outputs = [];
        for (int start = 0; start < features.Length; start += size)
        {
            outputs.AddRange(stream.Step(features.AsSpan(start, size)));
        }

        return [.. outputs];
    }

    /// <summary>A graph whose input is x [1, steps, size] gives its output y as its import does.</summary>
    public static void RequireSame(OnnxGraph graph, ImportedModel imported, int steps, int size)
    {
        float[] input = new Values(3).Vector(steps * size);
        using InferenceSession session = new(graph.Bytes());
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(input, [1, steps, size]);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, ["x"], [value], ["y"]);
        Require(Predict(imported.Compile(), input), [.. results[0].GetTensorDataAsSpan<float>().ToArray().Select(output => (double)output)]);
    }
}
