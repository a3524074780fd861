// dense: a fully connected layer, on one vector or on every step of a sequence by itself.
//
//     y[t] = a(x[t].W + b)
//     weights  kernel W [input, units], bias b [units]
//     mask     passes through

namespace SeqGen.Generator.Layers;

/// <summary>The fully connected layer.</summary>
internal sealed record DenseLayer : LayerSpec
{
    public required int Units { get; init; }

    public required ActivationSpec Activation { get; init; }

    public required bool UseBias { get; init; }

    public required InitializerSpec KernelInitializer { get; init; }

    public required InitializerSpec BiasInitializer { get; init; }

    public required float KernelL1 { get; init; }

    public required float KernelL2 { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "dense", "Dense", "The fully connected layer, on one vector or on every step of a sequence.", Read,
        ArgumentDefinition.Integer("units", 1, Limits.Units, "Values of the output.") with { Positional = true },
        ArgumentDefinition.Activation("activation", "linear", "Of the output.") with { Positional = true },
        ArgumentDefinition.Flag("use_bias", true, "Add a bias."),
        ArgumentDefinition.Initializer("kernel_initializer", "glorot_uniform", "How a fresh kernel is filled."),
        ArgumentDefinition.Initializer("bias_initializer", "zeros", "How a fresh bias is filled."),
        ArgumentDefinition.Penalty("kernel_l1", "The L1 penalty on the kernel."),
        ArgumentDefinition.Penalty("kernel_l2", "The L2 penalty on the kernel."));

    private static DenseLayer Read(ArgumentReader arguments) => new()
    {
        Units = arguments.Integer("units"),
        Activation = arguments.Activation("activation"),
        UseBias = arguments.Flag("use_bias"),
        KernelInitializer = arguments.Initializer("kernel_initializer"),
        BiasInitializer = arguments.BiasInitializer("bias_initializer"),
        KernelL1 = arguments.Number("kernel_l1"),
        KernelL2 = arguments.Number("kernel_l2"),
    };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind == ShapeKind.Tokens)
        {
            return context.CannotFollow("vectors", input);
        }

        context.Uses(((long)input.Size * Units) + (UseBias ? Units : 0), 2L * Math.Max(input.Steps, 1) * Units);
        return input with { Size = Units, Kind = ShapeKind.Floats };
    }

    public override ActivationSpec OutputActivation(ActivationSpec before) => Activation;
}
