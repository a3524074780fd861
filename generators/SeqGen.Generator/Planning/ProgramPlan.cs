namespace SeqGen.Generator.Planning;

/// <summary>The programs that are made from one declaration.</summary>
internal enum ProgramKind
{
    /// <summary>Inference of one sequence.</summary>
    One,

    /// <summary>Inference of a tile of sequences.</summary>
    Tile,

    /// <summary>One time step of one sequence; states stay in the workspace.</summary>
    Stream,

    /// <summary>Forward and backward pass of a tile.</summary>
    Train,
}

/// <summary>One program: its layers and its workspace, carved by named constants.</summary>
internal sealed class ProgramPlan(ProgramKind kind, int rows)
{
    private readonly List<BufferPlan> _buffers = [];

    public ProgramKind Kind => kind;

    /// <summary>Sequences that run side by side.</summary>
    public int Rows => rows;

    public bool Training => kind == ProgramKind.Train;

    /// <summary>True where losses and metrics are computed from the output, and so ask for its mask.</summary>
    public bool IsScored => kind is ProgramKind.Tile or ProgramKind.Train;

    public IReadOnlyList<BufferPlan> Buffers => _buffers;

    public int WorkspaceLength { get; private set; }

    private string What => $"the number of values that {(Training ? "training" : "inference")} of {(rows == 1 ? "a sequence" : rows + " sequences side by side")} keeps, padded, up to this layer";

    public List<LayerPlan> Layers { get; } = [];

    /// <summary>
    /// In a stream with layers that step early every other time (<see cref="LayerPlan.StepsEarly"/>), a float that is 1 in
    /// these steps and 0 in the others; else null.
    /// </summary>
    public Tensor? Turn { get; private set; }

    public Tensor Output => Layers[Layers.Count - 1].Output;

    /// <summary>Makes the steps of a stream take turns.</summary>
    public Tensor TakeTurns() => Turn ??= ReserveShared("_Stream", "Turn", 1);

    /// <summary>Reserves a part of the workspace.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="name">The tensor's name.</param>
    /// <param name="steps">Its steps.</param>
    /// <param name="size">The size of a step.</param>
    /// <param name="slots">Slots of a row, where they are not the steps.</param>
    /// <param name="used">The floats of a step that are not padding, where they are fewer than the size.</param>
    public Tensor Reserve(string layer, string name, int steps, int size, int? slots = null, int? used = null)
    {
        int stride = Simd.Pad(size);
        int length = BufferSize.Of(What, rows, slots ?? steps, stride);
        return Place(NetworkPlan.Constant(layer, name), length, new(rows, slots ?? steps, stride, used ?? size), steps, size, stride, length / rows);
    }

    /// <summary>Reserves a tensor that lies as another one does.</summary>
    public Tensor ReserveLike(string layer, string name, Tensor tensor)
    {
        int stride = Simd.Pad(tensor.Stride);
        int length = BufferSize.Of(What, rows, tensor.Steps, stride);
        return Place(
            NetworkPlan.Constant(layer, name), length, new(rows, tensor.Steps * tensor.Segments, stride / tensor.Segments, tensor.SegmentSize), tensor.Steps, tensor.Size, tensor.Stride, length / rows, tensor.Segments);
    }

    /// <summary>Reserves a vector that all rows share.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="name">The vector's name.</param>
    /// <param name="size">Its values.</param>
    /// <param name="slots">Where it is several vectors of this size, each padded, how many.</param>
    public Tensor ReserveShared(string layer, string name, int size, int slots = 1)
    {
        int stride = Simd.Pad(size);
        int length = BufferSize.Of(What, slots, stride);
        return Place(NetworkPlan.Constant(layer, name), length, new(1, slots, stride, size) { IsShared = true }, 1, slots == 1 ? size : length, length, 0);
    }

    /// <summary>Reserves one float a step, not padded.</summary>
    public Tensor ReserveScalars(string layer, string name, int steps) =>
        Place(NetworkPlan.Constant(layer, name), Simd.Pad(BufferSize.Of(What, rows, steps)), new(rows, steps, 1, 1), steps, 1, 1, steps);

