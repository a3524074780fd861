using System.Text.Json;

namespace SeqGen.Tests.Text;

[Trait("Category", "Golden")]
public sealed class TextGoldenTests
{
    [Fact]
    public void Text_to_word_sequence() => GoldenFiles.ForEachCase("text_to_word_sequence", GoldenText.CheckWordSequence);

    [Fact]
    public void Pad_sequences() => GoldenFiles.ForEachCase("pad_sequences", GoldenText.CheckPadding);

    [Fact]
    public void Tokenizer()
    {
        using JsonDocument document = GoldenFiles.Open("tokenizer");
        JsonElement corpora = document.RootElement.GetProperty("corpora");
        GoldenFiles.ForEachCase(document, golden => GoldenText.CheckTokenizer(golden, corpora));
    }
}
