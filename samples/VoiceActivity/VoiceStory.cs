using System.Diagnostics;
using System.Globalization;
using SeqGen.Interop;

namespace SeqGen.Samples.VoiceActivity;

/// <summary>What a person asked for.</summary>
/// <param name="Model">The ONNX file of Silero VAD, or null for the sample's own detector.</param>
/// <param name="Input">A WAV file, or null for a signal of the sample's own.</param>
/// <param name="Threshold">The probability from which on it is speech.</param>
/// <param name="Epochs">Epochs to train the sample's own detector.</param>
internal sealed record VoiceOptions(string? Model, string? Input, float Threshold, int Epochs);

/// <summary>What was found.</summary>
/// <param name="Segments">Where somebody speaks.</param>
/// <param name="RealTime">How many times faster than the sound itself.</param>
/// <param name="Right">The share of the pieces that are told rightly; null where nobody knows, as of a recording.</param>
internal sealed record VoiceResult(IReadOnlyList<SpeechSegment> Segments, double RealTime, double? Right);

/// <summary>Finds where somebody speaks: by Silero VAD, or by a small detector that is trained here.</summary>
internal static class VoiceStory
{
    private const int TrainingSeconds = 120;
    private const int HeardSeconds = 30;
    private const int Seed = 42;

    /// <summary>Tells the story.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <param name="log">Where it is told.</param>
    /// <exception cref="ImportException">The model cannot be used.</exception>
    /// <exception cref="InvalidDataException">The input is no WAV file of 16 kHz, or the model is another one.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static VoiceResult Run(VoiceOptions options, TextWriter log)
    {
        SpokenSignal? own = options.Input is null ? SpokenSignal.Make(HeardSeconds, Seed + 1) : null;
        float[] sound = own?.Samples ?? Read(options.Input!);
        log.WriteLine(own is null ? $"Hears {options.Input}" : $"Hears a made signal of {own.Phrases.Count} phrases that are like speech, in noise; --input takes a recording");
        Detector detector = options.Model is { } file ? Import(file, log) : Train(options.Epochs, log);
        Hear(detector, sound.AsSpan(0, Math.Min(sound.Length, Detector.Rate)));
        long start = Stopwatch.GetTimestamp();
        float[] probabilities = Hear(detector, sound);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double piece = detector.Samples / (double)Detector.Rate;
        IReadOnlyList<SpeechSegment> segments = SpeechSegments.Of(probabilities, piece, options.Threshold);
        foreach (SpeechSegment segment in segments)
        {
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  speech {segment.Start,7:0.00} s to {segment.End,7:0.00} s"));
        }

        double realTime = probabilities.Length * piece / elapsed;
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{segments.Count} segments in {sound.Length / (double)Detector.Rate:0.0} s of sound: {realTime:0} times real time, {1e6 * elapsed / Math.Max(probabilities.Length, 1):0.0} us for each {1000 * piece:0} ms"));
        double? right = own is null ? null : RightOf(own, probabilities, detector.Samples, options.Threshold);
        if (right is { } share)
        {
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Of the pieces of the made signal {share:0.0%} are told rightly"));
        }

        return new(segments, realTime, right);
    }

    /// <summary>For each piece whether it is speech: more than half of it.</summary>
    private static float[] Labels(SpokenSignal signal, int samples) =>
        [.. Enumerable.Range(0, signal.Samples.Length / samples).Select(piece => signal.Phrases.Any(phrase => phrase.Start <= (piece * samples) + (samples / 2) && phrase.End > (piece * samples) + (samples / 2)) ? 1f : 0f)];

    private static double RightOf(SpokenSignal signal, float[] probabilities, int samples, float threshold) =>
        Labels(signal, samples).Zip(probabilities).Average(pair => (pair.First > 0) == (pair.Second >= threshold) ? 1.0 : 0);

    private static float[] Read(string path)
    {
        (float[] samples, int rate) = WaveFile.Read(path);
        return rate == Detector.Rate ? samples : throw new InvalidDataException($"'{path}' has {rate} samples a second; a recording of {Detector.Rate} is needed: convert it first.");
    }

    private static SileroDetector Import(string file, TextWriter log)
    {
        SileroDetector detector = new(file);
        log.WriteLine($"{Path.GetFileName(file)}: {detector.Imported.Format}");
        return detector;
    }

    private static OwnDetector Train(int epochs, TextWriter log)
    {
        Voice model = new(Seed);
        int size = model.Description.Inputs[0].Size;
        int row = size * model.Description.Inputs[0].Length;
        SpokenSignal signal = SpokenSignal.Make(TrainingSeconds, Seed);
        int rows = signal.Samples.Length / row;
        float[] labels = Labels(signal, size)[..(rows * row / size)];
        History history = model.Fit(
            Dataset.FromFeatures(signal.Samples[..(rows * row)], row, labels),
            new FitOptions { Epochs = epochs, BatchSize = 8, Optimizer = new Adam(0.005), Seed = Seed });
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Trained: a detector on {TrainingSeconds} s of another made signal, {epochs} epochs, loss {history["loss"][^1]:0.0000}; it knows such signals, and not people"));
        return new(model);
    }

    /// <summary>The probability of each piece; what is left at the end is filled up with silence.</summary>
    private static float[] Hear(Detector detector, ReadOnlySpan<float> sound)
    {
        detector.Reset();
        float[] probabilities = new float[(sound.Length + detector.Samples - 1) / detector.Samples];
        float[] last = new float[detector.Samples];
        for (int piece = 0; piece < probabilities.Length; piece++)
        {
            ReadOnlySpan<float> heard = sound[(piece * detector.Samples)..];
            if (heard.Length < detector.Samples)
            {
                heard.CopyTo(last);
                heard = last;
            }

            probabilities[piece] = detector.Hear(heard[..detector.Samples]);
        }

        return probabilities;
    }
}
