namespace SeqGen;

public abstract partial class Optimizer
{
    /// <summary>
    /// Writes what has to be the same when training is continued: the kind of optimizer, and its options. A derived class that has
    /// options of its own calls the base method and adds them.
    /// </summary>
    /// <param name="state">Receives settings by name.</param>
    protected virtual void SaveSettings(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.WriteSetting("type", GetType().FullName);
        state.WriteSetting("ClipValue", ClipValue);
        state.WriteSetting("ClipNorm", ClipNorm);
        state.WriteSetting("GlobalClipNorm", GlobalClipNorm);
        state.WriteSetting("WeightDecay", WeightDecay);
    }

    /// <summary>Writes what the optimizer keeps besides its moments.</summary>
    /// <param name="state">Receives settings and values by name.</param>
    protected virtual void SaveState(StateWriter state)
    {
    }

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <param name="state">Returns the values by name.</param>
    protected virtual void LoadState(StateReader state)
    {
    }

    /// <summary>The options that have a value, by name.</summary>
    internal IReadOnlyDictionary<string, string> Settings()
    {
        TrainingState state = new();
        SaveSettings(new StateWriter(state, takesValues: false));
        return state.Settings.Where(setting => setting.Key != "type" && setting.Value != "none").ToDictionary();
    }

    /// <summary>Writes settings, iterations and moments; of weights that are not trained there are none.</summary>
    internal void Save(StateWriter state, ModelDescription model)
    {
        SaveSettings(state);
        SaveState(state);
        state.Write("iterations", Iterations);
        foreach (WeightDescription weight in model.Weights.Where(weight => weight.Trainable))
        {
            for (int slot = 0; slot < _slots.Length; slot++)
            {
                state.Write($"moment {slot}/{weight.Name}", _slots[slot].Slice(weight.Offset, weight.Length));
            }
        }
    }

    /// <summary>
    /// Takes iterations and moments. All is read before anything is changed; the optimizer's own state, which a user may
    /// have written code for, comes first.
    /// </summary>
    internal void Load(StateReader state, ModelDescription model)
    {
        WeightDescription[] trained = [.. model.Weights.Where(weight => weight.Trainable)];
        long iterations = state.ReadInt64("iterations");
        float[][][] moments = [.. _slots.Select((_, slot) => trained
            .Select(weight => state.Read<float>($"moment {slot}/{weight.Name}", weight.Length)).ToArray())];
        LoadState(state);
        Iterations = iterations;
        for (int slot = 0; slot < _slots.Length; slot++)
        {
            for (int i = 0; i < trained.Length; i++)
            {
                moments[slot][i].CopyTo(_slots[slot].Slice(trained[i].Offset, trained[i].Length));
            }
        }
    }
}
