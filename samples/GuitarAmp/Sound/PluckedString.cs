namespace SeqGen.Samples.GuitarAmp;

/// <summary>A guitar of the sample's own: plucked strings (Karplus and Strong 1983), so that it needs no recording.</summary>
internal static class PluckedString
{
    /// <summary>What is left of a string's energy at each return of its wave.</summary>
    private const float Damping = 0.996f;

    /// <summary>The open strings of a guitar, in hertz.</summary>
    private static readonly float[] Strings = [82.41f, 110, 146.83f, 196, 246.94f, 329.63f];

    /// <summary>Chords and single notes, one after the other.</summary>
    /// <param name="samples">Samples to play.</param>
    /// <param name="rate">Samples a second.</param>
    /// <param name="seed">Decides which notes are plucked.</param>
    /// <returns>Samples in [-1, 1].</returns>
    public static float[] Play(int samples, int rate, int seed)
    {
        Random random = new(seed);
        float[] sound = new float[samples];
        for (int start = 0; start < samples; start += rate / 4)
        {
            int notes = random.Next(3) == 0 ? 3 : 1;
            for (int note = 0; note < notes; note++)
            {
                float pitch = Strings[random.Next(Strings.Length)] * MathF.Pow(2, random.Next(12) / 12f);
                Pluck(sound.AsSpan(start, Math.Min(rate, samples - start)), (int)(rate / pitch), 0.2f + (0.3f * random.NextSingle()), random);
            }
        }

        return sound;
    }

    private static void Pluck(Span<float> sound, int period, float loudness, Random random)
    {
        float[] wave = new float[period];
        for (int i = 0; i < period; i++)
        {
            wave[i] = loudness * ((2 * random.NextSingle()) - 1);
        }

        for (int i = 0; i < sound.Length; i++)
        {
            int at = i % period;
            sound[i] = Math.Clamp(sound[i] + wave[at], -1, 1);
            wave[at] = Damping * 0.5f * (wave[at] + wave[(at + 1) % period]);
        }
    }
}
