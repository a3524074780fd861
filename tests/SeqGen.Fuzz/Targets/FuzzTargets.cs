namespace SeqGen.Fuzz.Targets;

/// <summary>All targets by name.</summary>
internal static class FuzzTargets
{
    private static readonly Dictionary<string, FuzzTarget> ByName =
        DataTargets.All.Append(new CheckpointTarget()).Append(new SeqnetTarget()).Concat(ImportTarget.All).ToDictionary(target => target.Name);

    public static IReadOnlyCollection<string> Names => ByName.Keys;

    public static FuzzTarget Named(string name) => ByName.TryGetValue(name, out FuzzTarget? target)
        ? target
        : throw new ArgumentException($"There is no target '{name}'. The targets are {string.Join(", ", Names)}.");
}
