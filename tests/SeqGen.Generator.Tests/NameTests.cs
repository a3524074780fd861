using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SeqGen.Generator.Layers;
using SeqGen.Generator.Syntax;
using SeqGen.Generator.Testing;

namespace SeqGen.Generator.Tests;

/// <summary>
/// Any name is a name: every keyword of C#, and every name that emitted code or the library uses, as model, layer, namespace,
/// neighbouring type, member and top-level local. Each works, or is reported at its place.
/// </summary>
[Collection("Alone")]
public class NameTests
{
    private const string Small = "features size=2\ndense 1";

    /// <summary>One model of every layer, and one with several inputs and masks.</summary>
    private static readonly string[] AllLayers =
    [
        .. LayerCatalog.All.Select((layer, index) => $"model Layer{index}\nnamespace Emitted.Models\n{string.Join("\n", TwoLanguagesTests.OptionModel(layer, []))}\n"),
        "model Several\nnamespace Emitted.Models\nbranch a\ntokens length=3 vocabulary=5 mask=true\nembedding 3\nlstm 4 name=b\nbranch c\nfeatures length=2 size=2 mask=true\nlstm 4 initial_state=b\ndense 1 softplus\n",
    ];

    /// <summary>The code that is emitted for them.</summary>
    private static readonly Lazy<SyntaxNode[]> Emitted = new(() => [.. Project(AllLayers).Run().Output.SyntaxTrees.Where(IsEmitted).Select(tree => tree.GetRoot())]);

