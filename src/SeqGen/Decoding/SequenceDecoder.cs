using System.Numerics.Tensors;

namespace SeqGen;

/// <summary>
/// Continues a sequence token by token: each token that is chosen from the model's probabilities is its next input,
/// until the end token comes. It owns nothing but the stream that it is given; a step allocates nothing.
/// </summary>
/// <remarks>
/// It continues from the current position of the stream: after <see cref="SequenceStream.Begin()"/> for an encoder-decoder, after a
/// prompt for a language model. The same stream may be begun and decoded again and again.
/// </remarks>
public sealed class SequenceDecoder
{
    private readonly SequenceStream _stream;
    private int _start;

    /// <summary>Creates a decoder.</summary>
    /// <param name="stream">A stream of a model that takes tokens and ends in a softmax over as many.</param>
    /// <param name="start">The first input.</param>
    /// <param name="end">The token that ends a sequence; -1 where none does.</param>
    /// <exception cref="ArgumentException">The model's output is not a softmax over the tokens that it takes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A token is outside the vocabulary.</exception>
    public SequenceDecoder(SequenceStream stream, int start, int end)
    {
        ArgumentNullException.ThrowIfNull(stream);
        RequireDecodable(stream.Model.Description);
        _stream = stream;
        _start = RequireToken(stream, start, nameof(start));
        End = end == -1 ? end : RequireToken(stream, end, nameof(end));
    }

    /// <summary>The first input: a start token, or the last token of a prompt.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The token is outside the vocabulary.</exception>
    public int Start
    {
        get => _start;
        set => _start = RequireToken(_stream, value, nameof(value));
    }

    /// <summary>The token that ends a sequence; -1 where none does.</summary>
    public int End { get; }

    /// <summary>Chooses tokens until the end token comes or the span is full.</summary>
    /// <param name="tokens">Receives the tokens, without the end token.</param>
    /// <param name="sampler">Draws the tokens; <see langword="null"/> takes the likeliest each time (greedy decoding).</param>
    /// <returns>The number of tokens.</returns>
    /// <exception cref="InvalidOperationException">The model's output is not finite; its weights or inputs are not.</exception>
    public int Decode(Span<int> tokens, TokenSampler? sampler = null)
    {
        int token = Start;
        for (int count = 0; count < tokens.Length; count++)
        {
            ReadOnlySpan<float> probabilities = _stream.Step(token);
            RequireFinite(_stream, probabilities);
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
    internal static void RequireDecodable(ModelDescription model)
    {
        InputDescription input = model.Inputs[^1];
        if (input.Kind == InputKind.Features || model.Output.Activation != "softmax" || model.Output.Size != input.Vocabulary)
        {
            string takes = input.Kind == InputKind.Features ? "features" : $"{input.Vocabulary} tokens";
            throw new ArgumentException(
                $"Model {model.Name} cannot be decoded: its output must be a softmax over the tokens of its input '{input.Name}', "
                + $"but the input takes {takes}, and the output is {model.Output.Size} values of {model.Output.Activation}.");
        }
    }

    /// <summary>
    /// Throws where a model that is a decoder could be trained but not used: one that is given the other inputs first, and then
    /// takes and gives a token per step, of vocabularies that differ.
    /// </summary>
    internal static void RequireOneVocabulary(SequenceModel model)
    {
        ModelDescription description = model.Description;
        if (description.Inputs.Count < 2 || description.Outputs.Count > 1 || model.Program.Stream is null)
        {
            return;
        }

        InputDescription input = description.Inputs[^1];
        OutputDescription output = description.Output;
        if (input.Kind != InputKind.Features && output.Activation == "softmax" && output.Steps > 0 && output.Size != input.Vocabulary)
        {
            throw new ArgumentException(
                $"Model {description.Name} is a decoder whose vocabularies differ: its input '{input.Name}' takes {input.Vocabulary} tokens, and its output "
                + $"is a softmax over {output.Size}, so that no output could be the next input. Give both the same size. Where the output is not meant to be "
                + "the next token, train with CreateTrainer, or leave the softmax out and take a loss from logits.");
        }
    }

    /// <summary>Throws where a token is outside the vocabulary that the stream takes.</summary>
    internal static int RequireToken(SequenceStream stream, int token, string name)
    {
        int vocabulary = stream.Model.Description.Inputs[^1].Vocabulary;
        return (uint)token < (uint)vocabulary
            ? token
            : throw new ArgumentOutOfRangeException(name, token, $"The tokens of model {stream.Model.Description.Name} lie in [0, {vocabulary}).");
    }

    /// <summary>Throws where a model's output is not a probability distribution.</summary>
    internal static void RequireFinite(SequenceStream stream, ReadOnlySpan<float> probabilities)
    {
        if (!Magnitudes.AreFinite(probabilities))
        {
            throw new InvalidOperationException(
                $"The output of model {stream.Model.Description.Name} is {probabilities[Magnitudes.FirstNotFinite(probabilities)]}, which is not a probability; "
                + "its weights or inputs are not finite.");
        }
    }
}
