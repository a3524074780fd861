namespace SeqGen.Generator.Networks;

/// <summary>One state vector of a layer after its last step.</summary>
/// <param name="Name">The cell's name of it, for instance <c>h</c> or <c>c</c>.</param>
/// <param name="Units">Its values.</param>
internal readonly record struct StateShape(string Name, int Units);

/// <summary>Which final states of one layer become which initial states of another.</summary>
/// <remarks>
/// The same states one by one; or, from a bidirectional layer to one of twice its units, the states of both directions
/// side by side, as Keras users concatenate them.
/// </remarks>
internal static class StateHandover
{
    /// <summary>For each state of the layer that starts, the states that it is made of; null where they do not fit.</summary>
    public static ImmutableArray<ImmutableArray<int>>? Match(ImmutableArray<StateShape> from, ImmutableArray<StateShape> to)
    {
        if (from.SequenceEqual(to))
        {
            return [.. Enumerable.Range(0, to.Length).Select(state => ImmutableArray.Create(state))];
        }

        bool isDoubled = from.Length == 2 * to.Length
            && Enumerable.Range(0, from.Length).All(state => from[state].Name == to[state % to.Length].Name && 2 * from[state].Units == to[state % to.Length].Units);
        return isDoubled ? [.. Enumerable.Range(0, to.Length).Select(state => ImmutableArray.Create(state, state + to.Length))] : null;
    }

    /// <summary>Checks that a layer can start from the states of the layer that its declaration names.</summary>
    public static bool Check(LayerSpec layer, ShapeContext context)
    {
        if (context.StateSource is not { } source)
        {
            return true;
        }

        if (source.EndStates.IsEmpty)
        {
            context.Impossible("initial_state", $"'{source.Name}' is a layer of type {source.Definition.Word}, which has no states");
            return false;
        }

        if (Match(source.EndStates, layer.EndStates) is null)
        {
            context.Impossible("initial_state", $"it needs the states {Describe(layer.EndStates)}, but '{source.Name}' ends with {Describe(source.EndStates)}");
            return false;
        }

        return true;
    }

    private static string Describe(ImmutableArray<StateShape> states) => string.Join(", ", states.Select(state => $"{state.Name} of {state.Units}"));
}
