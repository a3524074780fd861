using System.Buffers;
using SeqGen.Data;

namespace SeqGen;

/// <summary>Windows over a time series as rows: each is copied out of the series when a batch asks for it.</summary>
internal sealed class WindowDataset(TimeseriesWindows windows) : Dataset
{
    public override int Count => windows.Count;

    public override int TargetsPerRow => windows.HasTargets ? 1 : 0;

    internal override void CheckInputs(InputGeometry geometry)
    {
        if (geometry.Count != 1 || geometry.FeatureInputs != 1)
        {
            throw new ArgumentException($"Windows are for a model with one input of features; this one has {geometry.TokenInputs} of tokens and {geometry.FeatureInputs} of features.");
        }

        ref readonly InputGeometry.Part part = ref geometry[0];
        if (windows.Features != part.StepSize)
        {
            throw new ArgumentException($"The windows have {windows.Features} values per step; input '{part.Input.Name}' takes {part.StepSize}.");
        }

        SequenceFitting.RequireLength(part, windows.Length);
    }

    internal override string Describe(int row) => $"Window {row}";

    public override void CopyRow(int row, Batch batch, int batchRow)
    {
        CheckInputs(batch.Geometry);
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
