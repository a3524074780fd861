using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx;

/// <summary>Further operators that are layers of their own.</summary>
internal sealed partial class OnnxWalk
{
    /// <summary>Limits as an activation: <c>relu6</c>, <c>hard_tanh</c> or <c>clip</c>.</summary>
    private static string Clip(OnnxNode node, Func<int, Constant?> known)
    {
        double Limit(string name, int input) => node.Has(name) ? node.Number(name, 0)
            : known(input) is { Items: [var limit] } ? limit
            : throw new UnsupportedNodeException("limits values on one side only, or by something that is not a constant, which no activation does");
        return (Limit("min", 1), Limit("max", 2)) switch
        {
            (0, 6) => "relu6",
            (-1, 1) => "hard_tanh",
            var (least, most) => $"clip({Layer.NumberText(least)},{Layer.NumberText(most)})",
        };
    }

    private static string Shrink(OnnxNode node)
    {
        double threshold = node.Number("lambd", 0.5);
        double bias = node.Number("bias", 0);
        return bias == threshold ? $"soft_shrink({Layer.NumberText(threshold)})" : bias == 0 ? $"hard_shrink({Layer.NumberText(threshold)})"
            : throw new UnsupportedNodeException("shrinks by something else than its threshold");
    }

    /// <summary>Slopes that are one number, or change with the channels, the steps or both.</summary>
    private DataValue Prelu(OnnxNode node, DataValue x)
    {
        x = Settle(x);
        Constant slope = RequireKnown(node, 1, "a slope");
        int time = Array.FindIndex(x.Axes, axis => axis.Kind == AxisKind.Time);
        int channel = Array.FindIndex(x.Axes, axis => axis.Kind == AxisKind.Channel);
        int[] shape = [.. Enumerable.Repeat(1, x.Axes.Length - slope.Rank), .. slope.Shape];
        bool PerEntry(int axis) => axis >= 0 && shape[axis] > 1;
        if (x.ChannelsFirst > 0 || shape.Where((extent, axis) => extent > 1 && ((axis != time && axis != channel) || extent != x.Axes[axis].Extent)).Any())
        {
            throw new UnsupportedNodeException("has slopes that change along another axis than steps and channels");
        }

        Block<double> ordered = slope.Reshape(shape);
        if (time > channel && channel >= 0)
        {
            ordered = ordered.Transpose([.. Enumerable.Range(0, shape.Length).Select(axis => axis == time ? channel : axis == channel ? time : axis)]);
        }

        string shared = (PerEntry(time) || (time >= 0 && x.Steps == 1), PerEntry(channel) || x.Channels == 1) switch { (true, true) => "none", (true, false) => "values", (false, true) => time < 0 ? "none" : "time", _ => time < 0 ? "values" : "both" };
        int[] alpha = time < 0 ? [ordered.Items.Length] : [PerEntry(time) ? x.Steps!.Value : 1, PerEntry(channel) ? x.Channels : 1];
        Layer layer = new Layer("prelu", node.Text).Named(node.Name).Unless("none", "shared_axes", shared).Take(x.Layer).Weight("alpha", Tensor(ordered).Reshape(alpha));
        return x with { Layer = layer };
    }

    /// <summary>The nearest step for each of several times as many.</summary>
    private DataValue Resize(OnnxNode node, DataValue x)
    {
        x = Settle(x);
        int time = Array.FindIndex(x.Axes, axis => axis.Kind == AxisKind.Time);
        string place = node.Text1("coordinate_transformation_mode", "half_pixel");
        string nearest = node.Text1("nearest_mode", "round_prefer_floor");
        bool isRepetition = node.Text1("mode", "nearest") == "nearest" && ((place, nearest) is ("asymmetric", "floor") or ("half_pixel", "round_prefer_floor"));
        foreach (string name in new[] { "cubic_coeff_a", "exclude_outside", "extrapolation_value", "antialias" })
        {
            node.Has(name);
        }

        Constant? scales = Known(node, 2);
        Constant? sizes = Known(node, 3);
        double[] factors = scales is { Items.Length: > 0 } ? scales.Items : sizes is null ? [] : [.. sizes.Items.Zip(x.Axes, (size, axis) => size / axis.Extent)];
        if (!isRepetition || time < 0 || factors.Length != x.Axes.Length || factors.Where((factor, axis) => axis == time ? factor < 1 || factor != Math.Floor(factor) : factor != 1).Any())
        {
            throw new UnsupportedNodeException("changes the number of steps in another way than by repeating each one as often");
        }

        int times = (int)factors[time];
        _evidence.Along(x.Axes[time]);
        Axis[] axes = [.. x.Axes];
        axes[time] = axes[time] with { Extent = checked(x.Axes[time].Extent * times) };
        return new(new Layer("up_sampling1d", node.Text).Named(node.Name).With(null, times).Take(x.Layer), axes);
    }

