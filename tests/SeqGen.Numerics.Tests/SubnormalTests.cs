using System.Globalization;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// No input and no state is slower than another: whatever a stream is fed, silence, tiny or huge values, no operation of
/// emitted code meets a subnormal number, for which some processors take a hundred cycles.
/// </summary>
public sealed class SubnormalTests
{
    private const int Steps = 100;
    private const string NoWatch = "This processor does not tell where it met a subnormal number.";

    private static readonly string[] Cells =
    [
        "simple_rnn 17", "simple_rnn 5 relu", "simple_rnn 5 linear", "lstm 16", "lstm 33 activation=relu", "lstm 16 recurrent_activation=hard_sigmoid", "peephole_lstm 16", "gru 17",
        "gru 16 reset_after=false", "lstm 5 softsign", "gru 5 silu", "lstm 16 layer_normalization=true", "gru 16 layer_normalization=true", "simple_rnn 7 layer_normalization=true",
        "min_gru 17", "min_gru 16 tanh", "min_gru 5 log_space", "projected_lstm 16 5", "lstm 16 zoneout_output=0.1 zoneout_cell=0.3", "gru 16 zoneout_output=0.5",
    ];

    private static readonly Lazy<CompiledModels> Compiled = new(() => CompiledModels.Compile([.. Models]));

    private static IEnumerable<(string Name, string Text)> Models =>
        from cell in Cells.Select((text, index) => (Text: text, Index: index))
        from gates in new[] { "fast", "precise" }
        let name = $"Cell{cell.Index}{gates}"
        select (name, $"model {name} gates={gates}\nfeatures length=64 size=1\n{cell.Text}\ndense 1\n");

    public static TheoryData<string> Names => [.. Models.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stream_meets_no_subnormal_number(string name)
    {
        Assert.SkipUnless(SubnormalWatch.IsAvailable, NoWatch);
        SequenceModel model = Compiled.Value.Create(name, 3);
        for (int exponent = -46; exponent <= 38; exponent++)
        {
            // The least one is zero: silence. Every other stream falls silent half way, so that its states fade.
            SequenceStream stream = new(model);
            float value = (float)Math.Pow(10, exponent);
            float[] x = [value];
            for (int step = 0; step < Steps; step++)
            {
                x[0] = step < Steps / 2 || int.IsEvenInteger(exponent) ? value : 0;
                SubnormalWatch.Meets(() => stream.Step(x)).ShouldBeFalse(string.Create(CultureInfo.InvariantCulture, $"1e{exponent}, step {step}"));
            }
        }
    }

    /// <summary>The watch sees what it is there for.</summary>
    [Fact]
    public void A_subnormal_number_is_seen()
    {
        Assert.SkipUnless(SubnormalWatch.IsAvailable, NoWatch);
        float[] values = [1e-20f, 1e-20f, 0.5f];
        SubnormalWatch.Meets(() => values[2] = values[0] * values[1]).ShouldBeTrue();
        SubnormalWatch.Meets(() => values[2] = values[0] + values[1]).ShouldBeFalse();
    }
}
