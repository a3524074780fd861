using CsCheck;
using SeqGen.Text;

namespace SeqGen.Tests.Text;

public sealed class WordTableTests
{
    [Fact]
    public void Numbers_words_as_a_dictionary_does() => Gen.String.Array.Sample(inputs =>
    {
        var table = new WordTable();
        var expected = new Dictionary<string, int>(StringComparer.Ordinal);
        return inputs.All(input =>
        {
            bool known = table.Find(input) == expected.GetValueOrDefault(input, -1);
            expected.TryAdd(input, expected.Count);
            return known && table.FindOrAdd(input) == expected[input] && table.Count == expected.Count;
        });
    });

    [Fact]
    public void Holds_many_words()
    {
        const int Count = 100_000;
        var table = new WordTable();
        for (int i = 0; i < Count; i++)
        {
            table.FindOrAdd($"word{i}").ShouldBe(i);
        }

        for (int i = 0; i < Count; i++)
        {
            table.Find($"word{i}").ShouldBe(i);
            table[i].ToString().ShouldBe($"word{i}");
        }

        table.Find("word").ShouldBe(-1);
        table.Find("").ShouldBe(-1);
    }
}
