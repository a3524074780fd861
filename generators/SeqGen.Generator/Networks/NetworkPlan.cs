using System.Globalization;
using System.Text;

namespace SeqGen.Generator.Networks;

/// <summary>
/// Everything that is decided before any C# is written: weights, packed matrices, and for each program the layers'
/// buffers. The same for all vector widths.
/// </summary>
internal sealed class NetworkPlan
{
    private readonly bool[] _streams;
    private int _weightLength;

    private NetworkPlan(NetworkSpec spec, ShapeResult shapes)
    {
        Spec = spec;
        Shapes = shapes.Outputs.Items;
        Activations = shapes.Activations.Items;
        _streams = new bool[spec.Layers.Count];
        int last = spec.Inputs.Last();
        for (int i = 0; i < _streams.Length; i++)
        {
            _streams[i] = i == last || spec.Sources[i].All.Any(source => _streams[source]);
        }
    }

    public NetworkSpec Spec { get; }

    /// <summary>The output shape of each layer.</summary>
    public IReadOnlyList<Shape> Shapes { get; }

    /// <summary>The activation that each layer's output went through last.</summary>
    public IReadOnlyList<ActivationSpec> Activations { get; }

    public List<WeightPlan> Weights { get; } = [];

    public int WeightLength => _weightLength;

    public PackedPlan InferenceWeights { get; } = new("InferenceWeights");

    public PackedPlan TrainingWeights { get; } = new("TrainingWeights");

    public PackedPlan Gradients { get; } = new("PackedGradient");

    /// <summary>Where the gradients of each layer that has weights start, but for the first one: the name of the constant. They lie in the layers' order.</summary>
    public List<(LayerPlan Layer, string Start)> GradientStarts { get; } = [];

    public List<LookupPlan> Lookups { get; } = [];

    public int LookupRowLength { get; set; }

    public ProgramPlan One { get; private set; } = null!;

    public ProgramPlan Tile { get; private set; } = null!;

    public ProgramPlan Train { get; private set; } = null!;

    /// <summary>The program of a stream's blocks; null where none is declared, or the model has inputs that a stream is given as a whole.</summary>
    public ProgramPlan? Block { get; private set; }

    /// <summary>The streaming program, or null; then <see cref="StreamObstacle"/> says why.</summary>
    public ProgramPlan? Stream { get; private set; }

    public string? StreamObstacle { get; private set; }

    /// <summary>Why a stream takes its steps one by one, or null where it can take several at once.</summary>
    public string? BlockObstacle =>
        StreamObstacle != null ? $"it cannot stream: {StreamObstacle}"
        : Spec.Inputs.Count() > 1 ? "a stream of a model with several inputs takes one step at a time"
        : Spec.Outputs.Count > 1 ? "a stream of a model with several outputs takes one step at a time"
        : null;

    /// <summary>Sequences of a tile.</summary>
    public int TileRows => StepSchedule.TileRows(Weights.Where(weight => weight.IsReadEachStep).Select(weight => weight.Length));

    public IEnumerable<ProgramPlan> Programs => new[] { One, Tile, Stream, Block, Train }.OfType<ProgramPlan>();

    /// <summary>The gradients of the feature inputs, in the training program.</summary>
    public List<Tensor> InputGradients { get; } = [];

    /// <summary>True where a layer depends on the last input, which a stream takes step by step; the other layers run once, when it begins.</summary>
    public bool Streams(int layer) => _streams[layer];

    /// <summary>Plans a valid spec.</summary>
    public static NetworkPlan Create(NetworkSpec spec, ShapeResult shapes)
    {
        var plan = new NetworkPlan(spec, shapes);
        for (int i = 0; i < spec.Layers.Count; i++)
        {
            if (plan.InputShape(i) is { } input)
            {
                int layer = i;
                InLayer(layer, () => spec.Layers[layer].DeclareWeights(new LayerWeights(plan, layer), input));
            }
        }

        plan.One = plan.PlanProgram(ProgramKind.One, 1);
        plan.Tile = plan.PlanProgram(ProgramKind.Tile, plan.TileRows);
        plan.StreamObstacle = plan.FindStreamObstacle();
        if (plan.StreamObstacle == null)
        {
            plan.Stream = plan.PlanProgram(ProgramKind.Stream, 1);
            plan.Block = spec.Options.StreamBlock > 1 && plan.BlockObstacle == null ? plan.PlanProgram(ProgramKind.Block, 1, spec.Options.StreamBlock, plan.PutsStepsInLanes(spec.Options.StreamBlock)) : null;
        }

        plan.Train = plan.PlanProgram(ProgramKind.Train, plan.TileRows);
        return plan;
    }

    /// <summary>The shape of a layer's main input; null for an input.</summary>
    public Shape? InputShape(int layer) => Spec.Sources[layer].Inputs is { Count: > 0 } inputs ? Shapes[inputs[0]] : null;

