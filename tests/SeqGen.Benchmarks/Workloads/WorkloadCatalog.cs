using SeqGen.Benchmarks.Models;

namespace SeqGen.Benchmarks.Workloads;

/// <summary>All workloads.</summary>
internal static class WorkloadCatalog
{
    private const int LstmGates = 4;
    private const int GruGates = 3;

    /// <summary>The workloads in order, those that are measured in 16 bits as well, then the layers that no peer is compared with.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        .. InFloat32,
        Find("W6b").InBFloat16("W6bBFloat16.cs", seed => new W6bBFloat16(seed)),
        Find("W8").InBFloat16("W8BFloat16.seqnet", seed => new W8BFloat16(seed)),
        .. OfLayers,
        Amp("N16", 16, seed => new N16(seed)),
        Amp("N16 coarse", 16, seed => new N16Coarse(seed)),
        Amp("N32", 32, seed => new N32(seed)),
        Amp("N32 coarse", 32, seed => new N32Coarse(seed)),
        Amp("N40", 40, seed => new N40(seed)),
        Amp("N40 coarse", 40, seed => new N40Coarse(seed)),
        Stack("C16", seed => new Stack16(seed), (16, 8, [10, 10])),
        Stack("C4", seed => new Stack4(seed), (4, 2, [7, 13])),
    ];

    /// <summary>Two stacks of dilated convolutions: of each layer the filters, the sample and the channels' mixture; of each stack what enters it, and its head.</summary>
    private static Workload Stack(string id, Func<int, SequenceModel> create, (int First, int Second, int[] Layers) stacks)
    {
        (int first, int second, int[] layers) = stacks;
        return new()
        {
            Id = id,
            Declaration = "Stacks.seqnet",
            Create = create,
            Layers =
            [
                LayerCost.Dense(1, first), .. LayersOf(first, layers[0]), LayerCost.Dense(first, second),
                LayerCost.Dense(first, second), .. LayersOf(second, layers[1] - 1), .. LayersOf(second, 1).SkipLast(1), LayerCost.Dense(second, 1),
            ],
            Sequences = false,
            Streams = true,
            BlockSteps = 64,
        };

        static IEnumerable<LayerCost> LayersOf(int channels, int count) =>
            Enumerable.Repeat(new[] { LayerCost.Convolution(1, 3 * channels, channels), LayerCost.Dense(1, channels), LayerCost.Dense(channels, channels) }, count).SelectMany(layer => layer);
    }

    /// <summary>W6a with other units, in both forms of gates that audio takes.</summary>
    private static Workload Amp(string id, int units, Func<int, SequenceModel> create) => Find("W6a") with
    {
        Id = id,
        Declaration = "Amps.seqnet",
        Create = create,
        Layers = [LayerCost.Projection(1, 1, LstmGates * units), LayerCost.Recurrence(1, units, LstmGates * units), LayerCost.Dense(units, 1)],
        Chain = new(1, units, LstmGates),
    };

    /// <summary>Models of single layers: what issues after the first workloads added.</summary>
    private static IReadOnlyList<Workload> OfLayers =>
    [
        new()
        {
            Id = "L1",
            Declaration = "L1.seqnet",
            Create = seed => new L1(seed),
            Layers =
            [
                LayerCost.Projection(128, 64, 3 * 64),
                LayerCost.Attention(128, 128, 64, 64),
                LayerCost.Projection(128, 64, 64),
                LayerCost.Dense(64, 1),
            ],
            TrainingBatch = 32,
            Optimizer = () => new Adam(),
        },
        Find("W2") with { Id = "L2", Declaration = "L2.seqnet", Create = seed => new L2(seed) },
        new()
        {
            Id = "L3",
            Declaration = "L3.cs",
            Create = seed => new L3(seed),
            Layers = [LayerCost.Convolution(494, 7 * 32, 32), LayerCost.Convolution(92, 7 * 32, 32), LayerCost.Dense(32, 1)],
            TrainingBatch = 128,
            Optimizer = () => new RmsProp(),
        },
        Translator("L4a", seed => new L4a(seed)),
        Translator("L4b", seed => new L4b(seed)),
    ];

    /// <summary>A step of the last input runs the decoder alone, so its products are counted by themselves.</summary>
    private static Workload Translator(string id, Func<int, SequenceModel> create) => new()
    {
        Id = id,
        Declaration = id + ".seqnet",
        Create = create,
        Layers =
        [
            LayerCost.Projection(10, 96, LstmGates * 128) with { OnlyInTraining = true, OnceAStream = true },
            LayerCost.Recurrence(10, 128, LstmGates * 128) with { OnceAStream = true },
            LayerCost.Projection(14, 96, LstmGates * 128) with { OnlyInTraining = true },
            LayerCost.Recurrence(14, 128, LstmGates * 128),
            LayerCost.Attention(14, 10, 128, 128),
            LayerCost.Projection(14, 256, 500),
        ],
        Streams = true,
        TrainingBatch = 64,
        Optimizer = () => new Adam(),
    };

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
            Layers =
            [
                LayerCost.Projection(240, 14, GruGates * 32) with { TrainingProducts = 2 },
                LayerCost.Recurrence(240, 32, GruGates * 32),
                LayerCost.Dense(32, 1),
            ],
            Chain = new(240, 32, GruGates),
            TrainingBatch = 32,
            Optimizer = () => new Adam(),
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
