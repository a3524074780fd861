using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SeqGen;

/// <summary>An open safetensors file whose header was read and checked: every tensor lies inside the file.</summary>
internal sealed class SafeTensorsFile : IDisposable
{
    private const int LargestHeader = 100_000_000;

    private readonly Stream _stream;
    private readonly long _valuesStart;

    private SafeTensorsFile(string path, Stream stream, long valuesStart)
    {
        FilePath = path;
        _stream = stream;
        _valuesStart = valuesStart;
    }

    public string FilePath { get; }

    /// <summary>The model's name in the metadata, or null.</summary>
    public string? ModelName { get; private set; }

    /// <summary>The tensors by name.</summary>
    public Dictionary<string, Tensor> Tensors { get; } = [];

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="CheckpointException">The file cannot be read or is damaged.</exception>
    public static SafeTensorsFile Open(string path)
    {
        FileStream? stream = null;
        try
        {
            // Values go from the file to their place, without a buffer between.
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return Parse(path, stream);
        }
        catch (Exception error)
        {
            stream?.Dispose();
            if (error is (IOException and not CheckpointException) or UnauthorizedAccessException)
            {
                throw Unreadable(path, error);
            }

            throw;
        }
    }

    /// <summary>Checks the header of a file's contents.</summary>
    /// <exception cref="CheckpointException">The contents are damaged.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public static SafeTensorsFile Parse(string path, Stream stream)
    {
        if (stream.Length < sizeof(long))
        {
            throw Damaged(path, $"it has {stream.Length} bytes, fewer than the 8 of the header's length");
        }

        Span<byte> prefix = stackalloc byte[sizeof(long)];
        stream.ReadExactly(prefix);
        long headerLength = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (headerLength is < 2 or > LargestHeader)
        {
            throw Damaged(path, $"its header would have {headerLength} bytes; this is not a safetensors file");
        }

        if (headerLength > stream.Length - sizeof(long))
        {
            throw Damaged(path, $"its header has {headerLength} bytes, but only {stream.Length - sizeof(long)} follow; it was cut off");
        }

        byte[] text = new byte[headerLength];
        stream.ReadExactly(text);
        SafeTensorsFile file = new(path, stream, sizeof(long) + headerLength);
        try
        {
            using JsonDocument header = JsonDocument.Parse(text);
            file.ReadHeader(header.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw Damaged(path, $"its header is not a safetensors header ({error.Message})", error);
        }

        return file;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>Reads a tensor's values.</summary>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public void Read(in Tensor tensor, Span<float> target)
    {
        try
        {
            _stream.Position = _valuesStart + tensor.Start;
            _stream.ReadExactly(MemoryMarshal.AsBytes(target));
        }
        catch (IOException error)
        {
            throw Unreadable(FilePath, error);
        }

        if (!BitConverter.IsLittleEndian)
        {
            Span<int> words = MemoryMarshal.Cast<float, int>(target);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }

    private static CheckpointException Unreadable(string path, Exception inner) => new($"Cannot read '{path}': {inner.Message}", inner);

    private static CheckpointException Damaged(string path, string why, Exception? inner = null) =>
        new($"'{path}' cannot be used: {why}.", inner);

    private void ReadHeader(JsonElement root)
    {
        long available = _stream.Length - _valuesStart;
        foreach (JsonProperty entry in root.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
            {
                ModelName = entry.Value.TryGetProperty("model", out JsonElement name) ? name.GetString() : null;
                continue;
            }

            string type = entry.Value.GetProperty("dtype").GetString() ?? "null";
            JsonElement extents = entry.Value.GetProperty("shape");
            int[] shape = new int[extents.GetArrayLength()];
            for (int axis = 0; axis < shape.Length; axis++)
            {
                shape[axis] = extents[axis].GetInt32();
            }

            JsonElement offsets = entry.Value.GetProperty("data_offsets");
            (long start, long end) = offsets.GetArrayLength() == 2 ? (offsets[0].GetInt64(), offsets[1].GetInt64()) : (0, -1);
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
