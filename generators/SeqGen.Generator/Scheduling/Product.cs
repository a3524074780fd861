namespace SeqGen.Generator.Scheduling;

/// <summary>A buffer whose rows a product walks along with its own.</summary>
/// <param name="Name">The reference to the first row.</param>
/// <param name="RowStride">Floats from one row to the next.</param>
internal readonly record struct RowBuffer(string Name, int RowStride)
{
    /// <summary>Where the rows lie here and there, the place of the row of an index; else null.</summary>
    public Func<Index, Address>? Scattered { get; init; }

    /// <summary>Of scattered rows that have to be waited for, the place of the row of the next step: asked for in this one.</summary>
    public Func<Index, Address>? Prefetched { get; init; }

    public static implicit operator RowBuffer((string Name, int RowStride) buffer) => new(buffer.Name, buffer.RowStride);
}

/// <summary>A packed matrix, and the rows that are multiplied by it.</summary>
/// <param name="A">A reference to the first value of the rows.</param>
/// <param name="ARowStride">Floats from one row to the next.</param>
/// <param name="Runs">The positions of a row that are multiplied, as many as the matrix has rows.</param>
/// <param name="B">The matrix, in the buffer <c>packed</c>.</param>
internal sealed record Factor(string A, int ARowStride, IReadOnlyList<Run> Runs, PackedMatrix B)
{
    /// <summary>Terms of each sum.</summary>
    public int Terms => Runs.Sum(run => run.Total);

    /// <summary>Floats of a panel with all its rows.</summary>
    public int PanelLength => B.StoredRows * B.Columns.PanelLines * Line.Length;
}

/// <summary>A product <c>C = initial + A . B</c> with a packed B; what becomes of C is up to one of the two epilogues.</summary>
internal sealed record Product
{
    /// <summary>Rows of A: sequences, or sequences times steps.</summary>
    public required int Rows { get; init; }

    /// <summary>A reference to A's first value.</summary>
    public required string A { get; init; }

    /// <summary>Floats from one row of A to the next.</summary>
    public required int ARowStride { get; init; }

    /// <summary>The positions of a row of A that are multiplied, as many as B has rows.</summary>
    public required IReadOnlyList<Run> Runs { get; init; }

    /// <summary>The packed matrix, in the buffer <c>packed</c>.</summary>
    public required PackedMatrix B { get; init; }

    /// <summary>Further products of as many rows, whose matrices have the same columns, and which are added first.</summary>
    public IReadOnlyList<Factor> Further { get; init; } = [];

    /// <summary>All products, in the order in which they are added.</summary>
    public IEnumerable<Factor> Factors => [.. Further, new(A, ARowStride, Runs, B)];

    /// <summary>Terms of each sum.</summary>
    public int Terms => Factors.Sum(factor => factor.Terms);

    /// <summary>The other buffers that <see cref="Initial"/> and the epilogue read and write row by row.</summary>
    public IReadOnlyList<RowBuffer> Buffers { get; init; } = [];

    /// <summary>The references that <see cref="Initial"/> reads for all rows alike.</summary>
    public IReadOnlyList<string> Shared { get; init; } = [];

    /// <summary>A number, where which is odd the panels are multiplied from the last one to the first; null for always in order.</summary>
    public Index? TurnsWith { get; init; }

    /// <summary>The accumulator of a line before the sum; null for zero.</summary>
    public Func<TilePoint, int, Value?>? Initial { get; init; }

    /// <summary>Writes what happens to a finished row of a panel; gets the point and the number of its vectors.</summary>
    public Action<TilePoint, int>? Epilogue { get; init; }

    /// <summary>Writes what happens to some units of a finished row, whose gates are all there; only for products of one row.</summary>
    public Action<UnitPoint>? Units { get; init; }

    /// <summary>The buffers that <see cref="Units"/> reads and writes row by row.</summary>
    public IReadOnlyList<RowBuffer> UnitBuffers { get; init; } = [];
}

/// <summary>A place in the buffers of a product or a map: names and offsets of rows.</summary>
/// <param name="row">The reference to a buffer's current row, and a constant offset from it.</param>
internal abstract class BufferPoint(Func<string, (string Name, int Offset)> row)
{
    protected Func<string, (string Name, int Offset)> Row => row;

    /// <summary>The scalar at the start of a row buffer's row.</summary>
    public Scalar Scalar(string buffer) => InRow(buffer, 0).Float;

    protected Address InRow(string buffer, Index column)
    {
        (string name, int offset) = row(buffer);
        return Address.Of(name, column + offset);
    }

    protected static Value Shared(string buffer, Index column) => Address.Of(buffer, column).Vector;
}

/// <summary>A place in a register tile: one row and one panel, all lines of the panel in registers.</summary>
/// <param name="accumulator">The name of a line's accumulator.</param>
/// <param name="row">The reference to a buffer's current row, and a constant offset from it.</param>
/// <param name="column">Where a line's columns lie in a row.</param>
/// <param name="firstGates">How a line is loaded where only the first so many gates are wanted; null for not at all.</param>
internal sealed class TilePoint(
    Func<int, string> accumulator,
    Func<string, (string Name, int Offset)> row,
    Func<int, Index> column,
    Func<int, int, Func<Address, Value>?> firstGates) : BufferPoint(row)
{
    /// <summary>The accumulator of a line.</summary>
    public Value Sum(int line) => Value.Named(accumulator(line));

    /// <summary>Where the columns of a line lie in a row buffer.</summary>
    public Address At(string buffer, int line) => InRow(buffer, column(line));

    /// <summary>A vector of a row buffer at the columns of a line.</summary>
    public Value Load(string buffer, int line) => At(buffer, line).Vector;

    /// <summary>The same with zeros in place of all but the first gates; null where nothing is left.</summary>
    public Value? LoadFirstGates(string buffer, int line, int count) => firstGates(line, count)?.Invoke(At(buffer, line));

    /// <summary>A vector at the columns of a line that is the same for all rows.</summary>
    public Value LoadShared(string buffer, int line) => Shared(buffer, column(line));
}

/// <summary>
/// Some units of a row, all of whose gates are there: in registers after a product, or in buffers. Units lie in order
/// in their buffers, gates as the gated layout says.
/// </summary>
/// <param name="gate">The value of a gate, after a product.</param>
/// <param name="row">The reference to a buffer's current row, and a constant offset from it.</param>
/// <param name="unit">Where the units lie in a row.</param>
/// <param name="gateColumn">Where a gate of them lies in a gated row.</param>
internal sealed class UnitPoint(
    Func<int, Value> gate,
    Func<string, (string Name, int Offset)> row,
    Index unit,
    Func<int, Index> gateColumn) : BufferPoint(row)
{
    /// <summary>The sum of a gate, after a product.</summary>
    public Value Gate(int index) => gate(index);

    /// <summary>The same units, whose gates' sums are others.</summary>
    public UnitPoint With(Func<int, Value> gates) => new(gates, Row, unit, gateColumn);

    /// <summary>Where these units lie in a row buffer.</summary>
    public Address At(string buffer) => InRow(buffer, unit);

    /// <summary>Where a gate of these units lies in a gated row buffer.</summary>
    public Address GateAt(string buffer, int index) => InRow(buffer, gateColumn(index));

    /// <summary>These units of a row buffer.</summary>
    public Value Load(string buffer) => At(buffer).Vector;

    /// <summary>A vector at these units that is the same for all rows.</summary>
    public Value LoadShared(string buffer) => Shared(buffer, unit);

    /// <summary>A gate of these units in a gated row buffer.</summary>
    public Value LoadGate(string buffer, int index) => GateAt(buffer, index).Vector;
}
