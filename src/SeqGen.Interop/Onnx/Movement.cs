namespace SeqGen.Interop.Onnx;

/// <summary>Operators that only move elements about, with their arguments as numbers.</summary>
internal static class Movement
{
    private static readonly HashSet<string> Ops = ["Identity", "Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Slice", "Gather", "Split", "Expand", "Concat"];

    public static bool Knows(string op) => Ops.Contains(op);

    /// <summary>Moves the elements of a block.</summary>
    /// <param name="node">The node.</param>
    /// <param name="block">Its first input.</param>
    /// <param name="arguments">Its further inputs, null where there is none or it is not known.</param>
    /// <returns>One block an output; null where an argument is not known.</returns>
    public static Block<T>[]? Move<T>(OnnxNode node, Block<T> block, Func<int, Constant?> arguments)
    {
        switch (node.Op)
        {
            case "Identity":
                return [block];
            case "Transpose":
                int[] order = [.. (node.Integers("perm") ?? [.. Enumerable.Range(0, block.Rank).Reverse().Select(axis => (long)axis)]).Select(axis => (int)axis)];
                return order.Order().SequenceEqual(Enumerable.Range(0, block.Rank)) ? [block.Transpose(order)] : throw new UnsupportedNodeException("has a wrong perm");
            case "Reshape" or "Flatten":
                return TargetShape(node, block.Shape, arguments) is { } shape ? [block.Reshape(shape)] : null;
            case "Squeeze" or "Unsqueeze":
                return Squeezed(node, block.Shape, arguments) is { } squeezed ? [block.Reshape(squeezed)] : null;
            case "Slice":
                return Slices(node, block.Shape, arguments) is { } slices ? [slices.Aggregate(block, (sliced, slice) => sliced.Slice(slice.Axis, slice.Start, slice.Count, slice.Step))] : null;
            case "Gather":
                return arguments(1) is { } indices ? [block.Gather(AxisOf(node.Integer("axis", 0), block.Rank), indices)] : null;
            case "Split":
                int axis = AxisOf(node.Integer("axis", 0), block.Rank);
                int start = 0;
                return [.. Parts(node, block.Shape[axis], arguments).Select(count =>
                {
                    Block<T> part = block.Slice(axis, start, count, 1);
                    start += count;
                    return part;
                })];
            case "Expand":
                return arguments(1) is { } target ? [block.Expand(ConstantFolding.Broadcast(block.Shape, [.. target.Items.Select(item => (int)item)]))] : null;
            default:
                return null;
        }
    }

