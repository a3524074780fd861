using System.Diagnostics;
using System.Globalization;
using SeqGen.Embeddings;

namespace SeqGen.Samples;

/// <summary>Word vectors that a sample trains on its own texts, once: they are kept in a file and loaded from there afterwards.</summary>
/// <param name="options">Folder of the file, seed and threads.</param>
/// <param name="cancellation">Ends training early.</param>
public sealed class TrainedVectors(SampleOptions options, CancellationToken cancellation)
{
    private readonly string _folder = options.Vectors ?? Path.Combine("artifacts", "word-vectors");

    /// <summary>Told, after vectors were trained, their name, what was counted (words or pairs), and how many of it a second.</summary>
    public Action<string, string, double>? Measured { get; init; }

    /// <summary>Vectors of skip-gram with negative sampling.</summary>
    /// <param name="name">Name of the file, without its extension.</param>
    /// <param name="dimensions">Values of a vector.</param>
    /// <param name="texts">The words of each text, where they have to be trained.</param>
    public WordVectors SkipGram(string name, int dimensions, Func<IReadOnlyList<string[]>> texts) => LoadOrTrain(name, texts, (vocabulary, sequences) =>
    {
        SkipGramProgress last = default;
        WordVectors vectors = Embeddings.SkipGram.Train(vocabulary, sequences, new SkipGramOptions
        {
            Dimensions = dimensions,
            Seed = options.Seed,
            Threads = options.Threads,
            Progress = at =>
            {
                if (at.Epoch > last.Epoch && last.Epoch > 0)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  epoch {last.Epoch}: loss {last.Loss:0.000}, {last.WordsPerSecond:N0} words a second"));
                }

                last = at;
            },
        }, cancellation);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  epoch {last.Epoch}: loss {last.Loss:0.000}, {last.WordsPerSecond:N0} words a second"));
        Measured?.Invoke(name, "words", last.WordsPerSecond);
        return vectors;
    });

    /// <summary>
    /// Vectors of GloVe. A few million words give few pairs a large count, so pairs have their full weight from 10 on, as
    /// the authors' own demonstration has it, and training goes on for twice as many epochs at twice the rate.
    /// </summary>
    /// <param name="name">Name of the file, without its extension.</param>
    /// <param name="dimensions">Values of a vector.</param>
    /// <param name="texts">The words of each text, where they have to be trained.</param>
    public WordVectors GloVe(string name, int dimensions, Func<IReadOnlyList<string[]>> texts) => LoadOrTrain(name, texts, (vocabulary, sequences) =>
        Embeddings.GloVe.Train(Count(vocabulary, sequences), new GloVeOptions
        {
            Dimensions = dimensions,
            FullCount = 10,
            Epochs = 30,
            LearningRate = 0.1,
            Seed = options.Seed,
            Threads = options.Threads,
            Progress = at =>
            {
                double rate = at.Pairs * at.Epoch / at.Seconds;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  epoch {at.Epoch}: loss {at.Loss:0.0000}, {rate:N0} pairs a second"));
                Measured?.Invoke(name, "pairs", rate);
            },
        }, cancellation));

    private CooccurrenceCounts Count(WordVocabulary vocabulary, List<int[]> sequences) => Stage.Run(
        "Counting pairs of near words", () => CooccurrenceCounts.Count(vocabulary, sequences, threads: options.Threads, cancellation: cancellation));

    private WordVectors LoadOrTrain(string name, Func<IReadOnlyList<string[]>> texts, Func<WordVocabulary, List<int[]>, WordVectors> train)
    {
        string path = Path.Combine(_folder, name + ".bin");
        if (File.Exists(path))
        {
            WordVectors loaded = Stage.Run("Loading word vectors", () => WordVectors.Load(path));
            Console.WriteLine($"Word vectors: {loaded.Count:N0} of {loaded.Dimensions} dimensions from {path}");
            return loaded;
        }

        Directory.CreateDirectory(_folder);
        Console.WriteLine($"Word vectors: there is no {path}, so they are trained (once).");
        IReadOnlyList<string[]> words = Stage.Run("Cutting the texts into words", texts);
        (WordVocabulary vocabulary, List<int[]> sequences) = Stage.Run("Counting words", () =>
        {
            WordVocabulary counted = WordVocabulary.FromTexts(words);
            return (counted, counted.ToSequences(words).ToList());
        });
        long start = Stopwatch.GetTimestamp();
        WordVectors vectors = train(vocabulary, sequences);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Word vectors: {vectors.Count:N0} of {vectors.Dimensions} dimensions, trained in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s, kept in {path}"));
        vectors.Save(path, WordVectorFormat.Word2VecBinary);
        return vectors;
    }
}
