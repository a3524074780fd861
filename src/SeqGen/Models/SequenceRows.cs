namespace SeqGen;

/// <summary>Whole rows of a model with several inputs: values of all inputs of a kind, one after the other, at full length.</summary>
internal static class SequenceRows
{
    public static void CopyTokens(InputGeometry geometry, ReadOnlySpan<int> source, Span<int> target)
    {
        RequireLength(source.Length, geometry.TokensPerRow, "tokens");
        for (int i = 0; i < geometry.Count; i++)
        {
            if (geometry[i].IsTokens)
            {
                SequenceFitting.TakeTokens(
                    geometry[i], source.Slice(geometry[i].Offset, geometry[i].Values), target.Slice(geometry[i].Offset, geometry[i].Values));
            }
        }
    }

    public static void CopyFeatures(InputGeometry geometry, ReadOnlySpan<float> source, Span<float> target)
    {
        RequireLength(source.Length, geometry.FeaturesPerRow, "features");
        TinyValues.Copy(source, target);
    }

    public static void CopyMask(InputGeometry geometry, ReadOnlySpan<float> source, Span<float> target)
    {
        if (source.IsEmpty)
        {
            target.Fill(1);
            return;
        }

        RequireLength(source.Length, geometry.MaskPerRow, "mask values");
        source.CopyTo(target);
    }

    private static void RequireLength(int found, int expected, string what)
    {
        if (found != expected)
        {
            throw new ArgumentException($"A row of this model has {expected} {what}; {found} were given.");
        }
    }
}
