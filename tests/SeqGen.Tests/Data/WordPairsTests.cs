using SeqGen.Data;

namespace SeqGen.Tests.Data;

/// <summary>Sentence pairs from files, and their division.</summary>
public sealed class WordPairsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_line_holds_a_pair_and_perhaps_more_columns() =>
        WordPairs.Load(_folder.Write("pairs.txt", "Go.\tVa !\nHi.\tSalut !\tCC-BY 2.0\n")).ShouldBe([new("Go.", "Va !"), new("Hi.", "Salut !")]);

    [Theory]
    [InlineData("Go.\tVa !\nHi.\n", 2)]
    [InlineData("Go.\t \n", 1)]
    [InlineData("Go.\tVa !\n\n\r\n\rHi.\n", 5)]
    public void A_line_without_a_translation_is_named(string text, int line) =>
        Should.Throw<DataFormatException>(() => WordPairs.Load(_folder.Write("pairs.txt", text))).Line.ShouldBe(line);

    [Fact]
    public void No_source_is_on_both_sides()
    {
        TextPair[] pairs = [.. Enumerable.Range(0, 300).Select(i => new TextPair($"sentence {i / 3}", $"phrase {i}"))];
        (List<TextPair> training, List<TextPair> test) = WordPairs.SplitBySource(pairs, heldOut: 50, seed: 7);
        test.Count.ShouldBe(51);
        (training.Count + test.Count).ShouldBe(300);
        training.Select(pair => pair.Source).Intersect(test.Select(pair => pair.Source)).ShouldBeEmpty();
        WordPairs.SplitBySource(pairs, 50, 7).Test.ShouldBe(test);
        WordPairs.SplitBySource(pairs, 50, 8).Test.ShouldNotBe(test);
    }

    public void Dispose() => _folder.Dispose();
}
