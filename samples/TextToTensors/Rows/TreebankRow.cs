using System.Diagnostics;
using SeqGen.Text;

namespace SeqGen.Samples.Tensors;

/// <summary>T5: words as those of NLTK's Treebank tokenizer.</summary>
internal static class TreebankRow
{
    private static readonly string[] Sentences =
    [
        "They'll save and invest more, can't they?",
        "Good muffins cost $3.88 in New York (roughly).",
        "\"We gonna wait,\" he said -- and didn't.",
    ];

    public static void ShowOwn(RowPage page)
    {
        foreach (string sentence in Sentences)
        {
            RowPage.Print($"{sentence}  ->  {string.Join(" | ", TreebankTokenizer.Tokenize(sentence))}");
        }

        page.Add("words", Sentences.Sum(sentence => TreebankTokenizer.Tokenize(sentence).Length));
    }

    public static void ShowReal(RowPage page)
    {
        string[] texts = [.. page.TrainingReviews.Concat(page.TestReviews).Select(review => review.Text)];
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        (long words, double seconds) = RowPage.Timed(() => texts.Sum(text => (long)TreebankTokenizer.Tokenize(text).Length));
        double processor = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        RowPage.Print($"{texts.Length:N0} reviews, {words:N0} words in {seconds:0.0} s on one core, {processor:0.0} s of processor time");
        RowPage.Print($"the first begins {string.Join(" | ", TreebankTokenizer.Tokenize(texts[0]).Take(20))}");
        page.Add("words", words);
        page.Add("seconds", seconds);
        page.Add("processor_seconds", processor);
    }
}
