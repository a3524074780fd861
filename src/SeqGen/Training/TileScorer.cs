using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>Evaluates losses and metrics on a tile's outputs, where they lie in the workspace, and writes the gradients beside them.</summary>
internal sealed class TileScorer
{
    private readonly SequenceModel _model;
    private readonly OutputScorer[] _outputs;
    private readonly MetricSet _metrics;

    public TileScorer(SequenceModel model, IReadOnlyList<Objective> objectives, MetricSet metrics, IReadOnlyDictionary<int, float>? classWeights = null)
    {
        if (classWeights is not null && objectives.Count > 1)
        {
            throw new ArgumentException($"ClassWeights is for models with one output; {model.Description.Name} has {objectives.Count}. Sample weights work for each of them.", nameof(FitOptions.ClassWeights));
        }

        _model = model;
        _metrics = metrics;
        Targets = new(objectives);
        _outputs = [.. objectives.Select((objective, index) => new OutputScorer(objective, index, Targets[index], classWeights))];
        bool isNamed = objectives[0].Output.Name.Length > 0;
        for (int i = 0; i < _outputs.Length && isNamed; i++)
        {
            LogitOutputs |= _outputs[i].GradientIsOfLogits ? 1UL << i : 0;
        }

        GradientIsOfLogits = !isNamed && _outputs[0].GradientIsOfLogits;
    }

    /// <summary>The number of outputs.</summary>
    public int Count => _outputs.Length;

    /// <summary>Where targets and sample weights lie in a row.</summary>
    public TargetGeometry Targets { get; }

    /// <summary>True where the gradient of the output that has no name is that of the last activation's argument.</summary>
    public bool GradientIsOfLogits { get; }

    /// <summary>The outputs with names of which that is true, one bit each.</summary>
    public ulong LogitOutputs { get; }

    /// <summary>Throws where a data set cannot be scored.</summary>
    public void Check(Dataset data, string purpose)
    {
        if (data.Count == 0)
        {
            throw new ArgumentException($"The data set for {purpose} is empty.");
        }

        if (data.TargetsPerRow != Targets.TargetsPerRow)
        {
            string found = data.TargetsPerRow == 0 ? "no targets" : $"{data.TargetsPerRow} target value(s) a row";
            string needed = string.Join("; ", _outputs.Select(output => output.Needs));
            throw new ArgumentException($"The data set for {purpose} has {found}; {needed}.");
        }

        data.CheckInputs(_model.Geometry);
        data.CheckTargets(Targets);
    }

    /// <summary>Throws where a target or a sample weight of a tile is outside its range.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="rows">The tile's rows in the data set.</param>
    /// <param name="firstRow">The tile's first row in the batch.</param>
    /// <exception cref="ArgumentException">One is; the message names row, output, step and column.</exception>
    public void CheckTargets(Dataset data, Batch batch, ReadOnlySpan<int> rows, int firstRow)
    {
        foreach (OutputScorer output in _outputs)
        {
            output.CheckTargets(data, batch, rows, firstRow);
        }
    }

    /// <summary>
    /// For each output the weighted losses of a tile's rows, added up, and how many entries they are; metrics are counted in
    /// <paramref name="metricSums"/>. Masked steps are left out of all three.
    /// </summary>
    public void Score(ReadOnlySpan<float> workspace, ProgramLayout layout, Batch batch, int firstRow, int rows, Span<double> metricSums, Span<LossSum> losses)
    {
        for (int output = 0; output < _outputs.Length; output++)
        {
            losses[output] = _outputs[output].Score(workspace, layout, batch, firstRow, rows, _metrics, metricSums);
        }
    }

    /// <summary>Writes the gradients of the batch's losses; rows not in use and masked steps get zeros.</summary>
    /// <param name="workspace">The tile.</param>
    /// <param name="layout">Where outputs and gradients lie.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="firstRow">The tile's first row in the batch.</param>
    /// <param name="rows">Rows in use.</param>
    /// <param name="tileRows">All rows.</param>
    /// <param name="entries">By how many entries each output's loss is divided.</param>
    public void Differentiate(Span<float> workspace, TrainingLayout layout, Batch batch, int firstRow, int rows, int tileRows, ReadOnlySpan<long> entries)
    {
        for (int output = 0; output < _outputs.Length; output++)
        {
            _outputs[output].Differentiate(workspace, layout, batch, firstRow, rows, tileRows, entries[output]);
        }
    }

    /// <summary>The loss of all outputs together: of each the mean, times its weight.</summary>
    public double Total(ReadOnlySpan<LossSum> losses)
    {
        double total = 0;
        for (int output = 0; output < _outputs.Length; output++)
        {
            float weight = _outputs[output].Weight;
            total += weight == 1 ? losses[output].Mean : weight * losses[output].Mean;
        }

        return total;
    }
}

/// <summary>Losses of some entries.</summary>
/// <param name="Sum">The sum of the weighted losses.</param>
/// <param name="Entries">How many entries: rows, or unmasked steps of rows.</param>
internal readonly record struct LossSum(double Sum, long Entries)
{
    /// <summary>The loss of all entries together; 0 where there are none.</summary>
    public double Mean => Entries == 0 ? 0 : Sum / Entries;

    public static LossSum operator +(LossSum left, LossSum right) => new(left.Sum + right.Sum, left.Entries + right.Entries);
}
