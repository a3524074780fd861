using System.Globalization;
using SeqGen.Reporting.TensorBoard;

namespace SeqGen.Reporting;

/// <summary>
/// Writes the figures of each epoch as event files that TensorBoard shows (<c>tensorboard --logdir FOLDER</c>), while training goes on. Names and folders are
/// those of Keras' callback: <c>epoch_loss</c>, <c>epoch_accuracy</c> and so on in <c>train</c> and <c>validation</c>, so that both are curves of one chart,
/// and <c>epoch_learning_rate</c> in <c>train</c>.
/// </summary>
/// <remarks>
/// Each fit appends to files of its own in the folder. A training that is continued goes on at its epoch, and TensorBoard shows both files as one run. A folder for each
/// training keeps them apart. One fit at a time may use a callback.
/// </remarks>
/// <example><code>
/// model.Fit(train, new FitOptions { Epochs = 10, Callbacks = [new TensorBoardCallback("logs/first")] });
/// </code></example>
public sealed class TensorBoardCallback : Callback
{
    private const string Validation = "val_";
    private const string TrainFolder = "train";
    private const string ValidationFolder = "validation";

    private static int _files;

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, string> _paths = [];

    /// <summary>Creates the callback.</summary>
    /// <param name="folder">Where the files go; made where it is missing.</param>
    public TensorBoardCallback(string folder)
        : this(folder, TimeProvider.System)
    {
    }

    internal TensorBoardCallback(string folder, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = folder;
        _time = time;
    }

    /// <inheritdoc/>
    protected override bool IsObserver => true;

    /// <inheritdoc/>
    public override void OnFitBegin(FitContext fit) => _paths.Clear();

    /// <summary>Appends the figures of the epoch.</summary>
    /// <param name="fit">The current fit.</param>
    /// <param name="epoch">The figures.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public override void OnEpochEnd(FitContext fit, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        ILookup<bool, string> names = epoch.Names.ToLookup(name => name.StartsWith(Validation, StringComparison.Ordinal));
        Write(TrainFolder, epoch, [
            .. names[false].Select(name => KeyValuePair.Create($"epoch_{name}", epoch[name])),
            KeyValuePair.Create("epoch_learning_rate", epoch.LearningRate)]);
        if (names[true].Any())
        {
            Write(ValidationFolder, epoch, [.. names[true].Select(name => KeyValuePair.Create($"epoch_{name[Validation.Length..]}", epoch[name]))]);
        }
    }

    /// <summary>Keras counts epochs from 0.</summary>
    private void Write(string folder, EpochResult epoch, KeyValuePair<string, double>[] scalars)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (!_paths.TryGetValue(folder, out string? path))
        {
            string directory = Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName;
            int number = Interlocked.Increment(ref _files);
            path = Path.Combine(directory, string.Create(
                CultureInfo.InvariantCulture, $"events.out.tfevents.{now.ToUnixTimeSeconds():0000000000}.{Environment.MachineName}.{Environment.ProcessId}.{number}"));
            _paths.Add(folder, path);
            File.AppendAllBytes(path, EventRecord.Version(now));
        }

        // TensorBoard reads on where it stopped: records are only ever added.
        File.AppendAllBytes(path, EventRecord.Scalars(now, epoch.Epoch - 1, scalars));
    }
}
