namespace SeqGen.Reporting.Evaluations;

/// <summary>
/// Takes outputs and targets of an evaluation, entry by entry, as a metric sees them: masked steps are left out, and targets are of the form that the loss
/// takes. Threads add at the same time, so the order is not that of the rows; nothing that is made of it depends on the order.
/// </summary>
internal sealed class EntryCollector : Metric
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public override string Name => "entries";

    /// <inheritdoc/>
    public override bool? LargerIsBetter => null;

    /// <summary>The outputs, [entry][size].</summary>
    public List<float> Outputs { get; } = [];

    /// <summary>The targets: [entry][size], or a label for each entry.</summary>
    public List<float> Targets { get; } = [];

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state)
    {
        lock (_lock)
        {
            Outputs.AddRange(output);
            Targets.AddRange(target);
        }
    }

    /// <inheritdoc/>
    public override double Result(ReadOnlySpan<double> state) => 0;
}
