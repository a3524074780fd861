using System.Globalization;

namespace SeqGen.Soak;

/// <summary>
/// Predictions, streams, training and reloading side by side for as long as is asked. Counts what ran and every bit that
/// differs from what one thread computed before, and watches memory, threads and models that nothing refers to.
/// </summary>
/// <remarks>Exits with 0 where all is well, 1 where something is wrong and 2 where the arguments are.</remarks>
internal static class Program
{
    private const string Usage = "Usage: SeqGen.Soak [--minutes N | --seconds N] [--threads N]";

    public static int Main(string[] arguments)
    {
        TimeSpan duration = TimeSpan.FromMinutes(10);
        int threads = 8;
        for (int i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length || !double.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out double value) || value is not (> 0 and < 1e6))
            {
                Console.Error.WriteLine($"{arguments[i]} takes a positive number. {Usage}");
                return 2;
            }

            switch (arguments[i])
            {
                case "--minutes":
                    duration = TimeSpan.FromMinutes(value);
                    break;
                case "--seconds":
                    duration = TimeSpan.FromSeconds(value);
                    break;
                case "--threads":
                    threads = Math.Max(1, (int)value);
                    break;
                default:
                    Console.Error.WriteLine($"There is no option {arguments[i]}. {Usage}");
                    return 2;
            }
        }

        using SoakRun run = new(SoakModel.All(), threads);
        Verdict verdict = run.For(duration, Console.Out);
        foreach (string problem in verdict.Problems)
        {
            Console.WriteLine($"WRONG: {problem}");
        }

        Console.WriteLine(verdict.Problems.Count == 0 ? "All is well." : $"{verdict.Problems.Count} things are wrong.");
        return verdict.Problems.Count == 0 ? 0 : 1;
    }
}
