using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx;

/// <summary>What the axes of a graph's inputs mean.</summary>
/// <param name="Inputs">The inputs of values with the meanings of their axes; a Time axis may be open (0).</param>
/// <param name="States">The inputs of states with their shapes.</param>
/// <param name="IsStep">True where a call is one step of a stream, so that no axis is Time.</param>
internal sealed record OnnxMeaning(IReadOnlyList<(string Name, bool IsWhole, Axis[] Axes)> Inputs, IReadOnlyList<(string Name, int[] Shape)> States, bool IsStep)
{
    /// <summary>True where the file itself says of each input of values which axis is what.</summary>
    public required bool IsSaid { get; init; }

    /// <summary>For each input of values all that its axes can mean.</summary>
    public required IReadOnlyList<InputAxes> Axes { get; init; }

    /// <summary>True where the axes of sequences can mean nothing else.</summary>
    public bool IsKnown => IsSaid || (!IsStep && Axes.All(input => input.Candidates.Length == 1));

    /// <summary>ONNX' denotations of axes, with which a file may say what they are.</summary>
    public const string BatchAxis = "DATA_BATCH";
    public const string TimeAxis = "DATA_TIME";
    public const string FeatureAxis = "DATA_FEATURE";

    private const string ChannelAxis = "DATA_CHANNEL";

    /// <summary>The most inputs whose axes could be anything, and the most where the file says what they are.</summary>
    private const int MostInputs = 3;
    private const int MostSaid = 32;

    private static readonly AxisKind[][][] OfFloats =
    [
        [],
        [[AxisKind.Channel]],
        [[AxisKind.Unit, AxisKind.Channel], [AxisKind.Unit, AxisKind.Time], [AxisKind.Time, AxisKind.Channel], [AxisKind.Channel, AxisKind.Time]],
        [[AxisKind.Unit, AxisKind.Time, AxisKind.Channel], [AxisKind.Time, AxisKind.Unit, AxisKind.Channel], [AxisKind.Unit, AxisKind.Channel, AxisKind.Time]],
        [[AxisKind.Unit, AxisKind.Channel, AxisKind.Unit, AxisKind.Time], [AxisKind.Unit, AxisKind.Unit, AxisKind.Time, AxisKind.Channel], [AxisKind.Unit, AxisKind.Channel, AxisKind.Time, AxisKind.Unit]],
    ];

    private static readonly AxisKind[][][] OfTokens = [[], [[AxisKind.Time]], [[AxisKind.Unit, AxisKind.Time], [AxisKind.Time, AxisKind.Unit]]];

    private static readonly AxisKind[][][] OfSteps = [[], [[AxisKind.Channel]], [[AxisKind.Unit, AxisKind.Channel]], [[AxisKind.Unit, AxisKind.Unit, AxisKind.Channel]]];

    /// <summary>Inputs of masks: their names, those of the inputs whose steps they mask, and their steps.</summary>
    public required IReadOnlyList<(string Name, string Of, int Steps)> Masks { get; init; }

    /// <summary>The inputs whose masks are the steps that there are, which come first: sequences of any length.</summary>
    public required IReadOnlySet<string> AnyLength { get; init; }

    /// <summary>Inputs of one number, with the number where it was given; whole numbers are told apart, since of them zero times any is zero.</summary>
    public required IReadOnlyList<(string Name, double? Value, bool IsWhole)> Numbers { get; init; }

    /// <summary>True where states are handed in and out with whole sequences; otherwise they are a stream's, which keeps them.</summary>
    public bool HasStatesOfCalls => IsSaid && !IsStep;

