using System.Runtime.InteropServices;

namespace SeqGen.Numerics.Tests.Models;

/// <summary>
/// Asks the processor whether an operation met or made a subnormal number, by the flags that it keeps for each thread. A time
/// would show it on some processors only.
/// </summary>
internal static class SubnormalWatch
{
    // The flags of x86-64: an operand was subnormal; a result was, or would have been.
    private const int Operand = 2;
    private const int Underflow = 16;

    private static readonly Lazy<OfFlags> Clear = new(() => Function("feclearexcept"));
    private static readonly Lazy<OfFlags> Test = new(() => Function("fetestexcept"));

    /// <summary>True where the flags can be read.</summary>
    public static bool IsAvailable => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Runs some work on this thread.</summary>
    /// <returns>True where it met a subnormal number.</returns>
    public static bool Meets(Action work)
    {
        _ = Clear.Value(Operand | Underflow);
        work();
        return Test.Value(Operand | Underflow) != 0;
    }

    private delegate int OfFlags(int flags);

    private static OfFlags Function(string name) =>
        Marshal.GetDelegateForFunctionPointer<OfFlags>(NativeLibrary.GetExport(NativeLibrary.Load("libm.so.6"), name));
}
