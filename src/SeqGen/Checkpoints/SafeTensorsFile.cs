using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SeqGen;

/// <summary>A safetensors file that was read whole and checked: every tensor lies inside the file.</summary>
internal sealed class SafeTensorsFile
{
    private const int LargestHeader = 100_000_000;

    private readonly byte[] _bytes;
    private readonly int _valuesStart;

    private SafeTensorsFile(string path, byte[] bytes, int valuesStart)
    {
        FilePath = path;
        _bytes = bytes;
        _valuesStart = valuesStart;
    }

    public string FilePath { get; }

    /// <summary>The model's name in the metadata, or null.</summary>
    public string? ModelName { get; private set; }

    /// <summary>The tensors by name.</summary>
    public Dictionary<string, Tensor> Tensors { get; } = [];

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="CheckpointException">The file cannot be read or is damaged.</exception>
    public static SafeTensorsFile Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"Cannot read '{path}': {error.Message}", error);
        }

        return Parse(path, bytes);
    }

    /// <summary>Checks a file's contents.</summary>
    /// <exception cref="CheckpointException">The contents are damaged.</exception>
    public static SafeTensorsFile Parse(string path, byte[] bytes)
    {
        if (bytes.Length < sizeof(long))
        {
            throw Damaged(path, $"it has {bytes.Length} bytes, fewer than the 8 of the header's length");
        }

        long headerLength = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (headerLength is < 2 or > LargestHeader)
        {
            throw Damaged(path, $"its header would have {headerLength} bytes; this is not a safetensors file");
        }

        if (headerLength > bytes.Length - sizeof(long))
        {
            throw Damaged(path, $"its header has {headerLength} bytes, but only {bytes.Length - sizeof(long)} follow; it was cut off");
        }

        SafeTensorsFile file = new(path, bytes, sizeof(long) + (int)headerLength);
        try
        {
            using JsonDocument header = JsonDocument.Parse(bytes.AsMemory(sizeof(long), (int)headerLength));
            file.ReadHeader(header.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw Damaged(path, $"its header is not a safetensors header ({error.Message})", error);
        }

        return file;
    }

    /// <summary>Copies a tensor's values.</summary>
    public void Copy(in Tensor tensor, Span<float> target)
    {
        ReadOnlySpan<byte> source = _bytes.AsSpan(_valuesStart + (int)tensor.Start, target.Length * sizeof(float));
        if (BitConverter.IsLittleEndian)
        {
            source.CopyTo(MemoryMarshal.AsBytes(target));
            return;
        }

        for (int i = 0; i < target.Length; i++)
        {
            target[i] = BinaryPrimitives.ReadSingleLittleEndian(source[(i * sizeof(float))..]);
        }
    }

    private static CheckpointException Damaged(string path, string why, Exception? inner = null) =>
        new($"'{path}' cannot be used: {why}.", inner);

    private void ReadHeader(JsonElement root)
    {
        long available = _bytes.Length - _valuesStart;
        foreach (JsonProperty entry in root.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
            {
                ModelName = entry.Value.TryGetProperty("model", out JsonElement name) ? name.GetString() : null;
                continue;
            }

            string type = entry.Value.GetProperty("dtype").GetString() ?? "null";
            int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32())];
            JsonElement offsets = entry.Value.GetProperty("data_offsets");
            long[] places = [.. offsets.EnumerateArray().Select(place => place.GetInt64())];
            (long start, long end) = places.Length == 2 ? (places[0], places[1]) : (0, -1);
            if (start < 0 || end < start)
            {
                throw Damaged(FilePath, $"the place of tensor '{entry.Name}' ({offsets}) makes no sense");
            }

            if (end > available)
            {
                throw Damaged(FilePath, $"tensor '{entry.Name}' ends at byte {end} of the values, but the file has only {available}; it was cut off");
            }

            Tensors[entry.Name] = new Tensor(type, shape, start, end - start);
        }
    }

    /// <summary>One tensor's type, shape and place among the values.</summary>
    public readonly record struct Tensor(string Type, int[] Shape, long Start, long Bytes);
}
