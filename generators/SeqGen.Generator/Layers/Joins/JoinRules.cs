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

        return input with { Masked = inputs.All(shape => shape.Masked) };
    }

    /// <summary>A step is real where it is real in any input, of which one step may stand for all; in an input without a mask every step is.</summary>
    public static Tensor? PlanMask(LayerPlanner planner)
    {
        Tensor?[] masks = [.. planner.Inputs.Select(input => input.Mask)];
        return masks.Any(mask => mask == null) ? null : masks.Distinct().Count() == 1 ? masks[0] : planner.Scalars("Mask", masks.Max(mask => mask!.Steps));
    }

    public static void WriteMask(KernelWriter k, LayerPlanner planner, Tensor? mask)
    {
        if (mask == null || planner.Inputs.Any(input => input.Mask == mask))
        {
            return;
        }

        k.Comment("A step is real where it is real in any input.");
        using (k.Loop("row", planner.Rows))
        using (k.Loop("t", mask.Steps))
        {
            k.Store(planner.Inputs.Select(input => input.Mask!.ValueAt("row", input.Mask.Steps == 1 ? 0 : "t")).Aggregate(Scalar.Max), mask.StepAt("t"));
        }
    }
}
