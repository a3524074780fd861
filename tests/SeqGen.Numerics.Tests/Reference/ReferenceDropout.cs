using System.Text.Json.Nodes;
using SeqGen.CompilerServices;
using SeqGen.Generator.Layers;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>The dropout factors of one recurrent cell for one row: those that training draws with key 0.</summary>
/// <param name="Input">One factor a value of the input, or null.</param>
/// <param name="State">One factor a unit, or null.</param>
internal sealed record ReferenceDropout(Variable? Input, Variable? State)
{
    /// <summary>Draws the factors.</summary>
    /// <param name="config">Keras' config of the cell.</param>
    /// <param name="layer">The index of the layer in the model, whose input is layer 0.</param>
    /// <param name="row">The row of the batch.</param>
    /// <param name="inputs">Values of the input.</param>
    /// <param name="backward">True for the backward cell of a bidirectional layer.</param>
    public static ReferenceDropout Of(JsonObject config, int layer, int row, int inputs, bool backward = false) => new(
        Factors(config, "dropout", DropoutFactors.Salt(layer, backward ? DropoutUse.BackwardInput : DropoutUse.Input), row, inputs),
        Factors(config, "recurrent_dropout", DropoutFactors.Salt(layer, backward ? DropoutUse.BackwardState : DropoutUse.State), row, ReferenceCell.OutputOf(config)));

    private static Variable? Factors(JsonObject config, string key, int salt, int row, int count)
    {
        float rate = (float)(config[key]?.GetValue<double>() ?? 0);
        if (rate == 0)
        {
            return null;
        }

        float[] factors = new float[count];
        DropoutMask.Fill(ref factors[0], count, rate, 0, salt, row);
        return new(Array.ConvertAll(factors, factor => (double)factor));
    }
}
