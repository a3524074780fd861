using SeqGen.Data;
using SeqGen.Text;

namespace SeqGen.Samples;

/// <summary>Each text becomes a row of tokens, padded and truncated as the model's input is declared.</summary>
public sealed class TokenEncoder : TextEncoder
{
    private const string TokenizerFile = "tokenizer.json";

    private readonly InputDescription _input;
    private readonly int[] _tokens;

    /// <summary>Joins an input and a fitted tokenizer.</summary>
    /// <param name="input">The model's input.</param>
    /// <param name="tokenizer">A tokenizer with a vocabulary.</param>
    public TokenEncoder(InputDescription input, Tokenizer tokenizer)
    {
        _input = input;
        Tokenizer = tokenizer;
        _tokens = new int[input.Length];
    }

    /// <summary>From texts to tokens.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Gives a tokenizer its vocabulary.</summary>
    /// <param name="input">The model's input.</param>
    /// <param name="tokenizer">A tokenizer without a vocabulary.</param>
    /// <param name="texts">The texts that it counts.</param>
    public static TokenEncoder Fit(InputDescription input, Tokenizer tokenizer, IEnumerable<string> texts)
    {
        tokenizer.FitOnTexts(texts);
        return new(input, tokenizer);
    }

    /// <summary>Loads what <see cref="Save"/> wrote.</summary>
    /// <param name="input">The model's input.</param>
    /// <param name="folder">The folder of the model's weights.</param>
    public static TokenEncoder Load(InputDescription input, string folder) => new(input, Tokenizer.Load(Path.Combine(folder, TokenizerFile)));

    /// <inheritdoc/>
    public override Dataset Encode(IReadOnlyList<LabelledText> samples)
    {
        int length = _input.Length;
        int[] tokens = new int[samples.Count * length];
        int[] labels = new int[samples.Count];
        Parallel.For(0, samples.Count, row =>
        {
            Tokenizer.TextToSequence(samples[row].Text, tokens.AsSpan(row * length, length), _input.Padding, _input.Truncating);
            labels[row] = samples[row].Label;
        });
        return Dataset.FromTokens(tokens, length, labels);
    }

    /// <inheritdoc/>
    public override void Predict(Predictor predictor, string text, Span<float> output)
    {
        Tokenizer.TextToSequence(text, _tokens, _input.Padding, _input.Truncating);
        predictor.Predict(_tokens, output);
    }

    /// <summary>Saves the tokenizer, of which only the words that the model can see.</summary>
    /// <param name="folder">The folder of the model's weights.</param>
    public override void Save(string folder) => Tokenizer.Trim().Save(Path.Combine(folder, TokenizerFile));
}
