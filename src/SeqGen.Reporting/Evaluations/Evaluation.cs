namespace SeqGen.Reporting.Evaluations;

/// <summary>Evaluates a model and takes what the curves of classifiers need.</summary>
internal sealed class Evaluation(SequenceModel model, TrainingRecord? training, EvaluateOptions options)
{
    /// <summary>What is shown of each output that is a classifier's.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="part">What the data are called.</param>
    /// <param name="classes">The names of the classes of every output that has as many; null for their numbers.</param>
    public IReadOnlyList<OutputEvaluation> Run(Dataset data, string part, IReadOnlyList<string>? classes)
    {
        IReadOnlyList<OutputDescription> outputs = model.Description.Outputs;
        Classifier?[] kinds = [.. outputs.Select(KindOf)];
        EntryCollector?[] collectors = [.. outputs.Select((output, index) => kinds[index] is not null && output.Size <= OutputEvaluation.MostClasses ? new EntryCollector() : null)];
        if (collectors.Any(collector => collector is not null))
        {
            Collect(data, outputs, collectors);
        }

        List<OutputEvaluation> found = [];
        for (int i = 0; i < outputs.Count; i++)
        {
            if (kinds[i] is { } kind)
            {
                string title = outputs[i].Name.Length == 0 ? part : $"{part}: {outputs[i].Name}";
                found.Add(collectors[i] is { } entries
                    ? OutputEvaluation.Of(title, entries, outputs[i].Size, kind.IsBinary, kind.Threshold, outputs.Count == 1 ? classes : NamesFor(outputs[i], kind, classes))
                    : OutputEvaluation.TooMany(title, outputs[i].Size));
            }
        }

        return found;
    }

    private static IReadOnlyList<string>? NamesFor(OutputDescription output, Classifier kind, IReadOnlyList<string>? classes) =>
        classes?.Count == (kind.IsBinary && output.Size == 1 ? 2 : output.Size) ? classes : null;

    /// <summary>A second pass over the data, in which the only metrics are the collectors.</summary>
    private void Collect(Dataset data, IReadOnlyList<OutputDescription> outputs, EntryCollector?[] collectors)
    {
        bool hasNames = outputs[0].Name.Length > 0;
        Metric[] Of(int output) => collectors[output] is { } collector ? [collector] : [];
        model.Evaluate(data, new EvaluateOptions
        {
            Loss = options.Loss,
            Metrics = hasNames ? [] : Of(0),
            Outputs = !hasNames ? null : Enumerable.Range(0, outputs.Count).ToDictionary(
                output => outputs[output].Name,
                output => new OutputOptions { Loss = Given(outputs[output])?.Loss, LossWeight = Given(outputs[output])?.LossWeight, Metrics = Of(output) }),
            BatchSize = options.BatchSize,
            Threads = options.Threads,
            Cancellation = options.Cancellation,
        });
    }

    private OutputOptions? Given(OutputDescription output) => options.Outputs?.GetValueOrDefault(output.Name);

    /// <summary>What classes an output says, by its loss; null where it compares values.</summary>
    private Classifier? KindOf(OutputDescription output, int index)
    {
        Loss? loss = Given(output)?.Loss ?? options.Loss ?? training?.Losses[index];
        string? word = loss?.Name ?? output.Loss ?? model.Description.Loss;
        bool fromLogits = loss is null ? output.LossFromLogits || model.Description.LossFromLogits : loss is BinaryCrossentropy { FromLogits: true };
        return word switch
        {
            "binary_crossentropy" => new(true, fromLogits ? 0 : 0.5f),
            "categorical_crossentropy" or "sparse_categorical_crossentropy" => new(false, 0),
            _ => null,
        };
    }

    private sealed record Classifier(bool IsBinary, float Threshold);
}
