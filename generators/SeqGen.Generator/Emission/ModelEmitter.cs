namespace SeqGen.Generator.Emission;

/// <summary>
/// Writes the C# of a model: one file with what users see, the sizes and the packing, and one file of kernels for
/// each vector width.
/// </summary>
internal static class ModelEmitter
{
    public static ImmutableArray<(string HintName, string Text)> Emit(NetworkSpec network, ShapeResult shapes, EquatableArray<Simd> widths)
    {
        NetworkPlan plan = NetworkPlan.Create(network, shapes);
        string stem = network.Namespace.Length == 0 ? network.Name : network.Namespace + "." + network.Name;
        var files = ImmutableArray.CreateBuilder<(string, string)>();
        files.Add((stem + ".g.cs", ModelFile.Write(plan, widths)));
        foreach (Simd simd in widths.Items)
        {
            files.Add(($"{stem}.{simd.Class}.g.cs", KernelFile.Write(plan, simd)));
        }

        return files.ToImmutable();
    }

    /// <summary>Opens the namespace, where there is one.</summary>
    public static void Namespace(CodeWriter code, NetworkSpec network)
    {
        if (network.Namespace.Length > 0)
        {
            code.Line($"namespace {network.Namespace};");
            code.Line();
        }
    }
}
