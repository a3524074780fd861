namespace SeqGen.Benchmarks;

/// <summary>What the generator makes of a workload's declaration, and how long it takes.</summary>
/// <remarks>The other half, which needs a compiler, is in the folder Jit: a NativeAOT executable is built without it.</remarks>
internal static partial class EmittedCode
{
    /// <summary>True where this build can compile declarations.</summary>
    public static bool IsAvailable
    {
        get
        {
            bool available = false;
            Find(ref available);
            return available;
        }
    }

    /// <summary>Compiles one declaration in memory; <see langword="null"/> in a build without compiler.</summary>
    /// <param name="declaration">The file's name in the folder Models.</param>
    public static EmittedSize? Measure(string declaration)
    {
        EmittedSize? size = null;
        Measure(declaration, ref size);
        return size;
    }

    /// <summary>The text of a file of the folder Models.</summary>
    private static string Read(string declaration)
    {
        using Stream stream = typeof(EmittedCode).Assembly.GetManifestResourceStream(declaration)
            ?? throw new ArgumentException($"There is no declaration {declaration}.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    static partial void Find(ref bool available);

    static partial void Measure(string declaration, ref EmittedSize? size);
}

/// <summary>BenchmarkDotNet's runs; the body is in the folder Jit.</summary>
internal static partial class Kernels
{
    /// <summary>Runs what the arguments choose.</summary>
    /// <param name="arguments">BenchmarkDotNet's own.</param>
    public static void Run(string[] arguments) => Start(arguments);

    static partial void Start(string[] arguments);
}

/// <summary>Emitted code and its cost.</summary>
/// <param name="Lines">Lines of all emitted files, of all vector widths.</param>
/// <param name="Bytes">Their length.</param>
/// <param name="IlBytes">The assembly that they compile to.</param>
/// <param name="GenerateMilliseconds">Time of the generator.</param>
/// <param name="CompileMilliseconds">Time of the C# compiler on the emitted files.</param>
internal sealed record EmittedSize(int Lines, long Bytes, long IlBytes, double GenerateMilliseconds, double CompileMilliseconds);
