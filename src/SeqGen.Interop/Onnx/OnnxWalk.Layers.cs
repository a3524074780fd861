using SeqGen.Interop.Graph;
using SeqGen.Interop.Onnx.Patterns;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx;

/// <summary>Operators that are layers of their own, and the plumbing between them.</summary>
internal sealed partial class OnnxWalk
{
    private OnnxValue?[] ReadLayer(OnnxNode node, OnnxValue?[] inputs)
    {
        if (node.Op is "LSTM" or "GRU" or "RNN")
        {
            return Recurrent(node, inputs);
        }

        if (node.Op == "Scan")
        {
            return Loop(node, inputs);
        }

        if (node.Op == "Loop")
        {
            return WhileLoop(node, inputs);
        }

        if (node.Op == LayerPattern.Op)
        {
            return [Pattern(node, inputs)];
        }

        if (node.Op == "Gather" && inputs[0] is ConstantValue { Block: { Rank: 2 } table } && inputs[1] is DataValue tokens)
        {
            return [Embedding(node, table, tokens)];
        }

        DataValue x = inputs.OfType<DataValue>().FirstOrDefault() ?? throw Unknown(node);
        if (x.Layer.Word == "tokens" && node.Op is not ("Cast" or "Identity" or "Transpose" or "Squeeze" or "Unsqueeze" or "Reshape" or "OneHot"))
        {
            throw new UnsupportedNodeException("takes whole numbers that are not looked up in a table (Gather of a constant); as values they would have to be floats");
        }

        return node.Op switch
        {
            "Identity" or "Dropout" => [Passed(node, x)],
            "Cast" => [Passed(node, x)],
            "Transpose" => [Transpose(node, x)],
            "Squeeze" or "Unsqueeze" or "Reshape" or "Flatten" => [Reshape(node, x)],
            "MatMul" => [MatMul(node, inputs)],
            "Gemm" => [Gemm(node, inputs)],
            "Conv" => [Conv(node, x)],
            "ConvTranspose" => [ConvTranspose(node, x)],
            "Resize" => [Resize(node, x)],
            "Expand" => [Expand(node, x)],
            "OneHot" => [OneHot(node, x)],
            "PRelu" => [Prelu(node, x)],
            "Pad" => [Pad(node, x)],
            "Add" or "Sub" or "Mul" or "Div" or "Max" or "Min" or "Mean" => [Pairwise(node, inputs)],
            "Pow" when Known(node, 1) is { Items: [2] } => [Square(node, Settle(x))],
            "Sqrt" => [Magnitude(node, x) ?? throw Unknown(node)],
            "Concat" => [Concat(node, inputs)],
            "Softmax" or "LogSoftmax" => [Softmax(node, x)],
            "BatchNormalization" => [BatchNormalization(node, x)],
            "LayerNormalization" => [LayerNormalization(node, x)],
            "MaxPool" or "AveragePool" => [Pool(node, x)],
            "GlobalMaxPool" or "GlobalAveragePool" or "ReduceMean" or "ReduceMax" or "ReduceSum" or "ReduceProd" => [MergedDirections(node, x) ?? GlobalPool(node, x)],
            "Slice" or "Gather" => [Take(node, x)],
            "Split" => Split(node, x),
            _ => [Activation(node, x)],
        };
    }

    private static UnsupportedNodeException Unknown(OnnxNode node) => new(node.Op.StartsWith("Conv", StringComparison.Ordinal) || node.Op is "ScatterND" or "Resize"
        ? "cannot be imported; dense, recurrent and one-dimensional convolutional networks can"
        : "cannot be imported: SeqGen has no such layer");

    private static DataValue Passed(OnnxNode node, DataValue x)
    {
        foreach (string name in new[] { "to", "ratio", "seed", "saturate" })
        {
            node.Has(name);
        }

        return x;
    }

    private void Open(OpenLayer open) => _open[open.Layer] = open;

    /// <summary>Zeros that wait for a convolution become a layer, where something else comes.</summary>
    private static DataValue Settle(DataValue value)
    {
        if (value.ZeroedBy is not null)
        {
            throw new UnsupportedNodeException("takes steps of a recurrent layer that were set to zero where they are masked, which SeqGen's language does not have outside of a bidirectional layer");
        }

        if (value.IsTurned)
        {
            throw new UnsupportedNodeException("takes all steps of a sequence that was read backwards in the order of time, which SeqGen's language does not have outside of a bidirectional layer");
        }

        (int before, int after) = value.Padding;
        if (before == 0 && after == 0)
        {
            return value;
        }

        Layer layer = new Layer("zero_padding1d", $"zeros around {value.Layer.Origin}").With(null, before).With("right", after).Take(value.Layer);
        return value with { Layer = layer, Padding = default };
    }

