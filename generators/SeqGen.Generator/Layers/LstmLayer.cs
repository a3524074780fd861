// lstm: long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers 2000).
//
//     i[t] = s(x[t].W_i + h[t-1].U_i + b_i)          input gate
//     f[t] = s(x[t].W_f + h[t-1].U_f + b_f)          forget gate
//     g[t] = a(x[t].W_c + h[t-1].U_c + b_c)          candidate
//     o[t] = s(x[t].W_o + h[t-1].U_o + b_o)          output gate
//     c[t] = f[t] * c[t-1] + i[t] * g[t]
//     h[t] = o[t] * a(c[t])
//     weights  kernel W [input, 4 units], recurrent_kernel U [units, 4 units], bias b [4 units]; blocks i, f, c, o
//     states   h, c
//     mask     a masked step carries h and c over and repeats the output before it

namespace SeqGen.Generator.Layers;

/// <summary>Long short-term memory.</summary>
internal sealed record LstmLayer : RecurrentLayer
{
    /// <summary>True where a fresh bias has ones for the forget gate.</summary>
    public required bool UnitForgetBias { get; init; }

    public override int Gates => 4;

    public override ImmutableArray<string> States => ["h", "c"];

    public override LayerDefinition Definition => Declaration;

    public static ArgumentDefinition UnitForgetBiasArgument { get; } =
        ArgumentDefinition.Flag("unit_forget_bias", true, "A fresh bias has ones for the forget gate (and zeros for the others).");

    public static LayerDefinition Declaration { get; } = new(
        "lstm", "LSTM", "Long short-term memory.", Read,
        [
            RecurrentOptions.UnitsArgument,
            RecurrentOptions.ActivationArgument with { Positional = true },
            RecurrentOptions.RecurrentActivationArgument,
            RecurrentOptions.GoBackwardsArgument,
            .. RecurrentOptions.FurtherArguments,
            UnitForgetBiasArgument,
        ]);

    public static LstmLayer Read(ArgumentReader arguments) => new()
    {
        Options = RecurrentOptions.Read(arguments),
        UnitForgetBias = arguments.Flag("unit_forget_bias"),
    };
}
