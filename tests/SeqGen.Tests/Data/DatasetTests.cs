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

    private static float[] Rows(Dataset data) => new TestModel(new SumProgram(1, stateful: false)).Predict(data);
}
