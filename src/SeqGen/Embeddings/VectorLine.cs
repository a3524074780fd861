using System.Globalization;
using System.Text;

namespace SeqGen.Embeddings;

/// <summary>
/// A line of a text of word vectors: a word, then its values, with blanks or tabs between them. The word may hold blanks itself, but
/// only its first part can be a number.
/// </summary>
internal static class VectorLine
{
    private const int LongestShown = 40;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, without blanks at its end.</param>
    /// <param name="row">Where its values go: as many as there are dimensions.</param>
    /// <param name="wordLength">The bytes of the word.</param>
    /// <returns>False where it is no word with so many finite values; <see cref="Explain"/> says why.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, Span<float> row, out int wordLength)
    {
        wordLength = line.IndexOfAny((byte)' ', (byte)'\t');
        if (wordLength <= 0)
        {
            return false;
        }

        int position = wordLength;
        if (TryReadValues(line, ref position, row) && position == line.Length)
        {
            return true;
        }

        // Perhaps the word has more parts. They are no numbers: a number more than dimensions is one that was lost elsewhere.
        if (CountNumbers(line) != row.Length)
        {
            return false;
        }

        wordLength = StartOfLast(row.Length, line);
        position = wordLength;
        return TryReadValues(line, ref position, row);
    }

    /// <summary>What is wrong with a line that cannot be read.</summary>
    /// <param name="line">The line, without blanks at its end.</param>
    /// <param name="dimensions">The values that were expected.</param>
    public static string Explain(ReadOnlySpan<byte> line, int dimensions)
    {
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            return "The line starts with a blank; a word was expected.";
        }

        int fields = CountFields(line) - 1;
        int numbers = CountNumbers(line);
        if (fields < dimensions || numbers > dimensions)
        {
            return $"The line has {Math.Max(fields < dimensions ? fields : 0, numbers)} values after the word; {dimensions} were expected.";
        }

        int end = StartOfLast(dimensions, line);
        for (int i = 1; ; i++)
        {
            ReadOnlySpan<byte> rest = line[end..].TrimStart(" \t"u8);
            int length = rest.IndexOfAny((byte)' ', (byte)'\t');
            ReadOnlySpan<byte> field = length < 0 ? rest : rest[..length];
            if (i == dimensions || !TryParse(field, out float value) || !float.IsFinite(value))
            {
                string found = Encoding.UTF8.GetString(field[..Math.Min(field.Length, LongestShown)]);
                return $"Value {i} of the vector is '{found}'; a finite number was expected"
                    + (fields > dimensions ? $" (the line has {fields - dimensions} fields more than {dimensions} dimensions need)." : ".");
            }

            end = line.Length - rest.Length + field.Length;
        }
    }

    /// <summary>How many fields at the end of a line, without its first one, are numbers: its values.</summary>
    /// <param name="line">The line, without blanks at its end.</param>
    /// <param name="most">Counts no further.</param>
    public static int CountNumbers(ReadOnlySpan<byte> line, int most = int.MaxValue)
    {
        int count = 0;
        while (count < most && line.LastIndexOfAny((byte)' ', (byte)'\t') is int blank and >= 0 && IsNumber(line[(blank + 1)..]))
        {
            count++;
            line = line[..blank].TrimEnd(" \t"u8);
        }

        return count;
    }

    /// <summary>Whether a field is a number, finite or not.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> field) => TryParse(field, out _);

    private static bool TryReadValues(ReadOnlySpan<byte> line, ref int position, Span<float> row)
    {
        for (int i = 0; i < row.Length; i++)
        {
            do
            {
                position++;
            }
            while (position < line.Length && line[position] is (byte)' ' or (byte)'\t');

            if (position >= line.Length || !FloatParser.TryRead(line, ref position, out row[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where the blanks before the last fields start.</summary>
    private static int StartOfLast(int fields, ReadOnlySpan<byte> line)
    {
        for (int i = 0; i < fields; i++)
        {
            line = line[..line.LastIndexOfAny((byte)' ', (byte)'\t')].TrimEnd(" \t"u8);
        }

        return line.Length;
    }

    private static int CountFields(ReadOnlySpan<byte> line)
    {
        int count = 1;
        while (line.IndexOfAny((byte)' ', (byte)'\t') is int blank and >= 0)
        {
            count++;
            line = line[blank..].TrimStart(" \t"u8);
        }

        return count;
    }

    private static bool TryParse(ReadOnlySpan<byte> field, out float value)
    {
        const NumberStyles Style = NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite;
        return float.TryParse(field, Style, CultureInfo.InvariantCulture, out value);
    }
}
