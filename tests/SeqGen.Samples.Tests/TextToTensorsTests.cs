using SeqGen.Samples.Tensors;

namespace SeqGen.Samples.Tests;

/// <summary>The sample that shows the rows T1 to T9 on a few texts of its own, and on real ones.</summary>
public sealed class TextToTensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seqgen-tensors-").FullName;

    [Fact]
    public void EveryRowShowsItsFigures()
    {
        string json = Path.Combine(_folder, "run.json");
        FigureRecord record = new TensorStory(new() { Seed = 42, Json = json }).Run();

        record.Figures.Keys.ShouldBe(["T1", "T2", "T3", "T4", "T5", "T7", "T8", "T9"]);
        record.Figures["T1"]["columns_of_words"].ShouldBe(6);
        record.Figures["T2"]["texts_with_the_same_numbers"].ShouldBe(RowPage.Texts.Length);
        record.Figures["T4"]["runs_of_up_to_3_words"].ShouldBe(14);
        record.Figures["T5"]["words"].ShouldBe(37);
        record.Figures["T7"]["words_dropped"].ShouldBeLessThan(record.Figures["T7"]["words_random"]);
        record.Figures["T8"]["exact_at_7"].ShouldBe(1);
        record.Figures["T9"]["missing_values"].ShouldBe(1);
        record.Figures["T9"]["windows"].ShouldBe(2);
        File.ReadAllText(json).ShouldContain("\"truncated_at_8\": 1");
    }

    [Fact]
    public void ARowIsChosenByItsName() =>
        new TensorStory(new() { Model = "t3" }).Run().Figures.Keys.ShouldBe(["T3"]);

    [Fact]
    public void WhatDoesNotFitIsSaid()
    {
        Should.Throw<SampleError>(() => new TensorStory(new() { Model = "T77" }).Run()).Message.ShouldContain("no row 'T77'");
        Should.Throw<SampleError>(() => new TensorStory(new() { Data = "imdb" }).Run()).Message.ShouldContain("texts or real");
        Should.Throw<SampleError>(() => new TensorStory(new() { Data = "real", Path = _folder }).Run()).Message.ShouldContain("SEQGEN_DATA");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
