using SeqGen.Generator.Networks;
using SeqGen.Generator.Scheduling;
using SeqGen.Generator.Tests.Harness;
using SeqGen.Numerics.Tests.Cases;
using SeqGen.Numerics.Tests.Golden;
using SeqGen.Numerics.Tests.Reference;
using SeqGen.Tests;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// The kernels themselves, in double precision and without C#, against golden numbers and the plain reference: every program, all gradients. What
/// remains is the rounding of golden numbers to 9 digits and of the kernels' constants to floats: a hundred to a thousand times less than what the tolerances of
/// single precision let through.
/// </summary>
public sealed class InterpreterTests
{
    /// <summary>Golden numbers have 9 digits; a float constant of a kernel (a scale, an epsilon, a rate) is off by at most 6e-8 of itself.</summary>
    private const double Tolerance = 1e-7;

    /// <summary>Selu's slope is its value plus 1.7581, a float: near zero the difference keeps the constant's error.</summary>
    private const double SeluTolerance = 2e-6;

    /// <summary>The widest form and the narrowest one, which also has no fused multiply-adds; that the one between gives the same numbers is tested with the generator.</summary>
    private static readonly Target[] Targets = [Target.All[0], Target.All[^1]];

    public static TheoryData<string> Families =>
    [
        "dense", "embedding", "embedding_mask", "conv1d", "pooling", "activations_more", "shapes1d", "conv1d_more", "bidirectional", "stacked", "time_distributed_more",
        "rnn_simple_rnn", "rnn_lstm", "rnn_peephole", "rnn_gru", "rnn_lstm_projection", "rnn_mingru",
    ];

    [Theory]
    [MemberData(nameof(Families))]
    public void Golden_cases(string family) => GoldenFiles.ForEachCase(family, json => Check(LayerCase.Read(json)));

    [Fact]
    public void Every_layer_in_every_place() => LayerPlacements.All().ToList().ForEach(Check);

    /// <summary>What golden cases of recurrent layers do not have.</summary>
    [Fact]
    public void Cells_with_dropout_zoneout_normalization_and_precise_gates() => RecurrentCombinations.Small().ToList().ForEach(Check);

    private static void Check(LayerCase golden)
    {
        string text = SeqnetWriter.Write("Model", golden);
        NetworkPlan plan = Declarations.Plan(text);
        double tolerance = text.Contains("selu", StringComparison.Ordinal) ? SeluTolerance : Tolerance;
        foreach (Target target in Targets)
        {
            int compared = 0;
            new InterpretedCaseRunner(new(plan, target), golden, (what, found, expected) =>
            {
                found.Length.ShouldBe(expected.Length, what);
                for (int i = 0; i < found.Length; i++, compared++)
                {
                    if (!(Math.Abs(found[i] - expected[i]) <= tolerance * (1 + Math.Abs(expected[i]))))
                    {
                        found[i].ShouldBe(expected[i], $"{golden.Name}, {target.Bits} bits: {what}[{i}]");
                    }
                }
            }).Run();
            compared.ShouldBeGreaterThan(0);
        }
    }
}
