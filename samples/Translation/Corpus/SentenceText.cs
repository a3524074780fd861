using System.Text;

namespace SeqGen.Samples.Translation;

/// <summary>Sentences as words and back.</summary>
/// <remarks>
/// Lower case; the no-break blanks U+00A0 and U+202F before French punctuation are blanks; every punctuation mark is a
/// word; in French the elided word keeps its apostrophe (<c>j'</c> <c>ai</c>).
/// </remarks>
internal static class SentenceText
{
    private const string Punctuation = ".,!?;:\"()«»…";

    /// <summary>The words of a sentence.</summary>
    /// <param name="text">The sentence.</param>
    /// <param name="isFrench">True to split after an apostrophe.</param>
    public static string[] Split(string text, bool isFrench)
    {
        StringBuilder spaced = new();
        foreach (char character in text.Normalize(NormalizationForm.FormC).ToLowerInvariant())
        {
            char plain = character switch { '\u00A0' or '\u202F' or '\t' => ' ', '\u2019' => '\'', _ => character };
            if (Punctuation.Contains(plain, StringComparison.Ordinal))
            {
                spaced.Append(' ').Append(plain).Append(' ');
            }
            else
            {
                spaced.Append(plain).Append(isFrench && plain == '\'' ? " " : "");
            }
        }

        return spaced.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Words as a sentence: no blank after an apostrophe, nor before a full stop or comma.</summary>
    public static string Join(IEnumerable<string> words)
    {
        StringBuilder text = new();
        foreach (string word in words)
        {
            bool isClose = word is "." or "," or "…" or ")" || text.Length == 0 || text[^1] is '\'' or '(';
            text.Append(isClose ? "" : " ").Append(word);
        }

        return text.ToString();
    }
}
