using SeqGen.Data;
using SeqGen.Embeddings;

namespace SeqGen.Tests.Embeddings;

public class SkipGramTests
{
    [Fact]
    public void A_vocabulary_counts_and_numbers_by_frequency()
    {
        string[][] texts = [["b", "a", "c"], [], ["a", "b", "a", "d"]];
        WordVocabulary vocabulary = WordVocabulary.FromTexts(texts, minimumCount: 1, maximumSize: 3);
        vocabulary.Words.ShouldBe(["a", "b", "c"]);
        vocabulary.Counts.ShouldBe([3, 2, 1]);
        vocabulary.Total.ShouldBe(6);
        vocabulary.ToSequence(texts[2]).ShouldBe([0, 1, 0]);
        WordVocabulary.FromTexts(texts, minimumCount: 2).Words.ShouldBe(["a", "b"]);
        vocabulary.TryGetIndex("d", out int none).ShouldBeFalse();
        none.ShouldBe(-1);
    }

    [Fact]
    public void An_alias_table_draws_with_its_weights()
    {
        double[] weights = [5, 0, 1, 3, 1];
        AliasTable table = new(weights);
        SeededRandom random = new(3);
        int[] drawn = new int[5];
        for (int i = 0; i < 100_000; i++)
        {
            drawn[table.Next(random)]++;
        }

        for (int i = 0; i < drawn.Length; i++)
        {
            (drawn[i] / 100_000.0).ShouldBe(weights[i] / 10, 0.01);
        }

        drawn[1].ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Words_in_like_places_get_near_vectors(int threads)
    {
        List<double> losses = [];
        (WordVocabulary vocabulary, List<int[]> sequences) = Corpus();
        WordVectors vectors = SkipGram.Train(vocabulary, sequences, Options(threads) with { Progress = at => losses.Add(at.Loss) });
        foreach ((string pet, string other) in new[] { ("cat", "dog"), ("car", "bus") })
        {
            vectors.Nearest(pet, 1)[0].Word.ShouldBe(other);
        }

        vectors.Similarity("cat", "dog").ShouldBeGreaterThan(vectors.Similarity("cat", "car") + 0.2f);
        losses[^1].ShouldBeLessThan(losses[0]);
    }

    [Fact]
    public void One_thread_gives_the_same_vectors_every_time()
    {
        (WordVocabulary vocabulary, List<int[]> sequences) = Corpus();
        SkipGramOptions options = Options(1) with { Epochs = 1 };
        WordVectors first = SkipGram.Train(vocabulary, sequences, options);
        SkipGram.Train(vocabulary, sequences, options).Values.SequenceEqual(first.Values).ShouldBeTrue();
        SkipGram.Train(vocabulary, sequences, options with { Seed = 8 }).Values.SequenceEqual(first.Values).ShouldBeFalse();
    }

    [Fact]
    public void A_step_follows_the_gradient()
    {
        // Two words that are neighbours only of each other, whose only random words are each other: v.u must grow.
        WordVocabulary vocabulary = WordVocabulary.FromTexts([["a", "b"]], minimumCount: 1);
        double first = 0;
        double last = 0;
        SkipGram.Train(vocabulary, Enumerable.Repeat<int[]>([0, 1], 20_000), new SkipGramOptions
        {
            Dimensions = 5,
            Window = 1,
            Negatives = 1,
            Epochs = 2,
            Subsampling = 0,
            Threads = 1,
            Progress = at => (first, last) = (first == 0 ? at.Loss : first, at.Loss),
        });
        last.ShouldBeLessThan(first);
        last.ShouldBeLessThan(0.4);
    }

    [Fact]
    public void Wrong_sequences_and_options_are_refused_and_training_can_be_cancelled()
    {
        (WordVocabulary vocabulary, List<int[]> sequences) = Corpus();
        Should.Throw<ArgumentException>(() => SkipGram.Train(vocabulary, [[0, 99_999]])).Message.ShouldContain("99999");
        Should.Throw<ArgumentOutOfRangeException>(() => SkipGram.Train(vocabulary, sequences, new SkipGramOptions { Window = 0 }));
        Should.Throw<ArgumentException>(() => SkipGram.Train(WordVocabulary.FromTexts([]), [])).Message.ShouldContain("empty");
        Should.Throw<OperationCanceledException>(() => SkipGram.Train(vocabulary, sequences, cancellation: new CancellationToken(canceled: true)));
    }

    private static SkipGramOptions Options(int threads) => new()
    {
        Dimensions = 20,
        Epochs = 3,
        Subsampling = 0,
        LearningRate = 0.05,
        Threads = threads,
        Seed = 7,
    };

    /// <summary>Sentences in which pets do what pets do, and vehicles what vehicles do.</summary>
    internal static (WordVocabulary Vocabulary, List<int[]> Sequences) Corpus()
    {
        string[][] subjects = [["cat", "dog"], ["car", "bus"]];
        string[][] verbs = [["eats", "sleeps", "purrs", "runs"], ["drives", "stops", "honks", "parks"]];
        string[][] places = [["home", "garden", "basket"], ["street", "garage", "station"]];
        SeededRandom random = new(11);
        List<string[]> texts = [];
        for (int i = 0; i < 8_000; i++)
        {
            int kind = i % 2;
            texts.Add(["the", Any(subjects[kind]), Any(verbs[kind]), "in", "the", Any(places[kind])]);
        }

        WordVocabulary vocabulary = WordVocabulary.FromTexts(texts, minimumCount: 1);
        return (vocabulary, [.. vocabulary.ToSequences(texts)]);

        string Any(string[] words) => words[random.NextInt(words.Length)];
    }
}
