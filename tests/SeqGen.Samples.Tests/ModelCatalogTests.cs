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
    [InlineData("bidirectional", 320_000 + 49_664 + 41_216 + 4_160 + 65)]
    public void ParameterCountsAreExact(string word, long parameters)
    {
        ModelChoice choice = ModelCatalog.Reviews.Choose(word, otherwise: ModelCatalog.Phrases);

        ParameterCounts.Of(choice.Create(0).Description).ShouldBe(new ParameterCounts(parameters, parameters));
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
