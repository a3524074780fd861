namespace SeqGen;

/// <summary>A weight file cannot be read, does not fit the model, or cannot be written; the message says why.</summary>
public sealed class CheckpointException : IOException
{
    internal CheckpointException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
