namespace SeqGen.Generator.Planning;

/// <summary>A state that callers see: its name and where it lies in a program.</summary>
internal sealed record StatePlan(string Name, int Units, Tensor Slot, Tensor? Gradient = null);
