using System.Buffers;
using System.Globalization;
using System.Text;

namespace SeqGen.Text;

/// <summary>
/// Cuts English text into the tokens of the Penn Treebank: punctuation and brackets stand alone, contractions are divided
/// (<c>do n't</c>, <c>can not</c>), double quotes become <c>``</c> and <c>''</c>. Gives what the class
/// <c>TreebankWordTokenizer</c> of NLTK 3.8 gives.
/// </summary>
/// <remarks>
/// The definition is a list of rewritings, one after the other over the whole text, that put blanks around tokens. Every
/// method below is one of them; a rewriting goes from left to right and continues after what it has replaced. Each looks
/// only where a character or word stands without which it has nothing to do.
/// A full stop is divided off at the end of the text only, so texts are best cut into sentences before.
/// </remarks>
public static class TreebankTokenizer
{
    private const char Blank = ' ';
    private const string ClosersAfterFullStop = "])}>\"'";
    private const string Quotes = "\"'";

    // First part, second part; the word is divided between them. "wanna" is the only one that needs white space after it.
    private static ReadOnlySpan<string> ContractionStarts => new[] { "can", "d", "gim", "gon", "got", "lem", "more", "wan" };

    private static ReadOnlySpan<string> ContractionEnds => new[] { "not", "'ye", "me", "na", "ta", "me", "'n", "na" };

    private static readonly SearchValues<string> ContractedWords = SearchValues.Create(
        [.. ContractionStarts.ToArray().Zip(ContractionEnds.ToArray(), string.Concat)], StringComparison.OrdinalIgnoreCase);

