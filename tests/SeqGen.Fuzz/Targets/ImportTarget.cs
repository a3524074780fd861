using SeqGen.Interop;
using SeqGen.Interop.Tests;

namespace SeqGen.Fuzz.Targets;

/// <summary>Models of other libraries.</summary>
internal sealed class ImportTarget : FuzzTarget
{
    private ImportTarget(string format, byte[] seed)
        : base($"import-{format}", [], ["null", "\"LSTM\"", "\"lstm\"", "GRU", "weights", "[[0.5]]", "shape", "Reshape", "Gather", "axis", "torch\nFloatStorage\n", "<f4", "config", "class_name", "Bidirectional"]) => Seeds = [seed];

    public static IEnumerable<FuzzTarget> All => ExampleFiles.All.Select(example => new ImportTarget(example.Key, example.Value));

    public override bool IsPackable => false;

    /// <summary>
    /// The library behind HDF5 makes an array of whatever length a damaged file says, twice at most, and then finds that the file ends before: nothing is
    /// ever written to it.
    /// </summary>
    public override long MostAllocatedBytes(long bytes) => (Name == "import-keras-h5" ? 2L * int.MaxValue : 0) + (16L << 20) + (BytesPerByte * bytes);

    public override int ShortRun => 500;

    public override bool Take(byte[] input, string folder)
    {
        string path = Path.Combine(folder, "input");
        File.WriteAllBytes(path, input);
        try
        {
            ModelImport.Read(path, new() { Length = ExampleFiles.Length });
            return true;
        }
        catch (ImportException)
        {
            return false;
        }
    }
}
