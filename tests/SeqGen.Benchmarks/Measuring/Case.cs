namespace SeqGen.Benchmarks.Measuring;

/// <summary>How a workload is run.</summary>
internal enum CaseKind
{
    /// <summary>One sequence.</summary>
    Infer,

    /// <summary>Thirty-two sequences.</summary>
    Batch32,

    /// <summary>One step of a stream.</summary>
    Stream,

    /// <summary>Several steps of a stream at once.</summary>
    Block,

    /// <summary>Forward, backward, optimizer.</summary>
    Train,
}

/// <summary>Something that is measured.</summary>
internal abstract class Case(string id, CaseKind kind, int threads, int sequences)
{
    /// <summary>The workload, for instance <c>W2</c>.</summary>
    public string Id { get; } = id;

    /// <summary>How inference stores its matrices.</summary>
    public WeightFormat Weights { get; init; }

    /// <summary>How it is run.</summary>
    public CaseKind Kind { get; } = kind;

    /// <summary>The kind's word.</summary>
    public string KindWord => Kind.ToString().ToLowerInvariant();

    /// <summary>Threads that work.</summary>
    public int Threads { get; } = threads;

    /// <summary>Sequences (of a stream: steps) of a run.</summary>
    public int Sequences { get; } = sequences;

    /// <summary>Microseconds a run.</summary>
    public SampleList Times { get; } = new();

    /// <summary>Bytes that a run allocates, on all threads.</summary>
    public long AllocatedBytes { get; set; } = long.MaxValue;

    /// <summary>Runs that make one sample, so that reading the clock does not count.</summary>
    public int RunsPerSample { get; set; } = 1;

    /// <summary>Runs it once.</summary>
    /// <returns>A value that depends on the result.</returns>
    public abstract float Run();
}

/// <summary>Inference, whose inputs and outputs are there to be compared with those of another program.</summary>
internal abstract class InferenceCase(string id, CaseKind kind, int threads, int sequences, int variety)
    : Case(id, kind, threads, sequences)
{
    /// <summary>Different inputs, which runs take in turn: the first run the second one, and after the last one the first again.</summary>
    public int Variety { get; } = variety;

    /// <summary>The tokens of all these inputs, one after the other; empty for features.</summary>
    public abstract ReadOnlySpan<int> Tokens { get; }

    /// <summary>The features of all these inputs, one after the other; empty for tokens.</summary>
    public abstract ReadOnlySpan<float> Features { get; }

    /// <summary>The outputs of the last run.</summary>
    public abstract ReadOnlySpan<float> Output { get; }
}
