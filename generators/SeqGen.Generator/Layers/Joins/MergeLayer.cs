namespace SeqGen.Generator.Layers;

/// <summary>
/// What the layers have in common that put outputs together value by value: Keras' merging layers. A layer is its function of one
/// value of each operand, and the gradient of that.
/// </summary>
/// <remarks>
/// Where an operand has one step, or one value a step, it stands for all of them; a vector is one step. The gradient of such an operand is
/// the sum over what it stood for.
/// </remarks>
internal abstract record MergeLayer : LayerSpec
{
    /// <summary>The value, from one of each operand.</summary>
    public abstract Value Merge(IReadOnlyList<Value> operands);

    /// <summary>The gradient of an operand's value.</summary>
    /// <param name="gradient">The gradient of the merged value.</param>
    /// <param name="merged">The merged value.</param>
    /// <param name="operands">The operands' values.</param>
    /// <param name="operand">Which of them.</param>
    public abstract Value Differentiate(Value gradient, Value merged, IReadOnlyList<Value> operands, int operand);

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        Shape output = input;
        for (int i = 1; i < context.Inputs.Count; i++)
        {
            Shape other = context.Inputs[i];
            if (other.Kind != ShapeKind.Floats || Common(output.Vectors, other.Vectors) is not { } vectors || Common(output.Size, other.Size) is not { } size)
            {
                return context.Impossible(
                    Definition.OwnArguments[0].Name,
                    $"{Definition.Word} needs outputs of the same shape, but for one step or one value that stands for all: the line above gives {input}, but '{context.InputName(i)}' gives {other}");
            }

            output = new(output.IsSequence || other.IsSequence ? vectors : 0, size, output.Masked && other.Masked, ShapeKind.Floats);
        }

        output = output with { Masked = output.Masked || context.Inputs.Any(shape => shape.IsVariable), LengthOf = JoinRules.LengthOf(context.Inputs) };

        context.Uses(0, 2L * output.Vectors * output.Size);
        return output;
    }

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => JoinRules.LengthObstacle(inputs);

    /// <summary>A step of a stream would need what stands for all steps to be known when the first one comes.</summary>
    public override bool NeedsAllSteps(int input, IReadOnlyList<Shape> inputs) => inputs[input].Vectors < inputs.Max(shape => shape.Vectors);

    /// <summary>Operands that stand for several steps or values are laid out otherwise.</summary>
    public override bool TakesStepsInLanes(IReadOnlyList<Shape> inputs) => AreAlike(inputs);

    /// <summary>True where every operand has all steps and values, all of them real.</summary>
    protected static bool AreAlike(IReadOnlyList<Shape> inputs) => inputs.All(input => !input.Masked && !input.IsVariable && input.Vectors == inputs[0].Vectors && input.Size == inputs[0].Size);

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new MergePlan(this, planner);

    private static int? Common(int first, int second) => first == second || second == 1 ? first : first == 1 ? second : null;
}
