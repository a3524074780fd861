namespace SeqGen;

/// <summary>Another rank has failed, does not answer, or does not fit this one. The message names it.</summary>
public sealed class CommunicatorException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and to which rank.</param>
    /// <param name="rank">The rank that is at fault; -1 where that is not known.</param>
    /// <param name="inner">The cause.</param>
    public CommunicatorException(string message, int rank = -1, Exception? inner = null)
        : base(message, inner) => Rank = rank;

    /// <summary>The rank that is at fault; -1 where that is not known.</summary>
    public int Rank { get; }
}
