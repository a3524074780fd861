namespace SeqGen;

/// <summary>How to evaluate.</summary>
public sealed class EvaluateOptions
{
    /// <summary>The loss; that of the last fit, or the one that the declaration names, where not given.</summary>
    public Loss? Loss { get; init; }

    /// <summary>Metrics to report; those of the last fit, or the accuracy with a cross-entropy, where not given.</summary>
    public IReadOnlyList<Metric>? Metrics { get; init; }

    /// <summary>Losses, their weights and metrics of single outputs, by name; what is not said is as above.</summary>
    public IReadOnlyDictionary<string, OutputOptions>? Outputs { get; init; }

    /// <summary>Rows of a batch, where a stateful model carries its states from batch to batch; otherwise only a matter of memory.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Threads to use; 0 for one per core. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Checked before every batch.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Throws where an option is outside its range.</summary>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        if (Metrics?.Contains(null!) == true)
        {
            throw new ArgumentException("One of the metrics is null.", nameof(Metrics));
        }
    }
}
