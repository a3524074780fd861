using System.Numerics;
using System.Runtime.CompilerServices;
using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>
/// Lists of vectors with their tokens, and their sum by token: within a list in the order of the vectors, then lists are added in a binary tree
/// over their numbers, as the <see cref="ShardTree"/> adds whole gradients, of which the lists without the token are left out. All lists lie
/// one after the other in the same buffers.
/// </summary>
internal sealed class TokenVectors
{
    private const int MostDepth = 8;

    // Vectors of a token are apart from each other: they are asked for this many vectors before they are needed.
    private const int Ahead = 12;

    // Neighbouring tokens belong to the same part: what is counted for them shares a cache line.
    private const int NeighboursShift = 4;

    private readonly int _vocabulary;
    private readonly int _size;
    private readonly int _stride;
    private readonly int _parts;
    private readonly AlignedBuffer _values;
    private readonly int _origin;
    private readonly int[] _starts = new int[FitOptions.MostShards];
    private readonly int[] _ends = new int[FitOptions.MostShards];

    // Of each vector the number of its list, and whether it has become its token's sum; places of vectors, by token.
    private readonly byte[] _numbers;
    private readonly int[] _order;
    private readonly bool[] _isSum;

    // For each part: where the places of each token end.
    private readonly int[][] _tokenEnds;

    /// <summary>Plans the sums.</summary>
    /// <param name="vocabulary">The number of tokens.</param>
    /// <param name="size">Values of a vector.</param>
    /// <param name="stride">Floats from one vector to the next.</param>
    /// <param name="values">Where the vectors are.</param>
    /// <param name="origin">Where in there the first one is.</param>
    /// <param name="parts">Into how many independent parts a sum is cut, by token.</param>
    /// <param name="perRow">Vectors of a row.</param>
    /// <param name="memory">Where from, for as many rows.</param>
    public TokenVectors(int vocabulary, int size, int stride, AlignedBuffer values, int origin, int parts, int perRow, ModelMemory memory)
    {
        (_vocabulary, _size, _stride, _values, _origin, _parts) = (vocabulary, size, stride, values, origin, parts);
        (Tokens, _order) = (memory.Array<int>(perRow), memory.Array<int>(perRow));
        (_numbers, _isSum) = (memory.Array<byte>(perRow), memory.Array<bool>(perRow));
        _tokenEnds = [.. Enumerable.Range(0, parts).Select(_ => new int[vocabulary])];
    }

    /// <summary>The tokens of the vectors.</summary>
    public int[] Tokens { get; }

    /// <summary>The values of the first vectors, where they lie without a gap.</summary>
    public Span<float> Values(int vectors) => _values.Slice(_origin, vectors * _size);

    /// <summary>Says what is in a list. Their tokens are in <see cref="Tokens"/>, at the same places.</summary>
    /// <param name="list">Which one: lists are in the order of their places.</param>
    /// <param name="number">Its number in the tree.</param>
    /// <param name="start">Where its vectors start, in vectors.</param>
    /// <param name="count">How many there are.</param>
    public void Set(int list, int number, int start, int count)
    {
        (_starts[list], _ends[list]) = (start, start + count);
        _numbers.AsSpan(start, count).Fill((byte)number);
    }

    /// <summary>Sums some lists, for a part of the tokens. A sum takes the place of its token's first vector.</summary>
    /// <param name="first">The first list.</param>
    /// <param name="end">The end of the lists.</param>
    /// <param name="part">Which part of the tokens.</param>
    /// <param name="table">What the sums are added to, by token; null for nothing.</param>
    /// <param name="offset">Where in the table the vector of token 0 is.</param>
    public void Sum(int first, int end, int part, AlignedBuffer? table = null, int offset = 0)
    {
        int[] tokenEnds = _tokenEnds[part];
        (int start, int orderEnd) = Sort(_starts[first], _ends[end - 1], part);
        for (int token = FirstOf(part); token < _vocabulary; token = NextOf(part, token))
        {
            int tokenEnd = tokenEnds[token];
            if (tokenEnd == start)
            {
                continue;
            }

            AddUp(start, tokenEnd, orderEnd);
            int place = _order[start];
            _isSum[place] = true;
            if (table is not null)
            {
                Add(ref Vector(place), ref Unsafe.Add(ref table.Reference, offset + ((nint)token * _size)));
            }

            start = tokenEnd;
        }
    }

