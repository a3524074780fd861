using System.Numerics;

namespace SeqGen;

/// <summary>Adagrad (J. Duchi et al., 2011): <c>A += g^2; p -= lr * g / sqrt(A + eps)</c>.</summary>
/// <param name="learningRate">The learning rate; 0.001 where not given.</param>
public sealed class Adagrad(LearningRateSchedule? learningRate = null) : Optimizer(learningRate ?? 0.001)
{
    private readonly float _initialAccumulatorValue = 0.1f;
    private readonly float _epsilon = 1e-7f;

    /// <inheritdoc/>
    public override string Name => "Adagrad";

    /// <summary>What A starts with; not negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public float InitialAccumulatorValue
    {
        get => _initialAccumulatorValue;
        init => _initialAccumulatorValue = Require.NotNegative(value);
    }

    /// <summary>eps, inside the root; positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public float Epsilon
    {
        get => _epsilon;
        init => _epsilon = Require.Positive(value);
    }

    /// <inheritdoc/>
    protected override int SlotCount => 1;

    /// <inheritdoc/>
    protected override float InitialSlotValue => InitialAccumulatorValue;

    /// <inheritdoc/>
    protected override (double Change, double Moments) Bound(double gradient, double moments) =>
        (Rate * gradient / Math.Sqrt(Epsilon), moments + gradient * gradient);

    /// <inheritdoc/>
    protected override void SaveSettings(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        base.SaveSettings(state);
        state.WriteSetting("InitialAccumulatorValue", InitialAccumulatorValue);
        state.WriteSetting("Epsilon", Epsilon);
    }

    /// <inheritdoc/>
    protected override void Update(UpdateSlice slice)
    {
        ref float p = ref slice.FirstWeight;
        ref float g = ref slice.FirstGradient;
        ref float a = ref slice.FirstOf(0);
        Vector<float> rate = new(Rate);
        Vector<float> epsilon = new(Epsilon);
        for (nuint i = 0; i < (nuint)slice.Length; i += (nuint)Vector<float>.Count)
        {
            Vector<float> slope = UpdateMath.Gradient(ref g, i);
            Vector<float> sum = UpdateMath.Keep(Vector.LoadUnsafe(ref a, i) + slope * slope, ref a, i);
            (Vector.LoadUnsafe(ref p, i) - rate * slope / Vector.SquareRoot(sum + epsilon)).StoreUnsafe(ref p, i);
        }
    }
}
