using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SeqGen.Data;

namespace SeqGen;

/// <summary>
/// Reads a safetensors file from any stream, from its position to its end, in one pass. No more memory is asked for than bytes
/// have come, whatever the file says of itself.
/// </summary>
internal sealed class SafeTensorsReader
{
    private const int LargestHeader = 100_000_000;
    private const int FirstRead = 1 << 16;
    private const int ChunkBytes = 1 << 20;

    private readonly Stream _stream;

    private SafeTensorsReader(string source, Stream stream) => (Source, _stream) = (source, stream);

    /// <summary>What is read, for messages.</summary>
    public string Source { get; }

    /// <summary>The model's name in the metadata, or null.</summary>
    public string? ModelName { get; private set; }

    /// <summary>The tensors, in the order of their bytes.</summary>
    public IReadOnlyList<SafeTensor> Tensors { get; private set; } = [];

    /// <summary>Opens a file.</summary>
    /// <exception cref="CheckpointException">There is no such file, it cannot be opened, or it is not an ordinary file.</exception>
    public static FileStream OpenFile(string path)
    {
        try
        {
            return RegularFile.Open(path, FileShare.Read | FileShare.Delete);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unreadable($"'{path}'", error);
        }
    }

    /// <summary>Reads and checks the header.</summary>
    /// <exception cref="CheckpointException">The stream cannot be read, or is damaged.</exception>
    public static SafeTensorsReader ReadHeader(string source, Stream stream)
    {
        SafeTensorsReader reader = new(source, stream);
        try
        {
            (reader.Tensors, reader.ModelName) = SafeTensorsHeader.Read(reader.ReadHeader());
        }
        catch (FormatException error)
        {
            throw reader.Damaged(error.Message, error.InnerException);
        }

        if (reader.Tensors.Count > 0 && reader.Remaining is long remaining)
        {
            foreach (SafeTensor tensor in reader.Tensors)
            {
                if (tensor.End > remaining)
                {
                    throw reader.CutOff(tensor, remaining);
                }
            }
        }

        return reader;
    }

    /// <summary>Reads the values of all tensors, each of which is one of the model's weights.</summary>
    /// <param name="model">The model, which the file fits.</param>
    /// <param name="weights">Receives them.</param>
    /// <param name="allowNonFinite">True to take NaN and infinities.</param>
    /// <param name="places">Where the tensors lie after the header, where not one after the other; the stream can seek then.</param>
    /// <exception cref="CheckpointException">The stream cannot be read or is damaged, or a weight is not finite.</exception>
    public void ReadValues(ModelDescription model, AlignedBuffer weights, bool allowNonFinite, long[]? places = null)
    {
        Dictionary<string, WeightDescription> byName = model.Weights.ToDictionary(weight => weight.Name, StringComparer.Ordinal);
        long start = places is null ? 0 : _stream.Position;
        for (int i = 0; i < Tensors.Count; i++)
        {
            SafeTensor tensor = Tensors[i];
            if (places is not null)
            {
                _stream.Position = start + places[i];
            }

            WeightDescription weight = byName[tensor.Name];
            Span<float> values = weights.Slice(weight.Offset, weight.Length);
            Read(tensor, values);
            if (!allowNonFinite)
            {
                RequireFinite(tensor, values, $". The model's weights are unchanged; {nameof(LoadOptions)}.{nameof(LoadOptions.AllowNonFinite)} takes them as they are");
            }
        }

        if (places is null)
        {
            RequireEnd();
        }
    }

    /// <summary>Reads all values and keeps none: each must be a finite number that a 32-bit float holds. All tensors are <see cref="SafeTensor.IsReadable"/>.</summary>
    /// <exception cref="CheckpointException">The stream cannot be read or is damaged, or a value is no such number.</exception>
    public void CheckValues()
    {
        foreach (SafeTensor tensor in Tensors)
        {
            long length = tensor.Shape.Aggregate(1L, (product, extent) => product * extent);
            float[] values = length <= AlignedBuffer.MaxLength ? new float[length] : throw Damaged($"tensor {SafeTensor.Quote(tensor.Name)} has more values than one array can hold");
            Read(tensor, values);
            RequireFinite(tensor, values, "");
        }

        RequireEnd();
    }

