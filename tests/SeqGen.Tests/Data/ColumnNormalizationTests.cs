using SeqGen.Data;

namespace SeqGen.Tests.Data;

public sealed class ColumnNormalizationTests
{
    private static readonly NumericTable Table = new(["a", "b", "flat"], [[1, 3, float.NaN, 100], [2, 4, 6, 8], [7, 7, 7, 9]]);

    [Fact]
    public void The_training_part_alone_gives_mean_and_deviation()
    {
        ColumnNormalization standard = ColumnNormalization.Standard(Table, trainingRows: 3);

        NumericTable scaled = standard.Apply(Table);
        scaled["a"].ToArray().ShouldBe([-1, 1, float.NaN, 98]);
        scaled["b"].ToArray().ShouldBe([-1.2247449f, 0, 1.2247449f, 2.4494897f], tolerance: 1e-6);
        scaled["flat"].ToArray().ShouldBe([0, 0, 0, 2]);
        standard.Undo("a", 98).ShouldBe(100);
        standard.ScaleOf("b").ShouldBe(Math.Sqrt(8.0 / 3));
    }

    [Fact]
    public void The_training_part_alone_gives_the_range()
    {
        NumericTable scaled = ColumnNormalization.MinMax(Table, trainingRows: 3, "b").Apply(Table);

        scaled["b"].ToArray().ShouldBe([0, 0.5f, 1, 1.5f]);
        scaled["a"].ToArray().ShouldBe(Table["a"].ToArray());
    }

    [Fact]
    public void A_column_without_training_values_has_no_scale()
    {
        NumericTable table = new(["late"], [[float.NaN, float.NaN, 3]]);

        Should.Throw<ArgumentException>(() => ColumnNormalization.Standard(table, 2)).Message.ShouldContain("'late' has no value in the first 2 rows");
        Should.Throw<ArgumentOutOfRangeException>(() => ColumnNormalization.Standard(table, 4));
    }

    [Fact]
    public void What_was_saved_scales_alike()
    {
        using TemporaryFolder folder = new();
        ColumnNormalization standard = ColumnNormalization.Standard(Table, trainingRows: 3);
        standard.Save(folder["scaling.json"]);

        NumericTable again = ColumnNormalization.Load(folder["scaling.json"]).Apply(Table);
        again["b"].ToArray().ShouldBe(standard.Apply(Table)["b"].ToArray());
        Should.Throw<DataFormatException>(() => ColumnNormalization.Load(folder["none.json"]));
        Should.Throw<DataFormatException>(() => ColumnNormalization.Load(folder.Write("wrong.json", "{\"a\": 3}"))).Message.ShouldContain("centre and scale");
    }

    [Theory]
    [InlineData("{\"a\":{\"centre\":1,\"scale\":2},\"a\":{\"centre\":1,\"scale\":2}}", "'a' appears twice")]
    [InlineData("{\"a\":{\"centre\":1,\"scale\":0}}", "Centre or scale of the column 'a' is not valid")]
    [InlineData("{\"a\":{\"centre\":1e999,\"scale\":1}}", "expected")]
    [InlineData("{\"a\":{\"centre\":1}}", "expected")]
    [InlineData("{\"a\":1}", "expected")]
    [InlineData("{}", "no column")]
    [InlineData("[]", "expected")]
    [InlineData("", "expected")]
    [InlineData("{\"\\ud800\":{\"centre\":1,\"scale\":2}}", "expected")]
    public void A_file_that_is_no_normalization_is_an_error_of_the_data(string content, string message)
    {
        using TemporaryFolder folder = new();
        Should.Throw<DataFormatException>(() => ColumnNormalization.Load(folder.Write("a.json", content))).Message.ShouldContain(message);
    }

    [Fact]
    public void Infinite_values_have_no_scale() =>
        Should.Throw<ArgumentException>(() => ColumnNormalization.Standard(new NumericTable(["a"], [[1, float.PositiveInfinity]]), 2)).Message.ShouldContain("not finite");
}
