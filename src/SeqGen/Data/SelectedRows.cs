namespace SeqGen;

/// <summary>Rows of another data set, in a given order.</summary>
internal sealed class SelectedRows : Dataset
{
    private const int ChunkRows = 64;

    private readonly Dataset _source;
    private readonly int[] _rows;

    public SelectedRows(Dataset source, int[] rows)
    {
        // A selection of a selection addresses the rows of the innermost data set.
        if (source is SelectedRows inner)
        {
            _source = inner._source;
            _rows = [.. rows.Select(row => inner._rows[row])];
        }
        else
        {
            _source = source;
            _rows = rows;
        }
    }

    public override int Count => _rows.Length;

    public override int TargetsPerRow => _source.TargetsPerRow;

    public override void CopyRows(ReadOnlySpan<int> rows, Batch batch)
    {
        if (rows.Length <= ChunkRows)
        {
            Span<int> few = stackalloc int[ChunkRows];
            Copy(rows, few[..rows.Length], batch);
            return;
        }

        int[] many = System.Buffers.ArrayPool<int>.Shared.Rent(rows.Length);
        Copy(rows, many.AsSpan(0, rows.Length), batch);
        System.Buffers.ArrayPool<int>.Shared.Return(many);
    }

    private void Copy(ReadOnlySpan<int> rows, Span<int> mapped, Batch batch)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            mapped[i] = _rows[rows[i]];
        }

        _source.CopyRows(mapped, batch);
    }
}
