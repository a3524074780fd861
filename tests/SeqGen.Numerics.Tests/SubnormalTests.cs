using System.Globalization;
using SeqGen.Numerics.Tests.Models;
using Xunit.Abstractions;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// No input and no state is slower than another: whatever is fed, no operation of emitted code meets a subnormal number.
/// </summary>
public sealed class SubnormalTests(ITestOutputHelper output)
{
    private const int Steps = 300;

    private static readonly string[] Cells =
    [
        "simple_rnn 17", "simple_rnn 5 relu", "simple_rnn 5 linear", "lstm 16", "lstm 17", "lstm 33 activation=relu", "lstm 16 recurrent_activation=hard_sigmoid", "peephole_lstm 16", "gru 16", "gru 17",
        "gru 16 reset_after=false", "lstm 5 softsign", "gru 5 silu", "lstm 16 layer_normalization=true", "gru 16 layer_normalization=true", "simple_rnn 7 layer_normalization=true",
    ];

    private static IEnumerable<(string Name, string Text)> Texts =>
        from cell in Cells.Select((text, index) => (text, index))
        from gates in new[] { "fast", "precise" }
        let name = $"Cell{cell.index}{gates}"
        select (name, $"model {name} gates={gates}\nfeatures length=64 size=1\n{cell.text}\ndense 1\n");

    private static readonly Lazy<CompiledModels> Compiled = new(() => CompiledModels.Compile([.. Texts]));

    [Fact]
    public void Streams()
    {
        foreach ((string name, string text) in Texts)
        {
            foreach (double exponent in Enumerable.Range(-46, 86).Select(e => (double)e).Prepend(double.NegativeInfinity))
            {
                SequenceModel model = Compiled.Value.Create(name, 3);
                SequenceStream stream = new(model);
                float[] x = [(float)Math.Pow(10, exponent)];
                int first = -1;
                int count = 0;
                for (int step = 0; step < Steps; step++)
                {
                    if (SubnormalWatch.Meets(() => stream.Step(x)))
                    {
                        count++;
                        first = first < 0 ? step : first;
                    }
                }

                if (count > 0)
                {
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{text.Replace("\n", "; ")} 1e{exponent}: {count} of {Steps}, first {first}"));
                }
            }
        }
    }
}
