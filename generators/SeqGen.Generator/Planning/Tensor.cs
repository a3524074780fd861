namespace SeqGen.Generator.Planning;

/// <summary>
/// An activation of a program: <c>[row][step][stride]</c> from an offset of a buffer on. A vector has one step.
/// </summary>
internal sealed class Tensor
{
    /// <summary>The buffer that it lies in.</summary>
    public required BufferKind Buffer { get; init; }

    /// <summary>Where in the buffer its first value lies.</summary>
    public required Index Offset { get; init; }

    /// <summary>The same as a number, for the plan: in the workspace, or inside a row of the inputs.</summary>
    public int OffsetValue { get; init; }

    public required int Steps { get; init; }

    public required int Size { get; init; }

    /// <summary>Floats from one step to the next.</summary>
    public required int Stride { get; init; }

    /// <summary>Floats from one value of a step to its next: 1, but where the values of several steps share a vector.</summary>
    public int ValueStride { get; init; } = 1;

    /// <summary>True where the first values of all steps lie side by side, then the second ones, and so on, so that a vector holds as many steps.</summary>
    public bool HasStepsInLanes => ValueStride > 1;

    /// <summary>Floats from one row to the next.</summary>
    public required int RowStride { get; init; }

    /// <summary>True where the tensor was made by flattening steps; then <see cref="Segments"/> steps lie in the one vector.</summary>
    public int Segments { get; init; } = 1;

    /// <summary>Values of one segment; <see cref="Size"/> where the tensor was not flattened.</summary>
    public int SegmentSize => Size / Segments;

    /// <summary>Where the tensor holds tokens in place of an embedding's vectors, what the layer after it looks up by them; else null.</summary>
    public FoldedEmbedding? Folded { get; set; }

    /// <summary>Where the backward pass writes the gradient with respect to this tensor, or null where nobody needs it.</summary>
    public Tensor? Gradient { get; set; }

    /// <summary>The condition under which the gradient is wanted, or null for always.</summary>
    public Test? GradientCondition { get; set; }

    /// <summary>One float a step, 1 for a real step, or null where all steps are real.</summary>
    public Tensor? Mask { get; set; }

    /// <summary>
    /// Of a mask: which steps there are, in front of the others, where sequences have different numbers of steps; the mask itself where nothing else is
    /// masked. A layer that looks at several steps leaves the others out, also where it ignores masks. Null where all steps are there.
    /// </summary>
    public Tensor? Presence { get; set; }

    /// <summary>The same of the steps of this tensor.</summary>
    public Tensor? PresentSteps => Mask?.Presence;

    /// <summary>True where every step is padded with zeros, or at least finite values, to whole lines.</summary>
    public bool Padded => Stride % Line.Length == 0;

    /// <summary>True where the tokens of all rows follow each other, from the first one of the inputs on.</summary>
    public bool Adjacent => Offset == Index.Zero && RowStride == Steps * Stride;

    /// <summary>The same memory in another shape, without mask and gradient.</summary>
    /// <param name="steps">Steps.</param>
    /// <param name="size">Values of a step.</param>
    /// <param name="stride">Floats from one step to the next.</param>
    /// <param name="segments">Steps that lie in one vector: see <see cref="Segments"/>.</param>
    /// <param name="from">Floats to leave out at the start of a row.</param>
    public Tensor Shaped(int steps, int size, int stride, int segments = 1, int from = 0) => new()
    {
        Buffer = Buffer,
        Offset = Offset + from,
        OffsetValue = OffsetValue + from,
        Steps = steps,
        Size = size,
        Stride = stride,
        ValueStride = ValueStride,
        RowStride = RowStride,
        Segments = segments,
    };

    /// <summary>The first value.</summary>
    public Address First => new(Buffer, Offset);

    /// <summary>The first value of row <c>row</c>.</summary>
    public Address Row => First + Index.Row * RowStride;

    /// <summary>The first value of a step of row <c>row</c>.</summary>
    public Address StepAt(Index step) => Row + step * Stride;

    /// <summary>The same from a reference to the tensor's first value.</summary>
    public Address StepAfter(string first, Index step) => Address.Of(first, Index.Row * RowStride + step * Stride);

    /// <summary>The first value of a step of a row.</summary>
    public Address At(Index row, Index step) => First + row * RowStride + step * Stride;

    /// <summary>The first value of a step, where the rows lie in no order of their own.</summary>
    public Address At(Index step) => First + step * Stride;

    /// <summary>A value of the first step, which those of the other steps follow where steps lie in lanes.</summary>
    public Address LanesAt(Index value) => First + value * ValueStride;

    /// <summary>A value of a tensor with one value a step.</summary>
    public Scalar ValueAt(Index row, Index step) => At(row, step).Float;

    /// <summary>The token that lies somewhere in a tensor of tokens.</summary>
    public Index TokenAt(Address place) => new TokenIndex(place, Vocabulary);

    /// <summary>Tokens are less than this: the vocabulary, also where the tokens stand for an embedding's vectors.</summary>
    private int Vocabulary => Folded?.Vocabulary ?? Size;
}

/// <summary>An embedding of the inference programs that is folded with the kernels of the layer after it.</summary>
/// <param name="Layer">The embedding's name.</param>
/// <param name="Vocabulary">Rows of its table.</param>
internal sealed record FoldedEmbedding(string Layer, int Vocabulary);

/// <summary>Positions of an operand's row that a product runs over: <c>Repeat</c> runs of <c>Count</c>, <c>Stride</c> apart.</summary>
internal readonly record struct Run(int Start, int Count, int Repeat = 1, int Stride = 0)
{
    public int Total => Count * Repeat;

    /// <summary>The positions of a gated row that hold units, in the order in which its transpose is packed.</summary>
    public static IReadOnlyList<Run> OfColumns(ColumnLayout columns)
    {
        if (columns.Plain)
        {
            return [new Run(0, columns.Units)];
        }

        var runs = new List<Run>();
        int whole = columns.Units / Line.Length;
        int rest = columns.Units % Line.Length;
        if (whole > 0)
        {
            runs.Add(new Run(0, whole * columns.Gates * Line.Length));
        }

        if (rest > 0)
        {
            runs.Add(new Run(whole * columns.Gates * Line.Length, rest, columns.Gates, columns.Slot > 0 ? columns.Slot : Line.Length));
        }

        return runs;
    }

    /// <summary>The values of a (perhaps flattened) activation, in Keras' order.</summary>
    public static IReadOnlyList<Run> OfTensor(Tensor tensor) =>
        tensor.Segments == 1 || tensor.SegmentSize == tensor.Stride / tensor.Segments
            ? [new Run(0, tensor.Size)]
            : [new Run(0, tensor.SegmentSize, tensor.Segments, tensor.Stride / tensor.Segments)];
}
