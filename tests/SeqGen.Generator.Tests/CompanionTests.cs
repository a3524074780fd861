using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SeqGen.Generator.Testing;

namespace SeqGen.Generator.Tests;

/// <summary>The part of a model's class that a user writes, and the project around it.</summary>
public class CompanionTests
{
    private const string Lines = "features size=3\ndense 1\n";
    private const string Attributes = "[SequenceModel, Features(Size = 3), Dense(1)]\n";

    [Theory]
    [InlineData("model M", "", Accessibility.Public)]
    [InlineData("model M internal", "", Accessibility.Internal)]
    [InlineData("model M accessibility=internal weights=bfloat16", "", Accessibility.Internal)]
    [InlineData("model M public", "", Accessibility.Public)]
    [InlineData("model M", "partial class M;", Accessibility.Public)]
    [InlineData("model M", "internal partial class M;", Accessibility.Internal)]
    [InlineData("model M", "public partial class M;", Accessibility.Public)]
    [InlineData("model M internal", "partial class M;", Accessibility.Internal)]
    [InlineData("model M internal", "internal partial class M;", Accessibility.Internal)]
    public void AccessibilityOfAFile(string line, string companion, Accessibility expected)
    {
        GeneratorRun run = Beside(line, companion);
        ShouldCompile(run);
        run.Output.GetTypeByMetadataName("Test.M")!.DeclaredAccessibility.ShouldBe(expected);
    }

    [Fact]
    public void AccessibilityOfAClass()
    {
        GeneratorRun run = GeneratorHarness.RunSource($"using SeqGen;\nnamespace Test;\n{Attributes}partial class A;\n{Attributes}internal partial class B;\n{Attributes}public partial class C;\n");
        ShouldCompile(run);
        new[] { "A", "B", "C" }.Select(name => run.Output.GetTypeByMetadataName($"Test.{name}")!.DeclaredAccessibility)
            .ShouldBe([Accessibility.Internal, Accessibility.Internal, Accessibility.Public]);
    }

    /// <summary>Members, interfaces, constructors and base classes that go well with a model, in both languages.</summary>
    [Theory]
    [InlineData("partial class M { public float Own => 1; public float Predict(string text) => 2; public float Predict(Span<float> one, int two) => 3; }")]
    [InlineData("partial class M { public M() : this(3) { } public M(string name) : this(name.Length) { } static M() { } }")]
    [InlineData("interface IScorer { float Predict(ReadOnlySpan<float> values); } partial class M : IScorer;")]
    [InlineData("partial class M : IDisposable { public new void Dispose() { } }")]
    [InlineData("partial class M : SequenceModel;")]
    [InlineData("abstract class Scorer(SeqGen.CompilerServices.ModelProgram program, int seed) : SequenceModel(program, seed) { public string Title { get; init; } = \"\"; } partial class M : Scorer;")]
    [InlineData("abstract class Scorer<T> : SequenceModel { protected Scorer(SeqGen.CompilerServices.ModelProgram program, int seed) : base(program, seed) { } } abstract class @event(SeqGen.CompilerServices.ModelProgram program, int seed) : Scorer<int>(program, seed); sealed partial class M : @event, IDisposable { public new void Dispose() { } }")]
    [InlineData("partial class M { public SequenceStream CreateStream() => throw new NotSupportedException(); }")]
    [InlineData("partial class M { public int KerasWeights => 1; public int Kernels => 2; public int V => 3; public int Vec => 4; private new static string Description => \"\"; protected new int DefaultPredictor => 1; }")]
    [InlineData("partial class M; partial class M { } [Serializable] partial class M { }")]
    public void WhatAPersonAdds(string source)
    {
        ShouldCompile(Beside("model M", source));
        int first = source.IndexOf(source.Contains("sealed partial class M", StringComparison.Ordinal) ? "sealed partial class M" : "partial class M", StringComparison.Ordinal);
        ShouldCompile(GeneratorHarness.RunSource($"using System;\nusing SeqGen;\nnamespace Test;\n{source.Insert(first, Attributes)}\n"));
    }

    [Theory]
    [InlineData("class {|M|};", "SEQ010")]
    [InlineData("partial class M; class {|M|};", "SEQ010")]
    [InlineData("partial record {|M|};", "SEQ013")]
    [InlineData("partial struct {|M|};", "SEQ013")]
    [InlineData("interface {|M|};", "SEQ013")]
    [InlineData("enum {|M|} { A }", "SEQ013")]
    [InlineData("delegate void {|M|}();", "SEQ013")]
    [InlineData("static partial class {|M|};", "SEQ013")]
    [InlineData("abstract partial class {|M|};", "SEQ013")]
    [InlineData("partial class M{|(int number)|};", "SEQ034")]
    [InlineData("class Base; partial class M : {|Base|};", "SEQ033")]
    [InlineData("partial class M { void {|Predict|}(ReadOnlySpan<float> values) { } }", "SEQ035")]
    [InlineData("[{|Dense|}(3)] partial class M;", "SEQ032")]
    public void WhatCannotStandBesideAFile(string markup, string id)
    {
        string source = markup.Replace("{|", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal);
        GeneratorRun run = Beside("model M", source);
        Diagnostic told = run.Diagnostics.ShouldHaveSingleItem();
        told.Id.ShouldBe(id);
        FileLinePositionSpan place = told.Location.GetLineSpan();
        (place.Path, place.StartLinePosition.Character).ShouldBe(("Own.cs", markup.IndexOf("{|", StringComparison.Ordinal)));
        run.CompilerDiagnostics.Where(diagnostic => diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true).ShouldBeEmpty();
    }

