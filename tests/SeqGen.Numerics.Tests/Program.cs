using SeqGen.Numerics.Tests.Guarded;
using SeqGen.Numerics.Tests.Models;
using Xunit.Runner.InProc.SystemConsole;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// The entry point: of the tests, and of the processes that they start of this assembly; see <see cref="VectorWidthTests"/>,
/// <see cref="GuardedBufferTests"/>, <see cref="PoisonTests"/>, <see cref="InliningTests"/>, <see cref="KillTests"/> and <see cref="MpiTests"/>.
/// </summary>
internal static class Program
{
    /// <param name="arguments">
    /// <c>samples</c> and what <see cref="SampleProcess.RunChild"/> takes; or <c>touch</c> and a side; or <c>compile</c> and an image; or <c>train</c> and what
    /// <see cref="ResumableRun.RunChild"/> takes; or <c>rank</c> and what <see cref="MpiRun.RunChild"/> takes; or what the runner of the tests takes.
    /// </param>
    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments.FirstOrDefault())
        {
            case "samples":
                SampleProcess.RunChild(arguments[1..]);
                break;
            case "touch":
                return GuardedRun.Touch(atEnd: arguments[1] == "end");
            case "compile":
                InliningTests.CompileAll(CompiledModels.Load(File.ReadAllBytes(arguments[1])));
                break;
            case "train":
                ResumableRun.RunChild(arguments[1..]);
                break;
            case "rank":
                MpiRun.RunChild(arguments[1..]);
                break;
            default:
                return await ConsoleRunner.Run(arguments);
        }

        return 0;
    }
}
