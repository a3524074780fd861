using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>Evaluates loss and metrics on a tile's outputs, where they lie in the workspace, and writes the gradient beside them.</summary>
internal sealed class TileScorer
{
    private readonly InputGeometry _inputs;
    private readonly OutputDescription _output;
    private readonly Loss _loss;
    private readonly MetricSet _metrics;
    private readonly IReadOnlyDictionary<int, float>? _classWeights;
    private readonly int _targetSize;

    public TileScorer(SequenceModel model, Loss loss, MetricSet metrics, IReadOnlyDictionary<int, float>? classWeights = null)
    {
        OutputDescription output = model.Description.Output;
        if (classWeights is not null)
        {
            CheckClassWeights(output, loss, classWeights);
        }

        _inputs = model.Geometry;
        _output = output;
        _loss = loss;
        _metrics = metrics;
        _classWeights = classWeights;
        _targetSize = loss.TargetIsLabel ? 1 : output.Size;
        Entries = Math.Max(output.Steps, 1);
        TargetsPerRow = loss.TargetsPerRow(output);
        GradientIsOfLogits = loss.FusesWith(output.Activation);
    }

    /// <summary>Entries of a row: its steps, or 1.</summary>
    public int Entries { get; }

    /// <summary>Target values of a row.</summary>
    public int TargetsPerRow { get; }

    /// <summary>True where the gradient is that of the last activation's argument.</summary>
    public bool GradientIsOfLogits { get; }

    /// <summary>Throws where a data set cannot be scored.</summary>
    public void Check(Dataset data, string purpose)
    {
        if (data.Count == 0)
        {
            throw new ArgumentException($"The data set for {purpose} is empty.");
        }

        if (data.TargetsPerRow != TargetsPerRow)
        {
            string found = data.TargetsPerRow == 0 ? "no targets" : $"{data.TargetsPerRow} target value(s) a row";
            throw new ArgumentException(
                $"The data set for {purpose} has {found}; the loss {_loss.Name} on an output of {Entries} x {_output.Size} values needs {TargetsPerRow}.");
        }

        data.CheckInputs(_inputs);
    }

    /// <summary>Throws where a target or a sample weight of a tile is outside its range.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="rows">The tile's rows in the data set.</param>
    /// <param name="firstRow">The tile's first row in the batch.</param>
    /// <exception cref="ArgumentException">One is; the message names row, step and column.</exception>
    public void CheckTargets(Dataset data, Batch batch, ReadOnlySpan<int> rows, int firstRow)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            try
            {
                _loss.CheckTarget(batch.Targets(firstRow + i), _output.Size);
            }
            catch (ArgumentException error)
            {
                throw new ArgumentException($"{data.Describe(rows[i])}{PlaceOf(batch.Targets(firstRow + i))}: {error.Message}", error);
            }

