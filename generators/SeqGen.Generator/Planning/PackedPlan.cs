namespace SeqGen.Generator.Planning;

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