    private Tensor Place(string name, int length, BufferShape shape, int steps, int size, int stride, int rowStride, int segments = 1)
    {
        var buffer = new BufferPlan(name, WorkspaceLength, length, shape);
        _buffers.Add(buffer);
        WorkspaceLength = BufferSize.Sum(What, WorkspaceLength, buffer.Length);
        return new Tensor
        {
            Buffer = BufferKind.Workspace,
            Offset = Index.Constant($"{kind}Buffers.{buffer.Name}"),
            OffsetValue = buffer.Offset,
            Steps = steps,
            Size = size,
            Stride = stride,
            RowStride = rowStride,
            Segments = segments,
        };
    }
}

/// <summary>A named part of a workspace.</summary>
internal sealed record BufferPlan(string Name, int Offset, int Length, BufferShape Shape);

/// <summary>How a part of a workspace is divided: <c>[rows][slots][stride]</c>.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Slots">Steps of a row, and places for what comes before or after them.</param>
/// <param name="Stride">Floats of a slot.</param>
/// <param name="Size">Those that are not padding.</param>
internal sealed record BufferShape(int Rows, int Slots, int Stride, int Size)
{
    /// <summary>True for a vector that all rows share.</summary>
    public bool IsShared { get; init; }

    /// <summary>The shape as comments in emitted code have it.</summary>
    public override string ToString() => IsShared ? $"[{Slots * Stride}]" : Stride == 1 ? $"[{Rows}][{Slots}]" : $"[{Rows}][{Slots}][{Stride}]";
}

/// <summary>A weight in Keras' layout.</summary>
internal sealed record WeightPlan(
    string Name, string Constant, IReadOnlyList<int> Shape, int Offset, int Length, InitializerSpec Initializer, bool Trainable, float L1, float L2, int? Seed)
{
    /// <summary>Its first value.</summary>
    public Address First => new(BufferKind.Weights, Index.Constant(Constant));
}

/// <summary>A buffer of packed weights (or of packed gradients): matrices, and the steps that fill (or empty) each.</summary>
internal sealed class PackedPlan(string name)
{
    private readonly List<(PackedMatrix Matrix, int Offset, int Length, IReadOnlyList<Statement> Steps)> _entries = [];

    /// <summary>The class of constants in emitted code.</summary>
    public string Name => name;

    public int Length { get; private set; }

    public IReadOnlyList<(PackedMatrix Matrix, int Offset, int Length, IReadOnlyList<Statement> Steps)> Entries => _entries;

    /// <summary>Reserves a matrix, unless one of this name is there already (programs share packed weights).</summary>
    /// <param name="matrixName">The constant's name.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">How its columns lie.</param>
    /// <param name="steps">Makes the steps for the matrix.</param>
    public PackedMatrix Add(string matrixName, int rows, ColumnLayout columns, Func<PackedMatrix, IReadOnlyList<Statement>> steps) =>
        Add(new PackedMatrix(name + "." + matrixName, rows, columns), steps);

    /// <summary>Reserves a matrix whose name is its constant's last part.</summary>
    public PackedMatrix Add(PackedMatrix matrix, Func<PackedMatrix, IReadOnlyList<Statement>> steps)
    {
        foreach ((PackedMatrix existing, _, _, _) in _entries)
        {
            if (existing.Constant == matrix.Constant)
            {
                return existing;
            }
        }

        string what = $"the number of values of the {(name == "PackedGradient" ? "gradient" : name == "TrainingWeights" ? "weights for training" : "weights for inference")}, packed, up to this layer";

        // Packing may need room for all rows, where fewer are stored.
        BufferSize.Of(what, matrix.Rows, matrix.Columns.Stride);
        int length = BufferSize.Of(what, matrix.StoredRows, matrix.Columns.Stride);
        int end = BufferSize.Sum(what, Length, length);
        _entries.Add((matrix, Length, length, steps(matrix)));
        Length = end;
        return matrix;
    }
}

