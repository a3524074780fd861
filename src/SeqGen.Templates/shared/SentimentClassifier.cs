using SeqGen;
using SeqGen.Text;

namespace TEMPLATE_NAMESPACE;

/// <summary>A trained model of texts with its vocabulary. Any number of threads may predict with one at the same time.</summary>
public sealed class SentimentClassifier
{
    private const string Weights = "SentimentModel.safetensors";
    private const string Words = "SentimentModel.tokenizer.json";

    private readonly SentimentModel _model;
    private readonly Tokenizer _tokenizer;

    private SentimentClassifier(SentimentModel model, Tokenizer tokenizer)
    {
        _model = model;
        _tokenizer = tokenizer;
    }

    /// <summary>Trains a new model.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="labels">1 for each positive text, 0 for the others.</param>
    /// <param name="epochs">How often all texts are seen.</param>
    public static SentimentClassifier Train(string[] texts, int[] labels, int epochs = 30)
    {
        Tokenizer tokenizer = new(numWords: 1000);
        tokenizer.FitOnTexts(texts);
        SentimentModel model = new(seed: 1);
        model.Fit(
            Dataset.FromTokens(tokenizer.TextsToSequences(texts), labels),
            new FitOptions { Epochs = epochs, BatchSize = 4, Optimizer = new Adam(0.01) });
        return new(model, tokenizer);
    }

    /// <summary>Loads what <see cref="Save"/> has written.</summary>
    public static SentimentClassifier Load(string folder)
    {
        SentimentModel model = new();
        model.Load(Path.Combine(folder, Weights));
        return new(model, Tokenizer.Load(Path.Combine(folder, Words)));
    }

    /// <summary>Whether a folder has a saved model.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, Weights)) && File.Exists(Path.Combine(folder, Words));

    /// <summary>Writes weights and vocabulary to a folder, which is made if need be.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        _model.Save(Path.Combine(folder, Weights));
        _tokenizer.Save(Path.Combine(folder, Words));
    }

    /// <summary>The probability that a text is positive.</summary>
    public float Predict(string text) => _model.Predict(_tokenizer.TextsToSequences([text])[0]);
}
