namespace SeqGen;

/// <summary>
/// The learning rate of a saved training. The one that the training began with is a setting; the present one, which a
/// callback or a loop may have set since, is a value.
/// </summary>
/// <param name="optimizer">The optimizer, before the first step.</param>
internal sealed class LearningRateState(Optimizer optimizer)
{
    private const string First = "learning rate";
    private const string Present = "present learning rate";

    private readonly LearningRateSchedule _first = optimizer.LearningRate;
    private TrainingState? _continued;

    public void Save(StateWriter state)
    {
        if (_continued is null)
        {
            StateWriter settings = state.Part(First, takesValues: false);
            settings.WriteSetting("type", _first.GetType().FullName);
            _first.SaveState(settings);
        }
        else
        {
            foreach ((string name, string value) in _continued.Settings.Where(setting => IsFirst(setting.Key)))
            {
                state.WriteSetting(name, value);
            }
        }

        LearningRateSchedule present = optimizer.LearningRate;
        StateWriter values = state.Part(Present, takesSettings: false);
        values.Write("type", present.GetType().FullName ?? "");
        values.Write("rate", optimizer.CurrentLearningRate);
        present.SaveState(values.Part("state", takesSettings: false));
    }

    /// <summary>
    /// True for a setting that may differ: a caller that passes the rate that the training has reached meanwhile, for
    /// instance in the same optimizer as before, need not go back to the first one.
    /// </summary>
    public bool MayDiffer(string setting, TrainingState saved)
    {
        StateReader values = saved.Reader.Part(Present);
        return IsFirst(setting) && optimizer.LearningRate is ConstantRate now
            && values.ReadString("type") == typeof(ConstantRate).FullName && values.ReadDouble("rate") == now.Rate;
    }

    public void Load(TrainingState saved)
    {
        StateReader values = saved.Reader.Part(Present);
        string type = values.ReadString("type");
        if (type == typeof(ConstantRate).FullName)
        {
            optimizer.LearningRate = values.ReadDouble("rate");
        }
        else if (type == optimizer.LearningRate.GetType().FullName)
        {
            optimizer.LearningRate.LoadState(values.Part("state"));
        }
        else
        {
            throw saved.Damaged(
                $"a callback replaced the learning rate by a schedule of type {type}, which only that callback can do again, in its LoadState");
        }

        _continued = saved;
    }

    private static bool IsFirst(string name) => name.StartsWith(First + "/", StringComparison.Ordinal);
}
