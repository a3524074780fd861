namespace SeqGen.Generator.Parsing;

/// <summary>Which declaration a model's name stands in.</summary>
/// <param name="FullName">Namespace and name.</param>
/// <param name="Place">Where the name stands.</param>
internal sealed record ModelKey(string FullName, SourcePosition Place)
{
    public static ModelKey Of(ModelSyntax model) => new(model.Class.FullName, model.Position);

    /// <summary>
    /// The keys whose name an earlier key has. Emitted files are named after models, and file names that differ
    /// in case only are the same.
    /// </summary>
    public static EquatableArray<ModelKey> FindDuplicates(ImmutableArray<ModelKey> keys)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        return keys.Where(key => !taken.Add(key.FullName)).ToEquatableArray();
    }
}
