using SeqGen.Data;

namespace SeqGen;

/// <summary>Windows over a time series as rows: each is copied out of the series when a batch asks for it.</summary>
internal sealed class WindowDataset(TimeseriesWindows windows) : Dataset
{
    private readonly float[] _window = new float[windows.Length * windows.Features];

    public override int Count => windows.Count;

    public override int TargetsPerRow => windows.HasTargets ? 1 : 0;

    public override void CopyRows(ReadOnlySpan<int> rows, Batch batch)
    {
        lock (_window)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                windows.CopyWindow(rows[i], _window);
                batch.SetFeatures(i, _window);
                if (batch.TargetsPerRow > 0)
                {
                    batch.SetTargets(i, [windows.Target(rows[i])]);
                }
            }
        }
    }
}
