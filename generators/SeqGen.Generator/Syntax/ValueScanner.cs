using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace SeqGen.Generator.Syntax;

/// <summary>Reads words and values from one line of text. A mistake is a message and a place, never an exception.</summary>
/// <param name="text">The text.</param>
/// <param name="position">The index of the first character to read.</param>
/// <param name="end">The index after the last one.</param>
internal sealed class ValueScanner(string text, int position, int end)
{
    /// <summary>The index of the next character.</summary>
    public int Position { get; private set; } = position;

    /// <summary>What is wrong, where a method returned null.</summary>
    public string Error { get; private set; } = "";

    /// <summary>Where it is wrong.</summary>
    public (int Start, int End) ErrorSpan { get; private set; }

    private char Current => Position < end ? text[Position] : '\0';

    /// <summary>The value of a string of an attribute: a word with or without arguments, or else the text itself.</summary>
    public static ValueSyntax ReadAttributeText(string text)
    {
        ValueScanner scanner = new(text, 0, text.Length);
        scanner.SkipBlanks();
        bool isWord = IsWordStart(scanner.Current);
        ValueSyntax? value = isWord ? scanner.ReadValue() : null;
        return value is { Kind: ValueKind.Word } && scanner.AtEnd() ? value : ValueSyntax.OfText(text);
    }

    /// <summary>True where only blanks and a comment are left.</summary>
    public bool AtEnd()
    {
        SkipBlanks();
        return Position >= end || Current == '#';
    }

    /// <summary>A word, perhaps with dots inside.</summary>
    public string? ReadWord()
    {
        SkipBlanks();
        int start = Position;
        if (!IsWordStart(Current))
        {
            return Fail(start, start + 1, Position < end ? $"A word was expected here, not '{Current}'" : "A word was expected here");
        }

        while (IsWordPart(Current) || Current == '.')
        {
            Position++;
        }

        return text.Substring(start, Position - start);
    }

    /// <summary>The name of an argument where one is here with an equals sign; otherwise reads nothing.</summary>
    public string? TryReadName()
    {
        int start = Position;
        if (IsWordStart(Current))
        {
            while (IsWordPart(Current))
            {
                Position++;
            }

            string name = text.Substring(start, Position - start);
            SkipBlanks();
            if (Current == '=')
            {
                Position++;
                return name;
            }
        }

        Position = start;
        return null;
    }

    /// <summary>A number, a word (perhaps with arguments), true, false or a quoted string, with a blank or the end after it.</summary>
    public ValueSyntax? ReadValue()
    {
        ValueSyntax? value = ReadSimpleValue();
        if (value is { Kind: ValueKind.Word } && Current == '(')
        {
            Position++;
            value = ReadArguments() is { } arguments ? value with { Arguments = arguments } : null;
        }

        if (value is not null && Position < end && !IsBlank(Current) && Current != '#')
        {
            return FailValue(Position, Position + 1, $"A blank was expected after '{value}', not '{Current}'");
        }

        return value;
    }

    private ValueSyntax? ReadSimpleValue()
    {
        SkipBlanks();
        char first = Current;
        int start = Position;
        if (first == '"')
        {
            return ReadQuoted();
        }

        if (IsWordStart(first))
        {
            string? word = ReadWord();
            return word switch
            {
                null => null,
                "true" => ValueSyntax.Flag(true),
                "false" => ValueSyntax.Flag(false),
                _ => new(ValueKind.Word, word, 0, []),
            };
        }

        if (first is '+' or '-' or '.' || IsDigit(first))
        {
            return ReadNumber();
        }

        return FailValue(start, start + 1, Position < end ? $"A value was expected here, not '{first}'" : "A value was expected here");
    }

    private ValueSyntax? ReadNumber()
    {
        int start = Position;
        while (IsWordPart(Current) || Current is '+' or '-' or '.')
        {
            Position++;
        }

        // Underscores group digits, as in C#.
        string written = text.Substring(start, Position - start);
        string digits = written.Replace("_", "");
        bool grouped = written.Length == digits.Length || (IsDigit(written[written.Length - 1]) && !written.Contains("._") && !written.Contains("_."));
        if (grouped && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double amount))
        {
            bool whole = digits.All(character => IsDigit(character) || character is '+' or '-');
            return new(whole ? ValueKind.Integer : ValueKind.Number, written, amount, []);
        }

        return FailValue(start, Position, $"'{written}' is not a number");
    }

    private ValueSyntax? ReadQuoted()
    {
        int start = Position++;
        int close = text.IndexOf('"', Position, end - Position);
        if (close < 0)
        {
            return FailValue(start, end, "The quotation mark at the end of this text is missing");
        }

        string content = text.Substring(Position, close - Position);
        Position = close + 1;
        return ValueSyntax.OfText(content);
    }

    /// <summary>Values with commas between them, up to the closing parenthesis. None of them has arguments of its own.</summary>
    private EquatableArray<ValueSyntax>? ReadArguments()
    {
        List<ValueSyntax> arguments = [];
        while (ReadSimpleValue() is { } argument)
        {
            arguments.Add(argument);
            SkipBlanks();
            char next = Current;
            if (next is not (',' or ')'))
            {
                FailValue(Position, Position + 1, "A comma or a closing parenthesis was expected here");
                return null;
            }

            Position++;
            if (next == ')')
            {
                return arguments.ToEquatableArray();
            }
        }

        return null;
    }

    public void SkipBlanks()
    {
        while (IsBlank(Current))
        {
            Position++;
        }
    }

    private string? Fail(int start, int stop, string message)
    {
        Error = message;
        ErrorSpan = (Math.Min(start, end), Math.Min(stop, end));
        return null;
    }

    private ValueSyntax? FailValue(int start, int stop, string message)
    {
        Fail(start, stop, message);
        return null;
    }

    private static bool IsBlank(char character) => character is ' ' or '\t' or '\uFEFF';

    private static bool IsDigit(char character) => character is >= '0' and <= '9';

    private static bool IsWordStart(char character) => Names.IsNamePart(character) && SyntaxFacts.IsIdentifierStartCharacter(character);

    private static bool IsWordPart(char character) => Names.IsNamePart(character);
}
