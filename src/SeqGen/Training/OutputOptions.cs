namespace SeqGen;

/// <summary>How to train or evaluate one output of a model that names its outputs.</summary>
public sealed class OutputOptions
{
    /// <summary>The loss; where not given that of the options for all outputs, or the one that the declaration names for this output.</summary>
    public Loss? Loss { get; init; }

    /// <summary>What the loss counts in the sum of all losses: finite, not negative; where not given what the declaration says, or 1.</summary>
    public float? LossWeight { get; init; }

    /// <summary>Metrics to report; where not given those of the options for all outputs.</summary>
    public IReadOnlyList<Metric>? Metrics { get; init; }
}
