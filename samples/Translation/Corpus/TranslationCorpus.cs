using SeqGen.Data;

namespace SeqGen.Samples.Translation;

/// <summary>A sentence as words, with its translation.</summary>
/// <param name="Source">English words.</param>
/// <param name="Target">French words.</param>
internal readonly record struct SentencePair(string[] Source, string[] Target);

/// <summary>Sentence pairs to train with, and others to test with whose English sentences were never seen.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Training">To train and validate with.</param>
/// <param name="Test">To test with.</param>
internal sealed record TranslationCorpus(string Name, IReadOnlyList<SentencePair> Training, IReadOnlyList<SentencePair> Test)
{
    private const int MaximumWords = 10;
    private const int HeldOut = 10_000;
    private const int TrainingPairs = 60_000;

    private const int GeneratedPairs = 4_000;
    private const int GeneratedHeldOut = 400;

    /// <summary>Pairs of the Tatoeba project with at most ten words on the English side.</summary>
    public static TranslationCorpus Tatoeba(SampleOptions options)
    {
        string folder = options.FindData("eng-fra", "fra-eng.zip");
        List<TextPair> pairs = [.. WordPairs.Load(Path.Combine(folder, "fra-eng.zip")).Where(pair => SentenceText.Split(pair.Source, isFrench: false).Length <= MaximumWords)];
        return Divide("English-French pairs of up to 10 words", pairs, HeldOut, TrainingPairs, options.Seed);
    }

    /// <summary>Pairs of a small grammar of the sample's own.</summary>
    public static TranslationCorpus Generated(int seed) =>
        Divide("generated English-French phrases", BilingualGrammar.Pairs(GeneratedPairs, seed), GeneratedHeldOut, GeneratedPairs, seed);

    private static TranslationCorpus Divide(string name, List<TextPair> pairs, int heldOut, int training, int seed)
    {
        (List<TextPair> first, List<TextPair> second) = WordPairs.SplitBySource(
            pairs, heldOut, seed, source => string.Join(' ', SentenceText.Split(source, isFrench: false)));
        return new(name, [.. first.Take(training).Select(Words)], [.. second.Select(Words)]);
    }

    private static SentencePair Words(TextPair pair) =>
        new(SentenceText.Split(pair.Source, isFrench: false), SentenceText.Split(pair.Target, isFrench: true));
}
