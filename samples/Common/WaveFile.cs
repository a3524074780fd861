using NAudio.Wave;

namespace SeqGen.Samples;

/// <summary>WAV files of one channel; of several, the first is read.</summary>
public static class WaveFile
{
    private const int FramesAtOnce = 4096;

    /// <summary>Reads a file.</summary>
    /// <param name="path">PCM of 8, 16, 24 or 32 bits, or floats.</param>
    /// <returns>The samples and how many there are a second.</returns>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static (float[] Samples, int Rate) Read(string path)
    {
        try
        {
            using WaveFileReader reader = new(path);
            int channels = reader.WaveFormat.Channels;
            ISampleProvider provider = reader.ToSampleProvider();
            List<float> samples = [];
            float[] frames = new float[FramesAtOnce * channels];
            for (int read = provider.Read(frames); read > 0; read = provider.Read(frames))
            {
                for (int at = 0; at < read; at += channels)
                {
                    samples.Add(frames[at]);
                }
            }

            return ([.. samples], reader.WaveFormat.SampleRate);
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"'{path}' is no WAV file that can be read: {error.Message}", error);
        }
    }

    /// <summary>Writes samples as floats of 32 bits.</summary>
    /// <param name="path">The file.</param>
    /// <param name="samples">The samples, of one channel.</param>
    /// <param name="rate">Samples a second.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, float[] samples, int rate)
    {
        using WaveFileWriter writer = new(path, WaveFormat.CreateIeeeFloatWaveFormat(rate, 1));
        writer.WriteSamples(samples, 0, samples.Length);
    }
}