    private DataValue Embedding(OnnxNode node, Constant table, DataValue tokens)
    {
        if (tokens.Layer.Word != "tokens" || node.Integer("axis", 0) != 0)
        {
            throw new UnsupportedNodeException("looks values of the sequence up in a table; only tokens of an input can be");
        }

        string vocabulary = $"{table.Shape[0]}";
        if (tokens.Layer.Options.FirstOrDefault(option => option.Name == "vocabulary").Value is { } before && before != vocabulary)
        {
            throw new UnsupportedNodeException($"looks up the same tokens in a table of {vocabulary} entries as another one in {before}");
        }

        if (tokens.Layer.Options.All(option => option.Name != "vocabulary"))
        {
            tokens.Layer.With("vocabulary", vocabulary);
        }

        Layer layer = new Layer("embedding", node.Text).Named(node.Name).With(null, table.Shape[1]).Take(tokens.Layer).Weight("embeddings", Tensor(table));
        _embeddings.Add(layer);
        return new(layer, [.. tokens.Axes, new Axis(AxisKind.Channel, table.Shape[1])]);
    }

    private static DataValue Transpose(OnnxNode node, DataValue x)
    {
        int[] order = [.. (node.Integers("perm") ?? [.. Enumerable.Range(0, x.Axes.Length).Reverse().Select(axis => (long)axis)]).Select(axis => (int)axis)];
        return order.Order().SequenceEqual(Enumerable.Range(0, x.Axes.Length)) ? x with { Axes = [.. order.Select(axis => x.Axes[axis])] } : throw new UnsupportedNodeException("has a wrong perm");
    }

    /// <summary>Axes of one entry come and go; both directions of a layer, or all steps, become channels.</summary>
    private DataValue Reshape(OnnxNode node, DataValue x)
    {
        int[] shape = (node.Op is "Squeeze" or "Unsqueeze" ? Movement.Squeezed(node, x.Shape, index => Known(node, index)) : Movement.TargetShape(node, x.Shape, index => Known(node, index)))
            ?? throw new UnsupportedNodeException("makes a shape that is not known beforehand");
        if (node.Op is "Squeeze" or "Unsqueeze")
        {
            int[] axes = Movement.SqueezeAxes(node, x.Shape, index => Known(node, index))!;
            if (node.Op == "Squeeze")
            {
                if (axes.Any(axis => x.Axes[axis].Kind == AxisKind.Time) && axes.All(axis => x.Axes[axis] is { Kind: AxisKind.Unit } or { Kind: AxisKind.Time, Extent: 1 }))
                {
                    return OnlyStep(node, x, axes);
                }

                // A batch that goes away is one of one sequence.
                _evidence.Is(x.Axes.Where((axis, index) => axes.Contains(index) && axis.Kind == AxisKind.Unit));
                return axes.All(axis => x.Axes[axis].Kind == AxisKind.Unit) || x.Axes.Length - axes.Length == 0
                    ? x with { Axes = [.. x.Axes.Where((_, axis) => !axes.Contains(axis))] }
                    : SqueezeChannel(x, axes);
            }

            List<Axis> more = [.. x.Axes];

            // A signal without channels has one: the axis that comes.
            bool isChannel = axes.Length == 1 && x.Steps is not null && x.Axes.All(axis => axis.Kind != AxisKind.Channel);
            axes.ToList().ForEach(axis => more.Insert(axis, isChannel ? new Axis(AxisKind.Channel, 1) : Axis.Unit));
            return x with { Axes = [.. more] };
        }

        Queue<Axis> rest = new(x.Axes.Where(axis => axis.Kind != AxisKind.Unit));
        DataValue result = x;
        List<Axis> made = [];
        foreach (int extent in shape)
        {
            if (rest.TryPeek(out Axis next) && next.Extent == extent && !(extent == 1 && shape.Length - made.Count > rest.Count))
            {
                made.Add(rest.Dequeue());
            }
            else if (extent == 1)
            {
                made.Add(Axis.Unit);
            }
            else if (rest.Count >= 2 && rest.Take(2).ToArray() is var pair && pair[0].Extent * pair[1].Extent == extent)
            {
                rest.Dequeue();
                rest.Dequeue();
                result = Merge(node, result, pair[0].Kind, pair[1].Kind);
                made.Add(new(AxisKind.Channel, extent));
            }
            else
            {
                return Reshaped(node, x, shape);
            }
        }

        return rest.All(axis => axis.Extent == 1) ? result with { Axes = [.. made] } : throw new UnsupportedNodeException("loses an axis");
    }

