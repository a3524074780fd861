// simple_rnn: the fully connected recurrent layer.
//
//     h[t] = a(x[t].W + h[t-1].U + b)
//     weights  kernel W [input, units], recurrent_kernel U [units, units], bias b [units]
//     state    h
//     mask     a masked step carries h over and repeats the output before it

namespace SeqGen.Generator.Layers;

/// <summary>The fully connected recurrent layer.</summary>
internal sealed record SimpleRnnLayer : RecurrentLayer
{
    public override int Gates => 1;

    public override ImmutableArray<string> States => ["h"];

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
}
