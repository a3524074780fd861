// simple_rnn: the fully connected recurrent layer.
//
//     h[t] = a(x[t].W + h[t-1].U + b)
//     dropout, recurrent_dropout: in training x[t], and h[t-1] where it meets U, times factors that all steps share
//     layer_normalization: x[t].W and h[t-1].U are normalised, each by itself (see CellNormalization)
//     weights  kernel W [input, units], recurrent_kernel U [units, units], bias b [units]; kernel_norm and recurrent_norm gamma and beta [units] each
//     state    h
//     mask     a masked step carries h over and repeats the output before it

namespace SeqGen.Generator.Layers;

/// <summary>The fully connected recurrent layer.</summary>
internal sealed record SimpleRnnLayer : RecurrentLayer
{
    public override int Gates => 1;

    public override ImmutableArray<(string Name, string Title)> States => [("h", "Hidden")];

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "simple_rnn", "SimpleRNN", "The fully connected recurrent layer: the output is fed back.", Read,
        [
            RecurrentOptions.UnitsArgument,
            RecurrentOptions.ActivationArgument with { Positional = true },
            RecurrentOptions.GoBackwardsArgument,
            .. RecurrentOptions.FurtherArguments,
        ]);

    public static SimpleRnnLayer Read(ArgumentReader arguments) => new() { Options = RecurrentOptions.Read(arguments) };

    public override IReadOnlyList<Value> Step(RecurrentCell cell)
    {
        cell.Says("h = a(z + h.U)");
        CellSums z = cell.Sums("Sums", "Recurrent", 0, 1);
        return [RecurrentCell.Title("state", cell.Candidate("value", z[0]))];
    }
}
