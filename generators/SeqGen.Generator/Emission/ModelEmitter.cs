namespace SeqGen.Generator.Emission;

/// <summary>Writes the C# of a model.</summary>
internal static class ModelEmitter
{
    public static ImmutableArray<(string HintName, string Text)> Emit(NetworkSpec network) =>
        [($"{network.Name}.g.cs", $"// {network.Name}: {network.Layers.Count} layers\n")];
}
