using System.IO.Compression;

namespace SeqGen.Interop;

/// <summary>Zip archives in memory. What is damaged becomes an <see cref="ImportException"/>.</summary>
internal static class Archive
{
    /// <summary>The names of all entries.</summary>
    public static string[] Names(ImportSource source) => Guard(source, "its directory", archive => (string[])[.. archive.Entries.Select(entry => entry.FullName)]);

    /// <summary>The bytes of an entry.</summary>
    public static byte[] Read(ImportSource source, string name) => Guard(source, $"'{name}'", archive => Bytes(archive.GetEntry(name) ?? throw source.Error($"The archive has no '{name}'.")));

    /// <summary>Hands on the bytes of all files, in order.</summary>
    public static void ForEach(ImportSource source, Action<string, byte[]> take)
    {
        foreach (string name in Names(source).Where(name => !name.EndsWith('/')).Distinct())
        {
            take(name, Read(source, name));
        }
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static T Guard<T>(ImportSource source, string place, Func<ZipArchive, T> read)
    {
        try
        {
            using ZipArchive archive = new(new MemoryStream(source.Bytes, writable: false));
            return read(archive);
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not ImportException or ArgumentException or NotSupportedException)
        {
            throw source.Error($"The archive is damaged at {place}: {error.Message}", error);
        }
    }
}