    /// <summary>The tokens of a text in order.</summary>
    /// <param name="text">A sentence, or any text.</param>
    public static string[] Tokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rewriting = new Rewriting(text);
        OpeningQuotes(rewriting);
        Punctuation(rewriting);
        rewriting.Surround("[](){}<>");
        rewriting.Surround("--", "--");
        rewriting.Pad();
        ClosingQuotes(rewriting);
        Contractions(rewriting);
        return rewriting.Words();
    }

    private static void OpeningQuotes(Rewriting text)
    {
        if (text.StartsWith('"'))
        {
            text.Replace(0, 1, "``");
        }

        text.Surround("``", "``");
        text.PassBefore(static source => source.IndexOfAny(Quotes), static (source, i, output) =>
        {
            if (!" ([{<".Contains(source[i]))
            {
                return 0;
            }

            ReadOnlySpan<char> next = source[(i + 1)..];
            int quote = next.StartsWith('"') ? 1 : next.StartsWith("''") ? 2 : 0;
            return quote == 0 ? 0 : Put(output.Append(source[i]), " `` ", 1 + quote);
        });
    }

    private static void Punctuation(Rewriting text)
    {
        // A comma or colon, unless a digit follows; at the end of the text also before a last line feed.
        text.Pass(FindCommaOrColon, static (source, i, output) =>
        {
            if (i + 1 == source.Length || IsDigit(source[(i + 1)..]))
            {
                return 0;
            }

            output.Append(Blank).Append(source[i]).Append(Blank).Append(source[i + 1]);
            return 2;
        });
        text.Pass(FindCommaOrColon, static (source, i, output) => source[(i + 1)..] is "" or "\n" ? Surrounded(source, i, 1, output) : 0);
        text.Surround("...", "...");
        text.Surround(";@#$%&");
        FullStop(text);
        text.Surround("?!");

        // A single quote that ends a word.
        text.PassBefore(FindApostrophe, static (source, i, output) =>
            source[i] != '\'' && source[(i + 1)..].StartsWith("' ") ? Put(output.Append(source[i]), " ' ", 3) : 0);
    }

    /// <summary>The last full stop of the text, with closing brackets and quotes after it; white space after it goes.</summary>
    private static void FullStop(Rewriting text)
    {
        int end = text.Length;
        while (end > 0 && IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        int stop = end;
        while (stop > 0 && ClosersAfterFullStop.Contains(text[stop - 1]))
        {
            stop--;
        }

        if (stop >= 2 && text[stop - 1] == '.' && text[stop - 2] != '.')
        {
            text.Replace(stop - 1, text.Length, $" {text[(stop - 1)..end]} ");
        }
    }

    private static void ClosingQuotes(Rewriting text)
    {
        text.Surround("''", "''");
        text.Surround("\"", "''");

        // 's, 'm, 'd or a quote alone after a word, then 'll, 're, 've and n't.
        text.PassBefore(FindApostrophe, static (source, i, output) =>
        {
            if (source[i] is '\'' or Blank)
            {
                return 0;
            }

            ReadOnlySpan<char> next = source[(i + 1)..];
            int length = next.StartsWith("' ") ? 1
                : next.Length > 2 && next[0] == '\'' && "sSmMdD".Contains(next[1]) && next[2] == Blank ? 2
                : 0;
            return length == 0 ? 0 : Divided(source, i, length, output);
        });
        text.PassBefore(static source => source.IndexOfAny("'nN"), static (source, i, output) =>
        {
            ReadOnlySpan<char> next = source[(i + 1)..];
            return source[i] is not ('\'' or Blank) && next.Length > 3 && next[3] == Blank
                && next[..3] is "'ll" or "'LL" or "'re" or "'RE" or "'ve" or "'VE" or "n't" or "N'T"
                ? Divided(source, i, 3, output)
                : 0;
        });
    }

    private static void Contractions(Rewriting text)
    {
        text.Pass(static source => source.IndexOfAny(ContractedWords), static (source, i, output) =>
        {
            if (i > 0 && IsWordCharacterBefore(source, i))
            {
                return 0;
            }

            for (int k = 0; k < ContractionStarts.Length; k++)
            {
                int start = ContractionStarts[k].Length;
                int length = start + ContractionEnds[k].Length;
                ReadOnlySpan<char> rest = source[i..];
                if (rest.StartsWith(ContractionStarts[k], StringComparison.OrdinalIgnoreCase)
                    && rest[start..].StartsWith(ContractionEnds[k], StringComparison.OrdinalIgnoreCase)
                    && (ContractionStarts[k] == "wan" ? IsWhiteSpace(rest[length]) : !IsWordCharacter(rest[length..])))
                {
                    output.Append(Blank).Append(rest[..start]).Append(Blank).Append(rest[start..length]).Append(Blank);
                    return length;
                }
            }

            return 0;
        });
        DivideTis(text, "is");
        DivideTis(text, "was");
    }

    /// <summary>'tis and 'twas.</summary>
    private static void DivideTis(Rewriting text, string verb) => text.Pass(FindTis, (source, i, output) =>
    {
        const int Start = 3; // blank, quote, t
        ReadOnlySpan<char> rest = source[i..];
        int length = Start + verb.Length;
        if (!rest.StartsWith(" 't", StringComparison.OrdinalIgnoreCase)
            || !rest[Start..].StartsWith(verb, StringComparison.OrdinalIgnoreCase)
            || IsWordCharacter(rest[length..]))
        {
            return 0;
        }

        output.Append(rest[..Start]).Append(Blank).Append(rest[Start..length]).Append(Blank);
        return length;
    });

    private static int FindCommaOrColon(ReadOnlySpan<char> source) => source.IndexOfAny(',', ':');

    private static int FindApostrophe(ReadOnlySpan<char> source) => source.IndexOf('\'');

    private static int FindTis(ReadOnlySpan<char> source) => source.IndexOf(" 't", StringComparison.OrdinalIgnoreCase);

    private static int Put(StringBuilder output, string replacement, int consumed)
    {
        output.Append(replacement);
        return consumed;
    }

    /// <summary>Blanks around <paramref name="length"/> characters.</summary>
    private static int Surrounded(ReadOnlySpan<char> source, int i, int length, StringBuilder output)
    {
        output.Append(Blank).Append(source.Slice(i, length)).Append(Blank);
        return length;
    }

    /// <summary>A blank between the character and the <paramref name="length"/> after it; one more, a blank, is consumed.</summary>
    private static int Divided(ReadOnlySpan<char> source, int i, int length, StringBuilder output)
    {
        output.Append(source[i]).Append(Blank).Append(source.Slice(i + 1, length)).Append(Blank);
        return length + 2;
    }

    /// <summary>White space as Python has it: that of .NET and the four ASCII separators.</summary>
    private static bool IsWhiteSpace(char character) => char.IsWhiteSpace(character) || character is >= '\x1C' and <= '\x1F';

    private static bool IsDigit(ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out Rune rune, out _);
        return Rune.IsDigit(rune);
    }

    private static bool IsWordCharacter(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out Rune rune, out _) == System.Buffers.OperationStatus.Done && IsWordCharacter(rune);

    private static bool IsWordCharacterBefore(ReadOnlySpan<char> text, int i) =>
        Rune.DecodeLastFromUtf16(text[..i], out Rune rune, out _) == System.Buffers.OperationStatus.Done && IsWordCharacter(rune);

    private static bool IsWordCharacter(Rune rune) => rune.Value == '_' || Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>The next place where a rule may apply, or -1.</summary>
    private delegate int Finder(ReadOnlySpan<char> source);

    /// <summary>
    /// Looks at position <c>i</c>: returns how many characters it has replaced by what it has written, or 0.
    /// </summary>
    private delegate int Rule(ReadOnlySpan<char> source, int i, StringBuilder output);

    /// <summary>The text on its way through the rules.</summary>
    private sealed class Rewriting(string text)
    {
        private readonly StringBuilder _output = new(text.Length + (text.Length / 2));
        private string _text = text;

        public int Length => _text.Length;

        public char this[int index] => _text[index];

        public string this[Range range] => _text[range];

        public bool StartsWith(char character) => _text.StartsWith(character);

        public void Pad() => _text = Blank + _text + Blank;

        public void Replace(int start, int end, string replacement) => _text = string.Concat(_text.AsSpan(0, start), replacement, _text.AsSpan(end));

        /// <summary>Blanks around each of these characters.</summary>
        public void Surround(string characters) =>
            Pass(source => source.IndexOfAny(characters), static (source, i, output) => Surrounded(source, i, 1, output));

        /// <summary>Every occurrence of a string becomes another one with blanks around it.</summary>
        public void Surround(string found, string replacement) =>
            _text = _text.Replace(found, Blank + replacement + Blank, StringComparison.Ordinal);

        /// <summary>Applies a rule at the places that a finder gives.</summary>
        public void Pass(Finder find, Rule rule) => Pass(find, 0, rule);

        /// <summary>Applies a rule one character before the places that a finder gives.</summary>
        public void PassBefore(Finder find, Rule rule) => Pass(find, 1, rule);

        private void Pass(Finder find, int before, Rule rule)
        {
            ReadOnlySpan<char> source = _text;
            int done = 0;
            int next = before;
            while (next < source.Length && find(source[next..]) is int found and >= 0)
            {
                int place = next + found - before;
                _output.Append(source[done..place]);
                int consumed = rule(source, place, _output);
                done = place + consumed;
                next = Math.Max(place + 1, done) + before;
            }

            if (done > 0)
            {
                _text = _output.Append(source[done..]).ToString();
                _output.Clear();
            }
        }

        public string[] Words()
        {
            var words = new List<string>();
            int start = 0;
            for (int i = 0; i <= _text.Length; i++)
            {
                if (i == _text.Length || IsWhiteSpace(_text[i]))
                {
                    if (i > start)
                    {
                        words.Add(_text[start..i]);
                    }

                    start = i + 1;
                }
            }

            return [.. words];
        }
    }
}
