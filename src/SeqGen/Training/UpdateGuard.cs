namespace SeqGen;

/// <summary>
/// Keeps an update from leaving weights or moments that are not finite. Bounds of both are carried from step to step, and
/// nearly always say beforehand that nothing can overflow; only where they do not, all is copied, and checked after the update.
/// </summary>
internal sealed class UpdateGuard
{
    // Far enough below the largest float for a rounding or a product with a rate to make no difference.
    private const double Limit = 1e30;

    private readonly SequenceModel _model;
    private readonly Optimizer _optimizer;
    private double _weights = double.PositiveInfinity;
    private double _moments = double.PositiveInfinity;
    private int _version;
    private float[][] _saved = [];

    public UpdateGuard(SequenceModel model, Optimizer optimizer)
    {
        _model = model;
        _optimizer = optimizer;
    }

    /// <summary>True where the current update surely leaves finite numbers.</summary>
    /// <param name="gradient">The largest magnitude of the gradient, after clipping.</param>
    public bool IsSafe(double gradient)
    {
        // A step changes the weights once; changes by other code are not known to the bounds.
        int version = _model.WeightsVersion;
        if (version - _version is not (0 or 1))
        {
            _weights = double.PositiveInfinity;
        }

        _version = version;
        return Fits(gradient, _weights, _moments) || Fits(gradient, MeasureWeights(), MeasureMoments());
    }

    /// <summary>Copies weights and moments.</summary>
    public void Save()
    {
        ReadOnlySpan<AlignedBuffer> slots = _optimizer.Slots;
        if (_saved.Length == 0)
        {
            _saved = new float[slots.Length + 1][];
            for (int i = 0; i < _saved.Length; i++)
            {
                _saved[i] = new float[_model.Weights.Length];
            }
        }

        _model.Weights.Span.CopyTo(_saved[^1]);
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i].Span.CopyTo(_saved[i]);
        }
    }

    /// <summary>Finds what is not finite after an update; where something is, restores what <see cref="Save"/> copied.</summary>
    public Divergence? Check()
    {
        ReadOnlySpan<AlignedBuffer> slots = _optimizer.Slots;
        Divergence? found = Divergence.Find(_model.Description, _model.Weights, all: false, "with this step's update, the weight");
        for (int i = 0; i < slots.Length && found is null; i++)
        {
            found = Divergence.Find(_model.Description, slots[i], all: false, $"with this step's update, {_optimizer.Name}'s moment of");
        }

        if (found is not null)
        {
            Restore();
        }

        Forget();
        return found;
    }

    /// <summary>Restores what <see cref="Save"/> copied.</summary>
    public void Restore()
    {
        ReadOnlySpan<AlignedBuffer> slots = _optimizer.Slots;
        _saved[^1].CopyTo(_model.Weights.Span);
        for (int i = 0; i < slots.Length; i++)
        {
            _saved[i].CopyTo(slots[i].Span);
        }

        Forget();
    }

    /// <summary>Makes the next step measure again.</summary>
    public void Forget() => _weights = _moments = double.PositiveInfinity;

    private bool Fits(double gradient, double weights, double moments)
    {
        (_weights, _moments) = _optimizer.Bound(gradient, weights, moments);
        return _weights < Limit && _moments < Limit;
    }

    private double MeasureWeights()
    {
        double largest = 0;
        for (int i = 0; i < _model.Description.Weights.Count; i++)
        {
            WeightDescription weight = _model.Description.Weights[i];
            if (weight.Trainable)
            {
                largest = Math.Max(largest, Magnitudes.Largest(_model.Weights.Slice(weight.Offset, weight.Length)));
            }
        }

        return largest;
    }

    private double MeasureMoments()
    {
        double largest = 0;
        foreach (AlignedBuffer slot in _optimizer.Slots)
        {
            largest = Math.Max(largest, Magnitudes.Largest(slot.Span));
        }

        return largest;
    }
}
