using SeqGen.CompilerServices;

namespace SeqGen;

public abstract partial class SequenceModel
{
    private Objective[]? _lastObjectives;

    /// <summary>
    /// Trains the model. The result depends on data, options and seeds alone, not on the number of threads. A stateful
    /// model starts each epoch with states of zero and carries them from batch to batch.
    /// </summary>
    /// <param name="training">Rows with targets.</param>
    /// <param name="options">How to train; see <see cref="FitOptions"/> for the defaults.</param>
    /// <returns>Loss and metrics of each epoch.</returns>
    /// <exception cref="ArgumentException">
    /// An option is outside its range, the data set is empty, or its rows do not fit the model or the loss, or hold numbers that are
    /// not finite; the message names row, step and column, and the weights of the last finished step are kept. Or the model is a
    /// decoder that could not be used afterwards, because the vocabularies of its last input and its output differ; for models that
    /// are meant so, <see cref="CreateTrainer"/> does not ask. Or the communicator has more ranks than a batch has shards.
    /// </exception>
    /// <exception cref="InvalidOperationException">Neither the options nor the declaration name a loss, or a schedule gives no learning rate.</exception>
    /// <exception cref="ModelMemoryException">A batch takes more memory than there is.</exception>
    /// <exception cref="TrainingDivergedException">
    /// Loss, gradients or weights stopped being finite; the weights of the last finished epoch are kept.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the weights of the last finished step are kept.</exception>
    /// <exception cref="CheckpointException">
    /// The training of <see cref="FitOptions.Resume"/> cannot be read, is damaged, or has other settings; or a file that a
    /// callback saves cannot be written.
    /// </exception>
    /// <exception cref="CommunicatorException">
    /// Another rank of <see cref="FitOptions.Communicator"/> has failed, does not answer, or has another model, other data or options.
    /// </exception>
    public History Fit(Dataset training, FitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(training);
        ThrowIfDisposed();
        options ??= new FitOptions();
        RankGroup ranks = new(options.Communicator);
        try
        {
            SequenceDecoder.RequireOneVocabulary(this);
            if (ranks.IsFirst)
            {
                OptimizedKernels.WarnOfSlow(Program);
            }

            _lastObjectives = Objective.Choose(Description, options.Loss, options.Metrics, options.Outputs);
            return new FitLoop(this, training, options, _lastObjectives, ranks).Run();
        }
        catch (Exception error)
        {
            ranks.Fail(error);
            throw;
        }
    }

    /// <summary>Single training steps under the caller's control.</summary>
    /// <param name="options">Batch size, optimizer, loss, metrics, class weights, seed, threads, shards and the communicator are used.</param>
    /// <returns>A trainer that owns threads and workspaces.</returns>
    /// <exception cref="ArgumentException">An option is outside its range, or the communicator has more ranks than a batch has shards.</exception>
    /// <exception cref="InvalidOperationException">Neither the options nor the declaration name a loss.</exception>
    /// <exception cref="CommunicatorException">Another rank has failed, does not answer, or has another model or other options.</exception>
    public Trainer CreateTrainer(FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfDisposed();
        RankGroup ranks = new(options.Communicator);
        try
        {
            Objective[] objectives = Objective.Choose(Description, options.Loss, options.Metrics, options.Outputs);
            Trainer trainer = new(this, options, objectives, new MetricSet(objectives), options.Optimizer ?? new RmsProp(), ranks);
            trainer.RequireSameEverywhere();
            return trainer;
        }
        catch (Exception error)
        {
            ranks.Fail(error);
            throw;
        }
    }

    /// <summary>Loss and metrics over a data set.</summary>
    /// <param name="data">Rows with targets.</param>
    /// <param name="options">Loss, metrics, threads.</param>
    /// <exception cref="ArgumentException">
    /// An option is outside its range, the data set is empty, or its rows do not fit the model or the loss, or hold numbers that are
    /// not finite; the message names row, step and column.
    /// </exception>
    /// <exception cref="InvalidOperationException">No loss is known: neither given, nor of a fit, nor declared.</exception>
    /// <exception cref="ModelMemoryException">A batch takes more memory than there is.</exception>
    public Metrics Evaluate(Dataset data, EvaluateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ThrowIfDisposed();
        options ??= new EvaluateOptions();
        options.Check();
        Objective[] objectives = Objective.Choose(Description, options.Loss, options.Metrics, options.Outputs, _lastObjectives);
        using Evaluator evaluator = new(this, objectives, options.BatchSize, options.Threads, RankGroup.Alone);
        return evaluator.Evaluate(data, options.Cancellation);
    }

