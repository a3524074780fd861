using SeqGen.Benchmarks.Models;

namespace SeqGen.Benchmarks.Workloads;

/// <summary>All workloads.</summary>
internal static class WorkloadCatalog
{
    private const int LstmGates = 4;
    private const int GruGates = 3;

    /// <summary>The workloads in order, then those that are measured in 16 bits as well.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        .. InFloat32,
        Find("W6b").InBFloat16("W6bBFloat16.cs", seed => new W6bBFloat16(seed)),
        Find("W8").InBFloat16("W8BFloat16.seqnet", seed => new W8BFloat16(seed)),
    ];

    private static IReadOnlyList<Workload> InFloat32 =>
    [
        new()
        {
            Id = "W1",
            Declaration = "W1.cs",
            Create = seed => new W1(seed),
            Layers =
            [
                LayerCost.Projection(400, 300, LstmGates * 50) with { TrainingProducts = 2 },
                LayerCost.Recurrence(400, 50, LstmGates * 50),
                LayerCost.Dense(400 * 50, 1),
            ],
            Chain = new(400, 50, LstmGates),
            TrainingBatch = 32,
            Optimizer = () => new RmsProp(),
        },
        new()
        {
            Id = "W2",
            Declaration = "W2.seqnet",
            Create = seed => new W2(seed),
            Layers =
            [
                LayerCost.Projection(500, 32, LstmGates * 32) with { OnlyInTraining = true },
                LayerCost.Recurrence(500, 32, LstmGates * 32),
                LayerCost.Dense(32, 1),
            ],
            Chain = new(500, 32, LstmGates),
            TrainingBatch = 128,
            Optimizer = () => new RmsProp(),
        },
        new()
        {
            Id = "W3",
            Declaration = "W3.cs",
            Create = seed => new W3(seed),
            Layers =
            [
                LayerCost.Projection(120, 16, 2 * LstmGates * 32) with { OnlyInTraining = true },
                LayerCost.Recurrence(120, 32, 2 * LstmGates * 32),
                LayerCost.Dense(64, 24),
                LayerCost.Dense(24, 1),
            ],
            Chain = new(120, 32, LstmGates, Directions: 2),
            TrainingBatch = 32,
            Optimizer = () => new Adam(),
        },
        new()
        {
            Id = "W4",
            Declaration = "W4.seqnet",
            Create = seed => new W4(seed),
            Layers = [LayerCost.Recurrence(1500, 20, LstmGates * 20), LayerCost.Dense(1500 * 20, 1)],
            Chain = new(1500, 20, LstmGates),
        },
        new()
        {
            Id = "W5",
            Declaration = "W5.cs",
            Create = seed => new W5(seed),
            Layers = [LayerCost.Projection(240, 14, GruGates * 32), LayerCost.Recurrence(240, 32, GruGates * 32), LayerCost.Dense(32, 1)],
            Chain = new(240, 32, GruGates),
        },
        new()
        {
            Id = "W6a",
            Declaration = "W6a.seqnet",
            Create = seed => new W6a(seed),
            Layers = [LayerCost.Projection(1, 1, LstmGates * 20), LayerCost.Recurrence(1, 20, LstmGates * 20), LayerCost.Dense(20, 1)],
            Chain = new(1, 20, LstmGates),
            Sequences = false,
            Streams = true,
        },
        new()
        {
            Id = "W6b",
            Declaration = "W6b.cs",
            Create = seed => new W6b(seed),
            Layers = [LayerCost.Projection(1, 64, LstmGates * 128), LayerCost.Recurrence(1, 128, LstmGates * 128)],
            Sequences = false,
            Streams = true,
        },
        new()
        {
            Id = "W7",
            Declaration = "W7.cs",
            Create = seed => new W7(seed),
            Layers =
            [
                LayerCost.Convolution(116, 5 * 16, 128) with { TrainingProducts = 2 },
                LayerCost.Dense(128, 24),
                LayerCost.Dense(24, 1),
            ],
            TrainingBatch = 32,
            Optimizer = () => new Adam(),
        },
        new()
        {
            Id = "W8",
            Declaration = "W8.seqnet",
            Create = seed => new W8(seed),
            Layers =
            [
                LayerCost.Recurrence(64, 256, LstmGates * 256),
                LayerCost.Projection(64, 256, LstmGates * 256),
                LayerCost.Recurrence(64, 256, LstmGates * 256),
                LayerCost.Projection(64, 256, 65),
            ],
            Streams = true,
            TrainingBatch = 64,
            Optimizer = () => new Adam(),
        },
    ];

    private static Workload Find(string id) => InFloat32.First(workload => workload.Id == id);
}
