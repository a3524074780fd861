using System.Text;

namespace SeqGen;

/// <summary>
/// The ranks of one training. They agree on every failure: whatever a rank computes by itself between two exchanges ends in
/// <see cref="Agree"/>, where it is told what went wrong elsewhere, so that none waits for one that has given up. Alone it does nothing.
/// </summary>
internal sealed class RankGroup
{
    private readonly Communicator? _communicator;
    private readonly Report[] _reports;
    private readonly int[] _starts;
    private Exception? _known;
    private bool _isBroken;

    /// <summary>Creates the group.</summary>
    /// <param name="communicator">How the ranks reach each other; null for one process.</param>
    /// <exception cref="ArgumentException">Its number is none of those of its ranks.</exception>
    public RankGroup(Communicator? communicator)
    {
        if (communicator is not null && (uint)communicator.Rank >= (uint)Math.Max(0, communicator.Size))
        {
            throw new ArgumentException($"{communicator.GetType().Name} says that it is rank {communicator.Rank} of {communicator.Size}: ranks are numbered from 0.", nameof(communicator));
        }

        (Rank, Size) = communicator is null ? (0, 1) : (communicator.Rank, communicator.Size);
        _communicator = Size > 1 ? communicator : null;
        _reports = new Report[Size];
        _starts = new int[Size + 1];
    }

    /// <summary>Where ranks meet. Ranks at different places run different programs.</summary>
    public enum Place
    {
        /// <summary>A rank that has failed meets the others wherever they are.</summary>
        Anywhere,

        /// <summary>Settings are compared.</summary>
        Start,

        /// <summary>Some bytes of rank 0 follow.</summary>
        Bytes,

        /// <summary>Between two steps or epochs of a fit.</summary>
        Fit,

        /// <summary>A part of the batch's gradient is complete.</summary>
        Gradient,

        /// <summary>A pass over the tiles of a batch is done.</summary>
        Pass,

        /// <summary>A batch is evaluated.</summary>
        Evaluation,
    }

    /// <summary>One process by itself.</summary>
    public static RankGroup Alone { get; } = new(null);

    /// <summary>The number of this rank.</summary>
    public int Rank { get; }

    /// <summary>The number of ranks.</summary>
    public int Size { get; }

    /// <summary>True for one process.</summary>
    public bool IsAlone => _communicator is null;

    /// <summary>True where callbacks are called, and where is printed and saved.</summary>
    public bool IsFirst => Rank == 0;

    /// <summary>True where ranks can still agree.</summary>
    public bool IsConnected => !IsAlone && !_isBroken;

    /// <summary>True where ranks can exchange while they compute.</summary>
    public bool CanRunInBackground => _communicator?.CanRunInBackground == true;

    /// <summary>True when any rank has said that it is cancelled.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Tells all ranks that this one is well, and hears of the others.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="topic">What it works on, as a number that has to be the same everywhere.</param>
    /// <param name="isCancelled">True to end all ranks.</param>
    /// <param name="decision">What rank 0 has decided; the others' is not used.</param>
    /// <returns>The decision of rank 0.</returns>
    /// <exception cref="CommunicatorException">A rank has failed, or is somewhere else.</exception>
    public Decision Agree(Place place, long topic = 0, bool isCancelled = false, Decision decision = default)
    {
        if (IsAlone)
        {
            return decision;
        }

        Share(new Report { Place = place, Topic = topic, IsCancelled = isCancelled, Decision = decision }, "");
        for (int rank = 0; rank < Size; rank++)
        {
            ref readonly Report report = ref _reports[rank];
            if (report.Place != place || report.Topic != topic)
            {
                throw Known(new CommunicatorException(
                    $"Rank {rank} of {Size} is not where rank {Rank} is ({report.Place} {report.Topic:x}, {place} {topic:x}): all ranks run the same program and give the same rows.", rank));
            }

            IsCancelled |= report.IsCancelled;
        }

        return _reports[0].Decision;
    }

    /// <summary>Tells all ranks that this one has failed, unless they know.</summary>
    public void Fail(Exception error)
    {
        if (!IsConnected || IsKnown(error))
        {
            return;
        }

        Known(error);
        try
        {
            Share(default, error is CommunicatorException ? error.Message : $"{error.GetType().Name}: {error.Message}");
        }
        catch (CommunicatorException)
        {
            // Another rank has failed as well, or cannot be reached: the caller throws what was first here.
        }
    }

    /// <summary>Says whether this rank computes beside its exchanges.</summary>
    public void SetBackground(bool isOn) => _communicator!.IsInBackground = isOn;

    /// <summary>True of the last failure that all ranks know of.</summary>
    public bool IsKnown(Exception error) => ReferenceEquals(error, _known);

