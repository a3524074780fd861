using System.Collections.Concurrent;
using System.Reflection;
using SeqGen.Numerics.Tests.Guarded;

namespace SeqGen.Numerics.Tests.Models;

/// <summary>
/// A process of a vector width, in which the sample models run: what they compute, what poison does to them, and all entry points between guards. One process
/// does all three, since compiling the models' code takes longer than most of what is done with it.
/// </summary>
/// <param name="ExitCode">The exit code; what a guard ends is not 0.</param>
/// <param name="Errors">What was written to the error stream.</param>
/// <param name="Values">The lines of <see cref="WidthProbe"/>.</param>
/// <param name="Poison">The lines of <see cref="PoisonProbe"/>; empty where a quick run leaves them out.</param>
/// <param name="Guards">The steps of <see cref="GuardedRun"/>, the last one at the end; empty where a quick run leaves them out.</param>
internal sealed record SampleProcess(int ExitCode, string Errors, string[] Values, string[] Poison, string[] Guards)
{
    private static readonly ConcurrentDictionary<string, Lazy<SampleProcess>> Ended = [];

    /// <summary>The process of a width, which is started once.</summary>
    /// <param name="bits">The width.</param>
    /// <param name="switchedOff">Variables of the runtime that are set to 0, so that it has no wider vectors.</param>
    public static SampleProcess Of(int bits, params string[] switchedOff) =>
        Ended.GetOrAdd(string.Join(' ', switchedOff), _ => new(() => Start(switchedOff, isWhole: !VectorWidths.IsQuick || bits == VectorWidths.OfMachine[0]))).Value;

    /// <summary>What the process runs.</summary>
    /// <param name="arguments">The folder with the image of the models, and <c>whole</c> or <c>values</c>.</param>
    public static void RunChild(IReadOnlyList<string> arguments)
    {
        string folder = arguments[0];
        Assembly models = CompiledModels.Load(File.ReadAllBytes(Path.Combine(folder, "models.dll")));
        File.WriteAllLines(Path.Combine(folder, "values"), WidthProbe.Run(models));
        if (arguments[1] == "whole")
        {
            File.WriteAllLines(Path.Combine(folder, "poison"), PoisonProbe.Run(models));
            GuardedRun.Run(models, Path.Combine(folder, "guards"));
        }
    }

    private static SampleProcess Start(string[] switchedOff, bool isWhole)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("seqgen");
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "models.dll"), SampleModels.Compiled.Image);
            (int exit, string errors) = ChildProcess.Run(["samples", folder.FullName, isWhole ? "whole" : "values"], switchedOff);
            return new(exit, errors, Lines("values"), Lines("poison"), Lines("guards"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        string[] Lines(string name) => Path.Combine(folder.FullName, name) is var path && File.Exists(path) ? File.ReadAllLines(path) : [];
    }
}
