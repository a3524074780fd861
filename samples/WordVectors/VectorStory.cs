using System.Globalization;
using SeqGen.Data;
using SeqGen.Embeddings;
using SeqGen.Text;

namespace SeqGen.Samples.Vectors;

/// <summary>Trains or loads word vectors and shows what they know.</summary>
internal sealed class VectorStory(SampleOptions options, CancellationToken cancellation)
{
    private const int SentenceCount = 20_000;
    private const int SmallDimensions = 30;

    private readonly FigureRecord _record = new("T6");

    public FigureRecord Run()
    {
        _record.Settings["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture);
        if (options.WantsRealData("world", "imdb"))
        {
            ShowPublicVectors();
            TrainOnReviews();
        }
        else
        {
            TrainOnSmallWorld();
        }

        if (options.Json is not null)
        {
            _record.Save(options.Json);
        }

        return _record;
    }

    private void TrainOnSmallWorld()
    {
        List<string[]> sentences = SmallWorld.Sentences(SentenceCount, options.Seed);
        WordVocabulary vocabulary = WordVocabulary.FromTexts(sentences, minimumCount: 1);
        List<int[]> sequences = [.. vocabulary.ToSequences(sentences)];
        _record.Settings["data"] = "sentences about a small world";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sentences.Count:N0} sentences, {vocabulary.Total:N0} words, {vocabulary.Count} different ones"));

        CooccurrenceCounts counts = CooccurrenceCounts.Count(vocabulary, sequences, window: 5, threads: options.Threads, cancellation: cancellation);
        Console.WriteLine("Most often near each other (a pair counts one over its distance):");
        foreach ((int first, int second, float count) in counts.Pairs().OrderByDescending(pair => pair.Count).Take(5))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {vocabulary.Words[first]} - {vocabulary.Words[second]}  {count:0.0}"));
        }

        WordVectors skipGram = SkipGram.Train(vocabulary, sequences, new SkipGramOptions
        {
            Dimensions = SmallDimensions,
            Window = 8,
            Epochs = options.Epochs ?? 20,
            Subsampling = 0.005,
            Seed = options.Seed,
            Threads = options.Threads,
            Progress = Words("skip-gram"),
        }, cancellation);
        Show("skip-gram", skipGram);
        WordVectors glove = GloVe.Train(counts, new GloVeOptions
        {
            Dimensions = SmallDimensions,
            Epochs = 150,
            FullCount = 1000,
            Seed = options.Seed,
            Threads = options.Threads,
        }, cancellation);
        Show("glove", glove);
        if (options.Save is not null)
        {
            Directory.CreateDirectory(options.Save);
            skipGram.Save(Path.Combine(options.Save, "skip-gram.bin"), WordVectorFormat.Word2VecBinary);
            glove.Save(Path.Combine(options.Save, "glove.txt"));
            Console.WriteLine($"Saved in {options.Save}: skip-gram.bin (word2vec), glove.txt (GloVe)");
        }

