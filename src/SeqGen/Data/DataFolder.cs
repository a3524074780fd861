namespace SeqGen.Data;

/// <summary>Where the data sets are: one folder for each, below the folder that <c>SEQGEN_DATA</c> names.</summary>
public static class DataFolder
{
    /// <summary>The environment variable that names the folder of the data sets.</summary>
    public const string EnvironmentVariable = "SEQGEN_DATA";

    /// <summary>The folder of a data set.</summary>
    /// <param name="name">Name of the data set, for instance <c>imdb</c>.</param>
    /// <param name="root">Folder of all data sets; null for the one that <c>SEQGEN_DATA</c> names.</param>
    /// <returns>A folder that exists.</returns>
    /// <exception cref="DataFormatException">There is no such folder; the text says where it was looked for.</exception>
    public static string Find(string name, string? root = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string origin = root is null ? $"the environment variable {EnvironmentVariable}" : "the given folder";
        root ??= Environment.GetEnvironmentVariable(EnvironmentVariable);
        if (string.IsNullOrEmpty(root))
        {
            throw new DataFormatException(
                $"The data set '{name}' is needed, but {origin} is not set. Set it to the folder that holds the folder '{name}'.");
        }

        string folder = Path.Combine(root, name);
        return Directory.Exists(folder)
            ? folder
            : throw new DataFormatException(
                $"The data set '{name}' is needed, but there is no such folder ({origin} says '{root}'). "
                + "Put the data there, or name the folder that holds it.",
                folder);
    }
}
