using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SeqGen;

/// <summary>
/// Writes tensors in the safetensors format: the length of the header (64 bits, little endian), the header (JSON:
/// type, shape and place of each tensor), the values.
/// </summary>
internal static class SafeTensorsWriter
{
    public const string FormatName = "seqgen";
    private const int ChunkLength = 1 << 20;

    public static void Write(Stream stream, ModelDescription description, ReadOnlySpan<float> weights)
    {
        byte[] header = Header(description);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (WeightDescription weight in description.Weights)
        {
            WriteValues(stream, weights.Slice(weight.Offset, weight.Length));
        }
    }

    private static byte[] Header(ModelDescription description)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            WriteHeader(json, description.Name, description.Weights.Select(weight =>
                (weight.Name, "F32", weight.Shape.Select(extent => (long)extent).ToArray(), (long)weight.Length * sizeof(float))));
        }

        // Blanks after the header put the values on an 8-byte boundary.
        byte[] header = new byte[Rounding.Up(buffer.WrittenCount, 8)];
        header.AsSpan().Fill((byte)' ');
        buffer.WrittenSpan.CopyTo(header);
        return header;
    }

    /// <summary>Writes a header as JSON: the tensors with their types, shapes and bytes, one after the other.</summary>
    public static void WriteHeader(Utf8JsonWriter json, string modelName, IEnumerable<(string Name, string Type, long[] Shape, long Bytes)> tensors)
    {
        json.WriteStartObject();
        json.WriteStartObject("__metadata__");
        json.WriteString("format", FormatName);
        json.WriteString("model", modelName);
        json.WriteEndObject();
        long offset = 0;
        foreach ((string name, string type, long[] shape, long bytes) in tensors)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", type);
            json.WriteStartArray("shape");
            foreach (long extent in shape)
            {
                json.WriteNumberValue(extent);
            }

            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            offset += bytes;
            json.WriteNumberValue(offset);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteValues(Stream stream, ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            // A weight may have more bytes than a span can.
            for (; !values.IsEmpty; values = values[Math.Min(ChunkLength, values.Length)..])
            {
                stream.Write(MemoryMarshal.AsBytes(values[..Math.Min(ChunkLength, values.Length)]));
            }

            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(float)];
        foreach (float value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            stream.Write(bytes);
        }
    }
}
