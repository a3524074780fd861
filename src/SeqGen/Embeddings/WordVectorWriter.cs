using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SeqGen.Embeddings;

/// <summary>Writes a file of word vectors.</summary>
internal static class WordVectorWriter
{
    private const int LongestNumber = 32;

    public static void Write(WordVectors vectors, string path, WordVectorFormat format)
    {
        for (int i = 0; i < vectors.Count; i++)
        {
            RequireWritable(vectors.Words[i], i == 0 || format == WordVectorFormat.Word2VecBinary, format);
        }

        AtomicFile.Write(path, file =>
        {
            if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                Write(vectors, format, file);
                return;
            }

            using GZipStream packed = new(file, CompressionLevel.Optimal, leaveOpen: true);
            Write(vectors, format, packed);
        });
    }

    private static void RequireWritable(string word, bool noBlanks, WordVectorFormat format)
    {
        if (word.Length == 0 || word.Contains('\n') || word.Contains('\r') || word.Trim(' ', '\t').Length != word.Length
            || (noBlanks && word.AsSpan().ContainsAny(' ', '\t')))
        {
            throw new InvalidOperationException($"The word '{word}' is empty, or has a blank or a line end where a file of the form {format} cannot express it.");
        }
    }

    private static void Write(WordVectors vectors, WordVectorFormat format, Stream file)
    {
        if (format != WordVectorFormat.GloVe)
        {
            file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{vectors.Count} {vectors.Dimensions}\n")));
        }

        byte[] row = new byte[LongestNumber * vectors.Dimensions];
        for (int i = 0; i < vectors.Count; i++)
        {
            file.Write(Encoding.UTF8.GetBytes(vectors.Words[i]));
            if (format == WordVectorFormat.Word2VecBinary)
            {
                file.WriteByte((byte)' ');
                file.Write(row.AsSpan(0, PutBits(vectors[i], row)));
            }
            else
            {
                file.Write(row.AsSpan(0, PutNumbers(vectors[i], row)));
            }

            file.WriteByte((byte)'\n');
        }
    }

    private static int PutBits(ReadOnlySpan<float> vector, Span<byte> row)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(row[(i * sizeof(float))..], vector[i]);
        }

        return vector.Length * sizeof(float);
    }

    /// <summary>The shortest numbers that read back exactly.</summary>
    private static int PutNumbers(ReadOnlySpan<float> vector, Span<byte> row)
    {
        int length = 0;
        foreach (float value in vector)
        {
            row[length++] = (byte)' ';
            value.TryFormat(row[length..], out int written, provider: CultureInfo.InvariantCulture);
            length += written;
        }

        return length;
    }
}
