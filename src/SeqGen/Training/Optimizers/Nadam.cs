using System.Numerics;

namespace SeqGen;

/// <summary>
/// Adam with Nesterov momentum (T. Dozat, 2016), Keras' form: <c>u_t = b1 * (1 - 0.5 * 0.96^t)</c>, U_t their product;
/// <c>p -= lr * (u_(t+1) * m / (1 - U_t * u_(t+1)) + (1 - u_t) * g / (1 - U_t)) / (sqrt(v / (1 - b2^t)) + eps)</c>.
/// </summary>
/// <param name="learningRate">The learning rate; 0.001 where not given.</param>
public sealed class Nadam(LearningRateSchedule? learningRate = null) : Optimizer(learningRate ?? 0.001)
{
    private readonly float _beta1 = 0.9f;
    private readonly float _beta2 = 0.999f;
    private readonly float _epsilon = 1e-7f;
    private double _product = 1;
    private double _nextProduct = 1;
    private float _meanShare;
    private float _gradientShare;
    private float _correction;

    /// <inheritdoc/>
    public override string Name => "Nadam";

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

    /// <inheritdoc/>
    protected override int SlotCount => 2;

    /// <inheritdoc/>
    protected override void BeginUpdate(double learningRate, long step)
    {
        double now = MomentumOf(step);
        double next = MomentumOf(step + 1);
        _nextProduct = _product * now;
        _meanShare = (float)(learningRate * next / (1 - _nextProduct * next));
        _gradientShare = (float)(learningRate * (1 - now) / (1 - _nextProduct));
        _correction = (float)(1 / (1 - Math.Pow(Beta2, step)));
    }

    /// <inheritdoc/>
    protected override void EndUpdate() => _product = _nextProduct;

    /// <inheritdoc/>
    protected override (double Change, double Moments) Bound(double gradient, double moments)
    {
        double reached = Math.Max(moments, Math.Max(gradient, gradient * gradient));
        double change = ((double)_meanShare + _gradientShare) * reached / Epsilon;
        return (Math.Max(change, reached * _correction), reached);
    }

    /// <inheritdoc/>
    protected override void SaveSettings(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        base.SaveSettings(state);
        state.WriteSetting("Beta1", Beta1);
        state.WriteSetting("Beta2", Beta2);
        state.WriteSetting("Epsilon", Epsilon);
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Write("momentum product", _product);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _product = state.ReadDouble("momentum product");
    }

    /// <inheritdoc/>
    protected override void Update(UpdateSlice slice)
    {
        ref float p = ref slice.FirstWeight;
        ref float g = ref slice.FirstGradient;
        ref float m = ref slice.FirstOf(0);
        ref float v = ref slice.FirstOf(1);
        Vector<float> meanShare = new(_meanShare);
        Vector<float> gradientShare = new(_gradientShare);
        Vector<float> correction = new(_correction);
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
            Vector<float> change = (meanShare * mean + gradientShare * slope) / (Vector.SquareRoot(square * correction) + epsilon);
            (Vector.LoadUnsafe(ref p, i) - change).StoreUnsafe(ref p, i);
        }
    }

    private double MomentumOf(long step) => Beta1 * (1 - 0.5 * Math.Pow(0.96, step));
}
