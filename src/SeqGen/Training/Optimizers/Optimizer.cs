using System.Globalization;
using System.Numerics.Tensors;

namespace SeqGen;

/// <summary>
/// Changes weights after each step, by Keras 3's equations. An optimizer keeps its moments from one fit to the next
/// and belongs to the model it was first used with.
/// </summary>
/// <remarks>
/// <para>
/// An update is one pass over weights, gradient and moments, in slices that do not depend on the number of
/// threads and whose results do not depend on how they are cut. In the optimizers of this library moments smaller than 1e-30
/// become zero, and gradients smaller than 1e-17 count as zero, so that no subnormal number ever appears.
/// </para>
/// <para>
/// A custom optimizer derives from this class and overrides <see cref="Name"/>, <see cref="SlotCount"/> and
/// <see cref="Update"/>. Weight decay, clipping, the learning rate, and saving and loading of iterations and moments are done here;
/// options of its own are written by <see cref="SaveSettings"/>.
/// </para>
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

    /// <summary>Sets the learning rate.</summary>
    /// <param name="learningRate">A number or a schedule.</param>
    /// <exception cref="ArgumentNullException"><paramref name="learningRate"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="learningRate"/> is a number that is negative or not finite.</exception>
    protected Optimizer(LearningRateSchedule learningRate) => _learningRate = Checked(learningRate, nameof(learningRate));

    /// <summary>The name in messages; of the optimizers of this library Keras' class name.</summary>
    public abstract string Name { get; }

    /// <summary>The learning rate, a number or a schedule. It may be replaced between steps.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value is a number that is negative or not finite.</exception>
    public LearningRateSchedule LearningRate
    {
        get => _learningRate;
        set => _learningRate = Checked(value, nameof(value));
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

    /// <summary>Values that the optimizer keeps for each weight, for instance its moments. Must not change after the first step.</summary>
    protected abstract int SlotCount { get; }

    /// <summary>What the kept values start with; by default 0.</summary>
    protected virtual float InitialSlotValue => 0;

    /// <summary>The learning rate of the current update.</summary>
    protected float Rate { get; private set; }

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

    /// <summary>Fixes the learning rate and the bias corrections of the next update; nothing is kept without <see cref="EndStep"/>.</summary>
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
        BeginUpdate(rate, Iterations + 1);
    }

    internal void EndStep()
    {
        Iterations++;
        EndUpdate();
    }

    /// <summary>How far the current update can change a weight, and how large moments can be after it.</summary>
    /// <param name="gradient">The largest magnitude of the gradient, after clipping.</param>
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

        Update(new UpdateSlice(weights.Slice(offset, length), gradient.Slice(offset, length), _slots, offset));
    }

    /// <summary>The moments: some buffers of the weights' layout.</summary>
    internal ReadOnlySpan<AlignedBuffer> Slots => _slots;

    internal float[] AllMoments() => [.. _slots.SelectMany(slot => slot.Span.ToArray())];

    /// <summary>
    /// Called before the slices of an update: computes what depends on the step alone. Whatever lasts is kept in
    /// <see cref="EndUpdate"/>, because an update may be refused. By default does nothing.
    /// </summary>
    /// <param name="learningRate">The learning rate of this update.</param>
    /// <param name="step">The number of this update, from 1.</param>
    protected virtual void BeginUpdate(double learningRate, long step)
    {
    }

    /// <summary>Called after an update that was not refused: keeps what <see cref="BeginUpdate"/> carries from step to step. By default does nothing.</summary>
    protected virtual void EndUpdate()
    {
    }

    /// <summary>
    /// Upper bounds of what the current update can do, so that training knows beforehand that weights and kept values stay
    /// finite. By default infinite: then each step copies weights and kept values, and restores them where the update makes one
    /// of them infinite or not a number.
    /// </summary>
    /// <param name="gradient">The largest magnitude of the gradient, after clipping.</param>
    /// <param name="moments">The largest magnitude of the kept values.</param>
    /// <returns>The largest change of a weight, and the largest magnitude of the kept values after the update.</returns>
    protected virtual (double Change, double Moments) Bound(double gradient, double moments) => (double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>
    /// Updates some weights and the values that are kept for them. Called once for each slice of the trainable weights, by several
    /// threads at once, in any order: a weight's new value may depend on its own values and on the step only.
    /// </summary>
    /// <param name="slice">Weights, gradient (after clipping) and kept values.</param>
    protected abstract void Update(UpdateSlice slice);

    /// <summary>A schedule; where it is a plain number, one that is a learning rate.</summary>
    private static LearningRateSchedule Checked(LearningRateSchedule schedule, string name)
    {
        ArgumentNullException.ThrowIfNull(schedule, name);
        if (schedule is ConstantRate constant)
        {
            Require.Rate(constant.Rate, name);
        }

        return schedule;
    }
}
