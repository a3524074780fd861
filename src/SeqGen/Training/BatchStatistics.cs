using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>What the tiles of a batch exchange: sums over the batch, always in the tiles' order.</summary>
internal sealed class BatchStatistics
{
    private readonly SequenceModel _model;
    private readonly double[] _sums;
    private float[] _gathered = [];
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

    /// <summary>Replaces some floats of each tile's workspace by their sum over all tiles.</summary>
    public void Sum(in BatchSum place, AlignedBuffer[] workspaces) => Sum(place, workspaces, RankGroup.Alone, [0, workspaces.Length]);

    /// <summary>Replaces some floats of the workspaces of this rank's tiles by their sum over all tiles of the batch.</summary>
    /// <param name="place">Which floats.</param>
    /// <param name="workspaces">One for each tile of this rank.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="tileStarts">Where each rank's tiles start, and where those of the last one end.</param>
    public void Sum(in BatchSum place, AlignedBuffer[] workspaces, RankGroup ranks, ReadOnlySpan<int> tileStarts)
    {
        int first = tileStarts[ranks.Rank];
        int end = tileStarts[ranks.Rank + 1];
        if (!ranks.IsAlone)
        {
            Gather(place, workspaces, ranks, tileStarts);
        }

        Span<double> sums = _sums.AsSpan(0, place.Length);
        sums.Clear();
        for (int tile = 0; tile < tileStarts[^1]; tile++)
        {
            ReadOnlySpan<float> values = ranks.IsAlone ? workspaces[tile].Slice(place.Offset, place.Length) : _gathered.AsSpan(tile * place.Length, place.Length);
            for (int i = 0; i < values.Length; i++)
            {
                sums[i] += values[i];
            }
        }

        for (int tile = first; tile < end; tile++)
        {
            Span<float> values = workspaces[tile - first].Slice(place.Offset, place.Length);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)sums[i];
            }
        }
    }

    /// <summary>Gives a rank the batch's statistics, also where it has no tile that knows them.</summary>
    public void TakeFromFirst(AlignedBuffer workspace, RankGroup ranks)
    {
        foreach ((WeightDescription weight, int at, _) in _moving)
        {
            ranks.Broadcast(workspace.Slice(at, weight.Length));
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

    private void Gather(in BatchSum place, AlignedBuffer[] workspaces, RankGroup ranks, ReadOnlySpan<int> tileStarts)
    {
        int length = checked(tileStarts[^1] * place.Length);
        if (_gathered.Length < length)
        {
            _gathered = new float[length];
        }

        int first = tileStarts[ranks.Rank];
        for (int tile = first; tile < tileStarts[ranks.Rank + 1]; tile++)
        {
            workspaces[tile - first].Slice(place.Offset, place.Length).CopyTo(_gathered.AsSpan(tile * place.Length));
        }

        ranks.Gather<float>(_gathered, tileStarts, place.Length);
    }
}
