// peephole_lstm: an LSTM whose gates look at the cell (Gers 2002), each unit's at its own.
//
//     i[t] = s(x[t].W_i + h[t-1].U_i + b_i + p_i * c[t-1])    input gate
//     f[t] = s(x[t].W_f + h[t-1].U_f + b_f + p_f * c[t-1])    forget gate
//     g[t] = a(x[t].W_c + h[t-1].U_c + b_c)                   candidate
//     c[t] = f[t] * c[t-1] + i[t] * g[t]
//     o[t] = s(x[t].W_o + h[t-1].U_o + b_o + p_o * c[t])      output gate
//     h[t] = o[t] * a(c[t])
//     dropout, recurrent_dropout: in training x[t], and h[t-1] where it meets U, times factors that all steps and gates share
//     cell_clip: as lstm, before the output gate looks
//     layer_normalization: as lstm; peepholes look at the cell as it is
//     weights  kernel W [input, 4 units], recurrent_kernel U [units, 4 units], blocks i, f, c, o;
//              peephole p [3, units], rows i, f, o; bias b [4 units]
//     states   h, c
//     mask     a masked step carries h and c over and repeats the output before it

namespace SeqGen.Generator.Layers;

/// <summary>Long short-term memory with peepholes.</summary>
internal sealed record PeepholeLstmLayer : RecurrentLayer
{
    /// <summary>True where a fresh bias has ones for the forget gate.</summary>
    public required bool UnitForgetBias { get; init; }

    public required InitializerSpec PeepholeInitializer { get; init; }

    public override int Gates => LstmLayer.GateCount;

    public override ImmutableArray<(string Name, string Title)> States => LstmLayer.CellStates;

    public override LayerDefinition Definition => Declaration;

    /// <summary>Gates that look at the cell.</summary>
    private const int Peepholes = 3;

    public static ArgumentDefinition PeepholeInitializerArgument { get; } =
        ArgumentDefinition.Initializer("peephole_initializer", "glorot_uniform", "How fresh peepholes are filled.");

    public static LayerDefinition Declaration { get; } = new(
        "peephole_lstm", "PeepholeLSTM", "Long short-term memory whose gates look at the cell.", Read,
        [
            RecurrentOptions.UnitsArgument,
            RecurrentOptions.ActivationArgument with { Positional = true },
            RecurrentOptions.RecurrentActivationArgument,
            RecurrentOptions.GoBackwardsArgument,
            .. RecurrentOptions.FurtherArguments,
            RecurrentOptions.ZoneoutCellArgument,
            RecurrentOptions.CellClipArgument,
            LstmLayer.UnitForgetBiasArgument,
            PeepholeInitializerArgument,
        ]);

    public static PeepholeLstmLayer Read(ArgumentReader arguments) => new()
    {
        Options = RecurrentOptions.Read(arguments),
        UnitForgetBias = arguments.Flag("unit_forget_bias"),
        PeepholeInitializer = arguments.Initializer("peephole_initializer"),
    };

    public override void WriteConfig(JsonFields config, Shape input)
    {
        base.WriteConfig(config, input);
        config
            .Add("recurrent_activation", Options.RecurrentActivation.ToString())
            .Add("unit_forget_bias", UnitForgetBias)
            .Add("peephole_initializer", PeepholeInitializer.ToString());
    }

    public override bool NormalizesState => true;

    protected override InitializerSpec FreshBias => LstmLayer.FreshBiasOf(Options, UnitForgetBias);

    protected override void DeclareCellWeights(LayerWeights weights, string direction) =>
        weights.Add(direction + "peephole", [Peepholes, Options.Units], PeepholeInitializer);

    protected override long CellWeights => (long)Peepholes * Options.Units;

    public override IReadOnlyList<Value> Step(RecurrentCell cell)
    {
        cell.Says($"i = s(z_i + h.U_i + p_i c), f = s(z_f + h.U_f + p_f c), g = a(z_c + h.U_c); {cell.SaysOfCell}; o = s(z_o + h.U_o + p_o c); h = o a(c)");
        CellSums z = cell.Sums("Gates", "Recurrent", 0, LstmLayer.GateCount);
        Value before = cell.Before("c");
        Value i = cell.Gate("inputGate", z[0] + (cell.WeightRow("peepholeInput", "peephole", 0) * before));
        Value f = cell.Gate("forgetGate", z[1] + (cell.WeightRow("peepholeForget", "peephole", 1) * before));
        Value g = cell.Candidate("candidate", z[2]);
        Value c = cell.NextCell((f * before) + (i * g));
        Value o = cell.Gate("outputGate", z[3] + (cell.WeightRow("peepholeOutput", "peephole", 2) * c));
        return [LstmLayer.Output(cell, o, c, "output"), c];
    }
}
