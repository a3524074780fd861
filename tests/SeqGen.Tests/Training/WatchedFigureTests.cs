namespace SeqGen.Tests.Training;

/// <summary>Which figure callbacks watch, and whether it should rise or fall.</summary>
public class WatchedFigureTests
{
    [Theory]
    [InlineData("loss", "error", "mae", "mse", "rmse", "mape", "smape", "msle", "rmsle", "wer", "cer", "error_rate", "kld", "kl_divergence", "perplexity", "ppl", "hinge")]
    [InlineData("squared_hinge", "categorical_hinge", "cosine_distance", "edit_distance", "logcosh", "log_cosh", "huber", "poisson", "nll", "crossentropy", "cross_entropy")]
    [InlineData("binary_crossentropy", "word_error_rate", "WordErrorRate", "mean_absolute_percentage_error", "root_mean_squared_error", "myloss", "top_5_error", "brier_score")]
    [InlineData("false_positives", "false_negative_rate", "negative_log_likelihood", "bits_per_character", "hamming_loss", "dissimilarity", "eer", "ece", "per", "far", "val error")]
    public void Smaller_values_of_errors_are_better(params string[] names) => AssertDirection(names, larger: false);

    [Theory]
    [InlineData("accuracy", "acc", "auc", "roc_auc", "precision", "recall", "f1", "f1_score", "fbeta_score", "top_k_categorical_accuracy", "sparse_categorical_accuracy")]
    [InlineData("mean_average_precision", "map", "sensitivity", "specificity", "cosine_similarity", "mean_iou", "dice", "bleu", "rouge_l", "mcc", "cohen_kappa", "r2", "r2_score")]
    [InlineData("r_squared", "explained_variance", "pearson", "ndcg", "mrr", "hit_rate", "true_positives", "log_likelihood", "neg_mean_squared_error", "BinaryAccuracy")]
    public void Larger_values_of_scores_are_better(params string[] names) => AssertDirection(names, larger: true);

    [Theory]
    [InlineData("score", "margin", "accuracy_loss", "quality", "entropy", "temperature", "seconds_per_epoch", "distant", "negative_recall", "", "42")]
    public void Names_that_say_nothing_or_both_leave_it_open(params string[] names) => AssertDirection(names, larger: null);

