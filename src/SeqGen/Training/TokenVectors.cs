using System.Numerics;
using System.Runtime.CompilerServices;

namespace SeqGen;

/// <summary>
/// Lists of vectors with their tokens, no token twice in a list, and their sum by token: lists are added in a binary tree over their numbers, as
/// the <see cref="ShardTree"/> adds whole gradients, of which the lists without the token are left out. All lists lie one after the other in the same buffers.
/// </summary>
internal sealed class TokenVectors
{
    private const int MostLists = 32;
    private const int MostDepth = 8;
    private const int None = -1;
    private const int Taken = -2;

    // Neighbouring tokens belong to the same thread: their heads share a cache line.
    private const int NeighboursShift = 4;

    private readonly int _size;
    private readonly int _stride;
    private readonly AlignedBuffer _values;
    private readonly int _origin;
    private readonly int[] _next;
    private readonly int[] _heads;
    private readonly int[] _numbers = new int[MostLists];
    private readonly int[] _starts = new int[MostLists];
    private readonly int[] _ends = new int[MostLists];

    /// <summary>Plans the sums.</summary>
    /// <param name="vocabulary">The number of tokens.</param>
    /// <param name="size">Values of a vector.</param>
    /// <param name="stride">Floats from one vector to the next.</param>
    /// <param name="values">Where the vectors are.</param>
    /// <param name="origin">Where in there the first one is.</param>
    /// <param name="tokens">As many as vectors: their tokens.</param>
    /// <param name="next">As many: room for chains.</param>
    public TokenVectors(int vocabulary, int size, int stride, AlignedBuffer values, int origin, int[] tokens, int[] next)
    {
        (_size, _stride, _values, _origin, Tokens, _next) = (size, stride, values, origin, tokens, next);
        _heads = Nowhere(vocabulary);
    }

    /// <summary>The tokens of the vectors.</summary>
    public int[] Tokens { get; }

    /// <summary>For each token no place.</summary>
    public static int[] Nowhere(int vocabulary)
    {
        int[] places = new int[vocabulary];
        Array.Fill(places, None);
        return places;
    }

    /// <summary>The values of the first vectors, where they lie without a gap.</summary>
    public Span<float> Values(int vectors) => _values.Slice(_origin, vectors * _size);

    /// <summary>Begins a list.</summary>
    /// <param name="list">Which one: lists are in the order of their places.</param>
    /// <param name="number">Its number in the tree.</param>
    /// <param name="start">Where it starts, in vectors.</param>
    /// <param name="count">How many vectors are there already.</param>
    public void Begin(int list, int number, int start, int count = 0) => (_numbers[list], _starts[list], _ends[list]) = (number, start, start + count);

    /// <summary>Takes vectors at or after the end of a list into it, in their order.</summary>
    /// <param name="list">The list.</param>
    /// <param name="from">Where the first of them is.</param>
    /// <param name="tokens">Their tokens.</param>
    /// <param name="places">For each token where it is in this list.</param>
    public void Take(int list, int from, ReadOnlySpan<int> tokens, int[] places)
    {
        int end = _ends[list];
        foreach (int token in tokens)
        {
            ref int place = ref places[token];
            if (place != None)
            {
                Add(ref Vector(from), ref Vector(place));
            }
            else
            {
                if (end != from)
                {
                    _values.Slice(_origin + (from * _stride), _size).CopyTo(_values.Slice(_origin + (end * _stride), _size));
                }

                Tokens[end] = token;
                place = end++;
            }

            from++;
        }

        _ends[list] = end;
    }

    /// <summary>Ends a list, and leaves the places as they were before it.</summary>
    public void End(int list, int[] places)
    {
        foreach (int token in Tokens.AsSpan(_starts[list].._ends[list]))
        {
            places[token] = None;
        }
    }

