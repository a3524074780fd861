using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SeqGen.Data;

namespace SeqGen.Embeddings;

/// <summary>word2vec's binary form: each word, a blank, its values as little-endian floats; then a line end, or none.</summary>
internal static class WordVectorBinaryReader
{
    public static WordVectors Read(ByteWindow file, string path, VectorFileHeader header, int limit, int longestWord)
    {
        long count = Math.Min(header.Words, limit);
        int vectorBytes = header.Dimensions * sizeof(float);
        VectorRows rows = new(path, header.Dimensions);
        for (long number = 0; number < count; number++)
        {
            file.Require(longestWord + 2);
            SkipLineEnd(file);
            int length = file.Here.Span[..Math.Min(file.Here.Length, longestWord + 1)].IndexOf((byte)' ');
            if (length < 0)
            {
                throw file.Here.Length <= longestWord
                    ? CutOff(file, path, header, number)
                    : Damaged(file, path, number, $"no blank ends a word within {longestWord} bytes");
            }

            if (!file.Require(length + 1 + vectorBytes))
            {
                throw CutOff(file, path, header, number);
            }

            ReadOnlySpan<byte> here = file.Here.Span;
            Span<float> row = rows.Room(1).Span;
            MemoryMarshal.Cast<byte, float>(here.Slice(length + 1, vectorBytes)).CopyTo(row);
            if (!BitConverter.IsLittleEndian)
            {
                Span<int> bits = MemoryMarshal.Cast<float, int>(row);
                System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bits, bits);
            }

            if (!TensorPrimitives.IsFiniteAll<float>(row))
            {
                throw Damaged(file, path, number, "a value is not a finite number");
            }

            rows.Keep(here[..length], row);
            file.Take(length + 1 + vectorBytes);
        }

        if (header.Words <= limit)
        {
            RequireEnd(file, path, header);
        }

        return rows.ToVectors();
    }

    private static void SkipLineEnd(ByteWindow file)
    {
        if (file.Here.Span.StartsWith("\r\n"u8))
        {
            file.Take(2);
        }
        else if (file.Here.Span.StartsWith("\n"u8))
        {
            file.Take(1);
        }
    }

    private static void RequireEnd(ByteWindow file, string path, VectorFileHeader header)
    {
        file.Require(2);
        SkipLineEnd(file);
        if (file.Here.Length > 0)
        {
            throw Damaged(file, path, header.Words, $"the first line announces {header.Words} words, but more bytes follow");
        }
    }

    private static DataFormatException CutOff(ByteWindow file, string path, VectorFileHeader header, long number) => new(
        string.Create(CultureInfo.InvariantCulture, $"The file is cut off: the first line announces {header.Words} words of {header.Dimensions} dimensions, but it ends within word {number + 1}, at byte {file.Position + file.Here.Length}."),
        path);

    private static DataFormatException Damaged(ByteWindow file, string path, long number, string what) => new(
        string.Create(CultureInfo.InvariantCulture, $"The file is neither a text of word vectors nor an undamaged binary file of word2vec: at word {number + 1}, byte {file.Position}, {what}."),
        path);
}
