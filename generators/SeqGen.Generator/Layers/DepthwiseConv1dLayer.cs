// depthwise_conv1d: filters that slide over the steps of a sequence, each over one value of the steps.
//
//     y[t][c m + q] = a(sum over j of x[t * strides + j * dilation_rate - before][c] * W[j, c, q] + b), x = 0 beyond the ends; m = depth_multiplier
//     before   as of conv1d
//     weights  kernel W [kernel_size, input, m], bias b [input * m]
//     mask     ignored, and ends here; of a sequence of any length as conv1d
//     stream   with padding=causal and strides=1, as conv1d

namespace SeqGen.Generator.Layers;

/// <summary>A convolution of each value by itself.</summary>
internal sealed record DepthwiseConv1dLayer : LayerSpec
{
    public required int KernelSize { get; init; }

    /// <summary>Filters of each value of a step.</summary>
    public required int DepthMultiplier { get; init; }

    public required ActivationSpec Activation { get; init; }

    public required int Strides { get; init; }

    public required WindowPadding Padding { get; init; }

    public required int DilationRate { get; init; }

    public required KernelOptions Kernel { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "depthwise_conv1d", "DepthwiseConv1D", "Filters that slide over the steps of a sequence, each over one value of the steps.", Read,
        [
            ArgumentDefinition.Integer("kernel_size", 1, Limits.Steps, "Steps that a filter sees.") with { Positional = true },
            DepthMultiplierArgument,
            ArgumentDefinition.Activation("activation", "linear", "Of the output."),
            .. WindowArguments.Moving,
            .. KernelOptions.Arguments,
        ]);

    /// <summary>Filters of each value.</summary>
    public static ArgumentDefinition DepthMultiplierArgument => ArgumentDefinition.Integer("depth_multiplier", 1, Limits.Units, "Filters of each value of a step.") with { Default = "1" };

    private static DepthwiseConv1dLayer Read(ArgumentReader arguments)
    {
        (int strides, WindowPadding padding, int dilation) = WindowArguments.ReadMoving(arguments);
        return new()
        {
            KernelSize = arguments.Integer("kernel_size"),
            DepthMultiplier = arguments.Integer("depth_multiplier"),
            Activation = arguments.Activation("activation"),
            Strides = strides,
            Padding = padding,
            DilationRate = dilation,
            Kernel = KernelOptions.Read(arguments),
        };
    }

    private Window WindowOver(int steps) => new(steps, KernelSize, Strides, DilationRate, Padding);

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (!WindowArguments.AcceptsInput(input))
        {
            return context.CannotFollow(WindowArguments.NeededInput, input);
        }

        long size = (long)input.Size * DepthMultiplier;
        if (size > Limits.Features)
        {
            return context.TooLarge("depth_multiplier", "the values of a step", size, Limits.Features);
        }

        Window window = WindowOver(input.Steps);
        if (WindowArguments.InferShape(input, context, window, (int)size) is not { } output)
        {
            return null;
        }

        context.Uses((KernelSize * size) + (Kernel.UseBias ? size : 0), (3L * output.Steps * size) + (2 * window.PaddedSteps * size));
        return output;
    }

    public override ActivationSpec OutputActivation(ActivationSpec before) => Activation;

    public override void WriteConfig(JsonFields config, Shape input) => Kernel.WriteConfig(config
        .Add("kernel_size", KernelSize)
        .Add("depth_multiplier", DepthMultiplier)
        .Add("activation", Activation.ToString())
        .Add("strides", Strides)
        .Add("padding", WindowArguments.WordOf(Padding))
        .Add("dilation_rate", DilationRate));

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) => (long)output.Vectors * KernelSize * output.Size;

    public override void DeclareWeights(LayerWeights weights, Shape input) =>
        Kernel.DeclareWeights(weights, "", [KernelSize, input.Size, DepthMultiplier], [input.Size * DepthMultiplier]);

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => WindowArguments.LengthObstacle(Strides, Padding, KernelSize);

    public override string? StreamObstacle =>
        Strides == 1 && (Padding == WindowPadding.Causal || KernelSize == 1) ? null : "a depthwise_conv1d streams with padding=causal and strides=1 only";

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new DepthwisePlan(
        planner, $"DepthwiseConv1D({KernelSize}{Layers.OutputActivation.InTitle(Activation)})", input, WindowOver(input.Steps), DepthMultiplier, Activation,
        new("", "kernel", 0, input.Size * DepthMultiplier), Kernel.UseBias ? planner.Weight("bias") : null, Trainable);
}
