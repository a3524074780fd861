namespace SeqGen;

/// <summary>What is minimised and reported of one output.</summary>
/// <param name="Output">The output.</param>
/// <param name="Loss">Its loss.</param>
/// <param name="Weight">What its loss counts in the sum of all losses.</param>
/// <param name="Metrics">Its metrics; null for those that the loss suggests.</param>
internal sealed record Objective(OutputDescription Output, Loss Loss, float Weight, IReadOnlyList<Metric>? Metrics)
{
    /// <summary>The loss and its weight, for the settings of a saved training.</summary>
    public string Setting => Weight == 1 ? Loss.Setting : FormattableString.Invariant($"{Weight} times {Loss.Setting}");

    /// <summary>Chooses the objectives of a model's outputs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="loss">The loss of all outputs that have none of their own.</param>
    /// <param name="metrics">The metrics of all outputs that have none of their own.</param>
    /// <param name="outputs">What is said of single outputs.</param>
    /// <param name="last">The objectives of the last fit, for what is not said; null for those of the declaration.</param>
    /// <exception cref="ArgumentException">The options name an output that the model has not, or a weight is outside its range.</exception>
    /// <exception cref="InvalidOperationException">No loss is known for an output.</exception>
    public static Objective[] Choose(
        ModelDescription model, Loss? loss, IReadOnlyList<Metric>? metrics, IReadOnlyDictionary<string, OutputOptions>? outputs, Objective[]? last = null)
    {
        foreach ((string name, OutputOptions options) in outputs ?? new Dictionary<string, OutputOptions>())
        {
            Check(model, name, options);
        }

        return [.. model.Outputs.Select((output, index) =>
        {
            OutputOptions? options = outputs?.GetValueOrDefault(output.Name);
            Loss? chosen = options?.Loss ?? loss;
            Loss? known = last?[index].Loss ?? Declared(model, output);
            IReadOnlyList<Metric>? wanted = options?.Metrics ?? metrics ?? (chosen is null ? last?[index].Metrics : null);
            return new Objective(output, chosen ?? known ?? throw Unknown(model, output), options?.LossWeight ?? last?[index].Weight ?? output.LossWeight, wanted);
        })];
    }

    private static void Check(ModelDescription model, string name, OutputOptions options)
    {
        if (name.Length == 0 || !model.Outputs.Any(output => output.Name == name))
        {
            string known = model.Outputs[0].Name.Length == 0 ? "its only output has no name" : $"its outputs are {string.Join(", ", model.Outputs.Select(output => output.Name))}";
            throw new ArgumentException($"The options name the output '{name}', which model {model.Name} has not: {known}.", nameof(FitOptions.Outputs));
        }

        ArgumentNullException.ThrowIfNull(options, nameof(FitOptions.Outputs));
        if (options.LossWeight is { } weight && !(weight >= 0 && float.IsFinite(weight)))
        {
            throw new ArgumentException($"The loss weight of output '{name}' is {weight}; it must be finite and not negative.", nameof(FitOptions.Outputs));
        }

        if (options.Metrics?.Contains(null!) == true)
        {
            throw new ArgumentException($"One of the metrics of output '{name}' is null.", nameof(FitOptions.Outputs));
        }
    }

    private static Loss? Declared(ModelDescription model, OutputDescription output) => (output.Loss ?? model.Loss, output.LossFromLogits || model.LossFromLogits) switch
    {
        (null, _) => null,
        ("binary_crossentropy", true) => new BinaryCrossentropy(fromLogits: true),
        ("categorical_crossentropy", true) => new CategoricalCrossentropy(fromLogits: true),
        ("sparse_categorical_crossentropy", true) => new SparseCategoricalCrossentropy(fromLogits: true),
        ({ } word, _) => Loss.FromName(word),
    };

    private static InvalidOperationException Unknown(ModelDescription model, OutputDescription output) => new(
        $"No loss is known for {(output.Name.Length == 0 ? "" : $"output '{output.Name}' of ")}model {model.Name}: set one in the options, or name one in the declaration.");
}
