using System.Text.Json;
using System.Text.RegularExpressions;
using SeqGen.Generator.Layers;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Parsing;
using SeqGen.Generator.Syntax;
using SeqGen.Generator.Tests.Harness;
using TextMateSharp.Grammars;
using TextMateSharp.Internal.Grammars.Reader;
using TextMateSharp.Internal.Themes.Reader;
using TextMateSharp.Internal.Types;
using TextMateSharp.Registry;
using TextMateSharp.Themes;

namespace SeqGen.Generator.Tests;

/// <summary>The colours of .seqnet files in editors: the grammar knows the catalogue's words, and reads every file of the repository.</summary>
public class GrammarTests
{
    private const string GrammarFile = "src/SeqGen.VSCode/syntaxes/seqnet.tmLanguage.json";
    private const string Root = "source.seqnet";

    /// <summary>The tables of all lines, of layers and of others.</summary>
    private static IEnumerable<ArgumentDefinition> Arguments =>
        LayerCatalog.All.SelectMany(layer => layer.Arguments).Concat(LossSpec.Arguments).Concat(BranchLine.Arguments).Concat(OutputLine.Arguments).Concat(ModelOptions.LineArguments);

    public static TheoryData<string> Files
    {
        get
        {
            string root = RepositoryFiles.PathOf("");
            string[] output = ["bin", "obj", "artifacts"];
            return [.. Directory.GetFiles(root, "*.seqnet", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
                .Where(path => !path.Split('/').Intersect(output).Any())
                .Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public void LayersAreTheCatalogues() => List("layer", "begin").ShouldBe(LayerCatalog.Words.Order(StringComparer.Ordinal));

    [Fact]
    public void OtherLinesAreTheReaders() => List("statement", "begin").ShouldBe(SpecReader.Words.Except(LayerCatalog.Words).Order(StringComparer.Ordinal));

    [Fact]
    public void ArgumentsAreTheTables() => List("argument", "match").ShouldBe(Arguments.Select(argument => argument.Name).Distinct().Order(StringComparer.Ordinal));

    /// <summary>Activations, initialisers, losses, and the words of single arguments; those in parentheses among them.</summary>
    [Fact]
    public void WordsAreTheTables() => List("word", "match")
        .ShouldBe(Arguments.SelectMany(argument => argument.Words).Concat(LossSpec.Words.Words).Concat(["keras2", "keras3"]).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryPartOfAFileHasAColour(string path)
    {
        List<(string Text, string Scope)> parts = Colour(File.ReadAllText(RepositoryFiles.PathOf(path)));
        parts.ShouldNotBeEmpty();
        parts.Where(part => part.Scope == Root || part.Scope.StartsWith("invalid", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("model Reviews weights=bfloat16 internal # mine", "model keyword|Reviews entity|weights variable|= keyword|bfloat16 support|internal support|# mine comment")]
    [InlineData("namespace Acme.Models", "namespace keyword|Acme.Models entity")]
    [InlineData("  conv1d_transpose 8 3 padding=same#x", "conv1d_transpose entity|8 constant|3 constant|padding variable|= keyword|same support|#x comment")]
    [InlineData("dense 10_000 elu(0.3) name=\"a#b\"", "dense entity|10_000 constant|elu support|( punctuation|0.3 constant|) punctuation|name variable|= keyword|\" string|a#b string|\" string")]
    [InlineData("dense 1 clip(-1,1e-3) use_bias = true", "dense entity|1 constant|clip support|( punctuation|-1 constant|, punctuation|1e-3 constant|) punctuation|use_bias variable|= keyword|true constant")]
    [InlineData("add encoder lstm_1", "add entity|encoder variable|lstm_1 variable")]
    [InlineData("output tags mse loss_weight=.5", "output keyword|tags variable|mse support|loss_weight variable|= keyword|.5 constant")]
    [InlineData("lstn 32", "lstn invalid")]
    [InlineData("lstm 32 unit=3", "lstm entity|32 constant|unit invalid|= keyword|3 constant")]
    public void ALineHasItsColours(string line, string expected)
    {
        IEnumerable<string> found = Colour(line).Where(part => part.Scope != Root).Select(part => $"{part.Text} {part.Scope.Split('.')[0]}");
        string.Join("|", found).ShouldBe(expected);
    }

    /// <summary>The files that the extension names exist, and are those that its package takes.</summary>
    [Fact]
    public void ThePackageNamesItsFiles()
    {
        string folder = RepositoryFiles.PathOf("src/SeqGen.VSCode");
        using JsonDocument package = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "package.json")));
        JsonElement contributes = package.RootElement.GetProperty("contributes");
        JsonElement language = contributes.GetProperty("languages")[0];
        JsonElement grammar = contributes.GetProperty("grammars")[0];
        grammar.GetProperty("scopeName").GetString().ShouldBe(Root);
        grammar.GetProperty("language").GetString().ShouldBe(language.GetProperty("id").GetString());
        Path.GetFullPath(grammar.GetProperty("path").GetString()!, folder).ShouldBe(RepositoryFiles.PathOf(GrammarFile));
        using JsonDocument configuration = JsonDocument.Parse(File.ReadAllText(Path.GetFullPath(language.GetProperty("configuration").GetString()!, folder)));
        configuration.RootElement.GetProperty("comments").GetProperty("lineComment").GetString().ShouldBe("#");
        string manifest = File.ReadAllText(Path.Combine(folder, "vsix", "extension.vsixmanifest"));
        manifest.ShouldContain($"Version=\"{package.RootElement.GetProperty("version").GetString()}\"");
        manifest.ShouldContain($"Value=\"{package.RootElement.GetProperty("engines").GetProperty("vscode").GetString()}\"");
    }

    /// <summary>The words of a rule of the grammar.</summary>
    private static string[] List(string rule, string pattern)
    {
        using JsonDocument grammar = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.PathOf(GrammarFile)));
        string text = grammar.RootElement.GetProperty("repository").GetProperty(rule).GetProperty(pattern).GetString()!;
        return Regex.Match(text, @"\(([\w|]+)\)").Groups[1].Value.Split('|');
    }

    /// <summary>The parts of a text that are not blank, each with its innermost scope.</summary>
    private static List<(string Text, string Scope)> Colour(string text)
    {
        IGrammar grammar = new Registry(new OneGrammar()).LoadGrammar(Root);
        List<(string, string)> parts = [];
        IStateStack? state = null;
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            ITokenizeLineResult result = grammar.TokenizeLine(line, state, TimeSpan.FromSeconds(10));
            state = result.RuleStack;
            foreach (IToken token in result.Tokens)
            {
                string part = line[token.StartIndex..Math.Min(token.EndIndex, line.Length)].Trim();
                if (part.Length > 0)
                {
                    parts.Add((part, token.Scopes[^1]));
                }
            }
        }

        return parts;
    }

    private sealed class OneGrammar : IRegistryOptions
    {
        public IRawGrammar GetGrammar(string scopeName)
        {
            using StreamReader reader = new(RepositoryFiles.PathOf(GrammarFile));
            return GrammarReader.ReadGrammarSync(reader);
        }

        public ICollection<string> GetInjections(string scopeName) => [];

        public IRawTheme GetTheme(string scopeName) => GetDefaultTheme();

        public IRawTheme GetDefaultTheme()
        {
            using StreamReader reader = new(new MemoryStream("{ \"name\": \"none\", \"tokenColors\": [] }"u8.ToArray()));
            return ThemeReader.ReadThemeSync(reader);
        }
    }
}
