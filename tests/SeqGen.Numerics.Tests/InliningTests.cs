using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// Emitted code loads, stores and counts by small methods of the runtime library, and needs the JIT to put each in place of its call. The JIT stops doing so in a
/// method with too many temporary variables, silently. So the longest methods are compiled, which are steps that are written without a loop, and their
/// machine code must call none of those.
/// </summary>
public sealed class InliningTests
{
    private static readonly (string Name, string Text)[] Models =
    [
        ("Directions", "model Directions\ntokens length=20 vocabulary=50\nembedding 16\nbidirectional lstm 32\ndense 24 relu\ndense 1\n"),
        ("Step", "model Step\nfeatures size=1 length=16\nlstm 40\ndense 1\n"),
        ("Cells", "model Cells\nfeatures size=14 length=16\ngru 64 reset_after=true return_sequences=true\npeephole_lstm 48 return_sequences=true\nlstm 33\ndense 40 softmax\n"),
        ("Windows", "model Windows\nfeatures size=40 length=40\nconv1d 64 7 relu name=windows\nmulti_head_attention windows 4 16\nglobal_average_pooling1d\ndense 33 sigmoid\n"),
    ];

    [Fact]
    public void Nothing_small_stays_a_call()
    {
        string image = Path.GetTempFileName();
        string listing = Path.GetTempFileName();
        try
        {
            CompiledModels compiled = CompiledModels.Compile(Models, allWidths: true);
            Models.Select(model => compiled.ProblemOf(model.Name)).ShouldAllBe(problem => problem == null);
            File.WriteAllBytes(image, compiled.Image);
            ProcessStartInfo start = ChildProcess.StartOf(["compile", image]);
            start.Environment["DOTNET_JitDisasm"] = "*Layers:*";
            start.Environment["DOTNET_JitStdOutFile"] = listing;
            using Process child = Process.Start(start)!;
            string errors = child.StandardError.ReadToEnd();
            child.WaitForExit();
            child.ExitCode.ShouldBe(0, errors);

            string[] lines = File.ReadAllLines(listing);
            lines.Count(line => line.StartsWith("; Assembly listing", StringComparison.Ordinal)).ShouldBeGreaterThan(100);
            lines.Where(line => line.Contains("CompilerServices.Floats", StringComparison.Ordinal) || line.Contains("CompilerServices.Place:", StringComparison.Ordinal)).ShouldBeEmpty();
        }
        finally
        {
            File.Delete(image);
            File.Delete(listing);
        }
    }

    /// <summary>Lets the JIT compile all emitted methods of an assembly.</summary>
    internal static void CompileAll(Assembly assembly)
    {
        foreach (MethodInfo method in assembly.GetTypes().Where(type => type.Namespace?.StartsWith("SeqGen.Emitted", StringComparison.Ordinal) == true)
            .SelectMany(type => type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)).Where(method => !method.IsAbstract))
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }
    }
}
