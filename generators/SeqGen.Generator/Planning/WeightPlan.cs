namespace SeqGen.Generator.Planning;

/// <summary>A weight in Keras' layout.</summary>
internal sealed record WeightPlan(
    string Name, string Constant, IReadOnlyList<int> Shape, int Offset, int Length, InitializerSpec Initializer, bool Trainable, float L1, float L2, int? Seed)
{
    /// <summary>True for a matrix by which a state is multiplied at every step.</summary>
    public bool IsReadEachStep { get; init; }

    /// <summary>Its first value.</summary>
    public Address First => new(BufferKind.Weights, Index.Constant(Constant));
}

/// <summary>A trainable table that tokens look up, for the runtime's scatter.</summary>
internal sealed record LookupPlan(WeightPlan Weight, Tensor Tokens, int Prefix, int Steps, int Size, int Stride);

/// <summary>A weight that follows a statistic of the batch instead of a gradient.</summary>
/// <param name="Weight">The weight.</param>
/// <param name="Values">Where the batch's values lie after the forward pass.</param>
/// <param name="Momentum">How much of the weight stays at a step.</param>
internal sealed record MovingStatisticPlan(WeightPlan Weight, Tensor Values, float Momentum);
