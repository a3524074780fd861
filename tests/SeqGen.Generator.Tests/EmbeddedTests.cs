using Microsoft.CodeAnalysis;
using SeqGen.Generator.Testing;
using SeqGen.Generator.Tests.Harness;

namespace SeqGen.Generator.Tests;

/// <summary>Files that the build puts into the assembly, as their descriptions say: compared with the declaration, and given by members of the class.</summary>
public class EmbeddedTests
{
    private const string Head = "kind weights\nmodel Model\nfile Files/review.safetensors\nproject /src/App.csproj\nresource Model.weights\n";

    private const string Good = Head + "tensor F32 (9, 4) embedding/embeddings\ntensor F32 (4, 12) simple_rnn/kernel\ntensor BF16 (12, 12) simple_rnn/recurrent_kernel\ntensor F16 (12) simple_rnn/bias\n";

    private const string Tokenizer = "kind tokenizer\nmodel Model\nfile words.json\nproject /src/App.csproj\nresource Model.tokenizer\nvocabulary 9\n";

    private const string Declaration = "model Model\nnamespace Test\ntokens length=3 vocabulary=9\nembedding 4\nsimple_rnn 12\n";

    [Fact]
    public void MembersGiveWhatIsEmbedded()
    {
        GeneratorRun run = Project(Good, Tokenizer).SetSource("Use.cs", """
            namespace Test;
            class Use
            {
                float Of(string text, float[] output)
                {
                    Model.Pretrained().Predict(Model.PretrainedTokenizer().TextsToSequences(new[] { text })[0], output);
                    return output[0];
                }
            }
            """).Run();
        run.Diagnostics.ShouldBeEmpty();
        run.CompilerDiagnostics.ShouldBeEmpty();
        run.Sources["Test.Model.pretrained.g.cs"].ShouldContain("the weights of Files/review.safetensors, which are part of this assembly");

        Project(Good).Run().Sources["Test.Model.pretrained.g.cs"].ShouldNotContain("PretrainedTokenizer");
        Project().Run().Sources.Keys.ShouldBe(["Test.Model.g.cs", "SeqGen.Emitted.Functions.g.cs"], ignoreOrder: true);
    }

    [Fact]
    public void WeightsThatDifferAreNamedAtTheirLayer()
    {
        string first = Declaration.Replace("\nembedding", "\n{|SEQ041:embedding|}", StringComparison.Ordinal);
        Markup.CheckSeqnet(first, "'Files/review.safetensors' has the weight 'embedding/embeddings' with the shape (9, 5), but the declaration needs (9, 4)", Described(Good.Replace("(9, 4)", "(9, 5)", StringComparison.Ordinal)));
        Markup.CheckSeqnet(first, "with values of the type I64, but F32, F16, BF16, F64 can be read", Described(Good.Replace("F32 (9", "I64 (9", StringComparison.Ordinal)));

        string second = Declaration.Replace("simple_rnn 12", "{|SEQ040:simple_rnn|} 12", StringComparison.Ordinal);
        Markup.CheckSeqnet(second, "'Files/review.safetensors' has no weight 'simple_rnn/bias' (12)", Described(Good.Replace("tensor F16 (12) simple_rnn/bias\n", "", StringComparison.Ordinal)));
        Markup.CheckSeqnet(
            second.Replace("model Model", "model {|SEQ042:Model|}", StringComparison.Ordinal),
            "has weights that the model 'Model' has not: 'simple_rnn/bais' (12); the nearest that is missing is 'simple_rnn/bias'",
            Described(Good.Replace("rnn/bias", "rnn/bais", StringComparison.Ordinal)));
        GeneratorRun renamed = Project(Good.Replace("rnn/bias", "rnn/bais", StringComparison.Ordinal)).Run();
        renamed.Diagnostics.Single(diagnostic => diagnostic.Id == "SEQ040").GetMessage(null).ShouldEndWith("; the nearest that it has is 'simple_rnn/bais' (12)");
    }

    [Fact]
    public void WeightsThatNoLayerHasAreListed() => Markup.CheckSeqnet(
        Declaration.Replace("model Model", "model {|SEQ042:Model|}", StringComparison.Ordinal),
        "has weights that the model 'Model' has not: 'a/0' (2), 'a/1' (2), 'a/2' (2), 'a/3' (2), 'a/4' (2), 'a/5' (2), 'a/6' (2), 'a/7' (2), and 1 more",
        Described(Good + string.Concat(Enumerable.Range(0, 9).Select(index => $"tensor F32 (2) a/{index}\n"))));

    [Fact]
    public void AFileThatCannotBeUsedIsSaidAtTheModel()
    {
        string declaration = Declaration.Replace("model Model", "model {|SEQ043:Model|}", StringComparison.Ordinal);
        Markup.CheckSeqnet(declaration, "The SeqGenWeights of the model 'Model' cannot be embedded: two\nlines \\ here", Described(Head + "problem two\\nlines \\\\ here\n"));
        Markup.CheckSeqnet(declaration, "The SeqGenTokenizer of the model 'Model' cannot be embedded: it is damaged", Described(Tokenizer + "problem it is damaged\n"));
    }

