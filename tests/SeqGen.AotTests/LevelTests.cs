using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SeqGen.AotTests.Tools;
using SeqGen.Samples.Sentiment;

namespace SeqGen.AotTests;

/// <summary>An executable of each level side by side, and the selector that starts the best one.</summary>
[Collection(BuildCollection.Name)]
public sealed class LevelTests(BuildWorkspace workspace)
{
    private const string ModelName = nameof(PhraseLstm);

    private static readonly string[] Levels = ["-v2", "-v3", "-v4"];

    private static int BestLevel =>
        Vector512.IsHardwareAccelerated && Avx512BW.IsSupported ? 4 : Avx2.IsSupported && Fma.IsSupported ? 3 : 2;

    [Fact]
    public void EveryLevelHasItsVectorsAndTheSelectorStartsTheBest()
    {
        string selector = Publish();
        string folder = workspace.SaveModel(ModelName, ["two words", "quoted"]);

        Run(selector, folder, "--about").Output.ShouldBe(About(BestLevel));
        for (int level = 2; level <= BestLevel; level++)
        {
            Run($"{selector}-v{level}", folder, "--about").Output.ShouldBe(About(level));
        }

        new FileInfo(selector).Length.ShouldBeLessThan(new FileInfo(selector + "-v2").Length / 2);
    }

    [Fact]
    public void ArgumentsStreamsAndExitCodesAreTheExecutablesOwn()
    {
        string selector = Publish();
        string direct = $"{selector}-v{BestLevel}";
        string folder = workspace.SaveModel(ModelName, ["two words", "quoted"]);
        string[] texts = ["two  words", "", "\"quoted\" $HOME *", "naïve 😀"];

        foreach (string[] arguments in new string[][] { [folder, .. texts], [], ["--help"], ["nowhere", "text"] })
        {
            Run(selector, arguments).ShouldBe(Run(direct, arguments));
        }

        Command.Run(selector, workspace.Folder, [folder], "one text\nanother\n")
            .ShouldBe(Command.Run(direct, workspace.Folder, [folder], "one text\nanother\n"));
    }

    [Fact]
    public void AMissingLevelIsPassedOver()
    {
        string selector = Publish();
        string folder = workspace.SaveModel(ModelName, ["two words", "quoted"]);
        string copy = Path.Combine(workspace.Folder, "some levels", "program");
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(selector, copy);
        CommandResult none = Run(copy, folder, "--about");
        none.ExitCode.ShouldBe(127);
        none.Error.ShouldBe($"error: {copy}-v2 cannot be started. It belongs beside this program, as do -v3 and -v4.\n");

        for (int level = 2; level <= BestLevel; level++)
        {
            File.Copy($"{selector}{Levels[level - 2]}", $"{copy}{Levels[level - 2]}");
            Run(copy, folder, "--about").Output.ShouldBe(About(level));
        }
    }

    private static string About(int level) => $"{ModelName}, {64 << (level - 1)}-bit vectors\n";

    private string Publish()
    {
        Assert.SkipUnless(BuildWorkspace.HasNativeLinker, "No native linker: neither clang nor gcc is on the path.");
        Assert.SkipWhen(
            RuntimeInformation.OSArchitecture != Architecture.X64 || OperatingSystem.IsWindows(),
            "Levels side by side are for x86-64 and systems where a process can become another program.");
        return workspace.SentimentCliOfAllLevels;
    }

    private CommandResult Run(string program, params string[] arguments) => Command.Run(program, workspace.Folder, arguments);
}
