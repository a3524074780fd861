namespace SeqGen.Numerics.Tests.Golden;

/// <summary>The file that SEQGEN_GOLDEN_REPORT names: a line a family, and below the cases that did not pass.</summary>
internal static class GoldenReport
{
    private static readonly Lock Writing = new();
    private static readonly SortedDictionary<string, FamilyResult> Families = new(StringComparer.Ordinal);

    /// <summary>Adds a family and writes the whole file anew, so that it is complete after any number of families.</summary>
    public static void Add(FamilyResult result)
    {
        lock (Writing)
        {
            Families[result.Family] = result;
            if (Environment.GetEnvironmentVariable("SEQGEN_GOLDEN_REPORT") is { Length: > 0 } path)
            {
                File.WriteAllLines(path, [.. Families.Values.Select(family => family.Line), .. Families.Values.SelectMany(Open)]);
            }
        }
    }

    /// <summary>The cases of a family that did not pass, one a line.</summary>
    public static IEnumerable<string> Open(FamilyResult family) =>
        family.Open.Select(open => $"  {family.Family}/{open.Name}: {(open.Status == CaseStatus.NotSupported ? "not supported: " : "")}{open.Details}");
}
