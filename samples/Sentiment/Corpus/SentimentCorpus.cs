using SeqGen.Data;

namespace SeqGen.Samples.Sentiment;

/// <summary>Texts to train on and texts to test with, labels 0 (negative) and 1 (positive).</summary>
/// <param name="Name">What they are, for headlines and figures.</param>
/// <param name="Training">To train and validate on.</param>
/// <param name="Test">Looked at once, at the end.</param>
internal sealed record SentimentCorpus(string Name, IReadOnlyList<LabelledText> Training, IReadOnlyList<LabelledText> Test)
{
    private const int TrainingPairs = 4_000;
    private const int TestPairs = 1_000;

    /// <summary>The corpus of <see cref="PhraseGrammar"/>.</summary>
    public static SentimentCorpus Phrases(int seed)
    {
        List<LabelledText> all = PhraseGrammar.Generate(TrainingPairs + TestPairs, seed);
        return new("generated phrases", all[..(2 * TrainingPairs)], all[(2 * TrainingPairs)..]);
    }

    /// <summary>The Large Movie Review Dataset, its training part in the order of a seed.</summary>
    /// <param name="path">The folder aclImdb, or one with shards; <see langword="null"/> for <c>imdb</c> below SEQGEN_DATA.</param>
    /// <param name="seed">The seed of the order.</param>
    public static SentimentCorpus Reviews(string? path, int seed) => new(
        "IMDB reviews",
        SeededShuffle.Shuffled(Load(path, DataPart.Train), seed),
        Load(path, DataPart.Test));

    private static List<LabelledText> Load(string? path, DataPart part)
    {
        if (path is not null && !Directory.Exists(path))
        {
            throw new SampleError($"There is no folder '{path}'. --path takes the folder aclImdb, or one that holds train-*.jsonl.gz and test-*.jsonl.gz.");
        }

        if (path is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(DataFolder.EnvironmentVariable)))
        {
            throw new SampleError(
                "The reviews are missing: name their folder (aclImdb) with --path, or set "
                + $"{DataFolder.EnvironmentVariable} to the folder that holds the folder imdb.");
        }

        return path is null || Directory.EnumerateFiles(path, "*.jsonl.gz").Any()
            ? ImdbReviews.Load(part, path)
            : AclImdb.Load(path, part);
    }
}
