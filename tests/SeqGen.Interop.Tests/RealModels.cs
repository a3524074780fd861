using System.Text.Json;

namespace SeqGen.Interop.Tests;

/// <summary>The folder of real models, which the environment variable SEQGEN_MODELS names; tests that need it are skipped without it.</summary>
internal static class RealModels
{
    public const string Variable = "SEQGEN_MODELS";

    /// <summary>The path of a model, or a skipped test.</summary>
    public static string Require(string file)
    {
        string? folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"{Variable} does not name a folder of models.");
        string path = Path.Combine(folder, file);
        Assert.SkipUnless(File.Exists(path), $"{path} does not exist.");
        return path;
    }

    /// <summary>What was recorded of a model: inputs and outputs, step after step.</summary>
    public static IReadOnlyList<RecordedStep> Recorded(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Require(file)));
        return [.. document.RootElement.GetProperty("steps").EnumerateArray().Select(step => new RecordedStep(Tensors(step.GetProperty("inputs")), Tensors(step.GetProperty("outputs"))))];
    }

    private static Dictionary<string, RecordedTensor> Tensors(JsonElement tensors) => tensors.EnumerateObject().ToDictionary(
        tensor => tensor.Name,
        tensor => new RecordedTensor(
            [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32())],
            [.. tensor.Value.GetProperty("data").EnumerateArray().Select(value => value.GetDouble())]));
}

/// <summary>Inputs and outputs of one call.</summary>
internal sealed record RecordedStep(IReadOnlyDictionary<string, RecordedTensor> Inputs, IReadOnlyDictionary<string, RecordedTensor> Outputs);

/// <summary>Values in row-major order.</summary>
internal sealed record RecordedTensor(int[] Shape, double[] Data)
{
    public float[] Floats => [.. Data.Select(value => (float)value)];

    public int[] Integers => [.. Data.Select(value => (int)value)];
}
