namespace SeqGen.Generator.Planning;

/// <summary>A matrix in panels: <c>[panel][row][line][16]</c>, in a buffer of packed weights or of packed gradients.</summary>
/// <remarks>
/// In 16 bits a line holds the same columns of two rows that a product takes in turn: the first row in
/// the lower halves of its 16 words, the second in the upper halves. A run of an odd number of rows ends with half a line.
/// </remarks>
/// <param name="Constant">The named constant that holds its offset.</param>
/// <param name="Rows">Rows: the length of the sum in a product with it.</param>
/// <param name="Columns">How its columns lie.</param>
internal sealed record PackedMatrix(string Constant, int Rows, ColumnLayout Columns)
{
    /// <summary>The buffer that it lies in, where that is not the one of packed weights or gradients.</summary>
    public BufferKind? Buffer { get; init; }

    /// <summary>Where in the buffer it starts.</summary>
    public Index Offset { get; init; } = Index.Constant(Constant);

    /// <summary>Its first value, in the buffer that matrices of its kind lie in.</summary>
    public Address First(BufferKind buffer = BufferKind.Packed) => new(Buffer ?? buffer, Offset);

    /// <summary>The row of a token, where the matrix is a table: large ones have offsets that do not fit 32 bits.</summary>
    public Address RowOf(Index token, BufferKind buffer = BufferKind.Packed) => First(buffer) + token.Signed * Columns.Stride;

    /// <summary>The embedding whose rows, multiplied by a kernel, these are; null for all other matrices.</summary>
    public FoldedEmbedding? FoldedFrom { get; init; }

    public WeightFormat Format { get; init; }

    /// <summary>Rows that a product takes in turn.</summary>
    public int RunLength { get; init; } = Rows;

    /// <summary>Rows that share a line.</summary>
    public int RowsPerLine => Format == WeightFormat.BFloat16 ? 2 : 1;

    /// <summary>Rows of lines.</summary>
    public int StoredRows => Rows / RunLength * ((RunLength + RowsPerLine - 1) / RowsPerLine);

    public int Length => StoredRows * Columns.Stride;

    /// <summary>The name of the last part of the constant, for comments.</summary>
    public string Name => Constant.Split('.').Last();
}
