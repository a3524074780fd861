namespace SeqGen;

/// <summary>How a fit was done: what its options and data were, for reports.</summary>
public sealed class TrainingRecord
{
    internal TrainingRecord(FitOptions options, Optimizer optimizer, IReadOnlyList<Objective> objectives, int rows, int validationRows)
    {
        Optimizer = optimizer.Name;
        OptimizerOptions = optimizer.Settings();
        LearningRate = optimizer.LearningRate.Setting();
        Losses = [.. objectives.Select(objective => objective.Loss)];
        Epochs = options.Epochs;
        BatchSize = options.BatchSize;
        Seed = options.Seed;
        Shuffle = options.Shuffle;
        Rows = rows;
        ValidationRows = validationRows;
    }

    /// <summary>The optimizer's name.</summary>
    public string Optimizer { get; }

    /// <summary>The optimizer's options that have a value, by name.</summary>
    public IReadOnlyDictionary<string, string> OptimizerOptions { get; }

    /// <summary>The learning rate: a number, or a schedule with its arguments.</summary>
    public string LearningRate { get; }

    /// <summary>The loss of each output, in the order of the model's outputs.</summary>
    public IReadOnlyList<Loss> Losses { get; }

    /// <summary>The number of epochs that were asked for.</summary>
    public int Epochs { get; }

    /// <summary>Rows of a step.</summary>
    public int BatchSize { get; }

    /// <summary>The seed of the row order and of dropout.</summary>
    public int Seed { get; }

    /// <summary>True where the rows had a new order each epoch.</summary>
    public bool Shuffle { get; }

    /// <summary>Rows of the training data.</summary>
    public int Rows { get; }

    /// <summary>Rows of the validation data; 0 for none.</summary>
    public int ValidationRows { get; }
}
