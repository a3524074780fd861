using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace SeqGen.Text;

/// <summary>
/// Lower-casing with the full mapping of the Unicode standard (chapter 3.13 and SpecialCasing.txt, the rules
/// that belong to no language), which is what the Keras tokenizer uses. It differs from
/// <see cref="MemoryExtensions.ToLowerInvariant"/> at two capitals: U+0130 becomes two characters, and a capital
/// sigma at the end of a word becomes the final sigma.
/// </summary>
internal static class FullLowerCase
{
    private const char DottedCapitalI = '\u0130';
    private const char CapitalSigma = '\u03A3';
    private const char SmallSigma = '\u03C3';
    private const char FinalSigma = '\u03C2';
    private const char CombiningDotAbove = '\u0307';

    // Word_Break = MidLetter, MidNumLet or Single_Quote: case-ignorable without being marks or modifiers.
    private const string IgnorablePunctuation =
        "'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";

    /// <summary>Number of characters that <see cref="ToLower"/> writes for this text at most.</summary>
    public static int MaximumLength(ReadOnlySpan<char> text) => text.Length + text.Count(DottedCapitalI);

    /// <summary>
    /// Writes the lower-case form of <paramref name="source"/> and returns its length. The destination holds at
    /// least <see cref="MaximumLength"/> characters.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int ToLower(ReadOnlySpan<char> source, Span<char> destination)
    {
        const int AsciiCase = 'a' - 'A';
        int written = 0;
        for (int i = 0; i < source.Length; i++)
        {
            char character = source[i];
            if (character < '\u0080')
            {
                destination[written++] = (char)(character + (character is >= 'A' and <= 'Z' ? AsciiCase : 0));
            }
            else
            {
                written += LowerBeyondAscii(source, ref i, destination[written..]);
            }
        }

        return written;
    }

    /// <summary>Lowers the character at <paramref name="i"/>, which moves to the end of a surrogate pair.</summary>
    private static int LowerBeyondAscii(ReadOnlySpan<char> source, ref int i, Span<char> destination)
    {
        char character = source[i];
        if (character == DottedCapitalI)
        {
            destination[0] = 'i';
            destination[1] = CombiningDotAbove;
            return 2;
        }

        if (i + 1 < source.Length && Rune.TryCreate(character, source[i + 1], out Rune pair))
        {
            i++;
            return Rune.ToLowerInvariant(pair).EncodeToUtf16(destination);
        }

        destination[0] = character != CapitalSigma ? char.ToLowerInvariant(character)
            : EndsAWord(source, i) ? FinalSigma
            : SmallSigma;
        return 1;
    }

    /// <summary>The condition Final_Sigma: a cased letter before and none after, case-ignorable ones not counted.</summary>
    private static bool EndsAWord(ReadOnlySpan<char> text, int sigma)
    {
        ReadOnlySpan<char> before = text[..sigma];
        Rune rune = default;
        do
        {
            if (before.IsEmpty)
            {
                return false;
            }

            Rune.DecodeLastFromUtf16(before, out rune, out int length);
            before = before[..^length];
        }
        while (IsCaseIgnorable(rune));

        if (!IsCased(rune))
        {
            return false;
        }

        ReadOnlySpan<char> after = text[(sigma + 1)..];
        do
        {
            if (after.IsEmpty)
            {
                return true;
            }

            Rune.DecodeFromUtf16(after, out rune, out int length);
            after = after[length..];
        }
        while (IsCaseIgnorable(rune));

        return !IsCased(rune);
    }

    private static bool IsCaseIgnorable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol => true,
        _ => rune.IsBmp && IgnorablePunctuation.Contains((char)rune.Value),
    };

    /// <summary>The property Cased, for a character that is not case-ignorable.</summary>
    private static bool IsCased(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter => true,
        _ => rune.Value is 0xAA or 0xBA // ordinal indicators
            or (>= 0x2160 and <= 0x217F) // Roman numerals
            or (>= 0x24B6 and <= 0x24E9) // circled letters
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189),
    };
}
