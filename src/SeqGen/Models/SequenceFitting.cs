using System.Numerics;
using System.Runtime.InteropServices;

namespace SeqGen;

/// <summary>Brings one sequence to the declared length and checks its tokens.</summary>
internal static class SequenceFitting
{
    /// <summary>Copies a sequence into a row, padded and truncated as the input declares, and writes its mask.</summary>
    /// <param name="part">The input.</param>
    /// <param name="source">Values, whole steps.</param>
    /// <param name="mask">One value per step of <paramref name="source"/>, or empty for all real.</param>
    /// <param name="pad">What steps are padded with.</param>
    /// <param name="target">The input's values of the row.</param>
    /// <param name="targetMask">The input's mask of the row; empty where the input has none.</param>
    /// <exception cref="ArgumentException">The length does not fit and the input does not pad or truncate.</exception>
    public static void Copy(
        in InputGeometry.Part part, ReadOnlySpan<float> source, ReadOnlySpan<float> mask, float pad, Span<float> target, Span<float> targetMask)
    {
        if (source.Length == target.Length && mask.IsEmpty)
        {
            TinyValues.Copy(source, target);
            targetMask.Fill(1);
            return;
        }

        Place place = Fit(part, source.Length, mask, targetMask);
        Pad(part, place, pad, target);
        TinyValues.Copy(place.Of(source, part.StepSize), target[(place.Start * part.StepSize)..]);
    }

    /// <summary>
    /// As <see cref="Copy"/>, for tokens, which are checked while they are copied: the caller's memory is read once, so that what
    /// was checked is what lies in <paramref name="target"/>. Nothing outside the vocabulary is ever written there, not even for
    /// a moment.
    /// </summary>
    /// <param name="part">The input.</param>
    /// <param name="source">The tokens.</param>
    /// <param name="mask">One value per token, or empty for all real.</param>
    /// <param name="target">The input's tokens of the row.</param>
    /// <param name="targetMask">The input's mask of the row; empty where the input has none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is outside the vocabulary; <paramref name="target"/> is all zeros then.</exception>
    /// <exception cref="ArgumentException">The length does not fit and the input does not pad or truncate.</exception>
    public static void TakeTokens(
        in InputGeometry.Part part, ReadOnlySpan<int> source, ReadOnlySpan<float> mask, Span<int> target, Span<float> targetMask)
    {
        if (source.Length == target.Length && mask.IsEmpty)
        {
            TakeTokens(part, source, target);
            targetMask.Fill(1);
            return;
        }

        if (source.Length > target.Length)
        {
            // What will be cut off is checked as well.
            CheckTokens(part, source);
        }

        Place place = Fit(part, source.Length, mask, targetMask);
        Pad(part, place, 0, target);
        TakeTokens(part, place.Of(source, 1), target[place.Start..]);
    }

    /// <summary>Copies tokens, each of them checked as it is read.</summary>
    /// <param name="part">The input.</param>
    /// <param name="source">The tokens.</param>
    /// <param name="target">Receives them.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is outside the vocabulary; <paramref name="target"/> is all zeros then.</exception>
    public static void TakeTokens(in InputGeometry.Part part, ReadOnlySpan<int> source, Span<int> target)
    {
        ReadOnlySpan<uint> values = MemoryMarshal.Cast<int, uint>(source);
        Span<uint> taken = MemoryMarshal.Cast<int, uint>(target)[..values.Length];
        uint last = (uint)part.Input.Vocabulary - 1;
        Vector<uint> limit = new(last);
        Vector<uint> outside = Vector<uint>.Zero;
        bool isOutside = false;
        ref uint from = ref MemoryMarshal.GetReference(values);
        ref uint to = ref MemoryMarshal.GetReference(taken);
        int i = 0;
        for (; i <= values.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            // Each token is read once. Both spans are as long as the loop runs.
            Vector<uint> read = Vector.LoadUnsafe(ref from, (nuint)i);
            Vector<uint> inside = Vector.Min(read, limit);
            inside.StoreUnsafe(ref to, (nuint)i);
            outside |= read ^ inside;
        }

        for (; i < values.Length; i++)
        {
            uint read = values[i];
            taken[i] = Math.Min(read, last);
            isOutside |= read > last;
        }

        if (isOutside || outside != Vector<uint>.Zero)
        {
            target.Clear();
            ThrowOutside(part, source);
        }
    }

    /// <summary>Where the steps of a sequence go, and the mask of the row.</summary>
    private static Place Fit(in InputGeometry.Part part, int length, ReadOnlySpan<float> mask, Span<float> targetMask)
    {
        int size = part.StepSize;
        int steps = length / size;
        if (steps * size != length)
        {
            throw new ArgumentException(
                $"Input '{part.Input.Name}' takes {size} values per step; {length} values are not a whole number of steps.");
        }

        if (!mask.IsEmpty && mask.Length != steps)
        {
            throw new ArgumentException(
                $"The mask of input '{part.Input.Name}' has {mask.Length} values for a sequence of {steps} steps.");
        }

        if (!mask.IsEmpty && !part.Input.HasMask)
        {
            throw new ArgumentException(part.Input.IsVariable
                ? $"Input '{part.Input.Name}' takes sequences of any length, of which every step is real: it takes no mask."
                : $"Input '{part.Input.Name}' is declared without a mask; declare it with one to give a mask at run time.");
        }

        RequireSteps(part, steps);

        int first = 0;
        if (steps > part.Steps)
        {
            Require(part, part.Input.Truncating, steps, "longer");
            first = part.Input.Truncating == SequenceSide.Pre ? steps - part.Steps : 0;
            mask = mask.IsEmpty ? mask : mask.Slice(first, part.Steps);
            steps = part.Steps;
        }

        int start = StartOf(part, steps);
        CopyMask(mask, start, steps, targetMask);
        return new Place(first, start, steps);
    }

