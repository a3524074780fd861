using SeqGen.Data;

namespace SeqGen.Samples;

/// <summary>A trained model and its encoder: from a text to the probabilities of its classes.</summary>
public sealed class TextClassifier
{
    private const string WeightsFile = "weights.safetensors";

    private readonly Predictor _predictor;
    private readonly float[] _output;

    /// <summary>Joins a model and the encoder of its input.</summary>
    /// <param name="model">The model.</param>
    /// <param name="encoder">From texts to its input.</param>
    public TextClassifier(SequenceModel model, TextEncoder encoder)
    {
        Model = model;
        Encoder = encoder;
        _predictor = model.CreatePredictor();
        _output = new float[model.Description.Output.Length];
    }

    /// <summary>The model.</summary>
    public SequenceModel Model { get; }

    /// <summary>From texts to its input.</summary>
    public TextEncoder Encoder { get; }

    /// <summary>Loads what <see cref="Save"/> wrote.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="models">The models that the program has.</param>
    /// <exception cref="DataFormatException">A file is missing or is not what it should be.</exception>
    /// <exception cref="CheckpointException">The weights are damaged or belong to another model.</exception>
    public static TextClassifier Load(string folder, IReadOnlyList<ModelChoice> models)
    {
        string name = SavedStructure.ReadName(folder);
        ModelChoice choice = models.FirstOrDefault(choice => choice.Name == name)
            ?? throw new DataFormatException($"This program has no model '{name}'.", Path.Combine(folder, SavedStructure.FileName));
        SequenceModel model = choice.Create(0);
        model.Load(Path.Combine(folder, WeightsFile));
        return new(model, choice.Encoding.Load(model.Description.Inputs[0], folder));
    }

    /// <summary>The model's output for a text: one probability, or one for each class. The memory is used again by the next call.</summary>
    /// <param name="text">The text.</param>
    public ReadOnlySpan<float> Predict(string text)
    {
        Encoder.Predict(_predictor, text, _output);
        return _output;
    }

    /// <summary>Saves weights, structure and encoder.</summary>
    /// <param name="folder">The folder; it is made where it is missing.</param>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        Model.Save(Path.Combine(folder, WeightsFile));
        Model.SaveStructure(Path.Combine(folder, SavedStructure.FileName));
        Encoder.Save(folder);
    }
}
