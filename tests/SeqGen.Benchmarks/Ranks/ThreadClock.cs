using System.Runtime.InteropServices;

namespace SeqGen.Benchmarks.Ranks;

/// <summary>What the operating system says of one thread, and .NET does not.</summary>
internal static partial class ThreadClock
{
    private const int ThreadProcessorTime = 3;

    /// <summary>Seconds of processor time of the calling thread.</summary>
    public static double Seconds => ReadClock(ThreadProcessorTime, out TimeSpec time) == 0 ? time.Seconds + (time.Nanoseconds / 1e9) : throw new PlatformNotSupportedException("Linux counts the processor time of a thread.");

    /// <summary>Lets other threads run for some time.</summary>
    public static void Sleep(double seconds) => _ = SleepMicroseconds((uint)Math.Max(0, seconds * 1e6));

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out TimeSpec time);

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int SleepMicroseconds(uint microseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
