using SeqGen.Samples.GuitarAmp;

namespace SeqGen.Samples.Tests;

/// <summary>The sample that plays a guitar through a network, learnt or brought along.</summary>
public sealed class GuitarAmpTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("amp").FullName;

    [Fact]
    public void It_learns_an_overdrive_and_writes_what_it_plays()
    {
        string path = Path.Combine(_folder, "sound.wav");
        StringWriter log = new();
        AmpResult result = AmpStory.Run(new(null, null, path, Epochs: 3, Block: 64), log);
        result.Error!.Value.ShouldBeLessThan(0.1);
        log.ToString().ShouldContain("times real time");
        (float[] written, int rate) = WaveFile.Read(path);
        rate.ShouldBe(48_000);
        written.ShouldBe(result.Sound);

        // What was written is played again, as a person's recording is.
        AmpStory.Run(new(null, path, null, Epochs: 1, Block: 100), log).Sound.Length.ShouldBe(written.Length);
    }

    [Fact]
    public void What_is_no_sound_and_no_amplifier_is_refused()
    {
        string text = Path.Combine(_folder, "text.wav");
        File.WriteAllText(text, "no sound");
        Should.Throw<InvalidDataException>(() => AmpStory.Run(new(null, text, null, 1, 64), new StringWriter())).Message.ShouldContain("text.wav");
    }

    [Theory]
    [InlineData("nam/wavenet_a1_standard.nam")]
    [InlineData("nam-boss/BossLSTM-1x16.nam")]
    [InlineData("klon-centaur/centaur_25.json")]
    public void It_plays_what_others_trained_in_any_blocks(string file)
    {
        string? models = Environment.GetEnvironmentVariable("SEQGEN_MODELS");
        Assert.SkipWhen(models is null || !File.Exists(Path.Combine(models, file)), $"SEQGEN_MODELS has no {file}.");
        string guitar = Path.Combine(_folder, "guitar.wav");
        WaveFile.Write(guitar, PluckedString.Play(4_000, 48_000, 1), 48_000);
        float[] inBlocks = AmpStory.Run(new(Path.Combine(models, file), guitar, null, 1, 64), new StringWriter()).Sound;
        float[] oneByOne = AmpStory.Run(new(Path.Combine(models, file), guitar, null, 1, 1), new StringWriter()).Sound;
        for (int i = 0; i < oneByOne.Length; i++)
        {
            inBlocks[i].ShouldBe(oneByOne[i], 1e-5f * Math.Max(1, Math.Abs(oneByOne[i])), $"sample {i}");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
