using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>Evaluates the loss and the metrics of one output.</summary>
internal sealed class OutputScorer
{
    private readonly OutputDescription _output;
    private readonly string _name;
    private readonly int _index;
    private readonly TargetGeometry.Part _place;
    private readonly Loss _loss;
    private readonly IReadOnlyDictionary<int, float>? _classWeights;
    private readonly int _targetSize;

    public OutputScorer(Objective objective, int index, TargetGeometry.Part place, IReadOnlyDictionary<int, float>? classWeights)
    {
        if (classWeights is not null)
        {
            CheckClassWeights(objective.Output, objective.Loss, classWeights);
        }

        _output = objective.Output;
        _name = _output.Name.Length == 0 ? "" : $", output '{_output.Name}'";
        _index = index;
        _place = place;
        _loss = objective.Loss;
        Weight = objective.Weight;
        _classWeights = classWeights;
        _targetSize = _loss.TargetIsLabel ? 1 : _output.Size;
        GradientIsOfLogits = _output.TakesLogitGradient && _loss.FusesWith(_output.Activation);
    }

    /// <summary>What the loss counts in the sum of all losses.</summary>
    public float Weight { get; }

    /// <summary>True where the gradient is that of the last activation's argument.</summary>
    public bool GradientIsOfLogits { get; }

    /// <summary>What targets it needs, for messages.</summary>
    public string Needs => $"the loss {_loss.Name} on an output{(_output.Name.Length == 0 ? "" : $" '{_output.Name}'")} of {Entries} x {_output.Size} values needs {_place.Targets}";

    private int Entries => _place.Weights;

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
            int steps = _output.LengthOf is null ? Entries : batch.Geometry.StepsOf(_output, batch.Mask(firstRow + i));
            ReadOnlySpan<float> targets = TargetsOf(batch, firstRow + i)[..(steps * _place.StepTargets)];
            try
            {
                _loss.CheckTarget(targets, _output.Size);
            }
            catch (ArgumentException error)
            {
                throw new ArgumentException($"{data.Describe(rows[i])}{_name}{PlaceOf(targets)}: {error.Message}", error);
            }

            for (int step = 0; step < steps; step++)
            {
                float weight = batch.SampleWeight(firstRow + i, _place.FirstWeight + step);
                if (!(weight >= 0 && float.IsFinite(weight)))
                {
                    string place = Entries > 1 ? $", step {step}" : "";
                    throw new ArgumentException($"{data.Describe(rows[i])}{_name}{place}: The sample weight is {weight}; it must be finite and not negative.");
                }
            }
        }
    }

    /// <summary>
    /// The weighted losses of a tile's rows, added up, and how many entries they are; metrics are counted in
    /// <paramref name="metricSums"/>. Masked steps are left out of all three.
    /// </summary>
    public LossSum Score(ReadOnlySpan<float> workspace, ProgramLayout layout, Batch batch, int firstRow, int rows, MetricSet metrics, Span<double> metricSums)
    {
        TensorSlot outputs = layout.Outputs[_index];
        TensorSlot mask = layout.MaskOf(_index);
        double sum = 0;
        int entries = 0;
        for (int row = 0; row < rows; row++)
        {
            for (int step = 0; step < Entries; step++)
            {
                if (!IsReal(workspace, mask, row, step))
                {
                    continue;
                }

                ReadOnlySpan<float> output = Entry(workspace, outputs, row, step);
                ReadOnlySpan<float> target = TargetsOf(batch, firstRow + row).Slice(step * _targetSize, _targetSize);
                double loss = WeightOf(batch, firstRow + row, step, target) * _loss.Evaluate(target, output);
                sum += loss;
                metrics.Add(_index, target, output, loss, metricSums);
                entries++;
            }
        }

        return new LossSum(sum, entries);
    }

    /// <summary>Writes the gradient of the losses divided by a number of entries, times the output's weight. Rows not in use and masked steps get zeros.</summary>
    public void Differentiate(Span<float> workspace, TrainingLayout layout, Batch batch, int firstRow, int rows, int tileRows, long entries)
    {
        TensorSlot gradients = layout.OutputGradients[_index];
        TensorSlot outputs = layout.Outputs[_index];
        TensorSlot mask = layout.MaskOf(_index);
        float share = Weight / Math.Max(entries, 1);
        for (int row = 0; row < tileRows; row++)
        {
            for (int step = 0; step < Entries; step++)
            {
                int start = gradients.Offset + row * gradients.RowStride + step * gradients.Stride;
                Span<float> gradient = workspace.Slice(start, gradients.Size);
                if (row >= rows || !IsReal(workspace, mask, row, step))
                {
                    gradient.Clear();
                    continue;
                }

                ReadOnlySpan<float> output = Entry(workspace, outputs, row, step);
                ReadOnlySpan<float> target = TargetsOf(batch, firstRow + row).Slice(step * _targetSize, _targetSize);
                float scale = share * (float)WeightOf(batch, firstRow + row, step, target);
                _loss.Differentiate(target, output, scale, GradientIsOfLogits, gradient);
            }
        }
    }

    private ReadOnlySpan<float> TargetsOf(Batch batch, int row) => batch.Targets(row).Slice(_place.FirstTarget, _place.Targets);

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
        double weight = batch.SampleWeight(row, _place.FirstWeight + step);
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
