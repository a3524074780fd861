namespace SeqGen.Generator.Layers;

/// <summary>What the attention layers have in common: whom they attend to, and which shapes go together.</summary>
internal static class AttentionRules
{
    public static ArgumentDefinition ValueArgument { get; } =
        ArgumentDefinition.Layer("value", "The layer or branch whose steps are attended to; the line above is the query.") with { Positional = true };

    public static ArgumentDefinition KeyArgument { get; } =
        ArgumentDefinition.Layer("key", "The layer or branch whose steps are compared with the query; by default the value.") with { Optional = true };

    public static ArgumentDefinition CausalArgument { get; } =
        ArgumentDefinition.Flag("use_causal_mask", false, "A step does not see later ones: step t attends to the steps up to t.");

    public static ArgumentDefinition DropoutArgument { get; } = DropoutLayer.RateArgument with
    {
        Name = "dropout",
        Positional = false,
        Default = "0",
        Summary = "The probability that a weight of a pair of steps is dropped in training.",
    };

    /// <summary>Why a causal mask keeps a layer from streams.</summary>
    public const string CausalObstacle = "use_causal_mask needs to know a step's place in the sequence";

    /// <summary>Keras takes the causal mask as an argument of the call.</summary>
    public static void WriteCall(JsonFields keywords, bool isCausal)
    {
        if (isCausal)
        {
            keywords.Add("use_causal_mask", true);
        }
    }

    public static void Read(ArgumentReader arguments)
    {
        arguments.Layers(ValueArgument.Name);
        arguments.Layers(KeyArgument.Name);
    }

    /// <summary>The output's shape: the query's steps, the value's size.</summary>
    public static Shape? InferShape(Shape query, ShapeContext context, long weights, float dropout)
    {
        if (!AreSequences(query, context))
        {
            return null;
        }

        Shape value = context.Inputs[1];
        Shape key = context.Inputs.Count > 2 ? context.Inputs[2] : value;

        if (key.Size != query.Size)
        {
            string argument = context.Inputs.Count > 2 ? KeyArgument.Name : ValueArgument.Name;
            return context.Impossible(argument, $"query and key have the same size, but the line above gives {query.Size} values a step and '{context.InputName(context.Inputs.Count - 1)}' gives {key.Size}");
        }

        context.Uses(weights, query.Steps * (((dropout > 0 ? 2L : 1L) * value.Steps) + (2L * value.Size) + query.Size));
        return query with { Size = value.Size };
    }

    /// <summary>Checks that query, value and key are sequences of vectors, the last two of the same steps.</summary>
    public static bool AreSequences(Shape query, ShapeContext context)
    {
        if (!IsSequence(query))
        {
            context.CannotFollow("a sequence of feature vectors", query);
            return false;
        }

        for (int input = 1; input < context.Inputs.Count; input++)
        {
            if (!IsSequence(context.Inputs[input]))
            {
                string argument = input == 1 ? ValueArgument.Name : KeyArgument.Name;
                context.Impossible(argument, $"it attends to a sequence of feature vectors, but '{context.InputName(input)}' gives {context.Inputs[input]}");
                return false;
            }
        }

        if (context.Inputs.Count > 2 && context.Inputs[2].Steps != context.Inputs[1].Steps)
        {
            context.Impossible(KeyArgument.Name, $"keys and values have the same steps, but there are {context.Inputs[2].Steps} and {context.Inputs[1].Steps}");
            return false;
        }

        return true;
    }

    /// <summary>Queries attend to the steps that there are, whatever their own number; a key belongs to each value.</summary>
    public static string? LengthObstacle(IReadOnlyList<Shape> inputs) => JoinRules.LengthObstacle(inputs.Skip(1));

    private static bool IsSequence(Shape shape) => shape.IsSequence && shape.Kind == ShapeKind.Floats;

    /// <summary>Scores and weighted sums: two products of all pairs of steps.</summary>
    /// <param name="inputs">Query, value, and the key where it is not the value.</param>
    public static long MultiplyAdds(IReadOnlyList<Shape> inputs) => (long)inputs[0].Steps * inputs[1].Steps * (inputs[0].Size + inputs[1].Size);
}
