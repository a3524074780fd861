using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Text.RegularExpressions;
using SeqGen.Generator.Layers;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Syntax;
using SeqGen.Generator.Testing;

namespace SeqGen.Generator.Tests;

/// <summary>What is emitted for every layer and every option that changes it compiles, without a warning and without unsafe code.</summary>
public class EmissionTests
{
    /// <summary>All layers.</summary>
    public static TheoryData<string> Words => [.. LayerCatalog.Words];

    [Theory]
    [MemberData(nameof(Words))]
    public void EveryOptionCompiles(string word)
    {
        LayerDefinition layer = LayerCatalog.Find(word)!;
        string[] options = [.. layer.Arguments.Where(argument => ChangesCode(word, argument)).Select(argument => argument.Name)];
        string defaults = string.Join("\n", TwoLanguagesTests.OptionModel(layer, []));
        string changed = string.Join("\n", TwoLanguagesTests.OptionModel(layer, options));
        ShouldCompile(GeneratorHarness.RunSeqnet($"model Defaults\n{defaults}\nmodel Changed\n{changed}\n"), 2);
    }

    /// <summary>
    /// Options of the other types change numbers in the description alone; a stateful layer has no initial state
    /// to pass in, the sampled bidirectional layer is no GRU, and not all inputs here have sequences to work on each of.
    /// </summary>
    private static bool ChangesCode(string word, ArgumentDefinition argument) =>
        argument.Type is ArgumentType.Flag or ArgumentType.Word or ArgumentType.Activation
        && argument.Name is not ("trainable" or "stateful" or TimeDistributedLayer.Argument)
        && !(word == "bidirectional" && argument.Name == "reset_after")
        && !(word == "features" && argument.Name is "padding" or "truncating" or "pad_value" or "mask");

    [Theory]
    [InlineData("tokens length=5 vocabulary=9\nembedding 3 trainable=false")]
    [InlineData("tokens length=5 vocabulary=9\nembedding 3 trainable=false mask_zero=true\ngru 4\ndense 2 softmax")]
    [InlineData("features size=3 length=5 mask=true\nflatten\nflatten\nactivation tanh\nflatten")]
    [InlineData("features size=3\ndropout 0\nactivation linear\ndropout 0.5")]
    [InlineData("one_hot length=5 vocabulary=9\nbidirectional gru 4 return_sequences=true stateful=true merge_mode=mul\nlstm 3 initial_state=input return_state=true")]
    [InlineData("features size=2 length=3\nbidirectional gru 4 layer_normalization=true trainable=false\ndense 1")]
    [InlineData("features size=1 length=1\nmasking\nsimple_rnn 1 return_sequences=true trainable=false\nsimple_rnn 1 go_backwards=true use_bias=false")]
    public void UnusualModelCompiles(string lines) => ShouldCompile(GeneratorHarness.RunSeqnet($"model M\n{lines}\n"), 1);

    [Fact]
    public void NativeIsWhatThisMachineHas()
    {
        string kernels = Vector512.IsHardwareAccelerated ? "Kernels512" : Vector256.IsHardwareAccelerated ? "Kernels256" : AdvSimd.Arm64.IsSupported ? "KernelsNeon" : "Kernels128";
        GeneratorRun run = new GeneratorHarness("Project", vectorBits: "native").SetFile("M.seqnet", "model M\nfeatures size=3\ndense 1\n").Run();
        ShouldCompile(run, 1);
        Regex.Matches(run.Sources["Project.M.g.cs"], @"class (Kernels\w+)").Select(match => match.Groups[1].Value).ShouldBe([kernels]);
    }

    [Fact]
    public void ModelsOfBothLanguagesCompileTogether()
    {
        GeneratorRun run = new GeneratorHarness("Project")
            .SetSource("Global.cs", "using SeqGen;\n[SequenceModel, Features(Size = 3), Dense(1)]\npublic partial class InNoNamespace;\n")
            .SetSource("Internal.cs", "using SeqGen;\nnamespace A.B;\n[SequenceModel, Features(Size = 3), Dense(1)]\ninternal sealed partial class Internal\n{\n    public int Own => 1;\n}\n")
            .SetFile("Written.seqnet", "model Written\nfeatures size=3\ndense 1 name=kernel\n")
            .Run();
        ShouldCompile(run, 3);
    }

    private static void ShouldCompile(GeneratorRun run, int models)
    {
        run.Result.Exception?.ToString().ShouldBeNull();
        run.Diagnostics.Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
        run.OutputsOf<Networks.NetworkSpec>(TrackingNames.Spec).Count().ShouldBe(models);
        run.CompilerDiagnostics.Select(diagnostic => diagnostic.ToString()).Take(5).ShouldBeEmpty();
        ((Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions)run.Output.Options).AllowUnsafe.ShouldBeFalse();
    }
}
