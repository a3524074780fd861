using SeqGen.Data;

namespace SeqGen.Fuzz.Targets;

/// <summary>A reader of a file. Data and checkpoints have one documented exception each.</summary>
internal sealed class FileTarget(string name, string[] seeds, string[] words, Action<string> read, int bytesPerByte = 1024) : FuzzTarget(name, seeds, words)
{
    protected override int BytesPerByte => bytesPerByte;

    public override bool Take(byte[] input, string folder)
    {
        string path = Path.Combine(folder, "input");
        File.WriteAllBytes(path, input);
        try
        {
            read(path);
            return true;
        }
        catch (Exception error) when (error is DataFormatException or CheckpointException)
        {
            return false;
        }
    }
}
