using System.Numerics;
using System.Runtime.CompilerServices;

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

    private protected override int SlotCount => 1;

    private protected override float InitialSlotValue => InitialAccumulatorValue;

    private protected override (double Change, double Moments) Bound(double gradient, double moments) =>
        (Rate * gradient / Math.Sqrt(Epsilon), moments + gradient * gradient);

    private protected override void SaveSettings(StateWriter state)
    {
        base.SaveSettings(state);
        state.WriteSetting("InitialAccumulatorValue", InitialAccumulatorValue);
        state.WriteSetting("Epsilon", Epsilon);
    }

    private protected override void Update(AlignedBuffer weights, AlignedBuffer gradient, int offset, int length)
    {
        ref float p = ref Unsafe.Add(ref weights.Reference, offset);
        ref float g = ref Unsafe.Add(ref gradient.Reference, offset);
        ref float a = ref Unsafe.Add(ref Slot(0).Reference, offset);
        Vector<float> rate = new(Rate);
        Vector<float> epsilon = new(Epsilon);
        for (nuint i = 0; i < (nuint)length; i += (nuint)Vector<float>.Count)
        {
            Vector<float> slope = UpdateMath.Gradient(ref g, i);
            Vector<float> sum = UpdateMath.Keep(Vector.LoadUnsafe(ref a, i) + slope * slope, ref a, i);
            (Vector.LoadUnsafe(ref p, i) - rate * slope / Vector.SquareRoot(sum + epsilon)).StoreUnsafe(ref p, i);
        }
    }
}
