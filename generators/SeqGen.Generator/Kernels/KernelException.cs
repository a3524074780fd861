namespace SeqGen.Generator.Kernels;

/// <summary>A kernel that must not be emitted: a mistake of this generator, not of the person who declares a model.</summary>
internal sealed class KernelException(string message) : Exception(message);
