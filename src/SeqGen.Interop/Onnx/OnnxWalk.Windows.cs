using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx;

/// <summary>Convolutions and pooling over the steps.</summary>
internal sealed partial class OnnxWalk
{
    private DataValue Conv(OnnxNode node, DataValue x)
    {
        WeightTensor kernel = Tensor(RequireKnown(node, 1, "a kernel"));
        float[]? bias = node.Proto.Input.Count > 2 && Value(node, 2) is not null ? [.. RequireKnown(node, 2, "a bias").Items.Select(value => (float)value)] : null;
        int axis = WindowAxis(x, kernel.Rank - 2);
        if (x.Axes[1].Kind != AxisKind.Channel || kernel.Rank != x.Axes.Length)
        {
            throw new UnsupportedNodeException("slides over more than the steps of a sequence; one-dimensional convolutions, and two-dimensional ones with an axis of one entry, can be imported");
        }

        _evidence.Is(x.Axes);

        long[]? said = node.Integers("kernel_shape");
        if (said is not null && !said.SequenceEqual(kernel.Shape[2..].Select(extent => (long)extent)))
        {
            throw new UnsupportedNodeException("has a kernel_shape that is not that of its kernel");
        }

        Window window = WindowOf(node, x, axis, kernel.Shape[2..]);
        int groups = (int)node.Integer("group", 1);
        kernel = kernel.Reshape(kernel.Shape[0], kernel.Shape[1], window.Size).Permute(2, 1, 0);
        int filters = kernel.Shape[2];
        if (x.Steps is null && !_meaning.IsStep && groups == 1)
        {
            // One vector has no steps to slide over.
            Layer dense = new Layer("dense", node.Text).Named(node.Name).With(null, filters).Take(Settle(x).Layer).Weight("kernel", kernel.Reshape(kernel.Shape[1], filters));
            Open(new OpenLayer(dense, FinishKernel) { Bias = bias });
            return new(dense, [x.Axes[0], new Axis(AxisKind.Channel, filters), .. x.Axes[2..]]);
        }

        DataValue settled = x with { Padding = default };
        (int before, int after) = (window.Before + x.Padding.Before, window.After + x.Padding.After);
        int steps = settled.Axes[axis].Extent;
        int outputs = ((steps + before + after - ((window.Size - 1) * window.Dilation) - 1) / window.Stride) + 1;
        string? padding = PaddingOf(before, after, steps, window);
        if (padding is null)
        {
            settled = Settle(settled with { Padding = (before, after) });
            padding = "valid";
        }

        Layer layer = new Layer("conv1d", node.Text).Named(node.Name).With(null, filters).With(null, window.Size).Take(settled.Layer).Weight("kernel", kernel);
        Open(new OpenLayer(layer, open =>
        {
            if (open.Activation != "linear")
            {
                open.Layer.With(null, open.Activation);
            }

            open.Layer.Unless("valid", "padding", padding).Unless(1, "strides", window.Stride).Unless(1, "dilation_rate", window.Dilation).Unless(1, "groups", groups)
                .Unless(true, "use_bias", open.Bias is not null).Weight("bias", open.Bias is null ? null : WeightTensor.Vector(open.Bias));
        })
        { Bias = bias });
        Axis[] axes = [.. x.Axes];
        axes[1] = new(AxisKind.Channel, filters);
        axes[axis] = x.Axes[axis] with { Extent = outputs };
        return new(layer, axes);
    }

