namespace SeqGen;

/// <summary>
/// A loss function, which training minimises. It is evaluated on one entry at a time: the output vector of a sequence, or of
/// one step where the output has steps. The loss of a batch is the mean over all entries (Keras'
/// <c>sum_over_batch_size</c>), each times its sample and class weight.
/// </summary>
/// <remarks>
/// Where the output's steps have a mask, masked steps are left out: the loss is <c>sum(mask * weight * loss) / sum(mask)</c>
/// over the batch, and 0 where every step is masked (Keras 3, <c>reduce_weighted_values</c> and <c>apply_mask</c> of
/// <c>keras/src/losses/loss.py</c>). Metrics leave the same steps out, as Keras 3 does since its <c>MeanMetricWrapper</c>
/// applies the mask. <c>Evaluate</c> divides by the real steps of all data, whatever the size of its batches, while
/// Keras takes the mean of the batches' losses; the two are the same where batches have as many real steps.
/// </remarks>
public abstract class Loss
{
    /// <summary>Binary cross-entropy of probabilities.</summary>
    public static Loss BinaryCrossentropy { get; } = new BinaryCrossentropy();

    /// <summary>Cross-entropy of class probabilities with one-hot (or soft) targets.</summary>
    public static Loss CategoricalCrossentropy { get; } = new CategoricalCrossentropy();

    /// <summary>Cross-entropy of class probabilities with class labels.</summary>
    public static Loss SparseCategoricalCrossentropy { get; } = new SparseCategoricalCrossentropy();

    /// <summary>Mean of squared differences.</summary>
    public static Loss MeanSquaredError { get; } = new MeanSquaredError();

    /// <summary>Mean of absolute differences.</summary>
    public static Loss MeanAbsoluteError { get; } = new MeanAbsoluteError();

    /// <summary>Huber's loss with delta 1.</summary>
    public static Loss Huber { get; } = new Huber();

    /// <summary>Keras' word for the loss, for instance <c>binary_crossentropy</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The loss and what it was created with, for the settings of a saved training.</summary>
    internal virtual string Setting => Name;

    /// <summary>True where an entry's target is one class label instead of a value for each output.</summary>
    public virtual bool TargetIsLabel => false;

    /// <summary>The accuracy that the word <c>accuracy</c> stands for with this loss.</summary>
    public virtual Metric Accuracy => new BinaryAccuracy();

    /// <summary>The loss that Keras calls by this name, with default options.</summary>
    /// <param name="name">Keras' word, for instance <c>mse</c> or <c>mean_squared_error</c>.</param>
    /// <exception cref="ArgumentException">There is no such loss.</exception>
    public static Loss FromName(string name) => name switch
    {
        "binary_crossentropy" or "bce" => BinaryCrossentropy,
        "categorical_crossentropy" => CategoricalCrossentropy,
        "sparse_categorical_crossentropy" => SparseCategoricalCrossentropy,
        "mean_squared_error" or "mse" => MeanSquaredError,
        "mean_absolute_error" or "mae" => MeanAbsoluteError,
        "huber" => Huber,
        _ => throw new ArgumentException(
            $"There is no loss '{name}'. The losses are binary_crossentropy, categorical_crossentropy, "
            + "sparse_categorical_crossentropy, mean_squared_error, mean_absolute_error and huber.",
            nameof(name)),
    };

    /// <summary>Target values of one sequence.</summary>
    /// <param name="output">The model's output.</param>
    public int TargetsPerRow(OutputDescription output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return TargetIsLabel ? Math.Max(output.Steps, 1) : output.Length;
    }

    /// <summary>
    /// True where the gradient can be given of the argument of the last activation instead of its value: exact, and
    /// without the division that loses precision where the activation saturates.
    /// </summary>
    /// <param name="activation">Keras' name of the last activation.</param>
    public virtual bool FusesWith(string activation) => false;

    /// <summary>Throws where a target cannot be meant for this loss.</summary>
    /// <param name="target">The target values of one entry.</param>
    /// <param name="outputs">Values of an output vector.</param>
    /// <exception cref="ArgumentException">A target is outside its range; the message says which range.</exception>
    public virtual void CheckTarget(ReadOnlySpan<float> target, int outputs)
    {
        foreach (float value in target)
        {
            if (!float.IsFinite(value))
            {
                throw new ArgumentException($"The target {value} is not a finite number.");
            }
        }
    }

    /// <summary>The loss of one entry, before weighting.</summary>
    /// <param name="target">The target: as many values as outputs, or one label.</param>
    /// <param name="output">The output vector.</param>
    public abstract double Evaluate(ReadOnlySpan<float> target, ReadOnlySpan<float> output);

    /// <summary>The gradient of <c>scale * Evaluate(target, output)</c>.</summary>
    /// <param name="target">The target: as many values as outputs, or one label.</param>
    /// <param name="output">The output vector.</param>
    /// <param name="scale">The entry's weight divided by the number of entries.</param>
    /// <param name="ofLogits">True for the gradient of the last activation's argument; only where <see cref="FusesWith"/>.</param>
    /// <param name="gradient">Receives as many values as outputs.</param>
    public abstract void Differentiate(
        ReadOnlySpan<float> target, ReadOnlySpan<float> output, float scale, bool ofLogits, Span<float> gradient);
}