    [Fact]
    public void ATokenizerFitsTheModel()
    {
        Project(Tokenizer).Run().Diagnostics.ShouldBeEmpty();
        Markup.CheckSeqnet(
            Declaration.Replace("vocabulary=9", "{|SEQ045:vocabulary=9|}", StringComparison.Ordinal),
            "its tokens are below 9, and those of the tokenizer below 10",
            Described(Tokenizer.Replace("vocabulary 9", "vocabulary 10", StringComparison.Ordinal)));
        Markup.CheckSeqnet("model {|SEQ045:Model|}\nfeatures size=2\ndense 1\n", "it takes no tokens", Described(Tokenizer));
    }

    [Theory]
    [InlineData("Modle", "which the project does not declare; did you mean 'Model'?")]
    [InlineData("Other.Model", "which the project does not declare")]
    [InlineData("Model", "there are several: A.Model, B.Model; give the full name as Model")]
    public void AFileIsForOneModel(string model, string message)
    {
        GeneratorHarness project = new GeneratorHarness().SetFile("Model.seqembedded", Good.Replace("model Model", $"model {model}", StringComparison.Ordinal));
        project.SetFile("A.seqnet", Declaration.Replace("namespace Test", "namespace A", StringComparison.Ordinal));
        if (model == "Model")
        {
            project.SetFile("B.seqnet", Declaration.Replace("namespace Test", "namespace B", StringComparison.Ordinal));
        }

        Diagnostic found = project.Run().Diagnostics.Single();
        found.Id.ShouldBe("SEQ044");
        found.GetMessage(null).ShouldContain(message);
        found.Location.GetLineSpan().Path.ShouldBe("/src/App.csproj");
    }

    [Fact]
    public void ASecondFileOfAKindIsRefused()
    {
        Diagnostic found = Project(Good, Good.Replace("review", "other", StringComparison.Ordinal)).Run().Diagnostics.Single();
        found.Id.ShouldBe("SEQ044");
        found.GetMessage(null).ShouldBe("The SeqGenWeights 'Files/review.safetensors' is a second one for the model 'Test.Model'; keep one of them");
    }

    [Fact]
    public void AMemberOfTheSameNameIsReported()
    {
        GeneratorRun clash = Project(Good, Tokenizer).SetSource("Own.cs", """
            namespace Test;
            partial class Model
            {
                public static Model Pretrained() => null!;
                public static Model Pretrained(string path) => null!;
                public static int PretrainedTokenizer => 0;
            }
            """).Run();
        clash.Diagnostics.Select(diagnostic => diagnostic.Id).ShouldBe(["SEQ035", "SEQ035"]);
        clash.CompilerDiagnostics.ShouldBeEmpty();

        GeneratorRun own = Project().SetSource("Own.cs", "namespace Test; partial class Model { public static Model Pretrained() => null!; }").Run();
        own.Diagnostics.ShouldBeEmpty("nothing is embedded, so the name is free");
        own.CompilerDiagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void AModelWithAMistakeStillHasTheMembers()
    {
        GeneratorRun run = Project(Good).SetFile("Model.seqnet", Declaration.Replace("simple_rnn 12", "simple_rnm 12", StringComparison.Ordinal))
            .SetSource("Use.cs", "namespace Test; class Use { Model Of() => Model.Pretrained(); }").Run();
        run.Diagnostics.Select(diagnostic => diagnostic.Id).ShouldBe(["SEQ001"]);
        run.CompilerDiagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void ADescriptionThatIsNoneIsPassedOver()
    {
        for (int length = 0; length < Head.Length - "Model.weights\n".Length; length++)
        {
            GeneratorRun run = Project(Head[..length]).Run();
            run.Diagnostics.ShouldBeEmpty();
            run.Sources.Keys.ShouldBe(["Test.Model.g.cs", "SeqGen.Emitted.Functions.g.cs"], ignoreOrder: true);
        }
    }

    [Fact]
    public void NewValuesEmitNothingAnew()
    {
        GeneratorHarness project = Project(Good, Tokenizer);
        project.Run().ReasonsOf(TrackingNames.Pretrained).ShouldBe([IncrementalStepRunReason.New]);
        GeneratorRun same = project.SetFile("0.seqembedded", Good + "\n").Run();
        same.ReasonsOf(TrackingNames.Embedded).ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached || reason == IncrementalStepRunReason.Unchanged);
        GeneratorRun shape = project.SetFile("0.seqembedded", Good.Replace("(9, 4)", "(9, 5)", StringComparison.Ordinal)).Run();
        shape.Diagnostics.Select(diagnostic => diagnostic.Id).ShouldBe(["SEQ041"]);
        shape.ReasonsOf(TrackingNames.Sources).ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached);
        shape.ReasonsOf(TrackingNames.Pretrained).ShouldAllBe(reason => reason == IncrementalStepRunReason.Unchanged);
    }

    private static (string Path, string Text)[] Described(params string[] descriptions) => [.. descriptions.Select((text, index) => ($"{index}.seqembedded", text))];

    private static GeneratorHarness Project(params string[] descriptions) =>
        Described(descriptions).Aggregate(new GeneratorHarness().SetFile("Model.seqnet", Declaration), (project, file) => project.SetFile(file.Path, file.Text));
}
