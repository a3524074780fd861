using System.Globalization;
using System.Text;

namespace SeqGen.Generator.Planning;

/// <summary>
/// Everything that is decided before any C# is written: weights, packed matrices, and for each program the layers'
/// buffers. The same for all vector widths.
/// </summary>
internal sealed class NetworkPlan
{
    /// <summary>Sequences of a tile: with four gates, four rows fill sixteen registers.</summary>
    public const int TileRows = 4;

    private int _weightLength;

    private NetworkPlan(NetworkSpec spec, ShapeResult shapes)
    {
        Spec = spec;
        Shapes = shapes.Outputs.Items;
        OutputActivation = shapes.OutputActivation;
    }

    public NetworkSpec Spec { get; }

    /// <summary>The output shape of each layer.</summary>
    public IReadOnlyList<Shape> Shapes { get; }

    /// <summary>The activation that the output went through last.</summary>
    public ActivationSpec OutputActivation { get; }

    public List<WeightPlan> Weights { get; } = [];

    public int WeightLength => _weightLength;

    public PackedPlan InferenceWeights { get; } = new("InferenceWeights");

    public PackedPlan TrainingWeights { get; } = new("TrainingWeights");

    public PackedPlan Gradients { get; } = new("PackedGradient");

    public List<LookupPlan> Lookups { get; } = [];

    public int LookupRowLength { get; set; }

    public ProgramPlan One { get; private set; } = null!;

    public ProgramPlan Tile { get; private set; } = null!;

    public ProgramPlan Train { get; private set; } = null!;

    /// <summary>The streaming program, or null; then <see cref="StreamObstacle"/> says why.</summary>
    public ProgramPlan? Stream { get; private set; }

    public string? StreamObstacle { get; private set; }

    public IEnumerable<ProgramPlan> Programs => Stream == null ? [One, Tile, Train] : [One, Tile, Stream, Train];

    /// <summary>The gradient of a feature input, in the training program.</summary>
    public Tensor? InputGradient { get; private set; }

    /// <summary>Plans a valid spec.</summary>
    public static NetworkPlan Create(NetworkSpec spec, ShapeResult shapes)
    {
        var plan = new NetworkPlan(spec, shapes);
        for (int i = 1; i < spec.Layers.Count; i++)
        {
            spec.Layers[i].DeclareWeights(new LayerWeights(plan, spec.Layers[i]), plan.Shapes[i - 1]);
        }

        plan.One = plan.PlanProgram(ProgramKind.One, 1);
        plan.Tile = plan.PlanProgram(ProgramKind.Tile, TileRows);
        plan.StreamObstacle = FindStreamObstacle(spec, plan.Shapes);
        if (plan.StreamObstacle == null)
        {
            plan.Stream = plan.PlanProgram(ProgramKind.Stream, 1);
        }

        plan.Train = plan.PlanProgram(ProgramKind.Train, TileRows);
        return plan;
    }

    /// <summary>Registers a weight in Keras' layout.</summary>
    public void AddWeight(string name, IReadOnlyList<int> shape, InitializerSpec initializer, bool trainable, float l1, float l2, int? seed)
    {
        var weight = new WeightPlan(name, "KerasWeights." + Identifier(name), shape, _weightLength, initializer, trainable, l1, l2, seed);
        Weights.Add(weight);
        _weightLength += Simd.Pad(weight.Length);
    }

    /// <summary>A name such as <c>lstm_1/kernel</c> as a C# identifier: <c>Lstm1Kernel</c>.</summary>
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

    private ProgramPlan PlanProgram(ProgramKind kind, int rows)
    {
        var program = new ProgramPlan(kind, rows);
        Tensor tensor = program.Input = InputTensor(program);
        for (int i = 0; i < Spec.Layers.Count; i++)
        {
            LayerPlan planned = Spec.Layers[i].Plan(new LayerPlanner(this, program, i), tensor);
            program.Layers.Add(planned);
            tensor = planned.Output;
        }

        if (OutputPlan.IsNeeded(program, tensor))
        {
            program.Layers.Add(new OutputPlan(program, tensor));
        }

        return program;
    }

    private Tensor InputTensor(ProgramPlan program)
    {
        Shape shape = Shapes[0];
        InputLayer input = Spec.Input;
        int steps = program.Kind == ProgramKind.Stream ? 1 : Math.Max(shape.Steps, 1);
        var mask = input.Mask && program.Kind != ProgramKind.Stream
            ? new Tensor { Buffer = "inputs.Mask", Offset = "0", Steps = steps, Size = 1, Stride = 1, RowStride = steps }
            : null;
        bool features = shape.Kind == ShapeKind.Floats;
        int size = features ? shape.Size : 1;
        var tensor = new Tensor
        {
            Buffer = features ? "inputs.Features" : "inputs.Tokens",
            Offset = "0",
            Steps = steps,
            Size = shape.Size,
            Stride = size,
            RowStride = steps * size,
            Mask = mask,
        };
        if (features && program.Training)
        {
            tensor.Gradient = InputGradient = program.Reserve("Input", "Gradient", steps, shape.Size);
            tensor.GradientCondition = "tile.WantInputGradient";
        }

        return tensor;
    }

    private static string? FindStreamObstacle(NetworkSpec spec, IReadOnlyList<Shape> shapes)
    {
        if (!shapes[0].IsSequence)
        {
            return "the input has no steps";
        }

        for (int i = 1; i < spec.Layers.Count; i++)
        {
            if (spec.Layers[i].StreamObstacle is { } obstacle)
            {
                return $"layer {spec.Layers[i].Name}: {obstacle}";
            }
        }

        return null;
    }
}

/// <summary>Where a layer declares its weights, in Keras' order.</summary>
internal sealed class LayerWeights(NetworkPlan plan, LayerSpec layer)
{
    public void Add(string name, IReadOnlyList<int> shape, InitializerSpec initializer, float l1 = 0, float l2 = 0) =>
        plan.AddWeight(layer.Name + "/" + name, shape, initializer, layer.Trainable, l1, l2, layer.Seed);
}
