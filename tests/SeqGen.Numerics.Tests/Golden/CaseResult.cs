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
            ? new(name, CaseStatus.Passed)
            : new(name, CaseStatus.Failed, string.Join("; ", comparison.Failures));
    }
}

/// <summary>What became of all cases of a family.</summary>
/// <param name="Family">The family's name.</param>
/// <param name="Cases">One result a case.</param>
internal sealed record FamilyResult(string Family, IReadOnlyList<CaseResult> Cases)
{
    public IEnumerable<CaseResult> Failed => Cases.Where(result => result.Status == CaseStatus.Failed);

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
                + $"{Count(CaseStatus.NotSupported)} not supported{(reasons.Length == 0 ? "" : $" ({reasons})")}";
        }
    }

    private int Count(CaseStatus status) => Cases.Count(result => result.Status == status);
}
