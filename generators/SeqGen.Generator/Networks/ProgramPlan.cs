namespace SeqGen.Generator.Networks;

/// <summary>The programs that are made from one declaration.</summary>
internal enum ProgramKind
{
    /// <summary>Inference of one sequence.</summary>
    One,

    /// <summary>Inference of a tile of sequences.</summary>
    Tile,

    /// <summary>One time step of one sequence; states stay in the workspace.</summary>
    Stream,

    /// <summary>Several time steps of one sequence, with an output for each; states stay in the workspace.</summary>
    Block,

    /// <summary>Forward and backward pass of a tile.</summary>
    Train,
}

/// <summary>One program: its layers and its workspace, carved by named constants.</summary>
/// <param name="kind">Which of the programs.</param>
/// <param name="rows">Sequences that run side by side.</param>
/// <param name="steps">Steps of the last input that a program of a stream gets at once.</param>
internal sealed class ProgramPlan(ProgramKind kind, int rows, int steps = 1)
{
    private readonly List<BufferPlan> _buffers = [];
    private int _copies = 1;
    private string _copy = "";

    public ProgramKind Kind => kind;

    /// <summary>Sequences that run side by side.</summary>
    public int Rows => rows;

    public bool Training => kind == ProgramKind.Train;

    /// <summary>True where the last input comes in steps, and states are carried from one run to the next.</summary>
    public bool IsStream => kind is ProgramKind.Stream or ProgramKind.Block;

    /// <summary>Steps of the last input that a program of a stream gets at once.</summary>
    public int StreamSteps => steps;

    /// <summary>True where the values of several steps share a vector: see <see cref="StepSchedule.PutsStepsInLanes"/>.</summary>
    public bool HasStepsInLanes { get; init; }

    /// <summary>True where a layer's past moves through a buffer.</summary>
    public bool Slides => Layers.Any(layer => layer.Slides);

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

    /// <summary>The outputs that nobody stores, since the layers that take them go on with their sums.</summary>
    public Dictionary<Tensor, StepSum> OpenSums { get; } = [];

    /// <summary>The outputs that follow steps of their past in a buffer, and how many.</summary>
    public Dictionary<Tensor, (Tensor Buffer, int Steps)> Pasts { get; } = [];

    /// <summary>Where the caller finds the outputs, in their order.</summary>
    public List<Tensor> Outputs { get; } = [];

    /// <summary>Makes the steps of a stream take turns.</summary>
    public Tensor TakeTurns() => Turn ??= ReserveShared("_Stream", "Turn", 1);

    /// <summary>Reserves a part of the workspace.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="name">The tensor's name.</param>
    /// <param name="steps">Its steps.</param>
    /// <param name="size">The size of a step.</param>
    /// <param name="slots">Slots of a row, where they are not the steps.</param>
    /// <param name="used">The floats of a step that are not padding, where they are fewer than the size.</param>
    /// <param name="spread">True to keep steps from meeting in the cache: see <see cref="StepSchedule.Spread"/>.</param>
    public Tensor Reserve(string layer, string name, int steps, int size, int? slots = null, int? used = null, bool spread = false)
    {
        int stride = spread ? StepSchedule.Spread(Line.Pad(size)) : Line.Pad(size);
        int length = BufferSize.Of(What, rows, slots ?? steps, stride);
        return Place(NetworkPlan.Constant(layer, name), length, new(rows, slots ?? steps, stride, used ?? size), steps, size, stride, length / rows);
    }

    /// <summary>Reserves a tensor whose steps lie in lanes: for each value of a step a row of all steps.</summary>
    public Tensor ReserveLanes(string layer, string name, int steps, int size)
    {
        int lanes = Line.Pad(steps);
        Tensor reserved = Place(NetworkPlan.Constant(layer, name), BufferSize.Of(What, size, lanes), new(1, size, lanes, steps), steps, size, 1, steps);
        return new()
        {
            Buffer = reserved.Buffer,
            Offset = reserved.Offset,
            OffsetValue = reserved.OffsetValue,
            Steps = steps,
            Size = size,
            Stride = 1,
            ValueStride = lanes,
            RowStride = steps,
        };
    }

    /// <summary>Reserves a tensor that lies as another one does.</summary>
    public Tensor ReserveLike(string layer, string name, Tensor tensor)
    {
        int stride = Line.Pad(tensor.Stride);
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
        int stride = Line.Pad(size);
        int length = BufferSize.Of(What, slots, stride);
        return Place(NetworkPlan.Constant(layer, name), length, new(1, slots, stride, size) { IsShared = true }, 1, slots == 1 ? size : length, length, 0);
    }

    /// <summary>Reserves one float a step, not padded.</summary>
    public Tensor ReserveScalars(string layer, string name, int steps) =>
        Place(NetworkPlan.Constant(layer, name), Line.Pad(BufferSize.Of(What, rows, steps)), new(rows, steps, 1, 1), steps, 1, 1, steps);

    /// <summary>Plans something that runs once for each of several sequences of a row; what training keeps has a copy for each.</summary>
    /// <param name="sequences">How many there are.</param>
    /// <param name="counter">The counter of the loop over them.</param>
    /// <param name="plan">Plans it.</param>
    public LayerPlan ForSequences(int sequences, string counter, Func<LayerPlan> plan)
    {
        (_copies, _copy) = (Training ? sequences : 1, counter);
        LayerPlan planned = plan();
        _copies = 1;
        return planned;
    }

    private Tensor Place(string name, int length, BufferShape shape, int steps, int size, int stride, int rowStride, int segments = 1)
    {
        // Copies follow each other as the rows of one buffer.
        int copy = shape.Rows * shape.Slots * shape.Stride;
        var buffer = new BufferPlan(name, WorkspaceLength, _copies == 1 ? length : Line.Pad(BufferSize.Of(What, _copies, copy)), shape with { Rows = shape.Rows * _copies });
        _buffers.Add(buffer);
        WorkspaceLength = BufferSize.Sum(What, WorkspaceLength, buffer.Length);
        Index start = Index.Constant($"{kind}Buffers.{buffer.Name}");
        return new Tensor
        {
            Buffer = BufferKind.Workspace,
            Offset = _copies == 1 ? start : start + Index.Counter(_copy) * copy,
            OffsetValue = buffer.Offset,
            Steps = steps,
            Size = size,
            Stride = stride,
            RowStride = rowStride,
            Segments = segments,
        };
    }
}
