using SeqGen.Interop.Declarations;

namespace SeqGen.Interop.Graph;

/// <summary>What a reader made of a file.</summary>
/// <param name="Output">The layer whose output is the model's, or the first one; the others are found from the outputs. Null where a declaration was given.</param>
internal sealed record Network(Layer? Output)
{
    /// <summary>The layers of all outputs, where there are several.</summary>
    public IReadOnlyList<Layer> Outputs { get; init; } = [];

    /// <summary>The declaration that a person gave, with the weights of the file.</summary>
    public Declaration? Written { get; init; }

    /// <summary>The inputs in the file's order; the last one is that of streams.</summary>
    public IReadOnlyList<Layer> Inputs { get; init; } = [];

    /// <summary>What the model is for.</summary>
    public ModelUse Use { get; init; }

    /// <summary>
    /// Steps that a stream processes at once; 0 for one by one. Audio comes in blocks of some dozen samples to some thousand.
    /// </summary>
    public int StreamBlock { get; init; }

    /// <summary>The block of models for audio.</summary>
    public const int AudioBlock = 64;

    /// <summary>A check that the file brings with it.</summary>
    public OwnCheck? Check { get; init; }
}

/// <summary>Recorded values of one sequence that the imported model has to give again.</summary>
/// <param name="Input">The input, step after step.</param>
/// <param name="Output">The output, step after step.</param>
/// <param name="Tolerance">The greatest allowed difference.</param>
/// <param name="What">Where they come from, for messages.</param>
internal sealed record OwnCheck(float[] Input, float[] Output, float Tolerance, string What);
