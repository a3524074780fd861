// permute: steps and values change places.
//
//     y[k][t] = x[t][k]
//     weights  none
//     mask     ends here

namespace SeqGen.Generator.Layers;

/// <summary>Steps and values change places.</summary>
internal sealed record PermuteLayer : LayerSpec
{
    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "permute", "Permute", "Steps and values change places: the values of a step become steps.", static _ => new PermuteLayer());

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (!WindowArguments.AcceptsInput(input))
        {
            return context.CannotFollow(WindowArguments.NeededInput, input);
        }

        context.Uses(0, 2L * input.Steps * input.Size);
        return new(input.Size, input.Steps, false, ShapeKind.Floats);
    }

    public override void WriteConfig(JsonFields config, Shape input) => config.AddRaw("dims", "[2,1]");

    public override string? StreamObstacle => "permute needs the whole sequence";

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new PermutePlan(planner, input);
}

/// <summary>Moves one value after the other.</summary>
internal sealed class PermutePlan : LayerPlan
{
    private readonly Tensor _input;

    public PermutePlan(LayerPlanner planner, Tensor input)
        : base(planner, "Permute")
    {
        _input = input;
        Output = planner.Tensor("Values", input.Size, input.Steps);
        if (planner.Training && input.Gradient != null)
        {
            Output.Gradient = planner.Tensor("OutputGradient", input.Size, input.Steps);
        }
    }

    public override bool HasBackward => _input.Gradient != null;

    public override void Forward(KernelWriter k)
    {
        k.Comment("y[k][t] = x[t][k]");
        Move(k, _input, Output);
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment("dx[t][k] = dy[k][t]");
        using (k.If(_input.GradientCondition))
        {
            Move(k, Output.Gradient!, _input.Gradient!);
        }
    }

    private void Move(KernelWriter k, Tensor from, Tensor to)
    {
        using (k.Loop("row", Rows))
        using (k.Loop("t", from.Steps))
        using (k.Loop("value", from.Size))
        {
            k.Store((from.StepAt("t") + "value").Float, to.StepAt("value") + "t");
        }
    }
}
