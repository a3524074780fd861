using System.Text;
using System.Text.Json;
using SeqGen.Data;
using SeqGen.Tests.Data;
using SeqGen.Tests.Fuzz;
using SeqGen.Text;

namespace SeqGen.Tests.Text;

/// <summary>Files that Keras users have.</summary>
public class TokenizerFileTests
{
    private const string Config = """
        {"num_words": 3, "filters": "", "lower": true, "split": " ", "char_level": false, "oov_token": null, "document_count": 2,
         "word_counts": {"the": 2, "caf\u00e9": 1}, "word_docs": {"the": 2, "caf\u00e9": 1}, "index_docs": {"1": 2, "2": 1},
         "index_word": {"1": "the", "2": "caf\u00e9"}, "word_index": {"the": 1, "caf\u00e9": 2}}
        """;

    public static TheoryData<string, bool> Forms => new()
    {
        { Keras(asStrings: true), true },
        { Keras(asStrings: false), true },
        { Config, true },
        { """{"the": 1, "caf\u00e9": 2}""", false },
        { """{"1": "the", "2": "café"}""", false },
        { """{"caf\u00e9": 2, "the": 1, "config": 7, "word_index": 8, "word_counts": 9}""", false },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_is_read_plain_and_within_a_string_with_and_without_a_mark(string json, bool hasCounts)
    {
        foreach (string text in new[] { json, JsonSerializer.Serialize(json), JsonSerializer.Serialize(JsonSerializer.Serialize(json)), "\uFEFF" + json, "\uFEFF \n" + JsonSerializer.Serialize(json) + " " })
        {
            using TemporaryFolder folder = new();
            Tokenizer[] tokenizers =
            [
                Tokenizer.FromJson(text), Tokenizer.Load(folder.Write("t.json", text)),
                Tokenizer.Load(new MemoryStream(Encoding.UTF8.GetBytes(text))), Tokenizer.Load(new TrickleStream(Encoding.UTF8.GetBytes(text))),
            ];
            foreach (Tokenizer tokenizer in tokenizers)
            {
                tokenizer.TextsToSequences(["The café of the"])[0].ShouldBe([1, 2, 1]);
                tokenizer.IndexWord[2].ShouldBe("café");
                tokenizer.WordCounts["the"].ShouldBe(hasCounts ? 2 : 0);
                tokenizer.DocumentCount.ShouldBe(hasCounts ? 2 : 0);
                tokenizer.NumWords.ShouldBe(hasCounts ? 3 : null);
                Tokenizer.FromJson(tokenizer.ToJson()).ToJson().ShouldBe(tokenizer.ToJson());
            }
        }
    }

    [Fact]
    public void An_index_alone_takes_the_settings_that_it_lacks()
    {
        const string Index = """{"<OOV>": 1, "the": 2, "of": 3, "cat": 4}""";
        Tokenizer settings = new(4, filters: "", oovToken: "<OOV>");
        Tokenizer tokenizer = Tokenizer.FromJson(Index, settings);
        tokenizer.TextsToSequences(["the cat of dog"])[0].ShouldBe([2, 1, 3, 1]);
        tokenizer.VocabularySize.ShouldBe(4);
        tokenizer.FitOnTexts(["a a the"]);
        tokenizer.WordIndex["<OOV>"].ShouldBe(1);
        tokenizer.WordIndex["a"].ShouldBe(2);
        settings.WordIndex.Count.ShouldBe(0);
        Should.Throw<DataFormatException>(() => Tokenizer.FromJson("""{"the": 2}""", settings)).Message.ShouldContain("the token for unknown words, '<OOV>', is not in the index");
    }

    [Fact]
    public void A_word_index_that_was_cut_by_hand_is_read_and_can_be_saved()
    {
        // A usual recipe: word_index is cut to the frequent words, the other dictionaries stay as they were.
        string json = Config.Replace("\"word_index\": {\"the\": 1, \"caf\\u00e9\": 2}", "\"word_index\": {\"the\": 1}", StringComparison.Ordinal);
        json.ShouldNotBe(Config);
        Tokenizer tokenizer = Tokenizer.FromJson(json);
        tokenizer.TextsToSequences(["the café"])[0].ShouldBe([1]);
        Tokenizer.FromJson(tokenizer.ToJson()).TextsToSequences(["the café"])[0].ShouldBe([1]);
    }

    [Theory]
    [InlineData("""{"the": 1, "of": 1}""", "the word index: the word 'of' has the index 1, which is another word's too")]
    [InlineData("""{"the": 1, "the": 2}""", "the word index: the word 'the' appears twice")]
    [InlineData("""{"the": 0}""", "the word index: the word 'the' has the number 0, which is not in [1, 100000000]")]
    [InlineData("""{"the": 1.5}""", "the word index: the word 'the' has no integer")]
    [InlineData("""{"the": 1, "of": "2"}""", "it is not a word index either")]
    [InlineData("""{"1": "the", "2": "the"}""", "the word '2' has a word that has another index too")]
    [InlineData("""{"1": "the", "1": "of"}""", "the word '1' appears twice")]
    [InlineData("""{"one": "the"}""", "the word 'one' is not an index in [1, 100000000]")]
    [InlineData("""{"1": "\ud800"}""", "there is half of a character")]
    [InlineData("\"{\\\"the\\\": 1}\" 3", "not the JSON text of a tokenizer")]
    [InlineData("\"\"", "not the JSON text of a tokenizer")]
    [InlineData("NaN", "not the JSON text of a tokenizer")]
    [InlineData("{\"config\": {}, \"config\": {}}", "the member 'config' appears twice")]
    public void What_is_wrong_is_said_with_its_place(string json, string message)
    {
        using TemporaryFolder folder = new();
        DataFormatException error = Should.Throw<DataFormatException>(() => Tokenizer.Load(folder.Write("wrong.json", json)));
        error.Message.ShouldContain(message);
        error.Path.ShouldBe(folder["wrong.json"]);
        Should.Throw<DataFormatException>(() => Tokenizer.Load(new MemoryStream(Encoding.UTF8.GetBytes(json)))).Message.ShouldContain(message);
    }

    [Fact]
    public void Deep_nesting_and_bytes_that_are_no_text_are_documented_errors()
    {
        foreach (string json in new[] { new string('[', 100_000), "{\"config\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), "{\"a\":" + new string('[', 1000) + new string(']', 1000) + "}" })
        {
            Should.Throw<DataFormatException>(() => Tokenizer.FromJson(json));
        }

        DataFormatException error = Should.Throw<DataFormatException>(() => Tokenizer.FromJson("{\n\"a\":1,\n\"b\":}"));
        (error.Line, error.Message.Contains("LineNumber", StringComparison.Ordinal)).ShouldBe((3, true));
        Should.Throw<DataFormatException>(() => Tokenizer.Load(new MemoryStream([(byte)'{', 0xFF, (byte)'}']))).Message.ShouldContain("not UTF-8");
        Should.Throw<DataFormatException>(() => Tokenizer.Load(new MemoryStream(Encoding.Unicode.GetBytes("{\"the\": 1}"))));
    }

    [Fact]
    public void Half_of_a_character_is_not_saved_as_another_one()
    {
        Tokenizer tokenizer = new(charLevel: true);
        tokenizer.FitOnTexts(["a\ud83d"]);
        Should.Throw<InvalidOperationException>(() => tokenizer.ToJson()).Message.ShouldContain("half of a surrogate pair, U+D83D");
    }

    [Fact]
    public void A_stream_is_written_from_its_position_and_left_open()
    {
        Tokenizer tokenizer = new();
        tokenizer.FitOnTexts(["the cat"]);
        using MemoryStream stream = new();
        stream.WriteByte((byte)' ');
        tokenizer.Save(stream);
        stream.Position = 1;
        Tokenizer.Load(stream).ToJson().ShouldBe(tokenizer.ToJson());
        stream.CanWrite.ShouldBeTrue();
    }

    private static string Keras(bool asStrings)
    {
        string config = Config;
        if (asStrings)
        {
            using JsonDocument document = JsonDocument.Parse(Config);
            config = "{" + string.Join(", ", document.RootElement.EnumerateObject().Select(member =>
                $"\"{member.Name}\": {(member.Value.ValueKind == JsonValueKind.Object ? JsonSerializer.Serialize(member.Value.GetRawText()) : member.Value.GetRawText())}")) + "}";
        }

        return "{\"class_name\": \"Tokenizer\", \"config\": " + config + "}";
    }
}
