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

        context.Uses(0, 2L * Math.Max(output.Steps, 1) * output.Size);
        return output;
    }

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new AddPlan(planner);
}

/// <summary>Adds the inputs; each one gets the whole gradient.</summary>
internal sealed class AddPlan : LayerPlan
{
    private readonly LayerPlanner _planner;
    private readonly IReadOnlyList<PlainInput> _inputs;

    public AddPlan(LayerPlanner planner)
        : base(planner, $"Add({planner.Inputs.Count})")
    {
        _planner = planner;
        _inputs = PlainInput.All(planner);
        Output = planner.Tensor("Values", planner.Inputs[0].Steps, planner.Inputs[0].Size);
        Output.Mask = JoinRules.PlanMask(planner);
        if (planner.Training && _inputs.Any(input => input.Gradient != null))
        {
            Output.Gradient = planner.Tensor("OutputGradient", Output.Steps, Output.Size);
        }
    }

    public override bool HasBackward => _inputs.Any(input => input.Gradient != null);

    public override void Forward(KernelWriter k)
    {
        JoinRules.WriteMask(k, _planner, Output.Mask);
        foreach (PlainInput input in _inputs)
        {
            input.Forward(k);
        }

        k.Comment($"y = the sum of {_inputs.Count} inputs");
        ForRows(k, [("sum", Output), .. _inputs.Select((input, index) => ($"input{index}", input.Values))], i =>
            k.Store(string.Join(" + ", _inputs.Select((_, index) => k.Load($"input{index}", i))), "sum", i));
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment("Each input gets the whole gradient.");
        PlainInput[] taking = [.. _inputs.Where(input => input.Gradient != null)];
        ForRows(k, [("outputGradient", Output.Gradient!), .. taking.Select((input, index) => ($"gradient{index}", input.Gradient!))], i =>
        {
            for (int index = 0; index < taking.Length; index++)
            {
                k.Store(k.Load("outputGradient", i), $"gradient{index}", i);
            }
        });
        foreach (PlainInput input in taking)
        {
            input.Backward(k);
        }
    }

    /// <summary>All steps of a row lie one behind the other in every one of these tensors.</summary>
    private void ForRows(KernelWriter k, IReadOnlyList<(string Name, Tensor Tensor)> tensors, Action<string> body)
    {
        using (k.Loop("row", Rows))
        {
            foreach ((string name, Tensor tensor) in tensors)
            {
                k.Line($"ref float {name} = {tensor.RowReference};");
            }

            k.Map(Output.Steps * Output.Stride, body);
        }
    }
}
