using SeqGen.Interop.Graph;
using SeqGen.Interop.Onnx.Patterns;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx;

/// <summary>Walks a graph with one meaning of its inputs, and makes layers of its nodes.</summary>
internal sealed partial class OnnxWalk
{
    private const int DeepestIf = 8;

    private readonly ImportContext _context;
    private readonly GraphProto _graph;
    private readonly IReadOnlyDictionary<string, Constant> _constants;
    private readonly long _opset;
    private readonly OnnxMeaning _meaning;
    private readonly AxisEvidence _evidence;
    private readonly int _anyLength;
    private readonly Dictionary<string, OnnxValue> _values = [];
    private readonly Dictionary<string, int> _uses = [];
    private readonly HashSet<string> _usedConstants = [];
    private readonly Dictionary<Layer, OpenLayer> _open = [];
    private readonly List<Layer> _inputs = [];
    private readonly Dictionary<Layer, Layer> _lastSteps = [];

    public OnnxWalk(ImportContext context, GraphProto graph, Dictionary<NodeProto, (LayerPattern Pattern, Match Match)> patterns, IReadOnlyDictionary<string, Constant> constants, long opset, OnnxMeaning meaning, int anyLength = 0)
    {
        _anyLength = meaning.States.Count > 0 ? 0 : anyLength;
        _patterns = patterns;
        _context = context;
        _graph = graph;
        _constants = constants;
        _opset = opset;
        _meaning = meaning;
        _evidence = new(meaning);
        Count(graph);
    }

    public ImportLog Log => _context.Log;

    /// <summary>The nodes that made sense.</summary>
    public int Walked { get; private set; }

    /// <summary>True where a sequence of any length comes in, which was walked with some number of steps.</summary>
    public bool HasAnyLength { get; private set; }

    /// <summary>What is not known of the inputs' axes after a walk that made sense; null where all is known.</summary>
    public string? Question { get; private set; }

    /// <summary>What did not make sense.</summary>
    public string? Failure { get; private set; }

    /// <summary>Walks the graph; null where it makes no sense with this meaning.</summary>
    /// <exception cref="ImportException">It makes sense in no meaning: something is asked for, or damaged.</exception>
    public Network? Run()
    {
        foreach ((string name, Constant constant) in _constants)
        {
            _values[name] = new ConstantValue(constant);
        }

        foreach ((string name, bool isWhole, Axis[] axes) in _meaning.Inputs)
        {
            int steps = axes.FirstOrDefault(axis => axis.Kind == AxisKind.Time).Extent;
            if (steps > 0 && _context.Options.Length is { } wanted && wanted != steps && !HasOpenSteps)
            {
                Failure = $"The input '{name}' has {steps} steps, but {wanted} were asked for (--length): leave the option out.";
                return null;
            }

            _values[name] = Input(name, isWhole, axes);
        }

        foreach ((string name, double? value, bool isWhole) in _meaning.Numbers)
        {
            _values[name] = value is { } number ? new ConstantValue(new([], [number], isWhole)) : new OpenValue(name, isWhole, []);
            Log.Recognized(value is { } chosen ? $"the input '{name}' is {Layer.NumberText(chosen)} (--set)" : $"the input '{name}', one number, is left out: nothing depends on it");
        }

        foreach ((string name, string of, int steps) in _meaning.Masks)
        {
            _values[name] = new MaskValue(_meaning.AnyLength.Contains(of) ? MaskTerm.Presence : MaskOfInput(of), false, [Axis.Unit, _meaning.IsStep ? Axis.Unit : new(AxisKind.Time, steps)]);
        }

        foreach ((string name, int[] shape) in _meaning.States)
        {
            int length = checked((int)WeightTensor.LengthOf(shape));
            _values[name] = new StateValue(new(shape, [.. Enumerable.Range(0, length).Select(index => new StateElement(name, null, "", index))]));
        }

        if (Walk(_graph, 0) && Finish() is { } network)
        {
            Question = _evidence.Question();
            return network;
        }

        Failure += _openInput is null ? "" : $" The input '{_openInput}' leaves open how many steps a call has, and {_openSteps} were tried; --length L says how many.";
        return null;
    }

    private string? _openInput;
    private int _openSteps;

