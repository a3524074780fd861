using SeqGen.Interop.Declarations;
using SeqGen.Interop.Graph;
using SeqGen.Interop.Onnx.Patterns;

namespace SeqGen.Interop.Onnx;

/// <summary>
/// Masks. In a graph they are tensors that go where an exporter sent them; in the language they go with the values by themselves. So
/// each layer that looks at a mask remembers which one the graph gives it, and at the end that must be the one that reaches it.
/// </summary>
internal sealed partial class OnnxWalk
{
    private static readonly HashSet<string> PassingMasks =
    [
        "dense", "activation", "relu", "leaky_relu", "elu", "prelu", "dropout", "spatial_dropout1d", "layer_normalization", "batch_normalization", "softmax", "log_softmax", "magnitude", "slice", "rescaling", "attention", "additive_attention", "multi_head_attention",
    ];

    private static readonly HashSet<string> JoiningMasks = ["add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate"];

    private readonly List<(Layer Layer, int Input, MaskTerm? Mask)> _masks = [];
    private readonly Dictionary<Layer, int> _numbers = [];
    private readonly Dictionary<Layer, MaskTerm?> _masksAfter = [];
    private readonly HashSet<Layer> _embeddings = [];

    private int NumberOf(Layer layer)
    {
        if (!_numbers.TryGetValue(layer, out int number))
        {
            _numbers.Add(layer, number = _numbers.Count);
        }

        return number;
    }

    private static MaskTerm MaskOfInput(string name) => new($"input {name}", [(name, null)]);

    private MaskTerm MaskOfTokens(Layer tokens) => new($"tokens {NumberOf(tokens)}", [(null, tokens)]);

    private MaskTerm MaskOfValues(Layer layer, double number) => new($"masking {NumberOf(layer)} {Layer.NumberText(number)}", []);

    /// <summary>The outputs of a node that works on masks; null for any other one.</summary>
    private OnnxValue?[]? ReadMasks(OnnxNode node, OnnxValue?[] inputs)
    {
        OnnxValue? a = inputs.ElementAtOrDefault(0);
        OnnxValue? b = inputs.ElementAtOrDefault(1);
        OnnxValue? value = node.Op switch
        {
            "Equal" when a is DataValue { Layer.Word: "tokens" } tokens && Known(node, 1) is { Items: [0.0] } => new MaskValue(MaskOfTokens(tokens.Layer), true, tokens.Axes),
            "Equal" when a is DataValue x && Known(node, 1) is { Items: [var number] } => new TestValue(x, number, false),
            "Not" when a is MaskValue mask => mask with { IsNegated = !mask.IsNegated },
            "Not" when a is TestValue test => test with { IsNegated = !test.IsNegated },
            "Cast" or "Identity" when a is MaskValue or TestValue => Copied(node, a),
            "ReduceMax" when a is TestValue { IsNegated: true } test => AnyOther(node, test),
            "And" when a is MaskValue one && b is MaskValue other && !one.IsNegated && !other.IsNegated => new MaskValue(MaskTerm.And(one.Term, other.Term), false, CommonAxes(one.Axes, other.Axes)),
            "Or" when a is MaskValue one && b is MaskValue other && !one.IsNegated && !other.IsNegated => new MaskValue(MaskTerm.Or(one.Term, other.Term), false, CommonAxes(one.Axes, other.Axes)),
            "Unsqueeze" or "Squeeze" or "Transpose" when a is MaskValue mask => mask with { Axes = Moved(node, mask.Axes) },
            "Where" when a is MaskValue { IsNegated: false, Term.IsPresence: true } && b is DataValue x && Known(node, 2) is { Items.Length: 1 } => x,
            "Where" when a is MaskValue { IsNegated: false } mask && b is DataValue x && Known(node, 2) is { Items: [0.0] } => Zeroed(node, mask, x),
            "Where" when a is MaskValue { IsNegated: false } mask && b is StateValue => throw new UnsupportedNodeException("masks a state, which only the steps of a recurrent layer do"),
            _ => null,
        };
        if (value is not null)
        {
            node.RequireAllAsked();
            return [value];
        }

        return inputs.Any(input => input is TestValue) || (inputs.Any(input => input is MaskValue) && node.Op is not ("Scan" or LayerPattern.Op))
            ? throw new UnsupportedNodeException("works on a mask in a way that no layer does")
            : null;
    }

    private static OnnxValue Copied(OnnxNode node, OnnxValue value)
    {
        node.Has("to");
        return value;
    }

    private Axis[] Moved(OnnxNode node, Axis[] axes)
    {
        if (node.Op == "Transpose")
        {
            return [.. (node.Integers("perm") ?? throw new UnsupportedNodeException("turns the axes of a mask around")).Select(axis => axes[axis])];
        }

        int[] moved = Movement.SqueezeAxes(node, [.. axes.Select(axis => axis.Extent)], index => Known(node, index)) ?? throw new UnsupportedNodeException("moves a mask by numbers that are not known");
        if (node.Op == "Squeeze")
        {
            return [.. axes.Where((_, axis) => !moved.Contains(axis))];
        }

        List<Axis> more = [.. axes];
        moved.ToList().ForEach(axis => more.Insert(axis, Axis.Unit));
        return [.. more];
    }

    /// <summary>Steps of which any value is not the number.</summary>
    private MaskValue AnyOther(OnnxNode node, TestValue test)
    {
        int channel = Array.FindIndex(test.Of.Axes, axis => axis.Kind == AxisKind.Channel);
        node.Integer("noop_with_empty_axes", 0);
        return ReducedAxes(node) is [var axis] && Movement.AxisOf(axis, test.Of.Axes.Length) == channel
            ? new(MaskOfValues(test.Of.Layer, test.Number), false, node.Integer("keepdims", 1) == 1 ? [.. test.Of.Axes.Select((other, at) => at == channel ? Axis.Unit : other)] : [.. test.Of.Axes.Where((_, at) => at != channel)])
            : throw new UnsupportedNodeException("looks for a value along another axis than the channels");
    }

