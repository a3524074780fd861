using System.Text;
using SeqGen.Data;

namespace SeqGen.Samples.Tweets;

/// <summary>The tweets of this sample, labels 0 (sad) and 1 (glad).</summary>
internal static class TweetsCorpus
{
    private const int GeneratedTraining = 1_000;
    private const int GeneratedTest = 300;
    private const int GeneratedUnlabelled = 20_000;
    private const double HeldOut = 0.1;

    private static readonly string[] Classes = ["sad", "glad"];

    /// <summary>The tweets of <see cref="TweetGrammar"/>, with other words of gladness and sadness to validate with.</summary>
    public static TextCorpus Generated(int seed)
    {
        List<LabelledText> heldOut = TweetGrammar.Labelled(GeneratedTest, isTest: true, seed);
        return new("generated tweets", TweetGrammar.Labelled(GeneratedTraining, isTest: false, seed), heldOut, Classes)
        {
            Validation = heldOut,
            Unlabelled = TweetGrammar.Unlabelled(GeneratedUnlabelled, seed),
        };
    }

    /// <summary>Sentiment140 in random order; a tenth is held out to validate with.</summary>
    /// <param name="options">Where its folder is, and the seed of the order.</param>
    public static TextCorpus Sentiment140(SampleOptions options)
    {
        string folder = options.FindData("sentiment140", "a CSV file of Sentiment140 (label in column 0, text in column 5)");
        string path = Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal).FirstOrDefault()
            ?? throw new SampleError($"The folder '{folder}' holds no CSV file.");
        DataSplit<LabelledText> split = DataSplit.Last(SeededShuffle.Shuffled(Load(path), options.Seed), HeldOut);
        return new("Sentiment140", split.Training, split.Validation, Classes) { Validation = split.Validation };
    }

    /// <summary>The original is Latin-1, some copies are UTF-8.</summary>
    private static List<LabelledText> Load(string path)
    {
        DelimitedFormat format = DelimitedFormat.Csv with
        {
            TextColumn = 5,
            Labels = LabelMap.Of([KeyValuePair.Create("0", 0), KeyValuePair.Create("4", 1)]),
        };
        try
        {
            return Delimited.Load(path, format);
        }
        catch (DataFormatException error) when (error.InnerException is DecoderFallbackException)
        {
            return Delimited.Load(path, format with { Encoding = Encoding.Latin1 });
        }
    }
}
