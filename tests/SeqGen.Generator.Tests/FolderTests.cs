using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SeqGen.Generator.Tests.Harness;

namespace SeqGen.Generator.Tests;

/// <summary>The generator's folders are its layers: each one knows those before it, and no other.</summary>
public class FolderTests
{
    /// <summary>The folders, each of which may use those before it; the files beside them, which join all, may use every one.</summary>
    private static readonly string[] Order =
        ["Model", "Diagnostics", "Shapes", "Syntax", "Kernels", "Planning", "Scheduling", "Networks", "Layers", "Printing", "Verification", "Emission", "Parsing", ""];

    private const string Root = "SeqGen.Generator";

    private static readonly CSharpCompilation Compilation = Compile();

    [Fact]
    public void ATypesNamespaceIsItsFolder()
    {
        foreach (SyntaxTree tree in Compilation.SyntaxTrees.Where(tree => tree.FilePath != ""))
        {
            string[] namespaces = [.. tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().Select(space => space.Name.ToString())];
            namespaces.ShouldBe([(Root + "." + FolderOf(tree)).TrimEnd('.')], tree.FilePath);
        }
    }

    [Fact]
    public void AFolderUsesOnlyThoseBeforeIt()
    {
        List<string> wrong = [];
        int uses = 0;
        foreach (SyntaxTree tree in Compilation.SyntaxTrees.Where(tree => tree.FilePath != ""))
        {
            int own = PlaceOf(FolderOf(tree), tree.FilePath);
            SemanticModel model = Compilation.GetSemanticModel(tree);
            foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes(descendIntoTrivia: false).OfType<SimpleNameSyntax>())
            {
                ISymbol? symbol = model.GetSymbolInfo(name).Symbol;
                INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
                string space = type?.ContainingNamespace?.ToDisplayString() ?? "";
                if (space == Root || space.StartsWith(Root + ".", StringComparison.Ordinal))
                {
                    uses++;
                    string folder = space.Substring(Root.Length).TrimStart('.').Split('.')[0];
                    if (PlaceOf(folder, space) > own)
                    {
                        wrong.Add($"{FolderOf(tree)} uses {folder}: {Path.GetFileName(tree.FilePath)} has {type!.Name}");
                    }
                }
            }
        }

        uses.ShouldBeGreaterThan(10_000);
        wrong.Distinct().Order().ShouldBeEmpty();
    }

    /// <summary>The folder below the generator's, or the empty text; folders in folders belong to the outer one.</summary>
    private static string FolderOf(SyntaxTree tree)
    {
        string[] parts = Path.GetRelativePath(RepositoryFiles.Generator, tree.FilePath).Split(Path.DirectorySeparatorChar);
        return parts.Length == 1 ? "" : parts[0];
    }

    private static int PlaceOf(string folder, string of)
    {
        int place = Array.IndexOf(Order, folder);
        place.ShouldBeGreaterThanOrEqualTo(0, $"'{folder}' has no place in the order ({of}).");
        return place;
    }

    /// <summary>All files of the generator, with the framework that the tests run on: what it lacks of netstandard's is of no matter here.</summary>
    private static CSharpCompilation Compile()
    {
        string folder = RepositoryFiles.Generator;
        CSharpParseOptions options = new(LanguageVersion.Preview);
        string[] global = [.. File.ReadLines(Path.Combine(folder, "SeqGen.Generator.csproj")).Where(line => line.Contains("<Using Include=", StringComparison.Ordinal)).Select(line => line.Split('"')[1])];
        string usings = string.Concat(new[] { "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading" }.Concat(global).Select(space => $"global using {space};\n"));
        IEnumerable<SyntaxTree> trees = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar)[0] is not ("obj" or "bin") && Path.GetFileName(path) != "Polyfills.cs")
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path));
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("SeqGen", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create("Folders", [.. trees, CSharpSyntaxTree.ParseText(usings, options)], references, new(OutputKind.DynamicallyLinkedLibrary));
    }
}
