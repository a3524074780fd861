namespace SeqGen.Benchmarks.Models;

/// <summary>W6b with matrices in 16 bits.</summary>
[SequenceModel(Weights = WeightFormat.BFloat16)]
[Features(Length = 100, Size = 64)]
[Lstm(128)]
public partial class W6bBFloat16;
