using SeqGen.Data;

namespace SeqGen.Samples;

/// <summary>What every sample understands. An option that was not given is <see langword="null"/>: the sample chooses.</summary>
public sealed record SampleOptions
{
    /// <summary>Which data set.</summary>
    public string? Data { get; init; }

    /// <summary>The folder or file of the data set.</summary>
    public string? Path { get; init; }

    /// <summary>Which model, by its row or its name.</summary>
    public string? Model { get; init; }

    /// <summary>Folder of the word vectors that the sample trains.</summary>
    public string? Vectors { get; init; }

    /// <summary>Epochs to train.</summary>
    public int? Epochs { get; init; }

    /// <summary>Rows of a training step.</summary>
    public int? BatchSize { get; init; }

    /// <summary>The seed of initial weights, row order and generated data.</summary>
    public int Seed { get; init; }

    /// <summary>Threads; 0 for one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Where to write the figures as JSON.</summary>
    public string? Json { get; init; }

    /// <summary>Where to write the HTML report.</summary>
    public string? Report { get; init; }

    /// <summary>Where to save weights and tokenizer.</summary>
    public string? Save { get; init; }

    /// <summary>The folder where an earlier run saved what is to be used in place of training.</summary>
    public string? Load { get; init; }

    /// <summary>The file that the training is saved to after every epoch and every minute.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The file of a training to continue.</summary>
    public string? Resume { get; init; }

    /// <summary>A text to use the trained model on.</summary>
    public string? Predict { get; init; }

    /// <summary>
    /// Whether to take real data: where it is named, where its folder is given, or where a row is chosen. Otherwise the
    /// sample makes its own.
    /// </summary>
    /// <param name="generated">The word for <c>--data</c> that means the sample's own data.</param>
    /// <param name="real">The word for <c>--data</c> that means the real data.</param>
    /// <exception cref="SampleError">The data set is unknown, or options contradict each other.</exception>
    public bool WantsRealData(string generated, string real)
    {
        if (Data is null)
        {
            return Path is not null || Model is not null;
        }

        if (Data != generated && Data != real)
        {
            throw new SampleError($"There is no data set '{Data}'. --data takes {generated} or {real}.");
        }

        return Data == real || (Path is null
            ? false
            : throw new SampleError($"--path names the folder of real data: use it with --data {real}."));
    }

    /// <summary>Says at the end of a run on data of the sample's own how to run it on real data.</summary>
    /// <param name="what">What the real data are.</param>
    /// <param name="folder">The folder that <c>--path</c> takes.</param>
    /// <param name="rows">The rows to choose from.</param>
    public static void PrintWayToRealData(string what, string folder, string rows) =>
        Console.WriteLine($"On {what}: set {DataFolder.EnvironmentVariable}, or name {folder} with --path, and add --row {rows}.");

    /// <summary>The folder of real data: the one of <c>--path</c>, or one below SEQGEN_DATA.</summary>
    /// <param name="name">Name of the folder below SEQGEN_DATA.</param>
    /// <param name="content">What the folder holds, for the message.</param>
    /// <exception cref="SampleError">It is missing.</exception>
    public string FindData(string name, string content)
    {
        if (Path is not null)
        {
            return Directory.Exists(Path) ? Path : throw new SampleError($"There is no folder '{Path}'. --path takes the folder that holds {content}.");
        }

        return !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(DataFolder.EnvironmentVariable))
            ? DataFolder.Find(name)
            : throw new SampleError(
                $"The data are missing: name the folder that holds {content} with --path, or set "
                + $"{DataFolder.EnvironmentVariable} to the folder that holds the folder {name}.");
    }
}
