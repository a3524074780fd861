using System.Globalization;

namespace SeqGen.Data;

/// <summary>
/// The folders of the Large Movie Review Dataset (Maas et al., "Learning Word Vectors for Sentiment Analysis", ACL 2011):
/// <c>train</c> and <c>test</c>, in each <c>neg</c> (label 0) and <c>pos</c> (label 1), in each one file a review, named
/// <c>number_rating.txt</c>.
/// </summary>
public static class AclImdb
{
    /// <summary>The reviews of a part, read one after the other while they are asked for.</summary>
    /// <param name="path">The folder <c>aclImdb</c>, or the one above it.</param>
    /// <param name="part">Which part.</param>
    /// <returns>By rising review number, the negative one before the positive one; texts as they are in the files.</returns>
    /// <exception cref="DataFormatException">A folder is missing or empty, or a file is not UTF-8 text.</exception>
    public static IEnumerable<LabelledText> Read(string path, DataPart part)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Files(PartFolder(path, part)).Select(file => new LabelledText(DataFile.ReadAllText(file.Path), file.Label));
    }

    /// <summary>The reviews of a part as a list. Order and errors as in <see cref="Read"/>.</summary>
    /// <param name="path">The folder <c>aclImdb</c>, or the one above it.</param>
    /// <param name="part">Which part.</param>
    public static List<LabelledText> Load(string path, DataPart part) => [.. Read(path, part)];

    private static string PartFolder(string path, DataPart part)
    {
        string name = part == DataPart.Train ? "train" : "test";
        string direct = Path.Combine(path, name);
        string below = Path.Combine(path, "aclImdb", name);
        return Directory.Exists(direct) ? direct
            : Directory.Exists(below) ? below
            : throw new DataFormatException(
                $"There is neither a folder '{name}' nor 'aclImdb/{name}' here. Name the folder aclImdb of the unpacked archive.", path);
    }

    private static List<ReviewFile> Files(string partFolder)
    {
        var files = new List<ReviewFile>();
        foreach ((int label, string name) in new[] { "neg", "pos" }.Index())
        {
            string folder = Path.Combine(partFolder, name);
            string[] paths = DataFile.Guard(folder, () => Directory.GetFiles(folder, "*.txt"));
            if (paths.Length == 0)
            {
                throw new DataFormatException("The folder holds no .txt files; one file for each review was expected.", folder);
            }

            files.AddRange(paths.Select(path => new ReviewFile(path, NumberOf(path), label)));
        }

        // Directory order differs between file systems.
        files.Sort(ReviewFile.Compare);
        return files;
    }

    /// <summary>The review number in the file's name; names of another form come last.</summary>
    private static int NumberOf(string path)
    {
        ReadOnlySpan<char> name = Path.GetFileNameWithoutExtension(path.AsSpan());
        int underscore = name.IndexOf('_');
        return int.TryParse(
            underscore < 0 ? name : name[..underscore], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : int.MaxValue;
    }

    private readonly record struct ReviewFile(string Path, int Number, int Label)
    {
        public static int Compare(ReviewFile a, ReviewFile b)
        {
            int order = a.Number.CompareTo(b.Number);
            order = order != 0 ? order : a.Label.CompareTo(b.Label);
            return order != 0 ? order : string.CompareOrdinal(a.Path, b.Path);
        }
    }
}
