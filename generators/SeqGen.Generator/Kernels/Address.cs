namespace SeqGen.Generator.Kernels;

/// <summary>The buffers that a method of a program gets.</summary>
internal enum BufferKind
{
    /// <summary>The workspace.</summary>
    Workspace,

    /// <summary>The tokens of the inputs.</summary>
    Tokens,

    /// <summary>The features of the inputs.</summary>
    Features,

    /// <summary>The masks of the inputs.</summary>
    Mask,

    /// <summary>The gradients of looked-up vectors, one place a token.</summary>
    Lookups,

    /// <summary>The weights in Keras' layout.</summary>
    Weights,

    /// <summary>The weights in panels.</summary>
    Packed,

    /// <summary>Gradients in panels.</summary>
    Gradient,

    /// <summary>Gradients in Keras' layout.</summary>
    WeightGradient,
}

/// <summary>What an index counts from: a buffer, or a reference that a statement above has declared.</summary>
/// <param name="Buffer">The buffer; null for a reference.</param>
/// <param name="Name">The reference's name; empty for a buffer.</param>
internal readonly record struct Origin(BufferKind? Buffer, string Name)
{
    public static implicit operator Origin(BufferKind buffer) => new(buffer, "");

    /// <summary>A reference by its name.</summary>
    public static Origin Of(string reference) => new(null, reference);
}

/// <summary>Where a float, or the first of several, lies.</summary>
/// <param name="Origin">What the index counts from.</param>
/// <param name="Index">How many floats (or tokens) after it.</param>
internal sealed record Address(Origin Origin, Index Index)
{
    /// <summary>Some floats after a reference.</summary>
    public static Address Of(string reference, Index index) => new(Origin.Of(reference), index);

    /// <summary>What a reference refers to.</summary>
    public static implicit operator Address(string reference) => Of(reference, Index.Zero);

    public static Address operator +(Address address, Index index) => address with { Index = address.Index + index };

    /// <summary>The vector there.</summary>
    public Value Vector => new LoadedValue(this);

    /// <summary>The float there.</summary>
    public Scalar Float => new LoadedScalar(this);
}
