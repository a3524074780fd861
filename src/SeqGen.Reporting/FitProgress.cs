namespace SeqGen.Reporting;

/// <summary>How far a fit is, as <see cref="ProgressCallback"/> reports it.</summary>
/// <param name="Epoch">The current epoch, from 1.</param>
/// <param name="Epochs">The number of epochs to train.</param>
/// <param name="RowsSeen">Rows of the epoch that were seen so far.</param>
/// <param name="RowsPerEpoch">Rows of an epoch.</param>
/// <param name="Loss">The mean loss of the epoch so far, penalties included.</param>
public readonly record struct FitProgress(int Epoch, int Epochs, int RowsSeen, int RowsPerEpoch, double Loss)
{
    /// <summary>The part of the whole fit that is done, from 0 to 1.</summary>
    public double Share => Epochs == 0 || RowsPerEpoch == 0 ? 0 : (Epoch - 1 + ((double)RowsSeen / RowsPerEpoch)) / Epochs;
}
