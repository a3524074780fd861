namespace SeqGen.Tests.Models;

/// <summary>Rows of a model with several inputs: all of a kind lie one after the other.</summary>
public class SeveralInputsTests
{
    private static readonly InputGeometry Geometry = new(new ModelDescription
    {
        Name = "Several",
        Inputs =
        [
            new InputDescription { Name = "question", Kind = InputKind.Tokens, Length = 3, Size = 1, Vocabulary = 10, HasMask = true },
            new InputDescription { Name = "numbers", Kind = InputKind.Features, Length = 2, Size = 2, HasMask = true },
            new InputDescription { Name = "answer", Kind = InputKind.OneHot, Length = 2, Size = 20, Vocabulary = 20 },
        ],
        Layers = [],
        Weights = [],
        Output = new OutputDescription { Steps = 0, Size = 1, Activation = "linear" },
        StructureJson = "{}",
        WeightLength = 0,
    });

    [Fact]
    public void Values_and_masks_lie_one_after_the_other()
    {
        (Geometry.TokensPerRow, Geometry.FeaturesPerRow, Geometry.MaskPerRow).ShouldBe((5, 4, 5));
        ArrayDataset data = new(
            [
                DatasetInput.Tokens([[1, 2, 3], [4]]),
                DatasetInput.Features([5, 6, 7, 8], 2),
                DatasetInput.Tokens([15, 16, 17, 18], 2),
            ],
            DatasetTargets.Labels([0, 1]));
        Batch batch = new(Geometry, 4, 1);
        batch.Fill(data, [1, 0]);
        batch.Count.ShouldBe(2);
        batch.Tokens(0).ToArray().ShouldBe([0, 0, 4, 17, 18]);
        batch.Tokens(1).ToArray().ShouldBe([1, 2, 3, 15, 16]);
        batch.Features(0).ToArray().ShouldBe([0, 0, 7, 8]);
        batch.Mask(0).ToArray().ShouldBe([0, 0, 1, 0, 1]);
        batch.Mask(1).ToArray().ShouldBe([1, 1, 1, 0, 1]);
        batch.Targets(0)[0].ShouldBe(1);
        batch.Tokens(2).ToArray().ShouldBe(new int[5]);

        // A smaller batch leaves nothing of the larger one behind.
        batch.Fill(data, [0]);
        batch.Tokens(1).ToArray().ShouldBe(new int[5]);
        batch.Mask(1).ToArray().ShouldBe(new float[5]);
    }

    [Fact]
    public void Each_input_has_its_own_vocabulary()
    {
        Batch batch = new(Geometry, 1, 0);
        batch.SetTokens(0, [9], input: 0);
        batch.SetTokens(0, [19], input: 1);
        Should.Throw<ArgumentOutOfRangeException>(() => batch.SetTokens(0, [10], input: 0)).Message.ShouldContain("input 'question'");
        Should.Throw<ArgumentOutOfRangeException>(() => batch.SetTokens(0, [20], input: 1)).Message.ShouldContain("input 'answer'");
        Should.Throw<ArgumentException>(() => batch.SetTokens(0, [1], input: 2)).Message.ShouldContain("declares 2 token input(s)");
        Should.Throw<ArgumentException>(() => batch.SetFeatures(0, [1, 2, 3])).Message.ShouldContain("takes 2 values per step");
    }

    [Fact]
    public void Windows_over_a_series_are_rows()
    {
        Dataset windows = Dataset.FromWindows(SeqGen.Data.TimeseriesWindows.FromArray(
            new SeqGen.Text.SequenceMatrix<float>([1, 2, 3, 4, 5], 5, 1), [10, 20, 30, 40, 50], sequenceLength: 2));
        Batch batch = new(new TestModel(new SumProgram(2)).Geometry, 4, windows.TargetsPerRow);
        batch.Fill(windows, [2, 0]);
        batch.Features(0).ToArray().ShouldBe([3, 4]);
        batch.Targets(0)[0].ShouldBe(30);
        batch.Features(1).ToArray().ShouldBe([1, 2]);
    }
}
