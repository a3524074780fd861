using SeqGen.Text;

namespace SeqGen.Samples.Tensors;

/// <summary>T1: one-hot vectors of words and characters, and places without a vocabulary.</summary>
internal static class OneHotRow
{
    private const int OwnPlaces = 10;
    private static readonly int[] RealPlaces = [1_000, 10_000, 100_000, 1_000_000];

    public static void ShowOwn(RowPage page)
    {
        string text = RowPage.Texts[0];
        Tokenizer words = new();
        ShowVectors(page, "words", words, text, TextPreprocessing.TextToWordSequence(text));
        ShowVectors(page, "characters", new Tokenizer(charLevel: true), text[..7], [.. text[..7].Select(character => character.ToString())]);
        string[] tokens = [.. TextPreprocessing.TextToWordSequence(text)];
        int[] places = HashingTrick.Encode(text, OwnPlaces);
        RowPage.Print($"hashing trick, {OwnPlaces} places: {string.Join(", ", tokens.Zip(places, (word, place) => $"{word} {place}"))}");
        RowPage.Print($"with Keras' hash md5: {string.Join(", ", tokens.Zip(HashingTrick.Encode(text, OwnPlaces, WordHash.Md5), (word, place) => $"{word} {place}"))}");
        page.Add("words", tokens.Length);
    }

    public static void ShowReal(RowPage page)
    {
        HashSet<string> words = [.. page.TrainingReviews.SelectMany(review => TextPreprocessing.TextToWordSequence(review.Text))];
        RowPage.Print($"{words.Count:N0} different words in {page.TrainingReviews.Count:N0} reviews; how many share their place with another:");
        foreach (int places in RealPlaces)
        {
            int shared = words.GroupBy(word => HashingTrick.IndexOf(word, places)).Where(place => place.Skip(1).Any()).Sum(place => place.Count());
            RowPage.Print($"{places,9:N0} places: {shared,6:N0} words, {(double)shared / words.Count:P1}");
            page.Add($"words_sharing_one_of_{places}_places", shared);
        }
    }

    private static void ShowVectors(RowPage page, string kind, Tokenizer tokenizer, string text, IReadOnlyList<string> tokens)
    {
        tokenizer.FitOnTexts([text]);
        SequenceMatrix<int> numbers = SequencePadding.PadSequences(tokenizer.TextsToSequences([text]));
        int size = tokenizer.VocabularySize;
        SequenceMatrix<float> vectors = OneHot.Encode(numbers, size);
        RowPage.Print($"{kind} of \"{text}\", one row each, {size} columns (column 0 is padding):");
        for (int step = 0; step < numbers.Length; step++)
        {
            RowPage.Print($"  {tokens[step],-4} {numbers.Values[step]}  {string.Join(' ', vectors.Values.AsSpan(step * size, size).ToArray())}");
        }

        page.Add($"columns_of_{kind}", size);
    }
}