    private bool Walk(GraphProto graph, int depth)
    {
        // Constants come first: a step of a cell is read as a whole, where it begins.
        foreach (NodeProto proto in graph.Node.OrderBy(proto => proto.OpType == "Constant" ? 0 : 1))
        {
            OnnxNode node = new(proto);
            try
            {
                if (proto.Domain.Length > 0 && proto.Domain != "ai.onnx")
                {
                    throw new UnsupportedNodeException($"is of the domain '{proto.Domain}', whose operators cannot be imported; export with standard operators");
                }

                if (node.Op == "If")
                {
                    if (!WalkIf(node, depth))
                    {
                        return false;
                    }
                }
                else if (!IsInStep(graph, node))
                {
                    OnnxValue?[] outputs = Read(node);
                    for (int index = 0; index < proto.Output.Count; index++)
                    {
                        if (proto.Output[index].Length > 0 && index < outputs.Length && outputs[index] is { } value)
                        {
                            _values[proto.Output[index]] = value;
                            Explain(node, value);
                        }
                    }
                }

                Walked++;
            }
            catch (UnsupportedNodeException error)
            {
                Failure = $"{node.Text} {error.Message}.";
                return false;
            }
            catch (Exception error) when (error is IndexOutOfRangeException or ArgumentException or OverflowException or DivideByZeroException or InvalidOperationException)
            {
                // Inputs are missing, or empty where they must not be.
                Failure = $"{node.Text} does not keep the rules of its operator; the file is damaged.";
                return false;
            }
        }

        return true;
    }

    private void Explain(OnnxNode node, OnnxValue value)
    {
        string? text = value switch
        {
            DataValue data => $"{data.Layer.Word} [{string.Join(", ", data.Axes.Select(axis => axis.Kind == AxisKind.Unit ? "1" : $"{axis.Kind.ToString().ToLowerInvariant()} {axis.Extent}"))}]",
            StateValue state => $"{state.Block.Items.Length} values of states",
            PartValue => PartText,
            _ => null,
        };
        if (text is not null)
        {
            Log.Step($"{node.Text}: {text}");
        }
    }

    /// <summary>A branch whose condition is known is walked in the graph's place.</summary>
    private bool WalkIf(OnnxNode node, int depth)
    {
        if (Value(node, 0) is OpenValue open)
        {
            throw Asked(open);
        }

        if (Value(node, 0) is not ConstantValue { Block: { Items: [var condition] } })
        {
            throw new UnsupportedNodeException("depends on values of the sequence; only conditions that are known beforehand can be imported");
        }

        GraphProto branch = node.Graph(condition != 0 ? "then_branch" : "else_branch") ?? throw new UnsupportedNodeException("has no such branch");
        if (depth > DeepestIf)
        {
            throw new UnsupportedNodeException("is nested too deeply");
        }

        foreach (TensorProto tensor in branch.Initializer)
        {
            _values[tensor.Name] = new ConstantValue(OnnxTensors.Read(tensor, _context));
        }

        Count(branch);
        if (!Walk(branch, depth + 1))
        {
            return false;
        }

        for (int index = 0; index < node.Proto.Output.Count && index < branch.Output.Count; index++)
        {
            _values[node.Proto.Output[index]] = _values.TryGetValue(branch.Output[index].Name, out OnnxValue? value) ? value : throw new UnsupportedNodeException("has a branch that does not give its output");
        }

        return true;
    }

    private void Count(GraphProto graph)
    {
        IEnumerable<NodeProto> ofLoops = graph.Node.Where(node => node.OpType == "Loop").SelectMany(node => node.Attribute).Where(attribute => attribute.G is not null).SelectMany(attribute => attribute.G.Node);
        foreach (string name in graph.Node.Concat(ofLoops).SelectMany(node => node.Input).Concat(graph.Output.Select(output => output.Name)))
        {
            _uses[name] = _uses.GetValueOrDefault(name) + 1;
        }
    }

    /// <summary>True where the length that was asked for is that of another input.</summary>
    private bool HasOpenSteps => _meaning.Inputs.Any(input => input.Axes.Any(axis => axis is { Kind: AxisKind.Time, Extent: 0 }));

