using SeqGen.Numerics.Tests.Cases;
using SeqGen.Numerics.Tests.Golden;
using SeqGen.Numerics.Tests.Models;
using SeqGen.Tests;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// Every golden case through the real generator, compiler and runtime: one sequence, a data set, a stream where there is
/// one, and training, in every vector width of the machine. The files are the tests' own copy, or those of the folder that
/// SEQGEN_GOLDEN names; SEQGEN_GOLDEN_REPORT names a file for the lines that are printed. With SEQGEN_QUICK, narrower widths take a third of the cases.
/// </summary>
/// <remarks>A case that is not run fails like one that is wrong, and is named: a layer, an option, a key or a family that the harness does not know.</remarks>
[Trait("Category", "Golden")]
public sealed class GoldenConformanceTests(ITestOutputHelper output)
{
    /// <summary>Families that must be in the tests' own copy.</summary>
    private static readonly string[] OwnFamilies =
    [
        "dense", "embedding", "embedding_mask", "conv1d", "pooling", "activations_more", "shapes1d", "conv1d_more", "merges", "stateful_io",
        "rnn_simple_rnn", "rnn_lstm", "rnn_peephole", "rnn_gru", "rnn_lstm_projection", "rnn_mingru", "bidirectional", "stacked",
        "losses", "optimizers", "schedules", "models", "multi_output", "time_distributed_more", "tokenizer", "text_to_word_sequence", "pad_sequences",
    ];

    public static TheoryData<string> Families =>
        [.. new DirectoryInfo(GoldenFiles.Folder).GetFiles("*.json").Select(file => file.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Families))]
    public void Family(string file)
    {
        FamilyResult result = FamilyRunner.Run(Path.Combine(GoldenFiles.Folder, file));
        GoldenReport.Add(result);
        output.WriteLine(result.Line);
        Console.WriteLine(result.Line);
        GoldenReport.Open(result).ShouldBeEmpty();
        result.Cases.ShouldNotBeEmpty();
    }

    /// <summary>
    /// What is emitted for ARM64 has nothing of its instruction set in it, and so runs here too. That it is right there is seen where the
    /// tests run on such a machine, or under emulation.
    /// </summary>
    [Theory]
    [InlineData("conv1d")]
    [InlineData("rnn_lstm")]
    public void What_is_emitted_for_ARM64(string family)
    {
        FamilyResult result = FamilyRunner.Run(Path.Combine(AppContext.BaseDirectory, "Golden", family + ".json"), [FamilyRunner.Neon]);
        GoldenReport.Open(result).ShouldBeEmpty();
        result.Cases.ShouldNotBeEmpty();
    }

    [Fact]
    public void The_tests_have_a_copy_of_every_family() =>
        OwnFamilies.Where(family => !File.Exists(Path.Combine(AppContext.BaseDirectory, "Golden", family + ".json"))).ShouldBeEmpty();

    /// <summary>Says by being skipped which widths no golden case ran in.</summary>
    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void Runs_in_every_width(int bits)
    {
        Assert.SkipUnless(VectorWidths.OfMachine.Contains(bits), $"This machine has no vectors of {bits} bits: golden cases do not run in that width here.");
        VectorWidths.Text.ShouldContain($"{bits} bits");
        CompiledModels.Compile([("Model", "model Model\nfeatures size=3\ndense 2\n")], $"{bits}").Create("Model").VectorBits.ShouldBe(bits);
    }
}
