using SeqGen.Data;

namespace SeqGen;

/// <summary>
/// Everything that a training needs to continue where it was: settings that have to be the same then, and values. Both have
/// names whose parts are separated by slashes.
/// </summary>
internal sealed class TrainingState
{
    private readonly string _path;

    public TrainingState(string path = "") => _path = path;

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
            TrainingState state = new(path);
            TrainingStateFormat.Read(stream, state);
            return state;
        }
        catch (Exception error) when (error is (IOException and not CheckpointException) or UnauthorizedAccessException)
        {
            throw new CheckpointException($"Cannot read '{path}': {error.Message}", error);
        }
    }

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <exception cref="CheckpointException">It cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => TrainingStateFormat.Write(stream, this));

    /// <summary>Throws where settings of the present training differ from those of the file, and lists all that do.</summary>
    /// <param name="present">What would be written now.</param>
    /// <param name="counts">Which settings are compared, by name.</param>
    public void RequireSame(TrainingState present, Func<string, bool> counts)
    {
        List<string> differences = [];
        foreach (string name in Settings.Keys.Union(present.Settings.Keys).Where(counts))
        {
            string? before = Settings.GetValueOrDefault(name);
            string? now = present.Settings.GetValueOrDefault(name);
            if (before != now)
            {
                differences.Add($"{name}: {Difference.Between(before, now)}");
            }
        }

        if (differences.Count > 0)
        {
            throw new CheckpointException(
                $"The training in '{_path}' cannot be continued, because these settings differ:\n  " + string.Join("\n  ", differences)
                + "\nContinue with the settings of the file, or start anew. Nothing was changed.");
        }
    }

    public CheckpointException Damaged(string why, Exception? inner = null) =>
        new($"'{_path}' cannot be used to continue a training: {why}.", inner);
}
