using System.CommandLine;
using System.Globalization;
using SeqGen.Interop;

namespace SeqGen.Tool;

/// <summary><c>seqgen export onnx</c>: a declaration and its weights become an ONNX file.</summary>
internal static class ExportCommand
{
    public static Command Create(TextWriter output)
    {
        Argument<string> declaration = Commands.File(new Argument<string>("DECLARATION") { Description = "The model's declaration (.seqnet)." });
        Argument<string> weights = Commands.File(new Argument<string>("WEIGHTS") { Description = "Its weights (.safetensors)." });
        Option<string?> file = new("--output", "-o") { Description = "The file to write; by default the model's name with .onnx, in this folder.", HelpName = "FILE" };
        Option<bool> stream = new("--stream") { Description = "Write one step of a stream, whose states are inputs and outputs, instead of whole sequences." };
        Command onnx = new("onnx", "Writes an ONNX file of opset 17, for ONNX Runtime and others.") { declaration, weights, file, stream };
        onnx.SetAction(parsed => Run(parsed.GetValue(declaration)!, parsed.GetValue(weights)!, parsed.GetValue(file), new OnnxExportOptions { Stream = parsed.GetValue(stream) }, output));
        return new Command("export", "Writes a model in another format.") { onnx };
    }

    private static int Run(string declaration, string weights, string? file, OnnxExportOptions options, TextWriter output)
    {
        SequenceModel model = DeclarationFile.Compile(declaration);
        model.Load(weights);
        file ??= model.Description.Name + ".onnx";
        OnnxExported written = model.ExportOnnx(file, options);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Wrote {file}: opset {written.Opset}, {written.Size:N0} bytes, {(options.Stream ? "one step of a stream" : "whole sequences")} of {model.Description.Name}."));
        foreach (OnnxTensorInfo input in written.Inputs)
        {
            output.WriteLine($"  in   {input}");
        }

        foreach (OnnxTensorInfo result in written.Outputs)
        {
            output.WriteLine($"  out  {result}");
        }

        output.WriteLine();
        output.WriteLine("How to use it, in Python:");
        output.WriteLine($"  session = onnxruntime.InferenceSession(\"{Path.GetFileName(file)}\")");
        output.WriteLine($"  outputs = session.run(None, {{{string.Join(", ", written.Inputs.Select((input, index) => $"\"{input.Name}\": x{(index == 0 ? "" : (index + 1).ToString(CultureInfo.InvariantCulture))}"))}}})");
        return Commands.Done;
    }
}
