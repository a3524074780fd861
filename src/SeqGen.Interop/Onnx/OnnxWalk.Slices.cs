using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx;

/// <summary>Parts of a sequence: some channels, some steps, the last one; and what is made of parts alone.</summary>
internal sealed partial class OnnxWalk
{
    /// <summary>The last step, or some channels.</summary>
    private DataValue Take(OnnxNode node, DataValue x)
    {
        if (x.IsTurned && node.Op == "Slice" && Movement.Slices(node, x.Shape, index => Known(node, index)) is [{ Step: -1 } all] && x.Axes[all.Axis].Kind == AxisKind.Time && all.Count == x.Axes[all.Axis].Extent)
        {
            // Keras gives the steps in the order in which they were read.
            _turnedBack.Add(x.Layer);
            return x with { IsTurned = false };
        }

        x = Settle(x);
        (int axis, int start, int count, bool keepsAxis) = Range(node, x);
        return PartOf(node, x, axis, start, count, keepsAxis);
    }

    private OnnxValue?[] Split(OnnxNode node, DataValue x)
    {
        x = Settle(x);
        int axis = Movement.AxisOf(node.Integer("axis", 0), x.Axes.Length);
        _evidence.Along(x.Axes[axis]);
        int start = 0;
        return [.. Movement.Parts(node, x.Axes[axis].Extent, index => Known(node, index)).Select(count =>
        {
            DataValue part = PartOf(node, x, axis, start, count, keepsAxis: true);
            start += count;
            return part;
        })];
    }

    private DataValue PartOf(OnnxNode node, DataValue x, int axis, int start, int count, bool keepsAxis)
    {
        if (count == x.Axes[axis].Extent && start == 0 && keepsAxis)
        {
            return x;
        }

        Axis[] axes = [.. x.Axes];
        switch (x.Axes[axis].Kind)
        {
            // Of two directions, the last step is the first one that the backward layer has read: not its final state.
            case AxisKind.Time when count == 1 && start == x.Axes[axis].Extent - 1 && axes.All(other => other.Kind != AxisKind.Direction) && x.Layer.Word != "bidirectional":
                axes[axis] = Axis.Unit;
                DataValue last = new(LastStep(x.Layer, x.Axes[axis].Extent), axes);
                return keepsAxis ? last : last with { Axes = [.. axes.Where((_, other) => other != axis)] };
            case AxisKind.Time when count > 0 && axes.All(other => other.Kind != AxisKind.Direction):
                axes[axis] = axes[axis] with { Extent = count };
                DataValue some = new(new Layer("cropping1d", node.Text).Named(node.Name).With(null, start).With("right", x.Axes[axis].Extent - start - count).Take(x.Layer), axes);
                return keepsAxis ? some : OnlyStep(node, some, [axis]);
            case AxisKind.Unit when count == 1:
                return keepsAxis ? x : x with { Axes = [.. axes.Where((_, other) => other != axis)] };
            case AxisKind.Channel when x.ChannelsFirst == 0 && count > 0:
                axes[axis] = axes[axis] with { Extent = count };
                Layer slice = new Layer("slice", node.Text).Named(node.Name).With(null, start).With(null, count).Take(x.Layer);
                _slices[slice] = (x.Layer, start, count, x.Channels);
                return new(slice, keepsAxis ? axes : [.. axes.Where((_, other) => other != axis)]);
            default:
                throw new UnsupportedNodeException("takes a part of its input that no layer takes");
        }
    }

    private (int Axis, int Start, int Count, bool KeepsAxis) Range(OnnxNode node, DataValue x)
    {
        if (node.Op == "Slice")
        {
            List<(int Axis, int Start, int Count, int Step)> slices = Movement.Slices(node, x.Shape, index => Known(node, index)) ?? throw new UnsupportedNodeException("takes a part that is not known beforehand");

            foreach ((int along, _, _, _) in slices.Where(slice => !IsWhole(node, x, slice.Axis)))
            {
                _evidence.Along(x.Axes[along]);
            }

            // Of one entry there is no direction and no distance.
            slices = [.. slices.Select(slice => slice.Count == 1 ? slice with { Step = 1 } : slice)];
            slices.RemoveAll(slice => slice is { Start: 0, Step: 1 } && slice.Count == x.Axes[slice.Axis].Extent);
            return slices switch
            {
                [] => (0, 0, x.Axes[0].Extent, true),
                [{ Step: 1 } slice] => (slice.Axis, slice.Start, slice.Count, true),
                _ => throw new UnsupportedNodeException("takes parts of several axes, or not every entry"),
            };
        }

        int axis = Movement.AxisOf(node.Integer("axis", 0), x.Axes.Length);
        Constant index = RequireKnown(node, 1, "an entry to take");
        if (index.Items.Length != 1 || index.Rank > 1)
        {
            throw new UnsupportedNodeException("takes several entries by their numbers");
        }

        _evidence.Along(x.Axes[axis]);
        int extent = x.Axes[axis].Extent;
        double at = index.Items[0] < 0 ? index.Items[0] + extent : index.Items[0];
        return at >= 0 && at < extent ? (axis, (int)at, 1, index.Rank == 1) : throw new UnsupportedNodeException($"takes entry {index.Items[0]} of an axis of {extent}");
    }

    /// <summary>True where a slice takes an axis as a whole, however many entries it has.</summary>
    private bool IsWhole(OnnxNode node, DataValue x, int axis)
    {
        const int many = 1 << 20;
        int[] larger = [.. x.Shape];
        larger[axis] = many;
        return Movement.Slices(node, larger, index => Known(node, index))!.All(slice => slice.Axis != axis || slice is { Start: 0, Count: many, Step: 1 });
    }

    private static DataValue Square(OnnxNode node, DataValue x) => x with { Layer = new Layer("multiply", node.Text).Named(node.Name).Take(x.Layer, x.Layer) };

    /// <summary>The root of the squares of both halves of the channels.</summary>
    private DataValue? Magnitude(OnnxNode node, DataValue x)
    {
        if (x.Layer is not { Word: "add", Inputs: [{ Word: "multiply", Inputs: [var a, var alsoA] }, { Word: "multiply", Inputs: [var b, var alsoB] }] }
            || a != alsoA || b != alsoB || !_slices.TryGetValue(a, out (Layer Of, int Start, int Count, int All) first) || !_slices.TryGetValue(b, out (Layer Of, int Start, int Count, int All) second)
            || first.Of != second.Of || first.Count != second.Count || first.Start + second.Start != first.Count || Math.Min(first.Start, second.Start) != 0 || first.All != 2 * first.Count)
        {
            return null;
        }

        return x with { Layer = new Layer("magnitude", node.Text).Named(node.Name).Take(first.Of) };
    }

    /// <summary>Layers that give some channels of another one.</summary>
    private readonly Dictionary<Layer, (Layer Of, int Start, int Count, int All)> _slices = [];
}
