namespace SeqGen.Generator.Layers;

/// <summary>What the layers have in common that put several outputs of the same steps together: Keras' Merge.</summary>
internal static class JoinRules
{
    /// <summary>The layers and branches after the word.</summary>
    public static ArgumentDefinition LayersArgument { get; } =
        ArgumentDefinition.Layer("layers", "The layers or branches to join with the output of the line above.") with { Positional = true, Many = true };

    /// <summary>The common steps of the joined outputs, or null where they do not go together.</summary>
    public static Shape? InferShape(Shape input, ShapeContext context, string needs)
    {
        IReadOnlyList<Shape> inputs = context.Inputs;
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        for (int i = 1; i < inputs.Count; i++)
        {
            if (inputs[i].Kind != ShapeKind.Floats || inputs[i].Steps != input.Steps)
            {
                return context.Impossible(LayersArgument.Name, $"{needs}: the line above gives {input}, but '{context.InputName(i)}' gives {inputs[i]}");
            }
        }

        return input with { Masked = inputs.All(shape => shape.Masked) || inputs.Any(shape => shape.IsVariable), LengthOf = LengthOf(inputs) };
    }

    /// <summary>The input whose number of steps the joined outputs have; null where all have the steps that are declared.</summary>
    public static int? LengthOf(IReadOnlyList<Shape> inputs) => inputs.Select(shape => shape.LengthOf).FirstOrDefault(input => input is not null);

    /// <summary>Outputs whose steps go together have as many for every sequence: those of one input.</summary>
    /// <param name="inputs">The joined outputs; one step stands for all.</param>
    public static string? LengthObstacle(IEnumerable<Shape> inputs) => inputs.Where(shape => shape.IsVariable || shape.Vectors > 1).Select(shape => shape.LengthOf).Distinct().Count() > 1
        ? "the steps of its inputs go together, but not all of them have as many as one input of the model with max_length; join what comes from the same input, or declare all of these inputs with length and mask=true, and hand in which steps there are"
        : null;

    /// <summary>A step is real where it is real in any input, of which one step may stand for all; in an input without a mask every step is.</summary>
    public static Tensor? PlanMask(LayerPlanner planner)
    {
        Tensor?[] masks = [.. planner.Inputs.Select(input => input.Mask)];
        Tensor? presence = Presence(planner);
        return masks.Any(mask => mask == null) ? presence : masks.Distinct().Count() == 1 ? masks[0] : planner.Mask("Mask", masks.Max(mask => mask!.Steps), presence);
    }

    public static void WriteMask(KernelWriter k, LayerPlanner planner, Tensor? mask)
    {
        if (mask == null || mask == mask.Presence || planner.Inputs.Any(input => input.Mask == mask))
        {
            return;
        }

        k.Comment("A step is real where it is real in any input.");
        using (k.Loop("row", planner.Rows))
        using (k.Loop("t", mask.Steps))
        {
            Scalar any = planner.Inputs.Select(input => input.Mask!.ValueAt("row", input.Mask.Steps == 1 ? 0 : "t")).Aggregate(Scalar.Max);
            k.Store(mask.Presence == null ? any : any * mask.Presence.ValueAt("row", "t"), mask.StepAt("t"));
        }
    }

    /// <summary>Which steps there are, of sequences of any length.</summary>
    private static Tensor? Presence(LayerPlanner planner) => planner.Inputs.Select(input => input.PresentSteps).FirstOrDefault(presence => presence != null);
}