    /// <summary>Says of a failure that the other ranks need not be told, since they have given up as well.</summary>
    public Exception Known(Exception error)
    {
        _known = error;
        return error;
    }

    /// <summary>Throws where a setting of this rank is not that of rank 0.</summary>
    /// <param name="state">The settings.</param>
    /// <exception cref="CommunicatorException">They are not; the message says what differs.</exception>
    public void RequireSame(TrainingState state)
    {
        if (IsAlone)
        {
            return;
        }

        using MemoryStream stream = new();
        state.Save(stream);
        using MemoryStream first = new(BytesOfFirst(stream.ToArray()));
        List<string> differences = TrainingState.Load(first).Differences(state, _ => true, "on rank 0", $"on rank {Rank}");
        if (differences.Count > 0)
        {
            CommunicatorException error = new(
                $"Rank {Rank} of {Size} cannot train together with rank 0, because these settings differ:\n  {string.Join("\n  ", differences)}\nStart the same program with the same data and options everywhere.", Rank);
            Fail(error);
            throw error;
        }

        Agree(Place.Start);
    }

    /// <summary>Gives all ranks some bytes of rank 0.</summary>
    /// <param name="bytes">The bytes; those of other ranks are not used.</param>
    public byte[] BytesOfFirst(byte[] bytes)
    {
        Decision length = Agree(Place.Bytes, decision: new Decision { Number = bytes.Length });
        byte[] all = IsFirst ? bytes : new byte[(int)length.Number];
        Broadcast<byte>(all);
        return all;
    }

    /// <inheritdoc cref="Communicator.Exchange"/>
    public void Exchange(ReadOnlySpan<byte> send, ReadOnlySpan<Range> sendParts, Span<byte> receive, ReadOnlySpan<Range> receiveParts)
    {
        try
        {
            _communicator?.Exchange(send, sendParts, receive, receiveParts);
        }
        catch (Exception error)
        {
            throw Broken(error);
        }
    }

    /// <summary>Gives all ranks what each of them has.</summary>
    /// <param name="values">All values.</param>
    /// <param name="starts">Where each rank's part starts, in units.</param>
    /// <param name="each">Values of a unit.</param>
    public void Gather<T>(Span<T> values, ReadOnlySpan<int> starts, int each = 1)
        where T : unmanaged
    {
        if (_communicator is null || each == 0)
        {
            return;
        }

        for (int rank = 0; rank <= Size; rank++)
        {
            _starts[rank] = checked(starts[rank] * each);
        }

        try
        {
            _communicator.Gather(values, _starts);
        }
        catch (Exception error)
        {
            throw Broken(error);
        }
    }

    /// <summary>Gives all ranks what rank 0 has.</summary>
    public void Broadcast<T>(Span<T> values)
        where T : unmanaged
    {
        try
        {
            _communicator?.Broadcast(values);
        }
        catch (Exception error)
        {
            throw Broken(error);
        }
    }

    private void Share(Report mine, string failure)
    {
        byte[] text = Encoding.UTF8.GetBytes(failure);
        mine.Failure = text.Length;
        _reports[Rank] = mine;
        for (int rank = 0; rank <= Size; rank++)
        {
            _starts[rank] = rank;
        }

        Gather<Report>(_reports, _starts);
        int first = Array.FindIndex(_reports, static report => report.Failure > 0);
        if (first >= 0)
        {
            ShareFailures(text, first);
        }
    }

    private void ShareFailures(byte[] text, int first)
    {
        int[] starts = new int[Size + 1];
        for (int rank = 0; rank < Size; rank++)
        {
            starts[rank + 1] = starts[rank] + _reports[rank].Failure;
        }

        byte[] texts = new byte[starts[Size]];
        text.CopyTo(texts, starts[Rank]);
        Gather<byte>(texts, starts);
        if (text.Length == 0)
        {
            throw Known(new CommunicatorException($"Rank {first} of {Size} has failed: {Encoding.UTF8.GetString(texts.AsSpan(starts[first]..starts[first + 1]))}", first));
        }
    }

    private Exception Broken(Exception error)
    {
        _isBroken = true;
        _communicator!.Abort(error.Message);
        return Known(error);
    }

    /// <summary>What rank 0 has decided for all.</summary>
    public struct Decision
    {
        /// <summary>A number: the length of what follows, or a learning rate.</summary>
        public double Number;

        /// <summary>True to end the fit.</summary>
        public bool IsStopping;

        /// <summary>True where other weights follow.</summary>
        public bool HasWeights;
    }

    /// <summary>What a rank tells all others, at every meeting.</summary>
    private struct Report
    {
        public Decision Decision;
        public long Topic;
        public int Failure;
        public Place Place;
        public bool IsCancelled;
    }
}
