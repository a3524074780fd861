namespace SeqGen.Numerics.Tests.Golden;

/// <summary>What became of a case.</summary>
internal enum CaseStatus
{
    Passed,
    Failed,
    NotSupported,
}

/// <summary>What became of a case, and why.</summary>
/// <param name="Name">The case's name.</param>
/// <param name="Status">Passed, failed or not supported.</param>
/// <param name="Details">The reason, or what was too far off.</param>
internal sealed record CaseResult(string Name, CaseStatus Status, string Details = "")
{
    /// <summary>The programs whose numbers were compared; empty for a case without a model.</summary>
    public IReadOnlyCollection<string> Programs { get; init; } = [];

    /// <summary>Runs a check; whatever it throws becomes a result.</summary>
    public static CaseResult Of(string name, Action<Comparison> check)
    {
        Comparison comparison = new();
        try
        {
            check(comparison);
        }
        catch (NotSupportedCase reason)
        {
            return new(name, CaseStatus.NotSupported, reason.Message);
        }
        catch (Exception error)
        {
            return new(name, CaseStatus.Failed, $"{error.GetType().Name}: {error.Message}");
        }

        return comparison.Failures.Count == 0
            ? new(name, CaseStatus.Passed) { Programs = comparison.Programs }
            : new(name, CaseStatus.Failed, string.Join("; ", comparison.Failures)) { Programs = comparison.Programs };
    }

    /// <summary>The same case in several vector widths: it passed where it passed in all of them.</summary>
    /// <param name="results">The width and what became of the case in it.</param>
    public static CaseResult OfAll(IReadOnlyList<(int Bits, CaseResult Result)> results)
    {
        CaseResult first = results[0].Result;
        (int Bits, CaseResult Result)[] failed = [.. results.Where(result => result.Result.Status == CaseStatus.Failed)];
        return failed.Length == 0 ? first : first with
        {
            Status = CaseStatus.Failed,
            Details = string.Join("; ", failed.Select(result => $"{result.Bits} bits: {result.Result.Details}")),
        };
    }
}

/// <summary>What became of all cases of a family.</summary>
/// <param name="Family">The family's name.</param>
/// <param name="Cases">One result a case.</param>
internal sealed record FamilyResult(string Family, IReadOnlyList<CaseResult> Cases)
{
    /// <summary>The programs in the order of a report.</summary>
    private static readonly string[] AllPrograms = ["one", "tile", "stream", "train"];

    /// <summary>The vector widths in which models ran, and those that this machine does not have; empty for a family without models.</summary>
    public string Widths { get; init; } = "";

    /// <summary>Cases that did not pass: they failed, or hold something that is not supported.</summary>
    public IEnumerable<CaseResult> Open => Cases.Where(result => result.Status != CaseStatus.Passed);

    /// <summary>The reasons why cases are not supported, the most frequent first.</summary>
    public IReadOnlyList<(string Reason, int Count)> Reasons =>
    [
        .. Cases.Where(result => result.Status == CaseStatus.NotSupported)
            .GroupBy(result => result.Details)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Count())),
    ];

    /// <summary>The family's line in the report.</summary>
    public string Line
    {
        get
        {
            string reasons = string.Join("; ", Reasons.Select(reason => $"{reason.Reason}: {reason.Count}"));
            return $"{Family}: {Count(CaseStatus.Passed)} passed, {Count(CaseStatus.Failed)} failed, "
                + $"{Count(CaseStatus.NotSupported)} not supported{(reasons.Length == 0 ? "" : $" ({reasons})")}"
                + (Widths.Length == 0 ? "" : $" [{Widths}; {Programs}]");
        }
    }

    /// <summary>How many cases each program ran.</summary>
    private string Programs => string.Join(", ", AllPrograms.Select(program => $"{program} {Cases.Count(result => result.Programs.Contains(program))}"));

    private int Count(CaseStatus status) => Cases.Count(result => result.Status == status);
}
