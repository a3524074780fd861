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

    public static LayerDefinition Declaration { get; } = new(
        "dropout", "Dropout", "Drops values in training, to keep the network from learning by heart.", Read,
        new ArgumentDefinition
        {
            Name = "rate",
            Type = ArgumentType.Number,
            Positional = true,
            Minimum = 0,
            Maximum = 1,
            BelowMaximum = true,
            Summary = "The probability that a value is dropped.",
        });

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
}
