using System.Runtime.CompilerServices;

namespace SeqGen.Benchmarks.Reports;

/// <summary>Which build this is.</summary>
internal static class BuildName
{
    /// <summary><c>jit</c>, <c>aot-v3</c>, <c>aot-v4</c> or <c>aot-native</c>.</summary>
    public static string Current =>
        RuntimeFeature.IsDynamicCodeSupported ? "jit" : AppContext.GetData("SeqGen.Benchmarks.Build") as string ?? "aot";
}
