using SeqGen.Numerics.Tests.Cases;
using SeqGen.Numerics.Tests.Golden;
using SeqGen.Tests;
using Xunit.Abstractions;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// Every golden case through the real generator, compiler and runtime. The files are the tests' own copy, or those of
/// the folder that SEQGEN_GOLDEN names; SEQGEN_GOLDEN_REPORT names a file for the lines that are printed.
/// </summary>
[Trait("Category", "Golden")]
public sealed class GoldenConformanceTests(ITestOutputHelper output)
{
    /// <summary>Families of which every case must run, and the whole list must be in the tests' own copy.</summary>
    private static readonly string[] CompleteFamilies =
    [
        "dense", "embedding", "embedding_mask", "conv1d", "pooling",
        "rnn_simple_rnn", "rnn_lstm", "rnn_peephole", "rnn_gru", "bidirectional", "stacked",
        "losses", "optimizers", "schedules", "models", "tokenizer", "text_to_word_sequence", "pad_sequences",
    ];

    private static readonly Dictionary<string, FamilyResult> Results = [];

    private static IEnumerable<string> FileNames =>
        new DirectoryInfo(GoldenFiles.Folder).GetFiles("*.json").Select(file => file.Name).Order(StringComparer.Ordinal);

    public static TheoryData<string> Families => [.. FileNames];

    [Theory]
    [MemberData(nameof(Families))]
    public void Family(string file)
    {
        FamilyResult result = Run(file);
        output.WriteLine(result.Line);
        Console.WriteLine(result.Line);
        GoldenReport.Failures(result).ShouldBeEmpty();
        result.Cases.ShouldNotBeEmpty();
    }

    [Fact]
    public void Families_that_must_be_complete_are()
    {
        FamilyResult[] results =
        [
            .. FileNames.Where(file => CompleteFamilies.Contains(Path.GetFileNameWithoutExtension(file))).Select(Run),
        ];
        results.Where(result => result.Reasons.Any()).Select(result => result.Line).ShouldBeEmpty();
        if (!GoldenFiles.IsForeign)
        {
            results.Length.ShouldBe(CompleteFamilies.Length);
        }
    }

    private static FamilyResult Run(string file)
    {
        if (!Results.TryGetValue(file, out FamilyResult? result))
        {
            result = FamilyRunner.Run(Path.Combine(GoldenFiles.Folder, file));
            Results.Add(file, result);
            GoldenReport.Add(result);
        }

        return result;
    }
}
