// concatenate: the values of several outputs of the same steps, concatenated.
//
//     y[t] = (x[t], a[t], b[t], ...)      x: the line above; a, b, ...: the named layers or branches
//     weights  none
//     mask     a step is real where it is real in any input; none where an input has none

namespace SeqGen.Generator.Layers;

/// <summary>Several outputs side by side.</summary>
internal sealed record ConcatenateLayer : LayerSpec
{
    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "concatenate", "Concatenate", "The values of several outputs of the same steps, concatenated.", Read, JoinRules.LayersArgument);

    private static ConcatenateLayer Read(ArgumentReader arguments)
    {
        arguments.Layers(JoinRules.LayersArgument.Name);
        return new();
    }

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (JoinRules.InferShape(input, context, "concatenate needs outputs of the same steps") is not { } output)
        {
            return null;
        }

        long size = context.Inputs.Sum(shape => (long)shape.Size);
        if (size > Limits.Features)
        {
            return context.TooLarge(null, "the concatenated vector", size, Limits.Features);
        }

        context.Uses(0, 2 * output.Vectors * size);
        return output with { Size = (int)size };
    }

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => JoinRules.LengthObstacle(inputs);

    public override void WriteConfig(JsonFields config, Shape input) => config.Add("axis", -1);

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new ConcatenatePlan(planner);
}

/// <summary>Copies every input to its place, and the gradient back from there.</summary>
internal sealed class ConcatenatePlan(LayerPlanner planner) : JoinPlan(planner, "Concatenate", planner.Inputs[0].Steps, planner.Inputs.Sum(input => input.Size))
{
    protected override void Join(KernelWriter k)
    {
        k.Comment($"y[t] = the {Inputs.Count} inputs, concatenated");
        ForParts(k, (input, place) => k.Copy(StepOf(input.Values, 0), StepOf(Output, place), input.Values.Size));
    }

    protected override void Divide(KernelWriter k)
    {
        k.Comment("Each input's part of the gradient.");
        ForParts(k, (input, place) =>
        {
            if (input.Gradient != null)
            {
                k.Copy(StepOf(Output.Gradient!, place), StepOf(input.Gradient, 0), input.Values.Size);
            }
        });
    }

    private void ForParts(KernelWriter k, Action<PlainInput, int> body)
    {
        using (k.Loop("row", Rows))
        using (k.Loop("t", Output.Steps))
        {
            int place = 0;
            foreach (PlainInput input in Inputs)
            {
                body(input, place);
                place += input.Values.Size;
            }
        }
    }

    private static Address StepOf(Tensor tensor, int plus) => tensor.StepAt("t") + plus;
}
