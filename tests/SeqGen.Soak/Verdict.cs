namespace SeqGen.Soak;

/// <summary>What a run looks like at one moment at which no thread works and all garbage is collected.</summary>
/// <param name="Time">Since the start.</param>
/// <param name="Predictions">Rows predicted.</param>
/// <param name="Streams">Rows taken step by step.</param>
/// <param name="Trainings">Models trained.</param>
/// <param name="Reloads">Models loaded.</param>
/// <param name="Wrong">Values with a wrong bit.</param>
/// <param name="Heap">Bytes of the managed heap.</param>
/// <param name="Resident">Bytes of the process that lie in memory.</param>
/// <param name="Threads">Threads of the process.</param>
/// <param name="LivingModels">Models that nothing refers to and that still exist.</param>
internal readonly record struct Sample(
    TimeSpan Time, long Predictions, long Streams, long Trainings, long Reloads, long Wrong, long Heap, long Resident, int Threads, int LivingModels);

/// <summary>What is wrong with a run.</summary>
/// <param name="Problems">One sentence each; none where all is well.</param>
internal sealed record Verdict(IReadOnlyList<string> Problems)
{
    private const long Megabyte = 1 << 20;

    /// <summary>Looks at a run.</summary>
    /// <param name="afterWarmUp">The first sample after the warm-up.</param>
    /// <param name="end">The last sample.</param>
    /// <param name="errors">What was thrown.</param>
    public static Verdict Of(Sample afterWarmUp, Sample end, IReadOnlyCollection<string> errors)
    {
        List<string> problems = [.. errors.Distinct().Take(5)];
        Require(end.Wrong == 0, $"{end.Wrong} values have a wrong bit");
        Require(end.Predictions > 0 && end.Streams > 0 && end.Trainings > 0 && end.Reloads > 0, "one kind of work never ran: the run is too short");
        RequireFlat("the managed heap", afterWarmUp.Heap, end.Heap, 0.05, 4 * Megabyte);
        RequireFlat("resident memory", afterWarmUp.Resident, end.Resident, 0.10, 32 * Megabyte);

        // The runtime's own threads come and go.
        Require(end.Threads <= afterWarmUp.Threads + 4, $"{afterWarmUp.Threads} threads became {end.Threads}");

        // Nothing but a stale place on a stack may keep one.
        Require(end.LivingModels <= 1, $"{end.LivingModels} models that nothing refers to were never collected");
        return new(problems);

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }

        void RequireFlat(string what, long before, long after, double share, long slack) => Require(
            after <= (before * (1 + share)) + slack, $"{what} grew from {before / (double)Megabyte:F1} to {after / (double)Megabyte:F1} MB");
    }
}
