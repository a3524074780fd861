using Microsoft.CodeAnalysis;
using SeqGen.Interop.Declarations;

namespace SeqGen.Interop.Tests;

/// <summary>The lines of C# that an import prints compile, for each kind of model.</summary>
public sealed class UsageTests
{
    [Fact]
    public void Lines_for_each_format_compile()
    {
        foreach ((string format, byte[] bytes) in ExampleFiles.All)
        {
            ImportOptions options = format is "onnx-cell" or "keras-h5" or "rtneural" or "guitarml" or "nam" or "onnx" or "onnx-exported" ? new() : new() { Length = ExampleFiles.Length };
            RequireCompiles(ModelImport.Read(new ImportSource(format, bytes), options), format);
        }
    }

    [Theory]
    [InlineData("a vector", "model.Predict(features, output)")]
    [InlineData("a number", "float y = model.Predict(features)")]
    [InlineData("tokens", "float y = model.Predict(tokens)")]
    [InlineData("two outputs", "predictor.CopyOutput(\"z\", output2)")]
    [InlineData("a stream", "stream.Step(features)")]
    public void Lines_for_each_kind_compile(string kind, string expected)
    {
        OnnxGraph graph = kind == "tokens" ? new OnnxGraph().Tokens("x", 1, 5) : new OnnxGraph().Input("x", 1, kind == "a stream" ? 1 : 5, 3);
        string values = kind == "tokens" ? graph.Node("Gather", [graph.Floats([7, 3], new Values(1).Vector(21)), "x"]) : "x";
        string[] weights = [graph.Floats([1, 8, 3], new Values(2).Vector(24)), graph.Floats([1, 8, 2], new Values(3).Vector(16)), graph.Floats([1, 16], new Values(4).Vector(16))];
        if (kind == "a stream")
        {
            graph.Input("h", 1, 1, 2).Input("c", 1, 1, 2);
        }

        string[] outputs = graph.Nodes("LSTM", [graph.Node("Transpose", [values], ("perm", new[] { 1, 0, 2 })), .. weights, .. kind == "a stream" ? new[] { "", "h", "c" } : []], 3, ("hidden_size", 2));
        string last = graph.Node("Squeeze", [outputs[1], graph.Whole(0)]);
        int units = kind is "a number" or "tokens" ? 1 : 2;
        graph.Output("y", 1, units).End(graph.Node("MatMul", [last, graph.Floats([2, units], new Values(5).Vector(2 * units))]), "y");
        if (kind == "two outputs")
        {
            graph.Output("z", 1, 2).End(graph.Node("Relu", [last]), "z");
        }
        else if (kind == "a stream")
        {
            graph.Output("hn", 1, 1, 2).Output("cn", 1, 1, 2).End(outputs[1], "hn").End(outputs[2], "cn");
        }

        RequireCompiles(graph.Import(), kind).ShouldContain(expected);
    }

    [Fact]
    public void Lines_of_a_model_called_part_by_part_compile() =>
        RequireCompiles(ModelImport.Read(RealModels.Require("silero-vad/silero_vad_16k_op15.onnx"), new() { Length = 576 }), "silero").ShouldContain("predictor.PredictScalar(features)");

    private static string RequireCompiles(ImportedModel imported, string what)
    {
        string lines = string.Join("\n", imported.UsageOf(imported.Compile()));
        string program = $$"""
            namespace {{ModelCompiler.Namespace}}
            {
                using System;
                using SeqGen;

                internal static class Program
                {
                    public static void Run({{imported.Name}} model, float[] features, int[] tokens, int token, float[] samples, float sample)
                    {
                        {{lines}}
                    }
                }
            }
            """;
        Should.NotThrow(() => ModelCompiler.Build([(imported.Name, imported.Declaration)], OptimizationLevel.Release, program).Dispose(), $"{what}:\n{lines}");
        return lines;
    }
}
