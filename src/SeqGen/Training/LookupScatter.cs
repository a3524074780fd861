using System.Numerics;
using System.Runtime.CompilerServices;
using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>
/// Adds the gradients of looked-up vectors to the rows of their tables. The work is distributed by blocks of columns
/// (whole cache lines) and by token, never by row of the batch: so every table value is the sum over rows and steps
/// in order, whichever thread computes it.
/// </summary>
internal sealed class LookupScatter
{
    private readonly LookupGradient[] _lookups;
    private readonly int[] _tables;
    private readonly int[] _blockWidths;
    private readonly int[] _columnBlocks;
    private readonly int[] _tokenClasses;

    /// <summary>Plans the work.</summary>
    /// <param name="model">The model.</param>
    /// <param name="threads">How many threads will take part.</param>
    public LookupScatter(SequenceModel model, int threads)
    {
        _lookups = [.. model.Program.Training.Lookups];
        _tables = [.. _lookups.Select(lookup => model.Description.Weights[lookup.Weight].Offset)];
        _blockWidths = [.. _lookups.Select(lookup => BlockWidth(lookup.Size, threads))];
        _columnBlocks = [.. _lookups.Select((lookup, i) => (lookup.Size + _blockWidths[i] - 1) / _blockWidths[i])];
        _tokenClasses = [.. _columnBlocks.Select(blocks => (threads + blocks - 1) / blocks)];
        for (int i = 0; i < _lookups.Length; i++)
        {
            Items += _columnBlocks[i] * _tokenClasses[i];
        }
    }

    /// <summary>Independent parts of the work.</summary>
    public int Items { get; }

    /// <summary>Does all of the work.</summary>
    public void Add(ReadOnlySpan<int> tokens, int rows, int batchRows, AlignedBuffer lookups, AlignedBuffer gradient)
    {
        for (int item = 0; item < Items; item++)
        {
            Add(item, tokens, rows, batchRows, lookups, gradient);
        }
    }

    /// <summary>Does one part of the work.</summary>
    /// <param name="item">Which part, from 0.</param>
    /// <param name="tokens">The batch's tokens, all of them inside the vocabularies.</param>
    /// <param name="rows">Rows in use.</param>
    /// <param name="batchRows">Rows of the lookups' buffer.</param>
    /// <param name="lookups">The gradients of looked-up vectors.</param>
    /// <param name="gradient">The gradient that they are added to.</param>
    public void Add(int item, ReadOnlySpan<int> tokens, int rows, int batchRows, AlignedBuffer lookups, AlignedBuffer gradient)
    {
        int index = 0;
        while (item >= _columnBlocks[index] * _tokenClasses[index])
        {
            item -= _columnBlocks[index] * _tokenClasses[index];
            index++;
        }

        ref readonly LookupGradient lookup = ref _lookups[index];
        int classes = _tokenClasses[index];
        int tokenClass = item % classes;
        int column = item / classes * _blockWidths[index];
        int width = Math.Min(_blockWidths[index], lookup.Size - column);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<int> rowTokens = tokens.Slice(row * lookup.TokensPerRow + lookup.TokenOffset, lookup.Steps);
            ref float source = ref Unsafe.Add(
                ref lookups.Reference, (nint)lookup.Prefix * batchRows + (nint)row * lookup.Steps * lookup.Stride + column);
            ref float table = ref Unsafe.Add(ref gradient.Reference, _tables[index] + column);
            for (int step = 0; step < rowTokens.Length; step++)
            {
                int token = rowTokens[step];
                if (classes == 1 || token % classes == tokenClass)
                {
                    AddColumns(ref Unsafe.Add(ref source, step * lookup.Stride), ref Unsafe.Add(ref table, (nint)token * lookup.Size), width);
                }
            }
        }
    }

    /// <summary>As many blocks as threads, if there are enough cache lines in a vector.</summary>
    private static int BlockWidth(int size, int threads)
    {
        int lines = (size + Rounding.FloatsPerLine - 1) / Rounding.FloatsPerLine;
        int blocks = Math.Min(lines, threads);
        return (lines + blocks - 1) / blocks * Rounding.FloatsPerLine;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddColumns(ref float source, ref float target, int width)
    {
        nuint i = 0;
        for (; i + (nuint)Vector<float>.Count <= (nuint)width; i += (nuint)Vector<float>.Count)
        {
            (Vector.LoadUnsafe(ref target, i) + Vector.LoadUnsafe(ref source, i)).StoreUnsafe(ref target, i);
        }

        for (; i < (nuint)width; i++)
        {
            Unsafe.Add(ref target, i) += Unsafe.Add(ref source, i);
        }
    }
}
