using SeqGen.Numerics.Tests.Guarded;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>The entry point of the assembly started as a process of its own; see <see cref="VectorWidthTests"/> and <see cref="GuardedBufferTests"/>.</summary>
internal static class Program
{
    /// <param name="arguments">
    /// The image of the sample models, and the file for what they compute; or <c>guard</c>, image and log; or <c>touch</c> and a side.
    /// </param>
    public static int Main(string[] arguments)
    {
        switch (arguments[0])
        {
            case "guard":
                GuardedRun.Run(CompiledModels.Load(File.ReadAllBytes(arguments[1])), arguments[2]);
                break;
            case "touch":
                return GuardedRun.Touch(atEnd: arguments[1] == "end");
            default:
                File.WriteAllLines(arguments[1], WidthProbe.Run(CompiledModels.Load(File.ReadAllBytes(arguments[0]))));
                break;
        }

        return 0;
    }
}
