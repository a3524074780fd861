using System.Runtime.CompilerServices;

namespace SeqGen.Tests.Lifetime;

/// <summary>Tells what still exists when nothing refers to it.</summary>
internal static class Memory
{
    /// <summary>Runs something in a frame of its own, whose locals nothing keeps alive.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Apart<T>(Func<T> make) => make();

    /// <summary>Collects until a condition holds; false when it does not come to hold.</summary>
    public static bool Collects(Func<bool> isDone)
    {
        for (int round = 0; round < 50; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            if (isDone())
            {
                return true;
            }

            Thread.Sleep(20);
        }

        return false;
    }

    /// <summary>Threads of worker teams, as the system counts them; where it does not name them, as the teams do.</summary>
    public static int WorkerThreads()
    {
        const string Tasks = "/proc/self/task";
        return !Directory.Exists(Tasks) ? WorkerTeam.Living : Directory.GetDirectories(Tasks).Count(task =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(task, "comm")).StartsWith("SeqGen worker", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        });
    }
}
