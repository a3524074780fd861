using System.Text;
using System.Text.Json;
using SeqGen.Data;
using SeqGen.Text;

namespace SeqGen.Tests.Fuzz;

/// <summary>Loads bytes as a tokenizer; one that loads can be used and saved.</summary>
internal static class TokenizerTarget
{
    /// <summary>Good files of every form.</summary>
    public static IReadOnlyList<byte[]> Seeds { get; } = MakeSeeds();

    /// <summary>Loads an input; only what the documentation names may be thrown.</summary>
    public static void Run(byte[] input)
    {
        Tokenizer tokenizer;
        try
        {
            tokenizer = Tokenizer.Load(new TrickleStream(input));
        }
        catch (DataFormatException)
        {
            return;
        }

        string[] texts = ["the cat <oov> of dog", ""];
        int[][] sequences = tokenizer.TextsToSequences(texts);
        _ = tokenizer.SequencesToTexts(sequences);
        Tokenizer copy = Tokenizer.FromJson(tokenizer.ToJson());
        bool isSame = copy.TextsToSequences(texts).Zip(sequences).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second))
            && copy.ToJson() == tokenizer.ToJson() && copy.Trim().TextsToSequences(texts)[0].AsSpan().SequenceEqual(sequences[0]);
        if (!isSame)
        {
            throw new InvalidOperationException("Saved and loaded again, it is another tokenizer.");
        }
    }

    private static List<byte[]> MakeSeeds()
    {
        Tokenizer tokenizer = new(4, oovToken: "<oov>", filters: "");
        tokenizer.FitOnTexts(["the cat of the dog", "the dog's \"tail\"", "é 😀"]);
        string json = tokenizer.ToJson();
        string config = json[(json.IndexOf("\"config\":", StringComparison.Ordinal) + 9)..^1];
        string[] forms =
        [
            json, JsonSerializer.Serialize(json), config, """{"the": 1, "of": 2, "\u00e9": 3}""", """{"1": "the", "2": "of"}""",
            """{"num_words": null, "filters": "", "lower": true, "split": " ", "char_level": true, "oov_token": null, "document_count": 2, "word_counts": {"a": 1}, "word_docs": {"a": 1}, "index_docs": {"1": 1}, "word_index": {"a": 1}, "index_word": {"1": "a"}}""",
        ];
        return [.. forms.Select(Encoding.UTF8.GetBytes)];
    }
}