    /// <summary>One vector as a sequence of equal steps.</summary>
    private DataValue Expand(OnnxNode node, DataValue x)
    {
        x = Settle(x);
        int[] shape = ConstantFolding.Broadcast(x.Shape, [.. RequireKnown(node, 1, "a shape").Items.Select(item => (int)item)]);
        int more = shape.Length - x.Axes.Length;
        Axis[] axes = [.. Enumerable.Repeat(Axis.Unit, more), .. x.Axes];
        int[] grown = [.. Enumerable.Range(0, shape.Length).Where(axis => shape[axis] != axes[axis].Extent)];
        if (grown.Length == 0)
        {
            return x with { Axes = axes };
        }

        if (grown is not [var time] || axes[time].Kind != AxisKind.Unit || x.Steps is not null)
        {
            throw new UnsupportedNodeException("repeats something else than one vector, as the steps of a sequence");
        }

        _evidence.Along(axes[time]);
        axes[time] = new(AxisKind.Time, shape[time]);
        return new(new Layer("repeat_vector", node.Text).Named(node.Name).With(null, shape[time]).Take(x.Layer), axes);
    }

    /// <summary>Tokens that stand for one-hot vectors.</summary>
    private DataValue OneHot(OnnxNode node, DataValue tokens)
    {
        Constant depth = RequireKnown(node, 1, "a depth");
        Constant values = RequireKnown(node, 2, "values");
        if (tokens.Layer.Word != "tokens" || values.Items is not [0, 1] || depth.Items is not [var vocabulary] || Movement.AxisOf(node.Integer("axis", -1), tokens.Axes.Length + 1) != tokens.Axes.Length)
        {
            throw new UnsupportedNodeException("is no one-hot form of tokens, with zeros and ones along the last axis");
        }

        if (tokens.Layer.Options.Any(option => option.Name == "vocabulary"))
        {
            throw new UnsupportedNodeException("takes tokens that are also looked up in a table; the two would need an input each");
        }

        // From now on the input is what the vectors are: nothing else can take its tokens.
        Layer layer = new Layer("one_hot", tokens.Layer.Origin).Named(tokens.Layer.Name).With("vocabulary", (int)vocabulary);
        foreach ((string? name, string value) in tokens.Layer.Options)
        {
            layer.With(name, value);
        }

        _inputs[_inputs.IndexOf(tokens.Layer)] = layer;
        foreach (string name in _values.Where(pair => pair.Value is DataValue data && data.Layer == tokens.Layer).Select(pair => pair.Key).ToArray())
        {
            _values[name] = ((DataValue)_values[name]) with { Layer = layer };
        }

        return new(layer, [.. tokens.Axes, new Axis(AxisKind.Channel, (int)vocabulary)]);
    }

    /// <summary>Both directions of a layer as one: their sum, product or mean.</summary>
    private DataValue? MergedDirections(OnnxNode node, OnnxValue? input)
    {
        if (node.Op is not ("ReduceSum" or "ReduceMean" or "ReduceProd"))
        {
            return null;
        }

        DataValue? x = input as DataValue;
        if (input is StateValue { Block: var block } && block.Items is [{ Layer: { Word: "bidirectional" } layer }, ..] && block.Items.Length == 2 * _stateSizes[(layer, "forward/h")]
            && Array.IndexOf(block.Shape, 2) is var direction and >= 0 && direction == Array.FindIndex(block.Shape, extent => extent != 1) && IsWholeState(block, layer, ["forward/h", "backward/h"]))
        {
            int units = block.Items.Length / 2;
            Axis[] axes = [.. block.Shape.Select(_ => Axis.Unit)];
            axes[direction] = new(AxisKind.Direction, 2);
            axes[^1] = new(AxisKind.Channel, units);
            x = new(LastStep(layer, 0), axes);
        }

        if (x is null || Array.FindIndex(x.Axes, axis => axis.Kind == AxisKind.Direction) is var of && (of < 0 || ReducedAxes(node) is not [var reduced] || Movement.AxisOf(reduced, x.Axes.Length) != of))
        {
            return null;
        }

        node.Integer("noop_with_empty_axes", 0);
        Layer both = x.Layer.Word == "flatten" ? x.Layer.Inputs[0] : x.Layer;
        MergeBy(both, node.Op switch { "ReduceSum" => "sum", "ReduceMean" => "ave", _ => "mul" });
        return x with { Axes = node.Integer("keepdims", 1) == 1 ? [.. x.Axes.Select(axis => axis.Kind == AxisKind.Direction ? Axis.Unit : axis)] : [.. x.Axes.Where(axis => axis.Kind != AxisKind.Direction)] };
    }

