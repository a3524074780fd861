using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>What the tiles of a batch exchange: sums over the batch, always in the tiles' order.</summary>
internal sealed class BatchStatistics
{
    private readonly SequenceModel _model;
    private readonly double[] _sums;
    private readonly (WeightDescription Weight, int Values, float Momentum)[] _moving;

    public BatchStatistics(SequenceModel model)
    {
        _model = model;
        TrainingLayout layout = model.Program.Training;
        _sums = new double[layout.ForwardSums.Concat(layout.BackwardSums).Select(sum => sum.Length).DefaultIfEmpty(0).Max()];
        _moving = [.. layout.MovingStatistics.Select(statistic => (model.Description.Weights[statistic.Weight], statistic.Offset, statistic.Momentum))];
    }

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

    /// <summary>Says which of the batch's statistics is not finite, if one is.</summary>
    public Divergence? Check(AlignedBuffer workspace)
    {
        foreach ((WeightDescription weight, int at, _) in _moving)
        {
            if (!Magnitudes.AreFinite(workspace.Slice(at, weight.Length)))
            {
                return new($"the batch's statistic for {weight.Name} is not finite", weight.Name);
            }
        }

        return null;
    }

    /// <summary>Moves the weights that follow the batch's statistics; every tile of the batch knows these.</summary>
    public void Move(AlignedBuffer workspace)
    {
        foreach ((WeightDescription weight, int at, float momentum) in _moving)
        {
            Span<float> moving = _model.Weights.Slice(weight.Offset, weight.Length);
            ReadOnlySpan<float> values = workspace.Slice(at, weight.Length);
            for (int i = 0; i < moving.Length; i++)
            {
                moving[i] = momentum * moving[i] + (1 - momentum) * values[i];
            }
        }
    }
}
