using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SeqGen.Text;

/// <summary>
/// Numbers distinct words in order of their first addition, from 0. A hash table for spans of characters with open
/// addressing; all characters are in one array, so that a new word allocates no object.
/// </summary>
/// <remarks>
/// A dictionary of strings does the same, but its generic code starts unoptimised and costs a cold process seconds on a
/// large corpus. Reading is safe from many threads while nothing is added.
/// </remarks>
internal sealed class WordTable
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    // A slot is 0 when free, else the hash in the upper half and the number plus 1 in the lower half.
    private ulong[] _slots = new ulong[1 << 10];
    private char[] _characters = new char[1 << 12];
    private int[] _ends = new int[1 << 8];

    /// <summary>Number of words.</summary>
    public int Count { get; private set; }

    /// <summary>The characters of word <paramref name="number"/>, valid until the next addition.</summary>
    public ReadOnlySpan<char> this[int number]
    {
        get
        {
            int start = number == 0 ? 0 : _ends[number - 1];
            return _characters.AsSpan(start, _ends[number] - start);
        }
    }

    /// <summary>The number of a word, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(ReadOnlySpan<char> word) => (int)(uint)_slots[SlotOf(word, Hash(word))] - 1;

    /// <summary>The number of a word, which is a new one when the word is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int FindOrAdd(ReadOnlySpan<char> word)
    {
        uint hash = Hash(word);
        int slot = SlotOf(word, hash);
        if (_slots[slot] != 0)
        {
            return (int)(uint)_slots[slot] - 1;
        }

        if (2 * (Count + 1) > _slots.Length)
        {
            GrowSlots();
            slot = SlotOf(word, hash);
        }

        Append(word);
        _slots[slot] = ((ulong)hash << 32) | (uint)Count;
        return Count - 1;
    }

    /// <summary>The slot that holds the word, or the free one where it belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int SlotOf(ReadOnlySpan<char> word, uint hash)
    {
        ulong[] slots = _slots;
        int mask = slots.Length - 1;
        int slot = (int)hash & mask;
        while (slots[slot] != 0 && !((uint)(slots[slot] >> 32) == hash && this[(int)(uint)slots[slot] - 1].SequenceEqual(word)))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    /// <summary>Four characters at a time: exclusive or, multiply, fold the better upper bits down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Hash(ReadOnlySpan<char> word)
    {
        const int Block = sizeof(ulong) / sizeof(char);
        ulong hash = (ulong)word.Length * Multiplier;
        while (word.Length >= Block)
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(word))) * Multiplier;
            hash ^= hash >> 32;
            word = word[Block..];
        }

        ulong rest = 0;
        foreach (char character in word)
        {
            rest = (rest << 16) | character;
        }

        hash = (hash ^ rest) * Multiplier;
        return (uint)(hash >> 32);
    }

    private void Append(ReadOnlySpan<char> word)
    {
        int start = Count == 0 ? 0 : _ends[Count - 1];
        int end = start + word.Length;
        if (end > _characters.Length)
        {
            Array.Resize(ref _characters, (int)BitOperations.RoundUpToPowerOf2((uint)end));
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, 2 * Count);
        }

        word.CopyTo(_characters.AsSpan(start));
        _ends[Count++] = end;
    }

    private void GrowSlots()
    {
        ulong[] old = _slots;
        _slots = new ulong[2 * old.Length];
        int mask = _slots.Length - 1;
        foreach (ulong entry in old)
        {
            if (entry != 0)
            {
                int slot = (int)(entry >> 32) & mask;
                while (_slots[slot] != 0)
                {
                    slot = (slot + 1) & mask;
                }

                _slots[slot] = entry;
            }
        }
    }
}
