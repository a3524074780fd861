using System.Globalization;
using System.Numerics.Tensors;

namespace SeqGen;

/// <summary>
/// Changes weights after each step, by Keras 3's equations. An optimizer keeps its moments from one fit to the next
/// and belongs to the model it was first used with.
/// </summary>
/// <remarks>
/// An update is one pass over parameters, gradient and moments, in slices that do not depend on the number of
/// threads and whose results do not depend on how they are cut. Moments smaller than 1e-30 become zero, and
/// gradients smaller than 1e-17 count as zero, so that no subnormal number ever appears.
/// </remarks>
public abstract partial class Optimizer
{
    private readonly float? _clipValue;
    private readonly float? _clipNorm;
    private readonly float? _globalClipNorm;
    private readonly float _weightDecay;
    private AlignedBuffer[] _slots = [];
    private LearningRateSchedule _learningRate;
    private (WeakReference<SequenceModel> Model, string Name)? _owner;

    private protected Optimizer(LearningRateSchedule learningRate) => _learningRate = learningRate;

    /// <summary>Keras' class name.</summary>
    public abstract string Name { get; }

    /// <summary>The learning rate, a number or a schedule. It may be replaced between steps.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public LearningRateSchedule LearningRate
    {
        get => _learningRate;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _learningRate = value;
        }
    }

    /// <summary>Gradient values are cut to [-ClipValue, ClipValue]; <see langword="null"/> for no cut.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public float? ClipValue
    {
        get => _clipValue;
        init => _clipValue = value is float limit ? Require.Positive(limit) : null;
    }

    /// <summary>The gradient of each weight is scaled down to at most this norm; <see langword="null"/> for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public float? ClipNorm
    {
        get => _clipNorm;
        init => _clipNorm = value is float limit ? Require.Positive(limit) : null;
    }

    /// <summary>The gradient of all weights together is scaled down to at most this norm; <see langword="null"/> for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public float? GlobalClipNorm
    {
        get => _globalClipNorm;
        init => _globalClipNorm = value is float limit ? Require.Positive(limit) : null;
    }

    /// <summary>Before each update a weight loses this share of itself, times the learning rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public float WeightDecay
    {
        get => _weightDecay;
        init => _weightDecay = Require.NotNegative(value);
    }

    /// <summary>The number of updates so far.</summary>
    public long Iterations { get; private set; }

    /// <summary>The learning rate of the next update.</summary>
    public double CurrentLearningRate => LearningRate.At(Iterations);

    /// <summary>Moment values for each parameter.</summary>
    private protected abstract int SlotCount { get; }

    /// <summary>What moments start with.</summary>
    private protected virtual float InitialSlotValue => 0;

    /// <summary>Prepares for a model, or checks that it is the one that the moments belong to.</summary>
    internal void Attach(SequenceModel model)
    {
        if (_owner is null)
        {
            Attach(model.Weights.Length, model.Description.Name);
            _owner = (new WeakReference<SequenceModel>(model), model.Description.Name);
        }
        else if (!_owner.Value.Model.TryGetTarget(out SequenceModel? owner) || !ReferenceEquals(owner, model))
        {
            throw new InvalidOperationException(
                $"This {Name} holds the moments of another model ({_owner.Value.Name}); create one optimizer for each model.");
        }
    }

    private void Attach(int length, string model)
    {
        if (new[] { ClipValue, ClipNorm, GlobalClipNorm }.Count(clip => clip is not null) > 1)
        {
            throw new InvalidOperationException($"{Name}: only one of ClipValue, ClipNorm and GlobalClipNorm can be set.");
        }

        _slots = new ModelMemory(model, $"the moments of {Name}").Buffers(SlotCount, length);
        foreach (AlignedBuffer slot in _slots)
        {
            slot.Span.Fill(InitialSlotValue);
        }
    }

    /// <summary>Fixes the learning rate and the bias corrections of the next update; without <see cref="EndStep"/> nothing lasts of it.</summary>
    /// <exception cref="InvalidOperationException">The schedule gives no learning rate.</exception>
    internal void BeginStep()
    {
        double rate = CurrentLearningRate;
        if (!(rate >= 0 && float.IsFinite((float)rate)))
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"{LearningRate.GetType().Name} gives the learning rate {rate} for step {Iterations}; a learning rate is finite and not negative."));
        }

        Rate = (float)rate;
        Prepare(rate, Iterations + 1);
    }

    internal void EndStep()
    {
        Iterations++;
        Finish();
    }

    /// <summary>How far the update under way can change a weight, and how large moments can be behind it.</summary>
    /// <param name="gradient">The largest magnitude of the gradient, behind clipping.</param>
    /// <param name="weights">The largest magnitude of the weights.</param>
    /// <param name="moments">The largest magnitude of the moments.</param>
    internal (double Weights, double Moments) Bound(double gradient, double weights, double moments)
    {
        (double change, double reached) = Bound(gradient, moments);
        return (weights * Math.Max(1, Math.Abs(1 - (double)WeightDecay * Rate)) + change, reached);
    }

    /// <summary>Updates a slice; offset and length are multiples of a cache line.</summary>
    internal void UpdateSlice(AlignedBuffer weights, AlignedBuffer gradient, int offset, int length)
    {
        if (WeightDecay != 0)
        {
            Span<float> slice = weights.Slice(offset, length);
            TensorPrimitives.Multiply(slice, 1 - WeightDecay * Rate, slice);
        }

        Update(weights, gradient, offset, length);
    }

    /// <summary>The learning rate of the update under way.</summary>
    private protected float Rate { get; private set; }

    /// <summary>The moments: some buffers of the weights' layout.</summary>
    internal ReadOnlySpan<AlignedBuffer> Slots => _slots;

    private protected AlignedBuffer Slot(int index) => _slots[index];

    internal float[] AllMoments() => [.. _slots.SelectMany(slot => slot.Span.ToArray())];

    /// <summary>Computes what depends on the step alone.</summary>
    /// <param name="learningRate">The rate of this update.</param>
    /// <param name="step">The number of this update, from 1.</param>
    private protected virtual void Prepare(double learningRate, long step)
    {
    }

    /// <summary>Keeps what <see cref="Prepare"/> carries from step to step.</summary>
    private protected virtual void Finish()
    {
    }

    /// <summary>Upper bounds of the change of a weight and of the moments behind the update under way.</summary>
    /// <param name="gradient">The largest magnitude of the gradient.</param>
    /// <param name="moments">The largest magnitude of the moments.</param>
    private protected abstract (double Change, double Moments) Bound(double gradient, double moments);

    private protected abstract void Update(AlignedBuffer weights, AlignedBuffer gradient, int offset, int length);
}
