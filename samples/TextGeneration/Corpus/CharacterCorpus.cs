using SeqGen.Data;

namespace SeqGen.Samples.TextGeneration;

/// <summary>A text to train on, and the text after it to test with.</summary>
/// <param name="Name">What it is, for headlines and figures.</param>
/// <param name="Training">The first nine tenths.</param>
/// <param name="Validation">The last tenth.</param>
/// <param name="Prompt">The text that a generated text continues.</param>
internal sealed record CharacterCorpus(string Name, string Training, string Validation, string Prompt)
{
    private const int GeneratedVerses = 2_000;

    /// <summary>What happens to the text, in words.</summary>
    public string Division => FormattableString.Invariant($"{Training.Length:N0} characters to train on, the {Validation.Length:N0} after them to test with");

    /// <summary>The verses of <see cref="VerseGrammar"/>.</summary>
    public static CharacterCorpus Verses(int seed) => Divide(
        "generated verses", VerseGrammar.Generate(GeneratedVerses, seed), "the old fox walks by the sea,\nat dawn two merry sailors sing below the tree.\n");

    /// <summary>tinyshakespeare.</summary>
    public static CharacterCorpus Shakespeare(SampleOptions options) => Divide(
        "tinyshakespeare", ReadText(Path.Combine(options.FindData("tinyshakespeare", "input.txt of tinyshakespeare"), "input.txt")), "ROMEO:\n");

    /// <summary>Surnames, one a line, in the order of a seed.</summary>
    public static CharacterCorpus Names(SampleOptions options)
    {
        string folder = options.FindData("names", "the files of surnames, one a nation");
        string[] files = [.. Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            throw new SampleError($"There is no .txt file in '{folder}'. It should hold files of surnames, one a line.");
        }

        List<string> names = [.. files.SelectMany(file => TextLines.Read(file)).Select(name => name.Trim().Replace('\u00A0', ' '))];
        return Divide("surnames", string.Concat(SeededShuffle.Shuffled(names, options.Seed).Select(name => name + "\n")), "\n");
    }

    private static CharacterCorpus Divide(string name, string text, string prompt)
    {
        int training = (int)(text.Length * 0.9);
        return new(name, text[..training], text[training..], prompt);
    }

    private static string ReadText(string path) => File.Exists(path)
        ? File.ReadAllText(path)
        : throw new SampleError($"There is no file '{path}'. --path takes the folder that holds the text, input.txt.");
}
