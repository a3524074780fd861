using System.Text;

namespace SeqGen.Samples.TextGeneration;

/// <summary>
/// Writes text with a character model, one streaming step a character. The stream owns the model's states: what was
/// read before is in them, and they can be saved, restored and copied.
/// </summary>
internal sealed class TextGenerator
{
    private readonly CharacterVocabulary _vocabulary;
    private readonly SequenceStream _stream;
    private readonly float[] _next;

    public TextGenerator(SequenceModel model, CharacterVocabulary vocabulary)
        : this(new SequenceStream(model), vocabulary, new float[model.Description.Output.Size])
    {
    }

    private TextGenerator(SequenceStream stream, CharacterVocabulary vocabulary, float[] next)
    {
        _stream = stream;
        _vocabulary = vocabulary;
        _next = next;
    }

    /// <summary>Forgets what was read and reads a new beginning.</summary>
    /// <param name="text">At least one character.</param>
    public void Start(string text)
    {
        _stream.Reset();
        foreach (int token in _vocabulary.Encode(text))
        {
            Read(token);
        }
    }

    /// <summary>A second generator that continues from the same place independently.</summary>
    public TextGenerator Copy() => new(_stream.Copy(), _vocabulary, [.. _next]);

    /// <summary>Goes on writing: draws a character, reads it, and so on.</summary>
    /// <param name="characters">How many.</param>
    /// <param name="sampler">Draws from the probabilities of the next character.</param>
    public string Continue(int characters, TokenSampler sampler)
    {
        StringBuilder text = new(characters);
        for (int i = 0; i < characters; i++)
        {
            int token = sampler.Draw(_next);
            text.Append(_vocabulary[token]);
            Read(token);
        }

        return text.ToString();
    }

    /// <summary>
    /// Bits per character of a text from its first to its last, read in one go: the states are never set back, and every
    /// character but the first is predicted once.
    /// </summary>
    public static double BitsPerCharacter(SequenceModel model, ReadOnlySpan<int> tokens)
    {
        SequenceStream stream = new(model);
        double bits = 0;
        for (int i = 0; i + 1 < tokens.Length; i++)
        {
            bits += TextGeneration.BitsPerCharacter.Of(stream.Step(tokens[i])[tokens[i + 1]]);
        }

        return bits / (tokens.Length - 1);
    }

    private void Read(int token) => _stream.Step(token).CopyTo(_next);
}