    /// <summary>Every name in it.</summary>
    private static readonly Lazy<string[]> EmittedNames = new(() =>
        [.. Emitted.Value.SelectMany(root => root.DescendantTokens()).Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText).Distinct()]);

    /// <summary>The names that it refers to, not as members of something.</summary>
    private static readonly Lazy<string[]> ReferredNames = new(() =>
    [
        .. Emitted.Value.SelectMany(root => root.DescendantNodes()).OfType<SimpleNameSyntax>()
            .Where(name => !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name))
            .Select(name => name.Identifier.ValueText)
            .Where(name => char.IsUpper(name[0])).Distinct(),
    ]);

    private static readonly string[] Keywords =
        [.. SyntaxFacts.GetReservedKeywordKinds().Concat(SyntaxFacts.GetContextualKeywordKinds()).Select(SyntaxFacts.GetText), "nint", "nuint", "dynamic", "notnull", "unmanaged", "_", "field", "extension"];

    private static readonly string[] LibraryNames =
    [
        .. typeof(SequenceModel).Assembly.GetExportedTypes().Select(type => type.Name.Split('`')[0]),
        .. typeof(SequenceModel).GetMembers().Select(member => member.Name).Where(SyntaxFacts.IsValidIdentifier),
        "Program", "Main", "Object", "String", "Emitted", "Kernels", "Layers", "SeqGen", "System", "Int32", "Single", "Void", "Finalize", "MemberwiseClone", "DefaultPredictor", "CreateStream",
    ];

    /// <summary>All names, once each.</summary>
    private static string[] All => [.. Keywords.Concat(LibraryNames).Concat(EmittedNames.Value).Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Names that differ in more than case, as the files of models must.</summary>
    private static string[] ModelNames => Distinct(Keywords.Concat(LibraryNames).Concat(ReferredNames.Value));

    private static string[] NamespaceNames => Distinct(Keywords.Concat(ReferredNames.Value));

    private static string[] Distinct(IEnumerable<string> names) => [.. names.Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];

    [Fact]
    public void AsModelOfAFile()
    {
        GeneratorHarness project = new("Acme.Models", "128");
        foreach (string name in ModelNames)
        {
            project.SetFile($"{name}.seqnet", $"model {name}\n{Small}\n");
        }

        ShouldWorkOrBeTold(project.Run(), ModelNames, "SEQ016");
    }

    [Fact]
    public void AsModelOfAClass()
    {
        GeneratorHarness project = new(vectorBits: "128");
        foreach (string name in ModelNames)
        {
            project.SetSource($"{name}.cs", $"namespace Acme.Models;\n[global::SeqGen.SequenceModel, global::SeqGen.Features(Size = 2), global::SeqGen.Dense(1)]\npublic partial class @{name};\n");
        }

        GeneratorRun run = project.Run();
        ShouldWorkOrBeTold(run, ModelNames, "SEQ016");
        run.Diagnostics.Select(diagnostic => diagnostic.Location.GetLineSpan().Path).ShouldBe(["CreateStream.cs", "Predict.cs"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("Acme.")]
    [InlineData("")]
    [InlineData("SeqGen.Own.")]
    public void AsNamespace(string around)
    {
        // A namespace called Program would be the program's class in C#, not a matter of models.
        string[] names = [.. NamespaceNames.Where(name => name is not ("Program" or "_"))];
        GeneratorHarness project = new(vectorBits: "128");
        foreach (string name in names)
        {
            project.SetFile($"{name}.seqnet", $"model M\nnamespace {around}{name}\n{Small}\n");
        }

        GeneratorRun run = project.Run();
        ShouldWorkOrBeTold(run, names, "SEQ016");
        run.OutputsOf<Networks.NetworkSpec>(TrackingNames.Spec).Count().ShouldBeGreaterThan(names.Length - 90);
    }

    [Fact]
    public void AsNamespaceOfAClass()
    {
        GeneratorHarness project = new(vectorBits: "128");
        foreach (string name in NamespaceNames)
        {
            project.SetSource($"{name}.cs", $"namespace Acme.@{name}\n{{\n[global::SeqGen.SequenceModel, global::SeqGen.Features(Size = 2), global::SeqGen.Dense(1)]\ninternal partial class M {{ }}\n}}\n");
        }

        ShouldWork(project.Run());
    }

    [Fact]
    public void AsLayer()
    {
        string[] names = [.. All.Where(Names.IsLayerName).DistinctBy(Names.LayerKey)];
        GeneratorHarness project = new(vectorBits: "512");
        foreach (string[] chunk in names.Chunk(60))
        {
            string layers = string.Join("\n", chunk.Select(name => $"dense 2 name=\"{name}\""));
            project.SetFile($"{chunk[0]}.seqnet", $"model Of{chunk[0]}\nfeatures size=2\n{layers}\n");
        }

        ShouldWork(project.Run());
    }

    /// <summary>Names that become equal where names of layers and of their parts are only put one after the other.</summary>
    [Fact]
    public void AsPairsOfLayers()
    {
        string[] parts = [.. EmittedNames.Value.Where(name => name.Contains('_', StringComparison.Ordinal)).Select(name => name[(name.IndexOf('_', StringComparison.Ordinal) + 1)..].ToLowerInvariant())
            .Where(Names.IsLayerName).DistinctBy(Names.LayerKey)];
        string lines = string.Join("\n", parts.Select(part => $"lstm 2 return_sequences=true name=a{part}").Prepend("lstm 2 return_sequences=true name=a"));
        GeneratorRun run = new GeneratorHarness(vectorBits: "512")
            .SetFile("Pairs.seqnet", $"model Pairs\nfeatures size=2 length=3 name=input\n{lines}\nbatch_normalization name=sums\nadd input name=output\nadd sums name=stream\nadd output stream name=model\n")
            .SetFile("Known.seqnet", "model Known\nfeatures size=2 length=3\nlstm 2 return_sequences=true name=predict\nlstm 2 return_sequences=true name=train\ngru 2 return_sequences=true name=step\ndense 2 name=begin\ndense 2 name=kernel\ndense 2 name=bias\n"
                + "bidirectional lstm 1 return_sequences=true name=b\nlstm 2 return_sequences=true name=bforward\nlstm 2 name=b_backward\ndense 1 name=l_1\n")
            .Run();
        ShouldWork(run);
    }

    [Theory]
    [InlineData("")]
    [InlineData("namespace Emitted.Models;\n")]
    [InlineData("namespace Emitted;\n")]
    public void AsNeighbouringType(string place)
    {
        // What a type of these names breaks is reported by SEQ036.
        string[] names = [.. All.Where(name => place.Length > 0 ? name != "Models" : name is not ("System" or "SeqGen" or "Emitted"))];
        string types = string.Concat(names.Where(name => !AllLayers.Any(model => model.StartsWith($"model {name}\n", StringComparison.Ordinal)))
            .Select(name => $"public class @{name} : global::System.Attribute {{ }}\npublic class @{name}<T> {{ }}\n"));
        ShouldWork(Project(AllLayers).SetSource("Types.cs", place + types).Run());
    }

    [Fact]
    public void AsTopLevelLocal()
    {
        string locals = string.Concat(All.Where(name => name != "args").Select(name => $"object @{name} = null!;\n"));
        ShouldWork(Project(AllLayers, isProgram: true).SetSource("Program.cs", locals).SetSource("Global.cs", Global).Run());
    }

    [Fact]
    public void AsTopLevelFunction()
    {
        string functions = string.Concat(All.Where(name => name != "args").Select(name => $"void @{name}() {{ }}\n"));
        ShouldWork(Project(AllLayers, isProgram: true).SetSource("Program.cs", functions).SetSource("Global.cs", Global).Run());
    }

    [Theory]
    [InlineData("private static int @{0};")]
    [InlineData("private static void @{0}(int number) {{ }}")]
    [InlineData("private class @{0} {{ }}")]
    public void AsMember(string member)
    {
        string members = string.Concat(All.Where(name => name is not ("Several" or "Predict" or "CreateStream")).Select(name => string.Format(System.Globalization.CultureInfo.InvariantCulture, member, name) + "\n"));
        ShouldWork(Project([AllLayers[^1]]).SetSource("Several.cs", $"namespace Emitted.Models;\npublic partial class Several\n{{\n{members}}}\n").Run());
    }

    [Fact]
    public void AsGlobalAlias()
    {
        // No alias may have the name of a namespace that is not inside another one.
        string[] spaces = [.. Project([]).Run().Output.GlobalNamespace.GetNamespaceMembers().Select(space => space.Name), "Emitted"];
        string aliases = string.Concat(All.Except(spaces).Where(name => name is not ("_" or "args")).Select(name => $"global using @{name} = global::System.Text.StringBuilder;\n"));
        ShouldWork(Project(AllLayers).SetSource("Aliases.cs", aliases).Run());
    }

    [Theory]
    [InlineData("class {|System|} { }", "the namespace System")]
    [InlineData("class {|SeqGen|} { }", "the namespace SeqGen")]
    [InlineData("namespace System { class {|Math|} { } }", "System.Math")]
    [InlineData("namespace System { struct {|ReadOnlySpan|}<T> { } }", "System.ReadOnlySpan")]
    [InlineData("namespace System { class {|Runtime|} { } }", "the namespace System.Runtime")]
    [InlineData("namespace System.Runtime.CompilerServices { static class {|Unsafe|} { } }", "System.Runtime.CompilerServices.Unsafe")]
    [InlineData("namespace SeqGen.CompilerServices { class {|Packing|} { } }", "SeqGen.CompilerServices.Packing")]
    [InlineData("namespace SeqGen { class {|CompilerServices|} { } }", "the namespace SeqGen.CompilerServices")]
    [InlineData("namespace SeqGen { class {|ModelDescription|} { } }", "SeqGen.ModelDescription")]
    [InlineData("namespace SeqGen.{|Predictor|} { class Own { } }", "SeqGen.Predictor")]
    [InlineData("namespace SeqGen.{|Emitted|} { class V { } }", "SeqGen.Emitted")]
    public void WhatHidesAFullNameIsTold(string source, string hidden)
    {
        string text = source.Replace("{|", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal);
        GeneratorRun run = new GeneratorHarness(vectorBits: "128").SetSource("Own.cs", text).SetFile("M.seqnet", $"model M\nnamespace Test\n{Small}\n").Run();
        Diagnostic told = run.Diagnostics.ShouldHaveSingleItem();
        told.Id.ShouldBe("SEQ036");
        told.GetMessage(System.Globalization.CultureInfo.InvariantCulture).ShouldContain($"hides '{hidden}'");
        told.Location.SourceSpan.Start.ShouldBe(source.IndexOf("{|", StringComparison.Ordinal));
        run.CompilerDiagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
    }

    [Fact]
    public void AnotherTypeInTheLibrarysNamespaceIsNoMatter() =>
        ShouldWork(Project([AllLayers[0]]).SetSource("Own.cs", "namespace SeqGen { class Vec { } class Unsafe { } class Packing { } namespace CompilerServices { class InputKind { } class Kernels { } class Vec { } } namespace Data.More { class Packing { } } }\nnamespace System { class Vec { } class Packing { } }\n").Run());

    [Theory]
    [InlineData("\u092E\u0949\u0921\u0932")]
    [InlineData("\u0E42\u0E21\u0E40\u0E14\u0E25")]
    [InlineData("Mod\u00E8le")]
    [InlineData("Mode\u0300le")]
    [InlineData("\u2167")]
    [InlineData("review")]
    [InlineData("_")]
    public void LettersOfAllScripts(string name)
    {
        ShouldWork(new GeneratorHarness(vectorBits: "128").SetFile("M.seqnet", $"model {name}\nnamespace N.{name}\n{Small}\n").Run());
        ShouldWork(new GeneratorHarness(vectorBits: "128").SetSource("M.cs", $"namespace N.@{name};\n[global::SeqGen.SequenceModel, global::SeqGen.Features(Size = 2), global::SeqGen.Dense(1)]\npublic partial class @{name};\n").Run());
    }

    [Fact]
    public void LongNamesBecomeShortFiles()
    {
        string space = string.Join(".", Enumerable.Repeat("Abcdefghi", 24));
        GeneratorRun run = new GeneratorHarness(vectorBits: "128")
            .SetFile("A.seqnet", $"model {new string('a', 240)}1\nnamespace {space}\n{Small}\n")
            .SetFile("B.seqnet", $"model {new string('a', 240)}2\nnamespace {space}\n{Small}\n")
            .Run();
        ShouldWork(run);
        run.Sources.Count.ShouldBe(2);
        run.Sources.Keys.ShouldAllBe(file => file.Length < 150);
    }

    private const string Global = """
        [SeqGen.SequenceModel, SeqGen.Tokens(Length = 5, Vocabulary = 7), SeqGen.Embedding(3), SeqGen.Lstm(4), SeqGen.Dense(1)]
        partial class InNoNamespace { }
        """;

    private static GeneratorHarness Project(IEnumerable<string> models, bool isProgram = false)
    {
        GeneratorHarness project = new(vectorBits: "512", isProgram: isProgram);
        foreach (string model in models)
        {
            project.SetFile($"{model.Split('\n')[0]}.seqnet", model);
        }

        return project;
    }

    private static bool IsEmitted(SyntaxTree? tree) => tree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true;

    /// <summary>No diagnostic but errors of these names at the places of names, and no word of the compiler about emitted code.</summary>
    private static void ShouldWorkOrBeTold(GeneratorRun run, string[] names, string id)
    {
        foreach (Diagnostic diagnostic in run.Diagnostics)
        {
            (diagnostic.Id == id || diagnostic.Id is "SEQ036").ShouldBeTrue(diagnostic.ToString());
            string file = Path.GetFileNameWithoutExtension(diagnostic.Location.GetLineSpan().Path);
            names.ShouldContain(file);
            diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture).ShouldContain(file);
        }

        CompilerShouldBeContent(run);
    }

    private static void ShouldWork(GeneratorRun run)
    {
        run.Diagnostics.Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
        CompilerShouldBeContent(run);
    }

    private static void CompilerShouldBeContent(GeneratorRun run)
    {
        run.Result.Exception?.ToString().ShouldBeNull();
        run.CompilerDiagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error || IsEmitted(diagnostic.Location.SourceTree))
            .Select(diagnostic => $"{diagnostic} in {diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line]}")
            .Take(8).ShouldBeEmpty();
    }
}
