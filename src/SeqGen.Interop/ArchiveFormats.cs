using System.IO.Compression;
using SeqGen.Interop.Keras;

namespace SeqGen.Interop;

/// <summary>The formats that are zip archives, told apart by their entries.</summary>
internal static class ArchiveFormats
{
    public static ModelFormat Of(ImportSource source)
    {
        string[] entries = Entries(source);
        return entries.Contains("model.weights.h5") && entries.Contains("config.json")
            ? new("Keras archive", KerasReader.ReadArchive)
            : throw source.Error($"The archive is of no known kind: Keras' has config.json and model.weights.h5; this one has {string.Join(", ", entries.Take(5))}{(entries.Length > 5 ? ", ..." : "")}.");
    }

    private static string[] Entries(ImportSource source)
    {
        try
        {
            using ZipArchive archive = new(new MemoryStream(source.Bytes, writable: false));
            return [.. archive.Entries.Select(entry => entry.FullName)];
        }
        catch (Exception error) when (error is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            throw source.Error($"The file begins as a zip archive, but is damaged: {error.Message}", error);
        }
    }
}