    /// <summary>A channel that is the only one may go: the axis before it is then the steps'.</summary>
    private static DataValue SqueezeChannel(DataValue x, int[] axes) => axes.All(axis => x.Axes[axis].Kind is AxisKind.Unit or AxisKind.Channel)
        ? x with { Axes = [.. x.Axes.Where((_, axis) => !axes.Contains(axis))] }
        : throw new UnsupportedNodeException("takes away the axis of the steps");

    /// <summary>The layers that give the only step of a layer as one vector.</summary>
    private readonly Dictionary<Layer, Layer> _onlySteps = [];

    /// <summary>The only step of a sequence as one vector.</summary>
    private DataValue OnlyStep(OnnxNode node, DataValue x, int[] axes)
    {
        x = Settle(x);
        Layer step = _recurrent.Contains(x.Layer) ? LastStep(x.Layer, 1) : new Layer("flatten", node.Text).Named(node.Name).Take(x.Layer);
        _onlySteps[step] = x.Layer;
        return x with { Layer = step, Axes = [.. x.Axes.Where((_, axis) => !axes.Contains(axis))] };
    }

    private DataValue Merge(OnnxNode node, DataValue x, AxisKind first, AxisKind second)
    {
        if ((first, second) == (AxisKind.Direction, AxisKind.Channel))
        {
            MergeBy(x.Layer.Word == "flatten" ? x.Layer.Inputs[0] : x.Layer, "concat");
            return x;
        }

        DataValue settled = Settle(x);
        if ((first, second) is (AxisKind.Time, AxisKind.Channel) or (AxisKind.Channel, AxisKind.Time))
        {
            Layer layer = new Layer("flatten", node.Text).Named(node.Name).Take(settled.Layer);
            return settled with { Layer = layer, ChannelsFirst = first == AxisKind.Channel && settled.Steps > 1 ? settled.Channels : 0 };
        }

        throw new UnsupportedNodeException("joins axes that no layer joins");
    }

    private DataValue MatMul(OnnxNode node, OnnxValue?[] inputs)
    {
        if (inputs is [DataValue shares, DataValue steps] && WeightedSteps(node, shares, steps) is { } weighted)
        {
            return weighted;
        }

        if (inputs[0] is not DataValue x || inputs[1] is not ConstantValue { Block: { Rank: 2 } kernel })
        {
            throw new UnsupportedNodeException("multiplies something else than values of the sequence by a constant matrix");
        }

        return Dense(node, x, Tensor(kernel), null);
    }

    /// <summary>One number a step, times the steps: their weighted sum.</summary>
    private DataValue? WeightedSteps(OnnxNode node, DataValue shares, DataValue steps)
    {
        if (shares.Axes is not [{ Kind: AxisKind.Unit }, { Extent: 1 }, { Kind: AxisKind.Time } along]
            || steps.Axes is not [{ Kind: AxisKind.Unit }, { Kind: AxisKind.Time } time, { Kind: AxisKind.Channel } channel] || along.Extent != time.Extent)
        {
            return null;
        }

        _evidence.Is([along, time, channel]);
        DataValue product = new(new Layer("multiply", node.Text).Named(node.Name).Take(Settle(steps).Layer, Settle(shares).Layer), steps.Axes);
        Layer mean = new Layer("global_average_pooling1d", node.Text).Named(node.Name).Take(product.Layer);
        return SumOfMean(node, new(mean, [Axis.Unit, Axis.Unit, channel]), time.Extent);
    }

    private DataValue Gemm(OnnxNode node, OnnxValue?[] inputs)
    {
        if (inputs[0] is not DataValue x || inputs[1] is not ConstantValue { Block: { Rank: 2 } constant } || node.Integer("transA", 0) != 0)
        {
            throw new UnsupportedNodeException("multiplies something else than values of the sequence by a constant matrix");
        }

        WeightTensor kernel = node.Integer("transB", 0) != 0 ? Tensor(constant).Transpose() : Tensor(constant);
        kernel *= (float)node.Number("alpha", 1);
        float beta = (float)node.Number("beta", 1);
        float[]? bias = inputs.Length > 2 && inputs[2] is not null
            ? [.. RequireKnown(node, 2, "an addend").Expand([1, kernel.Shape[1]]).Items.Select(value => (float)value * beta)]
            : null;
        return Dense(node, x, kernel, bias);
    }