    /// <summary>The only layer that works on an output in inference, where layers of training alone hand it on; null where there are several or none.</summary>
    public LayerSpec? OnlyReaderOf(int layer)
    {
        List<int> consumers = [.. Spec.ConsumersOf(layer)];
        return consumers.Count != 1 || Spec.IsOutput(layer) ? null
            : Spec.Layers[consumers[0]].OnlyTrains ? OnlyReaderOf(consumers[0])
            : Spec.Layers[consumers[0]];
    }

    /// <summary>True where the only one that takes a layer's output goes on with a sum, for each of the same steps.</summary>
    public bool LeavesSum(int layer)
    {
        int[] consumers = [.. Spec.ConsumersOf(layer)];
        return consumers.Length == 1 && !Spec.IsOutput(layer) && Streams(layer) == Streams(consumers[0])
            && Spec.Layers[consumers[0]].FinishesSums([.. Spec.Sources[consumers[0]].Inputs.Select(input => Shapes[input])]);
    }

    /// <summary>Steps of the past that a layer which takes another one's output sees again in a stream; 0 where none does.</summary>
    public int PastSteps(int layer) => Spec.IsOutput(layer) || !Streams(layer) ? 0
        : Spec.ConsumersOf(layer).Select(consumer => Spec.Layers[consumer].PastSteps(Shapes[layer])).FirstOrDefault(steps => steps > 0);

    /// <summary>The number of the output that a layer gives to the caller alone, so that its gradient may be that of the activation's argument; null where it gives none.</summary>
    public int? OnlyOutputOf(int layer) => Spec.IsOutput(layer) && Spec.TakersOf(layer) == 1 ? Spec.Outputs.Items.ToList().FindIndex(output => output.Layer == layer) : null;

    /// <summary>True where an output's gradient may be that of its last activation's argument: the layer has the activation itself, and no other layer takes its values.</summary>
    public bool TakesLogitGradient(OutputSpec output) => OnlyOutputOf(output.Layer) is not null
        && Spec.Layers[output.Layer].OutputActivation(ActivationSpec.Linear) == Activations[output.Layer];

    /// <summary>Registers a weight in Keras' layout.</summary>
    public void AddWeight(string name, IReadOnlyList<int> shape, InitializerSpec initializer, bool trainable, float l1, float l2, int? seed, bool isReadEachStep)
    {
        const string What = "the number of weights, padded, up to this layer";
        int length = BufferSize.Of(What, [.. shape.Select(extent => (long)extent)]);
        int slash = name.IndexOf('/');
        string constant = Constant(Identifier(name.Substring(0, slash)), Identifier(name.Substring(slash + 1)));
        var weight = new WeightPlan(name, "KerasWeights." + constant, shape, _weightLength, length, initializer, trainable, l1, l2, seed) { IsReadEachStep = isReadEachStep };
        Weights.Add(weight);
        _weightLength = BufferSize.Sum(What, _weightLength, Line.Pad(length));
    }

    /// <summary>
    /// The name of something of a layer. Identifiers of layers hold no underscore, so no two layers can come to the same name:
    /// the kernel of <c>a_recurrent</c> is not the recurrent kernel of <c>a</c>.
    /// </summary>
    public static string Constant(string layer, string name) => $"{layer}_{name}";

    /// <summary>A name such as <c>lstm_1</c> as a C# identifier: <c>Lstm1</c>.</summary>
    public static string Identifier(string name)
    {
        var text = new StringBuilder();
        bool upper = true;
        foreach (char c in name)
        {
            if (char.IsLetterOrDigit(c))
            {
                text.Append(upper ? char.ToUpper(c, CultureInfo.InvariantCulture) : c);
                upper = false;
            }
            else
            {
                upper = true;
            }
        }

        return text.Length == 0 || char.IsDigit(text[0]) ? "L" + text : text.ToString();
    }

    /// <summary>True where a program of so many steps computes several of them in the lanes of a vector: all layers can, all steps are real, and their few values would leave lanes empty.</summary>
    private bool PutsStepsInLanes(int steps) => StepSchedule.PutsStepsInLanes(steps, Shapes.Max(shape => shape.Size)) && Spec.Options.Weights == WeightFormat.Float32
        && Shapes.All(shape => !shape.Masked && !shape.IsVariable)
        && Enumerable.Range(0, Spec.Layers.Count).All(layer => Spec.Layers[layer].TakesStepsInLanes(
            Spec.Layers[layer] is InputLayer ? [Shapes[layer]] : [.. Spec.Sources[layer].Inputs.Select(input => Shapes[input])]));

