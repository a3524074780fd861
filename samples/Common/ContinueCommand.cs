namespace SeqGen.Samples;

/// <summary>The command line that resumes a stopped training.</summary>
public static class ContinueCommand
{
    /// <summary>The command of this process.</summary>
    /// <param name="arguments">The arguments of the sample.</param>
    /// <param name="file">The saved training.</param>
    public static string Of(IReadOnlyList<string> arguments, string file)
    {
        string program = Environment.ProcessPath ?? "dotnet";
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return Of(isHost ? [program, Environment.GetCommandLineArgs()[0]] : [program], arguments, file);
    }

    /// <summary>The command of some program.</summary>
    /// <param name="program">The program, and what stands before its arguments.</param>
    /// <param name="arguments">The arguments of the sample; an earlier <c>--resume</c> is left out.</param>
    /// <param name="file">The saved training.</param>
    public static string Of(IReadOnlyList<string> program, IReadOnlyList<string> arguments, string file)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(arguments);
        List<string> words = [.. program];
        for (int i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--resume")
            {
                i++;
            }
            else if (!arguments[i].StartsWith("--resume=", StringComparison.Ordinal) && !arguments[i].StartsWith("--resume:", StringComparison.Ordinal))
            {
                words.Add(arguments[i]);
            }
        }

        return string.Join(' ', words.Append("--resume").Append(file).Select(Quoted));
    }

    /// <summary>A word as a shell takes it.</summary>
    private static string Quoted(string word)
    {
        bool isPlain = word.Length > 0 && word.All(letter => char.IsLetterOrDigit(letter) || "-_./\\:=,+@%".Contains(letter, StringComparison.Ordinal));
        return isPlain && !(word.Contains('\\', StringComparison.Ordinal) && !OperatingSystem.IsWindows()) ? word
            : OperatingSystem.IsWindows() ? $"\"{word.Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