    private DataValue Dense(OnnxNode node, DataValue x, WeightTensor kernel, float[]? bias)
    {
        x = IsExchanged(x, AxisKind.Unit, AxisKind.Time, AxisKind.Channel) ? Permuted(node, x) : Settle(x);
        if (x.Axes.Length == 0 || x.Axes[^1] is not { Kind: AxisKind.Channel } channel || channel.Extent != kernel.Shape[0])
        {
            throw new UnsupportedNodeException($"multiplies an axis that is not the channels of its input by a matrix of shape {kernel.ShapeText}");
        }

        _evidence.Is([channel]);
        if (x.ChannelsFirst > 0)
        {
            // The file flattened channel by channel, and here it is step by step: the rows follow.
            kernel = kernel.Reshape(x.ChannelsFirst, kernel.Shape[0] / x.ChannelsFirst, kernel.Shape[1]).Permute(1, 0, 2).Reshape(kernel.Shape[0], kernel.Shape[1]);
        }

        Layer layer = new Layer("dense", node.Text).Named(node.Name).With(null, kernel.Shape[1]).Take(x.Layer).Weight("kernel", kernel);
        Open(new OpenLayer(layer, FinishKernel) { Bias = bias });
        return new(layer, [.. x.Axes[..^1], new Axis(AxisKind.Channel, kernel.Shape[1])]);
    }

    private static void FinishKernel(OpenLayer open)
    {
        if (open.Activation != "linear")
        {
            open.Layer.With(null, open.Activation);
        }

        open.Layer.Unless(true, "use_bias", open.Bias is not null).Weight("bias", open.Bias is null ? null : WeightTensor.Vector(open.Bias));
    }

    private DataValue Concat(OnnxNode node, OnnxValue?[] inputs)
    {
        if (!inputs.All(input => input is DataValue))
        {
            throw new UnsupportedNodeException("joins values of the sequence with constants");
        }

        DataValue[] values = [.. inputs.Select(input => Settle((DataValue)input!))];
        int axis = Movement.AxisOf(node.Integer("axis", 0), values[0].Axes.Length);
        if (values.Length == 1)
        {
            return values[0];
        }

        if (values.Any(value => value.Axes.Length != values[0].Axes.Length || value.Axes[axis].Kind != AxisKind.Channel || value.ChannelsFirst > 0
            || value.Axes.Where((_, other) => other != axis).Zip(values[0].Axes.Where((_, other) => other != axis)).Any(pair => pair.First != pair.Second)))
        {
            throw new UnsupportedNodeException("joins values along another axis than their channels");
        }

        _evidence.AreSame(values);
        _evidence.Along(values[0].Axes[axis]);
        Axis[] axes = [.. values[0].Axes];
        axes[axis] = axes[axis] with { Extent = values.Sum(value => value.Channels) };
        return new(new Layer("concatenate", node.Text).Named(node.Name).Take([.. values.Select(value => value.Layer)]), axes);
    }

    private DataValue Softmax(OnnxNode node, DataValue x)
    {
        int axis = Movement.AxisOf(node.Integer("axis", _opset < 13 ? 1 : -1), x.Axes.Length);
        bool isChannel = x.Axes[axis].Kind == AxisKind.Channel;
        _evidence.Along(x.Axes[axis]);

        // Before opset 13 the axis and all after it were one.
        bool isOne = _opset >= 13 || x.Axes.Skip(axis + 1).All(other => other.Kind == AxisKind.Unit);
        if (x.Axes[axis].Kind == AxisKind.Time && isOne)
        {
            Layer layer = new Layer(node.Op == "Softmax" ? "softmax" : "log_softmax", node.Text).Named(node.Name).With("axis", 1);
            return Settle(x) with { Layer = layer.Take(Settle(x).Layer) };
        }

        if (!isChannel || !isOne)
        {
            throw new UnsupportedNodeException("works along another axis than the channels");
        }

        return Activated(node, x, node.Op == "Softmax" ? "softmax" : "log_softmax");
    }

