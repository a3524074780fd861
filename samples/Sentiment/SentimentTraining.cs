using SeqGen.Data;
using SeqGen.Reporting;
using SeqGen.Text;

namespace SeqGen.Samples.Sentiment;

/// <summary>What came out of a training.</summary>
/// <param name="History">The epochs.</param>
/// <param name="Test">Loss and accuracy on the test data.</param>
/// <param name="KeptEpoch">The epoch whose weights were kept: the one with the smallest validation loss.</param>
/// <param name="BytesPerStep">Managed bytes that a training step allocates.</param>
internal sealed record TrainingOutcome(History History, Metrics Test, int KeptEpoch, long BytesPerStep);

/// <summary>Texts to tokens, then fit and evaluate.</summary>
internal sealed class SentimentTraining
{
    private const double ValidationSplit = 0.2;

    private readonly ModelChoice _choice;
    private readonly SampleOptions _options;
    private readonly Optimizer _optimizer;

    public SentimentTraining(ModelChoice choice, SentimentCorpus corpus, SampleOptions options)
    {
        _choice = choice;
        _options = options;
        _optimizer = choice.CreateOptimizer();
        Corpus = corpus;
        Model = choice.Create(options.Seed);
        Tokenizer = new Tokenizer(numWords: Input.Vocabulary);
        Tokenizer.FitOnTexts(corpus.Training.Select(sample => sample.Text));
        Test = Encode(corpus.Test);
    }

    public SentimentCorpus Corpus { get; }

    public SequenceModel Model { get; }

    public Tokenizer Tokenizer { get; }

    /// <summary>The test texts as tokens.</summary>
    public Dataset Test { get; }

    public OrderedDictionary<string, object> Settings => new()
    {
        ["data"] = Corpus.Name,
        ["vocabulary"] = Input.Vocabulary,
        ["length"] = Input.Length,
        ["padding"] = Input.Padding.ToString().ToLowerInvariant(),
        ["truncating"] = Input.Truncating.ToString().ToLowerInvariant(),
        ["optimizer"] = _optimizer.Name,
        ["learning_rate"] = _optimizer.CurrentLearningRate,
        ["loss"] = "binary_crossentropy",
        ["epochs"] = Epochs,
        ["batch_size"] = BatchSize,
        ["validation_split"] = ValidationSplit,
        ["seed"] = _options.Seed,
        ["threads"] = _options.Threads == 0 ? Environment.ProcessorCount : _options.Threads,
        ["vector_bits"] = Model.VectorBits,
    };

    private InputDescription Input => Model.Description.Inputs[0];

    private int Epochs => _options.Epochs ?? _choice.Epochs;

    private int BatchSize => _options.BatchSize ?? _choice.BatchSize;

    public TrainingOutcome Run(CancellationToken cancellation)
    {
        AllocationMeter meter = new();
        EarlyStopping best = new("val_loss", patience: Epochs, restoreBest: true);
        History history = Model.Fit(Encode(Corpus.Training), new FitOptions
        {
            Epochs = Epochs,
            BatchSize = BatchSize,
            Optimizer = _optimizer,
            Loss = Loss.BinaryCrossentropy,
            Metrics = ["accuracy"],
            ValidationSplit = ValidationSplit,
            Seed = _options.Seed,
            Threads = _options.Threads,
            Callbacks = [meter.First, new TrainingProgress(), best, meter.Last],
            Cancellation = cancellation,
        });
        Metrics test = Model.Evaluate(Test, new EvaluateOptions { Threads = _options.Threads, Cancellation = cancellation });
        return new(history, test, best.BestEpoch, meter.BytesPerStep);
    }

    /// <summary>Each text becomes a row of tokens, filled up and cut at its start.</summary>
    private ArrayDataset Encode(IReadOnlyList<LabelledText> samples)
    {
        int[] tokens = new int[samples.Count * Input.Length];
        int[] labels = new int[samples.Count];
        Parallel.For(0, samples.Count, row =>
        {
            Tokenizer.TextToSequence(samples[row].Text, tokens.AsSpan(row * Input.Length, Input.Length), Input.Padding, Input.Truncating);
            labels[row] = samples[row].Label;
        });
        return Dataset.FromTokens(tokens, Input.Length, labels);
    }
}
