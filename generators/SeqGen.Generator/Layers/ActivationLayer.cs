// activation: an activation function as a layer of its own.
//
//     y[t] = a(x[t])
//     weights  none
//     mask     passes through

namespace SeqGen.Generator.Layers;

/// <summary>An activation function as a layer of its own.</summary>
internal sealed record ActivationLayer : LayerSpec
{
    public required ActivationSpec Activation { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "activation", "Activation", "An activation function as a layer of its own.", Read,
        ArgumentDefinition.Activation("activation", null, "The function.") with { Positional = true });

    private static ActivationLayer Read(ArgumentReader arguments) => new() { Activation = arguments.Activation("activation") };

    public override Shape? InferShape(Shape input, ShapeContext context) => InferFloats(input, context);

    /// <summary>The shape of a function of each value.</summary>
    public static Shape? InferFloats(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        context.Uses(0, 2L * input.Vectors * input.Size);
        return input;
    }

    public override ActivationSpec OutputActivation(ActivationSpec before) => Activation;

    public override void WriteConfig(JsonFields config, Shape input) => config.Add("activation", Activation.ToString());

    public override bool WorksOnEachStep => true;

    public override bool TakesStepsInLanes(IReadOnlyList<Shape> inputs) => ActivationPlan.FinishesSums(Activation, inputs[0]);

    public override bool FinishesSums(IReadOnlyList<Shape> inputs) => ActivationPlan.FinishesSums(Activation, inputs[0]);

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new ActivationPlan(Activation, planner, $"Activation({Activation})", input);
}

/// <summary>Keeps the output for the backward pass, and where the derivative needs it the input, which lies in lines.</summary>
internal sealed class ActivationPlan : LayerPlan
{
    private readonly ActivationSpec _activation;
    private readonly PlainInput _input;
    private readonly Test? _isOfLogits;
    private readonly StepSum? _sum;

    public ActivationPlan(ActivationSpec activation, LayerPlanner planner, string title, Tensor input)
        : base(planner, title)
    {
        _activation = activation;
        _input = new PlainInput(planner, "Arguments", input);
        _isOfLogits = planner.GradientIsOfLogits;
        _sum = planner.SumOf(input);
        Output = planner.OutputTensor("Values", input.Steps, input.Size);
        Output.Mask = input.Mask;
        if (planner.Training)
        {
            Output.Gradient = planner.Tensor("OutputGradient", input.Steps, input.Size);
        }
    }

    /// <summary>True for a function of each value by itself.</summary>
    public static bool FinishesSums(ActivationSpec activation, Shape input) => !activation.MixesValues && !input.Masked && !input.IsVariable;

    public override bool HasBackward => _input.Gradient != null;

    public override void Forward(KernelWriter k)
    {
        if (_sum != null)
        {
            ForwardSum(k, _sum);
            return;
        }

        Tensor x = _input.Values;
        _input.Forward(k);
        k.Comment($"y = {_activation}(x)");
        k.Reference("x", x);
        k.Reference("values", Output);
        if (x.HasStepsInLanes)
        {
            k.MapLanes(x, Output, "x", "values", value => Activations.Apply(k.Math, _activation, value));
            return;
        }

        k.ForRows(Rows, [("x", x.RowStride), ("values", Output.RowStride)], row =>
            k.MapSteps(x, Output, row("x"), row("values"), Output.Stride, (value, _) => Activations.Apply(k.Math, _activation, value)));
        k.FinishRows(_activation, "probabilities", Output);
    }

    /// <summary>The function of a sum that was left open.</summary>
    private void ForwardSum(KernelWriter k, StepSum sum)
    {
        k.Comment($"y = {_activation}(sum of {sum.Products.Count} products and {sum.Addends.Count} inputs)");
        sum.Write(k, Output.Steps, [("values", Output)], (point, lines) =>
        {
            for (int line = 0; line < lines; line++)
            {
                k.Store(Activations.Apply(k.Math, _activation, point.Sum(line)), point.At("values", line));
            }
        });
    }

    public override void Backward(KernelWriter k)
    {
        k.Reference("values", Output);
        k.Reference("outputGradient", Output.Gradient!);
        k.Reference("x", _input.Values);
        k.Reference("inputGradient", _input.Gradient!);
        k.ActivationGradient(_activation, "outputGradient", Output.Gradient!, "values", Output, ("x", _input.Values), _isOfLogits);
        k.ForRows(Rows, [("outputGradient", Output.Gradient!.RowStride), ("inputGradient", _input.Gradient!.RowStride)], row =>
            k.MapSteps(Output.Gradient, _input.Gradient, row("outputGradient"), row("inputGradient"), Output.Stride, (value, _) => value));
        _input.Backward(k);
    }
}
