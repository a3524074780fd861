using SeqGen.Data;

namespace SeqGen.Samples.Spam;

/// <summary>The messages of this sample, labels 0 (ham) and 1 (spam).</summary>
internal static class SpamCorpus
{
    private const string File = "SMSSpamCollection";
    private const int GeneratedCount = 3_000;

    private static readonly string[] Classes = ["ham", "spam"];

    /// <summary>The messages of <see cref="MessageGrammar"/>.</summary>
    public static TextCorpus Generated(int seed) =>
        TextCorpus.Stratified("generated messages", MessageGrammar.Generate(GeneratedCount, seed), Classes, seed);

    /// <summary>The SMS Spam Collection; a message that was collected several times counts once, so that none is in two parts.</summary>
    /// <param name="options">Where its folder is, and the seed of the division.</param>
    public static TextCorpus Messages(SampleOptions options)
    {
        string path = Path.Combine(options.FindData("sms-spam", File), File);
        DelimitedFormat format = DelimitedFormat.Tsv with { Labels = LabelMap.Names(Classes), Fields = 2 };
        return TextCorpus.Stratified("SMS messages", [.. Delimited.Load(path, format).Distinct()], Classes, options.Seed);
    }
}
