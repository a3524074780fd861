using System.Numerics;

namespace SeqGen;

/// <summary>
/// RMSprop (T. Tieleman and G. Hinton, 2012): <c>v = rho * v + (1 - rho) * g^2; p -= lr * g / sqrt(v + eps)</c>.
/// Centered, the square of the mean gradient is taken off v; with momentum the change is accumulated first.
/// </summary>
/// <param name="learningRate">The learning rate; 0.001 where not given.</param>
public sealed class RmsProp(LearningRateSchedule? learningRate = null) : Optimizer(learningRate ?? 0.001)
{
    private readonly float _rho = 0.9f;
    private readonly float _momentum;
    private readonly float _epsilon = 1e-7f;

    /// <inheritdoc/>
    public override string Name => "RMSprop";

    /// <summary>rho: how slowly the mean of squares forgets; in [0, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public float Rho
    {
        get => _rho;
        init => _rho = Require.Share(value);
    }

    /// <summary>mu: the share of the last change that is kept, in [0, 1]; 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1].</exception>
    public float Momentum
    {
        get => _momentum;
        init => _momentum = Require.Between(value, 0, 1);
    }

    /// <summary>eps, inside the root; positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public float Epsilon
    {
        get => _epsilon;
        init => _epsilon = Require.Positive(value);
    }

    /// <summary>True to divide by the variance instead of the mean of squares.</summary>
    public bool Centered { get; init; }

    /// <inheritdoc/>
    protected override int SlotCount => 1 + (Momentum == 0 ? 0 : 1) + (Centered ? 1 : 0);

    /// <inheritdoc/>
    protected override (double Change, double Moments) Bound(double gradient, double moments)
    {
        double change = Rate * gradient / Math.Sqrt(Epsilon) + (Momentum == 0 ? 0 : Momentum * moments);
        return (change, Math.Max(Math.Max(moments, change), Math.Max(gradient, gradient * gradient)));
    }

    /// <inheritdoc/>
    protected override void SaveSettings(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        base.SaveSettings(state);
        state.WriteSetting("Rho", Rho);
        state.WriteSetting("Momentum", Momentum);
        state.WriteSetting("Epsilon", Epsilon);
        state.WriteSetting("Centered", Centered);
    }

    /// <inheritdoc/>
    protected override void Update(UpdateSlice slice)
    {
        bool hasMomentum = Momentum != 0;
        ref float p = ref slice.FirstWeight;
        ref float g = ref slice.FirstGradient;
        ref float v = ref slice.FirstOf(0);
        ref float m = ref slice.FirstOf(hasMomentum ? 1 : 0);
        ref float a = ref slice.FirstOf(SlotCount - 1);
        Vector<float> rate = new(Rate);
        Vector<float> rho = new(Rho);
        Vector<float> fresh = new(1 - Rho);
        Vector<float> epsilon = new(Epsilon);
        Vector<float> mu = new(Momentum);
        for (nuint i = 0; i < (nuint)slice.Length; i += (nuint)Vector<float>.Count)
        {
            Vector<float> slope = UpdateMath.Gradient(ref g, i);
            Vector<float> square = UpdateMath.Keep(rho * Vector.LoadUnsafe(ref v, i) + fresh * (slope * slope), ref v, i);
            if (Centered)
            {
                Vector<float> mean = UpdateMath.Keep(rho * Vector.LoadUnsafe(ref a, i) + fresh * slope, ref a, i);

                // Of a gradient that hardly changes, rounding can leave a little less than nothing.
                square = Vector.Max(square - mean * mean, Vector<float>.Zero);
            }

            Vector<float> change = rate * slope / Vector.SquareRoot(square + epsilon);
            if (hasMomentum)
            {
                change = UpdateMath.Keep(mu * Vector.LoadUnsafe(ref m, i) + change, ref m, i);
            }

            (Vector.LoadUnsafe(ref p, i) - change).StoreUnsafe(ref p, i);
        }
    }
}
