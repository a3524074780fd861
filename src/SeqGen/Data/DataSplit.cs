namespace SeqGen.Data;

/// <summary>A part to train on and a part held out.</summary>
/// <typeparam name="T">A sample, or its number.</typeparam>
/// <param name="Training">The part to train on.</param>
/// <param name="Validation">The part held out.</param>
public readonly record struct DataSplit<T>(T[] Training, T[] Validation);

/// <summary>Divides samples into a part to train on and a part held out.</summary>
public static class DataSplit
{
    /// <summary>
    /// Holds out the last samples, before any shuffling, as <c>validation_split</c> of Keras does: training gets the
    /// first floor(n (1 - fraction)).
    /// </summary>
    /// <typeparam name="T">A sample.</typeparam>
    /// <param name="samples">The samples in order.</param>
    /// <param name="validationSplit">The part held out, between 0 and 1, both excluded.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">There are too few samples: one of the parts would be empty.</exception>
    public static DataSplit<T> Last<T>(IReadOnlyList<T> samples, double validationSplit)
    {
        ArgumentNullException.ThrowIfNull(samples);
        RequireFraction(validationSplit);
        int training = (int)Math.Floor(samples.Count * (1.0 - validationSplit));
        if (training == 0 || training == samples.Count)
        {
            throw new ArgumentException(
                $"{samples.Count} samples cannot be divided by a validation split of {validationSplit}: one part would be empty.");
        }

        return new DataSplit<T>([.. samples.Take(training)], [.. samples.Skip(training)]);
    }

    /// <summary>
    /// Holds out the same fraction of every class, chosen by a seed: round(n fraction) of the n samples of a class, but
    /// at least one, and never all.
    /// </summary>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="validationSplit">The part held out, between 0 and 1, both excluded.</param>
    /// <param name="seed">Chooses the samples held out.</param>
    /// <returns>The numbers of the samples, each part in rising order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">There are no samples, or a class has only one.</exception>
    public static DataSplit<int> Stratified(IReadOnlyList<int> labels, double validationSplit, long seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        RequireFraction(validationSplit);
        if (labels.Count == 0)
        {
            throw new ArgumentException("There are no samples to divide.", nameof(labels));
        }

        var random = new SeededRandom(seed);
        var training = new List<int>(labels.Count);
        var validation = new List<int>();
        foreach (IGrouping<int, int> members in Enumerable.Range(0, labels.Count).GroupBy(i => labels[i]).OrderBy(g => g.Key))
        {
            int[] samples = [.. members];
            if (samples.Length < 2)
            {
                throw new ArgumentException(
                    $"Class {members.Key} has one sample only (number {samples[0]}): it cannot be in both parts.", nameof(labels));
            }

            SeededShuffle.Shuffle(samples.AsSpan(), random);
            int heldOut = (int)Math.Round(samples.Length * validationSplit, MidpointRounding.AwayFromZero);
            heldOut = Math.Clamp(heldOut, 1, samples.Length - 1);
            validation.AddRange(samples.Take(heldOut));
            training.AddRange(samples.Skip(heldOut));
        }

        training.Sort();
        validation.Sort();
        return new DataSplit<int>([.. training], [.. validation]);
    }

    private static void RequireFraction(double validationSplit)
    {
        if (validationSplit is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(validationSplit), validationSplit, "The part held out is a fraction between 0 and 1.");
        }
    }
}
