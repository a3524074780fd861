namespace SeqGen;

/// <summary>State vectors by name.</summary>
internal static class States
{
    /// <summary>The index of a state, or a clear error.</summary>
    public static int Find(ModelDescription model, IReadOnlyList<StateDescription> states, string name, string kind)
    {
        for (int i = 0; i < states.Count; i++)
        {
            if (states[i].Name == name)
            {
                return i;
            }
        }

        string known = states.Count == 0 ? "none" : string.Join(", ", states.Select(state => state.Name));
        throw new ArgumentException($"Model {model.Name} has no {kind} state '{name}'; it has {known}.", nameof(name));
    }

    /// <summary>The units of a state that exists.</summary>
    public static int Units(IReadOnlyList<StateDescription> states, string name)
    {
        int i = 0;
        while (states[i].Name != name)
        {
            i++;
        }

        return states[i].Units;
    }
}
