using System.Numerics;
using System.Runtime.CompilerServices;

namespace SeqGen;

/// <summary>
/// RMSprop (T. Tieleman and G. Hinton, 2012): <c>v = rho * v + (1 - rho) * g^2; p -= lr * g / sqrt(v + eps)</c>.
/// Centered, the square of the mean gradient is taken off v; with momentum the change is accumulated first.
/// </summary>
/// <param name="learningRate">The learning rate; 0.001 where not given.</param>
public sealed class RmsProp(LearningRateSchedule? learningRate = null) : Optimizer(learningRate ?? 0.001)
{
    /// <inheritdoc/>
    public override string Name => "RMSprop";

    /// <summary>rho: how slowly the mean of squares forgets.</summary>
    public float Rho { get; init; } = 0.9f;

    /// <summary>mu: how much of the last change goes on; 0 for none.</summary>
    public float Momentum { get; init; }

    /// <summary>eps, inside the root.</summary>
    public float Epsilon { get; init; } = 1e-7f;

    /// <summary>True to divide by the variance instead of the mean of squares.</summary>
    public bool Centered { get; init; }

    private protected override int SlotCount => 1 + (Momentum == 0 ? 0 : 1) + (Centered ? 1 : 0);

    private protected override void SaveSettings(StateWriter state)
    {
        base.SaveSettings(state);
        state.WriteSetting("Rho", Rho);
        state.WriteSetting("Momentum", Momentum);
        state.WriteSetting("Epsilon", Epsilon);
        state.WriteSetting("Centered", Centered);
    }

    private protected override void Update(AlignedBuffer weights, AlignedBuffer gradient, int offset, int length)
    {
        bool hasMomentum = Momentum != 0;
        ref float p = ref Unsafe.Add(ref weights.Reference, offset);
        ref float g = ref Unsafe.Add(ref gradient.Reference, offset);
        ref float v = ref Unsafe.Add(ref Slot(0).Reference, offset);
        ref float m = ref Unsafe.Add(ref Slot(hasMomentum ? 1 : 0).Reference, offset);
        ref float a = ref Unsafe.Add(ref Slot(SlotCount - 1).Reference, offset);
        Vector<float> rate = new(Rate);
        Vector<float> rho = new(Rho);
        Vector<float> fresh = new(1 - Rho);
        Vector<float> epsilon = new(Epsilon);
        Vector<float> mu = new(Momentum);
        for (nuint i = 0; i < (nuint)length; i += (nuint)Vector<float>.Count)
        {
            Vector<float> slope = UpdateMath.Gradient(ref g, i);
            Vector<float> square = UpdateMath.Keep(rho * Vector.LoadUnsafe(ref v, i) + fresh * (slope * slope), ref v, i);
            if (Centered)
            {
                Vector<float> mean = UpdateMath.Keep(rho * Vector.LoadUnsafe(ref a, i) + fresh * slope, ref a, i);
                square -= mean * mean;
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
