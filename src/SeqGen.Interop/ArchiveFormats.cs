using SeqGen.Interop.Keras;
using SeqGen.Interop.PyTorch;

namespace SeqGen.Interop;

/// <summary>The formats that are zip archives, told apart by their entries.</summary>
internal static class ArchiveFormats
{
    public static ModelFormat Of(ImportSource source)
    {
        string[] entries = Archive.Names(source);
        return true switch
        {
            _ when entries.Contains("model.weights.h5") && entries.Contains("config.json") => new("Keras archive", KerasReader.ReadArchive),
            _ when entries.Any(entry => entry.EndsWith("data.pkl", StringComparison.Ordinal)) => new("PyTorch state dict", StateDictReader.Of(TorchFile.ReadArchive)),
            _ when entries.Any(entry => entry.EndsWith(".npy", StringComparison.Ordinal)) => new("NumPy arrays (npz)", StateDictReader.Of(TensorFiles.ReadNpz)),
            _ => throw source.Error($"The archive is of no known kind: Keras' has config.json and model.weights.h5, PyTorch's data.pkl, NumPy's .npy files; this one has {string.Join(", ", entries.Take(5))}{(entries.Length > 5 ? ", ..." : "")}."),
        };
    }
}
