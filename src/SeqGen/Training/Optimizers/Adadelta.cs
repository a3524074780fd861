using System.Numerics;
using System.Runtime.CompilerServices;

namespace SeqGen;

/// <summary>
/// Adadelta (M. D. Zeiler, 2012): <c>A = rho * A + (1 - rho) * g^2; d = -sqrt(B + eps) / sqrt(A + eps) * g;
/// B = rho * B + (1 - rho) * d^2; p += lr * d</c>.
/// </summary>
/// <param name="learningRate">The learning rate; 0.001 where not given.</param>
public sealed class Adadelta(LearningRateSchedule? learningRate = null) : Optimizer(learningRate ?? 0.001)
{
    /// <inheritdoc/>
    public override string Name => "Adadelta";

    /// <summary>rho: how slowly both means forget.</summary>
    public float Rho { get; init; } = 0.95f;

    /// <summary>eps, inside both roots.</summary>
    public float Epsilon { get; init; } = 1e-7f;

    private protected override int SlotCount => 2;

    private protected override void SaveSettings(StateWriter state)
    {
        base.SaveSettings(state);
        state.WriteSetting("Rho", Rho);
        state.WriteSetting("Epsilon", Epsilon);
    }

    private protected override void Update(AlignedBuffer weights, AlignedBuffer gradient, int offset, int length)
    {
        ref float p = ref Unsafe.Add(ref weights.Reference, offset);
        ref float g = ref Unsafe.Add(ref gradient.Reference, offset);
        ref float a = ref Unsafe.Add(ref Slot(0).Reference, offset);
        ref float b = ref Unsafe.Add(ref Slot(1).Reference, offset);
        Vector<float> rate = new(Rate);
        Vector<float> rho = new(Rho);
        Vector<float> fresh = new(1 - Rho);
        Vector<float> epsilon = new(Epsilon);
        for (nuint i = 0; i < (nuint)length; i += (nuint)Vector<float>.Count)
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
