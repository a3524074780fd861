using System.Runtime.InteropServices;

namespace SeqGen;

/// <summary>
/// How the processes of one training, its ranks, reach each other. <c>SeqGen.Distributed</c> has the one for MPI; a derived class for
/// another transport implements <see cref="Exchange"/> and <see cref="Abort"/>, from which everything else follows.
/// </summary>
/// <remarks>
/// A communicator moves bytes and adds nothing up: all sums are formed by the trainer, in an order that does not depend on the
/// number of ranks. All ranks call the same methods in the same order, each of them from one thread at a time; which thread that is changes
/// only where <see cref="CanRunInBackground"/> says so.
/// </remarks>
public abstract class Communicator
{
    private Range[] _send = [];
    private Range[] _receive = [];

    /// <summary>The number of this process, from 0. Rank 0 prints, saves and calls the callbacks.</summary>
    public abstract int Rank { get; }

    /// <summary>The number of processes.</summary>
    public abstract int Size { get; }

    /// <summary>
    /// True where any thread may call this, one at a time: gradients of layers then travel from a thread of their own, while those of the layers before them are
    /// computed. False unless overridden; the same on all ranks.
    /// </summary>
    protected internal virtual bool CanRunInBackground => false;

    /// <summary>
    /// True while this rank computes beside its exchanges: they had better wait without taking the processor. The trainer sets it, also in the midst of an exchange; one
    /// that hands its calls on to another communicator hands this on too.
    /// </summary>
    protected internal virtual bool IsInBackground { get; set; }

    /// <summary>Sends a part of a buffer to each rank, and receives a part from each rank. Returns when all parts have come and may be overwritten.</summary>
    /// <param name="send">What is sent.</param>
    /// <param name="sendParts">For each rank, this one among them, the bytes of <paramref name="send"/> that go to it; parts may overlap and be empty.</param>
    /// <param name="receive">Where it arrives.</param>
    /// <param name="receiveParts">For each rank the place of what it sends, exactly as long; places do not overlap. What a rank sends to itself may lie there already.</param>
    /// <exception cref="CommunicatorException">Another rank does not answer, or the connection is lost.</exception>
    protected internal abstract void Exchange(ReadOnlySpan<byte> send, ReadOnlySpan<Range> sendParts, Span<byte> receive, ReadOnlySpan<Range> receiveParts);

    /// <summary>
    /// Ends all ranks, because this one cannot go on and the others would wait for it. An implementation need not return.
    /// </summary>
    /// <param name="message">Why, for whoever reads the output of the job.</param>
    public abstract void Abort(string message);

    /// <summary>Gives all ranks what each of them has.</summary>
    /// <typeparam name="T">What the values are.</typeparam>
    /// <param name="values">As long on all ranks. Each rank has set its own part, and all have all parts afterwards.</param>
    /// <param name="starts">Where the part of each rank starts, and as one entry more where the last one ends: the same on all ranks.</param>
    /// <exception cref="ArgumentException">There are not as many starts, or they lie outside the values or descend.</exception>
    /// <exception cref="CommunicatorException">Another rank does not answer, or the connection is lost.</exception>
    public void Gather<T>(Span<T> values, ReadOnlySpan<int> starts)
        where T : unmanaged
    {
        if (starts.Length != Size + 1)
        {
            throw new ArgumentException($"{Size} ranks have {Size + 1} starts of their parts; {starts.Length} were given.", nameof(starts));
        }

        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        Reserve();
        int size = values.IsEmpty ? 0 : bytes.Length / values.Length;
        for (int rank = 0; rank < Size; rank++)
        {
            if (starts[rank] < 0 || starts[rank] > starts[rank + 1] || starts[rank + 1] > values.Length)
            {
                throw new ArgumentException($"The part of rank {rank} is from {starts[rank]} to {starts[rank + 1]} of {values.Length} values.", nameof(starts));
            }

            _receive[rank] = (starts[rank] * size)..(starts[rank + 1] * size);
        }

        Array.Fill(_send, _receive[Rank]);
        Exchange(bytes, _send, bytes, _receive);
    }

    /// <summary>Gives all ranks what one of them has.</summary>
    /// <typeparam name="T">What the values are.</typeparam>
    /// <param name="values">As long on all ranks.</param>
    /// <param name="root">The rank whose values the others get.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rank.</exception>
    /// <exception cref="CommunicatorException">Another rank does not answer, or the connection is lost.</exception>
    public void Broadcast<T>(Span<T> values, int root = 0)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(root);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(root, Size);
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        Reserve();
        Array.Fill(_send, Rank == root ? ..bytes.Length : ..0);
        Array.Fill(_receive, ..0);
        _receive[root] = ..bytes.Length;
        Exchange(bytes, _send, bytes, _receive);
    }

    /// <summary>Returns when all ranks have called it.</summary>
    /// <exception cref="CommunicatorException">Another rank does not answer, or the connection is lost.</exception>
    public void Barrier()
    {
        Span<byte> nothing = stackalloc byte[Size];
        Reserve();
        for (int rank = 0; rank < Size; rank++)
        {
            _receive[rank] = rank..(rank + 1);
        }

        Array.Fill(_send, _receive[Rank]);
        Exchange(nothing, _send, nothing, _receive);
    }

    private void Reserve()
    {
        if (_send.Length != Size)
        {
            (_send, _receive) = (new Range[Size], new Range[Size]);
        }
    }
}
