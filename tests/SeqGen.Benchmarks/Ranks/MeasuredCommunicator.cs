using System.Diagnostics;

namespace SeqGen.Benchmarks.Ranks;

/// <summary>
/// Counts what a rank exchanges, and how long that takes: waiting for ranks that are behind is in it. It can be as slow as a network, and sleep meanwhile, since a network takes no processor either.
/// </summary>
/// <param name="world">The ranks.</param>
/// <param name="gigabits">Gbit/s of the network; 0 for no waiting.</param>
/// <param name="overlaps">True to exchange while the rank computes, also on one machine, where it does not otherwise.</param>
internal sealed class MeasuredCommunicator(Communicator world, int gigabits = 0, bool overlaps = false) : Communicator
{
    /// <summary>Seconds that a message is under way in a cluster's network.</summary>
    public const double NetworkLatency = 20e-6;

    public override int Rank => world.Rank;

    public override int Size => world.Size;

    protected internal override bool CanRunInBackground => overlaps;

    protected internal override bool IsInBackground { get => world.IsInBackground; set => world.IsInBackground = value; }

    /// <summary>Exchanges since the last <see cref="Reset"/>.</summary>
    public int Exchanges { get; private set; }

    /// <summary>Bytes that this rank has sent to others.</summary>
    public double Bytes { get; private set; }

    /// <summary>The time of all exchanges.</summary>
    public double Seconds { get; private set; }

    /// <summary>The processor time of all exchanges.</summary>
    public double ProcessorSeconds { get; private set; }

    /// <summary>Starts again from nothing.</summary>
    public void Reset() => (Exchanges, Bytes, Seconds, ProcessorSeconds) = (0, 0, 0, 0);

    public override void Abort(string message) => world.Abort(message);

    protected internal override void Exchange(ReadOnlySpan<byte> send, ReadOnlySpan<Range> sendParts, Span<byte> receive, ReadOnlySpan<Range> receiveParts)
    {
        double bytes = 0;
        for (int rank = 0; rank < Size; rank++)
        {
            bytes += rank == Rank ? 0 : sendParts[rank].GetOffsetAndLength(send.Length).Length;
        }

        long start = Stopwatch.GetTimestamp();
        double processor = ThreadClock.Seconds;
        world.Exchange(send, sendParts, receive, receiveParts);
        if (gigabits > 0)
        {
            ThreadClock.Sleep(NetworkLatency + (bytes / (gigabits * NetworkCost.GigabitBytes)));
        }

        ProcessorSeconds += ThreadClock.Seconds - processor;
        Bytes += bytes;
        Seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        Exchanges++;
    }
}
