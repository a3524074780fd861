using System.Runtime.InteropServices;

namespace SeqGen;

/// <summary>Consecutive weights with their gradient and the values that an optimizer keeps for them.</summary>
/// <remarks>
/// All spans have the same length, a multiple of 16: the last slice of a weight may end with further values, which are padding
/// and mean nothing.
/// </remarks>
public readonly ref struct UpdateSlice
{
    private readonly ReadOnlySpan<AlignedBuffer> _slots;
    private readonly int _offset;

    internal UpdateSlice(Span<float> weights, ReadOnlySpan<float> gradient, ReadOnlySpan<AlignedBuffer> slots, int offset)
    {
        Weights = weights;
        Gradient = gradient;
        _slots = slots;
        _offset = offset;
    }

    /// <summary>The weights, to be changed.</summary>
    public Span<float> Weights { get; }

    /// <summary>The gradient of the loss with respect to the weights.</summary>
    public ReadOnlySpan<float> Gradient { get; }

    /// <summary>The number of weights.</summary>
    public int Length => Weights.Length;

    /// <summary>The values that the optimizer keeps for these weights, to be changed.</summary>
    /// <param name="index">Which of its values, from 0 to <see cref="Optimizer.SlotCount"/> - 1.</param>
    /// <exception cref="IndexOutOfRangeException">The optimizer has no such values.</exception>
    public Span<float> Slot(int index) => _slots[index].Slice(_offset, Length);

    /// <summary>The first weight.</summary>
    internal ref float FirstWeight => ref MemoryMarshal.GetReference(Weights);

    /// <summary>The first value of the gradient.</summary>
    internal ref float FirstGradient => ref MemoryMarshal.GetReference(Gradient);

    /// <summary>The first kept value.</summary>
    internal ref float FirstOf(int slot) => ref MemoryMarshal.GetReference(Slot(slot));
}