    /// <summary>A transposed convolution; what it cuts off at its ends in another way than Keras is cropped.</summary>
    private DataValue ConvTranspose(OnnxNode node, DataValue x)
    {
        x = Settle(x);
        WeightTensor kernel = Tensor(RequireKnown(node, 1, "a kernel"));
        float[]? bias = node.Proto.Input.Count > 2 && Value(node, 2) is not null ? [.. RequireKnown(node, 2, "a bias").Items.Select(value => (float)value)] : null;
        int axis = WindowAxis(x, kernel.Rank - 2);
        node.Integers("kernel_shape");
        Window window = WindowOf(node, x, axis, kernel.Shape[2..]);
        int more = (int)(node.Integers("output_padding")?[axis - 2] ?? 0);
        if (node.Integer("group", 1) != 1 || window.Dilation != 1 || node.Text1("auto_pad", "NOTSET") is not ("NOTSET" or "") || node.Has("output_shape") || x.Axes[axis].Kind != AxisKind.Time || x.Axes[1].Kind != AxisKind.Channel)
        {
            throw new UnsupportedNodeException("is a transposed convolution with groups, a dilation or a computed padding, which SeqGen's language does not have");
        }

        _evidence.Is(x.Axes);
        int filters = kernel.Shape[1];
        int inputs = x.Axes[axis].Extent;
        int outputs = ((inputs - 1) * window.Stride) + window.Size + more - window.Before - window.After;
        bool isSame = outputs == inputs * window.Stride && window.Before == Math.Max(window.Size - window.Stride, 0) / 2;
        int steps = isSame ? outputs : ((inputs - 1) * window.Stride) + Math.Max(window.Size, window.Stride);
        int before = isSame ? 0 : window.Before;
        int after = steps - before - outputs;
        if (after < 0 || outputs < 1)
        {
            throw new UnsupportedNodeException("gives more steps than its kernel reaches (output_padding)");
        }

        kernel = kernel.Reshape(kernel.Shape[0], filters, window.Size).Permute(2, 1, 0);
        Layer layer = new Layer("conv1d_transpose", node.Text).Named(node.Name).With(null, filters).With(null, window.Size).Take(x.Layer).Weight("kernel", kernel);
        bool isCropped = before + after > 0;
        Open(new OpenLayer(layer, open =>
        {
            if (open.Activation != "linear")
            {
                open.Layer.With(null, open.Activation);
            }

            open.Layer.Unless(1, "strides", window.Stride).Unless("valid", "padding", isSame ? "same" : "valid")
                .Unless(true, "use_bias", open.Bias is not null).Weight("bias", open.Bias is null ? null : WeightTensor.Vector(open.Bias));
        })
        { Bias = bias });
        Axis[] axes = [.. x.Axes];
        axes[1] = new(AxisKind.Channel, filters);
        axes[axis] = x.Axes[axis] with { Extent = outputs };
        return new(isCropped ? new Layer("cropping1d", $"the ends of {layer.Origin}").With(null, before).With("right", after).Take(layer) : layer, axes);
    }

    /// <summary>The axis that a window slides over: the steps, or, where there is one step, an axis of one entry.</summary>
    private static int WindowAxis(DataValue x, int axes)
    {
        int time = Array.FindIndex(x.Axes, axis => axis.Kind == AxisKind.Time);
        int axis = time < 0 ? x.Axes.Length - 1 : time;
        return axes is 1 or 2 && axis >= 2 && x.Axes.Length == axes + 2 && x.Axes.Skip(2).Where((_, index) => index + 2 != axis).All(other => other.Kind == AxisKind.Unit)
            ? axis
            : throw new UnsupportedNodeException("slides over axes that are not the steps of a sequence");
    }

    private static Window WindowOf(OnnxNode node, DataValue x, int axis, int[] sizes)
    {
        int at = axis - 2;
        long[] strides = node.Integers("strides") ?? [.. sizes.Select(_ => 1L)];
        long[] dilations = node.Integers("dilations") ?? [.. sizes.Select(_ => 1L)];
        long[] pads = node.Integers("pads") ?? new long[2 * sizes.Length];
        if (strides.Length != sizes.Length || dilations.Length != sizes.Length || pads.Length != 2 * sizes.Length || pads.Any(pad => pad is < 0 or > 1 << 16) || strides.Concat(dilations).Any(value => value is < 1 or > 1 << 16)
            || Enumerable.Range(0, sizes.Length).Any(index => index != at && (sizes[index] != 1 || strides[index] != 1 || pads[index] + pads[index + sizes.Length] != 0)))
        {
            throw new UnsupportedNodeException("slides over more than the steps of a sequence");
        }

        Window window = new(sizes[at], (int)strides[at], (int)dilations[at], (int)pads[at], (int)pads[at + sizes.Length]);
        if (window.Size < 1 || (x.Axes[axis].Kind == AxisKind.Unit && (window.Size != 1 || window.Before + window.After != 0)))
        {
            throw new UnsupportedNodeException("slides over an axis that is not the steps of a sequence");
        }

        switch (node.Text1("auto_pad", "NOTSET"))
        {
            case "NOTSET" or "VALID" or "":
                return window;
            case "SAME_UPPER":
                (int before, int after) = Same(x.Axes[axis].Extent, window);
                return window with { Before = before, After = after };
            default:
                throw new UnsupportedNodeException("pads in front (auto_pad SAME_LOWER), which no layer does");
        }
    }

