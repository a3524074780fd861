namespace SeqGen.Generator.Parsing;

/// <summary>A line that makes the output of a layer above an output of the model.</summary>
/// <param name="Layer">The layer or branch, whose name is also that of the output; null where it cannot be read.</param>
/// <param name="Loss">Its loss, where the line names one.</param>
/// <param name="LossWeight">What its loss counts in the sum of all losses.</param>
/// <param name="Positions">The places of the word and of the arguments.</param>
internal sealed record OutputLine(LayerReference? Layer, LossSpec? Loss, float LossWeight, LayerPositions Positions)
{
    public const string Word = "output";

    private const string WeightArgument = "loss_weight";

    /// <summary>The arguments of the line <c>output</c> and of the attribute <c>[Output]</c>.</summary>
    public static ImmutableArray<ArgumentDefinition> Arguments { get; } =
    [
        ArgumentDefinition.Layer("name", "The layer or branch above that is an output; this is also the output's name.") with { Positional = true },
        LossSpec.FunctionArgument with { Optional = true },
        LossSpec.FromLogitsArgument,
        ArgumentDefinition.Number(WeightArgument, "1", "What the output's loss counts in the sum of all losses.") with { Minimum = 0 },
    ];

    public static OutputLine Read(ArgumentReader arguments)
    {
        arguments.Layers("name");
        bool hasLoss = arguments.IsGiven(LossSpec.FunctionArgument.Name);
        if (!hasLoss)
        {
            arguments.RejectIfGiven(LossSpec.FromLogitsArgument.Name, "the output has no loss");
        }

        return new(arguments.JoinedLayers.FirstOrDefault(), hasLoss ? LossSpec.Read(arguments) : null, arguments.Number(WeightArgument), arguments.Positions);
    }
}
