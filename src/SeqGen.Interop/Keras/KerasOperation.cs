using System.Text.Json;
using SeqGen.Generator.Shapes;
using SeqGen.Interop.Graph;
using SeqGen.Interop.Json;

namespace SeqGen.Interop.Keras;

/// <summary>
/// An operation on the output of a layer (<c>x[:, -1]</c>, <c>x + y</c>, <c>ops.tanh(x)</c>), which Keras writes as a node beside its layers: Keras 3 under the class of the operation,
/// Keras 2 under the name of TensorFlow's function.
/// </summary>
/// <param name="name">The node's name.</param>
/// <param name="className">Its class.</param>
/// <param name="place">The node.</param>
/// <param name="call">Its arguments.</param>
/// <param name="outputs">The layers before it.</param>
/// <param name="shapeOf">The shape of a layer's output.</param>
internal sealed class KerasOperation(string name, string className, JsonPlace place, KerasCall call, IReadOnlyDictionary<string, Layer> outputs, Func<Layer, Shape> shapeOf)
{
    private const string Known = "slices of steps and of values, sums, differences, products, maximum, minimum, concatenate, relu, sigmoid, tanh and softmax can be imported";

    private static readonly string[] OfTensorFlow = ["SlicingOpLambda", "TFOpLambda", "TensorFlowOpLayer"];

    /// <summary>Names of TensorFlow's functions as Keras 3 calls the operations.</summary>
    private static readonly Dictionary<string, string> Names = new()
    {
        ["getitem"] = "GetItem",
        ["add"] = "Add",
        ["subtract"] = "Subtract",
        ["multiply"] = "Multiply",
        ["divide"] = "Divide",
        ["truediv"] = "Divide",
        ["TrueDivide"] = "Divide",
        ["maximum"] = "Maximum",
        ["minimum"] = "Minimum",
        ["negative"] = "Negative",
        ["tanh"] = "Tanh",
        ["sigmoid"] = "Sigmoid",
        ["relu"] = "Relu",
        ["softmax"] = "Softmax",
        ["concat"] = "Concatenate",
    };

    private readonly string _origin = $"operation '{name}' ({(place["config"].Optional("function") is { } function ? function.Text() : className)})";

    /// <summary>True for a node that is an operation, not a layer.</summary>
    public static bool IsOne(JsonPlace node, string className) =>
        OfTensorFlow.Contains(className) || node.Optional("module")?.Text() is { } module && (module.StartsWith("keras.src.ops", StringComparison.Ordinal) || module.StartsWith("keras.ops", StringComparison.Ordinal));

    /// <summary>The layer that computes it.</summary>
    /// <exception cref="ImportException">No layer does.</exception>
    public Layer Read()
    {
        string function = place["config"].Optional("function")?.Text().Split('.')[^1] ?? className;
        string operation = Names.GetValueOrDefault(function, function);
        foreach (Layer input in Tensors().Select(tensor => outputs[tensor.Layer]).Distinct().Where(HasMask))
        {
            throw Error($"takes values that come with a mask ({input.Origin}), which Keras drops here: use a layer of Keras in its place");
        }

        return operation switch
        {
            "GetItem" => GetItem(),
            "Add" or "Subtract" or "Multiply" or "Divide" or "Maximum" or "Minimum" => Binary(operation),
            "Negative" => Scaled(Only(), -1, 0),
            "Tanh" or "Sigmoid" or "Relu" => new Layer("activation", _origin).With(null, operation.ToLowerInvariant()).Take(Only()),
            "Softmax" when IsLastAxis(Only()) => new Layer("activation", _origin).With(null, "softmax").Take(Only()),
            "Concatenate" when Joined() is var joined && IsLastAxis(joined[0]) => new Layer("concatenate", _origin).Take(joined),
            _ => throw Error($"is no operation that can be imported: {Known}; write others with Keras' layers"),
        };
    }

    /// <summary>True where Keras has a mask: of a sequence of any length the language has one in any case.</summary>
    private bool HasMask(Layer layer) => shapeOf(layer) is { Masked: true } shape && (!shape.IsVariable || Before(layer).Any(other => other.Word == "masking" || other.Options.Contains(("mask_zero", "true"))));

    /// <summary>A layer and all that it follows from.</summary>
    private static HashSet<Layer> Before(Layer layer)
    {
        HashSet<Layer> before = [layer];
        Queue<Layer> open = new(before);
        while (open.TryDequeue(out Layer? next))
        {
            next.Inputs.Where(before.Add).ToList().ForEach(open.Enqueue);
        }

        return before;
    }

    private ImportException Error(string problem) => place.Context.Error($"{_origin} {problem}.");

    private IEnumerable<KerasTensor> Tensors() => call.Operation!.SelectMany(argument => KerasNode.Tensors(argument.Value));

