using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>Copies between a workspace tensor <c>[row][step][stride]</c> and dense values <c>[step][size]</c>.</summary>
internal static class TensorCopy
{
    /// <summary>Reads as many steps of a row as the target has room for.</summary>
    public static void Read(ReadOnlySpan<float> workspace, in TensorSlot slot, int row, Span<float> target)
    {
        int source = slot.Offset + row * slot.RowStride;
        for (int step = 0; step * slot.Size < target.Length; step++)
        {
            workspace.Slice(source + step * slot.Stride, slot.Size).CopyTo(target[(step * slot.Size)..]);
        }
    }

    /// <summary>Writes as many steps of a row as there are.</summary>
    public static void Write(Span<float> workspace, in TensorSlot slot, int row, ReadOnlySpan<float> source)
    {
        int target = slot.Offset + row * slot.RowStride;
        for (int step = 0; step * slot.Size < source.Length; step++)
        {
            source.Slice(step * slot.Size, slot.Size).CopyTo(workspace[(target + step * slot.Stride)..]);
        }
    }

    public static void Clear(Span<float> workspace, in TensorSlot slot, int rows)
    {
        for (int row = 0; row < rows && slot.Offset >= 0; row++)
        {
            workspace.Slice(slot.Offset + row * slot.RowStride, slot.Steps * slot.Stride).Clear();
        }
    }
}
