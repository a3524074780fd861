namespace SeqGen.Samples.GuitarAmp;

/// <summary>The amplifier that the network learns: a gain, a soft limit that is not the same on both sides, and a tone control.</summary>
internal static class Overdrive
{
    private const float Gain = 6;
    private const float Offset = 0.2f;
    private const float Tone = 0.35f;

    /// <summary>The sound of it.</summary>
    /// <param name="sound">Samples in [-1, 1].</param>
    public static float[] Play(ReadOnlySpan<float> sound)
    {
        float[] amplified = new float[sound.Length];
        float level = 0;
        for (int i = 0; i < sound.Length; i++)
        {
            float limited = MathF.Tanh((Gain * sound[i]) + Offset) - MathF.Tanh(Offset);
            level += Tone * (limited - level);
            amplified[i] = level;
        }

        return amplified;
    }
}