    /// <summary>What Keras' <c>same</c> adds: the smaller half before.</summary>
    private static (int Before, int After) Same(int steps, Window window)
    {
        int outputs = (steps + window.Stride - 1) / window.Stride;
        int total = Math.Max(((outputs - 1) * window.Stride) + ((window.Size - 1) * window.Dilation) + 1 - steps, 0);
        return (total / 2, total - (total / 2));
    }

    /// <summary>The word for a padding, or null where there is none.</summary>
    private static string? PaddingOf(int before, int after, int steps, Window window) => (before, after) switch
    {
        (0, 0) => "valid",
        _ when (before, after) == Same(steps, window) => "same",
        _ when (before, after) == ((window.Size - 1) * window.Dilation, 0) => "causal",
        _ => null,
    };

    /// <summary>Zeros before and after the steps, which the next convolution takes.</summary>
    private DataValue Pad(OnnxNode node, DataValue x)
    {
        string mode = node.Text1("mode", "constant");
        if (mode is not ("constant" or "reflect"))
        {
            throw new UnsupportedNodeException($"pads by mode '{mode}', which SeqGen's language does not have");
        }

        long[] pads = PadsOf(node, x.Axes.Length);
        double value = node.Has("value") ? node.Number("value", 0) : node.Proto.Input.Count > 2 && Value(node, 2) is not null ? RequireKnown(node, 2, "a value").Items[0] : 0;
        int rank = x.Axes.Length;
        int axis = Array.FindIndex(x.Axes, other => other.Kind == AxisKind.Time);
        if (pads.Length != 2 * rank || value != 0 || Enumerable.Range(0, rank).Any(other => other != axis && pads[other] + pads[other + rank] != 0) || pads.Any(pad => pad is < 0 or > 1 << 16))
        {
            throw new UnsupportedNodeException("pads something else than the steps by zeros");
        }

        if (axis >= 0)
        {
            _evidence.Along(x.Axes[axis]);
        }

        if (mode == "reflect" && axis >= 0)
        {
            DataValue settled = Settle(x);
            Layer layer = new Layer("reflection_padding1d", node.Text).Named(node.Name).With(null, (int)pads[axis]).With("right", (int)pads[axis + rank]).Take(settled.Layer);
            Axis[] longer = [.. x.Axes];
            longer[axis] = longer[axis] with { Extent = x.Axes[axis].Extent + (int)(pads[axis] + pads[axis + rank]) };
            return settled with { Layer = layer, Axes = longer };
        }

        return axis < 0 ? x : x with { Padding = (x.Padding.Before + (int)pads[axis], x.Padding.After + (int)pads[axis + rank]) };
    }

    /// <summary>What a Pad adds before and after each axis; since opset 18 it may name the axes.</summary>
    private long[] PadsOf(OnnxNode node, int rank)
    {
        long[] pads = node.Integers("pads") ?? [.. RequireKnown(node, 1, "a padding").Items.Select(item => (long)item)];
        if (node.Proto.Input.Count < 4 || node.Proto.Input[3].Length == 0)
        {
            return pads;
        }

        int[] axes = [.. RequireKnown(node, 3, "axes").Items.Select(item => Movement.AxisOf((long)item, rank))];
        long[] all = new long[2 * rank];
        for (int index = 0; index < axes.Length && pads.Length == 2 * axes.Length; index++)
        {
            (all[axes[index]], all[axes[index] + rank]) = (pads[index], pads[index + axes.Length]);
        }

        return pads.Length == 2 * axes.Length ? all : throw new UnsupportedNodeException("has lists of different lengths");
    }