/// <summary>A trainable table that tokens look up, for the runtime's scatter.</summary>
internal sealed record LookupPlan(WeightPlan Weight, Tensor Tokens, int Prefix, int Steps, int Size, int Stride);

/// <summary>A state that callers see: its name and where it lies in a program.</summary>
internal sealed record StatePlan(string Name, int Units, Tensor Slot, Tensor? Gradient = null);

/// <summary>A part of a layer's method after which training waits for all tiles of the batch.</summary>
/// <param name="Name">What the method's name gets after the layer's.</param>
/// <param name="Sums">A vector that the runtime replaces by its sum over all tiles before the next part runs.</param>
/// <param name="Write">Writes the part's code.</param>
internal sealed record BatchPhase(string Name, Tensor Sums, Action<KernelWriter> Write);

/// <summary>A weight that follows a statistic of the batch instead of a gradient.</summary>
/// <param name="Weight">The weight.</param>
/// <param name="Values">Where the batch's values lie after the forward pass.</param>
/// <param name="Momentum">How much of the weight stays at a step.</param>
internal sealed record MovingStatisticPlan(WeightPlan Weight, Tensor Values, float Momentum);

/// <summary>One layer of one program: where its tensors lie, and how its code is written.</summary>
internal abstract class LayerPlan(string identifier, string title, int rows)
{
    protected LayerPlan(LayerPlanner planner, string title)
        : this(planner.Identifier, title, planner.Rows)
    {
        RunsEveryStep = planner.Kind == ProgramKind.Stream;
    }

    /// <summary>True where the layer runs at every step of a stream; false where it runs once a sequence.</summary>
    public bool RunsEveryStep { get; protected init; }

    /// <summary>The layer's name as a C# identifier: the stem of its methods and constants.</summary>
    public string Identifier => identifier;

    /// <summary>The layer as a reader knows it, for instance <c>LSTM(32)</c>.</summary>
    public string Title => title;

    /// <summary>Rows of the program.</summary>
    public int Rows => rows;

    public Tensor Output { get; protected init; } = null!;

    /// <summary>The states after the last step, which other layers may start from.</summary>
    public IReadOnlyList<EndState> EndStates { get; init; } = [];

    /// <summary>States that the caller writes before a run.</summary>
    public IReadOnlyList<StatePlan> InitialStates { get; init; } = [];

    /// <summary>States that the caller reads after a run.</summary>
    public IReadOnlyList<StatePlan> FinalStates { get; init; } = [];

    /// <summary>States that a stream carries.</summary>
    public IReadOnlyList<StatePlan> StreamStates { get; init; } = [];

    /// <summary>The parts of the training program's forward method in front of the last one, where the layer looks at the whole batch.</summary>
    public virtual IReadOnlyList<BatchPhase> ForwardPhases => [];

    /// <summary>The same of its backward method.</summary>
    public virtual IReadOnlyList<BatchPhase> BackwardPhases => [];

    /// <summary>Weights that follow the batch's statistics.</summary>
    public virtual IReadOnlyList<MovingStatisticPlan> MovingStatistics => [];

    /// <summary>False where the layer's output is its input and there is nothing to compute.</summary>
    public virtual bool HasForward => true;

    /// <summary>False where there is no gradient to hand on and no weight to train.</summary>
    public virtual bool HasBackward => true;

    /// <summary>True where a layer that runs at every step of a stream has something to do when the stream begins.</summary>
    public virtual bool HasBegin => false;

    /// <summary>Writes what a layer that runs at every step does when the stream begins.</summary>
    public virtual void Begin(KernelWriter k)
    {
    }

    /// <summary>
    /// True where a stream's step begins with a part that needs nothing of the layers in front: it runs before them in
    /// every other step, and in its place in the others.
    /// </summary>
    public virtual bool StepsEarly => false;

    /// <summary>Writes that part.</summary>
    public virtual void EarlyStep(KernelWriter k)
    {
    }

    /// <summary>Writes the body of the forward method.</summary>
    public abstract void Forward(KernelWriter k);

    /// <summary>Writes the body of the backward method; only in the training program.</summary>
    public virtual void Backward(KernelWriter k)
    {
    }
}
