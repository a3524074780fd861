// bidirectional: two copies of a recurrent layer, one of them reading the sequence from its end.
//
//     forward[t]  = cell over x[0], x[1], ...
//     backward[t] = cell over x[n-1], x[n-2], ..., then put back into time order
//     y[t] = merge(forward[t], backward[t]): concat, sum, mul or ave
//     without return_sequences y merges the last output of each direction
//     weights  forward/..., then backward/..., each as of the cell's layer
//     states   the forward cell's, then the backward cell's
//     mask     with return_sequences a masked step gives zeros, otherwise as the cell's layer

namespace SeqGen.Generator.Layers;

/// <summary>How the two directions become one output.</summary>
internal enum MergeMode
{
    Concat,
    Sum,
    Mul,
    Ave,
}

/// <summary>A recurrent layer in both directions.</summary>
internal sealed record BidirectionalLayer : LayerSpec
{
    private static readonly WordTable<MergeMode> MergeModes = new(
        ("concat", MergeMode.Concat),
        ("sum", MergeMode.Sum),
        ("mul", MergeMode.Mul),
        ("ave", MergeMode.Ave));

    private static readonly WordTable<CellKind> Cells = new(
        ("lstm", CellKind.Lstm),
        ("gru", CellKind.Gru),
        ("simple_rnn", CellKind.SimpleRnn));

    private enum CellKind
    {
        Lstm,
        Gru,
        SimpleRnn,
    }

    /// <summary>The layer of one direction (without a name of its own).</summary>
    public required RecurrentLayer Layer { get; init; }

    public required MergeMode MergeMode { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "bidirectional", "Bidirectional", "A recurrent layer that reads the sequence in both directions.", Read,
        [
            ArgumentDefinition.Choice("cell", Cells.Words, "The recurrent layer of each direction.") with { Positional = true },
            RecurrentOptions.UnitsArgument,
            RecurrentOptions.ActivationArgument with { Positional = true },
            RecurrentOptions.RecurrentActivationArgument,
            .. RecurrentOptions.FurtherArguments,
            LstmLayer.UnitForgetBiasArgument,
            GruLayer.ResetAfterArgument,
            ArgumentDefinition.Choice("merge_mode", MergeModes.Words, "How the two directions become one output.") with { Default = "concat" },
        ]);

    private static BidirectionalLayer Read(ArgumentReader arguments) => new()
    {
        Layer = ReadCell(arguments),
        MergeMode = arguments.Choice("merge_mode", MergeModes),
    };

    private static RecurrentLayer ReadCell(ArgumentReader arguments)
    {
        CellKind cell = arguments.Choice("cell", Cells);
        if (cell != CellKind.Lstm)
        {
            arguments.RejectIfGiven("unit_forget_bias", "only an lstm has a forget gate");
        }

        if (cell != CellKind.Gru)
        {
            arguments.RejectIfGiven("reset_after", "only a gru has a reset gate");
        }

        if (cell == CellKind.SimpleRnn)
        {
            arguments.RejectIfGiven("recurrent_activation", "a simple_rnn has no gates");
        }

        return cell switch
        {
            CellKind.Lstm => LstmLayer.Read(arguments),
            CellKind.Gru => GruLayer.Read(arguments),
            _ => WithoutGates(SimpleRnnLayer.Read(arguments)),
        };
    }

    /// <summary>The same record as a simple_rnn of its own would have.</summary>
    private static SimpleRnnLayer WithoutGates(SimpleRnnLayer layer) =>
        layer with { Options = layer.Options with { RecurrentActivation = ActivationSpec.Linear } };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (!RecurrentLayer.AcceptsInput(input))
        {
            return context.CannotFollow(RecurrentLayer.NeededInput, input);
        }

        if (Layer.Options.ReturnState && !context.IsLast)
        {
            return context.Impossible("return_state", "a layer with return_state must be the model's last layer");
        }

        context.Uses(2 * Layer.CountWeights(input.Size), 2 * Layer.CountSequenceValues(input.Steps));
        return Layer.OutputShape(input, MergeMode == MergeMode.Concat ? 2 * Layer.Options.Units : Layer.Options.Units);
    }
}
