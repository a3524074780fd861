namespace SeqGen.Tests.Text;

[Trait("Category", "Golden")]
public sealed class TextExtrasGoldenTests
{
    [Fact]
    public void Hashing_trick() => GoldenFiles.ForEachCase("hashing_trick", GoldenTextExtras.CheckHashing);

    [Fact]
    public void Ngrams() => GoldenFiles.ForEachCase("ngrams", GoldenTextExtras.CheckNgrams);

    [Fact]
    public void Treebank() => GoldenFiles.ForEachCase("treebank", GoldenTextExtras.CheckTreebank);

    [Fact]
    public void Timeseries() => GoldenFiles.ForEachCase("timeseries", GoldenTextExtras.CheckWindows);
}
