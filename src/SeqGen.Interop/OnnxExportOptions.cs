namespace SeqGen.Interop;

/// <summary>What is exported to ONNX.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>
    /// True for one step of a stream instead of whole sequences: the graph takes one step and all states, and gives the output of that step and
    /// all states after it, which the caller hands back with the next step. States begin as zeros, those with <c>initial_state=weights</c> as the weights.
    /// </summary>
    public bool Stream { get; init; }
}
