using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SeqGen;

/// <summary>Operations on files of Unix that .NET does not have. On other systems they know nothing and do nothing.</summary>
internal static partial class UnixFile
{
    /// <summary>What <see cref="SpecialKind"/> calls a folder.</summary>
    public const string Folder = "a folder";

    private const string Libc = "libc";

    // Of <sys/stat.h>; the same everywhere.
    private const int KindMask = 0xF000;
    private const int Pipe = 0x1000;
    private const int CharacterDevice = 0x2000;
    private const int FolderKind = 0x4000;
    private const int BlockDevice = 0x6000;
    private const int Regular = 0x8000;
    private const int Socket = 0xC000;

    private const int LockShared = 1;
    private const int LockExclusive = 2;
    private const int LockWithoutWaiting = 4;
    private const int NoError = 0;

    // EINTR.
    private const int Interrupted = 4;

    private static bool IsSupported { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>EINVAL and ENOTSUP: the file system does not know what was asked for.</summary>
    private static bool IsUnknown(int error) => error == 22 || error == (OperatingSystem.IsMacOS() ? 45 : 95);

    /// <summary>What kind of file a path refers to, after following its links, if that is not an ordinary file; null for one, and where there is none.</summary>
    public static string? SpecialKind(string path) => Directory.Exists(path) ? Folder : (StatusOf(path, followsLinks: true)?.Kind) switch
    {
        Pipe => "a pipe",
        CharacterDevice or BlockDevice => "a device",
        Socket => "a socket",
        FolderKind => Folder,
        _ => null,
    };

    /// <summary>User and group of a file; null where there is no such file or no such thing.</summary>
    public static (uint User, uint Group)? OwnerOf(string path) =>
        StatusOf(path, followsLinks: true) is { } status ? (status.User, status.Group) : null;

    /// <summary>True for an ordinary file, not a link to one, that this process' user owns; also where owners are unknown.</summary>
    public static bool IsOwn(string path) =>
        !IsSupported || (StatusOf(path, followsLinks: false) is { } status && status.Kind == Regular && status.User == EffectiveUser());

    /// <summary>Gives an open file to a user and a group.</summary>
    public static bool TryGive(SafeFileHandle file, (uint User, uint Group) owner) => ChangeOwner(file, owner.User, owner.Group) == NoError;

    /// <summary>
    /// Marks a folder as one that is being written in, until the result is disposed or the process ends; any number of writers may do so.
    /// Null where folders cannot be marked. The mark is on the folder, since one on a file would go with it to the name it is given, and
    /// disturb those who read it there.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="whenAlone">Is called first, where nobody else is writing in the folder; nobody begins until it has returned.</param>
    public static SafeFileHandle? Claim(string folder, Action whenAlone)
    {
        if (!IsSupported || OpenFolder(folder) is not { } handle)
        {
            return null;
        }

        if (Lock(handle, LockExclusive | LockWithoutWaiting) == NoError)
        {
            whenAlone();
        }

        while (Lock(handle, LockShared) != NoError && Marshal.GetLastPInvokeError() == Interrupted)
        {
        }

        return handle;
    }

    /// <summary>Brings the names of a folder's files to the disk, so that a renaming outlives a power cut.</summary>
    /// <exception cref="IOException">The disk reported an error.</exception>
    public static void FlushFolder(string folder)
    {
        // A folder that may not be read cannot be opened, and so not be flushed.
        using SafeFileHandle? handle = IsSupported ? OpenFolder(folder) : null;
        if (handle is not null && Flush(handle) != NoError && !IsUnknown(Marshal.GetLastPInvokeError()))
        {
            throw new IOException($"The folder '{folder}' could not be flushed to the disk: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }
    }

    private static SafeFileHandle? OpenFolder(string folder)
    {
        int flags = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000; // O_CLOEXEC: a child process must not keep the claim.
        int descriptor = Open(folder, flags);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static (int Kind, uint User, uint Group)? StatusOf(string path, bool followsLinks)
    {
        // Larger than what any system writes.
        Span<byte> buffer = stackalloc byte[512];
        try
        {
            if (OperatingSystem.IsLinux())
            {
                const int CurrentFolder = -100;
                const int NoFollow = 0x100;
                const uint BasicFields = 0x7FF;
                return ReadStatus(CurrentFolder, path, followsLinks ? 0 : NoFollow, BasicFields, buffer) == NoError
                    ? (UInt16(buffer, 28) & KindMask, UInt32(buffer, 20), UInt32(buffer, 24))
                    : null;
            }

            if (OperatingSystem.IsMacOS())
            {
                return ReadMacStatus(path, followsLinks, buffer) == NoError ? (UInt16(buffer, 4) & KindMask, UInt32(buffer, 16), UInt32(buffer, 20)) : null;
            }
        }
        catch (EntryPointNotFoundException)
        {
            // A library older than the call: then nothing is known.
        }

        return null;
    }

    private static int ReadMacStatus(string path, bool followsLinks, Span<byte> buffer) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? (followsLinks ? MacStatusX64(path, buffer) : MacLinkStatusX64(path, buffer))
            : (followsLinks ? MacStatus(path, buffer) : MacLinkStatus(path, buffer));

    private static int UInt16(ReadOnlySpan<byte> buffer, int offset) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(buffer[offset..]) : BinaryPrimitives.ReadUInt16BigEndian(buffer[offset..]);

    private static uint UInt32(ReadOnlySpan<byte> buffer, int offset) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(buffer[offset..]) : BinaryPrimitives.ReadUInt32BigEndian(buffer[offset..]);

    [LibraryImport(Libc, EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadStatus(int folder, string path, int flags, uint mask, Span<byte> buffer);

    [LibraryImport(Libc, EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MacStatus(string path, Span<byte> buffer);

    [LibraryImport(Libc, EntryPoint = "lstat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MacLinkStatus(string path, Span<byte> buffer);

    [LibraryImport(Libc, EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MacStatusX64(string path, Span<byte> buffer);

    [LibraryImport(Libc, EntryPoint = "lstat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MacLinkStatusX64(string path, Span<byte> buffer);

    [LibraryImport(Libc, EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport(Libc, EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);

    [LibraryImport(Libc, EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport(Libc, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport(Libc, EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(SafeFileHandle file);
}
