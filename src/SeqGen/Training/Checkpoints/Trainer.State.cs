using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SeqGen;

public sealed partial class Trainer
{
    private const string OptimizerPart = "optimizer";
    private const string LoopPart = "loop";
    private const string RowsPart = "carried rows";
    private const int RowsToCompare = 64;

    /// <summary>
    /// Saves the whole training between two steps: weights, the optimizer's moments, iterations and learning rate, the states
    /// that a stateful model carries, and the settings that belong to them. A trainer of the same settings that loads the
    /// file continues as this one does, bit for bit. The file appears whole or not at all.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="more">Writes what the loop itself needs to continue, for instance epoch and step.</param>
    /// <exception cref="CheckpointException">The file cannot be written, for instance because the disk is full.</exception>
    public void Save(string path, Action<StateWriter>? more = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Present(more).Save(path);
    }

    /// <summary>Writes to a stream what <see cref="Save(string, Action{StateWriter}?)"/> writes to a file. The stream is neither flushed nor closed, and need not seek.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="more">As for files.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Save(Stream stream, Action<StateWriter>? more = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Present(more).Save(stream);
    }

    private TrainingState Present(Action<StateWriter>? more)
    {
        TrainingState state = new();
        Describe(state.Writer);
        more?.Invoke(state.Writer.Part(LoopPart));
        if (state.Settings.Keys.Any(name => name.StartsWith(LoopPart + "/", StringComparison.Ordinal)))
        {
            throw new ArgumentException("Settings of the loop itself are not compared: write values, and compare them when they are loaded.", nameof(more));
        }

        return state;
    }

    /// <summary>Continues from what <see cref="Save(string, Action{StateWriter}?)"/> wrote; the number of threads may be another one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="more">Reads what the loop itself wrote.</param>
    /// <exception cref="CheckpointException">
    /// The file cannot be read, is damaged, or belongs to a training with other settings: the message lists all that differ.
    /// Nothing was changed then.
    /// </exception>
    public void Load(string path, Action<StateReader>? more = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Continue(TrainingState.Load(path), more);
    }

    /// <summary>As <see cref="Load(string, Action{StateReader}?)"/>, from a stream: from its position to its end. It is not closed; one that cannot seek is read into memory first.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="more">Reads what the loop itself wrote.</param>
    /// <exception cref="CheckpointException">As for files. Nothing was changed then.</exception>
    public void Load(Stream stream, Action<StateReader>? more = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Continue(TrainingState.Load(stream), more);
    }

    private void Continue(TrainingState saved, Action<StateReader>? more)
    {
        TrainingState present = new();
        Describe(new StateWriter(present, takesValues: false));
        RequireSame(saved, present, LoopPart + "/");
        LoadState(saved);
        more?.Invoke(saved.Reader.Part(LoopPart));
    }

    /// <summary>Throws where a saved training has other settings than the present one.</summary>
    /// <param name="saved">The saved one.</param>
    /// <param name="present">The settings of the present one.</param>
    /// <param name="except">Settings whose names start so are not compared.</param>
    internal void RequireSame(TrainingState saved, TrainingState present, string except) =>
        saved.RequireSame(present, name => !name.StartsWith(except, StringComparison.Ordinal) && !_rates.MayDiffer(name, saved));

    /// <summary>Throws where this rank trains something else than rank 0: another model, optimizer, option, program or start.</summary>
    /// <param name="more">Writes what the caller wants to be the same besides.</param>
    /// <exception cref="CommunicatorException">The message says what differs.</exception>
    /// <exception cref="ArgumentException">There are more ranks than shards.</exception>
    internal void RequireSameEverywhere(Action<StateWriter>? more = null)
    {
        if (_ranks.IsAlone)
        {
            return;
        }

        TrainingState start = new();
        SaveState(start.Writer);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Array values in start.Values.Values)
        {
            hash.AppendData(TrainingStateFormat.BytesOf(values, 0, values.Length));
        }

        TrainingState state = new();
        StateWriter settings = new(state, takesValues: false);
        SaveState(settings);
        settings.WriteSetting("version of SeqGen", typeof(Trainer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        settings.WriteSetting("runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}");
        settings.WriteSetting("number of ranks", _ranks.Size);
        settings.WriteSetting("checksum of weights and moments at the start", Convert.ToHexStringLower(hash.GetHashAndReset()));
        more?.Invoke(settings);
        _ranks.RequireSame(state);
        int shards = ShardsOf(_options.BatchSize);
        if (_ranks.Size > shards)
        {
            throw new ArgumentException(
                $"A batch of {_options.BatchSize} rows of model {_model.Description.Name} is cut into {shards} shard(s), so {_ranks.Size - shards} of {_ranks.Size} ranks would have nothing to compute. "
                + $"Start at most {shards} rank(s), with more threads each, or take a larger {nameof(FitOptions.BatchSize)} or more {nameof(FitOptions.Shards)} (at most one for {_tileRows} rows).");
        }
    }

    /// <summary>What ranks compare of a data set: its size, and some rows from all over it.</summary>
    internal string Describe(Dataset? data)
    {
        if (data is null)
        {
            return "none";
        }

        int[] rows = [.. Enumerable.Range(0, Math.Min(data.Count, RowsToCompare)).Select(i => (int)((long)data.Count * i / Math.Min(data.Count, RowsToCompare)))];
        Batch batch = new(_model.Geometry, new ModelMemory(_model.Description.Name, "comparing data", rows.Length), _scorer.Targets);
        batch.Fill(data, rows);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int row = 0; row < rows.Length; row++)
        {
            hash.AppendData(MemoryMarshal.AsBytes(batch.Tokens(row)));
            hash.AppendData(MemoryMarshal.AsBytes(batch.Features(row)));
            hash.AppendData(MemoryMarshal.AsBytes(batch.Mask(row)));
            hash.AppendData(MemoryMarshal.AsBytes(batch.Targets(row)));
            hash.AppendData(MemoryMarshal.AsBytes(batch.SampleWeights(row)));
        }

        return $"{data.Count} rows, checksum of {rows.Length} of them {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    /// <summary>Writes settings and state: everything that decides what the next steps do, but for the data.</summary>
    internal void SaveState(StateWriter state)
    {
        SaveSettings(state);
        Optimizer.Save(state.Part(OptimizerPart), _model.Description);
        _rates.Save(state);
        foreach (WeightDescription weight in _model.Description.Weights)
        {
            state.Write($"weight/{weight.Name}", _model.Weights.Slice(weight.Offset, weight.Length));
        }

        state.Write(RowsPart, _batch.Capacity);
        _carry.SaveState(state);
        state.Write("metric sums", Metrics.Sums);
    }

    /// <summary>Reads what <see cref="SaveState"/> wrote. All is read before anything is changed.</summary>
    internal void LoadState(TrainingState saved)
    {
        StateReader state = saved.Reader;
        IReadOnlyList<WeightDescription> weights = _model.Description.Weights;
        float[][] values = [.. weights.Select(weight => state.Read<float>($"weight/{weight.Name}", weight.Length))];
        int rows = (int)Math.Clamp(state.ReadInt64(RowsPart), 0, _mostRows);
        if (rows > _batch.Capacity)
        {
            Reserve(rows);
        }

        float[][] carried = _carry.ReadState(state, rows);
        double[] metricSums = state.Read<double>("metric sums", Metrics.StateLength);
        Optimizer.Load(state.Part(OptimizerPart), _model.Description);
        _rates.Load(saved);
        for (int i = 0; i < weights.Count; i++)
        {
            values[i].CopyTo(_model.Weights.Slice(weights[i].Offset, weights[i].Length));
        }

        _model.MarkWeightsChanged();
        _step.Forget();
        _carry.Take(carried);
        metricSums.CopyTo(Metrics.Sums);
    }

    private void Describe(StateWriter state)
    {
        state.WriteSetting("saved by", "Trainer.Save");
        SaveState(state);
    }

    private void SaveSettings(StateWriter state)
    {
        ModelDescription model = _model.Description;
        state.WriteSetting("model", model.StructureJson);
        foreach (InputDescription input in model.Inputs)
        {
            state.WriteSetting(
                $"input {input.Name}",
                $"{input.Kind}, {input.Length} steps of {input.Size}, vocabulary {input.Vocabulary}, padding {input.Padding}, truncating {input.Truncating}, mask {input.HasMask}{(input.IsVariable ? ", any length" : "")}");
        }

        foreach (OutputDescription output in model.Outputs)
        {
            state.WriteSetting($"output {output.Name}".TrimEnd(), $"{output.Steps} steps of {output.Size}, {output.Activation}");
        }

        state.WriteSetting("stateful", model.Stateful);
        foreach (WeightDescription weight in model.Weights)
        {
            string penalties = FormattableString.Invariant($"L1 {weight.L1}, L2 {weight.L2}");
            state.WriteSetting($"weight {weight.Name}", $"({string.Join(", ", weight.Shape)}), {(weight.Trainable ? "trained" : "frozen")}, {penalties}");
        }

        state.WriteSetting("vector width", $"{_model.VectorBits} bits");
        foreach (Objective objective in _objectives)
        {
            state.WriteSetting($"loss {objective.Output.Name}".TrimEnd(), objective.Setting);
        }

        state.WriteSetting("metrics", Metrics.Setting);
        state.WriteSetting("batch size", _options.BatchSize);
        state.WriteSetting("seed", _options.Seed);
        if (_options.Shards > 0)
        {
            state.WriteSetting("shards", _options.Shards);
        }

        IEnumerable<string> classWeights = (_options.ClassWeights ?? new Dictionary<int, float>())
            .OrderBy(entry => entry.Key).Select(entry => FormattableString.Invariant($"class {entry.Key}: {entry.Value}"));
        state.WriteSetting("class weights", string.Join(", ", classWeights));
    }
}