    private ProgramPlan PlanProgram(ProgramKind kind, int rows, int steps = 1, bool hasStepsInLanes = false)
    {
        var program = new ProgramPlan(kind, rows, steps) { HasStepsInLanes = hasStepsInLanes };
        var planned = new List<LayerPlan>();
        var outputs = new List<Queue<Tensor>>();
        for (int i = 0; i < Spec.Layers.Count; i++)
        {
            int index = i;
            InLayer(index, () => PlanLayer(program, index, planned, outputs));
        }

        foreach (OutputSpec output in Spec.Outputs)
        {
            program.Outputs.Add(PlanOutput(program, output, outputs[output.Layer].Dequeue()));
        }

        return program;
    }

    private void PlanLayer(ProgramPlan program, int index, List<LayerPlan> planned, List<Queue<Tensor>> outputs)
    {
        LayerSources sources = Spec.Sources[index];
        List<Tensor> inputs = Spec.Layers[index] is InputLayer ? [InputTensor(program, index)] : [.. sources.Inputs.Select(input => outputs[input].Dequeue())];
        int gradients = Gradients.Entries.Count;
        LayerPlan layer = Spec.Layers[index].Plan(new LayerPlanner(this, program, index, inputs, sources.State is { } state ? planned[state] : null), inputs[0]);
        if (gradients > 0 && Gradients.Entries.Count > gradients)
        {
            GradientStarts.Add((layer, Gradients.Entries[gradients].Matrix.Constant));
        }

        planned.Add(layer);
        program.Layers.Add(layer);
        outputs.Add(new(Share(program, layer, index)));
    }

    /// <summary>Where the caller finds an output.</summary>
    private static Tensor PlanOutput(ProgramPlan program, OutputSpec output, Tensor tensor)
    {
        if (!OutputPlan.IsNeeded(program, tensor))
        {
            return tensor;
        }

        OutputPlan plan = new(program, output.Name, tensor);
        program.Layers.Add(plan);
        return plan.Output;
    }

    /// <summary>Does a part of the planning, and says of which layer it is where it comes to a buffer that is too large.</summary>
    private static void InLayer(int layer, Action plan)
    {
        try
        {
            plan();
        }
        catch (PlanTooLargeException error)
        {
            error.Layer ??= layer;
            throw;
        }
        catch (OverflowException)
        {
            // Arithmetic of this assembly is checked; what does not fit 32 bits is a part of a buffer that would not either.
            throw new PlanTooLargeException("the number of values of one of this layer's buffers", Limits.BufferValues + 1) { Layer = layer };
        }
    }

    /// <summary>A layer's output once for each layer that takes it, then for the caller where he does.</summary>
    private IEnumerable<Tensor> Share(ProgramPlan program, LayerPlan layer, int index)
    {
        int takers = Spec.TakersOf(index);
        if (takers == 1)
        {
            return [layer.Output];
        }

        if (layer.Output.Gradient == null)
        {
            return Enumerable.Repeat(layer.Output, takers);
        }

        var sum = new GradientSumPlan(program, layer, takers);
        program.Layers.Add(sum);
        return sum.Takers;
    }

    /// <summary>An input's place in a row, which holds all inputs of its kind, concatenated.</summary>
    private Tensor InputTensor(ProgramPlan program, int layer)
    {
        Shape shape = Shapes[layer];
        bool features = shape.Kind == ShapeKind.Floats;
        bool stepped = program.IsStream && Streams(layer);
        int steps = stepped ? program.StreamSteps : shape.Vectors;
        int size = features ? shape.Size : 1;
        (int offset, int rowStride) = stepped ? (0, steps * size) : PlaceOf(layer, other => Shapes[other].Kind == ShapeKind.Floats == features, ValuesOf);
        var tensor = new Tensor
        {
            Buffer = features ? BufferKind.Features : BufferKind.Tokens,
            Offset = offset,
            OffsetValue = offset,
            Steps = steps,
            Size = shape.Size,
            Stride = size,
            ValueStride = program.HasStepsInLanes && size == 1 ? steps : 1,
            RowStride = rowStride,
            Mask = HasMask(layer) && !stepped ? MaskTensor(layer, steps) : null,
        };
        if (features && program.Training)
        {
            tensor.Gradient = program.Reserve(Identifier(Spec.Layers[layer].Name), "InputGradient", steps, shape.Size);
            tensor.GradientCondition = Test.WantsInputGradient;
            InputGradients.Add(tensor.Gradient);
        }

        return tensor;
    }

    private Tensor MaskTensor(int layer, int steps)
    {
        (int offset, int rowStride) = PlaceOf(layer, HasMask, StepsOf);
        Tensor mask = new()
        {
            Buffer = BufferKind.Mask,
            Offset = offset,
            OffsetValue = offset,
            Steps = steps,
            Size = 1,
            Stride = 1,
            RowStride = rowStride,
        };
        mask.Presence = Shapes[layer].IsVariable ? mask : null;
        return mask;
    }

