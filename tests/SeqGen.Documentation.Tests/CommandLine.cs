using System.Text.RegularExpressions;
using SeqGen.Tool;

namespace SeqGen.Documentation.Tests;

/// <summary>A command of a block of bash. Commands of ours are understood as far as that goes without running them.</summary>
internal static partial class CommandLine
{
    private static readonly string[] TemplatesOfTheSdk = ["console", "classlib", "nugetconfig"];

    /// <summary>What is wrong with a command; null if nothing is known to be.</summary>
    public static string? Problem(string line)
    {
        string[] words = [.. Words().Matches(line).Select(match => match.Value.Trim('"', '\'')).TakeWhile(word => !word.StartsWith('#')).SkipWhile(word => Setting().IsMatch(word))];
        return words switch
        {
            [] or ["export" or "cd" or "npm" or "curl" or "mpirun" or "srun" or "code", ..] => null,
            ["dotnet", "msbuild", var project, ..] => Exists(project),
            ["dotnet", "new", "install", var package, ..] => ProjectOfPackage(package),
            ["dotnet", "new", var template, ..] => TemplatesOfTheSdk.Contains(template) || Directory.Exists(Path.Combine(CodeBlock.Root, "src", "SeqGen.Templates", "content", template))
                ? null
                : $"there is no template {template}",
            ["dotnet", "add", "package", var package, ..] => ProjectOfPackage(package),
            ["dotnet", "tool", "install", .. var rest] => ProjectOfPackage(rest.First(word => !word.StartsWith('-'))),
            ["dotnet", "nuget", ..] => null,
            ["dotnet", "run" or "build" or "test" or "pack" or "publish" or "format", .. var rest] => ProblemOfProject(rest),
            ["dotnet", ..] => $"dotnet {words[1]} is not known here",
            ["seqgen", .. var rest] => Commands.Create(TextWriter.Null, TextWriter.Null).Parse(rest).Errors.FirstOrDefault()?.Message,
            ["bash" or "python3", var script, ..] => Exists(script),
            [var program, ..] when program.Contains('/') => null,
            _ => $"{words[0]} is not known here",
        };
    }

    private static string? ProjectOfPackage(string package) => Exists($"src/{package}/{package}.csproj");

    /// <summary>A project stands behind <c>--project</c>, or is a path of this repository; without one it is that of the folder.</summary>
    private static string? ProblemOfProject(string[] words)
    {
        string[] own = [.. words.TakeWhile(word => word != "--")];
        int option = Array.IndexOf(own, "--project");
        string? path = option >= 0 ? own[option + 1] : own.FirstOrDefault(word => word.Contains('/') && !word.StartsWith('-') && !word.StartsWith('.') || word.EndsWith(".sln", StringComparison.Ordinal));
        return path is null || path.EndsWith(".sln", StringComparison.Ordinal)
            ? path is null ? null : Exists(path)
            : Exists($"{path}/{Path.GetFileName(path)}.csproj");
    }

    private static string? Exists(string path) => Path.Exists(Path.Combine(CodeBlock.Root, path)) ? null : $"there is no {path}";

    [GeneratedRegex("""#.*|"[^"]*"|'[^']*'|[^\s"']+""")]
    private static partial Regex Words();

    [GeneratedRegex("^[A-Z_]+=")]
    private static partial Regex Setting();
}