    /// <summary>Sums some lists, for a part of the tokens. The sum takes the place of a token's first vector.</summary>
    /// <param name="first">The first list.</param>
    /// <param name="end">The end of the lists.</param>
    /// <param name="part">Which part of the tokens.</param>
    /// <param name="parts">How many parts there are.</param>
    /// <param name="table">What the sums are added to, by token; null for nothing.</param>
    /// <param name="offset">Where in there the vector of token 0 is.</param>
    public void Join(int first, int end, int part, int parts, AlignedBuffer? table = null, int offset = 0)
    {
        Link(first, end, part, parts);
        Span<int> open = stackalloc int[MostDepth];
        Span<int> numbers = stackalloc int[MostDepth];
        for (int list = first; list < end; list++)
        {
            for (int i = _starts[list]; i < _ends[list]; i++)
            {
                int token = Tokens[i];
                if (!IsOf(token, part, parts))
                {
                    continue;
                }

                if (_heads[token] != i)
                {
                    _next[i] = Taken;
                    continue;
                }

                _heads[token] = None;
                if (_next[i] != None)
                {
                    AddChain(i, list, open, numbers);
                }

                if (table is not null)
                {
                    Add(ref Vector(i), ref Unsafe.Add(ref table.Reference, offset + ((nint)token * _size)));
                }
            }
        }
    }

    /// <summary>The number of sums of some lists, when they are there.</summary>
    public int CountSums(int first, int end)
    {
        int count = 0;
        for (int list = first; list < end; list++)
        {
            foreach (int next in _next.AsSpan(_starts[list].._ends[list]))
            {
                count += next == Taken ? 0 : 1;
            }
        }

        return count;
    }

    /// <summary>Copies the sums of some lists to a place of another buffer.</summary>
    public void CopySums(int first, int end, TokenVectors target, int place)
    {
        for (int list = first; list < end; list++)
        {
            for (int i = _starts[list]; i < _ends[list]; i++)
            {
                if (_next[i] != Taken)
                {
                    target.Tokens[place] = Tokens[i];
                    _values.Slice(_origin + (i * _stride), _size).CopyTo(target._values.Slice(target._origin + (place * target._stride), _size));
                    place++;
                }
            }
        }
    }

    private static bool IsOf(int token, int part, int parts) => parts == 1 || (token >> NeighboursShift) % parts == part;

    /// <summary>Chains the vectors of each token, in the order of the lists.</summary>
    private void Link(int first, int end, int part, int parts)
    {
        for (int list = end - 1; list >= first; list--)
        {
            for (int i = _ends[list] - 1; i >= _starts[list]; i--)
            {
                int token = Tokens[i];
                if (IsOf(token, part, parts))
                {
                    _next[i] = _heads[token];
                    _heads[token] = i;
                }
            }
        }
    }

    /// <summary>
    /// Adds up the vectors of a chain. Of two neighbours in it, those go first that meet lower in the tree; what waits for
    /// its right neighbour is open, and meets it lower than its left one.
    /// </summary>
    private void AddChain(int head, int list, Span<int> open, Span<int> numbers)
    {
        (open[0], numbers[0]) = (head, _numbers[list]);
        int depth = 1;
        for (int i = _next[head]; i != None; i = _next[i])
        {
            while (i >= _ends[list])
            {
                list++;
            }

            int number = _numbers[list];
            while (depth > 1 && Height(numbers[depth - 2], numbers[depth - 1]) < Height(numbers[depth - 1], number))
            {
                depth--;
                Add(ref Vector(open[depth]), ref Vector(open[depth - 1]));
            }

            (open[depth], numbers[depth]) = (i, number);
            depth++;
        }

        while (depth > 1)
        {
            depth--;
            Add(ref Vector(open[depth]), ref Vector(open[depth - 1]));
        }
    }

    /// <summary>How high in the tree two different numbers meet.</summary>
    private static int Height(int left, int right) => BitOperations.Log2((uint)(left ^ right));

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
