using System.Globalization;

namespace SeqGen.Data;

/// <summary>
/// The folders of the Large Movie Review Dataset (Maas et al., "Learning Word Vectors for Sentiment Analysis", ACL 2011):
/// <c>train</c> and <c>test</c>, in each <c>neg</c> (label 0) and <c>pos</c> (label 1), in each one file per review, named
/// <c>number_rating.txt</c>. A case of <see cref="TextFolders"/>, in another order.
/// </summary>
public static class AclImdb
{
    private static readonly TextFolderFormat Format = new() { Labels = LabelMap.Names("neg", "pos") };

    /// <summary>The reviews of a part, read one after the other while they are asked for.</summary>
    /// <param name="path">The folder <c>aclImdb</c>, or the one above it.</param>
    /// <param name="part">Which part.</param>
    /// <param name="limits">How much memory a file may ask for; null for <see cref="DataLimits.Default"/>.</param>
    /// <returns>By rising review number, the negative one before the positive one; texts as they are in the files.</returns>
    /// <exception cref="DataFormatException">A folder is missing or empty, or a file is too long or not UTF-8 text.</exception>
    public static IEnumerable<LabelledText> Read(string path, DataPart part, DataLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        TextFolderFormat format = Format with { Limits = limits ?? DataLimits.Default };
        List<LabelledFile> files = TextFolders.Files(PartFolder(path, part), format);
        files.Sort(Compare);
        return TextFolders.ReadFiles(files, format);
    }

    /// <summary>The reviews of a part as a list. Order and errors as in <see cref="Read"/>.</summary>
    /// <param name="path">The folder <c>aclImdb</c>, or the one above it.</param>
    /// <param name="part">Which part.</param>
    /// <param name="limits">As in <see cref="Read"/>.</param>
    public static List<LabelledText> Load(string path, DataPart part, DataLimits? limits = null) => [.. Read(path, part, limits)];

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

    private static int Compare(LabelledFile a, LabelledFile b)
    {
        int order = NumberOf(a.Path).CompareTo(NumberOf(b.Path));
        order = order != 0 ? order : a.Label.CompareTo(b.Label);
        return order != 0 ? order : string.CompareOrdinal(a.Path, b.Path);
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
}
