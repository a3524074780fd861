using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SeqGen.Data;

/// <summary>Takes text and label out of one JSON object.</summary>
internal sealed class JsonSampleReader(string path, string textField, string labelField, LabelMap labels)
{
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

    /// <summary>The next object of an array; false after the last one. Position, state and line move on.</summary>
    public bool TryReadElement(
        ReadOnlySpan<byte> array, ref int position, ref JsonReaderState state, ref int line, out LabelledText sample)
    {
        ReadOnlySpan<byte> rest = array[position..];
        var json = new Utf8JsonReader(rest, isFinalBlock: true, state);
        try
        {
            json.Read();
            if (json.TokenType == JsonTokenType.StartArray)
            {
                json.Read();
            }

            int start = line + rest[..(int)json.TokenStartIndex].Count((byte)'\n');
            bool found = json.TokenType != JsonTokenType.EndArray;
            sample = found ? ReadObject(ref json, start) : default;
            if (!found)
            {
                json.Read(); // throws when something follows
            }

            int consumed = (int)json.BytesConsumed;
            line += rest[..consumed].Count((byte)'\n');
            position += consumed;
            state = json.CurrentState;
            return found;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Bad(error, line + rest[..(int)json.BytesConsumed].Count((byte)'\n'));
        }
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
                text = json.TokenType == JsonTokenType.String
                    ? json.GetString()
                    : throw new DataFormatException($"The field '{textField}' is not a string but {json.TokenType}.", path, line);
            }
            else if (json.ValueTextEquals(labelField))
            {
                json.Read();
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