        void Show(string name, WordVectors vectors)
        {
            Console.WriteLine($"{name}:");
            ShowNearest(vectors, ["king", "girl", "paris", "german"]);
            int right = ShowAnalogies(name, vectors, [("man", "king", "woman", "queen"), ("boy", "girl", "prince", "princess"), ("france", "paris", "italy", "rome"), ("spain", "spanish", "greece", "greek")]);
            _record.Add(name, "analogies_right_of_4", right);
        }
    }

    /// <summary>The excerpts of GloVe and of the GoogleNews vectors.</summary>
    private void ShowPublicVectors()
    {
        if (options.Path is not null)
        {
            return;
        }

        string folder = options.FindData("word-vectors", "excerpts of GloVe and word2vec");
        WordVectors glove = WordVectors.Load(Path.Combine(folder, "glove.6B.50d.top2987.txt"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"GloVe excerpt: {glove.Count:N0} words of {glove.Dimensions} dimensions"));
        ShowNearest(glove, ["good", "film", "actor"]);
        Evaluate("glove_6b_50d_excerpt", glove, folder);
        WordVectors google = WordVectors.Load(Path.Combine(folder, "google_news_30.bin.gz"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"GoogleNews excerpt: {google.Count:N0} words of {google.Dimensions} dimensions"));
        ShowNearest(google, [google.Words[0]]);
    }

    private void TrainOnReviews()
    {
        string folder = options.FindData("imdb", "train-*.jsonl.gz");
        List<LabelledText> reviews = Stage.Run("Reading the training reviews", () => ImdbReviews.Load(DataPart.Train, folder));
        _record.Settings["data"] = "IMDB training reviews";
        TrainedVectors trained = new(options, cancellation)
        {
            Measured = (name, unit, rate) => _record.Add(name, $"{unit}_per_second", rate),
        };
        WordVectors skipGram = trained.SkipGram("imdb-skipgram-300", 300, () => Words(VectorEncoder.Words));
        WordVectors glove = trained.GloVe("imdb-glove-100", 100, () => Words(text => [.. TextPreprocessing.TextToWordSequence(text)]));
        foreach ((string name, WordVectors vectors) in new[] { ("imdb-skipgram-300", skipGram), ("imdb-glove-100", glove) })
        {
            cancellation.ThrowIfCancellationRequested();
            Console.WriteLine($"{name}:");
            ShowNearest(vectors, ["good", "terrible", "actor", "comedy"]);
            ShowAnalogies(name, vectors, [("man", "actor", "woman", "actress"), ("good", "better", "bad", "worse"), ("he", "his", "she", "her")]);
            if (options.Path is null)
            {
                Evaluate(name, vectors, options.FindData("word-vectors", "questions-words.txt and wordsim353.tsv"));
            }
        }

        string[][] Words(Func<string, string[]> split) => [.. reviews.AsParallel().AsOrdered().Select(review => split(review.Text))];
    }

    private void Evaluate(string name, WordVectors vectors, string folder)
    {
        SimilarityScore similarity = WordSimilarities.Load(Path.Combine(folder, "wordsim353.tsv")).Evaluate(vectors);
        AnalogyScore analogies = AnalogyQuestions.Load(Path.Combine(folder, "questions-words.txt")).Evaluate(vectors)[^1];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  wordsim353: Spearman {similarity.Spearman:0.000} on {similarity.Pairs} pairs; analogies: {analogies.Accuracy:P1} of {analogies.Asked:N0} questions ({analogies.Skipped:N0} hold unknown words)"));
        _record.Add(name, "wordsim353_spearman", similarity.Spearman);
        _record.Add(name, "wordsim353_pairs", similarity.Pairs);
        _record.Add(name, "analogy_accuracy", analogies.Accuracy);
        _record.Add(name, "analogies_asked", analogies.Asked);
    }

    private static void ShowNearest(WordVectors vectors, string[] words)
    {
        foreach (string word in words.Where(word => vectors.TryGetIndex(word, out _)))
        {
            IEnumerable<string> near = vectors.Nearest(word, 5).Select(other => string.Create(CultureInfo.InvariantCulture, $"{other.Word} {other.Similarity:0.00}"));
            Console.WriteLine($"  near {word}: {string.Join(", ", near)}");
        }
    }

    private int ShowAnalogies(string name, WordVectors vectors, (string A, string B, string C, string D)[] questions)
    {
        int right = 0;
        foreach ((string a, string b, string c, string expected) in questions)
        {
            if (!new[] { a, b, c }.All(word => vectors.TryGetIndex(word, out _)))
            {
                continue;
            }

            NearWord[] answers = vectors.Analogy(a, b, c, 3);
            right += answers[0].Word == expected ? 1 : 0;
            Console.WriteLine($"  {a} is to {b} as {c} is to {string.Join(", ", answers.Select(answer => answer.Word))}");
        }

        _record.Add(name, "analogies_shown", questions.Length);
        return right;
    }

    private Action<SkipGramProgress> Words(string name) => at => _record.Add(name, "words_per_second", at.WordsPerSecond);
}
