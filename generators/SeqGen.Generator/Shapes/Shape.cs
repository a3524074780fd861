namespace SeqGen.Generator.Shapes;

/// <summary>What the values of a shape are.</summary>
internal enum ShapeKind
{
    /// <summary>Integer tokens, one per step.</summary>
    Tokens,

    /// <summary>Integer tokens, one per step, standing for one-hot vectors.</summary>
    OneHot,

    /// <summary>Floats.</summary>
    Floats,
}

/// <summary>The shape of one sequence between two layers.</summary>
/// <param name="Steps">The number of steps; 0 for one vector without steps.</param>
/// <param name="Size">Floats per step; of tokens and one-hot tokens the vocabulary.</param>
/// <param name="Masked">True where some steps may be masked.</param>
/// <param name="Kind">Tokens, one-hot tokens or floats.</param>
internal sealed record Shape(int Steps, int Size, bool Masked, ShapeKind Kind)
{
    /// <summary>Where a row is several sequences of so many steps, how many; 0 for one.</summary>
    public int Sequences { get; init; }

    /// <summary>Where a sequence may have fewer than <see cref="Steps"/> steps, the index of the input that it has as many steps as; null where it has all.</summary>
    public int? LengthOf { get; init; }

    /// <summary>True where sequences have any number of steps up to <see cref="Steps"/>.</summary>
    public bool IsVariable => LengthOf is not null;

    public bool IsSequence => Steps > 0;

    /// <summary>The vectors of it: the steps of all sequences, else one.</summary>
    public int Vectors => Math.Max(Steps, 1) * Math.Max(Sequences, 1);

    /// <summary>The extents without the rows: sequences, steps, and of floats values.</summary>
    public string Extents(string separator) => string.Join(separator, new[] { Sequences, Steps, Kind == ShapeKind.Floats ? Size : 0 }.Where(extent => extent > 0));

    /// <summary>The same for a reader, with the batch.</summary>
    public string Summary => $"(None, {(IsVariable ? "up to " : "")}{Extents(", ")})";

    /// <summary>One vector of floats.</summary>
    public static Shape Vector(int size) => new(0, size, false, ShapeKind.Floats);

    /// <summary>In words, for messages.</summary>
    public override string ToString() => (Sequences > 0 ? $"{Sequences} sequences of " : "") + (IsVariable ? "up to " : "") + OneInWords;

    private string OneInWords => Kind switch
    {
        ShapeKind.Tokens => $"{Steps} tokens of a vocabulary of {Size}",
        ShapeKind.OneHot => $"{Steps} one-hot tokens of a vocabulary of {Size}",
        _ => IsSequence ? $"{Steps} steps of {Size} values" : $"one vector of {Size} values",
    };
}
