// dropout: in training drops each value with probability rate and scales the others up; else does nothing.
//
//     y = x * keep / (1 - rate),  keep = 1 with probability 1 - rate, else 0
//     weights  none
//     mask     passes through

namespace SeqGen.Generator.Layers;

/// <summary>Inverted dropout (Srivastava 2014).</summary>
internal sealed record DropoutLayer : LayerSpec
{
    /// <summary>The probability that a value is dropped.</summary>
    public required float Rate { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static ArgumentDefinition RateArgument { get; } = new()
    {
        Name = "rate",
        Type = ArgumentType.Number,
        Positional = true,
        Minimum = 0,
        Maximum = 1,
        BelowMaximum = true,
        Summary = "The probability that a value is dropped.",
    };

    public static LayerDefinition Declaration { get; } = new(
        "dropout", "Dropout", "Drops values in training, to keep the network from learning by heart.", Read, RateArgument);

    private static DropoutLayer Read(ArgumentReader arguments) => new() { Rate = arguments.Number("rate") };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        context.Uses(0, 2L * Math.Max(input.Steps, 1) * input.Size);
        return input;
    }

    public override ActivationSpec OutputActivation(ActivationSpec before) => before;

    public override void WriteConfig(JsonObject config, Shape input) => config.Add("rate", Rate);

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) =>
        planner.Training && Rate > 0 ? new DropoutPlan(this, planner, input) : new PassThroughPlan(planner, "Dropout", input);
}

/// <summary>In training: a factor of 0 or 1 / (1 - rate) for each value, which depends on the step's key and the row alone.</summary>
internal sealed class DropoutPlan : LayerPlan
{
    private readonly DropoutLayer _layer;
    private readonly Tensor _input;
    private readonly Tensor _factors;
    private readonly int _salt;

    public DropoutPlan(DropoutLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, $"Dropout({layer.Rate.ToString(System.Globalization.CultureInfo.InvariantCulture)})")
    {
        _layer = layer;
        _input = input;
        _salt = layer.Seed ?? planner.LayerIndex;
        _factors = planner.TensorLike("Factors", input);
        Output = planner.TensorLike("Values", input);
        Output.Mask = input.Mask;
        if (input.Gradient != null)
        {
            Output.Gradient = planner.TensorLike("OutputGradient", input);
            Output.GradientCondition = input.GradientCondition;
        }
    }

    public override bool HasBackward => _input.Gradient != null;

    public override void Forward(KernelWriter k)
    {
        k.Comment("y = x * factor, factor 0 with probability rate, else 1 / (1 - rate)");
        k.Reference("x", _input);
        k.Reference("factors", _factors);
        k.Reference("values", Output);
        using (k.Loop("row", Rows))
        {
            k.Line($"DropoutMask.Fill(ref Unsafe.Add(ref factors, row * {_factors.RowStride}), {_factors.RowStride}, tile.Training ? {CodeWriter.Literal(_layer.Rate)} : 0f, tile.DropoutKey, {_salt}, tile.FirstRow + row);");
        }

        Multiply(k, "x", _input, "values", Output);
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment("dx = dy * factor");
        k.Reference("outputGradient", Output.Gradient!);
        k.Reference("factors", _factors);
        k.Reference("inputGradient", _input.Gradient!);
        Multiply(k, "outputGradient", Output.Gradient!, "inputGradient", _input.Gradient!);
    }

    private void Multiply(KernelWriter k, string from, Tensor source, string to, Tensor target) =>
        k.ForRows(Rows, [(from, source.RowStride), ("factors", _factors.RowStride), (to, target.RowStride)], row =>
            k.MapSteps(source, target, row(from), row(to), _factors.Stride, (value, offset) => $"{value} * {k.Load(row("factors"), offset)}"));
}