    private OnnxValue Input(string name, bool isWhole, Axis[] axes)
    {
        string origin = $"the input '{name}'";
        int channels = axes.FirstOrDefault(axis => axis.Kind == AxisKind.Channel).Extent;
        int? steps = null;
        int time = Array.FindIndex(axes, axis => axis.Kind == AxisKind.Time);
        Axis[] axesOfFile = axes;
        if (time >= 0)
        {
            HasAnyLength |= axes[time].Extent == 0 && _anyLength > 0;
            steps = axes[time].Extent == 0 && _anyLength > 0 ? _anyLength : axes[time].Extent > 0 ? HasOpenSteps ? axes[time].Extent : _context.Length(axes[time].Extent, origin) : _meaning.States.Count > 0 ? _context.LengthOfStream() : _context.Length(null, origin);
            _inputSteps = steps.Value;
            if (axes[time].Extent == 0 && _context.Options.Length is null && _anyLength == 0)
            {
                (_openInput, _openSteps) = (name, steps.Value);
            }

            axes = [.. axes];
            axes[time] = new(AxisKind.Time, steps.Value);
        }
        else if (_meaning.IsStep)
        {
            steps = _context.LengthOfStream();
        }

        // The vocabulary of tokens is that of the table which they are looked up in.
        Layer layer = isWhole ? new Layer("tokens", origin) : new Layer("features", origin).With("size", Math.Max(channels, 1));
        if (time >= 0 && axesOfFile[time].Extent == 0 && _anyLength > 0)
        {
            _context.WithLength(layer, null, origin);
        }
        else if (steps is { } length)
        {
            layer.With(_meaning.AnyLength.Contains(name) ? "max_length" : "length", length);
        }

        _inputs.Add(layer.Named(name));
        if (axes.Select(axis => axis.Kind).Where(kind => kind != AxisKind.Unit).SequenceEqual([AxisKind.Channel, AxisKind.Time]) && !axes.Any(axis => axis.Kind != AxisKind.Unit && axis.Extent == 1))
        {
            Log.Warn($"The input '{name}' is [channels, steps] in the file; here it is [steps, channels], as all inputs are.");
        }

        return new DataValue(layer, _evidence.Follow(name, axes));
    }

    private OnnxValue? Value(OnnxNode node, int index)
    {
        if (index >= node.Proto.Input.Count || node.Proto.Input[index].Length == 0)
        {
            return null;
        }

        string name = node.Proto.Input[index];
        _usedConstants.Add(name);
        return _values.TryGetValue(name, out OnnxValue? value) ? value : throw new UnsupportedNodeException($"takes '{name}', which no node before it gives");
    }

    private Constant? Known(OnnxNode node, int index) => (Value(node, index) as ConstantValue)?.Block;

    private Constant RequireKnown(OnnxNode node, int index, string what) => Known(node, index) ?? throw new UnsupportedNodeException($"has {what} that is not a constant");

    private bool IsOnlyUse(OnnxNode node, int index) => _uses.GetValueOrDefault(node.Proto.Input[index]) == 1;

