namespace SeqGen.Tests.Models;

public class PredictorTests
{
    [Fact]
    public void One_row_and_a_whole_data_set_agree()
    {
        TestModel model = new(new BagProgram(4, 30, 6), seed: 3);
        int[] tokens = [.. Enumerable.Range(0, 4 * 23).Select(i => i * 7 % 30)];
        float[] all = model.Predict(Dataset.FromTokens(tokens, 4), batchSize: 10);
        all.Length.ShouldBe(23);
        for (int row = 0; row < 23; row++)
        {
            model.Predict(tokens.AsSpan(row * 4, 4)).ShouldBe(all[row], 1e-6f);
        }
    }

    [Fact]
    public void Short_and_long_sequences_are_filled_and_cut_as_declared()
    {
        TestModel pre = new(new BagProgram(4, 30, 6), seed: 3);
        pre.Predict([7, 8]).ShouldBe(pre.Predict([0, 0, 7, 8]));
        pre.Predict([1, 2, 3, 4, 5, 6]).ShouldBe(pre.Predict([3, 4, 5, 6]));

        // The order does not matter to the mean, but which tokens are cut does.
        TestModel post = new(new BagProgram(4, 30, 6, padding: SequenceSide.Post, truncating: SequenceSide.Post), seed: 3);
        post.Predict([1, 2, 3, 4, 5, 6]).ShouldBe(post.Predict([1, 2, 3, 4]));
        post.Predict([7, 8]).ShouldBe(post.Predict([7, 8, 0, 0]));

        TestModel strict = new(new BagProgram(4, 30, 6, padding: SequenceSide.Error, truncating: SequenceSide.Error), seed: 3);
        Should.Throw<ArgumentException>(() => strict.Predict([1, 2, 3, 4, 5])).Message
            .ShouldBe("A sequence of 5 steps is longer than the 4 steps that input 'words' declares.");
        Should.Throw<ArgumentException>(() => strict.Predict([1, 2])).Message.ShouldContain("shorter");
    }

    [Fact]
    public void Jagged_rows_are_filled_on_the_way()
    {
        TestModel model = new(new BagProgram(4, 30, 6), seed: 3);
        int[][] rows = [[7, 8], [1, 2, 3, 4, 5], [9, 9, 9, 9], []];
        float[] all = model.Predict(Dataset.FromTokens(rows));
        all.ShouldBe([.. rows.Select(row => model.Predict(row))]);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void A_token_outside_the_vocabulary_is_named_with_its_position(int token)
    {
        TestModel model = new(new BagProgram(40, 30, 6));
        for (int position = 0; position < 40; position++)
        {
            int[] tokens = new int[40];
            tokens[position] = token;
            Should.Throw<ArgumentOutOfRangeException>(() => model.Predict(tokens)).Message.ShouldContain(
                $"Token {token} at position {position} is outside the vocabulary of input 'words': tokens lie in [0, 30).");
        }
    }

    [Fact]
    public void A_mask_hides_steps_and_filled_steps_are_masked()
    {
        TestModel model = new(new BagProgram(4, 30, 6, hasMask: true), seed: 3);
        Predictor predictor = model.CreatePredictor();
        float whole = predictor.PredictScalar([5, 6, 7, 8]);
        float hidden = predictor.PredictScalar([5, 6, 7, 8], [0, 1, 0, 1]);
        hidden.ShouldNotBe(whole);
        hidden.ShouldBe(predictor.PredictScalar([1, 6, 2, 8], [0, 1, 0, 1]));
        predictor.PredictScalar([6, 8]).ShouldBe(hidden, 1e-6f);

        float[] both = model.Predict(Dataset.FromTokens([5, 6, 7, 8, 6, 8, 0, 0], 4).WithMask([0, 1, 0, 1, 1, 1, 0, 0]));
        both[0].ShouldBe(hidden, 1e-6f);
        both[1].ShouldBe(hidden, 1e-6f);
        model.Predict(Dataset.FromTokens([6, 8, 9, 9], 4).WithLengths([2]))[0].ShouldBe(hidden, 1e-6f);
        Should.Throw<ArgumentException>(() => predictor.PredictScalar([1, 2, 3, 4], [1, 0])).Message.ShouldContain("2 values for a sequence of 4 steps");
        Should.Throw<ArgumentException>(() => new TestModel(new BagProgram(4, 30, 6)).CreatePredictor().PredictScalar([1, 2, 3, 4], [1, 1, 1, 0]))
            .Message.ShouldContain("declared without a mask");
    }

    [Fact]
    public void Many_threads_share_the_weights()
    {
        TestModel model = new(new BagProgram(4, 30, 6), seed: 3);
        float expected = model.Predict([1, 2, 3, 4]);
        Parallel.For(0, 1000, i =>
        {
            int[] other = [i % 30, 2, 3, 4];
            _ = model.Predict(other);
            model.Predict([1, 2, 3, 4]).ShouldBe(expected);
        });
    }

    [Fact]
    public void Weights_are_packed_again_only_after_a_change()
    {
        BagProgram program = new(4, 30, 6);
        TestModel model = new(program, seed: 3);
        float before = model.Predict([1, 2, 3, 4]);
        model.Predict([1, 2, 3, 5]);
        program.Packings.ShouldBe(1);
        model.SetWeight("dense/kernel", new float[6]);
        model.Predict([1, 2, 3, 4]).ShouldBe(0.5f);
        program.Packings.ShouldBe(2);
        before.ShouldNotBe(0.5f);
    }

    [Fact]
    public void A_stateful_model_continues_where_the_last_sequence_ended()
    {
        TestModel model = new(new SumProgram(2));
        Predictor predictor = model.CreatePredictor();
        float[] output = new float[2];
        predictor.Predict([1f, 2f], output);
        output.ShouldBe([1, 3]);
        predictor.Predict([1f, 2f], output);
        output.ShouldBe([4, 6]);
        predictor.FinalState("sum/h")[0].ShouldBe(6);
        predictor.InitialState("sum/h")[0] = 10;
        predictor.Predict([1f, 2f], output);
        output.ShouldBe([11, 13]);
        predictor.ResetStates();
        predictor.Predict([1f, 2f], output);
        output.ShouldBe([1, 3]);
        Should.Throw<ArgumentException>(() => predictor.FinalState("sum/c")).Message.ShouldContain("it has sum/h");

        // Row r of a batch goes on where row r of the batch before ended.
        model.Predict(Dataset.FromFeatures([1, 1, 2, 2, 1, 1, 2, 2], 2), batchSize: 2).ShouldBe([1, 2, 2, 4, 3, 4, 6, 8]);
    }

    [Fact]
    public void An_output_of_many_values_needs_a_span()
    {
        Predictor predictor = new TestModel(new SumProgram(2)).CreatePredictor();
        Should.Throw<InvalidOperationException>(() => predictor.PredictScalar([1f, 2f])).Message.ShouldContain("2 output values");
        Should.Throw<ArgumentException>(() => predictor.Predict([1f, 2f], new float[3])).Message.ShouldContain("the span has 3");
        Should.Throw<ArgumentException>(() => predictor.Predict([1], new float[2])).Message.ShouldContain("takes no tokens");
    }
}
