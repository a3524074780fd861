namespace SeqGen.Benchmarks.Workloads;

/// <summary>The models of Curves.seqnet, by what is varied.</summary>
internal static class CurveModels
{
    /// <summary>An LSTM of 8 to 512 units over 50 steps.</summary>
    public static IReadOnlyList<(int Value, Func<int, SequenceModel> Create)> ByUnits { get; } =
    [
        (8, seed => new Units8(seed)),
        (16, seed => new Units16(seed)),
        (32, seed => new Units32(seed)),
        (64, seed => new Units64(seed)),
        (128, seed => new Units128(seed)),
        (256, seed => new Units256(seed)),
        (512, seed => new Units512(seed)),
    ];

    /// <summary>An LSTM of 32 units over 25 to 1600 steps.</summary>
    public static IReadOnlyList<(int Value, Func<int, SequenceModel> Create)> BySteps { get; } =
    [
        (25, seed => new Steps25(seed)),
        (100, seed => new Steps100(seed)),
        (400, seed => new Steps400(seed)),
        (1600, seed => new Steps1600(seed)),
    ];
}
