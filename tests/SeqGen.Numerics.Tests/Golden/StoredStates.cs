using System.Text.Json;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>Initial states that are weights, and final states by the names of their layers, as the family <c>stateful_io</c> has them.</summary>
internal static class StoredStates
{
    private const string InitialKey = "initial_state_weights";

    /// <summary>The weights with the initial states that are weights, or the gradients of both: those of a layer behind its others.</summary>
    /// <param name="layers">The layers, in order.</param>
    /// <param name="weights">The other weights.</param>
    /// <param name="owner">What has the initial states, where there are any.</param>
    public static IReadOnlyList<(string Name, GoldenTensor Tensor)> Join(
        IReadOnlyList<LayerConfig> layers, IReadOnlyList<(string Name, GoldenTensor Tensor)> weights, JsonElement owner)
    {
        if (!owner.TryGetProperty(InitialKey, out _))
        {
            return weights;
        }

        List<(string Name, GoldenTensor Tensor)> states = [.. GoldenTensor.ReadNamed(owner, InitialKey)];
        List<(string Name, GoldenTensor Tensor)> all = [];
        foreach (LayerConfig layer in layers)
        {
            (string Name, GoldenTensor Tensor)[] own = [.. states.Where(state => state.Name.StartsWith(layer.Name + "/", StringComparison.Ordinal))];
            all.AddRange(weights.Where(weight => weight.Name.StartsWith(layer.Name + "/", StringComparison.Ordinal)));
            all.AddRange(own.Select((state, index) => (NameOf(layer, state.Name, index, own.Length), state.Tensor)));
        }

        return all.Count == weights.Count + states.Count ? all : throw new NotSupportedCase("a weight of no layer");
    }

    /// <summary>The final states, or their gradients: of the last layer, or of every layer that returns them.</summary>
    public static IReadOnlyList<GoldenTensor> ReadFinal(IReadOnlyList<LayerConfig> layers, JsonElement owner)
    {
        if (!owner.TryGetProperty("final_states", out _))
        {
            return GoldenTensor.ReadList(owner, "states");
        }

        if (owner.TryGetProperty("states", out _))
        {
            throw new NotSupportedCase("states and final_states");
        }

        IReadOnlyList<(string Name, GoldenTensor Tensor)> states = GoldenTensor.ReadNamed(owner, "final_states");
        List<GoldenTensor> ordered = [];
        foreach (LayerConfig layer in layers)
        {
            int count = states.Count(state => state.Name.StartsWith($"{layer.Name}/state_", StringComparison.Ordinal));
            ordered.AddRange(Enumerable.Range(0, count).Select(index => states.Single(state => state.Name == $"{layer.Name}/state_{index}").Tensor));
        }

        return ordered.Count == states.Count ? ordered : throw new NotSupportedCase("a final state of no layer");
    }

    /// <summary>A bidirectional layer's states are counted through both directions, its weights are not.</summary>
    private static string NameOf(LayerConfig layer, string name, int index, int count)
    {
        if (name != $"{layer.Name}/initial_state_{index}")
        {
            throw new NotSupportedCase($"initial state {name} in place {index}");
        }

        int half = count / 2;
        return layer.ClassName != "Bidirectional" ? name : $"{layer.Name}/{(index < half ? "forward" : "backward")}/initial_state_{index % half}";
    }
}
