// projected_lstm: an LSTM whose output is a projection of its cell's (Sak et al. 2014; torch.nn.LSTM with proj_size).
//
//     i[t] = s(x[t].W_i + h[t-1].U_i + b_i)          input gate
//     f[t] = s(x[t].W_f + h[t-1].U_f + b_f)          forget gate
//     g[t] = a(x[t].W_c + h[t-1].U_c + b_c)          candidate
//     o[t] = s(x[t].W_o + h[t-1].U_o + b_o)          output gate
//     c[t] = f[t] * c[t-1] + i[t] * g[t]
//     h[t] = (o[t] * a(c[t])).P
//     dropout, recurrent_dropout, cell_clip, layer_normalization: as lstm
//     weights  kernel W [input, 4 units], recurrent_kernel U [projection_size, 4 units], bias b [4 units]; blocks i, f, c, o;
//              projection_kernel P [units, projection_size]
//     states   h [projection_size], c [units]
//     mask     a masked step carries h and c over and repeats the output before it

namespace SeqGen.Generator.Layers;

/// <summary>Long short-term memory with a projection of the output.</summary>
internal sealed record ProjectedLstmLayer : RecurrentLayer
{
    /// <summary>Values of h and of the output.</summary>
    public required int ProjectionSize { get; init; }

    /// <summary>True where a fresh bias has ones for the forget gate.</summary>
    public required bool UnitForgetBias { get; init; }

    public required InitializerSpec ProjectionInitializer { get; init; }

    public override int Gates => LstmLayer.GateCount;

    public override int StateUnits => ProjectionSize;

    public override ImmutableArray<(string Name, string Title)> States => LstmLayer.CellStates;

    public override bool NormalizesState => true;

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "projected_lstm", "ProjectedLSTM", "Long short-term memory whose output is a projection of the cell's.", Read,
        [
            RecurrentOptions.UnitsArgument with { Summary = "Values of the cell." },
            ArgumentDefinition.Integer("projection_size", 1, Limits.Units, "Values of the state h and of the output.") with { Positional = true },
            RecurrentOptions.ActivationArgument with { Positional = true },
            RecurrentOptions.RecurrentActivationArgument,
            RecurrentOptions.GoBackwardsArgument,
            .. RecurrentOptions.FurtherArguments,
            RecurrentOptions.ZoneoutCellArgument,
            RecurrentOptions.CellClipArgument,
            LstmLayer.UnitForgetBiasArgument,
            ArgumentDefinition.Initializer("projection_initializer", "glorot_uniform", "How a fresh projection kernel is filled."),
        ]);

    public static ProjectedLstmLayer Read(ArgumentReader arguments) => new()
    {
        Options = RecurrentOptions.Read(arguments),
        ProjectionSize = arguments.Integer("projection_size"),
        UnitForgetBias = arguments.Flag("unit_forget_bias"),
        ProjectionInitializer = arguments.Initializer("projection_initializer"),
    };

    public override void WriteConfig(JsonFields config, Shape input)
    {
        base.WriteConfig(config, input);
        config
            .Add("recurrent_activation", Options.RecurrentActivation.ToString())
            .Add("unit_forget_bias", UnitForgetBias)
            .Add("projection_size", ProjectionSize)
            .Add("projection_initializer", ProjectionInitializer.ToString());
    }

    protected override InitializerSpec FreshBias => LstmLayer.FreshBiasOf(Options, UnitForgetBias);

    public override void DeclareWeights(LayerWeights weights, int inputSize, string direction)
    {
        base.DeclareWeights(weights, inputSize, direction);
        weights.Add(direction + "projection_kernel", [Options.Units, ProjectionSize], ProjectionInitializer);
    }

    protected override long CellWeights => (long)Options.Units * ProjectionSize;

    protected override long CellSequenceValues => (long)Options.Units + ProjectionSize;

    public override IReadOnlyList<Value> Step(RecurrentCell cell)
    {
        cell.Says($"i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); {cell.SaysOfCell}; m = o a(c)");
        (Titled m, Value c) = LstmLayer.StepOfCell(cell, "cellOutput");
        Value h = cell.Project("projection", m, "projection_kernel", ProjectionSize);
        cell.Says("h = m.P");
        return [RecurrentCell.Title("state", h), c];
    }
}