    /// <summary>An argument by its place or its names; null where it is not given. A number may also be an option of the operation.</summary>
    private JsonPlace? Argument(int index, params string[] names)
    {
        JsonPlace[] positional = [.. call.Operation!.Where(argument => argument.Name is null).Select(argument => argument.Value)];
        return index < positional.Length ? positional[index]
            : call.Operation!.FirstOrDefault(argument => names.Contains(argument.Name)) is { Name: not null } named ? named.Value
            : null;
    }

    private void RequireKnown(params string[] names)
    {
        // The first value of a call may have any name; TensorFlow names operations for itself.
        foreach ((string? unknown, _) in call.Operation!.Where(argument => argument.Name is not (null or "name") && !names.Contains(argument.Name)))
        {
            throw Error($"has the argument '{unknown}', which cannot be imported");
        }

        foreach (string option in place["config"].MemberNames.Except(["name", "trainable", "dtype", "function", .. names]))
        {
            KerasOptions.RequireLeftOut(place["config"], option);
        }
    }

    private Layer Only()
    {
        RequireKnown("x", "axis");
        return Argument(0, "x") is { } value && KerasTensor.Of(value) is { } tensor ? outputs[tensor.Layer] : throw Error("takes something else than one output of a layer");
    }

    private Layer[] Joined()
    {
        // Keras 3 has a list of outputs; Keras 2 has them one after the other.
        RequireKnown("xs", "values", "axis");
        Layer[] layers = [.. Tensors().Select(tensor => outputs[tensor.Layer])];
        return layers.Length > 1 ? layers : throw Error("joins less than two outputs of layers");
    }

    private bool IsLastAxis(Layer input)
    {
        JsonPlace? axis = call.Operation!.FirstOrDefault(argument => argument.Name == "axis") is { Name: not null } given ? given.Value : place["config"].Optional("axis");
        int number = axis?.Integer(int.MinValue) ?? (className is "Concatenate" ? 0 : -1);
        return number == -1 || number == RankOf(shapeOf(input)) - 1 ? true : throw Error($"works along axis {number}; only the last axis can be imported");
    }

    /// <summary>The axes of an output, with the batch.</summary>
    public static int RankOf(Shape shape) => 2 + (shape.Steps > 0 ? 1 : 0) + (shape.Sequences > 0 ? 1 : 0);

    private Layer Binary(string operation)
    {
        RequireKnown("x", "y", "x1", "x2");
        JsonPlace left = Argument(0, "x", "x1") ?? throw Error("has no first value");
        JsonPlace right = Argument(1, "y", "x2") ?? throw Error("has no second value");
        (Layer? a, Layer? b) = (LayerOf(left), LayerOf(right));
        if (a is not null && b is not null)
        {
            (Shape one, Shape other) = (shapeOf(a), shapeOf(b));
            return RankOf(one) != RankOf(other) || one.Steps != other.Steps || one.Sequences != other.Sequences ? throw Error($"joins {one} and {other}; outputs of the same steps can be imported")
                : operation == "Divide" ? throw Error("divides one output by another one, which SeqGen's language does not have")
                : new Layer(operation.ToLowerInvariant(), _origin).Take(a, b);
        }

        if (a is null && b is null)
        {
            throw Error("takes no output of a layer");
        }

        double number = (a is null ? left : right).IsNumber ? (a is null ? left : right).Number() : throw Error("takes a constant that is no number: write it as a layer Rescaling, which has one for each value of a step");
        return (operation, a, b) switch
        {
            ("Add", _, _) => Scaled((a ?? b)!, 1, number),
            ("Subtract", { } minuend, _) => Scaled(minuend, 1, -number),
            ("Subtract", _, { } subtrahend) => Scaled(subtrahend, -1, number),
            ("Multiply", _, _) => Scaled((a ?? b)!, number, 0),
            ("Divide", { } dividend, _) when number != 0 => Scaled(dividend, 1 / number, 0),
            _ => throw Error($"works on a number in a way that SeqGen's language does not have; {Known}"),
        };
    }

    private Layer? LayerOf(JsonPlace value) => KerasTensor.Of(value) is { } tensor ? outputs[tensor.Layer] : null;

    private Layer Scaled(Layer input, double scale, double offset) => new Layer("rescaling", _origin).With(null, scale).Unless(0.0, "offset", offset).Take(input);

