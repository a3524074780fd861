using System.Globalization;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// The code for 512, 256 and 128 bits computes the same. A process chooses its width once, so each width is a process
/// of its own, in which the runtime does not use what is wider.
/// </summary>
public sealed class VectorWidthTests
{
    // A value may differ by some units in the last place of what it is made of, and by some times what such a unit in the weights
    // changes: a network that normalises few values magnifies roundings.
    private const double Tolerance = 2e-6;
    private const double Moves = 4;

    [Theory]
    [InlineData(256, "DOTNET_EnableAVX512", "DOTNET_EnableAVX512F")]
    [InlineData(128, "DOTNET_EnableAVX512", "DOTNET_EnableAVX512F", "DOTNET_EnableAVX2", "DOTNET_EnableAVX")]
    public void A_narrower_width_computes_the_same(int bits, params string[] switchedOff)
    {
        int widest = VectorWidths.OfMachine[0];
        string[] expected = SampleProcess.Of(widest).Values;
        SampleProcess process = SampleProcess.Of(bits, switchedOff);
        string[] found = process.Values;
        found.Length.ShouldBe(2 * SampleModels.Texts.Count, process.Errors);
        expected.Length.ShouldBe(found.Length);
        for (int line = 0; line < expected.Length; line += 2)
        {
            Compare(expected[line].Split(' '), expected[line + 1].Split(' '), found[line].Split(' '), widest, Math.Min(bits, widest));
        }
    }

    private static void Compare(string[] expected, string[] moves, string[] found, int widest, int bits)
    {
        expected[1].ShouldBe($"{widest}", expected[0]);
        found[1].ShouldBe($"{bits}", found[0]);
        found.Length.ShouldBe(expected.Length, found[0]);
        for (int i = 2; i < expected.Length; i++)
        {
            double value = double.Parse(expected[i], CultureInfo.InvariantCulture);
            double move = double.Parse(moves[i - 2], CultureInfo.InvariantCulture);
            double.Parse(found[i], CultureInfo.InvariantCulture).ShouldBe(value, (Tolerance * (1 + Math.Abs(value))) + (Moves * move), $"{found[0]}, value {i - 2}");
        }
    }
}