    public static int AxisOf(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw new UnsupportedNodeException($"has the axis {axis} of {rank}");

    /// <summary>The shape that a Reshape or Flatten asks for.</summary>
    public static int[]? TargetShape(OnnxNode node, int[] from, Func<int, Constant?> arguments)
    {
        long length = from.Aggregate(1L, (product, extent) => product * extent);
        if (node.Op == "Flatten")
        {
            int axis = (int)node.Integer("axis", 1);
            axis = axis < 0 ? axis + from.Length : axis;
            return axis >= 0 && axis <= from.Length ? [from[..axis].Aggregate(1, (product, extent) => product * extent), from[axis..].Aggregate(1, (product, extent) => product * extent)] : throw new UnsupportedNodeException("has a wrong axis");
        }

        bool allowsZero = node.Integer("allowzero", 0) == 1;
        if (arguments(1) is not { } target)
        {
            return null;
        }

        long[] shape = [.. target.Items.Select((item, index) => item == 0 && !allowsZero ? index < from.Length ? from[index] : throw new UnsupportedNodeException("keeps an extent that does not exist") : (long)item)];
        long known = shape.Where(extent => extent != -1).Aggregate(1L, (product, extent) => product * extent);
        if (shape.Count(extent => extent == -1) == 1 && known > 0 && length % known == 0)
        {
            shape[Array.IndexOf(shape, -1L)] = length / known;
            known = length;
        }

        return known == length && shape.All(extent => extent is >= 0 and <= int.MaxValue) ? [.. shape.Select(extent => (int)extent)] : throw new UnsupportedNodeException($"makes ({string.Join(", ", target.Items)}) of the shape ({string.Join(", ", from)})");
    }

    /// <summary>The axes of a Squeeze or Unsqueeze, an attribute before opset 13 and an input since; null where they are not known.</summary>
    public static int[]? SqueezeAxes(OnnxNode node, int[] from, Func<int, Constant?> arguments)
    {
        long[]? axes = node.Integers("axes") ?? (arguments(1) is { } given ? [.. given.Items.Select(item => (long)item)] : null);
        if (axes is null)
        {
            return node.Op == "Squeeze" && node.Proto.Input.Count < 2 ? [.. Enumerable.Range(0, from.Length).Where(axis => from[axis] == 1)] : null;
        }

        int rank = node.Op == "Squeeze" ? from.Length : from.Length + axes.Length;
        return [.. axes.Select(axis => AxisOf(axis, rank)).Distinct().Order()];
    }

    public static int[]? Squeezed(OnnxNode node, int[] from, Func<int, Constant?> arguments)
    {
        if (SqueezeAxes(node, from, arguments) is not { } axes)
        {
            return null;
        }

        if (node.Op == "Squeeze")
        {
            return axes.All(axis => from[axis] == 1) ? [.. from.Where((_, axis) => !axes.Contains(axis))] : throw new UnsupportedNodeException("takes away an axis of several entries");
        }

        List<int> shape = [.. from];
        foreach (int axis in axes)
        {
            shape.Insert(axis, 1);
        }

        return [.. shape];
    }

    /// <summary>What a Slice takes of each axis: attributes before opset 10, inputs since.</summary>
    public static List<(int Axis, int Start, int Count, int Step)>? Slices(OnnxNode node, int[] from, Func<int, Constant?> arguments)
    {
        long[]? Read(string name, int input) => node.Integers(name) ?? (arguments(input) is { } given ? [.. given.Items.Select(item => (long)Math.Clamp(item, int.MinValue, int.MaxValue))] : null);
        long[]? starts = Read("starts", 1);
        long[]? ends = Read("ends", 2);
        long[]? axes = Read("axes", 3);
        long[]? steps = Read("steps", 4);
        if (starts is null || ends is null || (axes is null && Given(node, 3)) || (steps is null && Given(node, 4)))
        {
            return null;
        }

        axes ??= [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || (steps is not null && steps.Length != starts.Length))
        {
            throw new UnsupportedNodeException("has lists of different lengths");
        }

        List<(int, int, int, int)> slices = [];
        for (int index = 0; index < starts.Length; index++)
        {
            int axis = AxisOf(axes[index], from.Length);
            int extent = from[axis];
            long step = steps?[index] ?? 1;
            long start = starts[index] < 0 ? starts[index] + extent : starts[index];
            long end = ends[index] < 0 ? ends[index] + extent : ends[index];
            if (step == 0)
            {
                throw new UnsupportedNodeException("has a step of 0");
            }

            start = step > 0 ? Math.Clamp(start, 0, extent) : Math.Clamp(start, 0, extent - 1);
            end = step > 0 ? Math.Clamp(end, 0, extent) : Math.Clamp(end, -1, extent - 1);
            long count = Math.Max(0, (end - start + step - Math.Sign(step)) / step);
            slices.Add((axis, (int)start, (int)count, (int)step));
        }

        return slices;
    }

    /// <summary>The extents of the parts of a Split.</summary>
    public static int[] Parts(OnnxNode node, int extent, Func<int, Constant?> arguments)
    {
        int outputs = node.Proto.Output.Count;
        int[] parts = node.Integers("split") is { } attribute ? [.. attribute.Select(part => (int)part)]
            : arguments(1) is { } given ? [.. given.Items.Select(part => (int)part)]
            : [.. Enumerable.Repeat((extent + outputs - 1) / outputs, outputs - 1), extent - ((extent + outputs - 1) / outputs * (outputs - 1))];
        node.Integer("num_outputs", 0);
        return parts.Length == outputs && parts.All(part => part >= 0) && parts.Sum() == extent ? parts : throw new UnsupportedNodeException("splits an axis into parts that are not the whole");
    }

    private static bool Given(OnnxNode node, int input) => node.Proto.Input.Count > input && node.Proto.Input[input].Length > 0;
}
