namespace SeqGen.Benchmarks.Models;

/// <summary>W6b: one frame at a time, weights as large as the second-level cache likes them.</summary>
[SequenceModel]
[Features(Length = 100, Size = 64)]
[Lstm(128)]
public partial class W6b;
