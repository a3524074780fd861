namespace SeqGen.Generator.Planning;

/// <summary>A matrix in panels: <c>[panel][row][line][16]</c>, in a buffer of packed weights or of packed gradients.</summary>
/// <param name="Constant">The named constant that holds its offset.</param>
/// <param name="Rows">Rows: the length of the sum in a product with it.</param>
/// <param name="Columns">How its columns lie.</param>
internal sealed record PackedMatrix(string Constant, int Rows, ColumnLayout Columns)
{
    public int Length => Rows * Columns.Stride;

    /// <summary>The name of the last part of the constant, for comments.</summary>
    public string Name => Constant.Split('.').Last();
}
