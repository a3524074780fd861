using SeqGen.Text;

namespace SeqGen.Samples.Tensors;

/// <summary>T3: sequences of one length.</summary>
internal static class PaddingRow
{
    private const int OwnLength = 4;
    private const int RealLength = 500;

    public static void ShowOwn(RowPage page)
    {
        int[][] sequences = [[1, 2], [3, 4, 5, 6, 7, 8]];
        foreach (SequenceSide padding in new[] { SequenceSide.Pre, SequenceSide.Post })
        {
            foreach (SequenceSide truncating in new[] { SequenceSide.Pre, SequenceSide.Post })
            {
                SequenceMatrix<int> rows = SequencePadding.PadSequences(sequences, OwnLength, padding, truncating);
                RowPage.Print($"padding {Word(padding),-4} truncating {Word(truncating),-4}  1 2 -> {Join(rows.Row(0))}    3 4 5 6 7 8 -> {Join(rows.Row(1))}");
            }
        }

        RowPage.Print($"value -1: 1 2 -> {Join(SequencePadding.PadSequences(sequences, OwnLength, value: -1).Row(0))}");
        page.Add("length", OwnLength);
    }

    public static void ShowReal(RowPage page)
    {
        Tokenizer tokenizer = new(10_000);
        tokenizer.FitOnTexts(page.TrainingReviews.Select(review => review.Text));
        int[][] sequences = tokenizer.TextsToSequences(page.TrainingReviews.Select(review => review.Text));
        (SequenceMatrix<int> rows, double seconds) = RowPage.Timed(() => SequencePadding.PadSequences(sequences, RealLength));
        long words = sequences.Sum(sequence => (long)sequence.Length);
        long kept = sequences.Sum(sequence => (long)Math.Min(sequence.Length, RealLength));
        RowPage.Print($"{rows.Count:N0} reviews x {rows.Length} numbers in {seconds:0.00} s: {1 - ((double)kept / rows.Values.Length):P1} of the places are padding, {1 - ((double)kept / words):P1} of the words were cut");
        page.Add("share_of_padding", 1 - ((double)kept / rows.Values.Length));
        page.Add("share_cut", 1 - ((double)kept / words));
        page.Add("seconds", seconds);
    }

    private static string Word(SequenceSide side) => side.ToString().ToLowerInvariant();

    private static string Join(ReadOnlySpan<int> row) => string.Join(' ', row.ToArray());
}