    /// <summary>Predicts all rows of a data set, on all cores.</summary>
    /// <param name="data">The rows; targets are ignored.</param>
    /// <param name="batchSize">Rows of a batch, where a stateful model carries its states from batch to batch.</param>
    /// <param name="threads">Threads to use; 0 for one per core.</param>
    /// <returns>The outputs, [row][step][size] or [row][size]; where sequences have any length, as many steps a row as the longest may have, zeros after its own.</returns>
    /// <exception cref="ArgumentException">The rows do not fit the model.</exception>
    /// <exception cref="InvalidOperationException">The model has several outputs: <see cref="PredictOutputs"/> gives them by name.</exception>
    /// <exception cref="ModelMemoryException">A batch, or the outputs, take more memory than there is.</exception>
    public float[] Predict(Dataset data, int batchSize = Evaluator.DefaultBatchSize, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        ThrowIfDisposed();
        RequireOneOutput();
        float[] output = new ModelMemory(Description.Name, "the outputs", data.Count).Array<float>(Description.Output.Length);
        Predict(data, [output], batchSize, threads);
        return output;
    }

    /// <summary>Predicts all rows of a data set into memory of the caller, on all cores.</summary>
    /// <param name="data">The rows; targets are ignored.</param>
    /// <param name="output">
    /// Receives the outputs, [row][step][size] or [row][size]; exactly as long as that. Where sequences have any length, as many steps a row as the longest may
    /// have, zeros after its own.
    /// </param>
    /// <param name="batchSize">Rows of a batch, where a stateful model carries its states from batch to batch.</param>
    /// <param name="threads">Threads to use; 0 for one per core.</param>
    /// <exception cref="ArgumentException">The rows do not fit the model, or the length of <paramref name="output"/> differs.</exception>
    /// <exception cref="InvalidOperationException">The model has several outputs: <see cref="PredictOutputs"/> gives them by name.</exception>
    /// <exception cref="ModelMemoryException">A batch takes more memory than there is.</exception>
    public void Predict(Dataset data, Memory<float> output, int batchSize = Evaluator.DefaultBatchSize, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        ThrowIfDisposed();
        RequireOneOutput();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        int perRow = Description.Output.Length;
        if (output.Length != (long)data.Count * perRow)
        {
            throw new ArgumentException($"{data.Count} rows have {(long)data.Count * perRow} output values; there is room for {output.Length}.", nameof(output));
        }

        Predict(data, [output], batchSize, threads);
    }

    /// <summary>Predicts all rows of a data set, on all cores: every output of a model that names its outputs.</summary>
    /// <param name="data">The rows; targets are ignored.</param>
    /// <param name="batchSize">Rows of a batch, where a stateful model carries its states from batch to batch.</param>
    /// <param name="threads">Threads to use; 0 for one per core.</param>
    /// <returns>For each output, by name, [row][step][size] or [row][size], of sequences of any length as in <see cref="Predict(Dataset, int, int)"/>. The output of a model that names none is under the empty name.</returns>
    /// <exception cref="ArgumentException">The rows do not fit the model.</exception>
    /// <exception cref="ModelMemoryException">A batch, or the outputs, take more memory than there is.</exception>
    public IReadOnlyDictionary<string, float[]> PredictOutputs(Dataset data, int batchSize = Evaluator.DefaultBatchSize, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        ThrowIfDisposed();
        ModelMemory memory = new(Description.Name, "the outputs", data.Count);
        float[][] outputs = [.. Description.Outputs.Select(output => memory.Array<float>(output.Length))];
        Predict(data, [.. outputs], batchSize, threads);
        return Description.Outputs.Zip(outputs).ToDictionary(output => output.First.Name, output => output.Second);
    }

    private void Predict(Dataset data, Memory<float>[] outputs, int batchSize, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        IReadOnlyList<TensorSlot> slots = Program.Tile.Outputs;
        Batch? batch = null;
        void Read(ReadOnlySpan<float> workspace, int tile, int firstRow, ReadOnlySpan<int> rows)
        {
            for (int output = 0; output < outputs.Length; output++)
            {
                OutputDescription description = Description.Outputs[output];
                int perRow = description.Length;
                for (int i = 0; i < rows.Length; i++)
                {
                    Span<float> target = outputs[output].Span.Slice(rows[i] * perRow, perRow);
                    int values = description.LengthOf is null ? perRow : Geometry.StepsOf(description, batch!.Mask(firstRow + i)) * description.Size;
                    TensorCopy.Read(workspace, slots[output], i, target[..values]);
                    target[values..].Clear();
                }
            }
        }

        using BatchRunner runner = new(this, batchSize, TargetGeometry.None, threads, Read);
        runner.Prepare(data.Count);
        batch = runner.Batch;
        runner.Run(data, static (_, _) => { }, CancellationToken.None);
    }

    private void RequireOneOutput()
    {
        if (Description.Outputs.Count > 1)
        {
            throw new InvalidOperationException(
                $"Model {Description.Name} has the outputs {string.Join(", ", Description.Outputs.Select(output => output.Name))}; PredictOutputs gives all of them.");
        }
    }
}
