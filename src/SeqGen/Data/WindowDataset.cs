using System.Buffers;
using SeqGen.Data;

namespace SeqGen;

/// <summary>Windows over a time series as rows: each is copied out of the series when a batch asks for it.</summary>
internal sealed class WindowDataset(TimeseriesWindows windows) : Dataset
{
    public override int Count => windows.Count;

    public override int TargetsPerRow => windows.HasTargets ? 1 : 0;

    public override void CopyRow(int row, Batch batch, int batchRow)
    {
        int length = windows.Length * windows.Features;
        float[] window = ArrayPool<float>.Shared.Rent(length);
        windows.CopyWindow(row, window);
        batch.SetFeatures(batchRow, window.AsSpan(0, length));
        if (batch.TargetsPerRow > 0)
        {
            batch.SetTargets(batchRow, [windows.Target(row)]);
        }

        ArrayPool<float>.Shared.Return(window);
    }
}
