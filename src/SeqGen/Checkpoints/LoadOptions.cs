namespace SeqGen;

/// <summary>How weights are loaded.</summary>
public sealed record LoadOptions
{
    /// <summary>
    /// True to take weights that are NaN or infinite; otherwise they are refused, since a model that has one predicts nothing but
    /// NaN.
    /// </summary>
    public bool AllowNonFinite { get; init; }
}