    private OnnxValue?[] Read(OnnxNode node)
    {
        OnnxValue?[] inputs = [.. Enumerable.Range(0, node.Proto.Input.Count).Select(index => Value(node, index))];
        if (node.Op == "Constant")
        {
            return [new ConstantValue(ReadConstant(node))];
        }

        if (node.Op == "ConstantOfShape")
        {
            int[] shape = [.. RequireKnown(node, 0, "a shape").Items.Select(item => (int)item)];
            Constant value = node.Tensor("value") is { } tensor ? OnnxTensors.Read(tensor, _context) : new([1], [0], false);
            return [new ConstantValue(Constant(new Block<double>([], value.Items).Expand(shape), value.IsWhole))];
        }

        if (node.Op == "Shape" && inputs[0] is { } of)
        {
            return [new ConstantValue(ShapeOf(node, ShapeOf(of)))];
        }

        Constant[] constants = [.. inputs.OfType<ConstantValue>().Select(value => value.Block)];
        if (constants.Length == inputs.Count(input => input is not null) && constants.Length > 0)
        {
            if (node.Op != "Concat" && Movement.Move(node, (Block<double>)constants[0], index => Known(node, index)) is { } moved)
            {
                return [.. moved.Select(block => new ConstantValue(Constant(block, constants[0].IsWhole)))];
            }

            if (node.Op == "Concat")
            {
                return [new ConstantValue(Constant(Block<double>.Concat(constants, Movement.AxisOf(node.Integer("axis", 0), constants[0].Rank)), constants[0].IsWhole))];
            }

            if (ConstantFolding.Fold(node, constants) is { } folded)
            {
                return [new ConstantValue(folded)];
            }
        }

        if (inputs.OfType<OpenValue>().FirstOrDefault() is { } open)
        {
            return [FollowOpen(node, inputs, open)];
        }

        if (ReadMasks(node, inputs) is { } masks)
        {
            return masks;
        }

        if (Bidirectional(node, inputs) is { } bothDirections)
        {
            return [bothDirections];
        }

        if (inputs.Length > 0 && inputs.All(input => input is StateValue) && node.Op == "Concat")
        {
            Block<StateElement>[] states = [.. inputs.Select(input => ((StateValue)input!).Block)];
            return [new StateValue(Block<StateElement>.Concat(states, Movement.AxisOf(node.Integer("axis", 0), states[0].Rank)))];
        }

        if (inputs.FirstOrDefault() is StateValue merged && MergedDirections(node, merged) is { } oneDirection)
        {
            return [oneDirection];
        }

        if (inputs.FirstOrDefault() is StateValue state && Movement.Knows(node.Op) && node.Op is not ("Concat" or "Expand"))
        {
            return [.. (Movement.Move(node, state.Block, index => Known(node, index)) ?? throw new UnsupportedNodeException("moves a state by numbers that are not known")).Select(block => new StateValue(block))];
        }

        if (UnchangedState(node, inputs) is { } unchanged)
        {
            return [unchanged];
        }

        if (ReadParts(node, inputs) is { } parts)
        {
            return parts;
        }

        // From here on, final states are values like others.
        for (int index = 0; index < inputs.Length; index++)
        {
            inputs[index] = inputs[index] is StateValue final && node.Op is not ("LSTM" or "GRU" or "RNN" or "Scan") ? ToData(final) : inputs[index];
        }

        OnnxValue?[] read = ReadLayer(node, inputs);
        node.RequireAllAsked();
        return read;
    }

    private Constant ReadConstant(OnnxNode node) => node.Tensor("value") is { } tensor ? OnnxTensors.Read(tensor, _context)
        : node.Integers("value_ints") is { Length: > 0 } whole ? new([whole.Length], [.. whole.Select(item => (double)item)], true)
        : node.Numbers("value_floats") is { Length: > 0 } numbers ? new([numbers.Length], numbers, false)
        : node.Has("value_int") ? new([], [node.Integer("value_int", 0)], true)
        : node.Has("value_float") ? new([], [node.Number("value_float", 0)], false)
        : throw new UnsupportedNodeException("holds something else than numbers");

    /// <summary>What an operator Shape gives.</summary>
    public static Constant ShapeOf(OnnxNode node, int[] shape)
    {
        int start = (int)node.Integer("start", 0);
        int end = (int)Math.Min(node.Integer("end", shape.Length), shape.Length);
        start = start < 0 ? start + shape.Length : start;
        end = end < 0 ? end + shape.Length : end;
        double[] extents = [.. shape.Skip(start).Take(end - start).Select(extent => (double)extent)];
        return new([extents.Length], extents, true);
    }

    private static int[] ShapeOf(OnnxValue value) => value switch
    {
        ConstantValue constant => constant.Block.Shape,
        StateValue state => state.Block.Shape,
        DataValue data => data.Shape,
        MaskValue mask => [.. mask.Axes.Select(axis => axis.Extent)],
        TestValue test => test.Of.Shape,
        PartValue part => part.Shape,
        _ => [],
    };

    private static Constant Constant(Block<double> block, bool isWhole) => new(block.Shape, block.Items, isWhole);