    private void RequireEnd()
    {
        Span<byte> next = stackalloc byte[1];
        if (ReadUpTo(next) > 0)
        {
            string last = Tensors.Count == 0 ? "the header" : $"the last tensor, {SafeTensor.Quote(Tensors[^1].Name)}";
            throw Damaged($"{(Remaining is long rest ? $"{rest + 1} bytes follow" : "something follows")} {last}");
        }
    }

    private long? Remaining => _stream.CanSeek ? _stream.Length - _stream.Position : null;

    private byte[] ReadHeader()
    {
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        int found = ReadUpTo(prefix);
        if (found < prefix.Length)
        {
            throw Damaged($"it has {found} bytes, fewer than the {prefix.Length} of the header's length");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length is < 2 or > LargestHeader)
        {
            throw Damaged($"its header would have {length} bytes; this is not a safetensors file");
        }

        byte[] header = [];
        while (header.Length < (int)length)
        {
            int had = header.Length;
            Array.Resize(ref header, Math.Min((int)length, Math.Max(FirstRead, 2 * had)));
            int read = ReadUpTo(header.AsSpan(had));
            if (read < header.Length - had)
            {
                throw Damaged($"its header has {length} bytes, but only {had + read} follow; it was cut off");
            }
        }

        return header;
    }

    private void Read(SafeTensor tensor, Span<float> values)
    {
        int size = SafeTensor.BitsOf(tensor.Type)!.Value / 8;

        // Values that lie in the file as they do in memory go to their place without a buffer between.
        bool isDirect = BitConverter.IsLittleEndian && tensor.Type == "F32";
        byte[] chunk = isDirect ? [] : new byte[(int)Math.Min(ChunkBytes, tensor.End - tensor.Start)];
        for (int done = 0; done < values.Length;)
        {
            int count = Math.Min(ChunkBytes / size, values.Length - done);
            Span<byte> bytes = isDirect ? MemoryMarshal.AsBytes(values.Slice(done, count)) : chunk.AsSpan(0, count * size);
            int read = ReadUpTo(bytes);
            if (read < bytes.Length)
            {
                throw CutOff(tensor, tensor.Start + (long)done * size + read);
            }

            int inexact = isDirect ? -1 : Convert(tensor.Type, bytes, values.Slice(done, count));
            if (inexact >= 0)
            {
                throw Damaged(
                    $"weight {SafeTensor.Quote(tensor.Name)} is F64 and at {tensor.Place(done + inexact)} no number that a 32-bit float can hold; store it as F32");
            }

            done += count;
        }
    }

    /// <summary>Converts values; the index of one that float32 cannot hold exactly, or -1.</summary>
    private static int Convert(string type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            switch (type)
            {
                case "F32":
                    values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
                    break;
                case "F16":
                    values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]);
                    break;
                case "BF16":
                    values[i] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16);
                    break;
                default:
                    double value = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                    values[i] = (float)value;
                    if (values[i] != value && !double.IsNaN(value))
                    {
                        return i;
                    }

                    break;
            }
        }

        return -1;
    }

    private void RequireFinite(SafeTensor tensor, ReadOnlySpan<float> values, string advice)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw Damaged($"weight {SafeTensor.Quote(tensor.Name)} is {(float.IsNaN(values[i]) ? "NaN" : "infinite")} at {tensor.Place(i)}{advice}");
            }
        }
    }

    private int ReadUpTo(Span<byte> buffer)
    {
        try
        {
            return _stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (IOException error)
        {
            throw Unreadable(Source, error);
        }
    }

    private CheckpointException CutOff(SafeTensor tensor, long available) => Damaged(
        $"tensor {SafeTensor.Quote(tensor.Name)} ends at byte {tensor.End} of the values, but there are only {available}; it was cut off");

    private CheckpointException Damaged(string why, Exception? inner = null) => new($"{Source} cannot be used: {why}.", inner);

    private static CheckpointException Unreadable(string source, Exception inner) => new($"Cannot read {source}: {inner.Message}", inner);
}