    /// <summary>All meanings, the likeliest first.</summary>
    public static IEnumerable<OnnxMeaning> All(GraphProto graph, IEnumerable<string> constants, IReadOnlySet<string> anyLength, ImportContext context)
    {
        HashSet<string> known = [.. constants];
        HashSet<string> taken = [.. Taken(graph)];
        foreach (ValueInfoProto unused in graph.Input.Where(input => !taken.Contains(input.Name)))
        {
            context.Log.Skipped($"the input '{unused.Name}': no node takes it");
        }

        ValueInfoProto[] all = [.. graph.Input.Where(input => !known.Contains(input.Name) && taken.Contains(input.Name))];
        ValueInfoProto[] masks = [.. all.Where(input => input.Type?.TensorType?.ElemType == OnnxTensors.Bool && Extents(input).Length == 2)];
        ValueInfoProto[] numbers = [.. all.Where(input => Extents(input).Length == 0 && input.Type?.TensorType?.Shape is not null || (Extents(input) is [1] && context.Options.Values.ContainsKey(input.Name)))];
        ValueInfoProto[] inputs = [.. all.Except(masks).Except(numbers)];
        (string, double?, bool)[] given = [.. numbers.Select(input => (input.Name, context.ValueOf(input.Name), OnnxTensors.IsWhole(input.Type.TensorType.ElemType)))];
        int?[][] outputs = [.. graph.Output.Select(Extents)];
        bool isSaid = inputs.Any(input => Denotations(input).Any(denotation => denotation is TimeAxis or FeatureAxis));
        ValueInfoProto[] states = isSaid ? [.. inputs.Where(input => !Denotations(input).Any(denotation => denotation is TimeAxis or FeatureAxis))] : [.. inputs.Skip(1).Where(input => outputs.Length > 1 && !OnnxTensors.IsWhole(input.Type?.TensorType?.ElemType ?? 0) && context.AxesOf(input.Name) is null && IsState(Extents(input), outputs))];
        ValueInfoProto[] values = [.. inputs.Except(states)];
        if (values.Length == 0 || values.Length > (isSaid ? MostSaid : MostInputs))
        {
            throw context.Error($"The graph has {values.Length} inputs of values ({string.Join(", ", values.Select(input => input.Name))}); 1 to {(isSaid ? MostSaid : MostInputs)} can be imported.");
        }

        if (values.FirstOrDefault(input => Candidates(input, false, context).Length == 0 && (states.Length == 0 || Candidates(input, true, context).Length == 0)) is { } strange)
        {
            string kind = OnnxTensors.IsWhole(strange.Type?.TensorType?.ElemType ?? OnnxTensors.Float) ? "whole numbers" : "floats";
            throw context.Error(context.AxesOf(strange.Name) is { } said ? $"--axes {strange.Name}={said}: an input of {kind} of shape ({ShapeText(strange)}) with these axes cannot be imported; a batch has one entry or is open, and features are a number." : $"The input '{strange.Name}' of {kind} of shape ({ShapeText(strange)}) is no sequence: a batch of one sequence of floats [steps, features], or of tokens [steps], can be imported. Export the model with that input as a constant, or with a batch of 1.");
        }

        (string, string, int)[] masked = [.. masks.Select(mask => (mask.Name, InputOf(mask, values, context).Name, Extents(mask)[1] ?? 0))];
        (string, int[])[] shapes = [.. states.Select(state => (state.Name, (int[])[.. Extents(state).Select(extent => extent ?? 1)]))];
        foreach (bool isStep in states.Length > 0 ? [true, false] : new[] { false })
        {
            IEnumerable<IReadOnlyList<(string, bool, Axis[])>> combinations = [[]];
            InputAxes[] axes = [.. values.Select(input => new InputAxes(input.Name, Extents(input), [.. input.Type.TensorType.Shape.Dim.Select(dimension => dimension.DimParam)], Candidates(input, isStep, context)))];
            if (!isStep && axes is [var only] && (context.Options.Length ?? context.Options.MaxLength) is not null)
            {
                axes = [only.WithOpenSteps()];
            }

            foreach ((ValueInfoProto input, InputAxes candidates) in values.Zip(axes))
            {
                bool isWhole = IsWhole(input);
                (string, bool, Axis[])[] meanings = [.. candidates.Candidates.Select(kinds => (input.Name, isWhole, (Axis[])[.. kinds.Zip(candidates.Extents, (kind, extent) => new Axis(kind, kind == AxisKind.Unit ? 1 : extent ?? 0))]))];
                combinations = combinations.SelectMany(before => meanings.Select(meaning => (IReadOnlyList<(string, bool, Axis[])>)[.. before, meaning])).ToArray();
            }

            foreach (IReadOnlyList<(string, bool, Axis[])> meaning in combinations)
            {
                yield return new(meaning, shapes, isStep) { IsSaid = isSaid, Axes = axes, Masks = masked, AnyLength = anyLength, Numbers = given };
            }
        }
    }

