namespace SeqGen.Data;

/// <summary>
/// The Large Movie Review Dataset in shards of JSON lines: <c>train-*.jsonl.gz</c> and <c>test-*.jsonl.gz</c>, with fields
/// <c>text</c> and <c>label</c> (0 negative, 1 positive), in order of the file names.
/// </summary>
public static class ImdbReviews
{
    /// <summary>All reviews of a part: 25,000 in the full data set.</summary>
    /// <param name="part">Which part.</param>
    /// <param name="folder">The folder of the shards; null for <c>imdb</c> below <see cref="DataFolder"/>.</param>
    /// <param name="limits">How much memory a shard may ask for; null for <see cref="DataLimits.Default"/>.</param>
    /// <exception cref="DataFormatException">The folder or its shards are missing, or a shard is damaged.</exception>
    public static List<LabelledText> Load(DataPart part, string? folder = null, DataLimits? limits = null) =>
        JsonLines.Load(Shards(part, folder), limits: limits);

    /// <summary>As <see cref="Load"/>, but read while the reviews are asked for.</summary>
    /// <param name="part">Which part.</param>
    /// <param name="folder">The folder of the shards; null for <c>imdb</c> below <see cref="DataFolder"/>.</param>
    /// <param name="limits">How much memory a shard may ask for; null for <see cref="DataLimits.Default"/>.</param>
    /// <exception cref="DataFormatException">The folder or its shards are missing, or a shard is damaged.</exception>
    public static IEnumerable<LabelledText> Read(DataPart part, string? folder = null, DataLimits? limits = null) =>
        Shards(part, folder).SelectMany(path => JsonLines.Read(path, limits: limits));

    private static string[] Shards(DataPart part, string? folder)
    {
        string directory = folder ?? DataFolder.Find("imdb");
        string pattern = part == DataPart.Train ? "train-*.jsonl.gz" : "test-*.jsonl.gz";
        string[] paths = DataFile.Guard(directory, () => Directory.GetFiles(directory, pattern));
        if (paths.Length == 0)
        {
            throw new DataFormatException($"The folder holds no files {pattern}.", directory);
        }

        Array.Sort(paths, string.CompareOrdinal);
        return paths;
    }
}
