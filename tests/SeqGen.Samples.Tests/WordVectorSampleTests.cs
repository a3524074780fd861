using SeqGen.Embeddings;
using SeqGen.Samples.Vectors;

namespace SeqGen.Samples.Tests;

public sealed class WordVectorSampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seqgen-samples-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AnalogiesComeOutOfTheSmallWorld()
    {
        SampleOptions options = new() { Seed = 42, Threads = 1, Save = _folder, Json = Path.Combine(_folder, "run.json") };
        FigureRecord record = new VectorStory(options, default).Run();

        record.Figures["skip-gram"]["analogies_right_of_4"].ShouldBeGreaterThanOrEqualTo(3);
        record.Figures["glove"]["analogies_right_of_4"].ShouldBeGreaterThanOrEqualTo(3);
        File.ReadAllText(options.Json).ShouldContain("\"row\": \"T6\"");
        WordVectors.Load(Path.Combine(_folder, "skip-gram.bin")).Words.ShouldBe(WordVectors.Load(Path.Combine(_folder, "glove.txt")).Words);
    }

    [Fact]
    public void TrainedVectorsAreKeptAndLoadedAgain()
    {
        int trained = 0;
        string[][] Texts()
        {
            trained++;
            return [.. SmallWorld.Sentences(500, seed: 1)];
        }

        TrainedVectors vectors = new(new SampleOptions { Vectors = _folder, Seed = 1 }, default);
        WordVectors first = vectors.SkipGram("small", 8, Texts);
        WordVectors second = vectors.SkipGram("small", 8, Texts);

        trained.ShouldBe(1);
        second.Words.ShouldBe(first.Words);
        second.Values.SequenceEqual(first.Values).ShouldBeTrue();
    }
}