    /// <summary>Zeros at masked steps: a masking layer where the mask is of these values, otherwise one direction of a bidirectional layer.</summary>
    private DataValue Zeroed(OnnxNode node, MaskValue mask, DataValue x)
    {
        CommonAxes(x.Axes, mask.Axes);
        if (!_recurrent.Contains(x.Layer))
        {
            string start = $"masking {NumberOf(x.Layer)} ";
            string? own = mask.Term.Key.Split('(', ')', '&').FirstOrDefault(key => key.StartsWith(start, StringComparison.Ordinal));
            DataValue settled = Settle(x);
            return own is not null ? settled with { Layer = new Layer("masking", node.Text).Named(node.Name).With(null, own[start.Length..]).Take(settled.Layer) }
                : throw new UnsupportedNodeException("sets steps to zero, which only masking does, by the values of these steps");
        }

        return x with { ZeroedBy = mask.Term };
    }

    /// <summary>Remembers which mask the graph gives to a layer's input.</summary>
    private void Expect(Layer layer, int input, MaskTerm? mask) => _masks.Add((layer, input, mask is { IsPresence: true } ? null : mask));

    /// <summary>Lets the masks come from where the graph has them, and requires that they reach the layers that the graph gives them to.</summary>
    /// <param name="outputs">The layers of all outputs.</param>
    /// <param name="ofOutputs">The mask that the graph gives with each of them, or null where it gives none.</param>
    private void SettleMasks(Layer[] outputs, MaskTerm?[] ofOutputs)
    {
        HashSet<Layer> reached = [];
        Reach(outputs, reached);
        if (reached.Count > DeclarationWriter.MostLayers)
        {
            // It is refused later, with the number.
            return;
        }

        List<(Layer Layer, int Input, MaskTerm? Mask)> masks = [.. _masks.Where(expected => reached.Contains(expected.Layer))];
        foreach ((string? input, Layer? tokens) in masks.Select(expected => expected.Mask).Concat(ofOutputs).OfType<MaskTerm>().SelectMany(mask => mask.Sources).Distinct())
        {
            if (input is not null)
            {
                _inputs.First(layer => layer.Name == input).With("mask", true);
            }
            else
            {
                _embeddings.Where(layer => layer.Inputs[0] == tokens).ToList().ForEach(layer => layer.With("mask_zero", true));
            }
        }

        _masksAfter.Clear();
        foreach ((Layer layer, int input, MaskTerm? mask) in masks)
        {
            if (mask is null && MaskAfter(layer.Inputs[input]) is not null)
            {
                EndMask(layer.Inputs[input]);
            }
        }

        foreach ((Layer layer, int input, MaskTerm? mask) in masks)
        {
            if (MaskAfter(layer.Inputs[input])?.Key != mask?.Key)
            {
                throw new UnsupportedNodeException(mask is null
                    ? $"{layer.Origin} works on all steps, though a mask comes with them, which SeqGen's language does not have there"
                    : $"{layer.Origin} works with another mask than the one that comes with its input, which SeqGen's language does not have");
            }
        }

        if (outputs.Zip(ofOutputs).Any(output => output.Second is { } mask && MaskAfter(output.First)?.Key != mask.Key))
        {
            throw new UnsupportedNodeException("the output has another mask than the one that comes with it");
        }
    }

    /// <summary>Ends a mask at the recurrent layer that it comes from, where there is one.</summary>
    private void EndMask(Layer layer)
    {
        while (PassingMasks.Contains(layer.Word))
        {
            layer = layer.Inputs[0];
        }

        if (_recurrent.Contains(layer) && layer.Options.All(option => option.Name != "propagate_mask"))
        {
            layer.With("propagate_mask", false);
            _masksAfter.Clear();
        }
    }

    /// <summary>The mask that the language has after a layer.</summary>
    private MaskTerm? MaskAfter(Layer layer)
    {
        if (!_masksAfter.TryGetValue(layer, out MaskTerm? mask))
        {
            _masksAfter.Add(layer, mask = FindMask(layer));
        }

        return mask;
    }

    private MaskTerm? FindMask(Layer layer)
    {
        bool Has(string option, string value) => layer.Options.Any(other => other.Name == option && other.Value == value);
        MaskTerm? Before(int input) => MaskAfter(layer.Inputs[input]);
        MaskTerm? Both(MaskTerm own, MaskTerm? before) => before is null ? own : MaskTerm.And(own, before);
        return layer.Word switch
        {
            "tokens" or "one_hot" or "features" => Has("mask", "true") ? MaskOfInput(layer.Name!) : null,
            "embedding" => Has("mask_zero", "true") ? Both(MaskOfTokens(layer.Inputs[0]), Before(0)) : Before(0),
            "masking" => Both(MaskOfValues(layer.Inputs[0], double.Parse(layer.Options[0].Value, System.Globalization.CultureInfo.InvariantCulture)), Before(0)),
            "glu" => Has("axis", "1") ? null : Before(0),
            _ when _recurrent.Contains(layer) => Has("return_sequences", "true") && !Has("propagate_mask", "false") ? Before(0) : null,
            _ when PassingMasks.Contains(layer.Word) => Before(0),
            _ when JoiningMasks.Contains(layer.Word) => layer.Inputs.Select(MaskAfter).Aggregate((a, b) => a is null || b is null ? null : MaskTerm.Or(a, b)),
            _ => null,
        };
    }
}
