using System.Runtime.CompilerServices;

namespace SeqGen.Embeddings;

/// <summary>Sums by pairs of numbers: a hash table with open addressing.</summary>
internal sealed class PairTable
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    // A key is 1 + both numbers, so that 0 is a free slot.
    private ulong[] _keys = new ulong[1 << 10];
    private float[] _sums = new float[1 << 10];
    private int _count;

    /// <summary>The sum of a pair; 0 where nothing was added.</summary>
    public float Get(int first, int second) => _sums[SlotOf(_keys, Key(first, second))];

    /// <summary>Adds to the sum of a pair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(int first, int second, float value)
    {
        ulong key = Key(first, second);
        int slot = SlotOf(_keys, key);
        if (_keys[slot] == 0)
        {
            if (3L * ++_count > 2L * _keys.Length)
            {
                Grow();
                slot = SlotOf(_keys, key);
            }

            _keys[slot] = key;
        }

        _sums[slot] += value;
    }

    /// <summary>All pairs with their sums.</summary>
    public IEnumerable<(int First, int Second, float Sum)> Entries()
    {
        for (int slot = 0; slot < _keys.Length; slot++)
        {
            if (_keys[slot] != 0)
            {
                ulong key = _keys[slot] - 1;
                yield return ((int)(key >> 32), (int)(uint)key, _sums[slot]);
            }
        }
    }

    private static ulong Key(int first, int second) => (((ulong)(uint)first << 32) | (uint)second) + 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SlotOf(ulong[] keys, ulong key)
    {
        int mask = keys.Length - 1;
        int slot = (int)((key * Multiplier) >> 32) & mask;
        while (keys[slot] != 0 && keys[slot] != key)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        (ulong[] keys, float[] sums) = (_keys, _sums);
        _keys = new ulong[2 * keys.Length];
        _sums = new float[_keys.Length];
        for (int old = 0; old < keys.Length; old++)
        {
            if (keys[old] != 0)
            {
                int slot = SlotOf(_keys, keys[old]);
                (_keys[slot], _sums[slot]) = (keys[old], sums[old]);
            }
        }
    }
}
