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
        var files = ImmutableArray.CreateBuilder<(string, string)>();
        files.Add((HintName(network.Class), ModelFile.Write(plan, widths)));
        foreach (Simd simd in widths.Items)
        {
            files.Add((HintName(network.Class, simd.Class), KernelFile.Write(plan, simd)));
        }

        return files.ToImmutable();
    }

    /// <summary>The name of a model's file, or of its file for one vector width.</summary>
    public static string HintName(ClassSpec model, params string[] width) => string.Join(".", [model.FullName, .. width, "g.cs"]);

    /// <summary>Opens the namespace, where there is one.</summary>
    public static void Namespace(CodeWriter code, ClassSpec model)
    {
        if (model.Namespace.Length > 0)
        {
            code.Line($"namespace {model.Namespace};");
            code.Line();
        }
    }
}
