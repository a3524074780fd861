using SeqGen.Reporting;
using SeqGen.Samples.Sentiment;

namespace SeqGen.Samples.Tests;

public sealed class ModelCatalogTests
{
    [Theory]
    [InlineData("s4", 80_161)]
    [InlineData("s6", 320_000 + 2_080 + 33)]
    [InlineData("s7", 320_000 + (4 * 2_080) + 33)]
    [InlineData("S8", 320_000 + 8_320 + 33)]
    [InlineData("gru", 320_000 + 6_336 + 33)]
    [InlineData("peephole_lstm", 320_000 + 8_320 + (3 * 32) + 33)]
    [InlineData("s5-fresh", 1_000_000 + 320_032 + 33)]
    [InlineData("s10", 17_550 + 20_001)]
    [InlineData("s10-wide", 40_100 + 40_001)]
    [InlineData("s11", 90_201)]
    [InlineData("s11-200", 80_201)]
    [InlineData("s12", 70_200 + 51)]
    [InlineData("s12-1000", 70_200 + 51)]
    [InlineData("s15-vector-gru", 52_800 + 10_001)]
    [InlineData("s15-vector-peephole", 70_200 + (3 * 50) + 10_001)]
    [InlineData("s13", 5_360 + 30_001)]
    [InlineData("s13-regular", 2_832 + 18_001)]
    [InlineData("s13-more", 2_832 + 18_001)]
    [InlineData("bidirectional", 320_000 + 49_664 + 41_216 + 4_160 + 65)]
    public void ParameterCountsAreExact(string word, long parameters)
    {
        ModelChoice choice = ModelCatalog.Reviews.Choose(word, otherwise: ModelCatalog.Phrases);

        ParameterCounts.Of(choice.Create(0).Description).ShouldBe(new ParameterCounts(parameters, parameters));
    }

    [Fact]
    public void FrozenVectorsAreNotTrained() =>
        ParameterCounts.Of(ModelCatalog.Reviews.Choose("s5", otherwise: ModelCatalog.Phrases).Create(0).Description)
            .ShouldBe(new ParameterCounts(1_320_065, 320_065));

    [Fact]
    public void TwoDirectionsOfTenUnitsGiveTwentyValuesAStep()
    {
        ParameterCounts.Of(new ShapeCheck(0).Description).Total.ShouldBe(6_220);
        ShapeCheckStory.Run(new SampleOptions { Seed = 1 }).Length.ShouldBe(100 * 20);
    }

    [Fact]
    public void NamesAreThoseOfTheDeclarations()
    {
        foreach (ModelChoice choice in ModelCatalog.All)
        {
            choice.Create(0).Description.Name.ShouldBe(choice.Name);
        }
    }

    [Fact]
    public void AnUnknownRowIsOneClearMessage() =>
        Should.Throw<SampleError>(() => ModelCatalog.Reviews.Choose("S99", ModelCatalog.Phrases)).Message.ShouldContain("s8 or lstm");
}
