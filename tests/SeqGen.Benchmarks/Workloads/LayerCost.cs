namespace SeqGen.Benchmarks.Workloads;

/// <summary>What a layer must do at least: the one product that its time goes to.</summary>
/// <param name="Steps">How often a sequence needs the product.</param>
/// <param name="Rows">Inputs of the product.</param>
/// <param name="Columns">Outputs of the product, all gates and directions.</param>
internal sealed record LayerCost(int Steps, long Rows, long Columns)
{
    /// <summary>
    /// Products of this size in a training step: forward and the weights' gradient, and the input's gradient unless the
    /// input is the data.
    /// </summary>
    public int TrainingProducts { get; init; } = 3;

    /// <summary>True where inference has no such product: what follows an embedding is folded into its table.</summary>
    public bool OnlyInTraining { get; init; }

    /// <summary>True where a stream needs the product when it begins, and not at a step.</summary>
    public bool OnceAStream { get; init; }

    /// <summary>True where each step waits for the one before, so that the weights are read anew each step.</summary>
    public bool Recurrent { get; init; }

    /// <summary>Multiply-adds a step.</summary>
    public long MultiplyAdds => Rows * Columns;

    /// <summary>Bytes of a weight at inference.</summary>
    public int WeightBytes { get; init; } = sizeof(float);

    /// <summary>Bytes of the matrix at inference.</summary>
    public long Bytes => MultiplyAdds * WeightBytes;

    /// <summary>The input projection of a recurrent layer.</summary>
    public static LayerCost Projection(int steps, int inputs, int columns) => new(steps, inputs, columns);

    /// <summary>The recurrent product.</summary>
    public static LayerCost Recurrence(int steps, int units, int columns) => new(steps, units, columns) { Recurrent = true };

    /// <summary>A convolution: one product a window.</summary>
    public static LayerCost Convolution(int windows, int windowValues, int filters) => new(windows, windowValues, filters);

    /// <summary>
    /// Attention of one step to all of some others: the scores' products with the keys, and the mean of the values. Neither is a
    /// weight, so nothing is read but what a batch reads too.
    /// </summary>
    public static LayerCost Attention(int steps, int keys, int keySize, int valueSize) => new(steps, keys, keySize + valueSize) { WeightBytes = 0 };

    /// <summary>A dense layer on one vector.</summary>
    public static LayerCost Dense(int inputs, int outputs) => new(1, inputs, outputs);
}
