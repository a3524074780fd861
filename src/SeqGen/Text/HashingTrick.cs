using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SeqGen.Text;

/// <summary>A hash of a word that is the same in every process and on every machine.</summary>
public enum WordHash
{
    /// <summary>FNV-1a with 64 bits over the UTF-8 bytes (Fowler, Noll and Vo): fast.</summary>
    Fnv1a,

    /// <summary>MD5 over the UTF-8 bytes: the same indices as Keras gives with <c>hash_function="md5"</c>.</summary>
    Md5,
}

/// <summary>Words become indices of a fixed range without a vocabulary; different words can share an index.</summary>
public static class HashingTrick
{
    /// <summary>The index of every word of a text (Keras: <c>hashing_trick</c> and <c>one_hot</c>).</summary>
    /// <param name="text">The text.</param>
    /// <param name="n">Size of the index space, at least 2: indices are 1 .. n - 1, and 0 is left for padding.</param>
    /// <param name="hash">The hash: the index is hash mod (n - 1) + 1.</param>
    /// <param name="filters">As for <see cref="TextPreprocessing.TextToWordSequence"/>.</param>
    /// <param name="lower">As for <see cref="TextPreprocessing.TextToWordSequence"/>.</param>
    /// <param name="split">As for <see cref="TextPreprocessing.TextToWordSequence"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is below 2.</exception>
    /// <exception cref="ArgumentException"><paramref name="split"/> is empty.</exception>
    public static int[] Encode(
        string text,
        int n,
        WordHash hash = WordHash.Fnv1a,
        string filters = TextPreprocessing.DefaultFilters,
        bool lower = true,
        string split = " ") =>
        [.. TextPreprocessing.TextToWordSequence(text, filters, lower, split).Select(word => IndexOf(word, n, hash))];

    /// <summary>The index of one word.</summary>
    /// <param name="word">The word, taken as it is.</param>
    /// <param name="n">Size of the index space, at least 2.</param>
    /// <param name="hash">The hash.</param>
    /// <returns>An index from 1 to n - 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is below 2.</exception>
    public static int IndexOf(string word, int n, WordHash hash = WordHash.Fnv1a)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 2);
        byte[] bytes = Encoding.UTF8.GetBytes(word);
        UInt128 value = hash switch
        {
            WordHash.Fnv1a => Fnv1a(bytes),
            WordHash.Md5 => BinaryPrimitives.ReadUInt128BigEndian(MD5.HashData(bytes)),
            _ => throw new ArgumentOutOfRangeException(nameof(hash), hash, "Unknown hash."),
        };
        return (int)(value % (UInt128)(n - 1)) + 1;
    }

    private static ulong Fnv1a(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte value in bytes)
        {
            hash = (hash ^ value) * 0x100000001B3;
        }

        return hash;
    }
}
