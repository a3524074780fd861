using System.Reflection;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>The entry point of the assembly started as a process of its own; see <see cref="VectorWidthTests"/>.</summary>
internal static class Program
{
    /// <param name="arguments">The image of the sample models, the file for what they compute, and perhaps <c>poison</c>; see <see cref="PoisonTests"/>.</param>
    public static int Main(string[] arguments)
    {
        Assembly models = CompiledModels.Load(File.ReadAllBytes(arguments[0]));
        File.WriteAllLines(arguments[1], arguments.Length > 2 ? PoisonProbe.Run(models) : WidthProbe.Run(models));
        return 0;
    }
}
