using System.Globalization;
using System.Runtime.InteropServices;
using SeqGen.AotTests.Tools;
using SeqGen.Samples;
using SeqGen.Samples.Sentiment;

namespace SeqGen.AotTests;

/// <summary>The NativeAOT executable of samples/SentimentCli against the same models under the JIT.</summary>
[Collection(BuildCollection.Name)]
public sealed class SentimentCliTests(BuildWorkspace workspace)
{
    private static readonly string[] Texts =
    [
        "The film was not good but bad.",
        "A wonderful story, and the acting is superb!",
        "",
        "word-by-word, <br /> the plot was bad bad bad; I expected it to be better",
    ];

    [Theory]
    [InlineData(nameof(PhraseLstm))]
    [InlineData(nameof(ReviewLstm))]
    [InlineData(nameof(ReviewGru))]
    [InlineData(nameof(ReviewBidirectional))]
    [InlineData(nameof(ReviewSimpleRnn))]
    [InlineData(nameof(ReviewEmbedding))]
    [InlineData(nameof(ReviewPeephole))]
    public void ScoresAreThoseOfTheJit(string model)
    {
        RequireLinker();
        string folder = workspace.SaveModel(model, Texts);
        TextClassifier jit = TextClassifier.Load(folder, ModelCatalog.All);

        float[] fromArguments = Scores(Run([folder, .. Texts]));
        float[] fromInput = Scores(Run([folder], string.Join("\n", Texts) + "\n"));

        fromArguments.Length.ShouldBe(Texts.Length);
        fromInput.ShouldBe(fromArguments);
        for (int i = 0; i < Texts.Length; i++)
        {
            fromArguments[i].ShouldBe(jit.Predict(Texts[i])[0], 1e-6f, Texts[i]);
        }
    }

    [Fact]
    public void TheDefaultExecutableRunsWideVectors()
    {
        RequireLinker();
        Assert.SkipUnless(RuntimeInformation.OSArchitecture == Architecture.X64, "x86-64 only: the vector width of other processors is fixed.");

        Run([workspace.SaveModel(nameof(PhraseLstm), Texts), "--about"]).Lines.ShouldBe([$"{nameof(PhraseLstm)}, 256-bit vectors"]);
    }

    [Fact]
    public void AMissingModelIsOneClearMessage()
    {
        RequireLinker();
        CommandResult result = Run([Path.Combine(workspace.Folder, "nowhere"), "text"]);

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("");
        result.Error.ShouldStartWith("error: ");
        result.Error.ShouldContain("samples/Sentiment");
        result.Error.Trim().ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("v2", "")]
    [InlineData("v3", "x86-64-v3")]
    [InlineData("v4", "x86-64-v4")]
    [InlineData("native", "native")]
    [InlineData("all", "")]
    public void TheLevelChoosesTheInstructionSet(string level, string expected) =>
        Command.Dotnet(
            BuildWorkspace.Repository, "msbuild", BuildWorkspace.SentimentCliProject, "-getProperty:IlcInstructionSet",
            $"-p:SeqGenCpu={level}", "-p:RuntimeIdentifier=linux-x64").Output.Trim().ShouldBe(expected);

    [Fact]
    public void PublishingWithoutWideVectorsWarns()
    {
        Check("linux-x64", "v3").Output.ShouldNotContain("SEQGENCPU");
        Check("linux-x64", "v2").Output.ShouldContain("warning SEQGENCPU02");
        Check("linux-x64", "v3", "-p:IlcInstructionSet=sse4.2").Output.ShouldContain("without AVX2 (instruction set 'sse4.2')");
        Check("linux-arm64", "v2").Output.ShouldNotContain("SEQGENCPU");
    }

    [Fact]
    public void LevelsThatCannotBeAreErrors()
    {
        Refused("linux-x64", "v9").ShouldContain("error SEQGENCPU01: SeqGenCpu is 'v9'; it may be v2, v3, v4, native or all.");
        Refused("linux-x64", "all", "-p:IlcInstructionSet=native").ShouldContain("error SEQGENCPU03");
        Refused("win-x64", "all").ShouldContain("error SEQGENCPU04");
        Check("linux-arm64", "all").Output.ShouldContain("linux-arm64 has one level only");
    }

    [Theory]
    [InlineData("native", "-p:Configuration=Debug", "-p:PublishAot=false")]
    [InlineData("", "-p:Configuration=Debug", "-p:PublishAot=true", "-p:RuntimeIdentifier=linux-x64")]
    [InlineData("", "-p:Configuration=Release", "-p:PublishAot=false", "-p:RuntimeIdentifier=linux-x64")]
    [InlineData("neon", "-p:Configuration=Debug", "-p:RuntimeIdentifier=win-arm64")]
    [InlineData("256", "-p:Configuration=Debug", "-p:PublishAot=false", "-p:SeqGenVectorBits=256")]
    public void ADebugBuildIsForItsOwnMachine(string expected, params string[] properties) =>
        Command.Dotnet(BuildWorkspace.Repository, ["msbuild", BuildWorkspace.SentimentCliProject, "-getProperty:SeqGenVectorBits", .. properties]).Output.Trim().ShouldBe(expected);

    [Theory]
    [InlineData("1024", "1024")]
    [InlineData("512%2cneno", "neno")]
    public void UnknownVectorsAreAnError(string written, string unknown)
    {
        CommandResult result = Command.Run(
            "dotnet", BuildWorkspace.Repository, ["msbuild", BuildWorkspace.SentimentCliProject, "-t:SeqGenCheckVectorBits", $"-p:SeqGenVectorBits={written}"]);
        result.ExitCode.ShouldNotBe(0);
        result.Output.ShouldContain($"error SEQGENCPU05: SeqGenVectorBits is '{written.Replace("%2c", ",", StringComparison.Ordinal)}', and knows no '{unknown}'.");
    }

    private static CommandResult Check(string runtime, string level, params string[] properties) => Command.Run(
        "dotnet", BuildWorkspace.Repository,
        ["msbuild", BuildWorkspace.SentimentCliProject, "-t:SeqGenCheckCpu", $"-p:SeqGenCpu={level}", $"-p:RuntimeIdentifier={runtime}", .. properties]);

    private static string Refused(string runtime, string level, params string[] properties)
    {
        CommandResult result = Check(runtime, level, properties);
        result.ExitCode.ShouldNotBe(0);
        return result.Output;
    }

    private static void RequireLinker() =>
        Assert.SkipUnless(BuildWorkspace.HasNativeLinker, "No native linker: neither clang nor gcc is on the path.");

    private static float[] Scores(CommandResult result)
    {
        result.Error.ShouldBe("");
        result.ExitCode.ShouldBe(0);
        return [.. result.Lines.Select(line => float.Parse(line, CultureInfo.InvariantCulture))];
    }

    private CommandResult Run(string[] arguments, string? input = null) => Command.Run(workspace.SentimentCli, workspace.Folder, arguments, input);
}
