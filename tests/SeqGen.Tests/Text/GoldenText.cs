using System.Text.Json;
using SeqGen.Text;

namespace SeqGen.Tests.Text;

/// <summary>Checks a golden case of a text family on the runtime; shared with the conformance harness by a link to this file.</summary>
internal static class GoldenText
{
    public static void CheckWordSequence(JsonElement golden) =>
        TextPreprocessing.TextToWordSequence(
            golden.Text("text"), golden.Text("filters"), golden.GetProperty("lower").GetBoolean(), golden.Text("split"))
            .ShouldBe(golden.GetProperty("expected").Strings());

    public static void CheckPadding(JsonElement golden)
    {
        int? maxlen = golden.OptionalInteger("maxlen");
        SequenceSide padding = Enum.Parse<SequenceSide>(golden.Text("padding"), ignoreCase: true);
        SequenceSide truncating = Enum.Parse<SequenceSide>(golden.Text("truncating"), ignoreCase: true);
        JsonElement[] sequences = [.. golden.GetProperty("sequences").EnumerateArray()];
        JsonElement[] expected = [.. golden.GetProperty("expected").EnumerateArray()];
        if (golden.Text("dtype") == "float32")
        {
            SequenceMatrix<float> floats = SequencePadding.PadSequences(
                sequences.Select(item => item.Floats()).ToArray(), maxlen, padding, truncating, golden.GetProperty("value").GetSingle());
            Check(floats, expected, item => item.Floats());
        }
        else
        {
            SequenceMatrix<int> tokens = SequencePadding.PadSequences(
                sequences.Select(item => item.Integers()).ToArray(), maxlen, padding, truncating, golden.GetProperty("value").GetInt32());
            Check(tokens, expected, item => item.Integers());
        }
    }

    /// <param name="golden">The case.</param>
    /// <param name="corpora">The texts of the file, by name.</param>
    public static void CheckTokenizer(JsonElement golden, JsonElement corpora)
    {
        JsonElement config = golden.GetProperty("config");
        var tokenizer = new Tokenizer(
            config.OptionalInteger("num_words"),
            config.Text("filters"),
            config.GetProperty("lower").GetBoolean(),
            config.Text("split"),
            config.GetProperty("char_level").GetBoolean(),
            config.GetProperty("oov_token").GetString());
        tokenizer.FitOnTexts(Texts(corpora, golden.GetProperty("fit")));
        string[] texts = Texts(corpora, golden.GetProperty("apply"));
        Check(tokenizer, golden, texts);
        Check(Tokenizer.FromJson(tokenizer.ToJson()), golden, texts);
    }

    private static string[] Texts(JsonElement corpora, JsonElement names) =>
        [.. names.Strings().SelectMany(name => corpora.GetProperty(name).Strings())];

    private static void Check<T>(SequenceMatrix<T> matrix, JsonElement[] expected, Func<JsonElement, T[]> read)
        where T : unmanaged
    {
        matrix.Count.ShouldBe(expected.Length);
        matrix.Values.Length.ShouldBe(matrix.Count * matrix.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            matrix.Row(i).ToArray().ShouldBe(read(expected[i]));
        }
    }

    private static void Check(Tokenizer tokenizer, JsonElement golden, string[] texts)
    {
        JsonElement expected = golden.GetProperty("expected");
        tokenizer.DocumentCount.ShouldBe(expected.GetProperty("document_count").GetInt32());

        string[] vocabulary = expected.GetProperty("vocabulary").Strings();
        tokenizer.WordIndex.Count.ShouldBe(vocabulary.Length);
        Enumerable.Range(1, vocabulary.Length).Select(index => tokenizer.IndexWord[index]).ToArray().ShouldBe(vocabulary);
        IReadOnlyDictionary<string, int> counts = tokenizer.WordCounts;
        IReadOnlyDictionary<string, int> docs = tokenizer.WordDocs;
        vocabulary.Select(word => counts.GetValueOrDefault(word)).ToArray()
            .ShouldBe(expected.GetProperty("word_counts").Integers());
        vocabulary.Select(word => docs.GetValueOrDefault(word)).ToArray()
            .ShouldBe(expected.GetProperty("word_docs").Integers());

        int[][] sequences = tokenizer.TextsToSequences(texts);
        int[][] wanted = [.. expected.GetProperty("sequences").EnumerateArray().Select(item => item.Integers())];
        sequences.Length.ShouldBe(wanted.Length);
        for (int i = 0; i < wanted.Length; i++)
        {
            sequences[i].ShouldBe(wanted[i], $"text {i}: {texts[i]}");
        }

        string[] back = expected.GetProperty("sequences_to_texts").Strings();
        tokenizer.SequencesToTexts(sequences.Take(back.Length)).ShouldBe(back);

        if (expected.TryGetProperty("matrix", out JsonElement matrices))
        {
            foreach (JsonProperty mode in matrices.EnumerateObject())
            {
                CheckMatrix(tokenizer, texts, Enum.Parse<TokenizerMode>(mode.Name, ignoreCase: true), mode.Value);
            }
        }
    }

    private static void CheckMatrix(Tokenizer tokenizer, string[] texts, TokenizerMode mode, JsonElement expected)
    {
        JsonElement[] rows = [.. expected.GetProperty("rows").EnumerateArray()];
        SequenceMatrix<float> matrix = tokenizer.TextsToMatrix(texts.Take(rows.Length), mode);
        matrix.Length.ShouldBe(expected.GetProperty("width").GetInt32());
        for (int i = 0; i < rows.Length; i++)
        {
            float[] row = matrix.Row(i).ToArray();
            JsonElement[] pairs = [.. rows[i].EnumerateArray()];
            row.Count(value => value != 0).ShouldBe(pairs.Length);
            foreach (JsonElement pair in pairs)
            {
                row[pair[0].GetInt32()].ShouldBe(pair[1].GetSingle(), 1e-6 * Math.Abs(pair[1].GetSingle()), $"{mode}, text {i}");
            }
        }
    }
}