    /// <summary>Remembers how a layer merges its directions, of which there is one way.</summary>
    private void MergeBy(Layer layer, string mode)
    {
        if (_merges.TryGetValue(layer, out string? before) ? before != mode : !_merges.TryAdd(layer, mode))
        {
            throw new UnsupportedNodeException($"merges the two directions of a layer in two ways ({before} and {mode})");
        }

        if (before is null)
        {
            layer.Unless("concat", "merge_mode", mode);
        }
    }

    private readonly Dictionary<Layer, string> _merges = [];

    private long[]? ReducedAxes(OnnxNode node) => node.Integers("axes") ?? (Known(node, 1) is { } given ? [.. given.Items.Select(item => (long)item)] : null);

    /// <summary>A merge of several values: one step, or one channel, may stand for all.</summary>
    private DataValue Merge(OnnxNode node, DataValue[] values)
    {
        string word = node.Op switch
        {
            "Add" => "add",
            "Sub" => "subtract",
            "Mul" => "multiply",
            "Max" => "maximum",
            "Min" => "minimum",
            "Mean" => "average",
            _ => throw new UnsupportedNodeException("divides values of the sequence by each other, which SeqGen's language does not have"),
        };
        Axis[] axes = values[0].Axes;
        foreach (DataValue value in values.Skip(1))
        {
            if (value.ChannelsFirst != values[0].ChannelsFirst)
            {
                throw new UnsupportedNodeException("joins values that were flattened in different orders");
            }

            axes = CommonAxes(axes, value.Axes);
            _evidence.AreSame([values[0], value]);
        }

        return values[0] with { Layer = new Layer(word, node.Text).Named(node.Name).Take([.. values.Select(value => value.Layer)]), Axes = axes };
    }

    private static Axis[] CommonAxes(Axis[] a, Axis[] b)
    {
        int rank = Math.Max(a.Length, b.Length);
        Axis[] left = [.. Enumerable.Repeat(Axis.Unit, rank - a.Length), .. a];
        Axis[] right = [.. Enumerable.Repeat(Axis.Unit, rank - b.Length), .. b];
        return [.. left.Zip(right, (one, other) => one == other || other.Extent == 1 ? one : one.Extent == 1 ? other
            : throw new UnsupportedNodeException($"joins the shapes ({string.Join(", ", a.Select(axis => axis.Extent))}) and ({string.Join(", ", b.Select(axis => axis.Extent))}), whose axes do not agree"))];
    }

    /// <summary>The same values in the same order as other steps, or as one vector: where it is known what the axes are, nothing else can be meant.</summary>
    private DataValue Reshaped(OnnxNode node, DataValue x, int[] shape)
    {
        x = Settle(x);
        AxisKind[] kinds = [.. x.Axes.Where(axis => axis.Kind != AxisKind.Unit).Select(axis => axis.Kind)];
        bool isInOrder = x.ChannelsFirst == 0 && x.Axes[0].Kind == AxisKind.Unit && (kinds is [AxisKind.Time, AxisKind.Channel] || kinds is [AxisKind.Channel]);
        if (!_meaning.IsKnown || !isInOrder || shape is not ([1, _] or [1, _, _]))
        {
            throw new UnsupportedNodeException($"makes ({string.Join(", ", shape)}) of ({string.Join(", ", x.Shape)}), which no layer does");
        }

        Layer layer = new Layer("reshape", node.Text).Named(node.Name).With(null, shape[^1]).Take(x.Layer);
        return shape.Length == 2 ? new(layer, [Axis.Unit, new Axis(AxisKind.Channel, shape[1])])
            : new(layer.With("length", shape[1]), [Axis.Unit, new Axis(AxisKind.Time, shape[1]), new Axis(AxisKind.Channel, shape[2])]);
    }

    /// <summary>Where it is known what the axes are, and steps stand in the place of channels, the model exchanges the two.</summary>
    private DataValue Permuted(OnnxNode node, DataValue x)
    {
        Axis[] axes = [.. x.Axes.Select(axis => axis.Kind switch { AxisKind.Time => new Axis(AxisKind.Channel, axis.Extent), AxisKind.Channel => new Axis(AxisKind.Time, axis.Extent), _ => axis })];
        return Settle(x) with { Layer = new Layer("permute", node.Text).Take(Settle(x).Layer), Axes = axes };
    }

    private bool IsExchanged(DataValue x, params AxisKind[] expected) => _meaning.IsKnown && x.ChannelsFirst == 0
        && x.Axes.Select(axis => axis.Kind switch { AxisKind.Time => AxisKind.Channel, AxisKind.Channel => AxisKind.Time, _ => axis.Kind }).SequenceEqual(expected);
}
