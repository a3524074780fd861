namespace SeqGen;

/// <summary>Rows of another data set, in a given order.</summary>
internal sealed class SelectedRows : Dataset
{
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

    public override int ShuffleBuffer => _source.ShuffleBuffer;

    internal override void CheckInputs(InputGeometry geometry) => _source.CheckInputs(geometry);

    internal override void CheckTargets(TargetGeometry outputs) => _source.CheckTargets(outputs);

    internal override string Describe(int row) => _source.Describe(_rows[row]);

    public override void CopyRow(int row, Batch batch, int batchRow) => _source.CopyRow(_rows[row], batch, batchRow);
}
