// add: the sum of several outputs of the same shape, value by value.
//
//     y[t] = x[t] + a[t] + b[t] + ...      x: the line above; a, b, ...: the named layers or branches
//     weights  none
//     mask     a step is real where it is real in any input; none where an input has none

namespace SeqGen.Generator.Layers;

/// <summary>The sum of several outputs.</summary>
internal sealed record AddLayer : LayerSpec
{
    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "add", "Add", "The sum of several outputs of the same shape.", Read, JoinRules.LayersArgument);

    private static AddLayer Read(ArgumentReader arguments)
    {
        arguments.Layers(JoinRules.LayersArgument.Name);
        return new();
    }

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (JoinRules.InferShape(input, context, (first, other) => first.Size == other.Size, "add needs outputs of the same shape") is not { } output)
        {
            return null;
        }

        context.Uses(0, 2L * output.Vectors * output.Size);
        return output;
    }

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new AddPlan(planner);
}

/// <summary>Adds the inputs; each one gets the whole gradient.</summary>
internal sealed class AddPlan(LayerPlanner planner) : JoinPlan(planner, "Add", planner.Inputs[0].Size)
{
    protected override void Join(KernelWriter k)
    {
        k.Comment($"y = the sum of {Inputs.Count} inputs");
        ForRows(k, [("sum", Output), .. Inputs.Select((input, index) => ($"input{index}", input.Values))], i =>
            k.Store(Value.Sum(Inputs.Select((_, index) => k.Load($"input{index}", i)))!, "sum", i));
    }

    protected override void Divide(KernelWriter k)
    {
        k.Comment("Each input gets the whole gradient.");
        Tensor[] gradients = [.. Inputs.Select(input => input.Gradient).OfType<Tensor>()];
        ForRows(k, [("outputGradient", Output.Gradient!), .. gradients.Select((gradient, index) => ($"gradient{index}", gradient))], i =>
        {
            for (int index = 0; index < gradients.Length; index++)
            {
                k.Store(k.Load("outputGradient", i), $"gradient{index}", i);
            }
        });
    }

    /// <summary>All steps of a row lie one behind the other in every one of these tensors.</summary>
    private void ForRows(KernelWriter k, IReadOnlyList<(string Name, Tensor Tensor)> tensors, Action<Index> body)
    {
        using (k.Loop("row", Rows))
        {
            foreach ((string name, Tensor tensor) in tensors)
            {
                k.Reference(name, tensor.Row);
            }

            k.Map(Output.Steps * Output.Stride, body);
        }
    }
}
