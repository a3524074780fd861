using SeqGen.Samples.VoiceActivity;

namespace SeqGen.Samples.Tests;

/// <summary>The sample that finds where somebody speaks.</summary>
public sealed class VoiceActivityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voice").FullName;

    [Fact]
    public void It_learns_to_find_phrases_in_noise()
    {
        StringWriter log = new();
        VoiceResult result = VoiceStory.Run(new(null, null, 0.5f, Epochs: 20), log);
        result.Right!.Value.ShouldBeGreaterThan(0.9);
        result.Segments.ShouldNotBeEmpty();
        log.ToString().ShouldContain("times real time");

        // A recording has nobody who knows what is right.
        string path = Path.Combine(_folder, "silence.wav");
        WaveFile.Write(path, new float[20_000], Detector.Rate);
        VoiceResult silence = VoiceStory.Run(new(null, path, 0.5f, Epochs: 20), log);
        silence.Right.ShouldBeNull();
        silence.Segments.ShouldBeEmpty();
    }

    [Fact]
    public void Segments_bridge_short_pauses_and_leave_clicks_out()
    {
        float[] probabilities = [0, 1, 1, 0, 1, 1, 0, 0, 0, 0, 1, 0];
        SpeechSegment only = SpeechSegments.Of(probabilities, 0.05, 0.5f).ShouldHaveSingleItem();
        only.Start.ShouldBe(0.05, 1e-9);
        only.End.ShouldBe(0.3, 1e-9);
    }

    [Fact]
    public void What_is_no_recording_of_that_rate_is_refused()
    {
        string path = Path.Combine(_folder, "fast.wav");
        WaveFile.Write(path, new float[100], 48_000);
        Should.Throw<InvalidDataException>(() => VoiceStory.Run(new(null, path, 0.5f, 1), new StringWriter())).Message.ShouldContain("48000");
    }

    [Fact]
    public void Silero_hears_nobody_in_silence()
    {
        string file = Path.Combine(Environment.GetEnvironmentVariable("SEQGEN_MODELS") ?? "", "silero-vad/silero_vad_16k_op15.onnx");
        Assert.SkipUnless(File.Exists(file), "SEQGEN_MODELS has no silero-vad.");
        string path = Path.Combine(_folder, "silence.wav");
        WaveFile.Write(path, new float[40_000], Detector.Rate);
        VoiceResult result = VoiceStory.Run(new(file, path, 0.5f, 1), new StringWriter());
        result.Segments.ShouldBeEmpty();
        result.RealTime.ShouldBeGreaterThan(1);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
