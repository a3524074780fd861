namespace SeqGen;

/// <summary>How to train.</summary>
public sealed class FitOptions
{
    /// <summary>The most shards that can be asked for.</summary>
    internal const int MostShards = 32;

    /// <summary>The number of passes over the training data.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Rows of a step. The last batch of an epoch may be smaller.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The optimizer; RMSprop with Keras' defaults where not given.</summary>
    public Optimizer? Optimizer { get; init; }

    /// <summary>The loss; the one that the model's declaration names where not given.</summary>
    public Loss? Loss { get; init; }

    /// <summary>Metrics to report; <see langword="null"/> for the accuracy with a cross-entropy and nothing otherwise.</summary>
    public IReadOnlyList<Metric>? Metrics { get; init; }

    /// <summary>
    /// Losses, their weights and metrics of single outputs, by name, in a model that names its outputs. What is not said of an output is as
    /// <see cref="Loss"/> and <see cref="Metrics"/> say for all, or as declared.
    /// </summary>
    public IReadOnlyDictionary<string, OutputOptions>? Outputs { get; init; }

    /// <summary>Data to validate on after each epoch; not together with <see cref="ValidationSplit"/>.</summary>
    public Dataset? Validation { get; init; }

    /// <summary>The share of the training data, from its end, to validate on instead; in [0, 1).</summary>
    public double ValidationSplit { get; init; }

    /// <summary>
    /// A weight for each class, finite and not negative: the loss of its entries counts that many times. Classes that are
    /// missing count once; a class that the model's output has not is refused, and so are all where the loss has no classes, or the model several outputs.
    /// </summary>
    public IReadOnlyDictionary<int, float>? ClassWeights { get; init; }

    /// <summary>True to see the rows in a new order each epoch. A stateful model always sees them in their own order.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The seed of the row order and of dropout.</summary>
    public int Seed { get; init; }

    /// <summary>Threads to use; 0 for one per core. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// The processes that train together; <see langword="null"/> for one process. All of them call <see cref="SequenceModel.Fit"/> with the same model, data and
    /// options, and end with the same weights as one process, bit for bit. Rank 0 prints, saves and calls the callbacks, whose decisions
    /// (other weights, another learning rate, the end of the training) all ranks follow.
    /// </summary>
    public Communicator? Communicator { get; init; }

    /// <summary>
    /// Into how many parts, of whole tiles of 4 or 8 rows, a batch is cut at most, from 1 to 32; 0 for 16, and for 8 where a model has more than 131,072 weights besides its
    /// embeddings. Gradients are summed within the parts first, so another number gives other last bits; threads and ranks do not. No more ranks, and no more threads of all ranks, than parts
    /// have something to compute, and a process keeps one gradient for each of its parts.
    /// </summary>
    public int Shards { get; init; }

    /// <summary>Callbacks invoked during training.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>Checked before every step and every validation batch. The weights stay as the last finished step left them.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>
    /// The file of a training to continue, as <see cref="TrainingCheckpoint"/> or <see cref="FitContext.SaveTraining"/> wrote
    /// it; <see langword="null"/> to begin anew. Everything that decides the result has to be as it was when the file was
    /// written: model, optimizer, loss, metrics, batch size, seed, class weights, the numbers of rows, and the callbacks with
    /// their arguments; an exception says what is not. The data themselves are not compared. Epochs may be more than before,
    /// and threads may be others.
    /// </summary>
    public string? Resume { get; init; }

    /// <summary>
    /// The least weights whose gradients travel by themselves while the rest is computed: 256 KB take longer on a network than the exchanges that they cost.
    /// </summary>
    internal int LeastPart { get; init; } = 64 * 1024;

    /// <summary>Throws where an option is outside its range.</summary>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        ArgumentOutOfRangeException.ThrowIfNegative(Shards);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Shards, MostShards);
        Require.Share(ValidationSplit, nameof(ValidationSplit));
        ArgumentNullException.ThrowIfNull(Callbacks);
        if (Callbacks.Contains(null!))
        {
            throw new ArgumentException("One of the callbacks is null.", nameof(Callbacks));
        }

        if (Metrics?.Contains(null!) == true)
        {
            throw new ArgumentException("One of the metrics is null.", nameof(Metrics));
        }

        if (Validation is not null && ValidationSplit > 0)
        {
            throw new ArgumentException("Validation and ValidationSplit are both set; one of them says what to validate on.", nameof(ValidationSplit));
        }
    }
}
