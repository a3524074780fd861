using System.Numerics;

namespace SeqGen;

/// <summary>
/// Adam (D. P. Kingma and J. Ba, 2015): <c>m = b1 * m + (1 - b1) * g; v = b2 * v + (1 - b2) * g^2;
/// p -= lr * sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + eps)</c>. With amsgrad the largest v so far is used.
/// </summary>
public class Adam : Optimizer
{
    private readonly float _beta1 = 0.9f;
    private readonly float _beta2 = 0.999f;
    private readonly float _epsilon = 1e-7f;
    private float _step;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="learningRate">The learning rate; 0.001 where not given.</param>
    public Adam(LearningRateSchedule? learningRate = null)
        : base(learningRate ?? 0.001)
    {
    }

    /// <inheritdoc/>
    public override string Name => "Adam";

    /// <summary>b1: how slowly the mean forgets; in [0, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public float Beta1
    {
        get => _beta1;
        init => _beta1 = Require.Share(value);
    }

    /// <summary>b2: how slowly the mean of squares forgets; in [0, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public float Beta2
    {
        get => _beta2;
        init => _beta2 = Require.Share(value);
    }

    /// <summary>eps, outside the root; positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public float Epsilon
    {
        get => _epsilon;
        init => _epsilon = Require.Positive(value);
    }

    /// <summary>True to divide by the largest mean of squares so far (S. J. Reddi et al., 2018).</summary>
    public bool AmsGrad { get; init; }

    /// <inheritdoc/>
    protected override int SlotCount => AmsGrad ? 3 : 2;

    /// <inheritdoc/>
    protected override void BeginUpdate(double learningRate, long step) =>
        _step = (float)(learningRate * Math.Sqrt(1 - Math.Pow(Beta2, step)) / (1 - Math.Pow(Beta1, step)));

    /// <inheritdoc/>
    protected override (double Change, double Moments) Bound(double gradient, double moments)
    {
        double reached = Math.Max(moments, Math.Max(gradient, gradient * gradient));
        return (_step * reached / Epsilon, reached);
    }

    /// <inheritdoc/>
    protected override void SaveSettings(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        base.SaveSettings(state);
        state.WriteSetting("Beta1", Beta1);
        state.WriteSetting("Beta2", Beta2);
        state.WriteSetting("Epsilon", Epsilon);
        state.WriteSetting("AmsGrad", AmsGrad);
    }

    /// <inheritdoc/>
    protected override void Update(UpdateSlice slice)
    {
        ref float p = ref slice.FirstWeight;
        ref float g = ref slice.FirstGradient;
        ref float m = ref slice.FirstOf(0);
        ref float v = ref slice.FirstOf(1);
        ref float top = ref slice.FirstOf(SlotCount - 1);
        Vector<float> rate = new(_step);
        Vector<float> beta1 = new(Beta1);
        Vector<float> fresh1 = new(1 - Beta1);
        Vector<float> beta2 = new(Beta2);
        Vector<float> fresh2 = new(1 - Beta2);
        Vector<float> epsilon = new(Epsilon);
        for (nuint i = 0; i < (nuint)slice.Length; i += (nuint)Vector<float>.Count)
        {
            Vector<float> slope = UpdateMath.Gradient(ref g, i);
            Vector<float> mean = UpdateMath.Keep(beta1 * Vector.LoadUnsafe(ref m, i) + fresh1 * slope, ref m, i);
            Vector<float> square = UpdateMath.Keep(beta2 * Vector.LoadUnsafe(ref v, i) + fresh2 * (slope * slope), ref v, i);
            if (AmsGrad)
            {
                square = UpdateMath.Keep(Vector.Max(square, Vector.LoadUnsafe(ref top, i)), ref top, i);
            }

            Vector<float> change = rate * mean / (Vector.SquareRoot(square) + epsilon);
            (Vector.LoadUnsafe(ref p, i) - change).StoreUnsafe(ref p, i);
        }
    }
}

/// <summary>Adam with decoupled weight decay (I. Loshchilov and F. Hutter, 2019): first <c>p -= p * decay * lr</c>.</summary>
public sealed class AdamW : Adam
{
    /// <summary>Creates the optimizer; the weight decay is 0.004 where not set.</summary>
    /// <param name="learningRate">The learning rate; 0.001 where not given.</param>
    public AdamW(LearningRateSchedule? learningRate = null)
        : base(learningRate) => WeightDecay = 0.004f;

    /// <inheritdoc/>
    public override string Name => "AdamW";
}
