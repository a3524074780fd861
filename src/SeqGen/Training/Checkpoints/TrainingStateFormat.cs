using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace SeqGen;

/// <summary>
/// The file of a training, all numbers little endian: 8 bytes that name the format, the SHA-256 of all that follows,
/// the number of settings, each as two texts (name, value); the number of values, each as a text (name), a byte (1 bytes,
/// 2 floats, 3 64-bit integers, 4 doubles), the number of items (64 bits) and the items. Numbers of settings and values
/// have 32 bits; a text is its length in UTF-8 (7 bits a byte, as <see cref="BinaryWriter"/> writes it) and its bytes.
/// </summary>
internal static class TrainingStateFormat
{
    private const int Chunk = 1 << 18;

    private static ReadOnlySpan<byte> Magic => "SEQGENT1"u8;

    private enum Kind : byte
    {
        Bytes = 1,
        Floats = 2,
        Integers = 3,
        Doubles = 4,
    }

    public static void Write(Stream stream, TrainingState state)
    {
        // The hash comes first, so the contents are written twice: first into the hash alone.
        using SHA256 hash = SHA256.Create();
        using (CryptoStream contents = new(Stream.Null, hash, CryptoStreamMode.Write))
        {
            WriteContents(contents, state);
        }

        stream.Write(Magic);
        stream.Write(hash.Hash);
        WriteContents(stream, state);
    }

    public static void Read(Stream stream, TrainingState state)
    {
        Span<byte> magic = stackalloc byte[Magic.Length];
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        if (stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || !magic.SequenceEqual(Magic))
        {
            throw state.Damaged("it is not the file of a training");
        }

        if (stream.ReadAtLeast(expected, expected.Length, throwOnEndOfStream: false) < expected.Length)
        {
            throw state.Damaged("it was cut off");
        }

        long start = stream.Position;
        if (!SHA256.HashData(stream).AsSpan().SequenceEqual(expected))
        {
            throw state.Damaged("it was cut off or damaged: its checksum is wrong");
        }

        stream.Position = start;
        try
        {
            using BinaryReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
            ReadContents(reader, state);
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException or ArgumentException)
        {
            throw state.Damaged($"its contents make no sense ({error.Message})", error);
        }
    }

    private static void WriteContents(Stream stream, TrainingState state)
    {
        using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(state.Settings.Count);
        foreach ((string name, string value) in state.Settings)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(state.Values.Count);
        foreach ((string name, Array values) in state.Values)
        {
            writer.Write(name);
            Kind kind = values switch
            {
                byte[] => Kind.Bytes,
                float[] => Kind.Floats,
                long[] => Kind.Integers,
                _ => Kind.Doubles,
            };
            writer.Write((byte)kind);
            writer.Write(values.LongLength);
            WriteItems(writer, values, SizeOf(kind));
        }
    }

    private static void WriteItems(BinaryWriter writer, Array values, int size)
    {
        byte[] buffer = new byte[Math.Min(Chunk, (long)values.Length * size)];
        for (int first = 0; first < values.Length; first += Chunk / size)
        {
            Span<byte> chunk = buffer.AsSpan(0, Math.Min(Chunk / size, values.Length - first) * size);
            BytesOf(values, first, chunk.Length / size).CopyTo(chunk);
            ToLittleEndian(chunk, size);
            writer.Write(chunk);
        }
    }

    private static void ReadContents(BinaryReader reader, TrainingState state)
    {
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            state.Settings.Add(reader.ReadString(), reader.ReadString());
        }

        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            string name = reader.ReadString();
            Kind kind = (Kind)reader.ReadByte();
            state.Values.Add(name, ReadItems(reader, kind, reader.ReadInt64()));
        }

        if (reader.BaseStream.Position != reader.BaseStream.Length)
        {
            throw new FormatException("there is more after its end");
        }
    }

    private static Array ReadItems(BinaryReader reader, Kind kind, long count)
    {
        int size = SizeOf(kind);

        // Before memory is asked for: the file must be long enough.
        if (count < 0 || count > (reader.BaseStream.Length - reader.BaseStream.Position) / size || count > Array.MaxLength)
        {
            throw new FormatException($"{count} items are announced");
        }

        int length = (int)count;
        Array values = kind switch
        {
            Kind.Bytes => new byte[length],
            Kind.Floats => new float[length],
            Kind.Integers => new long[length],
            _ => new double[length],
        };
        for (int first = 0; first < length; first += Chunk / size)
        {
            Span<byte> chunk = BytesOf(values, first, Math.Min(Chunk / size, length - first));
            reader.BaseStream.ReadExactly(chunk);
            ToLittleEndian(chunk, size);
        }

        return values;
    }

    private static int SizeOf(Kind kind) => kind switch
    {
        Kind.Bytes => sizeof(byte),
        Kind.Floats => sizeof(float),
        Kind.Integers or Kind.Doubles => sizeof(double),
        _ => throw new FormatException($"there are no values of kind {kind}"),
    };

    internal static Span<byte> BytesOf(Array values, int first, int count) => values switch
    {
        byte[] bytes => bytes.AsSpan(first, count),
        float[] floats => MemoryMarshal.AsBytes(floats.AsSpan(first, count)),
        long[] integers => MemoryMarshal.AsBytes(integers.AsSpan(first, count)),
        _ => MemoryMarshal.AsBytes(((double[])values).AsSpan(first, count)),
    };

    private static void ToLittleEndian(Span<byte> chunk, int size)
    {
        if (!BitConverter.IsLittleEndian && size == sizeof(int))
        {
            Span<int> words = MemoryMarshal.Cast<byte, int>(chunk);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (!BitConverter.IsLittleEndian && size == sizeof(long))
        {
            Span<long> words = MemoryMarshal.Cast<byte, long>(chunk);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }
}
