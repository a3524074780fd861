namespace SeqGen.Generator.Parsing;

/// <summary>The declaration that a model's name is in.</summary>
/// <param name="FullName">Namespace and name.</param>
/// <param name="Place">The position of the name.</param>
internal sealed record ModelKey(string FullName, SourcePosition Place)
{
    public static ModelKey Of(ModelSyntax model) => new(model.Class.FullName, model.Position);

    /// <summary>
    /// The names of models that are those of other models' namespaces, or of namespaces around them: C# has no place for both.
    /// </summary>
    public static EquatableArray<string> FindNamespaces(ImmutableArray<ModelKey> keys)
    {
        HashSet<string> names = [.. keys.Select(key => key.FullName)];
        HashSet<string> found = [];
        foreach (ModelKey key in keys)
        {
            for (int dot = key.FullName.LastIndexOf('.'); dot > 0; dot = key.FullName.LastIndexOf('.', dot - 1))
            {
                string around = key.FullName.Substring(0, dot);
                if (names.Contains(around))
                {
                    found.Add(around);
                }
            }
        }

        return found.OrderBy(name => name, StringComparer.Ordinal).ToEquatableArray();
    }

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
