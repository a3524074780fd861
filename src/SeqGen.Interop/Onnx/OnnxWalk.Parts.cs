// Equations that exporters write out node by node.
//
//     normalisation  (x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon)

using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx;

/// <summary>Parts of larger equations.</summary>
internal sealed partial class OnnxWalk
{
    /// <summary>The outputs of a node that is a part of an equation; null where it is none.</summary>
    private OnnxValue?[]? ReadParts(OnnxNode node, OnnxValue?[] inputs)
    {
        OnnxValue? a = inputs.ElementAtOrDefault(0);
        OnnxValue? b = inputs.ElementAtOrDefault(1);
        Part? p = (a as PartValue)?.Part;
        Part? q = (b as PartValue)?.Part;
        OnnxValue? value = node.Op switch
        {
            "ReduceMean" when a is DataValue x && IsMeanOfChannels(node, x.Axes.Length, Array.FindIndex(x.Axes, axis => axis.Kind == AxisKind.Channel)) => new PartValue(new MeanPart(x), OneChannel(x)),
            "ReduceMean" when p is SquaredPart squared && IsMeanOfChannels(node, squared.Of.Axes.Length, Array.FindIndex(squared.Of.Axes, axis => axis.Kind == AxisKind.Channel)) => new PartValue(new VariancePart(squared.Of, 0), OneChannel(squared.Of)),
            "Sub" when a is DataValue x && q is MeanPart mean && x == mean.Of => new PartValue(new CentredPart(x), x.Shape),
            "Mul" when p is CentredPart centred && Equals(p, q) => new PartValue(new SquaredPart(centred.Of), centred.Of.Shape),
            "Pow" when p is CentredPart centred && Known(node, 1) is { Items: [2.0] } => new PartValue(new SquaredPart(centred.Of), centred.Of.Shape),
            "Add" when p is VariancePart variance && Known(node, 1) is { Items: [var epsilon] } => new PartValue(variance with { Epsilon = epsilon }, OneChannel(variance.Of)),
            "Sqrt" when p is VariancePart variance => new PartValue(new DeviationPart(variance.Of, variance.Epsilon), OneChannel(variance.Of)),
            "Div" when p is CentredPart centred && q is DeviationPart deviation && centred.Of == deviation.Of => Normalization(node, centred.Of, deviation.Epsilon),
            _ => null,
        };
        if (value is null && (p ?? q) is not null)
        {
            throw new UnsupportedNodeException($"continues {PartText} in a way that is not recognised");
        }

        return value is null ? null : [value];
    }

    private const string PartText = "a part of a normalisation over the channels";

    private bool IsMeanOfChannels(OnnxNode node, int rank, int channel)
    {
        long[]? axes = node.Integers("axes") ?? (Known(node, 1) is { } given ? [.. given.Items.Select(item => (long)item)] : null);
        return axes is [var axis] && Movement.AxisOf(axis, rank) == channel && node.Integer("keepdims", 1) == 1;
    }

    private static int[] OneChannel(DataValue value) => [.. value.Axes.Select(axis => axis.Kind == AxisKind.Channel ? 1 : axis.Extent)];

    private DataValue Normalization(OnnxNode node, DataValue x, double epsilon)
    {
        x = Settle(x);
        _evidence.Along(x.Axes.First(axis => axis.Kind == AxisKind.Channel));
        Layer layer = new Layer("layer_normalization", node.Text).Named(node.Name).With("epsilon", epsilon).Take(x.Layer);
        Open(new OpenLayer(layer, open => open.Layer.Unless(true, "center", open.Beta is not null).Unless(true, "scale", open.Gamma is not null)
            .Weight("gamma", open.Gamma is null ? null : WeightTensor.Vector(open.Gamma)).Weight("beta", open.Beta is null ? null : WeightTensor.Vector(open.Beta)))
        { IsNormalization = true, TakesBias = false });
        return x with { Layer = layer };
    }
}