    [Fact]
    public void Who_watches_a_figure_of_unknown_direction_is_asked()
    {
        foreach (Callback callback in new Callback[]
        {
            new EarlyStopping("margin"), new ModelCheckpoint(Unwritten, "margin"), new ReduceLearningRateOnPlateau("margin"), new EarlyStopping("val_margin"),
        })
        {
            string message = Should.Throw<ArgumentException>(() => Fit([callback], new NamedMetric("margin"))).Message;
            message.ShouldContain($"{callback.GetType().Name} watches '");
            message.ShouldContain("largerIsBetter");
        }

        Fit([new EarlyStopping("margin", largerIsBetter: true), new ModelCheckpoint(Unwritten + "/none", bestOnly: true, monitor: "margin", largerIsBetter: false)], new NamedMetric("margin"), epochs: 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_metric_may_say_itself_what_is_better(bool larger)
    {
        // The figure is the number of the epoch: rising, although the name says that it should fall.
        EarlyStopping stopping = new("counted_error", patience: 2);
        History history = Fit([stopping], new NamedMetric("counted_error", larger), epochs: 6);
        history.Epochs.Count.ShouldBe(larger ? 6 : 3);
        stopping.BestEpoch.ShouldBe(larger ? 6 : 1);
    }

    [Theory]
    [InlineData("mae", "mean_absolute_error")]
    [InlineData("mean_absolute_error", "mae")]
    [InlineData("mse", "mean_squared_error")]
    [InlineData("mean_squared_error", "mse")]
    [InlineData("mean_squared_error", "mean_squared_error")]
    public void A_metric_is_watched_and_read_under_every_name_that_creates_it(string created, string watched)
    {
        foreach (string name in new[] { watched, "val_" + watched })
        {
            EarlyStopping stopping = new(name);
            History history = Fit([stopping, new ReduceLearningRateOnPlateau(name)], Metric.FromName(created), epochs: 2);
            stopping.BestEpoch.ShouldBeGreaterThan(0);
            history[name].Count.ShouldBe(history.Epochs.Count);
            history.Epochs[0][name].ShouldBe(history.Epochs[0][name.Replace(watched, created, StringComparison.Ordinal)]);
            history.Epochs[0].TryGet(name, out _).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_metric_custom_with_Keras_long_name_is_found_under_the_short_one() =>
        Fit([new EarlyStopping("val_mae")], new NamedMetric("mean_absolute_error"))["mae"].Count.ShouldBe(1);

    [Theory]
    [InlineData("val_acuracy", "Did you mean 'val_accuracy'?")]
    [InlineData("Val_Loss", "Did you mean 'val_loss'?")]
    [InlineData("accurracy", "Did you mean 'accuracy'?")]
    [InlineData("", "It has loss, accuracy, val_loss, val_accuracy.")]
    [InlineData("learning_rate_of_the_moon", "It has loss, accuracy, val_loss, val_accuracy.")]
    public void A_figure_that_does_not_exist_ends_the_fit_before_its_first_epoch(string name, string expected)
    {
        foreach (Callback callback in new Callback[] { new EarlyStopping(name, largerIsBetter: true), new ModelCheckpoint(Unwritten, name), new ReduceLearningRateOnPlateau(name) })
        {
            Counter counter = new();
            string message = Should.Throw<ArgumentException>(() => Fit([counter, callback], new NamedMetric("accuracy"))).Message;
            message.ShouldContain($"{callback.GetType().Name} watches '{name}', but this fit has no such figure.");
            message.ShouldContain(expected);
            counter.Epochs.ShouldBe(0);
            counter.HasEnded.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_figure_of_missing_validation_data_is_refused_with_the_reason() =>
        Should.Throw<ArgumentException>(() => new TestModel(new DenseProgram(3, 1, "linear")).Fit(TrainingData.Line(8, 3), new FitOptions
        {
            Loss = Loss.MeanSquaredError,
            Callbacks = [new EarlyStopping("val_loss")],
        })).Message.ShouldContain("it has no validation data");

    [Fact]
    public void A_checkpoint_of_every_epoch_watches_nothing()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("seqgen").FullName, "every.safetensors");
        ModelCheckpoint checkpoint = new(path, "no such figure", bestOnly: false);
        Fit([checkpoint], new NamedMetric("margin"), epochs: 2);
        checkpoint.SavedEpoch.ShouldBe(2);
        File.Exists(path).ShouldBeTrue();
    }

    private static string Unwritten => Path.Combine(Path.GetTempPath(), "seqgen-never-written");

    private static void AssertDirection(string[] names, bool? larger)
    {
        foreach (string name in names)
        {
            FigureNames.LargerIsBetter(name).ShouldBe(larger, name);
            FigureNames.LargerIsBetter("val_" + name).ShouldBe(larger, name);
        }
    }

    private static History Fit(IReadOnlyList<Callback> callbacks, Metric metric, int epochs = 1)
    {
        Counter counter = new();
        return new TestModel(new DenseProgram(3, 1, "linear")).Fit(TrainingData.Line(8, 3), new FitOptions
        {
            Epochs = Math.Max(epochs, 1),
            Loss = Loss.MeanSquaredError,
            Metrics = [metric],
            ValidationSplit = 0.5,
            Callbacks = [counter, .. callbacks, .. epochs == 0 ? new Callback[] { new Stopper() } : []],
        });
    }

    /// <summary>The number of times that its result was asked for: it rises from epoch to epoch.</summary>
    private sealed class NamedMetric(string name, bool? larger = null) : Metric
    {
        private int _results;

        public override string Name => name;

        public override bool? LargerIsBetter => larger ?? base.LargerIsBetter;

        public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state)
        {
        }

        public override double Result(ReadOnlySpan<double> state) => ++_results;
    }

    private sealed class Stopper : Callback
    {
        public override void OnFitBegin(FitContext fit) => fit.StopTraining();
    }

    private sealed class Counter : Callback
    {
        public int Epochs { get; private set; }

        public bool HasEnded { get; private set; }

        public override void OnEpochBegin(FitContext fit) => Epochs++;

        public override void OnFitEnd(FitContext fit) => HasEnded = true;
    }
}
