namespace SeqGen.Samples.VoiceActivity;

/// <summary>
/// A signal of the sample's own: phrases that are like speech, in noise whose loudness changes. A phrase is a row of syllables: the pulses of a voice
/// (harmonics of a pitch that moves), louder around three formants, in the rhythm of syllables.
/// </summary>
/// <param name="Samples">The samples, in [-1, 1].</param>
/// <param name="Phrases">From which sample to which (without it) each phrase lasts.</param>
internal sealed record SpokenSignal(float[] Samples, IReadOnlyList<(int Start, int End)> Phrases)
{
    private const int Rate = Detector.Rate;

    /// <summary>The first three formants of some vowels, in hertz.</summary>
    private static readonly float[][] Vowels = [[730, 1090, 2440], [270, 2290, 3010], [300, 870, 2240], [530, 1840, 2480], [570, 840, 2410]];

    /// <summary>Makes a signal.</summary>
    /// <param name="seconds">How long it is.</param>
    /// <param name="seed">Decides what is said.</param>
    public static SpokenSignal Make(int seconds, int seed)
    {
        Random random = new(seed);
        float[] samples = new float[seconds * Rate];
        List<(int, int)> phrases = [];
        for (int at = Seconds(random, 0.5, 1.5); at < samples.Length - (2 * Rate); at += Seconds(random, 0.6, 2))
        {
            int start = at;
            float pitch = 90 + (130 * random.NextSingle());
            float loudness = 0.08f + (0.25f * random.NextSingle());
            for (int syllables = random.Next(3, 8); syllables > 0 && at < samples.Length - Rate; syllables--)
            {
                int length = Seconds(random, 0.12, 0.25);
                Speak(samples.AsSpan(at, length), pitch * (0.9f + (0.2f * random.NextSingle())), loudness, Vowels[random.Next(Vowels.Length)]);
                at += length;
            }

            phrases.Add((start, at));
        }

        AddNoise(samples, random);
        return new(samples, phrases);
    }

    private static int Seconds(Random random, double least, double most) => (int)(Rate * (least + ((most - least) * random.NextDouble())));

    private static void Speak(Span<float> sound, float pitch, float loudness, float[] formants)
    {
        for (int harmonic = 1; harmonic * pitch < 4000; harmonic++)
        {
            float frequency = harmonic * pitch;
            float strength = formants.Sum(formant => 1 / (1 + MathF.Pow((frequency - formant) / 120, 2)));
            for (int i = 0; i < sound.Length; i++)
            {
                float envelope = MathF.Sin(MathF.PI * (i + 0.5f) / sound.Length);
                sound[i] += loudness * strength * MathF.Sqrt(envelope) * MathF.Sin(MathF.Tau * frequency * i / Rate);
            }
        }
    }

    /// <summary>Low noise of a room, and bursts of it that are no speech.</summary>
    private static void AddNoise(float[] samples, Random random)
    {
        float low = 0;
        float loudness = 0.01f;
        for (int i = 0; i < samples.Length; i++)
        {
            loudness = i % Rate == 0 ? 0.004f + (random.Next(4) == 0 ? 0.08f : 0.02f * random.NextSingle()) : loudness;
            float white = (2 * random.NextSingle()) - 1;
            low += 0.2f * (white - low);
            samples[i] = Math.Clamp(samples[i] + (loudness * (white + low)), -1, 1);
        }
    }
}
