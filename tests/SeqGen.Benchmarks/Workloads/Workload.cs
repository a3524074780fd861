namespace SeqGen.Benchmarks.Workloads;

/// <summary>A model and what it costs at least.</summary>
internal sealed record Workload
{
    /// <summary>The name that everybody uses, for instance <c>W2</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The file that declares the model, in the folder Models.</summary>
    public required string Declaration { get; init; }

    /// <summary>How inference stores its matrices.</summary>
    public WeightFormat Weights { get; private init; }

    /// <summary>Creates the model from a seed.</summary>
    public required Func<int, SequenceModel> Create { get; init; }

    /// <summary>The products that a sequence needs, in the order of layers.</summary>
    public required IReadOnlyList<LayerCost> Layers { get; init; }

    /// <summary>The dependency chain, where units are few.</summary>
    public Chain? Chain { get; init; }

    /// <summary>True where whole sequences are predicted, one at a time and in batches.</summary>
    public bool Sequences { get; init; } = true;

    /// <summary>True where single steps are predicted.</summary>
    public bool Streams { get; init; }

    /// <summary>Steps of a stream that are predicted at once; 0 where they are not.</summary>
    public int BlockSteps { get; init; }

    /// <summary>Rows of a training step; 0 where training is not measured.</summary>
    public int TrainingBatch { get; init; }

    /// <summary>The optimizer of training.</summary>
    public Func<Optimizer>? Optimizer { get; init; }

    /// <summary>The same network with matrices in 16 bits. Training is the same as before, and is not measured again.</summary>
    /// <param name="declaration">The file that declares it.</param>
    /// <param name="create">Creates it from a seed.</param>
    public Workload InBFloat16(string declaration, Func<int, SequenceModel> create) => this with
    {
        Declaration = declaration,
        Create = create,
        Weights = WeightFormat.BFloat16,
        Layers = [.. Layers.Select(layer => layer with { WeightBytes = sizeof(short) })],
        TrainingBatch = 0,
    };
}
