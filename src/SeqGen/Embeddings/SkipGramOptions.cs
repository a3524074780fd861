namespace SeqGen.Embeddings;

/// <summary>How <see cref="SkipGram"/> trains; the defaults are those of word2vec.</summary>
public sealed record SkipGramOptions
{
    /// <summary>Values of a vector.</summary>
    public int Dimensions { get; init; } = 100;

    /// <summary>The farthest neighbour that is predicted; for each word a width from 1 to this is drawn.</summary>
    public int Window { get; init; } = 5;

    /// <summary>Random words that are distinguished from each true neighbour.</summary>
    public int Negatives { get; init; } = 5;

    /// <summary>The number of passes over the texts.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>The learning rate at the start; it falls linearly with the words that were seen.</summary>
    public double LearningRate { get; init; } = 0.025;

    /// <summary>The share of the learning rate below which it does not fall.</summary>
    public double LeastLearningRate { get; init; } = 1e-4;

    /// <summary>
    /// A word with a share f of the text is kept with probability sqrt(s / f) + s / f, where s is this: frequent words
    /// lose most of their places. 0 keeps all.
    /// </summary>
    public double Subsampling { get; init; } = 1e-3;

    /// <summary>Random words are drawn with probability proportional to their count to this power, in [-10, 10].</summary>
    public double NegativePower { get; init; } = 0.75;

    /// <summary>Seed of the initial vectors and of all that is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads; 0 for one per core. See the remarks of <see cref="SkipGram"/>.</summary>
    public int Threads { get; init; }

    /// <summary>Called from time to time with the progress, on the training thread.</summary>
    public Action<SkipGramProgress>? Progress { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Window, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Negatives, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        Require.Positive(LearningRate, nameof(LearningRate));
        Require.Between(LeastLearningRate, 0, 1, nameof(LeastLearningRate));
        Require.NotNegative(Subsampling, nameof(Subsampling));
        Require.Between(NegativePower, -10, 10, nameof(NegativePower));
    }
}

/// <summary>Progress of the training of word vectors.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Words">Words seen so far, over all epochs.</param>
/// <param name="TotalWords">Words of all epochs.</param>
/// <param name="Loss">Mean loss of a neighbour and its random words, over a sample of the last block.</param>
/// <param name="Seconds">Seconds since training started.</param>
public readonly record struct SkipGramProgress(int Epoch, long Words, long TotalWords, double Loss, double Seconds)
{
    /// <summary>Words per second.</summary>
    public double WordsPerSecond => Seconds > 0 ? Words / Seconds : 0;
}
