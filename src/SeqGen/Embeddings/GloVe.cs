namespace SeqGen.Embeddings;

/// <summary>How <see cref="GloVe"/> trains; the defaults are those of the paper.</summary>
public sealed record GloVeOptions
{
    /// <summary>Values of a vector.</summary>
    public int Dimensions { get; init; } = 100;

    /// <summary>The number of passes over all pairs.</summary>
    public int Epochs { get; init; } = 15;

    /// <summary>AdaGrad's learning rate.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Pairs with at least this count have the full weight.</summary>
    public double FullCount { get; init; } = 100;

    /// <summary>The power by which the weight of rarer pairs falls.</summary>
    public double WeightPower { get; init; } = 0.75;

    /// <summary>Seed of the initial vectors and of the order of the pairs.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads; 0 for one per core. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Called after each epoch with the progress, on the training thread.</summary>
    public Action<GloVeProgress>? Progress { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        Require.Positive(LearningRate, nameof(LearningRate));
        Require.Positive(FullCount, nameof(FullCount));
        Require.NotNegative(WeightPower, nameof(WeightPower));
    }
}

/// <summary>Progress of the training of word vectors.</summary>
/// <param name="Epoch">The epoch that has ended, from 1.</param>
/// <param name="Pairs">Pairs of an epoch, each direction counted.</param>
/// <param name="Loss">Mean weighted squared error of a pair in this epoch.</param>
/// <param name="Seconds">Seconds since training started.</param>
public readonly record struct GloVeProgress(int Epoch, long Pairs, double Loss, double Seconds);

/// <summary>
/// Trains word vectors so that products of vectors give the logarithms of co-occurrence counts: the weighted least squares of
/// Pennington, Socher and Manning, "GloVe: Global vectors for word representation", 2014.
/// </summary>
/// <remarks>
/// For words i and j with count X: f(X) (w_i.c_j + a_i + b_j - ln X)^2 / 2 with f(X) = min(1, (X / full)^power), minimised by
/// AdaGrad; a word's vector is w + c in the end. Pairs are divided into blocks by their words, and blocks without a common
/// word are worked on at the same time, so the result is the same, bit for bit, for any number of threads.
/// </remarks>
public static class GloVe
{
    /// <summary>Trains vectors.</summary>
    /// <param name="counts">The counts.</param>
    /// <param name="options">How to train; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellation">Ends training with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">There are no pairs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    /// <exception cref="TrainingDivergedException">A vector is no longer finite.</exception>
    public static WordVectors Train(CooccurrenceCounts counts, GloVeOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(counts);
        options ??= new GloVeOptions();
        options.Check();
        using GloVeTraining training = new(counts, options);
        for (int epoch = 1; epoch <= options.Epochs; epoch++)
        {
            training.RunEpoch(epoch, cancellation);
        }

        return training.ToVectors();
    }
}
