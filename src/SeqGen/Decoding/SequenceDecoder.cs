using System.Numerics.Tensors;

namespace SeqGen;

/// <summary>
/// Continues a sequence token by token: each token that is chosen from the model's probabilities is its next input,
/// until the end token comes. It owns nothing but the stream that it is given; a step allocates nothing.
/// </summary>
/// <remarks>
/// It goes on from where the stream stands: behind <see cref="SequenceStream.Begin()"/> for an encoder-decoder, behind a
/// prompt for a language model. The same stream may be begun and decoded again and again.
/// </remarks>
public sealed class SequenceDecoder
{
    private readonly SequenceStream _stream;

    /// <summary>Creates a decoder.</summary>
    /// <param name="stream">A stream of a model that takes tokens and ends in a softmax over as many.</param>
    /// <param name="start">The first input.</param>
    /// <param name="end">The token that ends a sequence; -1 where none does.</param>
    /// <exception cref="ArgumentException">The model's output is no softmax over the tokens that it takes.</exception>
    public SequenceDecoder(SequenceStream stream, int start, int end)
    {
        ArgumentNullException.ThrowIfNull(stream);
        RequireTokens(stream.Model.Description, start);
        _stream = stream;
        Start = start;
        End = end;
    }

    /// <summary>The first input: a start token, or the last token of a prompt.</summary>
    public int Start { get; set; }

    /// <summary>The token that ends a sequence; -1 where none does.</summary>
    public int End { get; }

    /// <summary>Chooses tokens until the end token comes or the span is full.</summary>
    /// <param name="tokens">Receives the tokens, without the end token.</param>
    /// <param name="sampler">Draws the tokens; <see langword="null"/> takes the likeliest each time (greedy decoding).</param>
    /// <returns>The number of tokens.</returns>
    public int Decode(Span<int> tokens, TokenSampler? sampler = null)
    {
        int token = Start;
        for (int count = 0; count < tokens.Length; count++)
        {
            ReadOnlySpan<float> probabilities = _stream.Step(token);
            token = sampler is null ? TensorPrimitives.IndexOfMax(probabilities) : sampler.Draw(probabilities);
            if (token == End)
            {
                return count;
            }

            tokens[count] = token;
        }

        return tokens.Length;
    }

    /// <summary>Throws where a model's output cannot be its own next input.</summary>
    internal static void RequireTokens(ModelDescription model, int start)
    {
        InputDescription input = model.Inputs[^1];
        if (input.Kind == InputKind.Features || model.Output.Activation != "softmax" || model.Output.Size != input.Vocabulary)
        {
            throw new ArgumentException(
                $"Model {model.Name} cannot be decoded: its output must be a softmax over the tokens of its input '{input.Name}', "
                + $"but it is {model.Output.Size} values of {model.Output.Activation}.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, input.Vocabulary);
    }
}