            for (int step = 0; step < Entries; step++)
            {
                float weight = batch.SampleWeight(firstRow + i, step);
                if (!(weight >= 0 && float.IsFinite(weight)))
                {
                    string place = Entries > 1 ? $", step {step}" : "";
                    throw new ArgumentException($"{data.Describe(rows[i])}{place}: The sample weight is {weight}; it must be finite and not negative.");
                }
            }
        }
    }

    /// <summary>
    /// The weighted losses of a tile's rows, added up, and how many entries they are; metrics are counted in
    /// <paramref name="metricSums"/>. Masked steps are left out of all three.
    /// </summary>
    public LossSum Score(ReadOnlySpan<float> workspace, ProgramLayout layout, Batch batch, int firstRow, int rows, Span<double> metricSums)
    {
        double sum = 0;
        int entries = 0;
        for (int row = 0; row < rows; row++)
        {
            for (int step = 0; step < Entries; step++)
            {
                if (!IsReal(workspace, layout.OutputMask, row, step))
                {
                    continue;
                }

                ReadOnlySpan<float> output = Entry(workspace, layout.Output, row, step);
                ReadOnlySpan<float> target = batch.Targets(firstRow + row).Slice(step * _targetSize, _targetSize);
                sum += WeightOf(batch, firstRow + row, step, target) * _loss.Evaluate(target, output);
                _metrics.Add(target, output, metricSums);
                entries++;
            }
        }

        return new LossSum(sum, entries);
    }

    /// <summary>
    /// Writes the gradient of the batch's losses divided by all its entries, masked ones too: how many are real is known
    /// when all tiles are done, so the whole gradient is scaled then. Rows not in use and masked steps get zeros.
    /// </summary>
    public void Differentiate(Span<float> workspace, TrainingLayout layout, Batch batch, int firstRow, int rows, int tileRows)
    {
        TensorSlot gradients = layout.OutputGradient;
        float share = 1f / ((float)batch.Count * Entries);
        for (int row = 0; row < tileRows; row++)
        {
            for (int step = 0; step < Entries; step++)
            {
                int start = gradients.Offset + row * gradients.RowStride + step * gradients.Stride;
                Span<float> gradient = workspace.Slice(start, gradients.Size);
                if (row >= rows || !IsReal(workspace, layout.OutputMask, row, step))
                {
                    gradient.Clear();
                    continue;
                }

                ReadOnlySpan<float> output = Entry(workspace, layout.Output, row, step);
                ReadOnlySpan<float> target = batch.Targets(firstRow + row).Slice(step * _targetSize, _targetSize);
                float scale = share * (float)WeightOf(batch, firstRow + row, step, target);
                _loss.Differentiate(target, output, scale, GradientIsOfLogits, gradient);
            }
        }
    }

    private static void CheckClassWeights(OutputDescription output, Loss loss, IReadOnlyDictionary<int, float> classWeights)
    {
        // A custom loss may read one value as any class.
        int classes = loss.TargetIsLabel || output.Size > 1 ? output.Size : loss is BinaryCrossentropy ? 2 : int.MaxValue;
        if (loss is MeanSquaredError or MeanAbsoluteError or Huber && output.Size == 1 && classWeights.Count > 0)
        {
            throw new ArgumentException($"ClassWeights needs a loss over classes; {loss.Name} has none. Sample weights work with every loss.", nameof(FitOptions.ClassWeights));
        }

        foreach ((int label, float weight) in classWeights)
        {
            if (!(weight >= 0 && float.IsFinite(weight)))
            {
                throw new ArgumentException($"The weight of class {label} is {weight}; it must be finite and not negative.", nameof(FitOptions.ClassWeights));
            }

            if ((uint)label >= (uint)classes)
            {
                throw new ArgumentException(
                    $"ClassWeights has a weight for class {label}; with {loss.Name} the model's output has the classes 0 to {classes - 1}.", nameof(FitOptions.ClassWeights));
            }
        }
    }

    /// <summary>Step and column of the first target of a row that the loss refuses, as far as the row has more than one.</summary>
    private string PlaceOf(ReadOnlySpan<float> targets)
    {
        int place = 0;
        while (place < targets.Length - 1 && IsTarget(targets.Slice(place, 1)))
        {
            place++;
        }

        string step = Entries > 1 ? $", step {place / _targetSize}" : "";
        return _targetSize > 1 ? $"{step}, column {place % _targetSize}" : step;
    }

    private bool IsTarget(ReadOnlySpan<float> target)
    {
        try
        {
            _loss.CheckTarget(target, _output.Size);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static ReadOnlySpan<float> Entry(ReadOnlySpan<float> workspace, in TensorSlot slot, int row, int step) =>
        workspace.Slice(slot.Offset + row * slot.RowStride + step * slot.Stride, slot.Size);

    private static bool IsReal(ReadOnlySpan<float> workspace, in TensorSlot mask, int row, int step) =>
        mask.Offset < 0 || workspace[mask.Offset + row * mask.RowStride + step * mask.Stride] != 0;

    private double WeightOf(Batch batch, int row, int step, ReadOnlySpan<float> target)
    {
        double weight = batch.SampleWeight(row, step);
        if (_classWeights is not null)
        {
            int label = _loss.TargetIsLabel || target.Length == 1
                ? (int)MathF.Round(target[0])
                : System.Numerics.Tensors.TensorPrimitives.IndexOfMax(target);
            weight *= _classWeights.TryGetValue(label, out float factor) ? factor : 1;
        }

        return weight;
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