    /// <summary>The model: its one output of values, once states came out where they went in.</summary>
    private Network? Finish()
    {
        List<(string Name, DataValue Value)> outputs = [];
        Dictionary<string, MaskTerm> masks = [];
        try
        {
            foreach (ValueInfoProto output in _graph.Output)
            {
                if (!_values.TryGetValue(output.Name, out OnnxValue? value))
                {
                    throw new UnsupportedNodeException($"the output '{output.Name}' is given by no node");
                }

                if (value is MaskValue { IsNegated: false } given)
                {
                    if (!given.Term.IsPresence)
                    {
                        masks[output.Name] = given.Term;
                    }

                    continue;
                }

                // The first output is the model's, also where it is a state.
                bool isValue = _meaning.IsSaid && outputs.Count == 0;
                if (!isValue && value is StateValue state && (_meaning.HasStatesOfCalls ? IsReturned(output.Name, state) : IsStateOutput(output.Name, state, isOnly: _graph.Output.Count == 1, isFirst: outputs.Count == 0)))
                {
                    continue;
                }

                outputs.Add((output.Name, value as DataValue ?? (value is StateValue final ? ToData(final) : throw new UnsupportedNodeException($"the output '{output.Name}' is no result of layers"))));
            }

            RequireStatesGoOn();
            if (outputs.Count == 0)
            {
                throw new UnsupportedNodeException("the graph has no output of values");
            }

            Layer[] ends = Ends(outputs);
            CarryStates();
            Complete();
            foreach (string unused in _constants.Keys.Where(tensor => !_usedConstants.Contains(tensor)))
            {
                Log.Skipped($"{unused}: a tensor that no node takes");
            }

            Layer[] layers = Resolve(ends);
            SettleMasks(layers, [.. outputs.Select(output => MaskOfOutput(output.Name, masks, outputs.Count))]);
            return new(layers[0]) { Inputs = _inputs, Outputs = layers.Length > 1 ? layers : [], Use = Use };
        }
        catch (UnsupportedNodeException error)
        {
            Failure = $"{char.ToUpperInvariant(error.Message[0])}{error.Message[1..]}.";
            return null;
        }
    }

    private ModelUse Use => _areStatesOfCalls ? ModelUse.Calls
        : (_meaning.States.Count > 0 || _meaning.IsStep) && !_meaning.HasStatesOfCalls ? ModelUse.Steps
        : ModelUse.Sequences;

    /// <summary>The layers of all outputs; where there are several, each is a layer of its own under the output's name.</summary>
    private Layer[] Ends(List<(string Name, DataValue Value)> outputs)
    {
        List<Layer> ends = [];
        foreach ((string name, DataValue value) in outputs)
        {
            Layer end = End(name, value);
            if (ends.Contains(end))
            {
                end = new Layer("activation", $"the output '{name}'").With(null, "linear").Take(end);
            }

            ends.Add(outputs.Count == 1 || _recurrent.Contains(end) ? end : end.Named(name));
        }

        return [.. ends];
    }

    private Layer End(string name, DataValue value)
    {
        DataValue result = Settle(value);
        AxisKind[] kinds = [.. result.Axes.Where(axis => axis.Kind != AxisKind.Unit).Select(axis => axis.Kind)];
        if (kinds is [AxisKind.Channel, AxisKind.Time])
        {
            foreach (Axis axis in result.Axes.Where(axis => axis.Kind != AxisKind.Unit))
            {
                _evidence.Along(axis);
            }
        }

        if (kinds is [AxisKind.Channel, AxisKind.Time] && _meaning.IsSaid)
        {
            return new Layer("permute", $"the output '{name}'").Take(result.Layer);
        }

        if (kinds is [AxisKind.Channel, AxisKind.Time])
        {
            Log.Warn($"The output '{name}' is [channels, steps] in the file; here it is [steps, channels], as all outputs are.");
        }
        else if (result.ChannelsFirst > 0 || kinds.Contains(AxisKind.Direction))
        {
            throw new UnsupportedNodeException($"the output '{name}' has axes in an order that no layer gives");
        }

        // A declaration has at least one layer after its input.
        return result.Layer.Inputs.Count == 0 ? new Layer("activation", $"the output '{name}'").With(null, "linear").Take(result.Layer) : result.Layer;
    }

    /// <summary>The mask that the graph gives with an output, by its name or as the only one.</summary>
    private static MaskTerm? MaskOfOutput(string name, Dictionary<string, MaskTerm> masks, int outputs) =>
        masks.TryGetValue(OnnxExport.MaskOf(name), out MaskTerm? mask) ? mask
        : outputs == 1 && masks.Count == 1 ? masks.Values.First()
        : outputs == 1 && masks.Count > 1 ? throw new UnsupportedNodeException($"the graph gives {masks.Count} masks ({string.Join(", ", masks.Keys)}) with one output; one can be given, under the name {OnnxExport.MaskOf(name)}")
        : null;

    private void Complete()
    {
        foreach (OpenLayer open in _open.Values)
        {
            open.Finish();
        }
    }
}
