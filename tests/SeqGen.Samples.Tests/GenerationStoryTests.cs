using System.Text.Json;
using SeqGen.Reporting;
using SeqGen.Samples.TextGeneration;

namespace SeqGen.Samples.Tests;

public sealed class GenerationStoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seqgen-samples-").FullName;

    [Fact]
    public void TheDefaultLearnsTheVersesBetterThanCountingDoes()
    {
        string json = Path.Combine(_folder, "run.json");
        RunRecord record = GenerationStory.Run(new SampleOptions { Seed = 42, Save = _folder, Json = json }, default);

        record.Figures["baseline_bits_per_character"].ShouldBeGreaterThan(1.1);
        record.Figures["bits_per_character"].ShouldBeLessThan(0.7);

        // States that are carried along 32 lanes and one state over the whole text differ by the lanes' first steps alone.
        record.Test["bits"].ShouldBe(record.Figures["bits_per_character"], tolerance: 0.06);
        using JsonDocument written = JsonDocument.Parse(File.ReadAllText(json));
        written.RootElement.GetProperty("epochs").GetArrayLength().ShouldBe(6);
        written.RootElement.GetProperty("epochs")[5].GetProperty("val_bits").GetDouble().ShouldBeLessThan(0.8);
    }

    [Fact]
    public void TheModelOfTinyshakespeareHasItsParameters() =>
        ParameterCounts.Of(ModelCatalog.Shakespeare.Create(0).Description).Total
            .ShouldBe((4 * 256 * (65 + 256 + 1)) + (4 * 256 * (256 + 256 + 1)) + ((256 + 1) * 65));

    [Fact]
    public void EveryLineOfAVerseHasItsRhymeAndTheSeedDecides()
    {
        string verses = VerseGrammar.Generate(200, seed: 3);
        string[] lines = verses.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.Length.ShouldBe(400);
        lines.Chunk(2).ShouldAllBe(verse => VerseGrammar.IsRhymed(string.Join('\n', verse)));
        VerseGrammar.Generate(200, seed: 3).ShouldBe(verses);
        VerseGrammar.Generate(200, seed: 4).ShouldNotBe(verses);
        VerseGrammar.IsRhymed("the old fox walks by the sea,\nand then the old fox walks by the mill.").ShouldBeFalse();
    }

    [Fact]
    public void RowsOfABatchGoOnWhereThoseOfTheBatchBeforeEnded()
    {
        // 31 predictions fill two batches of 3 lanes x 5 characters, so a lane is 10 characters long.
        Lanes.Starts(characters: 32, length: 5, lanes: 3).ShouldBe([0, 10, 20, 5, 15, 25]);

        Dataset data = Lanes.Cut([.. Enumerable.Range(0, 32)], length: 5, lanes: 3);
        (data.Count, data.TargetsPerRow).ShouldBe((6, 5));
        Should.Throw<SampleError>(() => Lanes.Cut([.. Enumerable.Range(0, 15)], length: 5, lanes: 3)).Message.ShouldContain("too short");
    }

    [Fact]
    public void AGeneratorGoesOnFromACopyOfItsState()
    {
        CharacterVocabulary vocabulary = CharacterVocabulary.Of(VerseGrammar.Generate(50, seed: 1), 32);
        TextGenerator generator = new(new VerseLstm(7), vocabulary);
        generator.Start("the old");
        TextGenerator copy = generator.Copy();
        string first = generator.Continue(40, new TokenSampler(5));
        generator.Continue(40, new TokenSampler(6));

        copy.Continue(40, new TokenSampler(5)).ShouldBe(first);
        generator.Start("the old");
        generator.Continue(40, new TokenSampler(5)).ShouldBe(first);
    }

    [Fact]
    public void CharactersAreSavedAndUnknownOnesNamed()
    {
        CharacterVocabulary vocabulary = CharacterVocabulary.Of("b\na c\na", limit: 5);
        string path = Path.Combine(_folder, "characters.txt");
        vocabulary.Save(path);

        CharacterVocabulary.Load(path).Encode("\n abc").ShouldBe([0, 1, 2, 3, 4]);
        vocabulary[4].ShouldBe('c');
        Should.Throw<SampleError>(() => vocabulary.Encode("d")).Message.ShouldContain("'d' (U+0064)");
        Should.Throw<SampleError>(() => CharacterVocabulary.Of("abc", limit: 2)).Message.ShouldContain("3 different characters");
    }

    [Fact]
    public void AModelAndDataThatDoNotGoTogetherAreAnError()
    {
        Should.Throw<SampleError>(() => GenerationStory.Run(new SampleOptions { Data = "names", Model = "s17" }, default)).Message.ShouldContain("does not go with");
        Should.Throw<SampleError>(() => GenerationStory.Run(new SampleOptions { Data = "poems" }, default)).Message.ShouldContain("verses, shakespeare or names");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
