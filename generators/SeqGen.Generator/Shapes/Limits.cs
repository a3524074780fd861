namespace SeqGen.Generator.Shapes;

/// <summary>How large a model may be, and why.</summary>
internal static class Limits
{
    /// <summary>Units of a layer and values of an embedded vector: wider layers belong in a library of matrix products.</summary>
    public const int Units = 4096;

    /// <summary>Steps of a sequence: training keeps every step's values.</summary>
    public const int Steps = 65_536;

    /// <summary>Steps that a stream processes at once: its workspace keeps the values of all of them.</summary>
    public const int StreamBlock = 4096;

    /// <summary>Values of a feature vector.</summary>
    public const int Features = 65_536;

    /// <summary>Tokens of a vocabulary.</summary>
    public const int Vocabulary = 50_000_000;

    /// <summary>Layers of a model: each one has methods of its own in the emitted code.</summary>
    public const int Layers = 256;

    /// <summary>The outputs of a model.</summary>
    public const int Outputs = 64;

    /// <summary>Floats of any buffer, padding included: emitted code addresses it by 32-bit offsets, and one array must hold it.</summary>
    public const long BufferValues = int.MaxValue - (1L << 24);

    /// <summary>Floats of all weights: they lie in one buffer.</summary>
    public const long Weights = BufferValues;

    /// <summary>Floats that training keeps of one sequence, so that a tile of <see cref="TileRows"/> sequences can be addressed by 32-bit offsets.</summary>
    public const long SequenceValues = int.MaxValue / TileRows;

    /// <summary>Sequences that a workspace holds at once, at most.</summary>
    private const int TileRows = 32;
}
