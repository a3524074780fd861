using SeqGen.AotTests.Tools;
using SeqGen.Text;

namespace SeqGen.AotTests;

/// <summary>The models of Embedded/Embedded.seqnet, and their files in the folder of a project that embeds them.</summary>
internal static class EmbeddedModels
{
    private static string Sources { get; } = Path.Combine(BuildWorkspace.Repository, "tests", "SeqGen.AotTests", "Embedded");

    /// <summary>A source of the clients.</summary>
    public static string Source(string name) => Path.Combine(Sources, name);

    public static Embedded.Review Review(int seed = 3) => new(seed);

    public static Embedded.Level Level() => new(seed: 4);

    public static Embedded.Pair Pair() => new(seed: 5);

    public static Embedded.Carried Carried() => new(seed: 6);

    public static Embedded.Gates Gates() => new(seed: 7);

    /// <summary>Fifty words, w1 the most frequent one, so that its index is 1.</summary>
    public static Tokenizer Tokenizer()
    {
        Tokenizer tokenizer = new(numWords: 5000);
        tokenizer.FitOnTexts(Enumerable.Range(1, 50).SelectMany(word => Enumerable.Repeat($"w{word}", 51 - word)));
        return tokenizer;
    }

    /// <summary>Writes declarations, weights and tokenizer to a folder.</summary>
    public static void Save(string folder)
    {
        File.Copy(Source("Embedded.seqnet"), Path.Combine(folder, "Embedded.seqnet"));
        foreach (SequenceModel model in new SequenceModel[] { Review(), Level(), Pair(), Carried(), Gates() })
        {
            model.Save(Path.Combine(folder, $"{model.Description.Name}.safetensors"));
        }

        Tokenizer().Save(Path.Combine(folder, "words.json"));
    }
}
