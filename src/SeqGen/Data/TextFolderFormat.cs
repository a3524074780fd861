using System.Text;

namespace SeqGen.Data;

/// <summary>How a folder of texts with one class a folder is read.</summary>
public sealed record TextFolderFormat
{
    /// <summary>Files <c>*.txt</c> in UTF-8; every folder is a class.</summary>
    public static TextFolderFormat Default { get; } = new();

    /// <summary>
    /// The folders of the classes and their numbers, for instance <c>LabelMap.Names("neg", "pos")</c>: each must be there, and other
    /// folders and files beside them are not read. <see langword="null"/> where every folder is a class, numbered from 0 in ordinal order
    /// of the names; a text beside them is an error then, because it has no class.
    /// </summary>
    public LabelMap? Labels { get; init; }

    /// <summary>
    /// Which files of a class' folder are texts, with <c>*</c> and <c>?</c> as wildcards, upper and lower case the same; <c>*</c> for all. Files
    /// whose names start with a point are hidden, and never read.
    /// </summary>
    public string Pattern { get; init; } = "*.txt";

    /// <summary>How bytes become characters; <see langword="null"/> for UTF-8, where wrong bytes are an error. A byte order mark is left out.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>How much memory a file may ask for.</summary>
    public DataLimits Limits { get; init; } = DataLimits.Default;
}
