using System.Diagnostics;
using System.Globalization;
using SeqGen.Interop;

namespace SeqGen.Samples.GuitarAmp;

/// <summary>What a person asked for.</summary>
/// <param name="Model">A model of another library, or null for the sample's own.</param>
/// <param name="Input">A WAV file to play through it, or null for the sample's own guitar.</param>
/// <param name="Output">The WAV file to write, or null.</param>
/// <param name="Epochs">Epochs to train the sample's own model.</param>
/// <param name="Block">Samples that the model is given at a time.</param>
internal sealed record AmpOptions(string? Model, string? Input, string? Output, int Epochs, int Block);

/// <summary>What came out.</summary>
/// <param name="RealTime">How many times faster than the sound itself.</param>
/// <param name="Error">The energy of the difference from the amplifier that was to be learnt, as a share of its own; null where another model played.</param>
/// <param name="Sound">The samples.</param>
internal sealed record AmpResult(double RealTime, double? Error, float[] Sound);

/// <summary>A guitar through a network that sounds like an amplifier: learnt here, or brought along.</summary>
internal static class AmpStory
{
    /// <summary>Samples a second of the sample's own guitar.</summary>
    private const int OwnRate = 48_000;

    private const int TrainingSeconds = 4;
    private const int PlayedSeconds = 5;
    private const int Seed = 42;

    /// <summary>Tells the story.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <param name="log">Where it is told.</param>
    /// <exception cref="ImportException">The model cannot be used.</exception>
    /// <exception cref="InvalidDataException">The input is no WAV file.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static AmpResult Run(AmpOptions options, TextWriter log)
    {
        (float[] guitar, int rate) = options.Input is { } path ? WaveFile.Read(path) : (PluckedString.Play(PlayedSeconds * OwnRate, OwnRate, Seed + 1), OwnRate);
        SequenceModel model = options.Model is { } file ? Import(file, log) : Train(options.Epochs, log);
        SequenceStream stream = new(model);
        Play(stream, guitar.AsSpan(0, Math.Min(guitar.Length, rate / 10)), options.Block);
        stream.Reset();
        long start = Stopwatch.GetTimestamp();
        float[] sound = Play(stream, guitar, options.Block);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double realTime = guitar.Length / (double)rate / seconds;
        log.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Played: {guitar.Length / (double)rate:0.0} s of sound in {seconds:0.000} s, {realTime:0} times real time, {1e6 * seconds / guitar.Length:0.000} us a sample in blocks of {options.Block}"));
        double? error = options.Model is null ? ErrorToSignal(sound, Overdrive.Play(guitar)) : null;
        if (error is { } share)
        {
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Test: error to signal {share:0.0000}"));
        }

        if (options.Output is { } output)
        {
            WaveFile.Write(output, sound, rate);
            log.WriteLine($"Written: {output}");
        }

        return new(realTime, error, sound);
    }

    private static SequenceModel Import(string file, TextWriter log)
    {
        ImportedModel imported = ModelImport.Read(file);
        SequenceModel model = imported.Compile();
        log.WriteLine($"{Path.GetFileName(file)}: {imported.Format}, {model.Description.Layers.Count} layers, {model.VectorBits}-bit vectors");
        if (model.Description.StreamObstacle is { } obstacle || model.Description.Inputs is not [{ Size: 1, Kind: InputKind.Features }] || model.Description.Output.Size != 1)
        {
            throw new InvalidDataException(
                $"'{file}' is no model of an amplifier, which takes one sample and gives one: {model.Description.StreamObstacle ?? $"it takes {model.Description.Inputs[0].Size} values and gives {model.Description.Output.Size}"}.");
        }

        return model;
    }

    private static Pedal Train(int epochs, TextWriter log)
    {
        Pedal model = new(Seed);
        int steps = model.Description.Inputs[0].Length;
        float[] guitar = PluckedString.Play(TrainingSeconds * OwnRate / steps * steps, OwnRate, Seed);
        History history = model.Fit(
            Dataset.FromFeatures(guitar, steps, Overdrive.Play(guitar)),
            new FitOptions { Epochs = epochs, BatchSize = 16, Optimizer = new Adam(0.01), Seed = Seed });
        log.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Trained: {TrainingSeconds} s of a plucked guitar and an overdrive, {epochs} epochs, loss {history["loss"][^1]:0.00000}"));
        return model;
    }

    private static float[] Play(SequenceStream stream, ReadOnlySpan<float> guitar, int block)
    {
        float[] sound = new float[guitar.Length];
        for (int at = 0; at < guitar.Length; at += block)
        {
            int count = Math.Min(block, guitar.Length - at);
            stream.Step(guitar.Slice(at, count), sound.AsSpan(at, count));
        }

        return sound;
    }

    private static double ErrorToSignal(float[] found, float[] wanted)
    {
        double error = 0;
        double signal = 0;
        for (int i = 0; i < found.Length; i++)
        {
            double difference = found[i] - wanted[i];
            error += difference * difference;
            signal += (double)wanted[i] * wanted[i];
        }

        return error / signal;
    }
}
