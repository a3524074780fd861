using SeqGen.Text;

namespace SeqGen.Samples.Tensors;

/// <summary>T4: bags of runs of words, and of characters.</summary>
internal static class NGramRow
{
    private const int RealReviews = 1_000;
    private const int Shown = 8;

    public static void ShowOwn(RowPage page)
    {
        string[] words = [.. TextPreprocessing.TextToWordSequence(RowPage.Texts[0])];
        RowPage.Print($"bag of 2-grams of \"{RowPage.Texts[0]}\": {Join(NGrams.Bag(words, 2))}");
        RowPage.Print($"bag of 3-grams: {Join(NGrams.Bag(words, 3))}");
        RowPage.Print($"characters of \"banana\", up to 3: {Join(NGrams.Bag([.. "banana".Select(character => character.ToString())], 3, separator: ""))}");
        page.Add("runs_of_up_to_3_words", NGrams.Bag(words, 3).Count);
    }

    public static void ShowReal(RowPage page)
    {
        string[][] reviews = [.. page.TrainingReviews.Take(RealReviews).Select(review => TextPreprocessing.TextToWordSequence(review.Text).ToArray())];
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach ((string run, int count) in reviews.SelectMany(review => NGrams.Bag(review, 3)))
        {
            counts[run] = counts.GetValueOrDefault(run) + count;
        }

        for (int length = 1; length <= 3; length++)
        {
            KeyValuePair<string, int>[] runs = [.. counts.Where(run => run.Key.Count(character => character == ' ') == length - 1)];
            RowPage.Print($"{RealReviews:N0} reviews have {runs.Length:N0} different {length}-grams: {Join(runs.OrderByDescending(run => run.Value).ThenBy(run => run.Key, StringComparer.Ordinal).Take(Shown))}, ...");
            page.Add($"different_{length}_grams", runs.Length);
        }
    }

    private static string Join(IEnumerable<KeyValuePair<string, int>> bag) => string.Join(", ", bag.Select(run => $"{run.Key} {run.Value}"));
}
