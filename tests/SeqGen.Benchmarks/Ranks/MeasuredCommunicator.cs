using System.Diagnostics;

namespace SeqGen.Benchmarks.Ranks;

/// <summary>Counts what a rank exchanges, and how long that takes: waiting for ranks that are behind is in it.</summary>
internal sealed class MeasuredCommunicator(Communicator world) : Communicator
{
    public override int Rank => world.Rank;

    public override int Size => world.Size;

    protected internal override bool CanRunInBackground => world.CanRunInBackground;

    protected internal override bool IsInBackground { get => world.IsInBackground; set => world.IsInBackground = value; }

    /// <summary>Exchanges since the last <see cref="Reset"/>.</summary>
    public int Exchanges { get; private set; }

    /// <summary>Bytes that this rank has sent to others.</summary>
    public double Bytes { get; private set; }

    /// <summary>The time of all exchanges.</summary>
    public double Seconds { get; private set; }

    /// <summary>The processor time of this process in all exchanges.</summary>
    public double ProcessorSeconds { get; private set; }

    /// <summary>Starts again from nothing.</summary>
    public void Reset() => (Exchanges, Bytes, Seconds, ProcessorSeconds) = (0, 0, 0, 0);

    public override void Abort(string message) => world.Abort(message);

    protected internal override void Exchange(ReadOnlySpan<byte> send, ReadOnlySpan<Range> sendParts, Span<byte> receive, ReadOnlySpan<Range> receiveParts)
    {
        for (int rank = 0; rank < Size; rank++)
        {
            Bytes += rank == Rank ? 0 : sendParts[rank].GetOffsetAndLength(send.Length).Length;
        }

        long start = Stopwatch.GetTimestamp();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        world.Exchange(send, sendParts, receive, receiveParts);
        ProcessorSeconds += (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
        Seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        Exchanges++;
    }
}
