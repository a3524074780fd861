using SeqGen.Text;

namespace SeqGen.Samples.Tensors;

/// <summary>T2: words become numbers and back, texts become bags, and the tokenizer a file that Keras reads.</summary>
internal static class TokenizerRow
{
    private const int Shown = 10;

    public static void ShowOwn(RowPage page)
    {
        Tokenizer tokenizer = new(numWords: 8, oovToken: "<OOV>");
        tokenizer.FitOnTexts(RowPage.Texts);
        RowPage.Print($"word_index of {RowPage.Texts.Length} texts: {Index(tokenizer)}");
        int[][] sequences = tokenizer.TextsToSequences([RowPage.Texts[1]]);
        RowPage.Print($"\"{RowPage.Texts[1]}\" with numbers below {tokenizer.NumWords}: {string.Join(' ', sequences[0])}");
        RowPage.Print($"and back: {tokenizer.SequencesToTexts(sequences)[0]}");
        foreach (TokenizerMode mode in Enum.GetValues<TokenizerMode>())
        {
            RowPage.Print($"texts_to_matrix, {mode.ToString().ToLowerInvariant()}: {string.Join(' ', tokenizer.SequencesToMatrix(sequences, mode).Values.Select(value => FormattableString.Invariant($"{value:0.##}")))}");
        }

        string json = tokenizer.ToJson();
        RowPage.Print($"as Keras' JSON: {json[..72]}...");
        Compare(page, tokenizer, Tokenizer.FromJson(json), RowPage.Texts);
    }

    public static void ShowReal(RowPage page)
    {
        string[] texts = [.. page.TrainingReviews.Select(review => review.Text)];
        Tokenizer tokenizer = new();
        (_, double fitting) = RowPage.Timed(() => { tokenizer.FitOnTexts(texts); return 0; });
        (int[][] sequences, double encoding) = RowPage.Timed(() => tokenizer.TextsToSequences(texts));
        RowPage.Print($"{tokenizer.WordIndex.Count:N0} words counted in {fitting:0.0} s, {sequences.Sum(sequence => (long)sequence.Length):N0} words of text to numbers in {encoding:0.0} s");
        RowPage.Print($"word_index: {Index(tokenizer)}, ...");
        (string json, double writing) = RowPage.Timed(tokenizer.ToJson);
        (Tokenizer loaded, double reading) = RowPage.Timed(() => Tokenizer.FromJson(json));
        RowPage.Print($"{json.Length / 1e6:0.0} million characters of JSON written in {writing:0.0} s, read in {reading:0.0} s");
        Compare(page, tokenizer, loaded, texts);
        page.Add("words", tokenizer.WordIndex.Count);
        page.Add("seconds_to_count", fitting);
        page.Add("seconds_to_encode", encoding);
        page.Add("seconds_to_write", writing);
        page.Add("seconds_to_read", reading);
    }

    private static string Index(Tokenizer tokenizer) =>
        string.Join(", ", tokenizer.WordIndex.OrderBy(word => word.Value).Take(Shown).Select(word => $"{word.Key} {word.Value}"));

    private static void Compare(RowPage page, Tokenizer before, Tokenizer after, string[] texts)
    {
        int same = texts.Count(text => before.TextsToSequences([text])[0].SequenceEqual(after.TextsToSequences([text])[0]));
        RowPage.Print($"read again, it gives the same numbers for {same:N0} of {texts.Length:N0} texts");
        page.Add("texts_with_the_same_numbers", same);
    }
}
