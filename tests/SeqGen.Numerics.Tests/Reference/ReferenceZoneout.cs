using System.Text.Json.Nodes;
using SeqGen.CompilerServices;
using SeqGen.Generator.Layers;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>Zoneout of one recurrent cell for one row (Krueger et al. 2016): what training draws with key 0, or what inference expects.</summary>
/// <param name="Shares">For each state one share a step and value, 1 where the value of the step before stays; null for no zoneout.</param>
internal sealed record ReferenceZoneout(double[]?[] Shares)
{
    /// <summary>Draws the shares.</summary>
    /// <param name="config">The config of the cell.</param>
    /// <param name="layer">The index of the layer in the model, whose input is layer 0.</param>
    /// <param name="row">The row of the batch.</param>
    /// <param name="steps">Steps of the sequence.</param>
    /// <param name="isDrawn">True to draw, false for the expectation.</param>
    /// <param name="backward">True for the backward cell of a bidirectional layer.</param>
    public static ReferenceZoneout Of(JsonObject config, int layer, int row, int steps, bool isDrawn, bool backward = false) => new(
    [
        Draw(config, "zoneout_output", DropoutFactors.Salt(layer, backward ? DropoutUse.BackwardOutputZoneout : DropoutUse.OutputZoneout), row, steps, ReferenceCell.OutputOf(config), isDrawn),
        Draw(config, "zoneout_cell", DropoutFactors.Salt(layer, backward ? DropoutUse.BackwardCellZoneout : DropoutUse.CellZoneout), row, steps, config["units"]!.GetValue<int>(), isDrawn),
    ]);

    /// <summary><c>share * before + (1 - share) * next</c>.</summary>
    public Variable Keep(Tape tape, int state, int step, Variable before, Variable next)
    {
        if (Shares[state] is not { } shares)
        {
            return next;
        }

        double[] kept = shares[(step * Padded(next.Length))..][..next.Length];
        return tape.Add(tape.Multiply(before, new(kept)), tape.Multiply(next, new(Array.ConvertAll(kept, share => 1 - share))));
    }

    /// <summary>The values of a step lie in lines of 16.</summary>
    private static int Padded(int size) => (size + 15) & -16;

    private static double[]? Draw(JsonObject config, string key, int salt, int row, int steps, int size, bool isDrawn)
    {
        float rate = (float)(config[key]?.GetValue<double>() ?? 0);
        if (rate == 0)
        {
            return null;
        }

        float[] factors = new float[steps * Padded(size)];
        if (!isDrawn)
        {
            return Array.ConvertAll(factors, _ => (double)rate);
        }

        DropoutMask.Fill(ref factors[0], factors.Length, rate, 0, salt, row);
        return Array.ConvertAll(factors, factor => factor == 0 ? 1.0 : 0.0);
    }
}
