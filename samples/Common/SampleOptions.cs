namespace SeqGen.Samples;

/// <summary>What every sample understands. An option that was not given is <see langword="null"/>: the sample chooses.</summary>
public sealed record SampleOptions
{
    /// <summary>Which data set.</summary>
    public string? Data { get; init; }

    /// <summary>The folder or file of the data set.</summary>
    public string? Path { get; init; }

    /// <summary>Which model.</summary>
    public string? Model { get; init; }

    /// <summary>Epochs to train.</summary>
    public int? Epochs { get; init; }

    /// <summary>Rows of a training step.</summary>
    public int? BatchSize { get; init; }

    /// <summary>The seed of initial weights, row order and generated data.</summary>
    public int Seed { get; init; }

    /// <summary>Threads; 0 for one a core.</summary>
    public int Threads { get; init; }

    /// <summary>Where to write the figures as JSON.</summary>
    public string? Json { get; init; }

    /// <summary>Where to write the HTML report.</summary>
    public string? Report { get; init; }

    /// <summary>Where to save weights and tokenizer.</summary>
    public string? Save { get; init; }

    /// <summary>A text to score after training.</summary>
    public string? Predict { get; init; }
}
