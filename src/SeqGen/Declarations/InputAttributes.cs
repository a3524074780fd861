namespace SeqGen;

/// <summary>The input of a network: how many steps, and what happens to a sequence of another length.</summary>
public abstract class InputAttribute : LayerAttribute
{
    private protected InputAttribute()
    {
    }

    /// <summary>Steps of a sequence; this or <see cref="MaxLength"/>.</summary>
    public int Length { get; set; }

    /// <summary>
    /// The most steps of a sequence, which may have any number of them from 1 on: each is computed as by a model of its length. Nothing is padded, so
    /// every token is an ordinary one.
    /// </summary>
    public int MaxLength { get; set; }

    /// <summary>
    /// Where a shorter sequence is padded. Of features the default is <see cref="SequenceSide.Error"/>, unless steps that
    /// are padded are masked.
    /// </summary>
    public SequenceSide Padding { get; set; }

    /// <summary>
    /// Where a longer sequence is truncated. Of features the default is <see cref="SequenceSide.Error"/>, unless steps that are
    /// padded are masked.
    /// </summary>
    public SequenceSide Truncating { get; set; }

    /// <summary>A mask (1 = real step) is passed with the values.</summary>
    public bool Mask { get; set; }
}

/// <summary>Integer tokens [length], one per step, in [0, vocabulary); an embedding follows.</summary>
public sealed class TokensAttribute : InputAttribute
{
    /// <summary>How many sequences of that length a row is, for instance words of characters; 0 for one.</summary>
    public int Sequences { get; set; }

    /// <summary>Tokens lie in [0, vocabulary).</summary>
    public int Vocabulary { get; set; }
}

/// <summary>Integer tokens [length] that stand for one-hot vectors [length, vocabulary]; a recurrent or dense layer follows.</summary>
public sealed class OneHotAttribute : InputAttribute
{
    /// <summary>Tokens lie in [0, vocabulary).</summary>
    public int Vocabulary { get; set; }
}

/// <summary>
/// Vectors of floats [length, size], or without a length one vector [size] without steps. A sequence of another length is an
/// error unless <see cref="InputAttribute.Padding"/> or <see cref="InputAttribute.Truncating"/> say otherwise, or unless steps
/// that are padded are masked: by a mask, or by a masking layer that follows directly; then it is padded and truncated at the start.
/// </summary>
public sealed class FeaturesAttribute : InputAttribute
{
    /// <summary>How many sequences of that length a row is, for instance words of characters; 0 for one.</summary>
    public int Sequences { get; set; }

    /// <summary>The value of all features of a step that is padded; by default that of a masking layer that follows directly, or 0.</summary>
    public double PadValue { get; set; }

    /// <summary>Values of a vector.</summary>
    public int Size { get; set; }
}
