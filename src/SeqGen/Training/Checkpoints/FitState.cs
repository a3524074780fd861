using System.Diagnostics;

namespace SeqGen;

/// <summary>
/// What a fit needs to be resumed at any step: where it is, what its callbacks keep, its history, and what its trainer needs.
/// It is saved and loaded between two steps, when all callbacks have seen the last one.
/// </summary>
internal sealed class FitState
{
    private const string CallbackPart = "callback ";

    private readonly FitContext _fit;
    private readonly Trainer _trainer;
    private readonly FitOptions _options;
    private readonly int _validationRows;
    private readonly float[] _lastGood;
    private readonly Callback[] _callbacks;
    private readonly bool _hasCallbacks;
    private TrainingState? _saved;
    private double _secondsBefore;
    private long _epochStart;

    /// <summary>Creates the state of a fit.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="trainer">Its trainer.</param>
    /// <param name="validationRows">Rows of the validation data; 0 where there are none.</param>
    /// <param name="lastGood">The weights at the end of the last epoch, kept up to date by the fit.</param>
    /// <param name="callbacks">The callbacks that this process calls; null where another rank calls them, and keeps their states.</param>
    public FitState(FitContext fit, Trainer trainer, int validationRows, float[] lastGood, IReadOnlyList<Callback>? callbacks)
    {
        _fit = fit;
        _trainer = trainer;
        _options = fit.Options;
        _validationRows = validationRows;
        _lastGood = lastGood;
        _hasCallbacks = callbacks is not null;
        _callbacks = [.. (callbacks ?? []).Where(callback => !callback.IsObserver)];
    }

    /// <summary>True from the beginning of an epoch to its end.</summary>
    public bool IsInEpoch { get; set; }

    /// <summary>Seconds of the present epoch, also those before the training was saved.</summary>
    public double EpochSeconds => _secondsBefore + Stopwatch.GetElapsedTime(_epochStart).TotalSeconds;

    /// <summary>Starts the clock of an epoch.</summary>
    /// <param name="before">Seconds that the epoch has taken already.</param>
    public void StartClock(double before = 0) => (_secondsBefore, _epochStart) = (before, Stopwatch.GetTimestamp());

    /// <summary>Writes the files that callbacks have asked for.</summary>
    /// <exception cref="CheckpointException">A file cannot be written.</exception>
    public void SaveRequested()
    {
        if (_fit.FilesToSave.Count == 0)
        {
            return;
        }

        TrainingState state = new();
        SaveFit(state.Writer);
        SaveCallbacks(state.Writer);
        foreach (string path in _fit.FilesToSave)
        {
            state.Save(path);
        }

        _fit.FilesToSave.Clear();
    }

    /// <summary>Goes where a saved training says, before the callbacks are told that the fit begins.</summary>
    /// <exception cref="CheckpointException">It is damaged, or has other settings.</exception>
    public void Open(TrainingState saved)
    {
        _saved = saved;
        TrainingState present = new();
        SaveFit(new StateWriter(present, takesValues: false));
        _trainer.RequireSame(_saved, present, _hasCallbacks ? CallbackPart : CallbackPart.TrimEnd());
        StateReader state = _saved.Reader;
        int epoch = state.ReadCount("epoch");
        if (epoch > _fit.Epochs)
        {
            throw _saved.Damaged($"it is in epoch {epoch}, but the fit shall have {_fit.Epochs} epoch(s) only");
        }

        IsInEpoch = state.ReadBoolean("in epoch");
        _fit.IsResumed = true;
        _fit.Epoch = epoch;
        _fit.Step = state.ReadCount("step");
        _fit.RowsSeen = state.ReadCount("rows seen");
        _fit.LossSum = state.ReadDouble("loss sum");
        _fit.StepLoss = state.ReadDouble("step loss");
        _fit.IsStopping = state.ReadBoolean("stopping");
        LoadHistory(state);
        StartClock(state.ReadDouble("seconds"));
    }

    /// <summary>Takes everything else from the file, after the callbacks were told that the fit begins.</summary>
    /// <exception cref="CheckpointException">A callback has other settings, or the file does not hold what it should.</exception>
    public void Continue()
    {
        if (_saved is not { } saved)
        {
            return;
        }

        TrainingState present = new();
        SaveCallbacks(new StateWriter(present, takesValues: false));
        saved.RequireSame(present, name => _hasCallbacks && name.StartsWith(CallbackPart, StringComparison.Ordinal));
        float[] lastGood = saved.Reader.Read<float>("last good weights", _lastGood.Length);
        for (int i = 0; i < _callbacks.Length; i++)
        {
            _callbacks[i].LoadState(_fit, saved.Reader.Part(CallbackPart + (i + 1)));
        }

        _trainer.LoadState(saved);
        lastGood.CopyTo(_lastGood, 0);
        _saved = null;
    }

    private void SaveFit(StateWriter state)
    {
        state.WriteSetting("saved by", "Fit");
        _trainer.SaveState(state);
        state.WriteSetting("shuffle", _fit.Shuffling);
        state.WriteSetting("rows of the training data", _fit.RowsPerEpoch);
        state.WriteSetting("rows of the validation data", _validationRows);
        state.WriteSetting("callbacks", string.Join(", ", _callbacks.Select(callback => callback.GetType().FullName)));
        state.Write("epoch", _fit.Epoch);
        state.Write("in epoch", IsInEpoch);
        state.Write("step", _fit.Step);
        state.Write("rows seen", _fit.RowsSeen);
        state.Write("loss sum", _fit.LossSum);
        state.Write("step loss", _fit.StepLoss);
        state.Write("stopping", _fit.IsStopping);
        state.Write("seconds", EpochSeconds);
        state.Write("last good weights", _lastGood);
        IReadOnlyList<EpochResult> epochs = _fit.History.Epochs;
        state.Write("history", [.. epochs.SelectMany(epoch => epoch.Values.ToArray())]);
        state.Write("history of seconds", [.. epochs.Select(epoch => epoch.Seconds)]);
        state.Write("history of learning rates", [.. epochs.Select(epoch => epoch.LearningRate)]);
    }

    private void SaveCallbacks(StateWriter state)
    {
        for (int i = 0; i < _callbacks.Length; i++)
        {
            _callbacks[i].SaveState(_fit, state.Part(CallbackPart + (i + 1)));
        }
    }

    private void LoadHistory(StateReader state)
    {
        string[] names = [.. _fit.FigureNames];
        double[] seconds = state.ReadDoubles("history of seconds");
        double[] rates = state.Read<double>("history of learning rates", seconds.Length);
        double[] values = state.Read<double>("history", seconds.Length * names.Length);
        for (int i = 0; i < seconds.Length; i++)
        {
            _fit.History.Add(new EpochResult(i + 1, names, values[(i * names.Length)..((i + 1) * names.Length)], seconds[i], rates[i]));
        }
    }
}
