namespace SeqGen.Generator.Layers;

/// <summary>Steps before the first and after the last step of a sequence, which a layer adds or takes away.</summary>
/// <param name="Left">Before the first.</param>
/// <param name="Right">Behind the last.</param>
internal sealed record Edges(int Left, int Right)
{
    private const string LeftName = "left";
    private const string RightName = "right";

    /// <summary>The arguments.</summary>
    /// <param name="what">What the layer does with the steps, for instance <c>Zeros</c>.</param>
    /// <param name="left">How many where none are written; null where they must be.</param>
    public static ImmutableArray<ArgumentDefinition> Arguments(string what, string? left) =>
    [
        ArgumentDefinition.Integer(LeftName, 0, Limits.Steps, $"{what} before the first step.") with { Positional = true, Default = left },
        ArgumentDefinition.Integer(RightName, 0, Limits.Steps, $"{what} after the last step; by default as many as left.") with { Optional = true },
    ];

    public static Edges Read(ArgumentReader arguments)
    {
        int left = arguments.Integer(LeftName);
        return new(left, arguments.OptionalInteger(RightName) ?? left);
    }

    public string Json => $"[{Left},{Right}]";

    /// <summary>The shape of a sequence that gets longer, or null where that does not work.</summary>
    public Shape? Lengthen(Shape input, ShapeContext context)
    {
        if (!WindowArguments.AcceptsInput(input))
        {
            return context.CannotFollow(WindowArguments.NeededInput, input);
        }

        long steps = (long)Left + input.Steps + Right;
        if (steps > Limits.Steps)
        {
            return context.TooLarge(LeftName, "the number of steps with those added", steps, Limits.Steps);
        }

        context.Uses(0, 2 * steps * input.Size);
        return new((int)steps, input.Size, false, ShapeKind.Floats);
    }
}
