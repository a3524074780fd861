using System.Diagnostics;
using System.Globalization;

namespace SeqGen.Samples;

/// <summary>A part of the work without progress of its own: where it is not done at once, a line says what it is and how long it took.</summary>
public static class Stage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.7);

    /// <summary>Does the work.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="what">What it is, for instance "Reading the reviews".</param>
    /// <param name="work">The work; it prints nothing itself.</param>
    public static T Run<T>(string what, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        long start = Stopwatch.GetTimestamp();
        Lock gate = new();
        bool isShown = false;
        bool isDone = false;
        using Timer timer = new(_ => Show(), null, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            return work();
        }
        finally
        {
            lock (gate)
            {
                isDone = true;
            }

            if (isShown)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $" {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
            }
        }

        void Show()
        {
            lock (gate)
            {
                if (!isDone)
                {
                    isShown = true;
                    Console.Write($"{what} ...");
                }
            }
        }
    }
}
