namespace SeqGen.Generator.Layers;

/// <summary>The arguments that layers with windows share.</summary>
internal static class WindowArguments
{
    private static readonly WordTable<WindowPadding> Paddings = new(
        ("valid", WindowPadding.Valid),
        ("same", WindowPadding.Same),
        ("causal", WindowPadding.Causal));

    private static readonly WordTable<WindowPadding> PoolingPaddings = new(
        ("valid", WindowPadding.Valid),
        ("same", WindowPadding.Same));

    public static ArgumentDefinition Padding { get; } =
        ArgumentDefinition.Choice("padding", Paddings.Words, "What a window sees beyond the ends: nothing, zeros on both sides, or zeros before the start.") with { Default = "valid" };

    public static WindowPadding ReadPadding(ArgumentReader arguments) => arguments.Choice("padding", Paddings);

    /// <summary>The arguments of a pooling layer.</summary>
    public static ImmutableArray<ArgumentDefinition> Pooling { get; } =
    [
        ArgumentDefinition.Integer("pool_size", 1, Limits.Steps, "Steps that become one.") with { Default = "2", Positional = true },
        ArgumentDefinition.Integer("strides", 1, Limits.Steps, "Steps from one window to the next; by default pool_size.") with { Optional = true },
        ArgumentDefinition.Choice("padding", PoolingPaddings.Words, "Whether windows lie inside the sequence, or may reach beyond its ends.") with { Default = "valid" },
    ];

    public static (int PoolSize, int Strides, WindowPadding Padding) ReadPooling(ArgumentReader arguments)
    {
        int size = arguments.Integer("pool_size");
        return (size, arguments.OptionalInteger("strides") ?? size, arguments.Choice("padding", PoolingPaddings));
    }

    /// <summary>How the windows of a convolution move.</summary>
    public static ImmutableArray<ArgumentDefinition> Moving { get; } =
    [
        ArgumentDefinition.Integer("strides", 1, Limits.Steps, "Steps from one window to the next.") with { Default = "1" },
        Padding,
        ArgumentDefinition.Integer("dilation_rate", 1, Limits.Steps, "Steps from one step of a window to its next.") with { Default = "1" },
    ];

    public static (int Strides, WindowPadding Padding, int Dilation) ReadMoving(ArgumentReader arguments)
    {
        int strides = arguments.Integer("strides");
        int dilation = arguments.Integer("dilation_rate");
        if (strides > 1 && dilation > 1)
        {
            arguments.RejectIfGiven("dilation_rate", "a window with gaps moves by one step, so strides must be 1");
        }

        return (strides, ReadPadding(arguments), dilation);
    }

    /// <summary>Padding that a transposed convolution cuts off.</summary>
    public static ArgumentDefinition CutPadding { get; } =
        ArgumentDefinition.Choice("padding", PoolingPaddings.Words, "What is left: everything, or strides steps for each step of the input.") with { Default = "valid" };

    public static WindowPadding ReadCutPadding(ArgumentReader arguments) => arguments.Choice("padding", PoolingPaddings);

    public static string WordOf(WindowPadding padding) => Paddings.WordOf(padding);

    /// <summary>The output's shape, or null where the sequence is too short for a window.</summary>
    public static Shape? InferShape(ShapeContext context, Window window, string sizeArgument, int size)
    {
        if (!window.Fits)
        {
            return context.Impossible(sizeArgument, $"a window over {window.Span} steps does not fit into {window.Steps} (padding=same lets it reach beyond the ends)");
        }

        return new(window.Outputs, size, false, ShapeKind.Floats);
    }

    /// <summary>Why a convolution is not right for sequences of any length: where each step is not one of the input's.</summary>
    public static string? LengthObstacle(int strides, WindowPadding padding, int kernelSize) =>
        strides > 1 ? "strides make fewer steps of the sequence, from other places for each length; leave them out, or declare the input with length instead of max_length"
        : padding == WindowPadding.Valid && kernelSize > 1 ? "padding=valid gives fewer steps than the sequence has, and a short one has none left; write padding=same or padding=causal, or declare the input with length instead of max_length"
        : null;

    /// <summary>The output of a convolution with as many steps as its input.</summary>
    public static Shape? InferShape(Shape input, ShapeContext context, Window window, int size) =>
        InferShape(context, window, "kernel_size", size) is { } output ? output with { LengthOf = input.LengthOf, Masked = input.IsVariable } : null;

    public static bool AcceptsInput(Shape input) => input.IsSequence && input.Kind == ShapeKind.Floats;

    /// <summary>What such a layer works on, in words.</summary>
    public const string NeededInput = "a sequence of feature vectors";
}
