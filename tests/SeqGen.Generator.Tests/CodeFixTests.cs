using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using SeqGen.CodeFixes;
using SeqGen.Generator.Testing;

namespace SeqGen.Generator.Tests;

/// <summary>What an editor offers to mend in attributes.</summary>
public class CodeFixTests
{
    private const string Features = "Features(Size = 3, Length = 5)";

    /// <summary>Layers, options and words.</summary>
    [Theory]
    [InlineData("{|SEQ061:Lstn|}(4)", "Lstm(4)")]
    [InlineData("{|SEQ061:LSTM|}(4)", "Lstm(4)")]
    [InlineData("SeqGen.{|SEQ061:Lstn|}(4)", "SeqGen.Lstm(4)")]
    [InlineData("{|SEQ061:SimpleRNN|}(units: 4)", "SimpleRnn(units: 4)")]
    [InlineData("Dense(1), {|SEQ061:Los|}(LossFunction.Huber)", "Dense(1), Loss(LossFunction.Huber)")]
    [InlineData("Lstm(4, {|SEQ061:return_sequences|} = true)", "Lstm(4, ReturnSequences = true)")]
    [InlineData("Lstm(4, {|SEQ061:GoBackward|} = true)", "Lstm(4, GoBackwards = true)")]
    [InlineData("Dense({|SEQ061:Units|} = 4)", "Dense(units: 4)")]
    [InlineData("Dense(1, Activation.{|SEQ061:Sigmiod|})", "Dense(1, Activation.Sigmoid)")]
    [InlineData("Conv1D(4, 2, Padding = Padding.{|SEQ061:Casual|})", "Conv1D(4, 2, Padding = Padding.Causal)")]
    [InlineData("Dense(1, \"{|SEQ061:sigmiod|}\")", "Dense(1, \"sigmoid\")")]
    [InlineData("Dense(1, activation: \"{|SEQ061:leaky_rel|}( 0.1 )\")", "Dense(1, activation: \"leaky_relu( 0.1 )\")")]
    [InlineData("Dense(1, KernelInitializer = \"{|SEQ061:glorot_unifrom|}\")", "Dense(1, KernelInitializer = \"glorot_uniform\")")]
    [InlineData("Dense(1), Loss(\"{|SEQ061:mean_sqared_error|}\")", "Dense(1), Loss(\"mean_squared_error\")")]
    [InlineData("Lstm(4, ReturnSequences = true, Name = \"encoder\"), Lstm(4, InitialState = \"{|SEQ061:encodr|}\")", "Lstm(4, ReturnSequences = true, Name = \"encoder\"), Lstm(4, InitialState = \"encoder\")")]
    [InlineData("Dense(3), Add(\"{|SEQ061:feature|}\")", "Dense(3), Add(\"features\")")]
    public Task Layer(string written, string mended) => Check(
        $"using SeqGen;\n\n[SequenceModel]\n[{Features}]\n[{written}]\npublic partial class Model;\n",
        $"using SeqGen;\n\n[SequenceModel]\n[{Features}]\n[{mended}]\npublic partial class Model;\n");

    [Theory]
    [InlineData("[SequenceModel(Gates = GateForm.{|SEQ061:Precice|}), Features(Size = 3)] partial class M;", "[SequenceModel(Gates = GateForm.Precise), Features(Size = 3)] partial class M;")]
    [InlineData("[{|SEQ061:SequnceModel|}, Features(Size = 3)] partial class M;", "[SequenceModel, Features(Size = 3)] partial class M;")]
    [InlineData("[{|SEQ061:Features|}(Size = 3)] partial class M;", "[SequenceModel]\n[Features(Size = 3)] partial class M;")]
    [InlineData("namespace N\n{\n    /// <summary>M.</summary>\n    [{|SEQ061:Features|}(Size = 3)]\n    [Dense(1)]\n    partial class M;\n}", "namespace N\n{\n    /// <summary>M.</summary>\n    [SequenceModel]\n    [Features(Size = 3)]\n    [Dense(1)]\n    partial class M;\n}")]
    [InlineData("[SequenceModel, Features(Size = 3)] public sealed class {|SEQ061:M|};", "[SequenceModel, Features(Size = 3)] public sealed partial class M;")]
    public Task Class(string written, string mended) => Check($"using SeqGen;\n{written}\n", $"using SeqGen;\n{mended}\n");

    /// <summary>Attributes of somebody else, words with nothing near, layers on a second part, and names as they should be.</summary>
    [Theory]
    [InlineData("[Obsolet] class C;")]
    [InlineData("[Lstn(4)] class C;")]
    [InlineData("[System.Obsolete(\"\", Eror = true)] class C;")]
    [InlineData("[SequenceModel, Features(Size = 3), Dense(1, Activation.Transformer)] partial class C;")]
    [InlineData("[SequenceModel, Features(Size = 3)] partial class C; [Dense(1)] partial class C;")]
    [InlineData("[SequenceModel, Features(Size = 3, Length = 2), Lstm(4, ReturnSequences = true), Lstm(4, ReturnSequences = true), Dense(4, TimeDistributed = true), Lstm(4, InitialState = \"lstm_1\"), Add(\"lstm\", \"time_distributed\"), Loss(\"mse\")] partial class C;")]
    public Task Nothing(string source) => Check($"using SeqGen;\n{source}\n", $"using SeqGen;\n{source}\n");

    /// <param name="markup">The source, with the places where a change is offered.</param>
    /// <param name="mended">What becomes of it.</param>
    private static async Task Check(string markup, string mended)
    {
        Project project = new() { TestCode = markup, FixedCode = mended };
        await project.RunAsync();
    }

    /// <summary>What the compiler says of the same places is its matter, and what the generator says is tested elsewhere.</summary>
    private sealed class Project : CSharpCodeFixTest<DeclarationAnalyzer, DeclarationCodeFix, DefaultVerifier>
    {
        public Project()
        {
            ReferenceAssemblies = new ReferenceAssemblies("net10.0");
            CompilerDiagnostics = CompilerDiagnostics.None;
            TestState.AdditionalReferences.AddRange(GeneratorHarness.References);
        }

        protected override Microsoft.CodeAnalysis.ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.CSharp13);
    }
}
