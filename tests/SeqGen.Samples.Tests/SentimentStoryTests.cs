using SeqGen.Samples.Sentiment;

namespace SeqGen.Samples.Tests;

public sealed class SentimentStoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seqgen-samples-").FullName;

    [Fact]
    public void TheDefaultSolvesWhatABagOfWordsCannot()
    {
        string json = Path.Combine(_folder, "run.json");
        RunRecord record = SentimentStory.Run(new SampleOptions { Seed = 42, Save = _folder, Json = json, Predict = "The film was not bad but good." }, default);

        record.Test.Accuracy.ShouldBeGreaterThan(0.95);
        record.Figures["baseline_accuracy"].ShouldBe(0.5, 0.1);
        record.Figures["bfloat16_accuracy"].ShouldBe(record.Test.Accuracy, 0.002);
        record.Figures["bfloat16_largest_difference"].ShouldBeInRange(1e-6, 0.05);
        File.Exists(json).ShouldBeTrue();
        TextClassifier reloaded = TextClassifier.Load(_folder, ModelCatalog.All);
        reloaded.Predict("The film was not bad but good.")[0].ShouldBeGreaterThan(0.5f);
        reloaded.Predict("The film was not good but bad.")[0].ShouldBeLessThan(0.5f);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
