using System.Numerics.Tensors;

namespace SeqGen;

/// <summary>
/// From a summed gradient to changed weights: penalties, clipping, update. Weights are cut into slices that depend on
/// the model alone, so that they can be distributed to any number of threads with the same result. Where gradients are not
/// finite, or weights or moments would not be, nothing changes.
/// </summary>
internal sealed class GradientStep
{
    private const int SliceLength = 16 * 1024;

    private readonly SequenceModel _model;
    private readonly AlignedBuffer _gradient;
    private readonly Optimizer _optimizer;
    private readonly WorkerTeam _team;
    private readonly Slice[] _slices;
    private readonly double[] _penalties;
    private readonly double[] _squares;
    private readonly float[] _largest;
    private readonly float[] _scales;
    private readonly UpdateGuard _guard;
    private readonly bool _hasNorms;
    private readonly Action<int, int> _scale;
    private readonly Action<int, int> _measure;
    private readonly Action<int, int> _update;
    private float _gradientScale;

    public GradientStep(SequenceModel model, AlignedBuffer gradient, Optimizer optimizer, WorkerTeam team)
    {
        _model = model;
        _gradient = gradient;
        _optimizer = optimizer;
        _team = team;
        _slices = Cut(model.Description);
        _penalties = new double[_slices.Length];
        _squares = new double[_slices.Length];
        _largest = new float[_slices.Length];
        _scales = new float[model.Description.Weights.Count];
        _guard = new UpdateGuard(model, optimizer);
        _hasNorms = optimizer.ClipNorm is not null || optimizer.GlobalClipNorm is not null;
        _scale = (_, slice) => Scale(slice);
        _measure = (_, slice) => Measure(slice);
        _update = (_, slice) => Update(slice);
    }

    /// <summary>Makes the next step measure weights and moments again, after other code has set them.</summary>
    public void Forget() => _guard.Forget();

    /// <summary>Changes the weights and clears the gradient for the next step.</summary>
    /// <param name="gradientScale">What the gradient of the losses is first multiplied by.</param>
    /// <param name="penalty">The penalties on the weights before the change.</param>
    /// <returns>What is not finite; weights, moments and iteration are then as before, and the gradient is of no further use.</returns>
    /// <exception cref="InvalidOperationException">The optimizer's schedule gives no learning rate; nothing has changed.</exception>
    public Divergence? Run(float gradientScale, out double penalty)
    {
        penalty = 0;
        if (gradientScale != 1)
        {
            _gradientScale = gradientScale;
            _team.Run(_slices.Length, _scale);
        }

        _team.Run(_slices.Length, _measure);
        float largest = Magnitudes.Largest(_largest);
        foreach (double part in _penalties)
        {
            penalty += part;
        }

        if (!float.IsFinite(largest))
        {
            _guard.Forget();
            return Divergence.Find(_model.Description, _gradient, all: false, "the gradient of");
        }

        ComputeScales();
        _optimizer.BeginStep();
        float limit = _optimizer.ClipValue ?? _optimizer.ClipNorm ?? _optimizer.GlobalClipNorm ?? float.MaxValue;
        bool isSafe = _guard.IsSafe(Math.Min(largest, limit));
        if (!isSafe)
        {
            _guard.Save();
        }

        try
        {
            _team.Run(_slices.Length, _update);
        }
        catch when (!isSafe)
        {
            // A custom optimizer may throw.
            _guard.Restore();
            throw;
        }

        if (!isSafe && _guard.Check() is Divergence found)
        {
            return found;
        }

        _optimizer.EndStep();
        return null;
    }

    /// <summary>The penalties on a model's weights.</summary>
    public static double Penalty(SequenceModel model)
    {
        double penalty = 0;
        foreach (Slice slice in Cut(model.Description))
        {
            penalty += PenaltyOf(slice.Weight, model.Weights.Slice(slice.Offset, slice.Length));
        }

        return penalty;
    }

    private static double PenaltyOf(WeightDescription weight, ReadOnlySpan<float> values)
    {
        double penalty = 0;
        if (weight.L1 != 0)
        {
            penalty += weight.L1 * Magnitudes.Sum(values);
        }

        if (weight.L2 != 0)
        {
            penalty += weight.L2 * Magnitudes.SumOfSquares(values);
        }

        return penalty;
    }

    private static Slice[] Cut(ModelDescription description)
    {
        List<Slice> slices = [];
        for (int i = 0; i < description.Weights.Count; i++)
        {
            WeightDescription weight = description.Weights[i];
            int end = weight.Offset + Rounding.UpToLine(weight.Length);
            for (int offset = weight.Offset; offset < end; offset += SliceLength)
            {
                slices.Add(new Slice(offset, Math.Min(SliceLength, end - offset), i, weight));
            }
        }

        return [.. slices];
    }

    private void Scale(int index)
    {
        Span<float> gradient = _gradient.Slice(_slices[index].Offset, _slices[index].Length);
        TensorPrimitives.Multiply(gradient, _gradientScale, gradient);
    }

    private void Measure(int index)
    {
        ref readonly Slice slice = ref _slices[index];
        WeightDescription weight = slice.Weight;
        Span<float> gradient = _gradient.Slice(slice.Offset, slice.Length);
        ReadOnlySpan<float> values = _model.Weights.Slice(slice.Offset, slice.Length);
        _penalties[index] = PenaltyOf(weight, values);
        if (weight.L1 != 0)
        {
            for (int i = 0; i < values.Length; i++)
            {
                gradient[i] += values[i] > 0 ? weight.L1 : values[i] < 0 ? -weight.L1 : 0;
            }
        }

        if (weight.L2 != 0)
        {
            TensorPrimitives.MultiplyAdd(values, 2 * weight.L2, gradient, gradient);
        }

        if (weight.Trainable)
        {
            _largest[index] = Magnitudes.Largest(gradient);
            _squares[index] = _hasNorms ? Magnitudes.SumOfSquares(gradient) : 0;
        }
    }

    private void ComputeScales()
    {
        Array.Fill(_scales, 1f);
        if (_optimizer.GlobalClipNorm is float globalLimit)
        {
            double sum = 0;
            foreach (double square in _squares)
            {
                sum += square;
            }

            Array.Fill(_scales, Scale(sum, globalLimit));
        }
        else if (_optimizer.ClipNorm is float limit)
        {
            for (int weight = 0, slice = 0; weight < _scales.Length; weight++)
            {
                double sum = 0;
                for (; slice < _slices.Length && _slices[slice].WeightIndex == weight; slice++)
                {
                    sum += _squares[slice];
                }

                _scales[weight] = Scale(sum, limit);
            }
        }
    }

    private static float Scale(double squares, float limit) => (float)(limit / Math.Max(Math.Sqrt(squares), limit));

    private void Update(int index)
    {
        ref readonly Slice slice = ref _slices[index];
        Span<float> gradient = _gradient.Slice(slice.Offset, slice.Length);
        if (slice.Weight.Trainable)
        {
            float scale = _scales[slice.WeightIndex];
            if (scale != 1)
            {
                TensorPrimitives.Multiply(gradient, scale, gradient);
            }

            if (_optimizer.ClipValue is float limit)
            {
                TensorPrimitives.Clamp(gradient, -limit, limit, gradient);
            }

            _optimizer.UpdateSlice(_model.Weights, _gradient, slice.Offset, slice.Length);
        }

        gradient.Clear();
    }

    private readonly record struct Slice(int Offset, int Length, int WeightIndex, WeightDescription Weight);
}
