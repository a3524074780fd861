using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>Copies between a workspace tensor <c>[row][step][stride]</c> and dense values <c>[step][size]</c>.</summary>
internal static class TensorCopy
{
    /// <summary>Reads as many steps of a row as the target has room for.</summary>
    public static void Read(ReadOnlySpan<float> workspace, in TensorSlot slot, int row, Span<float> target)
    {
        int source = slot.Offset + row * slot.RowStride;
        if (slot.ValueStride > 1)
        {
            TakeLanes(workspace, slot, target, slot.Size);
        }
        else if (slot.Stride == slot.Size)
        {
            workspace.Slice(source, target.Length).CopyTo(target);
        }
        else
        {
            for (int step = 0; step * slot.Size < target.Length; step++)
            {
                workspace.Slice(source + step * slot.Stride, slot.Size).CopyTo(target[(step * slot.Size)..]);
            }
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

    /// <summary>Copies a state between two workspaces of a stream, of which one may have its steps side by side, value by value.</summary>
    public static void CopyState(ReadOnlySpan<float> from, in TensorSlot source, Span<float> to, in TensorSlot target)
    {
        if (source.ValueStride > 1)
        {
            TakeLanes(from, source, to.Slice(target.Offset, target.Size), target.Size / source.Steps);
        }
        else if (target.ValueStride > 1)
        {
            ReadOnlySpan<float> values = from.Slice(source.Offset, source.Size);
            int stride = source.Size / target.Steps;
            for (int value = 0; value < target.Size; value++)
            {
                Span<float> lanes = to.Slice(target.Offset + value * target.ValueStride, target.Steps);
                for (int step = 0; step < lanes.Length; step++)
                {
                    lanes[step] = values[step * stride + value];
                }
            }
        }
        else
        {
            from.Slice(source.Offset, source.Size).CopyTo(to.Slice(target.Offset, target.Size));
        }
    }

    public static void Clear(Span<float> workspace, in TensorSlot slot, int rows)
    {
        for (int row = 0; row < rows && slot.Offset >= 0; row++)
        {
            workspace.Slice(slot.Offset + row * slot.RowStride, slot.Steps * slot.Stride).Clear();
        }
    }

    /// <summary>Puts values that lie step by step, value by value, where those of a step lie together.</summary>
    private static void TakeLanes(ReadOnlySpan<float> workspace, in TensorSlot slot, Span<float> target, int stride)
    {
        for (int value = 0; value < slot.Size; value++)
        {
            ReadOnlySpan<float> lanes = workspace.Slice(slot.Offset + value * slot.ValueStride, target.Length / stride);
            if (stride == 1)
            {
                lanes.CopyTo(target);
                continue;
            }

            for (int step = 0; step < lanes.Length; step++)
            {
                target[step * stride + value] = lanes[step];
            }
        }
    }
}
