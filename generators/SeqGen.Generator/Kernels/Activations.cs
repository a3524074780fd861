namespace SeqGen.Generator.Kernels;

/// <summary>Activations and their derivatives as expressions. Softmax works on rows: see <see cref="KernelWriter"/>.</summary>
internal static class Activations
{
    /// <summary>True where the derivative needs the argument, not only the value.</summary>
    public static bool NeedsArgument(ActivationSpec activation) =>
        activation.Kind is ActivationKind.Gelu or ActivationKind.GeluTanh or ActivationKind.Silu or ActivationKind.LogSpace
            or ActivationKind.Mish or ActivationKind.HardSilu or ActivationKind.TanhShrink or ActivationKind.Squareplus;

    /// <summary>The activation of <paramref name="x"/> inside a recurrent cell: sigmoid and tanh in the form that the declaration chose, tiny values flushed.</summary>
    /// <param name="math">Where the functions come from.</param>
    /// <param name="activation">Which one.</param>
    /// <param name="x">The argument.</param>
    public static Value ApplyGate(MathCalls math, ActivationSpec activation, Value x) => math.IsFraction(activation)
        ? math.CallGate(activation, x)
        : math.Call("FlushTiny", Apply(math, activation, x));

    /// <summary>The activation of <paramref name="x"/>.</summary>
    /// <param name="math">Where the functions come from.</param>
    /// <param name="activation">Which one.</param>
    /// <param name="x">The argument.</param>
    public static Value Apply(MathCalls math, ActivationSpec activation, Value x) => activation.Kind switch
    {
        ActivationKind.Linear or ActivationKind.Softmax or ActivationKind.LogSoftmax => x,
        ActivationKind.Clip => Clip(math, x, activation.Alpha, activation.Beta),
        ActivationKind.HardTanh => Clip(math, x, -1, 1),
        ActivationKind.Relu6 => Clip(math, x, 0, 6),
        ActivationKind.SparseSigmoid => math.Call("Clip01", Value.MultiplyAdd(x, Value.Constant(0.5f), Value.Constant(0.5f))),
        ActivationKind.Exponential => math.Call("Exp", x),
        ActivationKind.Tanh => math.Call(math.IsPrecise ? "PreciseTanh" : "Tanh", x),
        ActivationKind.HardSigmoid => math.Call("Clip01", Value.MultiplyAdd(x, Value.Constant(0.166666667f), Value.Constant(0.5f))),
        ActivationKind.HardSigmoidKeras2 => math.Call("Clip01", Value.MultiplyAdd(x, Value.Constant(0.2f), Value.Constant(0.5f))),
        _ => math.Call(activation.Kind.ToString(), x, ActivationSpec.NumberOf(activation.Kind) == null ? null : activation.Alpha),
    };

    /// <summary><paramref name="gradient"/> times the derivative of an activation inside a recurrent cell; see <see cref="Backward"/>.</summary>
    public static Value BackwardGate(MathCalls math, ActivationSpec activation, Value gradient, Value y, Value x) => math.IsFraction(activation)
        ? gradient * math.Call(activation.Kind + "GateSlope", y)
        : Backward(math, activation, gradient, y, x);

    /// <summary>
    /// <paramref name="gradient"/> times the activation's derivative. It is multiplied where the derivative is zero too, and the derivative of
    /// what is not a number is none: so neither a gradient nor a value that is not a number is lost.
    /// </summary>
    /// <param name="math">Where the functions come from.</param>
    /// <param name="activation">Which one.</param>
    /// <param name="gradient">The gradient with respect to the value.</param>
    /// <param name="y">The value.</param>
    /// <param name="x">The argument, for those that need it.</param>
    public static Value Backward(MathCalls math, ActivationSpec activation, Value gradient, Value y, Value x) => activation.Kind switch
    {
        ActivationKind.Linear or ActivationKind.Softmax or ActivationKind.LogSoftmax => gradient,
        ActivationKind.Mish or ActivationKind.HardSilu or ActivationKind.TanhShrink => gradient * math.Call(activation.Kind + "Slope", x),
        ActivationKind.Squareplus => gradient * math.Call("SquareplusSlope", x, activation.Alpha),
        ActivationKind.Celu => gradient * Value.Select(y > Value.Zero, Value.One, (y + Value.Constant(activation.Alpha)) * Value.Constant(1 / activation.Alpha)),
        ActivationKind.Clip => Inside(gradient, y, activation.Alpha, activation.Beta, 1),
        ActivationKind.HardTanh => Inside(gradient, y, -1, 1, 1),
        ActivationKind.Relu6 => Inside(gradient, y, 0, 6, 1),
        ActivationKind.SparseSigmoid => Inside(gradient, y, 0, 1, 0.5f),
        ActivationKind.SoftShrink or ActivationKind.HardShrink => gradient * Value.Select(Condition.Equal(y, Value.Zero), Value.Zero, Value.Select(Condition.Equal(y, y), Value.One, y)),
        ActivationKind.LogSigmoid => gradient * -math.Call("Expm1", y),
        ActivationKind.SparsePlus => gradient * Value.Sqrt(math.Call("Clip01", y)),
        ActivationKind.Relu => gradient * Value.Select(y > Value.Zero, Value.One, y),
        ActivationKind.Sigmoid => gradient * y * (Value.One - y),
        ActivationKind.Tanh => gradient * Value.MultiplyAdd(-y, y, Value.One),
        ActivationKind.Elu => gradient * Value.Select(y > Value.Zero, Value.One, y + Value.Constant(activation.Alpha)),
        ActivationKind.Selu => gradient * Value.Select(y > Value.Zero, Value.Constant(1.05070099f), y + Value.Constant(1.75809934f)),
        ActivationKind.Gelu => gradient * math.Call("GeluSlope", x),
        ActivationKind.GeluTanh => gradient * math.Call("GeluTanhSlope", x),
        ActivationKind.Silu => gradient * math.Call("SiluSlope", x),
        ActivationKind.Softplus => gradient * (Value.One - math.Call("Exp", -y)),
        ActivationKind.Softsign => gradient * (Value.One - Value.Abs(y)) * (Value.One - Value.Abs(y)),
        ActivationKind.Exponential => gradient * y,
        ActivationKind.LeakyRelu => gradient * math.Call("LeakyReluSlope", y, activation.Alpha),
        ActivationKind.LogSpace => gradient * math.Call("LogSpaceSlope", x),
        ActivationKind.HardSigmoid => Inside(gradient, y, 0, 1, 0.166666667f),
        _ => Inside(gradient, y, 0, 1, 0.2f),
    };

    private static Value Clip(MathCalls math, Value x, float lower, float upper) =>
        math.Call("Normal", -Value.MaxNative(Value.Constant(-upper), -Value.MaxNative(Value.Constant(lower), x)));

    /// <summary>The slope between two limits of the value, nothing at them.</summary>
    private static Value Inside(Value gradient, Value y, float lower, float upper, float slope) => gradient * Value.Select(
        y > (lower == 0 ? Value.Zero : Value.Constant(lower)) & y < (upper == 1 ? Value.One : Value.Constant(upper)), slope == 1 ? Value.One : Value.Constant(slope), y - y);
}
