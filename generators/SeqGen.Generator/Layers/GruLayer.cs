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
    /// <summary>True where the reset gate works after the product with the recurrent kernel.</summary>
    public required bool ResetAfter { get; init; }

    public override int Gates => 3;

    public override int BiasRows => ResetAfter ? 2 : 1;

    public override ImmutableArray<(string Name, string Title)> States => [("h", "Hidden")];

    public override LayerDefinition Definition => Declaration;

    public static ArgumentDefinition ResetAfterArgument { get; } =
        ArgumentDefinition.Flag("reset_after", true, "The reset gate works after the product with the recurrent kernel (Keras' default).");

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

    public override void WriteConfig(JsonFields config, Shape input)
    {
        base.WriteConfig(config, input);
        config.Add("recurrent_activation", Options.RecurrentActivation.ToString()).Add("reset_after", ResetAfter);
    }

    public override IReadOnlyList<Value> Step(RecurrentCell cell) => [ResetAfter ? StateResetAfter(cell) : StateResetBefore(cell)];

    private static Value StateResetAfter(RecurrentCell cell)
    {
        cell.Says("z = s(x_z + h.U_z + c_z), r = s(x_r + h.U_r + c_r), hh = a(x_h + r (h.U_h + c_h)); h = z h + (1 - z) hh");
        CellSums x = cell.Sums("Gates", "Recurrent", 0, 3, hasStateBias: true);
        Value r = cell.Gate("reset", x[1]);
        Value z = cell.Gate("update", x[0]);
        Value g = cell.Candidate("candidate", RecurrentCell.Title("argument", x.Projected(2) + (r * x.Multiplied(2, "recurrentPart"))));
        return RecurrentCell.Carry("state", RecurrentCell.Blend(z, RecurrentCell.Title("previous", cell.Before("h")), g));
    }

    private static Value StateResetBefore(RecurrentCell cell)
    {
        cell.Says("z = s(x_z + h.U_z), r = s(x_r + h.U_r)");
        CellSums x = cell.Sums("Gates", "RecurrentGates", 0, 2);
        Value z = cell.Gate("update", x[0]);
        Value r = cell.Gate("reset", x[1]);
        CellSums y = cell.Sums("Candidate", "RecurrentCandidate", 2, 1, RecurrentCell.Title("resetHidden", r * cell.MultipliedState), "d(r h) = dhh.U_h^T");
        cell.Says("hh = a(x_h + (r h).U_h); h = z h + (1 - z) hh");
        Value g = cell.Candidate("candidate", y[0]);
        return RecurrentCell.Carry("state", RecurrentCell.Blend(z, cell.Before("h"), g));
    }
}
