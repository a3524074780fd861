namespace SeqGen.Generator.Layers;

/// <summary>The argument <c>axis</c> of layers that work along the steps or along the values, in Keras' numbers: the batch is axis 0.</summary>
internal static class AxisArgument
{
    private const string Name = "axis";

    /// <summary>The argument.</summary>
    /// <param name="summary">What happens along the axis.</param>
    public static ArgumentDefinition Of(string summary) =>
        ArgumentDefinition.Integer(Name, -2, 2, $"{summary}: -1 for the values of a step, 1 for the steps of a sequence.") with { Default = "-1" };

    public static int Read(ArgumentReader arguments) => arguments.Integer(Name);

    /// <summary>True where the axis is that of the steps; one vector has none.</summary>
    public static bool IsTime(int axis, Shape input) => input.IsSequence && axis is 1 or -2;

    /// <summary>True for an axis of the input; says where it is none.</summary>
    public static bool Check(int axis, Shape input, ShapeContext context)
    {
        bool exists = input.IsSequence ? axis != 0 : axis is -1 or 1;
        if (!exists)
        {
            context.Impossible(Name, input.IsSequence ? "a sequence has the axes 1 (its steps) and 2 or -1 (the values of a step)" : "one vector has no axis but 1 or -1");
        }

        return exists;
    }
}
