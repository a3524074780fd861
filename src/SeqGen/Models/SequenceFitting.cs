using System.Numerics;
using System.Runtime.InteropServices;

namespace SeqGen;

/// <summary>Brings one sequence to the declared length and checks its tokens.</summary>
internal static class SequenceFitting
{
    /// <summary>Copies a sequence into a row, filled up and cut as the input declares, and writes its mask.</summary>
    /// <param name="part">The input.</param>
    /// <param name="source">Values, whole steps.</param>
    /// <param name="mask">One value a step of <paramref name="source"/>, or empty for all real.</param>
    /// <param name="target">The input's values of the row.</param>
    /// <param name="targetMask">The input's mask of the row; empty where the input has none.</param>
    /// <exception cref="ArgumentException">The length does not fit and the input does not fill up or cut.</exception>
    public static void Copy<T>(
        in InputGeometry.Part part, ReadOnlySpan<T> source, ReadOnlySpan<float> mask, Span<T> target, Span<float> targetMask)
        where T : unmanaged
    {
        int size = part.StepSize;
        if (source.Length == target.Length && mask.IsEmpty)
        {
            TinyValues.Copy(source, target);
            targetMask.Fill(1);
            return;
        }

        int steps = source.Length / size;
        if (steps * size != source.Length)
        {
            throw new ArgumentException(
                $"Input '{part.Input.Name}' takes {size} values a step; {source.Length} values are not a whole number of steps.");
        }

        if (!mask.IsEmpty && mask.Length != steps)
        {
            throw new ArgumentException(
                $"The mask of input '{part.Input.Name}' has {mask.Length} values for a sequence of {steps} steps.");
        }

        if (!mask.IsEmpty && targetMask.IsEmpty)
        {
            throw new ArgumentException(
                $"Input '{part.Input.Name}' is declared without a mask; declare it with one to give a mask at run time.");
        }

        if (steps > part.Steps)
        {
            Require(part, part.Input.Truncating, steps, "longer");
            int first = part.Input.Truncating == SequenceSide.Pre ? steps - part.Steps : 0;
            source = source.Slice(first * size, target.Length);
            mask = mask.IsEmpty ? mask : mask.Slice(first, part.Steps);
            steps = part.Steps;
        }

        int start = StartOf(part, steps);
        target[..(start * size)].Clear();
        TinyValues.Copy(source, target[(start * size)..]);
        target[((start + steps) * size)..].Clear();
        CopyMask(mask, start, steps, targetMask);
    }

    /// <summary>
    /// As <see cref="Copy"/>, for features that are rows of a table: of a sequence of row numbers, the rows are copied.
    /// </summary>
    /// <param name="part">The input; the table's rows are as long as its steps.</param>
    /// <param name="indices">Row numbers, one a step.</param>
    /// <param name="table">The table, [row][size].</param>
    /// <param name="target">The input's values of the row.</param>
    /// <param name="targetMask">The input's mask of the row; empty where the input has none.</param>
    /// <exception cref="ArgumentException">The length does not fit and the input does not fill up or cut.</exception>
    public static void Gather(
        in InputGeometry.Part part, ReadOnlySpan<int> indices, ReadOnlySpan<float> table, Span<float> target, Span<float> targetMask)
    {
        int size = part.StepSize;
        if (indices.Length > part.Steps)
        {
            Require(part, part.Input.Truncating, indices.Length, "longer");
            indices = part.Input.Truncating == SequenceSide.Pre ? indices[^part.Steps..] : indices[..part.Steps];
        }

        int start = StartOf(part, indices.Length);
        target[..(start * size)].Clear();
        Span<float> steps = target[(start * size)..];
        foreach (int index in indices)
        {
            TinyValues.Copy(table.Slice(index * size, size), steps);
            steps = steps[size..];
        }

        steps.Clear();
        CopyMask([], start, indices.Length, targetMask);
    }

    /// <summary>Throws where a token lies outside the vocabulary, naming its position.</summary>
    /// <param name="part">The input.</param>
    /// <param name="tokens">The tokens to look at.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is negative, or not below the vocabulary's size.</exception>
    public static void CheckTokens(in InputGeometry.Part part, ReadOnlySpan<int> tokens)
    {
        ReadOnlySpan<uint> values = MemoryMarshal.Cast<int, uint>(tokens);
        uint vocabulary = (uint)part.Input.Vocabulary;
        Vector<uint> limit = new(vocabulary - 1);
        Vector<uint> largest = Vector<uint>.Zero;
        int i = 0;
        for (; i <= values.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            largest = Vector.Max(largest, new Vector<uint>(values[i..]));
        }

        bool outside = Vector.GreaterThanAny(largest, limit);
        for (; i < values.Length; i++)
        {
            outside |= values[i] >= vocabulary;
        }

        if (outside)
        {
            ThrowOutside(part, tokens);
        }
    }

    /// <summary>The step where a sequence starts that is at most as long as declared.</summary>
    private static int StartOf(in InputGeometry.Part part, int steps)
    {
        int padding = part.Steps - steps;
        if (padding > 0)
        {
            Require(part, part.Input.Padding, steps, "shorter");
        }

        return part.Input.Padding == SequenceSide.Post ? 0 : padding;
    }

    /// <summary>Writes the mask of a sequence; an empty mask means that all its steps are real.</summary>
    private static void CopyMask(ReadOnlySpan<float> mask, int start, int steps, Span<float> target)
    {
        if (target.IsEmpty)
        {
            return;
        }

        target.Clear();
        if (mask.IsEmpty)
        {
            target.Slice(start, steps).Fill(1);
        }
        else
        {
            mask.CopyTo(target[start..]);
        }
    }

    private static void ThrowOutside(in InputGeometry.Part part, ReadOnlySpan<int> tokens)
    {
        int position = 0;
        while ((uint)tokens[position] < (uint)part.Input.Vocabulary)
        {
            position++;
        }

        throw new ArgumentOutOfRangeException(
            nameof(tokens),
            $"Token {tokens[position]} at position {position} is outside the vocabulary of input '{part.Input.Name}': "
            + $"tokens lie in [0, {part.Input.Vocabulary}).");
    }

    private static void Require(in InputGeometry.Part part, SequenceSide side, int steps, string comparison)
    {
        if (side == SequenceSide.Error)
        {
            throw new ArgumentException(
                $"A sequence of {steps} steps is {comparison} than the {part.Steps} steps that input '{part.Input.Name}' declares.");
        }
    }
}
