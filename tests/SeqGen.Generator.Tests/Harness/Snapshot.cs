using System.Runtime.CompilerServices;

namespace SeqGen.Generator.Testing;

/// <summary>
/// Compares a text with the file <c>Snapshots/name.verified.txt</c> beside the test. Where it differs, the text is
/// written to <c>name.received.txt</c>: look at the difference, and accept it by renaming the file.
/// </summary>
/// <remarks>Shared between test projects by a link to this file.</remarks>
internal static class Snapshot
{
    public static void Match(string text, string name, string extension = "txt", [CallerFilePath] string testFile = "")
    {
        string folder = Path.Combine(Path.GetDirectoryName(testFile)!, "Snapshots");
        string verified = Path.Combine(folder, $"{name}.verified.{extension}");
        string received = Path.Combine(folder, $"{name}.received.{extension}");
        string actual = Normalise(text);
        string? expected = File.Exists(verified) ? Normalise(File.ReadAllText(verified)) : null;
        if (actual == expected)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        actual.ShouldBe(expected, $"Snapshot {name} differs; see {Path.GetFileName(received)}");
    }

    private static string Normalise(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
}
