using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SeqGen.Numerics.Tests.Guarded;

/// <summary>
/// Memory whose ends are watched: a block ends where a page ends that must not be touched (or starts after one), and what lies
/// between the block and the other such page is poison: a NaN of a pattern of its own, which must still be there at the end and must not
/// find its way into any result. Where pages cannot be protected, poison lies on both sides.
/// </summary>
/// <remarks>The blocks are parts of pinned arrays, and so are the pages around them: what the runtime keeps is not touched.</remarks>
/// <param name="atEnd">True for blocks before a page that is not to be touched, false for blocks after one.</param>
internal sealed class GuardPages(bool atEnd) : IDisposable
{
    private const int Poison = 0x7FC5EC6E;
    private const int NoAccess = 0;
    private const int ReadAndWrite = 3;

    private static readonly int Page = Environment.SystemPageSize;

    private readonly Lock _lock = new();
    private readonly List<(float[] Storage, int Start, int Length)> _blocks = [];

    /// <summary>True where touching a page ends the process.</summary>
    public static bool AreProtected => OperatingSystem.IsLinux();

    /// <summary>How many blocks there are.</summary>
    public int Count => _blocks.Count;

    /// <summary>A block of zeros.</summary>
    public (float[] Storage, int Start) Place(int length)
    {
        float[] storage = GC.AllocateArray<float>(length + (4 * Page / sizeof(float)), pinned: true);
        int firstPage = FirstPage(storage);
        int perPage = Page / sizeof(float);
        int pages = (length + perPage - 1) / perPage;
        int start = firstPage + perPage + (atEnd ? (pages * perPage) - length : 0);
        Around(storage, start, length, static part => part.Fill(Poison));
        Protect(storage, length, NoAccess);
        lock (_lock)
        {
            _blocks.Add((storage, start, length));
        }

        return (storage, start);
    }

    /// <summary>A copy of what is passed in.</summary>
    public Span<T> Hand<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        int length = Unsafe.SizeOf<T>() / sizeof(float) * values.Length;
        (float[] storage, int start) = Place(length);
        Span<T> copy = MemoryMarshal.Cast<float, T>(storage.AsSpan(start, length));
        values.CopyTo(copy);
        return copy;
    }

    /// <summary>Throws where poison was overwritten.</summary>
    public void Check()
    {
        foreach ((float[] storage, int start, int length) in _blocks)
        {
            Around(storage, start, length, static part =>
            {
                if (part.ContainsAnyExcept(Poison))
                {
                    throw new InvalidOperationException("Something was written beside a buffer.");
                }
            });
        }
    }

    public void Dispose()
    {
        foreach ((float[] storage, _, int length) in _blocks)
        {
            Protect(storage, length, ReadAndWrite);
        }

        _blocks.Clear();
    }

    /// <summary>What lies between the two pages beside a block.</summary>
    private static void Around(float[] storage, int start, int length, Action<Span<int>> visit)
    {
        int perPage = Page / sizeof(float);
        int first = FirstPage(storage) + perPage;
        int end = first + ((length + perPage - 1) / perPage * perPage);
        Span<int> words = MemoryMarshal.Cast<float, int>(storage.AsSpan(first, end - first));
        visit(words[..(start - first)]);
        visit(words[(start - first + length)..]);
    }

    private static void Protect(float[] storage, int length, int access)
    {
        if (!AreProtected)
        {
            return;
        }

        nint first = Marshal.UnsafeAddrOfPinnedArrayElement(storage, FirstPage(storage));
        nint pages = (((nint)length * sizeof(float)) + Page - 1) / Page * Page;
        if (mprotect(first, Page, access) != 0 || mprotect(first + Page + pages, Page, access) != 0)
        {
            throw new InvalidOperationException($"mprotect: error {Marshal.GetLastPInvokeError()}");
        }
    }

    /// <summary>The index of the first float of an array that starts a page.</summary>
    private static int FirstPage(float[] storage)
    {
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(storage, 0);
        return (int)(((Page - (address % Page)) % Page) / sizeof(float));
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int mprotect(nint address, nint length, int access);
}
