using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SeqGen.Data;

/// <summary>Opens files to read, and neither pipes nor devices, where opening or reading can wait for ever.</summary>
internal static partial class RegularFile
{
    private const string Refusal = "It is a pipe or a device, not a file. Write what comes out of it into a file, and read that.";

    /// <exception cref="IOException">The file cannot be opened, or is no file.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a folder, or access is denied.</exception>
    public static FileStream Open(string path)
    {
        if (!OperatingSystem.IsWindows() && HasNoLength(path))
        {
            RefusePipe(path);
        }

        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        bool isFile = file.CanSeek && (file.Length > 0 || file.ReadByte() < 0);
        if (!isFile)
        {
            file.Dispose();
            throw new IOException(Refusal);
        }

        return file;
    }

    /// <summary>Pipes and devices have no length; an empty file has none either.</summary>
    private static bool HasNoLength(string path)
    {
        FileInfo file = new(path);
        FileInfo target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return target.Exists && target.Length == 0;
    }

    /// <summary>A pipe is opened without waiting for its writer, only to see that it is one.</summary>
    private static void RefusePipe(string path)
    {
        const int LinuxNonBlockCloseOnExec = 0x800 | 0x80000;
        const int BsdNonBlockCloseOnExec = 0x4;
        int descriptor = OpenDescriptor(path, OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? LinuxNonBlockCloseOnExec : BsdNonBlockCloseOnExec);
        if (descriptor < 0)
        {
            return; // Opening it again says why.
        }

        using FileStream probe = new(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 1);
        if (!probe.CanSeek)
        {
            throw new IOException(Refusal);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string path, int flags);
}
