using SeqGen.Embeddings;

namespace SeqGen.Tests.Data;

public class DatasetTests
{
    private static readonly ArrayDataset Five = Dataset.FromFeatures([10, 11, 12, 13, 14], 1, new float[] { 0, 1, 2, 3, 4 });

    [Fact]
    public void Parts_and_selections_keep_order()
    {
        Rows(Five.Take(2)).ShouldBe([10, 11]);
        Rows(Five.Skip(3)).ShouldBe([13, 14]);
        Rows(Five.Skip(1).Take(3).Select([2, 0, 0])).ShouldBe([13, 11, 11]);
        (Dataset first, Dataset second) = Five.Split(0.4);
        Rows(first).ShouldBe([10, 11, 12]);
        Rows(second).ShouldBe([13, 14]);
        Should.Throw<ArgumentOutOfRangeException>(() => Five.Take(6));
        Should.Throw<ArgumentOutOfRangeException>(() => Five.Select([5])).Message.ShouldContain("rows 0 to 4");
        Should.Throw<ArgumentOutOfRangeException>(() => Five.Split(1.5));
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        Should.Throw<ArgumentException>(() => Dataset.FromTokens([1, 2, 3], 2)).Message.ShouldContain("not a whole number of rows of 2");
        Should.Throw<ArgumentException>(() => Dataset.FromTokens([1, 2, 3, 4], 2, [1, 2, 3])).Message.ShouldContain("3 target values do not fit 2 rows");
        Should.Throw<ArgumentException>(() => Dataset.FromTokens([1, 2, 3, 4], 2).WithLengths([1, 3])).Message.ShouldContain("length of row 1 is 3");
        Should.Throw<ArgumentException>(() => Dataset.FromTokens([1, 2], 2).WithSampleWeights([float.NaN])).Message.ShouldContain("sample weight of row 0");
        Should.Throw<ArgumentException>(() => new ArrayDataset([DatasetInput.Tokens([1, 2], 1), DatasetInput.Tokens([1], 1)], DatasetTargets.None))
            .Message.ShouldContain("Input 1 has 1 rows");
    }

    [Fact]
    public void Words_become_their_vectors_filled_up_and_cut_as_the_input_declares()
    {
        WordVectors vectors = new(["a", "b", "c"], [1, 2, 3], 1);
        TestModel model = new(new SumProgram(3, stateful: false));
        Dataset data = Dataset.FromVectors([[0, 1], [2, 1, 0, 0], []], vectors, [0, 1, 1]);
        data.Count.ShouldBe(3);

        // The running sums of 0 1 2 (padded at the start), of 3 2 1 (cut at the end), and of nothing.
        model.Predict(data).ShouldBe([0, 1, 3, 3, 5, 6, 0, 0, 0]);
        Should.Throw<ArgumentException>(() => Dataset.FromVectors([[0], [3]], vectors)).Message.ShouldContain("Row 1 holds word 3");
        WordVectors wide = new(["a"], [1, 2], 2);
        Should.Throw<ArgumentException>(() => model.Predict(Dataset.FromVectors([[0]], wide))).Message.ShouldContain("takes 1 values per step");
    }

    [Fact]
    public void Vectors_have_a_mask_over_the_steps_that_are_real()
    {
        InputGeometry geometry = new(new ModelDescription
        {
            Name = "Masked",
            Inputs =
            [
                new InputDescription
                {
                    Name = "words", Kind = InputKind.Features, Length = 3, Size = 2, HasMask = true,
                    Padding = SequenceSide.Post, Truncating = SequenceSide.Pre,
                },
            ],
            Layers = [],
            Weights = [],
            Output = new OutputDescription { Steps = 0, Size = 1, Activation = "linear" },
            StructureJson = "{}",
            WeightLength = 0,
        });
        Batch batch = new(geometry, 2, 0);
        batch.Fill(Dataset.FromVectors([[1, 0], [0, 1, 1, 0]], new WordVectors(["a", "b"], [1, 2, 3, 4], 2)), [0, 1]);
        batch.Features(0).ToArray().ShouldBe([3, 4, 1, 2, 0, 0]);
        batch.Mask(0).ToArray().ShouldBe([1, 1, 0]);
        batch.Features(1).ToArray().ShouldBe([3, 4, 3, 4, 1, 2]);
        batch.Mask(1).ToArray().ShouldBe([1, 1, 1]);
    }

    private static float[] Rows(Dataset data) => new TestModel(new SumProgram(1, stateful: false)).Predict(data);
}
