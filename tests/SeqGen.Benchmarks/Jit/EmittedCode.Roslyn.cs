using System.Diagnostics;
using Microsoft.CodeAnalysis.Emit;
using SeqGen.Generator.Testing;

namespace SeqGen.Benchmarks;

/// <content>Runs the generator and the C# compiler in memory.</content>
internal static partial class EmittedCode
{
    private const int Repeats = 3;

    private static bool _isWarm;

    static partial void Find(ref bool available) => available = true;

    static partial void Measure(string declaration, ref EmittedSize? size)
    {
        if (!_isWarm)
        {
            _isWarm = true;
            Compile("W5.cs");
        }

        EmittedSize[] runs = [.. Enumerable.Range(0, Repeats).Select(_ => Compile(declaration))];
        size = runs[0] with
        {
            GenerateMilliseconds = runs.Min(run => run.GenerateMilliseconds),
            CompileMilliseconds = runs.Min(run => run.CompileMilliseconds),
        };
    }

    private static EmittedSize Compile(string declaration)
    {
        string text = Read(declaration);
        GeneratorHarness project = new();
        _ = declaration.EndsWith(".cs", StringComparison.Ordinal) ? project.SetSource(declaration, text) : project.SetFile(declaration, text);
        long start = Stopwatch.GetTimestamp();
        GeneratorRun run = project.Run();
        double generate = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        using MemoryStream image = new();
        start = Stopwatch.GetTimestamp();
        EmitResult emitted = run.Output.Emit(image);
        double compile = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (!emitted.Success)
        {
            throw new InvalidOperationException($"{declaration} does not compile: {emitted.Diagnostics[0]}");
        }

        return new(
            run.Sources.Values.Sum(source => source.AsSpan().Count('\n')),
            run.Sources.Values.Sum(source => (long)source.Length),
            image.Length,
            generate,
            compile);
    }
}
