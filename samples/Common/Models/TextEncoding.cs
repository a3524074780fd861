using SeqGen.Data;
using SeqGen.Embeddings;
using SeqGen.Text;

namespace SeqGen.Samples;

/// <summary>Texts to what a model's input takes: a whole data set at once, or one text for a prediction.</summary>
public abstract class TextEncoder
{
    /// <summary>The samples as rows with their labels.</summary>
    /// <param name="samples">Texts and labels.</param>
    public abstract Dataset Encode(IReadOnlyList<LabelledText> samples);

    /// <summary>Predicts one text.</summary>
    /// <param name="predictor">Of the model that the encoder was made for.</param>
    /// <param name="text">The text.</param>
    /// <param name="output">Receives the model's output.</param>
    public abstract void Predict(Predictor predictor, string text, Span<float> output);

    /// <summary>Saves what <see cref="TextEncoding.Load"/> needs.</summary>
    /// <param name="folder">The folder of the model's weights.</param>
    public abstract void Save(string folder);
}

/// <summary>How a model's encoder is made from texts, and how it is loaded.</summary>
/// <param name="Fit">Makes it: from the model's input and the texts whose words count.</param>
/// <param name="Load">Loads it: for the model's input, from the folder where it was saved.</param>
public sealed record TextEncoding(
    Func<InputDescription, IEnumerable<string>, TextEncoder> Fit, Func<InputDescription, string, TextEncoder> Load)
{
    /// <summary>The most frequent words of the texts, as many as the model's vocabulary holds.</summary>
    /// <param name="oovToken">The word that stands for all others; <see langword="null"/> to leave them out.</param>
    public static TextEncoding Words(string? oovToken = null) => new(
        (input, texts) => TokenEncoder.Fit(input, new Tokenizer(input.Vocabulary, oovToken: oovToken), texts),
        TokenEncoder.Load);

    /// <summary>The vectors of the words.</summary>
    /// <param name="vectors">The vectors.</param>
    public static TextEncoding Vectors(WordVectors vectors) => new(
        (input, _) => new VectorEncoder(input, vectors),
        VectorEncoder.Load);

    /// <summary>Characters of an alphabet; 0 is padding and 1 any other character.</summary>
    /// <param name="alphabet">The characters that count, each once; texts are lower-cased first.</param>
    public static TextEncoding Characters(string alphabet) => new(
        (input, _) => TokenEncoder.Fit(input, new Tokenizer(input.Vocabulary, charLevel: true, oovToken: "UNK"), [alphabet]),
        TokenEncoder.Load);
}
