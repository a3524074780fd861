using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Intrinsics;
using SeqGen.Generator.Kernels;
using SeqGen.Generator.Printing;
using SeqGen.Generator.Scheduling;
using SeqGen.Generator.Testing;

namespace SeqGen.Generator.Tests.Harness;

/// <summary>Emitted expressions of one argument, compiled as loops over arrays whose length is a multiple of 16.</summary>
/// <param name="functions">The name of each function, and its expression of the argument's name.</param>
internal sealed class FunctionProbe(IReadOnlyList<(string Name, Func<MathCalls, Value, Value> Expression)> functions)
{
    private readonly ConcurrentDictionary<int, Type> _types = [];

    /// <summary>The names of the functions.</summary>
    public IEnumerable<string> Names => functions.Select(function => function.Name);

    /// <summary>True where this machine has vectors of so many bits.</summary>
    public static bool IsFast(int bits) => bits switch
    {
        512 => Vector512.IsHardwareAccelerated,
        256 => Vector256.IsHardwareAccelerated,
        _ => Vector128.IsHardwareAccelerated,
    };

    /// <summary>A function for one width, from its arguments to its values.</summary>
    public Action<float[], float[]> Of(int bits, string function) => _types.GetOrAdd(bits, Compile)
        .GetMethod("All" + function, BindingFlags.Public | BindingFlags.Static)!.CreateDelegate<Action<float[], float[]>>();

    private Type Compile(int bits)
    {
        Target target = Target.All.Last(known => known.Bits == bits);
        MathCalls math = new();
        CodeWriter code = new();
        code.Line("using System.Runtime.CompilerServices;");
        code.Line("using System.Runtime.Intrinsics;");
        foreach ((string alias, string meaning) in Vectors.Aliases(bits, ""))
        {
            code.Line($"using {alias} = {meaning};");
        }

        using (code.Block("public static class Probe"))
        {
            foreach ((string name, Func<MathCalls, Value, Value> expression) in functions)
            {
                using (code.Block($"public static void All{name}(float[] x, float[] y)"))
                using (code.Block("for (int i = 0; i < x.Length; i += Vec.Count)"))
                {
                    code.Line("Vec argument = F.Load(ref x[i]);");
                    code.Line($"F.Store({ExpressionPrinter.Print(expression(math, Value.Named("argument")))}, ref y[i]);");
                }
            }

            MathPrinter.Write(code, target, math.Called);
        }

        return GeneratorHarness.RunSource(code.ToString()).Load().GetType("Probe", throwOnError: true)!;
    }
}
