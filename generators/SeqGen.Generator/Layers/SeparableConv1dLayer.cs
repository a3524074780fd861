// separable_conv1d: a depthwise convolution, followed by a product with a matrix.
//
//     z[t][c m + q] = sum over j of x[t * strides + j * dilation_rate - before][c] * D[j, c, q], x = 0 beyond the ends; m = depth_multiplier
//     y[t] = a(z[t].P + b)
//     before   as of conv1d
//     weights  depthwise_kernel D [kernel_size, input, m], pointwise_kernel P [1, input * m, filters], bias b [filters]
//     mask     ignored, and ends here; of a sequence of any length as conv1d
//     stream   with padding=causal and strides=1, as conv1d

namespace SeqGen.Generator.Layers;

/// <summary>A depthwise convolution and a pointwise one.</summary>
internal sealed record SeparableConv1dLayer : LayerSpec
{
    public required int Filters { get; init; }

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
        "separable_conv1d", "SeparableConv1D", "A depthwise convolution, followed by a product with a matrix.", Read,
        [
            ArgumentDefinition.Integer("filters", 1, Limits.Units, "Values of a step of the output.") with { Positional = true },
            ArgumentDefinition.Integer("kernel_size", 1, Limits.Steps, "Steps that a filter sees.") with { Positional = true },
            DepthwiseConv1dLayer.DepthMultiplierArgument,
            ArgumentDefinition.Activation("activation", "linear", "Of the output."),
            .. WindowArguments.Moving,
            .. KernelOptions.Arguments,
        ]);

    private static SeparableConv1dLayer Read(ArgumentReader arguments)
    {
        (int strides, WindowPadding padding, int dilation) = WindowArguments.ReadMoving(arguments);
        return new()
        {
            Filters = arguments.Integer("filters"),
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
        if (WindowArguments.InferShape(input, context, window, Filters) is not { } output)
        {
            return null;
        }

        context.Uses((KernelSize * size) + (size * Filters) + (Kernel.UseBias ? Filters : 0), (output.Steps * ((3L * Filters) + (2 * size))) + (2 * window.PaddedSteps * size));
        return output;
    }

    public override ActivationSpec OutputActivation(ActivationSpec before) => Activation;

    public override void WriteConfig(JsonFields config, Shape input) => Kernel.WriteConfig(config
        .Add("filters", Filters)
        .Add("kernel_size", KernelSize)
        .Add("depth_multiplier", DepthMultiplier)
        .Add("activation", Activation.ToString())
        .Add("strides", Strides)
        .Add("padding", WindowArguments.WordOf(Padding))
        .Add("dilation_rate", DilationRate));

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) =>
        (long)output.Vectors * inputs[0].Size * DepthMultiplier * (KernelSize + output.Size);

    public override void DeclareWeights(LayerWeights weights, Shape input)
    {
        weights.Add("depthwise_kernel", [KernelSize, input.Size, DepthMultiplier], Kernel.KernelInitializer, Kernel.KernelL1, Kernel.KernelL2);
        weights.Add("pointwise_kernel", [1, input.Size * DepthMultiplier, Filters], Kernel.KernelInitializer, Kernel.KernelL1, Kernel.KernelL2);
        if (Kernel.UseBias)
        {
            weights.Add("bias", [Filters], Kernel.BiasInitializer);
        }
    }

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => WindowArguments.LengthObstacle(Strides, Padding, KernelSize);

    public override string? StreamObstacle =>
        Strides == 1 && (Padding == WindowPadding.Causal || KernelSize == 1) ? null : "a separable_conv1d streams with padding=causal and strides=1 only";

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new SeparablePlan(this, planner, input, WindowOver(input.Steps));

    /// <summary>The second part as a convolution over one step.</summary>
    public Conv1dLayer Pointwise => new()
    {
        Name = Name,
        Trainable = Trainable,
        Filters = Filters,
        KernelSize = 1,
        Activation = Activation,
        Strides = 1,
        Padding = WindowPadding.Valid,
        DilationRate = 1,
        Groups = 1,
        Kernel = Kernel,
    };
}

/// <summary>One plan after the other.</summary>
internal sealed class SeparablePlan : LayerPlan
{
    private readonly DepthwisePlan _depthwise;
    private readonly Conv1dPlan _pointwise;

    public SeparablePlan(SeparableConv1dLayer layer, LayerPlanner planner, Tensor input, Window window)
        : base(planner, $"SeparableConv1D({layer.Filters}, {layer.KernelSize}{OutputActivation.InTitle(layer.Activation)})")
    {
        _depthwise = new(
            planner, Title, input, window, layer.DepthMultiplier, ActivationSpec.Linear, new("Depthwise", "depthwise_kernel", 0, input.Size * layer.DepthMultiplier), null, layer.Trainable);
        _pointwise = new(layer.Pointwise, planner, _depthwise.Output, new("Pointwise", "pointwise_kernel", 0, layer.Filters));
        Output = _pointwise.Output;
        StreamStates = _depthwise.StreamStates;
    }

    public override void Forward(KernelWriter k)
    {
        using (k.Scope())
        {
            _depthwise.Forward(k);
        }

        using (k.Scope())
        {
            _pointwise.Forward(k);
        }
    }

    public override bool Slides => _depthwise.Slides;

    public override void Rewind(KernelWriter k) => _depthwise.Rewind(k);

    public override void Backward(KernelWriter k)
    {
        using (k.Scope())
        {
            _pointwise.Backward(k);
        }

        using (k.Scope())
        {
            _depthwise.Backward(k);
        }
    }
}
