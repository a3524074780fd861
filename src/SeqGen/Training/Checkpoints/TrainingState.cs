using SeqGen.Data;

namespace SeqGen;

/// <summary>
/// Everything that a training needs to continue where it was: settings that have to be the same then, and values. Both have
/// names whose parts are separated by slashes.
/// </summary>
internal sealed class TrainingState
{
    private readonly string _source;

    /// <param name="source">Where it comes from, as messages name it.</param>
    public TrainingState(string source = "") => _source = source;

    /// <summary>Texts that have to be the same when training is continued, in the order of writing.</summary>
    public OrderedDictionary<string, string> Settings { get; } = [];

    /// <summary>Arrays of <see cref="byte"/>, <see cref="float"/>, <see cref="long"/> or <see cref="double"/>.</summary>
    public OrderedDictionary<string, Array> Values { get; } = [];

    public StateWriter Writer => new(this);

    public StateReader Reader => new(this);

    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">It cannot be read, is damaged, or is a folder, a pipe or a device.</exception>
    public static TrainingState Load(string path)
    {
        try
        {
            using BufferedStream stream = new(RegularFile.Open(path), 1 << 16);
            return Read($"'{path}'", stream);
        }
        catch (Exception error) when (error is (IOException and not CheckpointException) or UnauthorizedAccessException)
        {
            throw new CheckpointException($"Cannot read '{path}': {error.Message}", error);
        }
    }

    /// <summary>Reads a stream, from its position to its end.</summary>
    /// <exception cref="CheckpointException">It cannot be read or is damaged.</exception>
    public static TrainingState Load(Stream stream)
    {
        try
        {
            // The checksum comes first and is compared before anything is read.
            if (stream.CanSeek)
            {
                return Read("the stream", stream);
            }

            using MemoryStream bytes = new();
            stream.CopyTo(bytes);
            bytes.Position = 0;
            return Read("the stream", bytes);
        }
        catch (IOException error) when (error is not CheckpointException)
        {
            throw new CheckpointException($"Cannot read the stream: {error.Message}", error);
        }
    }

    /// <summary>Writes a stream.</summary>
    public void Save(Stream stream) => TrainingStateFormat.Write(stream, this);

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <exception cref="CheckpointException">It cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Throws where settings of the present training differ from those of the file, and lists all that do.</summary>
    /// <param name="present">What would be written now.</param>
    /// <param name="counts">Which settings are compared, by name.</param>
    public void RequireSame(TrainingState present, Func<string, bool> counts)
    {
        List<string> differences = Differences(present, counts, "in the file", "now");
        if (differences.Count > 0)
        {
            throw new CheckpointException(
                $"The training in {_source} cannot be continued, because these settings differ:\n  " + string.Join("\n  ", differences)
                + "\nContinue with the settings of the file, or start anew. Nothing was changed.");
        }
    }

    /// <summary>How the settings of two trainings differ, one line each.</summary>
    /// <param name="other">The other training.</param>
    /// <param name="counts">Which settings are compared, by name.</param>
    /// <param name="here">Where this one's settings are, in words.</param>
    /// <param name="there">Where the other one's are.</param>
    public List<string> Differences(TrainingState other, Func<string, bool> counts, string here, string there)
    {
        List<string> differences = [];
        foreach (string name in Settings.Keys.Union(other.Settings.Keys).Where(counts))
        {
            string? before = Settings.GetValueOrDefault(name);
            string? now = other.Settings.GetValueOrDefault(name);
            if (before != now)
            {
                differences.Add($"{name}: {Difference.Between(before, now, here, there)}");
            }
        }

        return differences;
    }

    public CheckpointException Damaged(string why, Exception? inner = null) =>
        new($"{_source} cannot be used to continue a training: {why}.", inner);

    private static TrainingState Read(string source, Stream stream)
    {
        TrainingState state = new(source);
        TrainingStateFormat.Read(stream, state);
        return state;
    }
}
