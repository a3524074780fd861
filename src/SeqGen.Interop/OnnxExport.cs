using System.Globalization;
using Google.Protobuf;
using SeqGen.Interop.Onnx.Export;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop;

/// <summary>Writes compiled models as ONNX, with their weights, for ONNX Runtime and whatever else reads ONNX.</summary>
/// <remarks>
/// <para>
/// The graph has standard operators of opset 17 and any number of rows. Its inputs have the model's names: tokens are whole numbers of 64 bits
/// [batch, steps], features floats [batch, steps, size]. Where an input comes with a mask, that is the further input <c>NAME_mask</c>, bool
/// [batch, steps], true for real steps. States that a caller passes are inputs <c>LAYER/h_before</c>, and those that he can read are outputs
/// <c>LAYER/h_after</c>, [batch, units]. The output has the name of the last layer; where it is a masked sequence, its mask is an output too.
/// </para>
/// <para>
/// What matters in training only (dropout, penalties, the loss) is left out. Weights are those of the moment, in float32, also where
/// the model computes with 16 bits.
/// </para>
/// </remarks>
public static class OnnxExport
{
    /// <summary>The version of ONNX' operators that is written: the first one in which layer normalisation is one operator.</summary>
    public const int Opset = 17;

    /// <summary>Writes a model to a file, which appears as a whole or not at all.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="options">What is exported; by default whole sequences.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="NotSupportedException">A layer or option has no operators, the model does not stream where that is asked for, or the file would be larger than ONNX allows; the message says which.</exception>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static OnnxExported ExportOnnx(this SequenceModel model, string path, OnnxExportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelProto proto = Write(model, options ?? new());
        AtomicFile.Write(path, stream => proto.WriteTo(stream));
        return OnnxExported.Of(proto);
    }

    /// <summary>Writes a model to a stream.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stream">Receives the file; it stays open.</param>
    /// <param name="options">What is exported; by default whole sequences.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="NotSupportedException">A layer or option has no operators, the model does not stream where that is asked for, or the file would be larger than ONNX allows; the message says which.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static OnnxExported ExportOnnx(this SequenceModel model, Stream stream, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ModelProto proto = Write(model, options ?? new());
        proto.WriteTo(stream);
        return OnnxExported.Of(proto);
    }

    /// <summary>The entry of a file's metadata that names the inputs of sequences of any length, with commas between.</summary>
    internal const string AnyLengthEntry = "seqgen.max_length";

    internal static string MaskOf(string value) => value + "_mask";

    internal static string StateBefore(string state) => state + "_before";

    internal static string StateAfter(string state) => state + "_after";

    /// <summary>The output's name: that of the last layer, where no input has it.</summary>
    internal static string OutputOf(ModelDescription model, string layer) => model.Inputs.Any(input => input.Name == layer) ? layer + "_output" : layer;

    private static ModelProto Write(SequenceModel model, OnnxExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        const long most = int.MaxValue - (1 << 20);
        long bytes = model.Description.Weights.Sum(weight => (long)weight.Length) * sizeof(float);
        return bytes <= most ? ModelWriter.Write(model, options)
            : throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"Model {model.Description.Name} cannot be exported to ONNX: its weights have {bytes} bytes, and one file holds at most {most}."));
    }
}
