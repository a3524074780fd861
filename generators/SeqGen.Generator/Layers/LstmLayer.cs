// lstm: long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers 2000).
//
//     i[t] = s(x[t].W_i + h[t-1].U_i + b_i)          input gate
//     f[t] = s(x[t].W_f + h[t-1].U_f + b_f)          forget gate
//     g[t] = a(x[t].W_c + h[t-1].U_c + b_c)          candidate
//     o[t] = s(x[t].W_o + h[t-1].U_o + b_o)          output gate
//     c[t] = f[t] * c[t-1] + i[t] * g[t]
//     h[t] = o[t] * a(c[t])
//     dropout, recurrent_dropout: in training x[t], and h[t-1] where it meets U, times factors that all steps and gates share
//     cell_clip: c[t] is cut to between -cell_clip and cell_clip, and so meets the output and the next step (TensorFlow's cell_clip; not ONNX' clip,
//              which cuts what goes into the gates)
//     layer_normalization: x[t].W and h[t-1].U are normalised, each by itself and all gates together; h[t] = o[t] * a(LN(c[t]))
//              (Ba 2016, see CellNormalization)
//     weights  kernel W [input, 4 units], recurrent_kernel U [units, 4 units], bias b [4 units]; blocks i, f, c, o;
//              kernel_norm and recurrent_norm gamma and beta [4 units] each, state_norm gamma and beta [units]
//     states   h, c
//     mask     a masked step carries h and c over and repeats the output before it

namespace SeqGen.Generator.Layers;

/// <summary>Long short-term memory.</summary>
internal sealed record LstmLayer : RecurrentLayer
{
    /// <summary>True where a fresh bias has ones for the forget gate.</summary>
    public required bool UnitForgetBias { get; init; }

    /// <summary>Blocks of the kernels' columns.</summary>
    public const int GateCount = 4;

    public static ImmutableArray<(string Name, string Title)> CellStates { get; } = [("h", "Hidden"), ("c", "Cell")];

    public override int Gates => GateCount;

    public override ImmutableArray<(string Name, string Title)> States => CellStates;

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
            RecurrentOptions.ZoneoutCellArgument,
            RecurrentOptions.CellClipArgument,
            UnitForgetBiasArgument,
        ]);

    public static LstmLayer Read(ArgumentReader arguments) => new()
    {
        Options = RecurrentOptions.Read(arguments),
        UnitForgetBias = arguments.Flag("unit_forget_bias"),
    };

    public override void WriteConfig(JsonFields config, Shape input)
    {
        base.WriteConfig(config, input);
        config.Add("recurrent_activation", Options.RecurrentActivation.ToString()).Add("unit_forget_bias", UnitForgetBias);
    }

    public override bool NormalizesState => true;

    protected override InitializerSpec FreshBias => FreshBiasOf(Options, UnitForgetBias);

    /// <summary>How a fresh bias is filled where the forget gate may start open.</summary>
    public static InitializerSpec FreshBiasOf(RecurrentOptions options, bool unitForgetBias) =>
        unitForgetBias && options.BiasInitializer.Kind == InitializerKind.Zeros ? new(InitializerKind.UnitForgetBias) : options.BiasInitializer;

    public override IReadOnlyList<Value> Step(RecurrentCell cell)
    {
        cell.Says($"i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); {cell.SaysOfCell}; h = o a(c)");
        (Titled h, Value c) = StepOfCell(cell, "output");
        return [h, c];
    }

    /// <summary>The equations of an LSTM up to the cell's output, which gets a name.</summary>
    public static (Titled Output, Value Cell) StepOfCell(RecurrentCell cell, string output)
    {
        CellSums z = cell.Sums("Gates", "Recurrent", 0, GateCount);
        Value i = cell.Gate("inputGate", z[0]);
        Value f = cell.Gate("forgetGate", z[1]);
        Value g = cell.Candidate("candidate", z[2]);
        Value c = cell.NextCell((f * cell.Before("c")) + (i * g));
        Value o = cell.Gate("outputGate", z[3]);
        return (Output(cell, o, c, output), c);
    }

    /// <summary>The output, <c>o a(c)</c>; with layer normalization <c>o a(LN(c))</c>.</summary>
    public static Titled Output(RecurrentCell cell, Value o, Value c, string name)
    {
        Value n = cell.Normalize(c, "c");
        if (cell.Options.Normalization != null)
        {
            cell.Says("h = o a(n): the cell, normalised: n = gamma (c - mean) / sqrt(variance + epsilon) + beta");
        }

        return RecurrentCell.Title(name, o * cell.Candidate("cellValue", n));
    }
}
