using CsCheck;
using SeqGen.Data;
using SeqGen.Text;

namespace SeqGen.Tests.Text;

public sealed class TextExtrasTests
{
    [Theory]
    [InlineData("", 0xcbf29ce484222325)]
    [InlineData("a", 0xaf63dc4c8601ec8c)]
    [InlineData("foobar", 0x85944171f73967e8)]
    public void The_stable_hash_is_the_published_FNV_1a(string word, ulong hash) =>
        HashingTrick.IndexOf(word, 1_000_001).ShouldBe((int)(hash % 1_000_000) + 1);

    [Fact]
    public void Hashes_need_room() => Should.Throw<ArgumentOutOfRangeException>(() => HashingTrick.Encode("a", 1));

    [Fact]
    public void Runs_of_characters_have_no_separator() =>
        NGrams.Bag(["a", "b", "a"], 2, "").ShouldBe([new("a", 2), new("ab", 1), new("b", 1), new("ba", 1)]);

    [Fact]
    public void Treebank_tokens_hold_all_characters() => Gen.String.Sample(input =>
    {
        string text = input.Replace("\"", "", StringComparison.Ordinal);
        static IEnumerable<char> Visible(string value) => value.Where(c => !char.IsWhiteSpace(c) && c is not (>= '\x1C' and <= '\x1F'));
        return Visible(string.Concat(TreebankTokenizer.Tokenize(text))).SequenceEqual(Visible(text));
    });

    [Fact]
    public void One_hot_vectors()
    {
        var tokens = new SequenceMatrix<int>([0, 2, 1, 1], 2, 2);
        OneHot.Encode(tokens, 3).Values.ShouldBe([0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0]);
        OneHot.Encode(tokens, 3, paddingIsZero: false).Row(0).ToArray().ShouldBe([1, 0, 0, 0, 0, 1]);
        Should.Throw<ArgumentException>(() => OneHot.Encode(tokens, 2)).Message.ShouldContain("row 0, step 1");
    }

    [Fact]
    public void Length_statistics()
    {
        LengthStatistics.Of([1, 5, 3, 3, 8], 3).ShouldBe(new LengthStatistics(3, 1, 2, 2, 1, 8, 4.0));
        Should.Throw<ArgumentException>(() => LengthStatistics.Of([], 3));
    }

    [Fact]
    public void Windows_need_fitting_numbers()
    {
        var data = new SequenceMatrix<float>([0, 1, 2, 3], 4, 1);
        float[] targets = [10, 11, 12, 13];
        TimeseriesWindows.FromArray(data, null, 5).Count.ShouldBe(0);
        TimeseriesWindows.FromArray(data, null, 3).ToMatrix().Values.ShouldBe([0, 1, 2, 1, 2, 3]);
        Should.Throw<InvalidOperationException>(() => TimeseriesWindows.FromArray(data, null, 3).Target(0));
        Should.Throw<ArgumentOutOfRangeException>(() => TimeseriesWindows.FromArray(data, targets, 3).Target(2));
        Should.Throw<ArgumentOutOfRangeException>(() => TimeseriesWindows.FromArray(data, targets, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => TimeseriesWindows.FromArray(data, targets, 1, endIndex: 5));
        Should.Throw<ArgumentException>(() => TimeseriesWindows.Generator(data, [1], 2)).Message.ShouldContain("1 targets for 4 steps");
    }
}
