namespace SeqGen.Samples.VoiceActivity;

/// <summary>Where somebody speaks, in seconds.</summary>
internal readonly record struct SpeechSegment(double Start, double End);

/// <summary>Turns probabilities into segments.</summary>
internal static class SpeechSegments
{
    /// <summary>A pause within a phrase is not its end, and a click is no phrase.</summary>
    private const double ShortestPause = 0.15;
    private const double ShortestSpeech = 0.1;

    /// <summary>Finds segments.</summary>
    /// <param name="probabilities">One for each piece.</param>
    /// <param name="seconds">The length of a piece.</param>
    /// <param name="threshold">From which probability on it is speech.</param>
    public static IReadOnlyList<SpeechSegment> Of(IReadOnlyList<float> probabilities, double seconds, float threshold)
    {
        List<SpeechSegment> segments = [];
        for (int piece = 0; piece < probabilities.Count; piece++)
        {
            if (probabilities[piece] < threshold)
            {
                continue;
            }

            SpeechSegment heard = new(piece * seconds, (piece + 1) * seconds);
            if (segments.Count > 0 && heard.Start - segments[^1].End < ShortestPause)
            {
                segments[^1] = segments[^1] with { End = heard.End };
            }
            else
            {
                segments.Add(heard);
            }
        }

        segments.RemoveAll(segment => segment.End - segment.Start < ShortestSpeech);
        return segments;
    }
}
