using System.Globalization;
using System.Runtime.InteropServices;
using SeqGen.AotTests.Tools;
using SeqGen.Samples;
using SeqGen.Samples.Sentiment;
using SeqGen.Text;

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

    [SkippableTheory]
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
        string folder = SaveModel(model);
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

    [SkippableFact]
    public void TheDefaultExecutableRunsWideVectors()
    {
        RequireLinker();
        Skip.IfNot(RuntimeInformation.OSArchitecture == Architecture.X64, "x86-64 only: the vector width of other processors is fixed.");

        Run([SaveModel(nameof(PhraseLstm)), "--about"]).Lines.ShouldBe([$"{nameof(PhraseLstm)}, 256-bit vectors"]);
    }

    [SkippableFact]
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
    [InlineData("net9.0", "v2", "")]
    [InlineData("net9.0", "v3", "avx2,bmi,bmi2,fma,lzcnt,movbe,popcnt")]
    [InlineData("net9.0", "native", "native")]
    [InlineData("net10.0", "v3", "x86-64-v3")]
    [InlineData("net10.0", "v4", "x86-64-v4")]
    public void TheLevelChoosesTheInstructionSet(string framework, string level, string expected) =>
        Command.Dotnet(
            BuildWorkspace.Repository, "msbuild", BuildWorkspace.SentimentCliProject, "-getProperty:IlcInstructionSet",
            $"-p:SeqGenAotFramework={framework}", $"-p:SeqGenCpu={level}", "-p:RuntimeIdentifier=linux-x64").Output.Trim().ShouldBe(expected);

    [Fact]
    public void PublishingWithoutWideVectorsWarns()
    {
        Check("v3").Output.ShouldNotContain("SEQGENCPU");
        Check("v2").Output.ShouldContain("warning SEQGENCPU02");
        CommandResult unknown = Check("v9");
        unknown.ExitCode.ShouldNotBe(0);
        unknown.Output.ShouldContain("error SEQGENCPU01: SeqGenCpu is 'v9'; it may be v2, v3, v4 or native.");
    }

    private static CommandResult Check(string level) => Command.Run(
        "dotnet", BuildWorkspace.Repository,
        ["msbuild", BuildWorkspace.SentimentCliProject, "-t:SeqGenCheckCpu", $"-p:SeqGenCpu={level}", "-p:RuntimeIdentifier=linux-x64"]);

    private static void RequireLinker() =>
        Skip.IfNot(BuildWorkspace.HasNativeLinker, "No native linker: neither clang nor gcc is on the path.");

    private static float[] Scores(CommandResult result)
    {
        result.Error.ShouldBe("");
        result.ExitCode.ShouldBe(0);
        return [.. result.Lines.Select(line => float.Parse(line, CultureInfo.InvariantCulture))];
    }

    private CommandResult Run(string[] arguments, string? input = null) => Command.Run(workspace.SentimentCli, workspace.Folder, arguments, input);

    /// <summary>A model with random weights and a tokenizer of the test's own words.</summary>
    private string SaveModel(string name)
    {
        string folder = Path.Combine(workspace.Folder, "models", name);
        SequenceModel model = ModelCatalog.All.Single(choice => choice.Name == name).Create(7);
        TokenEncoder encoder = TokenEncoder.Fit(model.Description.Inputs[0], new Tokenizer(numWords: 128), Texts);
        new TextClassifier(model, encoder).Save(folder);
        return folder;
    }
}
