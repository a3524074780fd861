using System.Runtime.CompilerServices;

namespace SeqGen.Generator.Tests.Harness;

/// <summary>The files that the tests read beside their own: sources and documentation of the repository.</summary>
internal static class RepositoryFiles
{
    /// <summary>The folder of the generator's sources.</summary>
    public static string Generator { get; } = PathOf(Path.Combine("generators", "SeqGen.Generator"));

    /// <summary>The full path of a file or folder of the repository.</summary>
    public static string PathOf(string path) => Path.GetFullPath(Path.Combine(ThisFolder(), "..", "..", "..", path));

    private static string ThisFolder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