    /// <summary>The number of sums of some lists, when they are there.</summary>
    public int CountSums(int first, int end) => _isSum.AsSpan(_starts[first].._ends[end - 1]).Count(true);

    /// <summary>Copies the sums of some lists to a place of another buffer.</summary>
    public void CopySums(int first, int end, TokenVectors target, int place)
    {
        for (int i = _starts[first]; i < _ends[end - 1]; i++)
        {
            if (_isSum[i])
            {
                target.Tokens[place] = Tokens[i];
                _values.Slice(_origin + (i * _stride), _size).CopyTo(target._values.Slice(target._origin + (place * target._stride), _size));
                place++;
            }
        }
    }

    private int PartOf(int token) => _parts == 1 ? 0 : (int)((uint)(token >> NeighboursShift) % (uint)_parts);

    private static int FirstOf(int part) => part << NeighboursShift;

    private int NextOf(int part, int token) =>
        _parts == 1 || PartOf(token + 1) == part ? token + 1 : token + 1 + ((_parts - 1) << NeighboursShift);

    /// <summary>Sorts the places of vectors of a part's tokens by token, by counting: places of the same token stay in their order.</summary>
    /// <returns>Where in the order those of this part start and end.</returns>
    private (int Start, int End) Sort(int start, int end, int part)
    {
        int[] tokenEnds = _tokenEnds[part];
        Array.Clear(tokenEnds);
        int place = start;
        foreach (int token in Tokens.AsSpan(start..end))
        {
            int partOf = PartOf(token);
            if (partOf == part)
            {
                tokenEnds[token]++;
            }
            else if (partOf < part)
            {
                place++;
            }
        }

        int orderStart = place;
        for (int token = FirstOf(part); token < _vocabulary; token = NextOf(part, token))
        {
            (tokenEnds[token], place) = (place, place + tokenEnds[token]);
        }

        for (int i = start; i < end; i++)
        {
            int token = Tokens[i];
            if (PartOf(token) == part)
            {
                _order[tokenEnds[token]++] = i;
                _isSum[i] = false;
            }
        }

        return (orderStart, place);
    }

    /// <summary>
    /// Adds a token's vectors to its first one. Of two neighbouring lists that have it, those are added first that meet lower in the tree; what
    /// waits for its right neighbour is open, and meets it lower than its left one.
    /// </summary>
    private void AddUp(int start, int end, int orderEnd)
    {
        Span<int> open = stackalloc int[MostDepth];
        Span<int> heights = stackalloc int[MostDepth];
        int depth = 0;
        int last = _order[start];
        int number = _numbers[last];
        Ask(start, orderEnd);
        for (int k = start + 1; k < end; k++)
        {
            Ask(k, orderEnd);
            int place = _order[k];
            int before = number;
            number = _numbers[place];
            if (number == before)
            {
                Add(ref Vector(place), ref Vector(last));
                continue;
            }

            int height = BitOperations.Log2((uint)(before ^ number));
            while (depth > 0 && heights[depth - 1] < height)
            {
                depth--;
                Add(ref Vector(last), ref Vector(open[depth]));
                last = open[depth];
            }

            (open[depth], heights[depth]) = (last, height);
            depth++;
            last = place;
        }

        while (depth > 0)
        {
            depth--;
            Add(ref Vector(last), ref Vector(open[depth]));
            last = open[depth];
        }
    }

    private void Ask(int k, int orderEnd)
    {
        if (k + Ahead < orderEnd)
        {
            Prefetch.Row(ref Vector(_order[k + Ahead]), _size);
        }
    }

    private ref float Vector(int index) => ref Unsafe.Add(ref _values.Reference, _origin + ((nint)index * _stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(ref float source, ref float target)
    {
        nuint i = 0;
        for (; i + (nuint)Vector<float>.Count <= (nuint)_size; i += (nuint)Vector<float>.Count)
        {
            (System.Numerics.Vector.LoadUnsafe(ref target, i) + System.Numerics.Vector.LoadUnsafe(ref source, i)).StoreUnsafe(ref target, i);
        }

        for (; i < (nuint)_size; i++)
        {
            Unsafe.Add(ref target, i) += Unsafe.Add(ref source, i);
        }
    }
}