    private DataValue Pool(OnnxNode node, DataValue x)
    {
        int[] sizes = [.. (node.Integers("kernel_shape") ?? throw new UnsupportedNodeException("has no kernel_shape")).Select(extent => (int)extent)];
        x = Settle(x);
        int axis = WindowAxis(x, sizes.Length);
        Window window = WindowOf(node, x, axis, sizes);
        if (x.Axes[axis].Kind == AxisKind.Channel)
        {
            throw new UnsupportedNodeException("pools an axis that is not the steps of a sequence");
        }

        _evidence.Is(x.Axes[1].Kind == AxisKind.Channel ? x.Axes : [x.Axes[axis]]);
        node.Integer("storage_order", 0);
        int steps = x.Axes[axis].Extent;
        string? padding = PaddingOf(window.Before, window.After, steps, window);
        if (node.Integer("ceil_mode", 0) != 0 || window.Dilation != 1 || (node.Op == "AveragePool" && node.Integer("count_include_pad", 0) != 0 && window.Before + window.After > 0)
            || padding is not ("valid" or "same"))
        {
            throw new UnsupportedNodeException("pools with a padding or a rounding that no layer has");
        }

        Layer layer = new Layer(node.Op == "MaxPool" ? "max_pooling1d" : "average_pooling1d", node.Text).Named(node.Name).With(null, window.Size)
            .Unless(window.Size, "strides", window.Stride).Unless("valid", "padding", padding).Take(x.Layer);
        Axis[] axes = [.. x.Axes];
        axes[axis] = x.Axes[axis] with { Extent = ((steps + window.Before + window.After - window.Size) / window.Stride) + 1 };
        return new(layer, axes);
    }

    /// <summary>Maximum, mean or sum over all steps.</summary>
    private DataValue GlobalPool(OnnxNode node, DataValue x)
    {
        x = Settle(x);
        int time = Array.FindIndex(x.Axes, axis => axis.Kind == AxisKind.Time);
        bool keepsAxis = true;
        if (node.Op.StartsWith("Reduce", StringComparison.Ordinal))
        {
            long[]? axes = node.Integers("axes") ?? (Known(node, 1) is { } given ? [.. given.Items.Select(item => (long)item)] : null);
            keepsAxis = node.Integer("keepdims", 1) == 1;
            node.Integer("noop_with_empty_axes", 0);
            int reduced = axes is [var only] ? Movement.AxisOf(only, x.Axes.Length) : throw new UnsupportedNodeException("works along several axes");
            _evidence.Along(x.Axes[reduced]);
            if (x.Axes[reduced].Kind == AxisKind.Unit)
            {
                return keepsAxis ? x : x with { Axes = [.. x.Axes.Where((_, index) => index != reduced)] };
            }

            if (reduced != time || node.Op == "ReduceProd")
            {
                throw new UnsupportedNodeException(reduced == time ? "multiplies all steps, which SeqGen's language does not have" : "works along another axis than the steps");
            }
        }
        else if (time < 2 || x.Axes[1].Kind != AxisKind.Channel || x.Axes.Skip(2).Any(axis => axis.Kind is not (AxisKind.Time or AxisKind.Unit)))
        {
            throw new UnsupportedNodeException("pools something else than the steps of a sequence");
        }
        else
        {
            _evidence.Is(x.Axes);
        }

        bool isMaximum = node.Op is "GlobalMaxPool" or "ReduceMax";
        Layer layer = new Layer(isMaximum ? "global_max_pooling1d" : "global_average_pooling1d", node.Text).Named(node.Name).Take(x.Layer);
        Axis[] rest = [.. x.Axes];
        rest[time] = Axis.Unit;
        DataValue pooled = new(layer, keepsAxis ? rest : [.. rest.Where((_, index) => index != time)]);
        return node.Op == "ReduceSum" ? SumOfMean(node, pooled, x.Steps!.Value) : pooled;
    }

    /// <summary>The sum of steps, of their mean.</summary>
    private DataValue SumOfMean(OnnxNode node, DataValue mean, int steps) => Rescaled(node, mean, [.. Enumerable.Repeat((float)steps, mean.Channels)], null);

    private sealed record Window(int Size, int Stride, int Dilation, int Before, int After);
}
