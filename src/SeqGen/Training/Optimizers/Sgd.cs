using System.Numerics;

namespace SeqGen;

/// <summary>
/// Stochastic gradient descent: <c>p -= lr * g</c>; with momentum <c>m = mu * m - lr * g; p += m</c>
/// (nesterov: <c>p += mu * m - lr * g</c>).
/// </summary>
/// <param name="learningRate">The learning rate; 0.01 where not given.</param>
public sealed class Sgd(LearningRateSchedule? learningRate = null) : Optimizer(learningRate ?? 0.01)
{
    private readonly float _momentum;

    /// <inheritdoc/>
    public override string Name => "SGD";

    /// <summary>mu: the share of the last change that is kept, in [0, 1]; 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1].</exception>
    public float Momentum
    {
        get => _momentum;
        init => _momentum = Require.Between(value, 0, 1);
    }

    /// <summary>True for Nesterov's form of momentum.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    protected override int SlotCount => Momentum == 0 ? 0 : 1;

    /// <inheritdoc/>
    protected override (double Change, double Moments) Bound(double gradient, double moments)
    {
        double moment = Momentum * moments + Rate * gradient;
        return (Nesterov ? moment + Rate * gradient : moment, moment);
    }

    /// <inheritdoc/>
    protected override void SaveSettings(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        base.SaveSettings(state);
        state.WriteSetting("Momentum", Momentum);
        state.WriteSetting("Nesterov", Nesterov);
    }

    /// <inheritdoc/>
    protected override void Update(UpdateSlice slice)
    {
        ref float p = ref slice.FirstWeight;
        ref float g = ref slice.FirstGradient;
        Vector<float> rate = new(Rate);
        if (Momentum == 0)
        {
            for (nuint i = 0; i < (nuint)slice.Length; i += (nuint)Vector<float>.Count)
            {
                (Vector.LoadUnsafe(ref p, i) - rate * UpdateMath.Gradient(ref g, i)).StoreUnsafe(ref p, i);
            }

            return;
        }

        ref float m = ref slice.FirstOf(0);
        Vector<float> mu = new(Momentum);
        for (nuint i = 0; i < (nuint)slice.Length; i += (nuint)Vector<float>.Count)
        {
            Vector<float> change = rate * UpdateMath.Gradient(ref g, i);
            Vector<float> moment = UpdateMath.Keep(mu * Vector.LoadUnsafe(ref m, i) - change, ref m, i);
            (Vector.LoadUnsafe(ref p, i) + (Nesterov ? mu * moment - change : moment)).StoreUnsafe(ref p, i);
        }
    }
}
