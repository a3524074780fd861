using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SeqGen.Data;

/// <summary>Takes text and label out of one JSON object.</summary>
internal sealed class JsonSampleReader(string path, string textField, string labelField, LabelMap labels)
{
    private const int FirstBytes = 4096;

    /// <summary>A line that holds one object and nothing else.</summary>
    public LabelledText ReadLine(ReadOnlySpan<byte> line, int lineNumber)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            json.Read();
            LabelledText sample = ReadObject(ref json, lineNumber);
            json.Read(); // throws when something follows
            return sample;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Bad(error, lineNumber);
        }
    }

    /// <summary>The next object of an array; false after the last one. Window, state and the number of lines before it move on.</summary>
    public bool TryReadElement(ByteWindow array, ref JsonReaderState state, ref int linesBefore, int maximumBytes, out LabelledText sample)
    {
        bool more = true;
        while (true)
        {
            ReadOnlySpan<byte> here = array.Here.Span;
            var json = new Utf8JsonReader(here, isFinalBlock: !more, state);
            Element element;
            try
            {
                element = PassElement(ref json, out int start);
                int consumed = (int)json.BytesConsumed;
                if (element != Element.Incomplete)
                {
                    sample = element == Element.Whole ? ReadObject(here[start..consumed], linesBefore + 1 + LineEnds.Count(here[..start])) : default;
                    state = json.CurrentState;
                    linesBefore += LineEnds.Count(here[..consumed]);
                    array.Take(consumed);
                    return element == Element.Whole;
                }
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException)
            {
                ReadOnlySpan<byte> before = here[..(int)json.BytesConsumed];
                before = before.Length == here.Length ? before.TrimEnd(" \t\r\n"u8) : before;
                throw Bad(error, linesBefore + 1 + LineEnds.Count(before));
            }

            if (here.Length > maximumBytes)
            {
                throw ByteLineReader.TooLong("element of the JSON array", maximumBytes, path, linesBefore + 1);
            }

            more = array.Require(Math.Max(FirstBytes, 2 * here.Length)); // twice as much, so that all tries together take linear time
        }
    }

    private enum Element
    {
        Whole,
        Incomplete,
        NoMore,
    }

    /// <summary>Moves past the next element, or past the end of the array, which nothing may follow.</summary>
    private static Element PassElement(ref Utf8JsonReader json, out int start)
    {
        start = 0;
        if (!json.Read() || (json.TokenType == JsonTokenType.StartArray && json.CurrentDepth == 0 && !json.Read()))
        {
            return Element.Incomplete;
        }

        if (json.TokenType == JsonTokenType.EndArray)
        {
            return json.IsFinalBlock && !json.Read() ? Element.NoMore : Element.Incomplete;
        }

        start = (int)json.TokenStartIndex;
        return json.TrySkip() ? Element.Whole : Element.Incomplete;
    }

    private LabelledText ReadObject(ReadOnlySpan<byte> element, int line)
    {
        var json = new Utf8JsonReader(element);
        json.Read();
        return ReadObject(ref json, line);
    }

    private LabelledText ReadObject(ref Utf8JsonReader json, int line)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new DataFormatException($"A JSON object was expected, a {json.TokenType} was found.", path, line);
        }

        string? text = null;
        string? label = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals(textField))
            {
                json.Read();
                RequireFirst(text, textField, line);
                text = json.TokenType == JsonTokenType.String
                    ? json.GetString()
                    : throw new DataFormatException($"The field '{textField}' is not a string but {json.TokenType}.", path, line);
            }
            else if (json.ValueTextEquals(labelField))
            {
                json.Read();
                RequireFirst(label, labelField, line);
                label = ReadLabel(ref json, line);
            }
            else
            {
                json.Skip();
            }
        }

        return new LabelledText(
            text ?? throw Missing(textField, line), labels.ClassOf(label ?? throw Missing(labelField, line), path, line));
    }

    private void RequireFirst(string? earlier, string field, int line)
    {
        if (earlier is not null)
        {
            throw new DataFormatException($"The object has the field '{field}' twice.", path, line);
        }
    }

    private string ReadLabel(ref Utf8JsonReader json, int line) => json.TokenType switch
    {
        JsonTokenType.String => json.GetString()!,
        JsonTokenType.True => "1",
        JsonTokenType.False => "0",
        JsonTokenType.Number when json.TryGetInt64(out long number) => number.ToString(CultureInfo.InvariantCulture),
        JsonTokenType.Number => Encoding.UTF8.GetString(json.ValueSpan),
        _ => throw new DataFormatException($"The field '{labelField}' is neither a string nor a number but {json.TokenType}.", path, line),
    };

    private DataFormatException Missing(string field, int line) =>
        new($"The object has no field '{field}'. Name the fields of text and label as the file does.", path, line);

    private DataFormatException Bad(Exception error, int line) => new($"This is not valid JSON. {error.Message}", path, line, error);
}
