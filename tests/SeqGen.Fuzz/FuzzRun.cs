using System.Diagnostics;
using System.Globalization;

namespace SeqGen.Fuzz;

/// <summary>An input that broke a promise.</summary>
internal sealed record Finding(string Target, byte[] Input, string What);

/// <summary>Feeds a target, and checks what it promises: documented exceptions only, a second, and a number of bytes.</summary>
internal sealed class FuzzRun : IDisposable
{
    private const int Attempts = 3;

    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(1);

    private readonly FuzzTarget _target;
    private readonly Mutator _mutator;
    private readonly string _folder;

    public FuzzRun(FuzzTarget target)
    {
        _target = target;
        _mutator = new Mutator(target);

        // In memory where the system has such a folder.
        string parent = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        _folder = Path.Combine(parent, $"seqgen-fuzz-{Guid.NewGuid():N}");
        Directory.CreateDirectory(_folder);

        // What is made once shall not be counted.
        foreach (byte[] seed in target.Seeds)
        {
            target.Take(seed, _folder);
        }
    }

    /// <summary>Inputs that were tried.</summary>
    public long Tried { get; private set; }

    /// <summary>Inputs that were taken.</summary>
    public long Taken { get; private set; }

    /// <summary>The longest time of an input.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>The most bytes that an input allocated.</summary>
    public long MostBytes { get; private set; }

    /// <summary>Tries the input of a seed and a number.</summary>
    public Finding? Try(int seed, long number)
    {
        int mixed = HashOf($"{_target.Name}/{seed.ToString(CultureInfo.InvariantCulture)}/{number.ToString(CultureInfo.InvariantCulture)}");
        return Try(_mutator.Make(new Random(mixed)));
    }

    /// <summary>Tries an input.</summary>
    public Finding? Try(byte[] input)
    {
        Tried++;
        string problem = "";
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            TimeSpan worked = Environment.CpuUsage.TotalTime;
            try
            {
                Taken += _target.Take(input, _folder) && attempt == 0 ? 1 : 0;
            }
            catch (Exception error)
            {
                return new Finding(_target.Name, input, error.ToString());
            }

            // On a busy machine an input waits for the processor, and beside it other threads of this process may work.
            TimeSpan time = Least(Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - worked);
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            long most = _target.MostAllocatedBytes(Unpacked(input));
            problem = time > LongestTime ? $"It took {time.TotalSeconds:0.00} s."
                : bytes > most ? string.Create(CultureInfo.InvariantCulture, $"It allocated {bytes} bytes; {most} are allowed.")
                : "";
            if (problem.Length == 0)
            {
                Longest = time > Longest ? time : Longest;
                MostBytes = Math.Max(MostBytes, bytes);
                return null;
            }

            // A machine that is busy may be slow once.
        }

        return new Finding(_target.Name, input, problem);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>The size of an input; a packed byte unpacks to at most 1032.</summary>
    private static long Unpacked(byte[] input) =>
        input.AsSpan().StartsWith<byte>([0x1F, 0x8B]) || input.AsSpan().StartsWith("PK"u8) ? 1032L * input.Length : input.Length;

    /// <summary>The same in every process, as hashes of strings are not.</summary>
    private static int HashOf(string text) => text.Aggregate(17, (hash, letter) => unchecked((hash * 0x01000193) ^ letter));
}
