namespace SeqGen;

/// <summary>What the tiles of a batch have to tell each other: sums over the batch, always in the tiles' order.</summary>
/// <param name="model">The model.</param>
internal sealed class BatchStatistics(SequenceModel model)
{
    private readonly TrainingLayout _layout = model.Program.Training;
    private readonly double[] _sums = new double[
        model.Program.Training.ForwardSums.Concat(model.Program.Training.BackwardSums).Select(sum => sum.Length).DefaultIfEmpty(0).Max()];

    /// <summary>True where each tile of a batch needs a workspace of its own, because the tiles wait for each other.</summary>
    public bool IsNeeded => _sums.Length > 0;

    /// <summary>Replaces some floats of each tile's workspace by their sum over the first <paramref name="tiles"/> tiles.</summary>
    public void Sum(in BatchSum place, AlignedBuffer[] workspaces, int tiles)
    {
        Span<double> sums = _sums.AsSpan(0, place.Length);
        sums.Clear();
        for (int tile = 0; tile < tiles; tile++)
        {
            ReadOnlySpan<float> values = workspaces[tile].Slice(place.Offset, place.Length);
            for (int i = 0; i < values.Length; i++)
            {
                sums[i] += values[i];
            }
        }

        for (int tile = 0; tile < tiles; tile++)
        {
            Span<float> values = workspaces[tile].Slice(place.Offset, place.Length);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)sums[i];
            }
        }
    }

    /// <summary>Moves the weights that follow the batch's statistics; every tile of the batch knows these.</summary>
    public void Move(AlignedBuffer workspace)
    {
        for (int i = 0; i < _layout.MovingStatistics.Count; i++)
        {
            MovingStatistic statistic = _layout.MovingStatistics[i];
            WeightDescription weight = model.Description.Weights[statistic.Weight];
            Span<float> moving = model.Weights.Slice(weight.Offset, weight.Length);
            ReadOnlySpan<float> values = workspace.Slice(statistic.Offset, weight.Length);
            for (int j = 0; j < values.Length; j++)
            {
                moving[j] = statistic.Momentum * moving[j] + (1 - statistic.Momentum) * values[j];
            }
        }
    }
}
