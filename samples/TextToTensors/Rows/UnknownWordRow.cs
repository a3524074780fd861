using SeqGen.Embeddings;
using SeqGen.Text;

namespace SeqGen.Samples.Tensors;

/// <summary>T7: what becomes of words without a vector.</summary>
internal static class UnknownWordRow
{
    private const string Excerpt = "glove.6B.50d.top2987.txt";
    private const int Reviews = 1_000;
    private const int Shown = 12;

    public static void ShowOwn(RowPage page)
    {
        WordVectors vectors = new(["UNK", "the", "cat", "sat", "on", "mat"], new float[6], dimensions: 1);
        Show(page, vectors, [.. TextPreprocessing.TextToWordSequence(RowPage.Texts[1])], "UNK");
    }

    public static void ShowReal(RowPage page)
    {
        WordVectors vectors = WordVectors.Load(Path.Combine(page.Find("word-vectors", Excerpt), Excerpt));
        string[][] reviews = [.. page.TrainingReviews.Take(Reviews).Select(review => TextPreprocessing.TextToWordSequence(review.Text).ToArray())];
        long words = reviews.Sum(review => (long)review.Length);
        long known = reviews.Sum(review => (long)vectors.ToSequence(review).Length);
        RowPage.Print($"{vectors.Count:N0} words of GloVe know {(double)known / words:P1} of the {words:N0} words of {Reviews:N0} reviews; of the first:");
        Show(page, vectors, reviews[0][..Shown], "the");
        page.Add("share_of_known_words", (double)known / words);
    }

    private static void Show(RowPage page, WordVectors vectors, string[] tokens, string replacement)
    {
        RowPage.Print($"words:      {string.Join(' ', tokens)}");
        ShowWay("dropped", UnknownWords.Drop);
        ShowWay("random", UnknownWords.RandomWord(page.Seed));
        ShowWay($"as {replacement}", UnknownWords.ReplaceBy(replacement));

        void ShowWay(string name, UnknownWords way)
        {
            int[] sequence = vectors.ToSequence(tokens, way);
            RowPage.Print($"{name + ":",-11} {string.Join(' ', sequence.Select(word => vectors.Words[word]))}");
            page.Add($"words_{name.Replace(' ', '_')}", sequence.Length);
        }
    }
}
