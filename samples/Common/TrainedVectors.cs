using System.Diagnostics;
using System.Globalization;
using SeqGen.Embeddings;

namespace SeqGen.Samples;

/// <summary>Word vectors that a sample trains on its own texts, once: they are kept in a file and loaded from there afterwards.</summary>
/// <param name="folder">The folder of the file; it is made where it is missing.</param>
public sealed class TrainedVectors(string folder)
{
    /// <summary>Where vectors are kept if the person names no folder.</summary>
    public static string DefaultFolder { get; } = Path.Combine("artifacts", "word-vectors");

    /// <summary>Told, after vectors were trained, their name, what was counted (words or pairs), and how many of it a second.</summary>
    public Action<string, string, double>? Measured { get; init; }

    /// <summary>Vectors of skip-gram with negative sampling.</summary>
    /// <param name="name">Name of the file, without its extension.</param>
    /// <param name="dimensions">Values of a vector.</param>
    /// <param name="texts">The words of each text, where they have to be trained.</param>
    /// <param name="seed">The seed of training.</param>
    public WordVectors SkipGram(string name, int dimensions, Func<IReadOnlyList<string[]>> texts, int seed) => LoadOrTrain(name, texts, (vocabulary, sequences) =>
    {
        SkipGramProgress last = default;
        WordVectors vectors = Embeddings.SkipGram.Train(vocabulary, sequences, new SkipGramOptions
        {
            Dimensions = dimensions,
            Seed = seed,
            Progress = at =>
            {
                if (at.Epoch > last.Epoch && last.Epoch > 0)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  epoch {last.Epoch}: loss {last.Loss:0.000}, {last.WordsPerSecond:N0} words a second"));
                }

                last = at;
            },
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  epoch {last.Epoch}: loss {last.Loss:0.000}, {last.WordsPerSecond:N0} words a second"));
        Measured?.Invoke(name, "words", last.WordsPerSecond);
        return vectors;
    });

    /// <summary>Vectors of GloVe.</summary>
    /// <param name="name">Name of the file, without its extension.</param>
    /// <param name="dimensions">Values of a vector.</param>
    /// <param name="texts">The words of each text, where they have to be trained.</param>
    /// <param name="seed">The seed of training.</param>
    public WordVectors GloVe(string name, int dimensions, Func<IReadOnlyList<string[]>> texts, int seed) => LoadOrTrain(name, texts, (vocabulary, sequences) =>
        Embeddings.GloVe.Train(CooccurrenceCounts.Count(vocabulary, sequences), new GloVeOptions
        {
            Dimensions = dimensions,
            Seed = seed,
            Progress = at =>
            {
                double rate = at.Pairs * at.Epoch / at.Seconds;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  epoch {at.Epoch}: loss {at.Loss:0.0000}, {rate:N0} pairs a second"));
                Measured?.Invoke(name, "pairs", rate);
            },
        }));

    private WordVectors LoadOrTrain(string name, Func<IReadOnlyList<string[]>> texts, Func<WordVocabulary, List<int[]>, WordVectors> train)
    {
        string path = Path.Combine(folder, name + ".bin");
        if (File.Exists(path))
        {
            WordVectors loaded = WordVectors.Load(path);
            Console.WriteLine($"Word vectors: {loaded.Count:N0} of {loaded.Dimensions} dimensions from {path}");
            return loaded;
        }

        Directory.CreateDirectory(folder);
        Console.WriteLine($"Word vectors: there is no {path}, so they are trained (once).");
        IReadOnlyList<string[]> words = texts();
        WordVocabulary vocabulary = WordVocabulary.FromTexts(words);
        List<int[]> sequences = [.. vocabulary.ToSequences(words)];
        long start = Stopwatch.GetTimestamp();
        WordVectors vectors = train(vocabulary, sequences);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Word vectors: {vectors.Count:N0} of {vectors.Dimensions} dimensions, trained in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s, kept in {path}"));
        vectors.Save(path, WordVectorFormat.Word2VecBinary);
        return vectors;
    }
}
