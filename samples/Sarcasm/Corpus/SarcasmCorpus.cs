using SeqGen.Data;

namespace SeqGen.Samples.Sarcasm;

/// <summary>The headlines of this sample, labels 0 (serious) and 1 (sarcastic).</summary>
internal static class SarcasmCorpus
{
    private const string File = "Sarcasm_Headlines_Dataset.json";
    private const int GeneratedTraining = 4_000;
    private const int GeneratedTest = 1_000;
    private const int RealTraining = 20_000;

    private static readonly string[] Classes = ["serious", "sarcastic"];

    /// <summary>The headlines of <see cref="HeadlineGrammar"/>.</summary>
    public static TextCorpus Generated(int seed) =>
        Divide("generated headlines", HeadlineGrammar.Generate(GeneratedTraining + GeneratedTest, seed), GeneratedTraining);

    /// <summary>The News Headlines Dataset: the first 20,000 to train on and the rest to validate with, as is usual.</summary>
    /// <param name="options">Where its folder is.</param>
    public static TextCorpus Headlines(SampleOptions options)
    {
        string folder = options.FindData("sarcasm", File + " (or its zip)");
        string path = Directory.EnumerateFiles(folder, File + "*").FirstOrDefault()
            ?? throw new SampleError($"The folder '{folder}' does not hold {File}.");
        List<LabelledText> samples = JsonLines.Load(path, "headline", "is_sarcastic");
        return samples.Count > RealTraining
            ? Divide("news headlines", samples, RealTraining)
            : throw new SampleError($"'{path}' has {samples.Count} headlines; more than {RealTraining} are needed.");
    }

    private static TextCorpus Divide(string name, List<LabelledText> samples, int training)
    {
        List<LabelledText> heldOut = samples[training..];
        return new(name, samples[..training], heldOut, Classes) { Validation = heldOut };
    }
}
