using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace SeqGen.Distributed;

/// <summary>The ranks of an MPI job. Every exchange is a message to and one from each other rank, so that one that does not answer is known by its number.</summary>
internal sealed unsafe partial class MpiCommunicator : Communicator
{
    private const int NameLength = 256;

    // Processor time is then a few percent of one thread's, and a message of some megabytes waits for a small part of its way.
    private const uint BackgroundMicroseconds = 100;
    private static readonly TimeSpan LongWait = TimeSpan.FromMilliseconds(50);
    private static readonly string[] Launchers = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"];

    private readonly MpiLibrary _mpi;
    private readonly int? _onlyThread;
    private readonly nint[] _requests;
    private readonly bool[] _isOpen;
    private readonly string[] _machines;
    private volatile bool _isInBackground;
    private bool _isEnding;

    private MpiCommunicator(MpiLibrary mpi, bool anyThread)
    {
        _mpi = mpi;
        (Rank, Size) = (mpi.Rank, mpi.Size);
        _onlyThread = anyThread ? null : Environment.CurrentManagedThreadId;
        _requests = new nint[2 * Size];
        _isOpen = new bool[2 * Size];
        _machines = new string[Size];
        Array.Fill(_machines, "");
    }

    public override int Rank { get; }

    public override int Size { get; }

    /// <summary>The MPI in use and its version.</summary>
    public string Version => _mpi.Version;

    /// <summary>
    /// True between machines, where a network moves the bytes. On one machine the processor copies them, which slows down whatever else it does.
    /// </summary>
    protected override bool CanRunInBackground => _onlyThread is null && _machines.Distinct().Count() > 1;

    protected override bool IsInBackground { get => _isInBackground; set => _isInBackground = value; }

    /// <summary>Starts MPI, and gets to know all ranks.</summary>
    /// <exception cref="CommunicatorException">The job was started by another MPI.</exception>
    public static MpiCommunicator Start(MpiLibrary mpi)
    {
        (bool isStarted, bool anyThread) = mpi.Start();
        MpiCommunicator world = new(mpi, anyThread);
        world.RequireLauncher();
        if (isStarted)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => world.Finish();
        }

        world.ShareMachines();
        return world;
    }

    public override void Abort(string message)
    {
        _isEnding = true;
#pragma warning disable RS0030 // The process ends here: there is nobody to throw to.
        Console.Error.WriteLine($"SeqGen: {Name(Rank)} ends the job: {message}");
        Console.Error.Flush();
#pragma warning restore RS0030
        _mpi.Abort();
    }

    protected override void Exchange(ReadOnlySpan<byte> send, ReadOnlySpan<Range> sendParts, Span<byte> receive, ReadOnlySpan<Range> receiveParts)
    {
        if (_onlyThread is { } thread && thread != Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException($"{Version} lets only one thread call it, the one that first used Mpi.World: train on that thread.");
        }

        send[sendParts[Rank]].CopyTo(receive[receiveParts[Rank]]);
        fixed (byte* from = send, to = receive)
        {
            for (int i = 1; i < Size; i++)
            {
                int rank = (Rank + Size - i) % Size;
                (int start, int length) = receiveParts[rank].GetOffsetAndLength(receive.Length);
                _requests[rank] = length == 0 ? 0 : _mpi.Receive(to + start, length, rank);
                _isOpen[rank] = length > 0;
            }

            for (int i = 1; i < Size; i++)
            {
                int rank = (Rank + i) % Size;
                (int start, int length) = sendParts[rank].GetOffsetAndLength(send.Length);
                _requests[Size + rank] = length == 0 ? 0 : _mpi.Send(from + start, length, rank);
                _isOpen[Size + rank] = length > 0;
            }

            Wait();
        }
    }

    /// <summary>
    /// Waits for all messages: first without giving the processor away, since the others are about as far, then with pauses. In the background with
    /// short pauses: others compute, and MPI moves long messages only while it is asked for them.
    /// </summary>
    private void Wait()
    {
        long start = Stopwatch.GetTimestamp();
        SpinWait spin = default;
        while (FirstOpen() is var open && open >= 0)
        {
            if (_isInBackground)
            {
                _ = Sleep(BackgroundMicroseconds);
                spin.Reset();
            }
            else
            {
                spin.SpinOnce(sleep1Threshold: -1);
                if (spin.Count % 64 != 0)
                {
                    continue;
                }
            }

            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            if (elapsed > Mpi.Timeout)
            {
                throw new CommunicatorException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name(open % Size)} has not answered for {elapsed.TotalSeconds:0} s (Mpi.Timeout): it hangs, was stopped, or does something else than the other ranks."), open % Size);
            }

            if (elapsed > LongWait && !_isInBackground)
            {
#pragma warning disable RS0030 // MPI has no event to wait for: it is asked again and again.
                Thread.Sleep(1);
#pragma warning restore RS0030
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);

    /// <summary>The first message that is not through yet, or -1.</summary>
    private int FirstOpen()
    {
        int first = -1;
        for (int i = _requests.Length - 1; i >= 0; i--)
        {
            _isOpen[i] = _isOpen[i] && !_mpi.IsDone(ref _requests[i]);
            first = _isOpen[i] ? i : first;
        }

        return first;
    }

    /// <summary>Throws where a launcher has started several processes, but this MPI knows of one: each would train by itself.</summary>
    private void RequireLauncher()
    {
        foreach (string variable in Launchers)
        {
            if (Size == 1 && int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int started) && started > 1)
            {
                throw new CommunicatorException(
                    $"The job was started with {started} processes ({variable}), but {Version} knows of one only: it is not the MPI that started it. "
                    + "Use the mpirun that belongs to it, with srun the matching --mpi=..., or set SEQGEN_MPI to the path of the other one's library.");
            }
        }
    }

    private void ShareMachines()
    {
        byte[] names = new byte[NameLength * Size];
        byte[] own = Encoding.UTF8.GetBytes(_mpi.Machine);
        own.AsSpan(0, Math.Min(own.Length, NameLength)).CopyTo(names.AsSpan(NameLength * Rank));
        Gather<byte>(names, [.. Enumerable.Range(0, Size + 1).Select(rank => rank * NameLength)]);
        for (int rank = 0; rank < Size; rank++)
        {
            _machines[rank] = Encoding.UTF8.GetString(names, rank * NameLength, NameLength).TrimEnd('\0');
        }
    }

    private string Name(int rank) => $"Rank {rank} of {Size}{(_machines[rank].Length > 0 ? $" ({_machines[rank]})" : "")}";

    /// <summary>
    /// Ends MPI with the process. One that has failed leaves it open, so that the launcher ends the others: they may wait for it.
    /// </summary>
    private void Finish()
    {
        if (Environment.ExitCode == 0 && !_isEnding)
        {
            _mpi.Finish();
        }
    }
}
