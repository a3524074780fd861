using SeqGen.Text;

namespace SeqGen.Samples.Tensors;

/// <summary>T8: how many texts a common length pads and cuts.</summary>
internal static class LengthRow
{
    private static readonly int[] RealLengths = [120, 200, 400, 500];

    public static void ShowOwn(RowPage page) =>
        Show(page, "texts", [.. RowPage.Texts.Select(text => TextPreprocessing.TextToWordSequence(text).Count())], [7, 8]);

    public static void ShowReal(RowPage page)
    {
        int[] lengths = [.. page.TrainingReviews.Select(review => TreebankTokenizer.Tokenize(review.Text).Length)];
        Show(page, "reviews, Treebank words", lengths, RealLengths);
    }

    private static void Show(RowPage page, string what, int[] lengths, int[] common)
    {
        foreach (int length in common)
        {
            LengthStatistics statistics = LengthStatistics.Of(lengths, length);
            RowPage.Print($"{what}, length {length}: {statistics.Padded:N0} padded, {statistics.Exact:N0} exact, {statistics.Truncated:N0} truncated; {statistics.Minimum} to {statistics.Maximum:N0}, on average {statistics.Average:0.0}");
            page.Add($"padded_at_{length}", statistics.Padded);
            page.Add($"exact_at_{length}", statistics.Exact);
            page.Add($"truncated_at_{length}", statistics.Truncated);
            page.Add("average", statistics.Average);
        }
    }
}
