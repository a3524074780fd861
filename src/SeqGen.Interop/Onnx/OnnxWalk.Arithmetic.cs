using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx;

/// <summary>Sums and products: of two values, or of a value and constants.</summary>
internal sealed partial class OnnxWalk
{
    /// <summary>A sum, product, ... of two values, or of a value and a constant.</summary>
    private DataValue Pairwise(OnnxNode node, OnnxValue?[] inputs)
    {
        if (inputs.Length >= 2 && inputs.All(input => input is DataValue))
        {
            DataValue[] values = [.. inputs.Select(input => Settle((DataValue)input!))];
            return node.Op == "Mul" && values.Length == 2 && (Gated(values[0], values[1]) ?? Gated(values[1], values[0])) is { } silu ? silu : Merge(node, values);
        }

        int of = inputs[0] is DataValue ? 0 : 1;
        DataValue x = (DataValue)inputs[of]!;
        if (inputs.Length != 2 || inputs[1 - of] is not ConstantValue { Block: var constant } || VectorOf(constant, x) is not { } vector)
        {
            throw new UnsupportedNodeException("takes something else than two values, or a value and a constant for each channel");
        }

        foreach (Axis axis in x.Axes.Where(axis => axis.Kind == AxisKind.Channel && constant.Items.Length > 1))
        {
            _evidence.Along(axis);
        }

        if (node.Op is "Div" && of == 0)
        {
            vector = [.. vector.Select(value => 1 / value)];
        }

        return (node.Op, of) switch
        {
            ("Add", _) => Plus(node, x, of, vector),
            ("Sub", 0) => Plus(node, x, of, [.. vector.Select(value => -value)]),
            ("Sub", 1) => Rescaled(node, x, [.. Enumerable.Repeat(-1f, x.Channels)], vector),
            ("Mul", _) or ("Div", 0) => Times(node, x, of, vector),
            _ => throw new UnsupportedNodeException("takes a constant in a way that no layer does"),
        };
    }

    /// <summary>x sigmoid(x).</summary>
    private DataValue? Gated(DataValue x, DataValue gate) => gate.Layer is { Word: "activation", Options: [(null, "sigmoid")] } && gate.Layer.Inputs[0] == x.Layer
        ? x with { Layer = new Layer("activation", gate.Layer.Origin).With(null, "silu").Take(x.Layer) }
        : null;

    /// <summary>A constant as one value a channel; null where it changes from step to step.</summary>
    private static float[]? VectorOf(Constant constant, DataValue x)
    {
        int channel = Array.FindIndex(x.Axes, axis => axis.Kind == AxisKind.Channel);
        int more = x.Axes.Length - constant.Rank;
        bool fits = more >= 0 && constant.Shape.Select((extent, axis) => extent == 1 || (axis + more == channel && extent == x.Axes[channel].Extent)).All(isRight => isRight);
        return !fits || x.ChannelsFirst > 0 ? null : constant.Items.Length == 1 ? [.. Enumerable.Repeat((float)constant.Items[0], x.Channels)] : [.. constant.Items.Select(value => (float)value)];
    }

    private DataValue Plus(OnnxNode node, DataValue x, int of, float[] vector)
    {
        if (IsOnlyUse(node, of) && _open.TryGetValue(x.Layer, out OpenLayer? open) && open.Activation == "linear" && x.Padding == default)
        {
            if (open.IsNormalization)
            {
                open.Beta = open.Beta is null ? vector : [.. open.Beta.Zip(vector, (a, b) => a + b)];
                return x;
            }

            if (open.TakesBias)
            {
                open.Bias = open.Bias is null ? vector : [.. open.Bias.Zip(vector, (a, b) => a + b)];
                return x;
            }
        }

        return Rescaled(node, x, [.. Enumerable.Repeat(1f, x.Channels)], vector);
    }

    private DataValue Times(OnnxNode node, DataValue x, int of, float[] vector)
    {
        if (IsOnlyUse(node, of) && _open.TryGetValue(x.Layer, out OpenLayer? open) && open is { IsNormalization: true, Beta: null, Activation: "linear" })
        {
            open.Gamma = open.Gamma is null ? vector : [.. open.Gamma.Zip(vector, (a, b) => a * b)];
            return x;
        }

        return vector.All(value => value == 1) ? x : Rescaled(node, x, vector, null);
    }

    /// <summary>Factors and addends, for each channel or for all.</summary>
    private DataValue Rescaled(OnnxNode node, DataValue x, float[] factors, float[]? addends)
    {
        x = Settle(x);
        Layer layer = new Layer("rescaling", node.Text).Named(node.Name).Take(x.Layer);
        Open(new OpenLayer(layer, FinishRescaling) { Gamma = factors, Bias = addends, TakesActivation = false });
        return x with { Layer = layer };
    }

    private static void FinishRescaling(OpenLayer open)
    {
        float[] factors = open.Gamma!;
        float[] addends = open.Bias ?? new float[factors.Length];
        if (factors.All(factor => factor == factors[0]) && addends.All(addend => addend == addends[0]))
        {
            open.Layer.With(null, factors[0]).Unless(0.0, "offset", addends[0]);
        }
        else
        {
            open.Layer.With(null, 1).With("per_channel", true).Weight("scale", WeightTensor.Vector(factors)).Weight("offset", WeightTensor.Vector(addends));
        }
    }
}
