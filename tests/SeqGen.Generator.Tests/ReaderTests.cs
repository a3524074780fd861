using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Parsing;
using SeqGen.Generator.Testing;
using SeqGen.Generator.Tests.Harness;

namespace SeqGen.Generator.Tests;

/// <summary>How a .seqnet file may be written.</summary>
public class ReaderTests
{
    private const string Plain = "model Model\nnamespace Test\ntokens length=5 vocabulary=10000\nembedding 3\nlstm 4 tanh use_bias=false\n";

    private static NetworkSpec Expected => GeneratorHarness.RunSeqnet(Plain).Spec();

    [Fact]
    public void LineEndsDoNotMatter()
    {
        GeneratorHarness.RunSeqnet(Plain.Replace("\n", "\r\n")).Spec().ShouldBe(Expected);
        GeneratorHarness.RunSeqnet(Plain.Replace("\n", "\r")).Spec().ShouldBe(Expected);
        GeneratorHarness.RunSeqnet(Plain.TrimEnd('\n')).Spec().ShouldBe(Expected);
    }

    [Fact]
    public void ByteOrderMarkDoesNotMatter()
    {
        GeneratorHarness.RunSeqnet("\uFEFF" + Plain).Spec().ShouldBe(Expected);
        byte[] file = [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(Plain)];
        SourceText text = SourceText.From(file, file.Length);
        SeqnetParser.Parse("Model.seqnet", text, null).Models.Single().Class.Name.ShouldBe("Model");
    }

    [Fact]
    public void CommentsAndBlanksDoNotMatter() => GeneratorHarness.RunSeqnet(
        "# a model\n\n\tmodel Model # its name\n  namespace   Test#here\n\ntokens length = 5 vocabulary=\t10_000\n  # two layers\n"
        + "embedding output_dim=3#three\nlstm units=4 activation=tanh  use_bias=false   # end").Spec().ShouldBe(Expected);

    [Fact]
    public void HashInsideQuotesIsNoComment() =>
        GeneratorHarness.RunSeqnet("model M\nfeatures size=1\ndense 1 name=\"a#b\"").Diagnostics.Single().Id.ShouldBe("SEQ016");

    [Theory]
    [InlineData("A.B", "namespace A.B", "Project")]
    [InlineData("Project.Root", "", "Project.Root")]
    [InlineData("SeqGen.Models", "", null)]
    [InlineData("SeqGen.Models", "", "")]
    [InlineData("SeqGen.Models", "", "  ")]
    public void NamespaceComesFromFileProjectOrDefault(string expected, string line, string? rootNamespace) =>
        new GeneratorHarness(rootNamespace).SetFile("M.seqnet", $"model M\n{line}\nfeatures size=1\ndense 1").Run().Spec().Class.Namespace.ShouldBe(expected);

    /// <summary>As the SDK's templates write the namespace of a project of that name.</summary>
    [Theory]
    [InlineData("my-app", "my_app")]
    [InlineData("2048.Game", "_2048.Game")]
    [InlineData("Game.2048", "Game._2048")]
    [InlineData("My App", "My_App")]
    [InlineData(" a..b.", "a._b")]
    [InlineData("\u00C9t\u00E9+1", "\u00C9t\u00E9_1")]
    [InlineData("a.\U0001F600", "a._")]
    public void RootNamespaceIsMadeOneAndSaid(string rootNamespace, string expected)
    {
        GeneratorRun run = new GeneratorHarness(rootNamespace)
            .SetFile("A.seqnet", "model A\nfeatures size=1\ndense 1").SetFile("B.seqnet", "model B\nfeatures size=1\ndense 1").Run();
        Diagnostic said = run.Diagnostics.ShouldHaveSingleItem();
        (said.Id, said.Severity).ShouldBe(("SEQ038", DiagnosticSeverity.Info));
        said.GetMessage(System.Globalization.CultureInfo.InvariantCulture).ShouldContain($"'{rootNamespace}' is not a valid namespace");
        run.OutputsOf<NetworkSpec>(TrackingNames.Spec).ShouldAllBe(spec => spec.Class.Namespace == expected);
        run.CompilerDiagnostics.ShouldBeEmpty();
        new GeneratorHarness(rootNamespace).SetFile("A.seqnet", "model A\nnamespace N\nfeatures size=1\ndense 1").Run().Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void RootNamespaceMayHoldKeywords() => new GeneratorHarness("Acme.event.file")
        .SetFile("A.seqnet", "model A\nfeatures size=1\ndense 1").Run().CompilerDiagnostics.ShouldBeEmpty();

    [Fact]
    public void OneFileHoldsSeveralModels()
    {
        GeneratorRun run = GeneratorHarness.RunSeqnet("model A\nfeatures size=1\ndense 1\nmodel B\nnamespace N\nfeatures size=2\ndense 2\nloss huber\n");
        run.Diagnostics.ShouldBeEmpty();
        run.OutputsOf<NetworkSpec>(TrackingNames.Spec).Select(spec => $"{spec.Class.FullName} {spec.Layers.Count} {spec.Outputs[0].Loss?.Word}")
            .ShouldBe(["SeqGen.Models.A 2 ", "N.B 2 huber"]);
    }

    [Theory]
    [InlineData("0.25", 0.25f)]
    [InlineData(".25", 0.25f)]
    [InlineData("25e-2", 0.25f)]
    [InlineData("+2.5E-1", 0.25f)]
    [InlineData("-3", -3f)]
    [InlineData("1_000.5", 1000.5f)]
    public void NumbersAreInvariant(string written, float value)
    {
        NetworkSpec network = Declarations.Seqnet("features size=1 length=2", $"masking {written}", "flatten").Spec();
        network.Layers[1].ShouldBeOfType<Layers.MaskingLayer>().MaskValue.ShouldBe(value);
    }

    [Fact]
    public void NegativeZeroIsZero()
    {
        NetworkSpec network = Declarations.Seqnet("features size=1 length=2", "masking -0.0", "flatten").Spec();
        float.IsNegative(network.Layers[1].ShouldBeOfType<Layers.MaskingLayer>().MaskValue).ShouldBeFalse();
    }

    [Fact]
    public void InternalClassStaysInternal()
    {
        GeneratorHarness.RunSource("using SeqGen;\n[SequenceModel, Features(Size = 1), Dense(1)]\npartial class M;").Spec().Class.Accessibility.ShouldBe("internal");
        GeneratorHarness.RunSource("using SeqGen;\n[SequenceModel, Features(Size = 1), Dense(1)]\npublic partial class M;").Spec().Class.Namespace.ShouldBe("");
    }

    [Fact]
    public void OtherAttributesAreNotLayers() =>
        GeneratorHarness.RunSource("using SeqGen;\n[System.Serializable, SequenceModel, Features(Size = 1)]\n[Dense(1), System.Obsolete(\"old\")]\npublic partial class M;")
            .Spec().Layers.Count.ShouldBe(2);
}
