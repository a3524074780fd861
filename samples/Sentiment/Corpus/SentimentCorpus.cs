using SeqGen.Data;

namespace SeqGen.Samples.Sentiment;

/// <summary>The texts of this sample, labels 0 (negative) and 1 (positive).</summary>
internal static class SentimentCorpus
{
    private const int TrainingPairs = 4_000;
    private const int TestPairs = 1_000;

    private static readonly string[] Classes = ["negative", "positive"];

    /// <summary>The corpus of <see cref="PhraseGrammar"/>.</summary>
    public static TextCorpus Phrases(int seed)
    {
        List<LabelledText> all = PhraseGrammar.Generate(TrainingPairs + TestPairs, seed);
        return new("generated phrases", all[..(2 * TrainingPairs)], all[(2 * TrainingPairs)..], Classes);
    }

    /// <summary>The Large Movie Review Dataset, its training part in the order of a seed.</summary>
    /// <param name="options">The folder (aclImdb, or one with shards; <c>imdb</c> below SEQGEN_DATA) and the seed of the order.</param>
    public static TextCorpus Reviews(SampleOptions options)
    {
        string folder = options.FindData("imdb", "train-*.jsonl.gz and test-*.jsonl.gz (or is aclImdb)");
        return new(
            "IMDB reviews",
            SeededShuffle.Shuffled(Load(folder, DataPart.Train, "training"), options.Seed),
            Load(folder, DataPart.Test, "test"),
            Classes);
    }

    private static List<LabelledText> Load(string folder, DataPart part, string name) => Stage.Run(
        $"Reading the {name} reviews",
        () => Directory.EnumerateFiles(folder, "*.jsonl.gz").Any() ? ImdbReviews.Load(part, folder) : AclImdb.Load(folder, part));
}
