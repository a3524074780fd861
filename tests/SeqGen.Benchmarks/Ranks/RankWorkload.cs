using SeqGen.Benchmarks.Workloads;
using SeqGen.Data;
using SeqGen.Embeddings;
using SeqGen.Samples.Sentiment;

namespace SeqGen.Benchmarks.Ranks;

/// <summary>A model that several ranks train.</summary>
internal sealed record RankWorkload
{
    private const int Seed = 7;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RankWorkload> All { get; } =
    [
        new()
        {
            Id = "S8",
            Title = "reviews, LSTM(32)",
            Create = () => new ReviewLstm(Seed),
            CreateData = _ => ReviewLikeTexts(128),
            Rows = 128,
            Optimizer = () => new RmsProp(),
            Layers = LayersOf("W2"),
        },
        new()
        {
            Id = "W8",
            Title = "characters, two LSTM(256)",
            Create = () => new Models.W8(Seed),
            CreateData = model => RandomData.Dataset(model, 64, Seed),
            Rows = 64,
            Optimizer = () => new Adam(),
            Layers = LayersOf("W8"),
        },
        new()
        {
            Id = "T10",
            Title = "translator of 10 million weights",
            Create = () => new Models.T10(Seed),
            CreateData = model => RandomData.Dataset(model, 64, Seed),
            Rows = 64,
            Optimizer = () => new Adam(),
            Layers =
            [
                LayerCost.Projection(10, 320, 4 * 512),
                LayerCost.Recurrence(10, 512, 4 * 512),
                LayerCost.Projection(14, 320, 4 * 512),
                LayerCost.Recurrence(14, 512, 4 * 512),
                LayerCost.Projection(14, 512, 4096),
            ],
        },
    ];

    /// <summary>The name on the command line.</summary>
    public required string Id { get; init; }

    /// <summary>What it is, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>Creates the model.</summary>
    public required Func<SequenceModel> Create { get; init; }

    /// <summary>Creates the rows of a batch.</summary>
    public required Func<SequenceModel, Dataset> CreateData { get; init; }

    /// <summary>Rows of a batch.</summary>
    public required int Rows { get; init; }

    /// <summary>The optimizer.</summary>
    public required Func<Optimizer> Optimizer { get; init; }

    /// <summary>The products of a row, in the order of layers.</summary>
    public required IReadOnlyList<LayerCost> Layers { get; init; }

    /// <summary>Floating-point operations of a row in a step: two a multiply-add, in all products of training.</summary>
    public double Operations => Layers.Sum(layer => 2.0 * layer.Steps * layer.MultiplyAdds * layer.TrainingProducts);

    private static IReadOnlyList<LayerCost> LayersOf(string id) => WorkloadCatalog.All.First(workload => workload.Id == id).Layers;

    /// <summary>Texts as long as film reviews: half of their 500 tokens are padding, the others are drawn with the frequencies of Zipf's law.</summary>
    private static ArrayDataset ReviewLikeTexts(int rows)
    {
        const int Length = 500;
        const int Vocabulary = 10_000;
        AliasTable zipf = new([.. Enumerable.Range(1, Vocabulary - 1).Select(word => 1.0 / word)]);
        SeededRandom random = new(Seed);
        int[] tokens = [.. Enumerable.Range(0, rows * Length).Select(i => i % Length < Length / 2 ? 0 : zipf.Next(random) + 1)];
        return Dataset.FromTokens(tokens, Length, [.. Enumerable.Range(0, rows).Select(row => row % 2)]);
    }
}
