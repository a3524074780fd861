namespace SeqGen;

/// <summary>
/// What a model was asked to compute at once takes more memory than one array, or than the machine, has. The message
/// names the model, what was asked for, the rows and the bytes.
/// </summary>
public sealed class ModelMemoryException : InvalidOperationException
{
    internal ModelMemoryException(string model, long rows, long bytes, string message, Exception? inner = null)
        : base(message, inner)
    {
        Model = model;
        Rows = rows;
        Bytes = bytes;
    }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>The rows that were to be computed at once; 0 where it is the model's own weights that need the memory.</summary>
    public long Rows { get; }

    /// <summary>The bytes that the computation would take, as far as they were counted.</summary>
    public long Bytes { get; }
}
