namespace SeqGen.Data;

/// <summary>
/// Labelled texts from a folder with one folder per class, in each one file per text: <c>spam/1.txt</c>, <c>ham/1.txt</c>. With a part, such
/// folders are in <c>train</c> and <c>test</c>.
/// </summary>
public static class TextFolders
{
    private static readonly EnumerationOptions Visible = new()
    {
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        IgnoreInaccessible = false,
        MatchCasing = MatchCasing.CaseInsensitive,
    };

    /// <summary>The names of the classes: the folders that are not hidden, in ordinal order; their places are the labels.</summary>
    /// <param name="path">The folder that holds the folders of the classes.</param>
    /// <exception cref="DataFormatException">The folder is missing, or holds fewer than two folders.</exception>
    public static IReadOnlyList<string> ClassNames(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string[] names = [.. DataFile.Guard(path, () => Directory.GetDirectories(path, "*", Visible)).Select(folder => Path.GetFileName(folder)!)];
        Array.Sort(names, string.CompareOrdinal);
        return names.Length >= 2
            ? names
            : throw new DataFormatException($"One folder for each of at least two classes was expected here; there are {names.Length} folders.", path);
    }

    /// <summary>The texts of all classes, read one after the other while they are asked for.</summary>
    /// <param name="path">The folder that holds the folders of the classes.</param>
    /// <param name="format">How they are read; <see cref="TextFolderFormat.Default"/> where not given.</param>
    /// <returns>Class by class, in each by the names of the files in ordinal order; texts as they are in the files.</returns>
    /// <exception cref="DataFormatException">
    /// A folder is missing, has no texts, or has folders in it; a text lies beside the folders; a file is too long, damaged, no file at
    /// all, or bytes do not belong to the encoding.
    /// </exception>
    public static IEnumerable<LabelledText> Read(string path, TextFolderFormat? format = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        format ??= TextFolderFormat.Default;
        return ReadFiles(Files(path, format), format);
    }

    /// <summary>The texts of all classes of a part, read one after the other while they are asked for.</summary>
    /// <param name="path">The folder that holds the folders <c>train</c> and <c>test</c>.</param>
    /// <param name="part">Which part.</param>
    /// <param name="format">How they are read. Without labels, the classes are those of the training part in both parts.</param>
    /// <returns>As <see cref="Read(string, TextFolderFormat)"/>.</returns>
    /// <exception cref="DataFormatException">As in <see cref="Read(string, TextFolderFormat)"/>; or the other part has other classes.</exception>
    public static IEnumerable<LabelledText> Read(string path, DataPart part, TextFolderFormat? format = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        format ??= TextFolderFormat.Default;
        string folder = PartFolder(path, part);
        if (format.Labels is null && part == DataPart.Test)
        {
            IReadOnlyList<string> classes = ClassNames(PartFolder(path, DataPart.Train));
            if (!ClassNames(folder).SequenceEqual(classes))
            {
                throw new DataFormatException($"The folders here are not those of the training part ({Excerpt.Of(classes)}).", folder);
            }
        }

        return Read(folder, format);
    }

    /// <summary>The texts of all classes as a list. Arguments, order and errors as in <see cref="Read(string, TextFolderFormat)"/>.</summary>
    /// <param name="path">The folder that holds the folders of the classes.</param>
    /// <param name="format">How they are read.</param>
    public static List<LabelledText> Load(string path, TextFolderFormat? format = null) => [.. Read(path, format)];

    /// <summary>The texts of all classes of a part as a list. Arguments, order and errors as in <see cref="Read(string, DataPart, TextFolderFormat)"/>.</summary>
    /// <param name="path">The folder that holds the folders <c>train</c> and <c>test</c>.</param>
    /// <param name="part">Which part.</param>
    /// <param name="format">How they are read.</param>
    public static List<LabelledText> Load(string path, DataPart part, TextFolderFormat? format = null) => [.. Read(path, part, format)];

    /// <summary>The files of all classes with their labels.</summary>
    internal static List<LabelledFile> Files(string path, TextFolderFormat format)
    {
        IEnumerable<KeyValuePair<string, int>> classes = format.Labels?.All ?? InferClasses(path, format.Pattern);
        List<LabelledFile> files = [];
        foreach ((string name, int label) in classes.OrderBy(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal))
        {
            string folder = Path.Combine(path, name);
            string[] paths = DataFile.Guard(folder, () => Directory.GetFiles(folder, format.Pattern, Visible));
            string[] folders = DataFile.Guard(folder, () => Directory.GetDirectories(folder, "*", Visible));
            if (folders.Length > 0)
            {
                throw new DataFormatException(
                    $"The folder of a class holds a folder, '{Path.GetFileName(folders[0])}'; only texts were expected. "
                    + "Name the folder that holds the folders of the classes, or the part.",
                    folder);
            }

            if (paths.Length == 0)
            {
                throw new DataFormatException($"The folder holds no {format.Pattern[(format.Pattern.StartsWith('*') ? 1 : 0)..]} files; one file for each text was expected.", folder);
            }

            Array.Sort(paths, string.CompareOrdinal);
            files.AddRange(paths.Select(file => new LabelledFile(file, label)));
        }

        return files;
    }

    internal static IEnumerable<LabelledText> ReadFiles(List<LabelledFile> files, TextFolderFormat format) =>
        files.Select(file => new LabelledText(DataFile.ReadAllText(file.Path, format.Limits, format.Encoding), file.Label));

    private static string PartFolder(string path, DataPart part) => Path.Combine(path, part == DataPart.Train ? "train" : "test");

    private static IEnumerable<KeyValuePair<string, int>> InferClasses(string path, string pattern)
    {
        IReadOnlyList<string> names = ClassNames(path);
        string[] beside = DataFile.Guard(path, () => Directory.GetFiles(path, pattern, Visible));
        return beside.Length == 0
            ? names.Select((name, label) => KeyValuePair.Create(name, label))
            : throw new DataFormatException(
                $"The text '{Path.GetFileName(beside[0])}' lies beside the folders of the classes, so that it has no class. Put it into one of them, or name the classes ({nameof(TextFolderFormat.Labels)}).",
                path);
    }
}

/// <summary>A text's file and the number of its class.</summary>
internal readonly record struct LabelledFile(string Path, int Label);
