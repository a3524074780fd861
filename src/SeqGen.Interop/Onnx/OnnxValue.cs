using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx;

/// <summary>What an axis of a tensor is in the sequence model.</summary>
internal enum AxisKind
{
    /// <summary>One entry: the batch, or an axis that came with a reshape.</summary>
    Unit,
    Time,

    /// <summary>The two directions of a bidirectional layer.</summary>
    Direction,
    Channel,
}

/// <summary>An axis and its extent.</summary>
internal readonly record struct Axis(AxisKind Kind, int Extent)
{
    public static Axis Unit { get; } = new(AxisKind.Unit, 1);

    /// <summary>The axis of an input that it goes on from, by its number in <see cref="AxisEvidence"/>; 0 for one that a layer made. Axes are the same without regard to it.</summary>
    public int From { get; init; }

    public bool Equals(Axis other) => Kind == other.Kind && Extent == other.Extent;

    public override int GetHashCode() => HashCode.Combine(Kind, Extent);
}

/// <summary>A tensor of a graph.</summary>
internal abstract record OnnxValue;

/// <summary>A tensor that is known.</summary>
internal sealed record ConstantValue(Constant Block) : OnnxValue;

/// <summary>A number that the file leaves open, or what follows from it alone.</summary>
/// <param name="Input">The input.</param>
/// <param name="IsWhole">True for whole numbers.</param>
/// <param name="Compared">The numbers that it is compared with: those that make a difference.</param>
internal sealed record OpenValue(string Input, bool IsWhole, IReadOnlyList<double> Compared) : OnnxValue;

/// <summary>A tensor of values of states.</summary>
internal sealed record StateValue(Block<StateElement> Block) : OnnxValue;

/// <summary>A layer's output, and how the tensor's axes lie.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Axes">The axes.</param>
internal sealed record DataValue(Layer Layer, Axis[] Axes) : OnnxValue
{
    /// <summary>Zeros (or a reflection) before and after the steps, which no layer has added yet.</summary>
    public (int Before, int After) Padding { get; init; }

    /// <summary>True for the steps of a layer that reads backwards, in the order of time.</summary>
    public bool IsTurned { get; init; }

    /// <summary>The mask whose steps were set to zero, which only a bidirectional layer does; otherwise null.</summary>
    public MaskTerm? ZeroedBy { get; init; }

    /// <summary>Where all steps were flattened channel by channel: the number of channels; otherwise 0.</summary>
    public int ChannelsFirst { get; init; }

    public int Channels => Axes.FirstOrDefault(axis => axis.Kind == AxisKind.Channel).Extent is var extent and > 0 ? extent : 1;

    public int? Steps => Axes.Any(axis => axis.Kind == AxisKind.Time) ? Axes.First(axis => axis.Kind == AxisKind.Time).Extent : null;

    public int[] Shape => [.. Axes.Select(axis => axis.Extent)];
}

/// <summary>Which steps are real.</summary>
/// <param name="Key">What it is made of, the same for the same mask.</param>
/// <param name="Sources">The inputs whose masks it takes, by their names, and the tokens of which number 0 is masked.</param>
internal sealed record MaskTerm(string Key, IReadOnlyList<(string? Input, Layer? Tokens)> Sources)
{
    /// <summary>The steps that there are of a sequence of any length: what a layer looks at by itself, and what every other mask is a part of.</summary>
    public static MaskTerm Presence { get; } = new("presence", []);

    public bool IsPresence => ReferenceEquals(this, Presence);

    public static MaskTerm And(MaskTerm a, MaskTerm b) => a.IsPresence ? b : b.IsPresence ? a : Join(a, b, '&');

    public static MaskTerm Or(MaskTerm a, MaskTerm b) => a.IsPresence || b.IsPresence ? Presence : Join(a, b, '|');

    private static MaskTerm Join(MaskTerm a, MaskTerm b, char by) => a.Key == b.Key ? a
        : new($"({string.Join(by, new[] { a.Key, b.Key }.Order(StringComparer.Ordinal))})", [.. a.Sources.Concat(b.Sources).Distinct()]);
}

/// <summary>A mask in a tensor.</summary>
/// <param name="Term">Which steps are real.</param>
/// <param name="IsNegated">True where it is the masked ones.</param>
/// <param name="Axes">The axes, of which one is Time.</param>
internal sealed record MaskValue(MaskTerm Term, bool IsNegated, Axis[] Axes) : OnnxValue;

/// <summary>For each value, whether it is a number.</summary>
/// <param name="Of">The values.</param>
/// <param name="Number">The number.</param>
/// <param name="IsNegated">True for: whether it is not the number.</param>
internal sealed record TestValue(DataValue Of, double Number, bool IsNegated) : OnnxValue;

/// <summary>A part of a normalisation that is written out node by node.</summary>
internal sealed record PartValue(Part Part, int[] Shape) : OnnxValue;

/// <summary>The parts of a normalisation.</summary>
internal abstract record Part;

/// <summary>mean(x) over the channels.</summary>
internal sealed record MeanPart(DataValue Of) : Part;

/// <summary>x - mean(x).</summary>
internal sealed record CentredPart(DataValue Of) : Part;

/// <summary>(x - mean(x))^2.</summary>
internal sealed record SquaredPart(DataValue Of) : Part;

/// <summary>The mean of the squares, plus epsilon.</summary>
internal sealed record VariancePart(DataValue Of, double Epsilon) : Part;

/// <summary>sqrt(variance + epsilon).</summary>
internal sealed record DeviationPart(DataValue Of, double Epsilon) : Part;
