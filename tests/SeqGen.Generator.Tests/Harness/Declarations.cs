using SeqGen.Generator.Model;
using SeqGen.Generator.Testing;

namespace SeqGen.Generator.Tests.Harness;

/// <summary>Short ways to write declarations and to read their specs.</summary>
internal static class Declarations
{
    /// <summary>The spec of a model that has none of the generator's complaints.</summary>
    public static NetworkSpec Spec(this GeneratorRun run)
    {
        run.Diagnostics.Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
        return run.OutputsOf<NetworkSpec>(TrackingNames.Spec).Single();
    }

    /// <summary>The model <c>Test.Model</c> from the lines of a .seqnet file.</summary>
    public static GeneratorRun Seqnet(params string[] lines) =>
        GeneratorHarness.RunSeqnet($"model Model\nnamespace Test\n{string.Join("\n", lines)}\n");

    /// <summary>The model <c>Test.Model</c> from attributes, one a line.</summary>
    public static GeneratorRun Attributes(params string[] lines) =>
        GeneratorHarness.RunSource($"using SeqGen;\nnamespace Test;\n[SequenceModel]\n{string.Join("\n", lines.Select(line => $"[{line}]"))}\npublic partial class Model;\n");
}
