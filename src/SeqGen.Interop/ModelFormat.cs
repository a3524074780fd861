using SeqGen.Interop.Graph;
using SeqGen.Interop.Json;
using SeqGen.Interop.Keras;
using SeqGen.Interop.Onnx;
using SeqGen.Interop.PyTorch;

namespace SeqGen.Interop;

/// <summary>A kind of file.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="Read">Reads it.</param>
internal sealed record ModelFormat(string Name, Func<ImportContext, Network> Read)
{
    /// <summary>Says what a file is by its first bytes; of JSON, by its members.</summary>
    /// <exception cref="ImportException">It is nothing known.</exception>
    public static ModelFormat Of(ImportSource source)
    {
        ReadOnlySpan<byte> text = source.Bytes.AsSpan();
        text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        if (text.TrimStart(" \t\r\n"u8).StartsWith("{"u8))
        {
            return JsonFormats.Of(source);
        }

        if (source.StartsWith(Hdf5File.Signature))
        {
            return new("Keras HDF5", KerasReader.ReadHdf5);
        }

        if (source.StartsWith("PK\u0003\u0004"u8))
        {
            return ArchiveFormats.Of(source);
        }

        if (source.StartsWith(TorchFile.OlderForm))
        {
            return new("PyTorch state dict (older form)", StateDictReader.Of(TorchFile.ReadOlder));
        }

        if (source.StartsWith([0x80]) && source.Bytes.Length > 1 && source.Bytes[1] is >= 2 and <= 5)
        {
            throw source.Error("The file is a pickle, which is not run; save the weights alone: torch.save(model.state_dict(), path).");
        }

        if (TensorFiles.IsSafeTensors(source.Bytes))
        {
            return new("safetensors state dict", StateDictReader.Of(TensorFiles.ReadSafeTensors));
        }

        if (OnnxReader.IsOnnx(source.Bytes))
        {
            return new("ONNX", OnnxReader.Read);
        }

        throw source.Error(source.Bytes.Length == 0
            ? "The file is empty."
            : "The file is of no format that can be imported: Keras (.h5, .keras, JSON), ONNX, PyTorch state dicts (.safetensors, .npz, .pt), RTNeural, AIDA-X, GuitarML, NAM and word segmentation JSON can.");
    }
}
