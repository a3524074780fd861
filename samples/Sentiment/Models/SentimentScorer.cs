using System.Text.Json;
using SeqGen.Data;
using SeqGen.Text;

namespace SeqGen.Samples.Sentiment;

/// <summary>A trained model and its tokenizer: from a text to the probability that it is positive.</summary>
internal sealed class SentimentScorer
{
    private const string WeightsFile = "weights.safetensors";
    private const string StructureFile = "structure.json";
    private const string TokenizerFile = "tokenizer.json";

    private readonly Tokenizer _tokenizer;
    private readonly Predictor _predictor;
    private readonly int[] _tokens;

    public SentimentScorer(SequenceModel model, Tokenizer tokenizer)
    {
        Model = model;
        _tokenizer = tokenizer;
        _predictor = model.CreatePredictor();
        _tokens = new int[model.Description.Inputs[0].Length];
    }

    public SequenceModel Model { get; }

    /// <summary>Loads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="DataFormatException">A file is missing or is not what it should be.</exception>
    /// <exception cref="CheckpointException">The weights are damaged or belong to another model.</exception>
    public static SentimentScorer Load(string folder)
    {
        string structure = Path.Combine(folder, StructureFile);
        string name = ReadModelName(structure);
        ModelChoice choice = ModelCatalog.FindByName(name)
            ?? throw new DataFormatException($"This program has no model '{name}'.", structure);
        SequenceModel model = choice.Create(0);
        model.Load(Path.Combine(folder, WeightsFile));
        return new(model, Tokenizer.Load(Path.Combine(folder, TokenizerFile)));
    }

    /// <summary>The probability that a text is positive.</summary>
    public float Score(string text)
    {
        InputDescription input = Model.Description.Inputs[0];
        _tokenizer.TextToSequence(text, _tokens, input.Padding, input.Truncating);
        return _predictor.PredictScalar(_tokens);
    }

    /// <summary>Saves weights, structure and tokenizer.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        Model.Save(Path.Combine(folder, WeightsFile));
        Model.SaveStructure(Path.Combine(folder, StructureFile));
        _tokenizer.Save(Path.Combine(folder, TokenizerFile));
    }

    private static string ReadModelName(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using JsonDocument structure = JsonDocument.Parse(file);
            return structure.RootElement.GetProperty("config").GetProperty("name").GetString() ?? "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(
                $"The saved model cannot be read: {error.Message} Train one with samples/Sentiment, and name its folder.", path, line: null, error);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new DataFormatException($"This is not the structure of a model: {error.Message}", path, line: null, error);
        }
    }
}