    /// <summary>x[rows, steps, values]: some values of each step, or some steps, or one.</summary>
    private Layer GetItem()
    {
        RequireKnown("x", "key", "slice_spec");
        Layer input = Argument(0, "x") is { } of && LayerOf(of) is { } layer ? layer : throw Error("takes something else than one output of a layer");
        JsonPlace key = Argument(1, "key", "slice_spec") ?? throw Error("does not say which part it takes");
        Shape shape = shapeOf(input);
        int rank = RankOf(shape);
        if (shape.Sequences > 0)
        {
            throw Error("takes a part of several sequences; parts of one can be imported");
        }

        Range?[] parts = Parts(key, rank);
        if (parts[0] is not null)
        {
            throw Error("takes some rows of the batch, which a model of one sequence after the other does not have");
        }

        bool isSequence = rank == 3;
        Layer result = isSequence && parts[1] is { } steps ? OfSteps(input, shape, steps) : input;
        if (parts[rank - 1] is { } values)
        {
            (int start, int count) = values.Of(shape.Size) ?? throw Error($"takes values that there are not; a step has {shape.Size}");
            result = new Layer("slice", _origin).With(null, start).With(null, count).Take(result);
            if (values.IsOne)
            {
                // [batch, steps]: one vector with a value of each step.
                result = isSequence && parts[1] is not { IsOne: true } ? Flat(result.Named($"{name}_values")) : throw Error("takes a single number, which no layer gives: take a slice of one value (i:i+1)");
            }
        }

        return ReferenceEquals(result, input) ? new Layer("activation", _origin).With(null, "linear").Take(input) : result;
    }

    private Layer OfSteps(Layer input, Shape shape, Range steps)
    {
        if (shape.IsVariable)
        {
            // What counts from the end of the longest sequence is another step of a shorter one.
            return steps is { IsOne: false, Start: null or >= 0, Stop: null or < 0 } ? Cropped(input, steps.Start ?? 0, -(steps.Stop ?? 0))
                : throw Error("takes steps whose place follows from the length, which --max-length leaves open: import with --length, or give the last step by return_sequences=False of the layer before");
        }

        (int start, int count) = steps.Of(shape.Steps) ?? throw Error($"takes steps that there are not; the sequence has {shape.Steps}");
        Layer cropped = start == 0 && count == shape.Steps ? input : Cropped(input, start, shape.Steps - start - count);
        return steps.IsOne ? Flat(cropped == input ? input : cropped.Named($"{name}_steps")) : cropped;
    }

    private Layer Cropped(Layer input, int left, int right) => new Layer("cropping1d", _origin).With(null, left).With("right", right).Take(input);

    private Layer Flat(Layer input) => new Layer("flatten", _origin).Take(input);

    /// <summary>One part for each axis; null where all of it stays.</summary>
    private Range?[] Parts(JsonPlace key, int rank)
    {
        List<JsonPlace> items = key.IsObject && key.Optional("items") is { } tuple ? tuple.Items() : key.IsList ? key.Items() : [key];
        int rest = items.FindIndex(IsEllipsis);
        if (items.Count - (rest >= 0 ? 1 : 0) > rank)
        {
            throw Error($"has {items.Count} parts for {rank} axes");
        }

        Range?[] parts = new Range?[rank];
        for (int index = 0; index < items.Count; index++)
        {
            if (index == rest)
            {
                continue;
            }

            int axis = rest >= 0 && index > rest ? rank - (items.Count - index) : index;
            parts[axis] = Part(items[index]);
        }

        return parts;
    }

    private static bool IsEllipsis(JsonPlace item) => item.IsObject && item.Optional("class_name") is { } kind && kind.Text() == "__ellipsis__";

    private Range? Part(JsonPlace item)
    {
        if (item.IsNumber)
        {
            int at = item.Integer(int.MinValue);
            return new(at, null, true);
        }

        JsonPlace slice = item.IsObject && item.Optional("config") is { } config ? config : item;
        if (!slice.IsObject || slice.MemberNames.Except(["start", "stop", "step"]).Any())
        {
            throw Error($"has the part {(item.IsNull ? "None" : item.Value.ValueKind == JsonValueKind.Object ? "of another kind" : item.Value.GetRawText())}; numbers and slices can be imported");
        }

        if (slice.Optional("step") is { } step && step.Integer(int.MinValue) is var width and not 1)
        {
            throw Error($"takes steps or values {width} apart, which SeqGen's language does not have; only those beside each other");
        }

        int? Bound(string bound) => slice.Optional(bound)?.Integer(int.MinValue);
        Range range = new(Bound("start"), Bound("stop"), false);
        return range is { Start: null or 0, Stop: null } ? null : range;
    }

    /// <summary>A part of an axis as Python says it: negative numbers count from the end.</summary>
    private readonly record struct Range(int? Start, int? Stop, bool IsOne)
    {
        /// <summary>The first entry and how many; null where there is none.</summary>
        public (int Start, int Count)? Of(int extent)
        {
            long Place(int bound) => bound < 0 ? (long)bound + extent : bound;
            long start = Place(Start ?? 0);
            if (IsOne)
            {
                return start >= 0 && start < extent ? ((int)start, 1) : null;
            }

            start = Math.Clamp(start, 0, extent);
            long stop = Math.Clamp(Stop is { } end ? Place(end) : extent, 0, extent);
            return stop > start ? ((int)start, (int)(stop - start)) : null;
        }
    }
}
