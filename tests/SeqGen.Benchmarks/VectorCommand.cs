using System.Diagnostics;
using System.Globalization;
using System.Text;
using SeqGen.Data;
using SeqGen.Embeddings;

namespace SeqGen.Benchmarks;

/// <summary>How fast word vectors are loaded and trained. Other work on the machine shows as a difference between wall and processor time.</summary>
internal static class VectorCommand
{
    private const int Words = 400_000;
    private const int Dimensions = 100;
    private const int Rounds = 3;
    private const int TextWords = 2_000_000;
    private const int VocabularySize = 30_000;
    private const int SentenceLength = 200;

    public static void Run()
    {
        Load();
        Train(1);
        Train(Environment.ProcessorCount);
    }

    /// <summary>A file as GloVe's, of 400,000 words with 100 values.</summary>
    private static void Load()
    {
        string path = Path.Combine(Path.GetTempPath(), $"seqgen-glove-{Guid.NewGuid():N}.txt");
        try
        {
            Write(path);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"GloVe text, {Words:N0} x {Dimensions}, {new FileInfo(path).Length / 1e6:0} MB"));
            for (int round = 0; round < Rounds; round++)
            {
                Measure("load", () => WordVectors.Load(path).Count);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Write(string path)
    {
        SeededRandom random = new(1);
        using StreamWriter file = new(path, append: false, new UTF8Encoding(false), 1 << 16);
        for (int word = 0; word < Words; word++)
        {
            file.Write(string.Create(CultureInfo.InvariantCulture, $"word{word}"));
            for (int i = 0; i < Dimensions; i++)
            {
                file.Write(string.Create(CultureInfo.InvariantCulture, $" {random.NextGaussian() * 0.4:0.#####}"));
            }

            file.Write('\n');
        }
    }

    /// <summary>Words drawn with the frequencies of Zipf's law.</summary>
    private static void Train(int threads)
    {
        double[] frequencies = [.. Enumerable.Range(1, VocabularySize).Select(rank => 1.0 / rank)];
        AliasTable zipf = new(frequencies);
        SeededRandom random = new(2);
        List<string[]> texts = [];
        string[] names = [.. Enumerable.Range(0, VocabularySize).Select(word => $"w{word}")];
        for (int i = 0; i < TextWords / SentenceLength; i++)
        {
            texts.Add([.. Enumerable.Range(0, SentenceLength).Select(_ => names[zipf.Next(random)])]);
        }

        WordVocabulary vocabulary = WordVocabulary.FromTexts(texts, minimumCount: 1);
        List<int[]> sequences = [.. vocabulary.ToSequences(texts)];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"skip-gram, {Dimensions} dimensions, window 5, 5 negatives, {vocabulary.Count:N0} words, {threads} thread(s)"));
        for (int round = 0; round < Rounds; round++)
        {
            Measure("words", () =>
            {
                SkipGram.Train(vocabulary, sequences, new SkipGramOptions { Dimensions = Dimensions, Epochs = 1, Threads = threads });
                return vocabulary.Total;
            });
        }
    }

    private static void Measure(string what, Func<long> run)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        long count = run();
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        double processor = (process.TotalProcessorTime - before).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {what}: {wall:0.00} s, {count / wall:N0} a second; processor {processor:0.00} s, {count / processor:N0} a second of one core"));
    }
}