    private bool HasMask(int layer) => ((InputLayer)Spec.Layers[layer]).HasMask;

    private long StepsOf(int layer) => Shapes[layer].Vectors;

    private long ValuesOf(int layer) => StepsOf(layer) * (Shapes[layer].Kind == ShapeKind.Floats ? (long)Shapes[layer].Size : 1);

    private (int Offset, int RowStride) PlaceOf(int layer, Func<int, bool> isOfKind, Func<int, long> length)
    {
        const string What = "the number of input values of a tile's sequences";
        int[] inputs = Spec.Inputs.Where(isOfKind).ToArray();
        long row = inputs.Sum(length);
        BufferSize.Of(What, TileRows, row);
        return ((int)inputs.TakeWhile(input => input < layer).Sum(length), (int)row);
    }

    /// <summary>Values of a row of all inputs of a kind.</summary>
    public long RowLength(BufferKind inputs) => inputs == BufferKind.Mask
        ? Spec.Inputs.Where(HasMask).Sum(StepsOf)
        : Spec.Inputs.Where(input => IsIn(inputs, input)).Sum(ValuesOf);

    /// <summary>Values of one step of the last input; 0 of what it is not.</summary>
    public long StepLength(BufferKind inputs) => !IsIn(inputs, Spec.Inputs.Last()) ? 0 : inputs == BufferKind.Features ? Shapes[Spec.Inputs.Last()].Size : 1;

    private bool IsIn(BufferKind inputs, int layer) => inputs == (Shapes[layer].Kind == ShapeKind.Floats ? BufferKind.Features : BufferKind.Tokens);

    private string? FindStreamObstacle()
    {
        if (!Shapes[Spec.Inputs.Last()].IsSequence)
        {
            return Spec.Inputs.Count() == 1 ? "the input has no steps" : "the last input has no steps";
        }

        if (Shapes[Spec.Inputs.Last()].Sequences > 0)
        {
            return "a row of the input is several sequences";
        }

        for (int i = 0; i < Spec.Layers.Count; i++)
        {
            if (Spec.Layers[i] is not InputLayer && Streams(i) && StreamObstacleOf(i) is { } obstacle)
            {
                return $"layer {Spec.Layers[i].Name}: {obstacle}";
            }
        }

        return Spec.Outputs.Items.FirstOrDefault(output => !Streams(output.Layer)) is { } still ? $"the output {still.Name} does not depend on the last input" : null;
    }

    private string? StreamObstacleOf(int layer)
    {
        if (Spec.Layers[layer].StreamObstacle is { } obstacle)
        {
            return obstacle;
        }

        LayerSources sources = Spec.Sources[layer];
        IReadOnlyList<Shape> shapes = [.. sources.Inputs.Select(source => Shapes[source])];
        for (int input = 0; input < sources.Inputs.Count; input++)
        {
            int source = sources.Inputs[input];
            bool all = Spec.Layers[layer].NeedsAllSteps(input, shapes);
            if (all && Streams(source))
            {
                return $"it needs all steps of {Spec.Layers[source].Name}";
            }

            if (!all && !Streams(source) && Shapes[source].IsSequence)
            {
                return $"{Spec.Layers[source].Name} gives all its steps at once";
            }
        }

        return sources.State is { } state && Streams(state) ? $"it starts from the last state of {Spec.Layers[state].Name}" : null;
    }
}

/// <summary>Where a layer declares its weights, in Keras' order.</summary>
internal sealed class LayerWeights(NetworkPlan plan, int index)
{
    private readonly LayerSpec _layer = plan.Spec.Layers[index];

    /// <summary>The shapes of all inputs: the main one, then those that the layer joins.</summary>
    public IReadOnlyList<Shape> Inputs => [.. plan.Spec.Sources[index].Inputs.Select(input => plan.Shapes[input])];

    /// <summary>Declares a weight.</summary>
    /// <param name="name">Its name in the layer.</param>
    /// <param name="shape">Its shape in Keras' layout.</param>
    /// <param name="initializer">How a fresh one is filled.</param>
    /// <param name="l1">The L1 penalty.</param>
    /// <param name="l2">The L2 penalty.</param>
    /// <param name="trainable">False for one that training leaves alone whatever the layer says.</param>
    /// <param name="readEachStep">True for a matrix by which a state is multiplied at every step.</param>
    public void Add(string name, IReadOnlyList<int> shape, InitializerSpec initializer, float l1 = 0, float l2 = 0, bool trainable = true, bool readEachStep = false) =>
        plan.AddWeight(_layer.Name + "/" + name, shape, initializer, _layer.Trainable && trainable, l1, l2, _layer.Seed, readEachStep);
}
