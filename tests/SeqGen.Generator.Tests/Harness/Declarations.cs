using Microsoft.CodeAnalysis.Text;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Parsing;
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

    /// <summary>The model <c>Test.Model</c> from attributes, one a line; what is emitted in other widths follows from the spec, as for <see cref="Seqnet"/>.</summary>
    public static GeneratorRun Attributes(params string[] lines) =>
        new GeneratorHarness(vectorBits: "128").SetSource("Model.cs", $"using SeqGen;\nnamespace Test;\n[SequenceModel]\n{string.Join("\n", lines.Select(line => $"[{line}]"))}\npublic partial class Model;\n").Run();

    /// <summary>The spec of a model, whose shapes may be wrong, from the text of a .seqnet file.</summary>
    public static NetworkSpec Read(string text)
    {
        SeqnetFile file = SeqnetParser.Parse("Model.seqnet", SourceText.From(text), null);
        ReadResult read = SpecReader.Read(file.Models.Items.Single(), isDuplicate: false);
        return read.Spec ?? throw new InvalidOperationException($"{text}\n{string.Join("\n", read.Problems.Items.Select(problem => problem.ToDiagnostic()))}");
    }

    /// <summary>The plan of a model that can be emitted.</summary>
    public static NetworkPlan Plan(string text)
    {
        NetworkSpec spec = Read(text);
        ShapeResult shapes = PlanCheck.Infer(spec);
        shapes.Errors.Items.Select(error => $"{error.Descriptor.Id} {string.Join(", ", error.Arguments.Items)}").ShouldBeEmpty();
        return NetworkPlan.Create(spec, shapes);
    }
}
