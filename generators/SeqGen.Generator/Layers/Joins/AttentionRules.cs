namespace SeqGen.Generator.Layers;

/// <summary>What the attention layers have in common: whom they attend to, and which shapes go together.</summary>
internal static class AttentionRules
{
    public static ArgumentDefinition ValueArgument { get; } =
        ArgumentDefinition.Layer("value", "The layer or branch whose steps are attended to; the line above is the query.") with { Positional = true };

    public static ArgumentDefinition KeyArgument { get; } =
        ArgumentDefinition.Layer("key", "The layer or branch whose steps are compared with the query; by default the value.") with { Optional = true };

    public static void Read(ArgumentReader arguments)
    {
        arguments.Layers(ValueArgument.Name);
        arguments.Layers(KeyArgument.Name);
    }

    /// <summary>The output's shape: the query's steps, the value's size.</summary>
    public static Shape? InferShape(Shape query, ShapeContext context, long weights)
    {
        Shape value = context.Inputs[1];
        Shape key = context.Inputs.Count > 2 ? context.Inputs[2] : value;
        if (!IsSequence(query))
        {
            return context.CannotFollow("a sequence of feature vectors", query);
        }

        for (int input = 1; input < context.Inputs.Count; input++)
        {
            if (!IsSequence(context.Inputs[input]))
            {
                string argument = input == 1 ? ValueArgument.Name : KeyArgument.Name;
                return context.Impossible(argument, $"it attends to a sequence of feature vectors, but '{context.InputName(input)}' gives {context.Inputs[input]}");
            }
        }

        if (key.Steps != value.Steps)
        {
            return context.Impossible(KeyArgument.Name, $"keys and values have the same steps, but there are {key.Steps} and {value.Steps}");
        }

        if (key.Size != query.Size)
        {
            string argument = context.Inputs.Count > 2 ? KeyArgument.Name : ValueArgument.Name;
            return context.Impossible(argument, $"query and key have the same size, but the line above gives {query.Size} values a step and '{context.InputName(context.Inputs.Count - 1)}' gives {key.Size}");
        }

        context.Uses(weights, ((long)query.Steps * (value.Steps + (2L * value.Size))) + query.Steps * (long)query.Size);
        return query with { Size = value.Size };
    }

    private static bool IsSequence(Shape shape) => shape.IsSequence && shape.Kind == ShapeKind.Floats;
}
