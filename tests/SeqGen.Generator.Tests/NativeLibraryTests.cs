using Microsoft.CodeAnalysis;
using SeqGen.Generator.Layers;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Testing;

namespace SeqGen.Generator.Tests;

/// <summary>The functions of a native library and its header, one file for all models of a project.</summary>
public class NativeLibraryTests
{
    private const string FileName = "SeqGen.NativeLibrary.g.cs";

    private const string Models = """
        model SmallReview
        tokens length=20 vocabulary=50 mask=true
        embedding 8
        lstm 4
        dense 1 sigmoid

        model Translator
        branch source
        tokens length=6 vocabulary=9
        embedding 4
        lstm 5 name=encoder
        branch output
        features length=4 size=2 mask=true
        lstm 5 return_sequences=true initial_state=encoder
        dense 3 softmax

        model Carried
        features length=3 size=2
        gru 4 initial_state=input return_state=true

        model Whole
        features size=2
        dense 1
        """;

    [Fact]
    public void FunctionsAndHeaderOfSeveralModels()
    {
        GeneratorRun run = Project()
            .SetFile("Models.seqnet", Models)
            .SetFile("0.seqembedded", "kind weights\nmodel Whole\nfile a\nproject b\nresource c\ntensor F32 (2, 1) dense/kernel\ntensor F32 (1) dense/bias\n")
            .SetFile("1.seqembedded", "kind tokenizer\nmodel SmallReview\nfile a\nproject b\nresource d\nvocabulary 50\n").Run();
        run.Diagnostics.ShouldBeEmpty();
        run.CompilerDiagnostics.ShouldBeEmpty();

        // The library has the assembly's name, which is another one in each run.
        string library = run.Output.AssemblyName!;
        string text = run.Sources[FileName].Replace(NativeName(library), "library", StringComparison.Ordinal).Replace(NativeName(library).ToUpperInvariant(), "LIBRARY", StringComparison.Ordinal);
        Snapshot.Match(text, "NativeLibrary", "cs");
        Snapshot.Match(Header(run).Replace(NativeName(library), "library", StringComparison.Ordinal).Replace(NativeName(library).ToUpperInvariant(), "LIBRARY", StringComparison.Ordinal), "NativeLibrary", "h");
    }

    [Fact]
    public void SeveralOutputsAreReadByTheirNames()
    {
        GeneratorRun run = Project().SetFile("Models.seqnet", """
            model Tagger
            features max_length=9 size=2
            gru 3 return_sequences=true name=words
            dense 5 softmax name=tags
            branch kind_of from=words
            global_max_pooling1d
            dense 2 name=kind
            output tags
            output kind
            """).Run();
        run.Diagnostics.ShouldBeEmpty();
        run.CompilerDiagnostics.ShouldBeEmpty();
        string text = run.Sources[FileName];
        text.ShouldContain("predictor.SetInput(\"features\", NativeCall.Values<float>(features, count), default);");
        text.ShouldContain("predictor.CopyOutput(0, NativeCall.Room<float>(output, output_count));");
        text.ShouldContain("CopyOutput(NativeCall.TextAt(name), NativeCall.Room<float>(output, output_count));");
        Header(run).ShouldContain("The first output, tags (5 values for each step of features) for one sequence.");
        Header(run).ShouldContain("\"tags\" (5 values for each step of features), \"kind\" (2 values)");
    }

    [Fact]
    public void EveryLayerIsExported()
    {
        GeneratorHarness project = Project();
        foreach ((LayerDefinition layer, int index) in LayerCatalog.All.Select((layer, index) => (layer, index)))
        {
            project.SetFile($"{index}.seqnet", $"model Layer{index}\n{string.Join("\n", TwoLanguagesTests.OptionModel(layer, []))}\n");
        }

        GeneratorRun run = project.Run();
        run.Diagnostics.ShouldBeEmpty();
        run.CompilerDiagnostics.ShouldBeEmpty();
        string header = Header(run);
        for (int index = 0; index < LayerCatalog.All.Length; index++)
        {
            header.ShouldContain($"int32_t layer{index}_predict(layer{index}_model *model, ");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("false")]
    public void OtherProjectsHaveNone(string? property) => new GeneratorHarness(nativeLibrary: property).SetFile("Models.seqnet", Models).Run().Sources.Keys.ShouldNotContain(FileName);

    [Theory]
    [InlineData("Level", "Level", "level_create")]
    [InlineData("ReviewText", "Review_Text", "review_text_create")]
    [InlineData("Level", "LevelStream", "level_stream_create")]
    public void NamesOfCAreUsedOnce(string first, string second, string function)
    {
        GeneratorRun run = Project().SetFile("A.seqnet", Small(first, "A")).SetFile("B.seqnet", Small(second, "B")).Run();
        Diagnostic found = run.Diagnostics.Single();
        found.Id.ShouldBe("SEQ046");
        found.GetMessage(null).ShouldBe($"'B.{second}' and 'A.{first}' would both have the function '{function}' in the native library; rename one of the models");
        found.Location.GetLineSpan().Path.ShouldBe("B.seqnet");
        run.Sources.Keys.ShouldNotContain(FileName);
    }

    [Fact]
    public void NamesOfOtherAlphabetsBecomeNumbers()
    {
        GeneratorRun run = Project().SetFile("A.seqnet", Small("Größe", "A")).Run();
        run.Diagnostics.ShouldBeEmpty();
        run.CompilerDiagnostics.ShouldBeEmpty();
        Header(run).ShouldContain("int32_t gru00f6u00dfe_create(");
    }

    [Fact]
    public void AnEditElsewhereEmitsNothingAnew()
    {
        GeneratorHarness project = Project().SetFile("Models.seqnet", Models);
        project.Run();
        GeneratorRun after = project.SetSource("Other.cs", "class Other;").SetFile("Models.seqnet", "# A comment.\n" + Models).Run();
        after.ReasonsOf(TrackingNames.NativeLibrary).ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached || reason == IncrementalStepRunReason.Unchanged);
    }

    private static GeneratorHarness Project() => new(vectorBits: "128", nativeLibrary: "true");

    private static string Small(string name, string space) => $"model {name}\nnamespace {space}\nfeatures length=3 size=2\nlstm 2\n";

    private static string NativeName(string assembly) => NativeModel.NameInC(Syntax.Names.ToSnakeCase(assembly));

    private static string Header(GeneratorRun run)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)run.Output.GetSymbolsWithName("NativeLibrary", SymbolFilter.Type).Single();
        return (string)type.GetMembers("SeqGenNativeHeader").OfType<IFieldSymbol>().Single().ConstantValue!;
    }
}
