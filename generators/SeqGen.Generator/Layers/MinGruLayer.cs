// min_gru: the minimal gated recurrent unit, whose gates do not see the state (Feng et al. 2024).
//
//     z[t] = s(x[t].W_z + b_z)                       update gate
//     g[t] = a(x[t].W_h + b_h)                       candidate
//     h[t] = (1 - z[t]) * h[t-1] + z[t] * g[t]
//     dropout: in training x[t] times factors that all steps and gates share
//     weights  kernel W [input, 2 units], bias b [2 units]; blocks z, h
//     states   h
//     mask     a masked step carries h over and repeats the output before it

namespace SeqGen.Generator.Layers;

/// <summary>The minimal gated recurrent unit.</summary>
internal sealed record MinGruLayer : RecurrentLayer
{
    public override int Gates => 2;

    public override int RecurrentUnits => 0;

    public override ImmutableArray<(string Name, string Title)> States => [("h", "Hidden")];

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "min_gru", "MinGRU", "The minimal gated recurrent unit, whose gates do not see the state.", Read,
        [
            RecurrentOptions.UnitsArgument,
            RecurrentOptions.ActivationArgument with { Positional = true, Default = "linear" },
            RecurrentOptions.GoBackwardsArgument,
            .. RecurrentOptions.ArgumentsWithoutKernel,
        ]);

    public static MinGruLayer Read(ArgumentReader arguments) => new() { Options = RecurrentOptions.Read(arguments) };

    public override IReadOnlyList<Value> Step(RecurrentCell cell)
    {
        cell.Says("z = s(x_z), g = a(x_h); h = (1 - z) h + z g");
        CellSums x = cell.Sums("Gates", null, 0, Gates);
        Value z = cell.Activate("update", new(ActivationKind.Sigmoid), x[0]);
        Value g = cell.Candidate("candidate", x[1]);
        return [RecurrentCell.Carry("state", RecurrentCell.Blend(z, g, cell.Before("h")))];
    }
}
