namespace SeqGen.Benchmarks;

/// <summary>The command <c>peers</c>: SeqGen and ONNX Runtime on the same models and inputs, in turn in one process.</summary>
/// <remarks>The other half is in the folder Jit: it compiles models that it imports, and a NativeAOT executable is built without it.</remarks>
internal static partial class PeerCommand
{
    /// <summary>Measures and prints.</summary>
    /// <exception cref="ArgumentException">The options ask for what is not compared.</exception>
    /// <exception cref="InvalidDataException">The two compute something else.</exception>
    public static void Run(Options options) => Compare(options);

    static partial void Compare(Options options);
}