    /// <summary>Pads a row before and after its steps.</summary>
    private static void Pad<T>(in InputGeometry.Part part, Place place, T pad, Span<T> target)
    {
        target[..(place.Start * part.StepSize)].Fill(pad);
        target[((place.Start + place.Steps) * part.StepSize)..].Fill(pad);
    }

    /// <summary>
    /// As <see cref="Copy"/>, for features that are rows of a table: of a sequence of row numbers, the rows are copied.
    /// </summary>
    /// <param name="part">The input; the table's rows are as long as its steps.</param>
    /// <param name="indices">Row numbers, one per step.</param>
    /// <param name="table">The table, [row][size].</param>
    /// <param name="target">The input's values of the row.</param>
    /// <param name="targetMask">The input's mask of the row; empty where the input has none.</param>
    /// <exception cref="ArgumentException">The length does not fit and the input does not pad or truncate.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The table has no such row.</exception>
    public static void Gather(
        in InputGeometry.Part part, ReadOnlySpan<int> indices, ReadOnlySpan<float> table, Span<float> target, Span<float> targetMask)
    {
        int size = part.StepSize;
        RequireSteps(part, indices.Length);
        if (indices.Length > part.Steps)
        {
            Require(part, part.Input.Truncating, indices.Length, "longer");
            indices = part.Input.Truncating == SequenceSide.Pre ? indices[^part.Steps..] : indices[..part.Steps];
        }

        int start = StartOf(part, indices.Length);
        target[..(start * size)].Fill(part.Input.PadValue);
        Span<float> steps = target[(start * size)..];
        int tableRows = table.Length / size;
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)tableRows)
            {
                throw new ArgumentOutOfRangeException(nameof(indices), index, $"The table has the rows 0 to {tableRows - 1}.");
            }

            TinyValues.Copy(table.Slice(index * size, size), steps);
            steps = steps[size..];
        }

        steps.Fill(part.Input.PadValue);
        CopyMask([], start, indices.Length, targetMask);
    }

    /// <summary>Throws where a sequence of any length has none.</summary>
    private static void RequireSteps(in InputGeometry.Part part, int steps)
    {
        if (steps == 0 && part.Input.IsVariable)
        {
            throw new ArgumentException($"A sequence of input '{part.Input.Name}' is empty; it takes 1 to {part.Steps} steps.");
        }
    }

    /// <summary>Throws where sequences of a length do not fit, and the input does not pad or truncate.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public static void RequireLength(in InputGeometry.Part part, int steps)
    {
        if (steps > part.Steps)
        {
            Require(part, part.Input.Truncating, steps, "longer");
        }
        else if (steps < part.Steps)
        {
            Require(part, part.Input.Padding, steps, "shorter");
        }
    }

    /// <summary>Throws where a token lies outside the vocabulary, naming its position.</summary>
    /// <param name="part">The input.</param>
    /// <param name="tokens">The tokens to look at.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is negative, or not below the vocabulary's size.</exception>
    private static void CheckTokens(in InputGeometry.Part part, ReadOnlySpan<int> tokens)
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
            foreach (float value in mask)
            {
                if (value is not (0 or 1))
                {
                    throw new ArgumentException($"A mask holds {value}; 1 is a real step, and 0 a masked one.");
                }
            }
        }
    }

    /// <summary>Where the steps of a sequence lie.</summary>
    /// <param name="First">The first step that is taken.</param>
    /// <param name="Start">The step of the row where it goes.</param>
    /// <param name="Steps">How many steps are taken.</param>
    private readonly record struct Place(int First, int Start, int Steps)
    {
        /// <summary>The values of the steps that are taken.</summary>
        public ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> values, int stepSize) => values.Slice(First * stepSize, Steps * stepSize);
    }

    /// <summary>Says which token is outside the vocabulary, in words.</summary>
    public static void ThrowOutside(in InputGeometry.Part part, ReadOnlySpan<int> tokens)
    {
        string which = "A token, which has been changed since,";
        for (int position = 0; position < tokens.Length; position++)
        {
            int token = tokens[position];
            if ((uint)token >= (uint)part.Input.Vocabulary)
            {
                which = $"Token {token} at position {position}";
                break;
            }
        }

        throw new ArgumentOutOfRangeException(
            nameof(tokens), $"{which} is outside the vocabulary of input '{part.Input.Name}': tokens lie in [0, {part.Input.Vocabulary}).");
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
