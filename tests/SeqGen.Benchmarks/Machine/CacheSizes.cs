using System.Globalization;

namespace SeqGen.Benchmarks.Machine;

/// <summary>Bytes of the caches that hold data, of one core.</summary>
/// <param name="L1">First level.</param>
/// <param name="L2">Second level.</param>
/// <param name="L3">Third level, shared; 0 where there is none.</param>
internal sealed record CacheSizes(long L1, long L2, long L3)
{
    private const string LinuxFolder = "/sys/devices/system/cpu/cpu0/cache";

    /// <summary>What the operating system says, or common sizes where it says nothing.</summary>
    public static CacheSizes Find()
    {
        long[] sizes = [0, 32 << 10, 1 << 20, 16 << 20];
        if (Directory.Exists(LinuxFolder))
        {
            foreach (string index in Directory.GetDirectories(LinuxFolder, "index*"))
            {
                if (Read(index, "type") is not "Instruction" && int.TryParse(Read(index, "level"), out int level) && level is >= 1 and <= 3)
                {
                    sizes[level] = ParseSize(Read(index, "size")) ?? sizes[level];
                }
            }
        }

        return new(sizes[1], sizes[2], sizes[3]);
    }

    private static string Read(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
    }

    private static long? ParseSize(string text)
    {
        int shift = text.EndsWith('K') ? 10 : text.EndsWith('M') ? 20 : 0;
        return long.TryParse(text.TrimEnd('K', 'M'), NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size << shift : null;
    }
}