    [Fact]
    public void WhatTwoPlacesSayDifferentlyIsTold()
    {
        GeneratorRun run = Beside("model M internal", "public partial class M;");
        Diagnostic told = run.Diagnostics.ShouldHaveSingleItem();
        told.Id.ShouldBe("SEQ037");
        told.Location.GetLineSpan().ToString().ShouldBe("M.seqnet: (0,8)-(0,16)");
        run.CompilerDiagnostics.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("namespace Test.M.More { class Own; }", "SEQ039", "(0,6)-(0,7)")]
    [InlineData("class Test;", "SEQ039", "(1,10)-(1,14)")]
    public void NamesOfOtherThings(string source, string id, string place)
    {
        GeneratorRun run = new GeneratorHarness().SetSource("Own.cs", source).SetFile("M.seqnet", $"model M\nnamespace Test\n{Lines}").Run();
        run.Diagnostics.Select(told => $"{told.Id} {told.Location.GetLineSpan()}").ShouldBe([$"{id} M.seqnet: {place}"]);
        run.CompilerDiagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void ModelWithAMistakeLeavesAPersonsMembersAlone()
    {
        GeneratorRun run = new GeneratorHarness()
            .SetSource("Own.cs", "using System;\nnamespace Test;\npartial class M { public M(int number) : base(null!, number) { } public float Predict(ReadOnlySpan<int> own) => 1; public float Other => Predict([1]) + Predict([1f]); }\n")
            .SetFile("M.seqnet", "model M\nnamespace Test\nfeatures size=3\ndanse 1\n").Run();
        run.Diagnostics.Select(told => told.Id).ShouldBe(["SEQ001"]);
        run.CompilerDiagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void AnEditOfTheCompanionReachesTheModel()
    {
        GeneratorHarness project = new GeneratorHarness().SetSource("Own.cs", "namespace Test;\nclass M;\n").SetFile("M.seqnet", $"model M\nnamespace Test\n{Lines}");
        project.Run().Diagnostics.Select(told => told.Id).ShouldBe(["SEQ010"]);
        ShouldCompile(project.SetSource("Own.cs", "namespace Test;\npartial class M;\n").Run());
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp7_3)]
    [InlineData(LanguageVersion.CSharp8)]
    [InlineData(LanguageVersion.CSharp9)]
    [InlineData(LanguageVersion.CSharp10)]
    public void AnOldLanguageIsToldOnce(LanguageVersion language)
    {
        GeneratorRun run = new GeneratorHarness("Test", language: language)
            .SetSource("Own.cs", $"using SeqGen;\nnamespace Test\n{{\n{Attributes}public partial class A {{ }}\nclass Use {{ float Own(float[] values, Dataset data) {{ new M().Fit(data); return new A(1).Predict(values); }} }}\n}}\n")
            .SetFile("M.seqnet", $"model M\n{Lines}").SetFile("N.seqnet", $"model N\n{Lines}").Run();
        Diagnostic told = run.Diagnostics.ShouldHaveSingleItem();
        told.Id.ShouldBe("SEQ030");
        told.GetMessage(System.Globalization.CultureInfo.InvariantCulture).ShouldContain($"needs C# 11.0, but the project compiles as C# {language.ToDisplayString()}");
        run.CompilerDiagnostics.Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
    }

    /// <summary>Settings of a project that change what the compiler says.</summary>
    [Theory]
    [InlineData(LanguageVersion.CSharp11)]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.Preview)]
    public void EverySettingCompilesWithoutAWarning(LanguageVersion language)
    {
        GeneratorHarness project = new("Test", language: language, adjust: options => options
            .WithOverflowChecks(true)
            .WithNullableContextOptions(NullableContextOptions.Disable)
            .WithGeneralDiagnosticOption(ReportDiagnostic.Error)
            .WithWarningLevel(9999)
            .WithAllowUnsafe(false));
        foreach (string word in Layers.LayerCatalog.Words)
        {
            string lines = string.Join("\n", TwoLanguagesTests.OptionModel(Layers.LayerCatalog.Find(word)!, []));
            project.SetFile($"{word}.seqnet", $"model Of_{word} internal\n{lines}\n");
        }

        ShouldCompile(project.Run());
    }

    /// <summary>A project that sees another one's internal types has models of the same names.</summary>
    [Fact]
    public void ModelsOfTheSameNameInTwoProjects()
    {
        GeneratorRun first = new GeneratorHarness("Test")
            .SetSource("Friend.cs", "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Friend\")]\n").SetFile("M.seqnet", $"model M\n{Lines}").Run();
        using MemoryStream image = new();
        first.Output.Emit(image).Success.ShouldBeTrue();
        image.Position = 0;
        GeneratorRun second = new GeneratorHarness("Test").SetFile("M.seqnet", $"model M\n{Lines}").Run();
        second.Output.WithAssemblyName("Friend").AddReferences(MetadataReference.CreateFromStream(image)).GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ShouldBeEmpty();
    }

    private static GeneratorRun Beside(string line, string companion) => new GeneratorHarness()
        .SetSource("Own.cs", $"namespace Test;\n{companion}\n")
        .SetSource("Around.cs", "global using System;\nglobal using SeqGen;\n")
        .SetFile("M.seqnet", $"{line}\nnamespace Test\n{Lines}")
        .Run();

    private static void ShouldCompile(GeneratorRun run)
    {
        run.Result.Exception?.ToString().ShouldBeNull();
        run.Diagnostics.Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
        run.CompilerDiagnostics.Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
    }
}
