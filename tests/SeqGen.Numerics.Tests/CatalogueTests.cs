using System.Text.Json;
using System.Xml.Linq;
using SeqGen.Generator.Layers;
using SeqGen.Numerics.Tests.Golden;
using SeqGen.Numerics.Tests.Models;
using SeqGen.Numerics.Tests.Reference;

namespace SeqGen.Numerics.Tests;

/// <summary>Every layer of the catalogue has what a layer must have; a new layer fails here until it does.</summary>
public sealed class CatalogueTests
{
    private static readonly Lazy<HashSet<string>> GoldenWords = new(() =>
        WordsOf(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "*.json").SelectMany(GoldenTexts)));

    private static readonly Lazy<HashSet<string>> ReferenceWords = new(() => WordsOf(
        Enumerable.Range(0, 60).Select(RandomCases.Recurrent).Concat(Enumerable.Range(0, 2).Select(RandomCases.OtherCells)).Concat(RandomCases.Others()).Select(golden => SeqnetWriter.Write("Model", golden))));

    private static readonly Lazy<HashSet<string>> PlacedWords = new(() => WordsOf(LayerPlacements.All().Select(golden => SeqnetWriter.Write("Model", golden))));

    public static TheoryData<string> Words => [.. LayerCatalog.Words];

    [Theory]
    [MemberData(nameof(Words))]
    public void Has_an_attribute_with_documentation(string word)
    {
        Type? attribute = typeof(LayerAttribute).Assembly.GetType($"SeqGen.{word.Replace("_", "", StringComparison.Ordinal)}Attribute", throwOnError: false, ignoreCase: true);
        attribute.ShouldNotBeNull(word);
        attribute.IsSubclassOf(typeof(LayerAttribute)).ShouldBeTrue();
        XElement[] members = [.. XDocument.Load(Path.ChangeExtension(attribute.Assembly.Location, ".xml")).Descendants("member")];
        members.ShouldContain(member => (string?)member.Attribute("name") == $"T:{attribute.FullName}" && !string.IsNullOrWhiteSpace(member.Element("summary")!.Value));
        LayerCatalog.Find(word)!.Summary.ShouldNotBeNullOrWhiteSpace();
        LayerCatalog.Find(word)!.Arguments.ShouldAllBe(argument => argument.Summary.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Has_a_snapshot(string word) =>
        File.Exists(Path.Combine(Root(), "tests", "SeqGen.Generator.Tests", "Snapshots", $"Spec.{word}.verified.txt")).ShouldBeTrue();

    /// <summary>Golden vectors; of a layer that Keras' golden vectors do not hold, numbers of the reference or a test of its own.</summary>
    [Theory]
    [MemberData(nameof(Words))]
    public void Has_numbers_to_be_compared_with(string word) =>
        (GoldenWords.Value.Contains(word) || ReferenceWords.Value.Contains(word) || SpecialGradientTests.Words.Contains(word) || GraphTests.Words.Contains(word)).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Words))]
    public void Has_a_gradient_check_on_random_shapes(string word) =>
        (ReferenceWords.Value.Contains(word) || SpecialGradientTests.Words.Contains(word) || GraphTests.Words.Contains(word)).ShouldBeTrue();

    /// <summary>On the input, after layers in place, after an embedding: wherever the layer's input lies otherwise.</summary>
    [Theory]
    [MemberData(nameof(Words))]
    public void Has_a_gradient_check_in_every_place(string word) =>
        (PlacedWords.Value.Contains(word) || LayerCatalog.Find(word)!.ClassName == "InputLayer").ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Words))]
    public void Has_tests_of_allocation_determinism_and_widths(string word) =>
        WordsOf(SampleModels.Texts.Select(sample => sample.Text)).ShouldContain(word);

    [Fact]
    public void The_golden_vectors_hold_the_layers_that_Keras_shares() =>
        new[] { "dense", "embedding", "lstm", "gru", "simple_rnn", "bidirectional", "flatten", "masking" }.ShouldBeSubsetOf(GoldenWords.Value);

    private static HashSet<string> WordsOf(IEnumerable<string> texts) =>
        [.. texts.SelectMany(text => text.Split('\n')).Select(line => line.Split(' ')[0]).Where(word => word.Length > 0)];

    /// <summary>The models of a golden file's layer cases, as far as they are supported.</summary>
    private static List<string> GoldenTexts(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        List<string> texts = [];
        foreach (JsonElement golden in document.RootElement.GetProperty("cases").EnumerateArray().Where(golden => golden.TryGetProperty("upstream", out _)))
        {
            try
            {
                texts.Add(SeqnetWriter.Write("Model", LayerCase.Read(golden)));
            }
            catch (NotSupportedCase)
            {
                // A layer of a later release has no word in the catalogue, so there is nothing to ask of it.
                continue;
            }
        }

        return texts;
    }

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SeqGen.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
