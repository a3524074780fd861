using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>The entry point of the assembly started as a process of its own; see <see cref="VectorWidthTests"/> and <see cref="KillTests"/>.</summary>
internal static class Program
{
    /// <param name="arguments">
    /// The image of the sample models, and the file for what they compute; or what <see cref="ResumableRun.RunChild"/> takes.
    /// </param>
    public static int Main(string[] arguments)
    {
        if (arguments.Length > 2)
        {
            ResumableRun.RunChild(arguments);
            return 0;
        }

        File.WriteAllLines(arguments[1], WidthProbe.Run(CompiledModels.Load(File.ReadAllBytes(arguments[0]))));
        return 0;
    }
}
