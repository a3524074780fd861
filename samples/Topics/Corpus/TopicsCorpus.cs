using SeqGen.Data;

namespace SeqGen.Samples.Topics;

/// <summary>The texts of this sample, each of one class among many.</summary>
internal static class TopicsCorpus
{
    private const int GeneratedTraining = 4_000;
    private const int GeneratedTest = 1_000;

    /// <summary>The news of <see cref="NewsGrammar"/>.</summary>
    public static TextCorpus Generated(int seed)
    {
        List<LabelledText> all = NewsGrammar.Generate(GeneratedTraining + GeneratedTest, seed);
        return new("generated news", all[..GeneratedTraining], all[GeneratedTraining..], NewsGrammar.Topics);
    }

    /// <summary>Surnames, a file for each nationality; a name that stands in a file several times counts once.</summary>
    /// <param name="options">Where their folder is, and the seed of the division.</param>
    public static TextCorpus Surnames(SampleOptions options)
    {
        string folder = options.FindData("names", "a file of surnames for each nationality (Arabic.txt and so on)");
        string[] files = [.. Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal)];
        LabelledText[] samples = [.. files.SelectMany((file, label) => TextLines.Load(file, label)).Distinct()];
        return TextCorpus.Stratified("surnames", samples, [.. files.Select(file => Path.GetFileNameWithoutExtension(file))], options.Seed);
    }

    /// <summary>The Stanford Sentiment Treebank's sentences in five degrees, divided as they come.</summary>
    /// <param name="options">Where their folder is.</param>
    public static TextCorpus ReviewDegrees(SampleOptions options)
    {
        string folder = options.FindData("sst2", "stsa.fine.train, stsa.fine.dev and stsa.fine.test");
        string[] classes = ["very negative", "negative", "neutral", "positive", "very positive"];
        DelimitedFormat format = new() { Separator = ' ', Fields = 2, Labels = LabelMap.Integers(classes.Length) };
        List<LabelledText> Load(string part) => Delimited.Load(Path.Combine(folder, "stsa.fine." + part), format);
        return new("film review sentences", Load("train"), Load("test"), classes) { Validation = Load("dev") };
    }
}
