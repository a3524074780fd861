using Microsoft.CodeAnalysis;
using SeqGen.Generator.Testing;

namespace SeqGen.Generator.Tests;

/// <summary>A step that throws fails its own model only; a build that is cancelled stops between two steps.</summary>
public class FaultTests
{
    private static readonly string[] Steps = ["parse", "complete", "read", "infer", "emit"];

    public static TheoryData<string> AllSteps => [.. Steps];

    [Theory]
    [MemberData(nameof(AllSteps))]
    public void AFaultFailsOneModelOfFiles(string step) => ShouldFailAlone(step, before => new GeneratorHarness(before: before)
        .SetFile("Bad.seqnet", "model Bad\nfeatures size=3\ndense 1\n")
        .SetFile("Good.seqnet", "model Good\nfeatures size=3\ndense 1\n"));

    [Theory]
    [InlineData("parse")]
    [InlineData("read")]
    [InlineData("infer")]
    [InlineData("emit")]
    public void AFaultFailsOneModelOfClasses(string step) => ShouldFailAlone(step, before => new GeneratorHarness(before: before)
        .SetSource("Models.cs", "using SeqGen;\nnamespace SeqGen.Models;\n[SequenceModel, Features(Size = 3), Dense(1)] partial class Bad;\n[SequenceModel, Features(Size = 3), Dense(1)] partial class Good;\n"));

    [Fact]
    public void AFaultOfAPlaceholderIsToldBesideTheMistake()
    {
        GeneratorRun run = new GeneratorHarness(before: Failing("placeholder"))
            .SetFile("Bad.seqnet", "model Bad\nfeatures size=3\ndanse 1\n")
            .SetFile("Good.seqnet", "model Good\nfeatures size=3\ndense 1\n")
            .Run();
        run.Result.Exception.ShouldBeNull();
        run.Diagnostics.Select(diagnostic => diagnostic.Id).ShouldBe(["SEQ001", "SEQ029"], ignoreOrder: true);
        run.Sources.Keys.ShouldBe(["SeqGen.Models.Good.g.cs"]);
    }

    [Theory]
    [MemberData(nameof(AllSteps))]
    public void CancellationIsHonouredBeforeTheNextStep(string step)
    {
        using CancellationTokenSource cancellation = new();
        List<string> after = [];
        GeneratorHarness project = new GeneratorHarness(before: (name, _) =>
            {
                if (cancellation.IsCancellationRequested)
                {
                    after.Add(name);
                }

                if (name == step)
                {
                    cancellation.Cancel();
                }
            })
            .SetFile("Model.seqnet", "model Model\nfeatures size=3\ndense 1\n");
        Should.Throw<OperationCanceledException>(() => project.Run(cancellation.Token));
        after.ShouldBeEmpty();
    }

    private static void ShouldFailAlone(string step, Func<Action<string, string>, GeneratorHarness> declare)
    {
        GeneratorRun run = declare(Failing(step)).Run();
        run.Result.Exception.ShouldBeNull();
        Diagnostic fault = run.Diagnostics.ShouldHaveSingleItem();
        fault.Id.ShouldBe("SEQ029");
        fault.Location.GetLineSpan().Path.ShouldBeOneOf("Bad.seqnet", "Models.cs");
        string message = fault.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        message.ShouldContain($"in the step {step}: System.InvalidOperationException: an injected fault at ");
        message.ShouldContain("'Bad");
        message.ShouldContain("please report it");
        run.Sources["SeqGen.Models.Good.g.cs"].ShouldContain("class Kernels512");
        run.CompilerDiagnostics.ShouldBeEmpty();
    }

    private static Action<string, string> Failing(string step) => (name, model) =>
    {
        if (name == step && model.StartsWith("Bad", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("an injected\nfault");
        }
    };
}
