using SeqGen.Embeddings;

namespace SeqGen.Tests.Embeddings;

public class GloVeTests
{
    [Fact]
    public void Counts_weigh_pairs_by_their_distance_in_both_directions()
    {
        WordVocabulary vocabulary = WordVocabulary.FromTexts([["a", "b", "c", "a", "a"]], minimumCount: 1);
        CooccurrenceCounts counts = CooccurrenceCounts.Count(vocabulary, [vocabulary.ToSequence(["a", "b", "c", "a", "a"])], window: 3);
        counts["a", "b"].ShouldBe(1 + 1 / 2f + 1 / 3f, 1e-6);
        counts["b", "a"].ShouldBe(counts["a", "b"]);
        counts["a", "c"].ShouldBe(1 / 2f + 1 + 1 / 2f, 1e-6);
        counts["a", "a"].ShouldBe(1 / 3f + 1, 1e-6);
        counts["c", "c"].ShouldBe(0);
        counts["a", "z"].ShouldBe(0);
        counts.Pairs().Count().ShouldBe(4);
        counts.Pairs().Sum(pair => pair.Count).ShouldBe(4 + 3 / 2f + 2 / 3f, 1e-5);

        CooccurrenceCounts plain = CooccurrenceCounts.Count(vocabulary, [vocabulary.ToSequence(["a", "b", "c", "a", "a"])], window: 1, byDistance: false);
        (plain["a", "b"], plain["c", "b"], plain["a", "a"]).ShouldBe((1, 1, 1));
    }

    [Fact]
    public void Counts_equal_a_simple_count_for_any_number_of_threads()
    {
        (WordVocabulary vocabulary, List<int[]> sequences) = SkipGramTests.Corpus();
        Dictionary<(int, int), double> expected = [];
        foreach (int[] sequence in sequences)
        {
            for (int i = 0; i < sequence.Length; i++)
            {
                for (int j = i + 1; j < sequence.Length && j - i <= 4; j++)
                {
                    (int, int) pair = (Math.Min(sequence[i], sequence[j]), Math.Max(sequence[i], sequence[j]));
                    expected[pair] = expected.GetValueOrDefault(pair) + 1.0 / (j - i);
                }
            }
        }

        CooccurrenceCounts one = CooccurrenceCounts.Count(vocabulary, sequences, window: 4, threads: 1);
        CooccurrenceCounts three = CooccurrenceCounts.Count(vocabulary, sequences, window: 4, threads: 3);
        one.Pairs().ShouldBe(three.Pairs());
        one.Pairs().Count().ShouldBe(expected.Count);
        foreach ((int first, int second, float count) in one.Pairs())
        {
            ((double)count).ShouldBe(expected[(Math.Min(first, second), Math.Max(first, second))], 1e-4 * count);
        }
    }

    [Fact]
    public void Words_in_like_places_get_near_vectors_the_same_for_any_number_of_threads()
    {
        List<double> losses = [];
        (WordVocabulary vocabulary, List<int[]> sequences) = SkipGramTests.Corpus();
        CooccurrenceCounts counts = CooccurrenceCounts.Count(vocabulary, sequences, window: 4);
        GloVeOptions options = new() { Dimensions = 10, Epochs = 100, Threads = 1, Progress = at => losses.Add(at.Loss) };
        WordVectors vectors = GloVe.Train(counts, options);
        vectors.Nearest("cat", 1)[0].Word.ShouldBe("dog");
        vectors.Nearest("car", 1)[0].Word.ShouldBe("bus");
        losses[^1].ShouldBeLessThan(losses[0] / 4);
        GloVe.Train(counts, options with { Threads = 3 }).Values.SequenceEqual(vectors.Values).ShouldBeTrue();
        GloVe.Train(counts, options with { Seed = 2 }).Values.SequenceEqual(vectors.Values).ShouldBeFalse();
    }

    [Fact]
    public void Options_outside_their_range_are_named_and_vectors_stay_finite()
    {
        (WordVocabulary vocabulary, List<int[]> sequences) = SkipGramTests.Corpus();
        CooccurrenceCounts counts = CooccurrenceCounts.Count(vocabulary, sequences, window: 4);
        foreach ((GloVeOptions options, string name) in new[]
        {
            (new GloVeOptions { LearningRate = double.NaN }, "LearningRate"),
            (new GloVeOptions { LearningRate = -double.NaN }, "LearningRate"),
            (new GloVeOptions { FullCount = double.PositiveInfinity }, "FullCount"),
            (new GloVeOptions { WeightPower = -1 }, "WeightPower"),
            (new GloVeOptions { Epochs = 0 }, "Epochs"),
            (new GloVeOptions { Dimensions = 0 }, "Dimensions"),
            (new GloVeOptions { Threads = -1 }, "Threads"),
        })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => GloVe.Train(counts, options)).ParamName.ShouldBe(name);
        }

        foreach ((SkipGramOptions options, string name) in new[]
        {
            (new SkipGramOptions { LearningRate = double.NaN }, "LearningRate"),
            (new SkipGramOptions { LearningRate = double.PositiveInfinity }, "LearningRate"),
            (new SkipGramOptions { LeastLearningRate = 2 }, "LeastLearningRate"),
            (new SkipGramOptions { Subsampling = double.NaN }, "Subsampling"),
            (new SkipGramOptions { NegativePower = 1000 }, "NegativePower"),
            (new SkipGramOptions { Window = 0 }, "Window"),
            (new SkipGramOptions { Negatives = -1 }, "Negatives"),
            (new SkipGramOptions { Threads = -1 }, "Threads"),
        })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => SkipGram.Train(vocabulary, sequences, options)).ParamName.ShouldBe(name);
        }

        Should.Throw<TrainingDivergedException>(() => GloVe.Train(counts, new GloVeOptions { LearningRate = 1e30 })).Epoch.ShouldBeGreaterThan(0);
        Should.Throw<TrainingDivergedException>(() => SkipGram.Train(vocabulary, sequences, new SkipGramOptions { LearningRate = 1e38, Threads = 1 })).Epoch.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void An_update_is_that_of_the_definition()
    {
        float[] a = new float[16], b = new float[16], aSquares = new float[16], bSquares = new float[16];
        for (int i = 0; i < 16; i++)
        {
            (a[i], b[i], aSquares[i], bSquares[i]) = (i - 7, 0.5f * i, 1 + i, 2);
        }

        VectorUpdate.AdaGrad(a, b, aSquares, bSquares, slope: 0.25f, rate: 0.1f);
        for (int i = 0; i < 16; i++)
        {
            float aOld = i - 7, bOld = 0.5f * i;
            a[i].ShouldBe(aOld - 0.1f * (0.25f * bOld) / MathF.Sqrt(1 + i), 1e-5);
            b[i].ShouldBe(bOld - 0.1f * (0.25f * aOld) / MathF.Sqrt(2), 1e-5);
            aSquares[i].ShouldBe(1 + i + 0.0625f * bOld * bOld, 1e-5);
            bSquares[i].ShouldBe(2 + 0.0625f * aOld * aOld, 1e-5);
        }
    }

    [Fact]
    public void Nothing_to_train_on_is_refused()
    {
        WordVocabulary vocabulary = WordVocabulary.FromTexts([["a"]], minimumCount: 1);
        Should.Throw<ArgumentException>(() => GloVe.Train(CooccurrenceCounts.Count(vocabulary, [[0]]))).Message.ShouldContain("no pairs");
    }
}
