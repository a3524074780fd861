using SeqGen.Data;
using SeqGen.Reporting;
using SeqGen.Samples.Sarcasm;
using SeqGen.Samples.Spam;
using SeqGen.Samples.Topics;
using SeqGen.Samples.Tweets;

namespace SeqGen.Samples.Tests;

/// <summary>The samples that classify texts, each on the data that it makes itself.</summary>
public sealed class TextSampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seqgen-samples-").FullName;

    private SampleOptions Options => new() { Seed = 42, Save = _folder, Json = Path.Combine(_folder, "run.json"), Predict = "a text" };

    [Fact]
    public void SarcasmIsFoundWhereActorAndActDoNotFit()
    {
        SarcasmStory.Run(Options, default).Test.Accuracy.ShouldBeGreaterThan(0.97);

        TextClassifier reloaded = TextClassifier.Load(_folder, SeqGen.Samples.Sarcasm.ModelCatalog.All);
        reloaded.Predict("Parliament finally finds other sock")[0].ShouldBeGreaterThan(0.5f);
        reloaded.Predict("Area man finally finds other sock")[0].ShouldBeLessThan(0.5f);
    }

    [Fact]
    public void NoWordOfTheHeadlinesTellsTheClass()
    {
        List<LabelledText> headlines = HeadlineGrammar.Generate(4_000, seed: 3);

        foreach (string word in new[] { "parliament", "roommate", "sock", "treaty", "historic" })
        {
            headlines.Where(sample => sample.Text.Split(' ').Contains(word)).Average(sample => sample.Label).ShouldBe(0.5, 0.12, word);
        }
    }

    [Fact]
    public void SpamIsFoundAmongMessagesOfFriends()
    {
        RunRecord record = SpamStory.Run(Options, default);

        record.Test["f1_score"].ShouldBeGreaterThan(0.95);
        record.Figures["macro_f1"].ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void TopicsAreFoundWhateverTheSubject()
    {
        RunRecord record = TopicsStory.Run(Options, default);

        record.Test.Accuracy.ShouldBeGreaterThan(0.97);
        File.ReadAllText(Path.Combine(_folder, "run.json")).ShouldContain("\"macro_f1\"");
        string report = File.ReadAllText(Path.Combine(_folder, "report.html"));
        report.ShouldContain("generated news");
        report.ShouldContain("test accuracy");
    }

    [Fact]
    public void FrozenVectorsKnowWordsThatNoLabelledTweetHas()
    {
        TweetGrammar.Labelled(500, isTest: false, seed: 1).ShouldAllBe(sample => !sample.Text.Contains("grateful") && !sample.Text.Contains("miserable"));

        RunRecord record = TweetsStory.Run(Options, default);

        record.Test.Accuracy.ShouldBeGreaterThan(0.9);
        record.Figures["last_val_loss_above_minimum"].ShouldBeLessThan(0.1);
        File.ReadAllText(Path.Combine(_folder, "report.html")).ShouldContain("validation accuracy");
    }

    [Fact]
    public void MostParametersOfTheTweetModelAreFrozen()
    {
        Tweet model = new(0);

        ParameterCounts.Of(model.Description).ShouldBe(new ParameterCounts(13_903_253, 65_153));
        model.Description.Layers.Select(layer => layer.Parameters).Where(count => count > 0).ShouldBe([13_838_100, 32_064, 33_024, 65]);
    }

    [Theory]
    [InlineData("S1", 16_000 + 12_544 + 1_560 + 25)]
    [InlineData("S2", 16_000 + 10_368 + 3_096 + 25)]
    public void ParameterCountsAreExact(string row, long parameters) =>
        ParameterCounts.Of(SeqGen.Samples.Sarcasm.ModelCatalog.All.Single(choice => choice.Row == row).Create(0).Description)
            .ShouldBe(new ParameterCounts(parameters, parameters));

    [Fact]
    public void AFifthOfEachClassIsHeldOut()
    {
        LabelledText[] samples = [.. Enumerable.Range(0, 100).Select(i => new LabelledText($"text {i}", i < 20 ? 1 : 0))];

        TextCorpus corpus = TextCorpus.Stratified("texts", samples, ["a", "b"], seed: 1);

        corpus.Test.Count(sample => sample.Label == 1).ShouldBe(4);
        corpus.Test.Count.ShouldBe(20);
        corpus.Validation!.Count.ShouldBe(16);
        corpus.Training.Concat(corpus.Validation).Concat(corpus.Test).Select(sample => sample.Text).Distinct().Count().ShouldBe(100);
    }

    [Fact]
    public void CharactersOutsideTheAlphabetBecomeOne()
    {
        InputDescription input = new() { Name = "text", Kind = InputKind.OneHot, Length = 6, Size = 5, Vocabulary = 5 };
        TextEncoder encoder = TextEncoding.Characters("abc").Fit(input, []);

        ((TokenEncoder)encoder).Tokenizer.TextsToSequences(["cab!B"]).Single().ShouldBe([4, 2, 3, 1, 3]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
