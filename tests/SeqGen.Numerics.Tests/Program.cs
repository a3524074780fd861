using SeqGen.Numerics.Tests.Guarded;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// The entry point of the assembly started as a separate process; see <see cref="VectorWidthTests"/>,
/// <see cref="GuardedBufferTests"/>, <see cref="PoisonTests"/>, <see cref="KillTests"/> and <see cref="MpiTests"/>.
/// </summary>
internal static class Program
{
    /// <param name="arguments">
    /// The image of the sample models, and the file for what they compute, perhaps after <c>poison</c>; or <c>guard</c>, image and log; or <c>touch</c> and a
    /// side; or <c>train</c> and what <see cref="ResumableRun.RunChild"/> takes; or <c>rank</c> and what <see cref="MpiRun.RunChild"/> takes.
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
            case "poison":
                File.WriteAllLines(arguments[2], PoisonProbe.Run(CompiledModels.Load(File.ReadAllBytes(arguments[1]))));
                break;
            case "train":
                ResumableRun.RunChild(arguments[1..]);
                break;
            case "rank":
                MpiRun.RunChild(arguments[1..]);
                break;
            default:
                File.WriteAllLines(arguments[1], WidthProbe.Run(CompiledModels.Load(File.ReadAllBytes(arguments[0]))));
                break;
        }

        return 0;
    }
}
