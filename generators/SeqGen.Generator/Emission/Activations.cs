namespace SeqGen.Generator.Emission;

/// <summary>The expressions of activations and of their derivatives on vectors. Softmax works on rows: see <see cref="KernelWriter"/>.</summary>
internal static class Activations
{
    /// <summary>True where the derivative needs the argument, not only the value.</summary>
    public static bool NeedsArgument(ActivationSpec activation) =>
        activation.Kind is ActivationKind.Gelu or ActivationKind.GeluTanh or ActivationKind.Silu;

    /// <summary>The activation of <paramref name="x"/> inside a recurrent cell: sigmoid and tanh in the form that the declaration chose, tiny values flushed.</summary>
    /// <param name="math">Where the functions come from.</param>
    /// <param name="activation">Which one.</param>
    /// <param name="x">The argument: a name or a simple expression.</param>
    public static string ApplyGate(MathWriter math, ActivationSpec activation, string x) => math.IsFast(activation)
        ? math.Call("Fast" + activation.Kind, x)
        : math.Call("FlushTiny", Apply(math, activation, x));

    /// <summary>The activation of <paramref name="x"/>.</summary>
    /// <param name="math">Where the functions come from.</param>
    /// <param name="activation">Which one.</param>
    /// <param name="x">The argument: a name or a simple expression.</param>
    public static string Apply(MathWriter math, ActivationSpec activation, string x) => activation.Kind switch
    {
        ActivationKind.Linear or ActivationKind.Softmax => x,
        ActivationKind.Relu => math.Call("Relu", x),
        ActivationKind.Sigmoid => math.Call("Sigmoid", x),
        ActivationKind.Tanh => math.Call("Tanh", x),
        ActivationKind.Elu => math.Call("Elu", x, CodeWriter.Literal(activation.Alpha)),
        ActivationKind.Selu => math.Call("Selu", x),
        ActivationKind.Gelu => math.Call("Gelu", x),
        ActivationKind.GeluTanh => math.Call("GeluTanh", x),
        ActivationKind.Silu => math.Call("Silu", x),
        ActivationKind.Softplus => math.Call("Softplus", x),
        ActivationKind.Softsign => math.Call("Softsign", x),
        ActivationKind.Exponential => math.Call("Exp", x),
        ActivationKind.LeakyRelu => math.Call("LeakyRelu", x, CodeWriter.Literal(activation.Alpha)),
        ActivationKind.HardSigmoid => math.Call("Clip01", $"V.FusedMultiplyAdd({x}, V.Create(0.166666667f), V.Create(0.5f))"),
        _ => math.Call("Clip01", $"V.FusedMultiplyAdd({x}, V.Create(0.2f), V.Create(0.5f))"),
    };

    /// <summary><paramref name="gradient"/> times the derivative of an activation inside a recurrent cell; see <see cref="Backward"/>.</summary>
    public static string BackwardGate(MathWriter math, ActivationSpec activation, string gradient, string y, string x) => math.IsFast(activation)
        ? $"{gradient} * {math.Call(activation.Kind + "GateSlope", y)}"
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
    public static string Backward(MathWriter math, ActivationSpec activation, string gradient, string y, string x) => activation.Kind switch
    {
        ActivationKind.Linear or ActivationKind.Softmax => gradient,
        ActivationKind.Relu => $"{gradient} * V.ConditionalSelect(V.GreaterThan({y}, Vec.Zero), V.Create(1f), {y})",
        ActivationKind.Sigmoid => $"{gradient} * {y} * (V.Create(1f) - {y})",
        ActivationKind.Tanh => $"{gradient} * V.FusedMultiplyAdd(-{y}, {y}, V.Create(1f))",
        ActivationKind.Elu => $"{gradient} * V.ConditionalSelect(V.GreaterThan({y}, Vec.Zero), V.Create(1f), {y} + V.Create({CodeWriter.Literal(activation.Alpha)}))",
        ActivationKind.Selu => $"{gradient} * V.ConditionalSelect(V.GreaterThan({y}, Vec.Zero), V.Create(1.05070099f), {y} + V.Create(1.75809934f))",
        ActivationKind.Gelu => $"{gradient} * {math.Call("GeluSlope", x)}",
        ActivationKind.GeluTanh => $"{gradient} * {math.Call("GeluTanhSlope", x)}",
        ActivationKind.Silu => $"{gradient} * {math.Call("SiluSlope", x)}",
        ActivationKind.Softplus => $"{gradient} * (V.Create(1f) - {math.Call("Exp", "-" + y)})",
        ActivationKind.Softsign => $"{gradient} * (V.Create(1f) - V.Abs({y})) * (V.Create(1f) - V.Abs({y}))",
        ActivationKind.Exponential => $"{gradient} * {y}",
        ActivationKind.LeakyRelu => $"{gradient} * {math.Call("LeakyReluSlope", y, CodeWriter.Literal(activation.Alpha))}",
        ActivationKind.HardSigmoid => HardSigmoid(gradient, y, "0.166666667f"),
        _ => HardSigmoid(gradient, y, "0.2f"),
    };

    private static string HardSigmoid(string gradient, string y, string slope) =>
        $"{gradient} * V.ConditionalSelect(V.GreaterThan({y}, Vec.Zero) & V.LessThan({y}, V.Create(1f)), V.Create({slope}), {y} - {y})";
}
