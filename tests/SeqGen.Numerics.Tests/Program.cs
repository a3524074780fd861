using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>The entry point of the assembly started as a process of its own; see <see cref="VectorWidthTests"/> and <see cref="KillTests"/>.</summary>
internal static class Program
{
    /// <param name="arguments">
    /// The image of the sample models, and the file for what they compute; or <c>train</c> and what <see cref="ResumableRun.RunChild"/> takes.
    /// </param>
    public static int Main(string[] arguments)
    {
        if (arguments[0] == "train")
        {
            ResumableRun.RunChild(arguments[1..]);
            return 0;
        }

        File.WriteAllLines(arguments[1], WidthProbe.Run(CompiledModels.Load(File.ReadAllBytes(arguments[0]))));
        return 0;
    }
}
