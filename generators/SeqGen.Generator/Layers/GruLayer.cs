// gru: gated recurrent unit (Cho 2014), in both of Keras' forms.
//
//     z[t] = s(x[t].W_z + h[t-1].U_z + b_z)          update gate
//     r[t] = s(x[t].W_r + h[t-1].U_r + b_r)          reset gate
//     reset_after:   g[t] = a(x[t].W_h + b0_h + r[t] * (h[t-1].U_h + b1_h))
//     otherwise:     g[t] = a(x[t].W_h + b_h + (r[t] * h[t-1]).U_h)
//     h[t] = z[t] * h[t-1] + (1 - z[t]) * g[t]
//     dropout, recurrent_dropout: in training x[t], and h[t-1] where it meets U (not beside z[t]), times factors that all steps and gates share
//     layer_normalization: x[t].W and h[t-1].U are normalised, each by itself and all gates together; without reset_after, z and r
//              together and the candidate's x[t].W_h and (r[t] * h[t-1]).U_h by themselves (see CellNormalization)
//     weights  kernel W [input, 3 units], recurrent_kernel U [units, 3 units]; blocks z, r, h
//              bias [2, 3 units] with reset_after (row 0 of the input, row 1 of the state), else [3 units];
//              kernel_norm and recurrent_norm gamma and beta [3 units] each
//     state    h
//     mask     a masked step carries h over and repeats the output before it

namespace SeqGen.Generator.Layers;

/// <summary>The gated recurrent unit.</summary>
internal sealed record GruLayer : RecurrentLayer
{
    /// <summary>True where the reset gate works behind the product with the recurrent kernel.</summary>
    public required bool ResetAfter { get; init; }

    public override int Gates => 3;

    public override int BiasRows => ResetAfter ? 2 : 1;

    public override ImmutableArray<string> States => ["h"];

    public override LayerDefinition Definition => Declaration;

    public static ArgumentDefinition ResetAfterArgument { get; } =
        ArgumentDefinition.Flag("reset_after", true, "The reset gate works behind the product with the recurrent kernel (Keras' default).");

    public static LayerDefinition Declaration { get; } = new(
        "gru", "GRU", "Gated recurrent unit.", Read,
        [
            RecurrentOptions.UnitsArgument,
            RecurrentOptions.ActivationArgument with { Positional = true },
            RecurrentOptions.RecurrentActivationArgument,
            RecurrentOptions.GoBackwardsArgument,
            .. RecurrentOptions.FurtherArguments,
            ResetAfterArgument,
        ]);

    public static GruLayer Read(ArgumentReader arguments) => new() { Options = RecurrentOptions.Read(arguments), ResetAfter = arguments.Flag("reset_after") };

    public override void WriteConfig(JsonObject config, Shape input)
    {
        base.WriteConfig(config, input);
        config.Add("recurrent_activation", Options.RecurrentActivation.ToString()).Add("reset_after", ResetAfter);
    }

    public override Recurrence Recur(LayerPlanner planner, Tensor input, string direction, bool backwards) => ResetAfter
        ? new GruAfterRecurrence(this, planner, input, direction, backwards)
        : new GruBeforeRecurrence(this, planner, input, direction, backwards);
}