    private DataValue Activation(OnnxNode node, DataValue x) => Activated(node, x, ActivationOf(node, index => Known(node, index)) ?? throw Unknown(node));

    /// <summary>The word of an operator that is an activation; null for any other one.</summary>
    public static string? ActivationOf(NodeProto node, Func<string, Constant?> constants) => ActivationOf(new OnnxNode(node), index => index < node.Input.Count ? constants(node.Input[index]) : null);

    private static string? ActivationOf(OnnxNode node, Func<int, Constant?> known) => node.Op switch
    {
        Normalized.Activation => node.Text1("word", ""),
        "Relu" => "relu",
        "Sigmoid" => "sigmoid",
        "Tanh" => "tanh",
        "Softplus" => "softplus",
        "Softsign" => "softsign",
        "Exp" => "exponential",
        "Mish" => "mish",
        "HardSwish" => "hard_silu",
        "Clip" => Clip(node, known),
        "Shrink" => Shrink(node),
        "Celu" => $"celu({Layer.NumberText(node.Number("alpha", 1))})",
        "Elu" => $"elu({Layer.NumberText(node.Number("alpha", 1))})",
        "LeakyRelu" => $"leaky_relu({Layer.NumberText(node.Number("alpha", 0.01))})",
        "HardSigmoid" => HardSigmoid(node.Number("alpha", 0.2), node.Number("beta", 0.5)),
        "Gelu" => node.Text1("approximate", "none") == "tanh" ? "gelu(tanh)" : "gelu",
        "Selu" when Math.Abs(node.Number("alpha", 1.67326319) - 1.67326319) < 1e-5 && Math.Abs(node.Number("gamma", 1.05070102) - 1.05070102) < 1e-5 => "selu",
        _ => null,
    };

    private DataValue Activated(OnnxNode node, DataValue x, string activation)
    {
        x = Settle(x);
        if (IsOnlyUse(node, 0) && _open.TryGetValue(x.Layer, out OpenLayer? open) && open is { Activation: "linear", IsNormalization: false, TakesActivation: true })
        {
            open.Activation = activation;
            return x;
        }

        return x with { Layer = new Layer("activation", node.Text).Named(node.Name).With(null, activation).Take(x.Layer) };
    }

    private DataValue BatchNormalization(OnnxNode node, DataValue x)
    {
        x = Settle(x);
        node.Number("momentum", 0);
        node.Integer("spatial", 1);
        if (node.Integer("training_mode", 0) != 0 || x.Axes.Length < 2 || x.Axes[1].Kind != AxisKind.Channel)
        {
            throw new UnsupportedNodeException("normalises another axis than the channels, or is in training");
        }

        _evidence.Is([x.Axes[1]]);
        WeightTensor[] weights = [.. Enumerable.Range(1, 4).Select(index => Tensor(RequireKnown(node, index, "a weight")))];
        Layer layer = new Layer("batch_normalization", node.Text).Named(node.Name).With("epsilon", node.Number("epsilon", 1e-5)).Take(x.Layer)
            .Weight("gamma", weights[0]).Weight("beta", weights[1]).Weight("moving_mean", weights[2]).Weight("moving_variance", weights[3]);
        return x with { Layer = layer };
    }

    private DataValue LayerNormalization(OnnxNode node, DataValue x)
    {
        x = Settle(x);
        node.Integer("stash_type", 1);
        int axis = Movement.AxisOf(node.Integer("axis", -1), x.Axes.Length);
        if (axis != x.Axes.Length - 1 || x.Axes[axis].Kind != AxisKind.Channel)
        {
            throw new UnsupportedNodeException("normalises another axis than the channels");
        }

        _evidence.Is([x.Axes[axis]]);
        Constant? beta = node.Proto.Input.Count > 2 ? Known(node, 2) : null;
        Layer layer = new Layer("layer_normalization", node.Text).Named(node.Name).With("epsilon", node.Number("epsilon", 1e-5)).Unless(true, "center", beta is not null).Take(x.Layer)
            .Weight("gamma", Vector(RequireKnown(node, 1, "a scale"))).Weight("beta", beta is null ? null : Vector(beta));
        return x with { Layer = layer };
    }

    /// <summary>Values along the channels, also where axes of one entry stand before them.</summary>
    private static WeightTensor Vector(Constant values) => WeightTensor.Vector([.. values.Items.Select(value => (float)value)]);
}
