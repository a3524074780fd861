namespace SeqGen;

/// <summary>
/// A figure that is reported, not minimised. A metric keeps sums in a state that its caller owns, so that tiles of a
/// batch can be counted on several threads and added in a fixed order.
/// </summary>
public abstract class Metric
{
    /// <summary>The accuracy that fits the loss: binary, categorical or sparse categorical.</summary>
    public static Metric Accuracy { get; } = new AccuracyOfLoss();

    /// <summary>Mean of absolute differences.</summary>
    public static Metric MeanAbsoluteError { get; } = new MeanAbsoluteErrorMetric();

    /// <summary>Mean of squared differences.</summary>
    public static Metric MeanSquaredError { get; } = new MeanSquaredErrorMetric();

    /// <summary>Share of true positives among predicted positives, threshold 0.5.</summary>
    public static Metric Precision { get; } = new Precision();

    /// <summary>Share of true positives among actual positives, threshold 0.5.</summary>
    public static Metric Recall { get; } = new Recall();

    /// <summary>The harmonic mean of precision and recall, threshold 0.5.</summary>
    public static Metric F1 { get; } = new F1Score();

    /// <summary>exp of the mean cross-entropy of the true class.</summary>
    public static Metric Perplexity { get; } = new Perplexity();

    /// <summary>The name under which the history keeps the metric, for instance <c>accuracy</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// True where larger values are better, false where smaller ones are, <see langword="null"/> where that is not known:
    /// for callbacks that stop training or keep the best epoch. By default the name decides.
    /// </summary>
    public virtual bool? LargerIsBetter => FigureNames.LargerIsBetter(Name);

    /// <summary>Sums that the metric keeps.</summary>
    public virtual int StateLength => 2;

    /// <summary>The metric that Keras calls by this name.</summary>
    /// <param name="name">Keras' word, for instance <c>accuracy</c> or <c>mae</c>.</param>
    /// <exception cref="ArgumentException">There is no such metric.</exception>
    public static Metric FromName(string name) => Find(name) ?? throw new ArgumentException(
        $"There is no metric '{name}'. The metrics are accuracy, binary_accuracy, categorical_accuracy, "
        + "sparse_categorical_accuracy, precision, recall, f1_score, mae, mse and perplexity.",
        nameof(name));

    /// <summary>Counts one entry. An output that is not a number makes the figure one that is not.</summary>
    /// <param name="target">The target: as many values as outputs, or one label.</param>
    /// <param name="output">The output vector.</param>
    /// <param name="weight">The entry's sample weight.</param>
    /// <param name="state"><see cref="StateLength"/> sums to add to.</param>
    public abstract void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state);

    /// <summary>The figure that the sums stand for; by default the first divided by the second, 0 of nothing.</summary>
    /// <param name="state"><see cref="StateLength"/> sums.</param>
    public virtual double Result(ReadOnlySpan<double> state) => state[1] == 0 && !double.IsNaN(state[0]) ? 0 : state[0] / state[1];

    /// <summary>The metric to use with a loss.</summary>
    /// <param name="loss">The loss.</param>
    /// <exception cref="ArgumentException">The metric cannot read the targets that the loss takes.</exception>
    internal virtual Metric For(Loss loss) => this;

    /// <summary>The metric and what it was created with, for the settings of a saved training.</summary>
    internal virtual string Setting => Name;

    /// <summary>The metric that Keras calls by this name, or null.</summary>
    internal static Metric? Find(string name) => name switch
    {
        "accuracy" or "acc" => Accuracy,
        "binary_accuracy" => new BinaryAccuracy(),
        "categorical_accuracy" => new CategoricalAccuracy(),
        "sparse_categorical_accuracy" => new SparseCategoricalAccuracy(),
        "precision" => Precision,
        "recall" => Recall,
        "f1_score" => F1,
        "mae" or "mean_absolute_error" => MeanAbsoluteError,
        "mse" or "mean_squared_error" => MeanSquaredError,
        "perplexity" => Perplexity,
        _ => null,
    };
}
