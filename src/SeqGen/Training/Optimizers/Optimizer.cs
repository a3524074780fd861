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
    private AlignedBuffer[] _slots = [];
    private SequenceModel? _owner;

    private protected Optimizer(LearningRateSchedule learningRate) => LearningRate = learningRate;

    /// <summary>Keras' class name.</summary>
    public abstract string Name { get; }

    /// <summary>The learning rate, a number or a schedule. It may be replaced between steps.</summary>
    public LearningRateSchedule LearningRate { get; set; }

    /// <summary>Gradient values are cut to [-ClipValue, ClipValue]; <see langword="null"/> for no cut.</summary>
    public float? ClipValue { get; init; }

    /// <summary>The gradient of each weight is scaled down to at most this norm; <see langword="null"/> for no limit.</summary>
    public float? ClipNorm { get; init; }

    /// <summary>The gradient of all weights together is scaled down to at most this norm; <see langword="null"/> for no limit.</summary>
    public float? GlobalClipNorm { get; init; }

    /// <summary>Before each update a weight loses this share of itself, times the learning rate.</summary>
    public float WeightDecay { get; init; }

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
            Attach(model.Weights.Length);
            _owner = model;
        }
        else if (!ReferenceEquals(_owner, model))
        {
            throw new InvalidOperationException(
                $"This {Name} holds the moments of another model ({_owner.Description.Name}); create one optimizer for each model.");
        }
    }

    internal void Attach(int length)
    {
        if (new[] { ClipValue, ClipNorm, GlobalClipNorm }.Count(clip => clip is not null) > 1)
        {
            throw new InvalidOperationException($"{Name}: only one of ClipValue, ClipNorm and GlobalClipNorm can be set.");
        }

        _slots = new AlignedBuffer[SlotCount];
        for (int i = 0; i < _slots.Length; i++)
        {
            _slots[i] = new AlignedBuffer(length);
            _slots[i].Span.Fill(InitialSlotValue);
        }
    }

    /// <summary>Fixes the learning rate and the bias corrections of the next update.</summary>
    internal void BeginStep()
    {
        Rate = (float)CurrentLearningRate;
        Prepare(CurrentLearningRate, Iterations + 1);
    }

    internal void EndStep() => Iterations++;

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

    private protected AlignedBuffer Slot(int index) => _slots[index];

    internal float[] AllMoments() => [.. _slots.SelectMany(slot => slot.Span.ToArray())];

    /// <summary>Computes what depends on the step alone.</summary>
    /// <param name="learningRate">The rate of this update.</param>
    /// <param name="step">The number of this update, from 1.</param>
    private protected virtual void Prepare(double learningRate, long step)
    {
    }

    private protected abstract void Update(AlignedBuffer weights, AlignedBuffer gradient, int offset, int length);
}
