namespace SeqGen.Generator.Planning;

/// <summary>A state that callers see: its name and where it lies in a program.</summary>
/// <param name="Name">The name.</param>
/// <param name="Units">Its values.</param>
/// <param name="Slot">Where it lies before the first step.</param>
/// <param name="Gradient">Its gradient, in training.</param>
internal sealed record StatePlan(string Name, int Units, Tensor Slot, Tensor? Gradient = null)
{
    /// <summary>The buffer that it moves through from step to step; null for a state that stays where it is.</summary>
    public Tensor? Buffer { get; init; }
}
