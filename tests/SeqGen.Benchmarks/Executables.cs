namespace SeqGen.Benchmarks;

/// <summary>The command <c>executables</c>: size, start and memory of the samples' executables.</summary>
/// <remarks>The other half is in the folder Jit: it compiles the samples' models, which a NativeAOT build needs not have.</remarks>
internal static partial class Executables
{
    /// <summary>Measures and prints.</summary>
    /// <param name="arguments">Empty, or <c>--model FOLDER</c> with a model that the sample Sentiment has saved.</param>
    /// <exception cref="ArgumentException">The arguments are others, or a sample cannot be published or run.</exception>
    public static void Run(string[] arguments)
    {
        switch (arguments)
        {
            case []:
                Measure(modelFolder: null);
                break;
            case ["--model", var folder]:
                Measure(folder);
                break;
            default:
                throw new ArgumentException($"executables does not know '{string.Join(' ', arguments)}'.");
        }
    }

    static partial void Measure(string? modelFolder);
}
