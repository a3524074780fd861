namespace SeqGen.Tests.Training;

public class DeterminismTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void The_result_is_the_same_bit_for_bit_for_any_number_of_threads(int threads)
    {
        (float[] weights, double[] losses) = Train(1);
        (float[] other, double[] otherLosses) = Train(threads);
        other.ShouldBe(weights);
        otherLosses.ShouldBe(losses);
    }

    [Fact]
    public void A_wide_table_with_a_frequent_token_is_the_same_for_any_number_of_threads()
    {
        float[] one = TrainWide(1);
        TrainWide(2).ShouldBe(one);
        TrainWide(5).ShouldBe(one);
    }

    [Fact]
    public void Fresh_weights_depend_on_the_seed_alone()
    {
        float[] a = new TestModel(new BagProgram(4, 30, 6), 5).GetWeight("embedding/embeddings");
        new TestModel(new BagProgram(4, 30, 6), 5).GetWeight("embedding/embeddings").ShouldBe(a);
        new TestModel(new BagProgram(4, 30, 6), 6).GetWeight("embedding/embeddings").ShouldNotBe(a);
    }

    private static (float[] Weights, double[] Losses) Train(int threads)
    {
        TestModel model = new(new BagProgram(9, 50, 20), seed: 4);
        History history = model.Fit(TrainingData.Tokens(333, 9, 50), new FitOptions
        {
            Epochs = 3,
            BatchSize = 70,
            Threads = threads,
            Seed = 9,
            Optimizer = new Adam(0.01) { GlobalClipNorm = 0.01f },
            ValidationSplit = 0.1,
        });
        return (model.Weights.Span.ToArray(), [.. history["loss"], .. history["val_loss"], .. history["accuracy"]]);
    }

    private static float[] TrainWide(int threads)
    {
        TestModel model = new(new BagProgram(40, 700, 37), seed: 4);
        int[] tokens = new int[100 * 40];
        for (int i = 0; i < tokens.Length; i += 3)
        {
            tokens[i] = i * 7 % 700;
        }

        int[] labels = [.. Enumerable.Range(0, 100).Select(row => row & 1)];
        model.Fit(Dataset.FromTokens(tokens, 40, labels), new FitOptions { Epochs = 2, BatchSize = 64, Threads = threads });
        return model.Weights.Span.ToArray();
    }
}
