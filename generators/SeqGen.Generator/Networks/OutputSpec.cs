namespace SeqGen.Generator.Networks;

/// <summary>A layer whose output the caller gets.</summary>
/// <param name="Name">The name by which callers know it; empty for the only output of a declaration that names none.</param>
/// <param name="Layer">The index of the layer.</param>
/// <param name="Loss">Its loss, where the declaration names one.</param>
/// <param name="LossWeight">What its loss counts in the sum of all losses.</param>
internal sealed record OutputSpec(string Name, int Layer, LossSpec? Loss, float LossWeight);
