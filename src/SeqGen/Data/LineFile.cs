using System.Runtime.ExceptionServices;
using System.Text;
using SeqGen.Data;

namespace SeqGen;

/// <summary>A plain file whose lines are read at their places, by any thread. Blank lines are left out.</summary>
internal sealed class LineFile : IDisposable
{
    private readonly FileStream _file;
    private readonly DataLimits _limits;

    // Where each line starts, and at last where the file ends.
    private readonly long[] _starts;

    private LineFile(string path, DataLimits limits, long[] starts)
    {
        (Path, _limits, _starts) = (path, limits, starts);
        _file = DataFile.Guard(path, () => RegularFile.Open(path));
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The number of lines.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>Looks for the lines of some files. With several ranks each one does so for some of the files, and all get to know them.</summary>
    public static LineFile[] OpenAll(string[] paths, DataLimits limits, Communicator? communicator)
    {
        (int rank, int ranks) = communicator is null ? (0, 1) : (communicator.Rank, communicator.Size);
        int[] firstFiles = [.. Enumerable.Range(0, ranks + 1).Select(i => (int)((long)paths.Length * i / ranks))];
        long[][] starts = new long[paths.Length][];
        Together(communicator, paths.Length, () =>
        {
            for (int i = firstFiles[rank]; i < firstFiles[rank + 1]; i++)
            {
                starts[i] = Scan(paths[i], limits);
            }
        });
        Share(communicator, firstFiles, starts);
        List<LineFile> files = [];
        try
        {
            Together(communicator, paths.Length, () =>
            {
                for (int i = 0; i < paths.Length; i++)
                {
                    files.Add(new LineFile(paths[i], limits, starts[i]));
                }
            });
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }

        return [.. files];
    }

    /// <summary>Bytes of a line, with what ends it and what there is of blank lines after it, which may be any number.</summary>
    public int LengthOf(int line) => (int)Math.Min(_starts[line + 1] - _starts[line], _limits.MaximumRecordBytes + 1L);

    /// <summary>Reads a line, with its end and blank lines that follow.</summary>
    /// <exception cref="DataFormatException">The file cannot be read, or is shorter than it was.</exception>
    public ReadOnlySpan<byte> Read(int line, byte[] buffer)
    {
        Span<byte> bytes = buffer.AsSpan(0, LengthOf(line));
        int read = 0;
        while (read < bytes.Length)
        {
            int more = DataFile.Guard(Path, () => RandomAccess.Read(_file.SafeFileHandle, buffer.AsSpan(read, LengthOf(line) - read), _starts[line] + read));
            read += more > 0 ? more : throw new DataFormatException("The file has become shorter since it was opened: files of a data set must stay as they are.", Path);
        }

        return bytes;
    }

    /// <summary>The number of a line in the file, from 1. Takes time: all lines before it are read.</summary>
    public int LineOf(int line)
    {
        using ByteLineReader lines = new(Path, _limits);
        while (lines.Position <= _starts[line] && lines.TryReadLine(out _))
        {
        }

        return lines.LineNumber;
    }

    public void Dispose() => _file.Dispose();

    private static long[] Scan(string path, DataLimits limits)
    {
        using ByteWindow window = new(path, limits);
        if (window.IsPacked)
        {
            throw new DataFormatException("The file is packed, so that no row can be read without all before it: unpack it first.", path);
        }

        window.SkipMark(Encoding.UTF8.Preamble);
        ByteLineReader lines = new(path, limits, window, 0);
        List<long> starts = [];
        for (long start = window.Position; lines.TryReadLine(out ReadOnlyMemory<byte> line); start = window.Position)
        {
            if (!line.Span.ContainsAnyExcept(" \t"u8))
            {
                continue;
            }

            if (starts.Count == 0 && line.Span.TrimStart(" \t"u8)[0] == '[')
            {
                throw new DataFormatException("The file is one JSON array; one object a line is needed, of which each can be read by itself.", path, lines.LineNumber);
            }

            starts.Add(start);
        }

        return [.. starts, window.Position];
    }

    /// <summary>Gives all ranks the places of all lines.</summary>
    private static void Share(Communicator? communicator, int[] firstFiles, long[][] starts)
    {
        if (communicator is null)
        {
            return;
        }

        int[] lengths = [.. starts.Select(file => file?.Length ?? 0)];
        communicator.Gather<int>(lengths, firstFiles);
        for (int rank = 0, file = 0; rank < communicator.Size; rank++)
        {
            for (; file < firstFiles[rank + 1]; file++)
            {
                starts[file] ??= new long[lengths[file]];
                communicator.Broadcast<long>(starts[file], rank);
            }
        }
    }

    /// <summary>Does something on all ranks, and throws on all where it fails on one: none waits for one that has given up.</summary>
    private static void Together(Communicator? communicator, int files, Action action)
    {
        if (communicator is null)
        {
            action();
            return;
        }

        Exception? failure = null;
        try
        {
            action();
        }
        catch (Exception error)
        {
            failure = error;
        }

        int[] found = new int[communicator.Size];
        found[communicator.Rank] = failure is null ? files : -1;
        communicator.Gather<int>(found, [.. Enumerable.Range(0, communicator.Size + 1)]);
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        int other = Array.FindIndex(found, count => count != files);
        if (other >= 0)
        {
            throw new CommunicatorException(
                found[other] < 0 ? $"Rank {other} of {communicator.Size} cannot read the files of a data set; its own message says why."
                : $"Rank {other} of {communicator.Size} has {found[other]} files of a data set, rank {communicator.Rank} has {files}: all ranks give the same files.", other);
        }
    }
}
