namespace SeqGen.Numerics.Tests.Models;

/// <summary>Ranks that are threads of one process.</summary>
internal sealed class MemoryCommunicator : Communicator
{
    private readonly Board _board;

    private MemoryCommunicator(Board board, int rank) => (_board, Rank) = (board, rank);

    public override int Rank { get; }

    public override int Size => _board.Sent.Length;

    protected internal override bool CanRunInBackground => true;

    /// <summary>Called before each exchange, with its number.</summary>
    public Action<int> Before { get; set; } = _ => { };

    /// <summary>Exchanges of this rank so far.</summary>
    public int Exchanges { get; private set; }

    /// <summary>Bytes that this rank has sent to others.</summary>
    public long Bytes { get; private set; }

    /// <summary>Runs a program on some ranks, and returns what it gives on each, or throws what it throws on each.</summary>
    public static T[] Run<T>(int ranks, Func<MemoryCommunicator, T> program)
    {
        T[] results = new T[ranks];
        Exception?[] errors = RunAll(ranks, communicator => results[communicator.Rank] = program(communicator));
        Exception[] thrown = [.. errors.OfType<Exception>()];
        return thrown.Length == 0 ? results : throw new AggregateException(thrown);
    }

    /// <summary>Runs a program on some ranks, and returns what it throws on each.</summary>
    public static Exception?[] RunAll(int ranks, Action<MemoryCommunicator> program)
    {
        using Board board = new(ranks);
        Exception?[] errors = new Exception?[ranks];
        Thread[] threads = [.. Enumerable.Range(0, ranks).Select(rank => new Thread(() =>
        {
            try
            {
                program(new MemoryCommunicator(board, rank));
            }
            catch (Exception error)
            {
                errors[rank] = error;
            }
        }))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        return errors;
    }

    public override void Abort(string message) => _board.End.Cancel();

    protected internal override void Exchange(ReadOnlySpan<byte> send, ReadOnlySpan<Range> sendParts, Span<byte> receive, ReadOnlySpan<Range> receiveParts)
    {
        Before(Exchanges++);
        byte[][] parts = new byte[Size][];
        for (int rank = 0; rank < Size; rank++)
        {
            parts[rank] = send[sendParts[rank]].ToArray();
            Bytes += rank == Rank ? 0 : parts[rank].Length;
        }

        _board.Sent[Rank] = parts;
        Meet();
        for (int rank = 0; rank < Size; rank++)
        {
            Span<byte> place = receive[receiveParts[rank]];
            byte[] part = _board.Sent[rank][Rank];
            part.Length.ShouldBe(place.Length, $"what rank {rank} sends to rank {Rank}");
            part.CopyTo(place);
        }

        Meet();
    }

    private void Meet()
    {
        try
        {
            if (!_board.Barrier.SignalAndWait(TimeSpan.FromSeconds(60), _board.End.Token))
            {
                throw new CommunicatorException($"Rank {Rank} has waited for a minute.");
            }
        }
        catch (OperationCanceledException error)
        {
            throw new CommunicatorException("The job was ended.", inner: error);
        }
    }

    private sealed class Board(int ranks) : IDisposable
    {
        public byte[][][] Sent { get; } = new byte[ranks][][];

        public Barrier Barrier { get; } = new(ranks);

        public CancellationTokenSource End { get; } = new();

        public void Dispose()
        {
            Barrier.Dispose();
            End.Dispose();
        }
    }
}