    /// <summary>All names that nodes take, also inside branches.</summary>
    private static IEnumerable<string> Taken(GraphProto graph) => graph.Node.SelectMany(node => node.Input.Concat(node.Attribute.Where(attribute => attribute.G is not null).SelectMany(attribute => Taken(attribute.G))))
        .Concat(graph.Output.Select(output => output.Name));

    private static bool IsWhole(ValueInfoProto input) => OnnxTensors.IsWhole(input.Type?.TensorType?.ElemType ?? OnnxTensors.Float);

    /// <summary>An input's extents, with ? for what is left open.</summary>
    public static string ShapeText(ValueInfoProto input) => string.Join(", ", Extents(input).Select(extent => extent?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"));

    /// <summary>What an input's axes can be, by their extents and by what is said of them: in an argument, else in ONNX' words, else by their names, where these make sense.</summary>
    private static AxisKind[][] Candidates(ValueInfoProto input, bool isStep, ImportContext context)
    {
        int?[] extents = Extents(input);
        AxisKind[][][] table = isStep ? OfSteps : IsWhole(input) ? OfTokens : OfFloats;
        AxisKind[][] all = extents.Length < table.Length ? [.. table[extents.Length].Where(kinds => kinds.Zip(extents).All(pair => pair.First switch
        {
            AxisKind.Unit => pair.Second is null or 1,
            AxisKind.Channel => pair.Second is > 0,
            _ => true,
        }))] : [];
        AxisKind[][] Of(IEnumerable<AxisKind?> said) => [.. all.Where(kinds => kinds.Zip(said).All(pair => pair.Second is null || pair.First == pair.Second))];
        if (InputAxes.Given(input, extents.Length, isStep, context) is { } given)
        {
            return Of(given);
        }

        if (Denotations(input).Any(denotation => denotation.Length > 0))
        {
            return Of(Denotations(input).Select(denotation => denotation switch
            {
                BatchAxis => AxisKind.Unit,
                TimeAxis => isStep ? AxisKind.Unit : AxisKind.Time,
                FeatureAxis or ChannelAxis => AxisKind.Channel,
                _ => (AxisKind?)null,
            }));
        }

        return Of((input.Type?.TensorType?.Shape?.Dim ?? []).Select(dimension => InputAxes.KindOf(dimension.DimParam, isStep))) is { Length: > 0 } named ? named : all;
    }

    /// <summary>The input that a mask belongs to: the one whose name it has, with _mask, or the only one.</summary>
    private static ValueInfoProto InputOf(ValueInfoProto mask, ValueInfoProto[] values, ImportContext context) =>
        values.FirstOrDefault(value => OnnxExport.MaskOf(value.Name) == mask.Name) ?? (values is [var only] ? only : throw context.Error($"The input '{mask.Name}' of bool is a mask, but of which input is not known: its name should be NAME_mask."));

    /// <summary>What the file itself says of the axes of an input, in ONNX' words.</summary>
    private static IEnumerable<string> Denotations(ValueInfoProto value) => (value.Type?.TensorType?.Shape?.Dim ?? []).Select(dimension => dimension.Denotation);

    /// <summary>The extents of an input or output; null for what is left open.</summary>
    private static int?[] Extents(ValueInfoProto value) =>
        [.. (value.Type?.TensorType?.Shape?.Dim ?? []).Select(dimension => dimension.HasDimValue && dimension.DimValue is > 0 and <= int.MaxValue ? (int?)dimension.DimValue : null)];

    /// <summary>A state comes out as it goes in.</summary>
    private static bool IsState(int?[] input, int?[][] outputs) =>
        input.Length >= 2 && outputs.Any(output => output.Length == input.Length && output.Zip(input).All(pair => pair.First is null || pair.Second is null || pair.First == pair.Second));
}
