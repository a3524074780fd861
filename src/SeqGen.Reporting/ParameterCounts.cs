namespace SeqGen.Reporting;

/// <summary>How many parameters a model has.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Trainable">Those that training changes.</param>
public readonly record struct ParameterCounts(long Total, long Trainable)
{
    /// <summary>Counts a model's parameters.</summary>
    /// <param name="description">The description of the model.</param>
    public static ParameterCounts Of(ModelDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return new(
            description.Layers.Sum(layer => layer.Parameters),
            description.Weights.Where(weight => weight.Trainable).Sum(weight => (long)weight.Length));
    }
}
