using System.Numerics;

namespace SeqGen;

/// <summary>
/// Adadelta (M. D. Zeiler, 2012): <c>A = rho * A + (1 - rho) * g^2; d = -sqrt(B + eps) / sqrt(A + eps) * g;
/// B = rho * B + (1 - rho) * d^2; p += lr * d</c>.
/// </summary>
/// <param name="learningRate">The learning rate; 0.001 where not given.</param>
public sealed class Adadelta(LearningRateSchedule? learningRate = null) : Optimizer(learningRate ?? 0.001)
{
    private readonly float _rho = 0.95f;
    private readonly float _epsilon = 1e-7f;

    /// <inheritdoc/>
    public override string Name => "Adadelta";

    /// <summary>rho: how slowly both means forget; in [0, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public float Rho
    {
        get => _rho;
        init => _rho = Require.Share(value);
    }

    /// <summary>eps, inside both roots; positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public float Epsilon
    {
        get => _epsilon;
        init => _epsilon = Require.Positive(value);
    }

    /// <inheritdoc/>
    protected override int SlotCount => 2;

    /// <inheritdoc/>
    protected override (double Change, double Moments) Bound(double gradient, double moments)
    {
        // The new mean of squares holds (1 - rho) g^2, so g / sqrt(A + eps) is at most 1 / sqrt(1 - rho).
        double change = Math.Sqrt((moments + Epsilon) / (1 - Rho));
        return (Rate * change, Math.Max(gradient * gradient, moments + (1 - Rho) * change * change));
    }

    /// <inheritdoc/>
    protected override void SaveSettings(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        base.SaveSettings(state);
        state.WriteSetting("Rho", Rho);
        state.WriteSetting("Epsilon", Epsilon);
    }

    /// <inheritdoc/>
    protected override void Update(UpdateSlice slice)
    {
        ref float p = ref slice.FirstWeight;
        ref float g = ref slice.FirstGradient;
        ref float a = ref slice.FirstOf(0);
        ref float b = ref slice.FirstOf(1);
        Vector<float> rate = new(Rate);
        Vector<float> rho = new(Rho);
        Vector<float> fresh = new(1 - Rho);
        Vector<float> epsilon = new(Epsilon);
        for (nuint i = 0; i < (nuint)slice.Length; i += (nuint)Vector<float>.Count)
        {
            Vector<float> slope = UpdateMath.Gradient(ref g, i);
            Vector<float> square = UpdateMath.Keep(rho * Vector.LoadUnsafe(ref a, i) + fresh * (slope * slope), ref a, i);
            Vector<float> old = Vector.LoadUnsafe(ref b, i);
            Vector<float> change = Vector.SquareRoot(old + epsilon) / Vector.SquareRoot(square + epsilon) * slope;
            UpdateMath.Keep(rho * old + fresh * (change * change), ref b, i);
            (Vector.LoadUnsafe(ref p, i) - rate * change).StoreUnsafe(ref p, i);
        }
    }
}
