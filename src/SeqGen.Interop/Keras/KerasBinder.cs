using System.Text.RegularExpressions;
using SeqGen.Interop.Declarations;
using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Keras;

/// <summary>Gives the layers of a structure their weights. A layer's weights lie in the order in which the language declares them, which is Keras'.</summary>
internal static partial class KerasBinder
{
    /// <summary>Binds groups to layers by their names, or, where names differ, by their order.</summary>
    /// <param name="structure">The layers.</param>
    /// <param name="groups">The groups of the file.</param>
    /// <param name="context">The import.</param>
    public static void Bind(KerasStructure structure, IReadOnlyList<WeightGroup> groups, ImportContext context)
    {
        Declaration declaration = DeclarationWriter.Write("Model", structure.Network, context.Source);
        ILookup<string, DeclaredWeight> declared = DeclarationCheck.Weights(declaration, context.Source).ToLookup(weight => weight.Name.Split('/')[0]);
        Dictionary<Layer, string> names = DeclarationWriter.NamesOf(structure.Network, context.Source);
        foreach (KerasLayer layer in structure.AllLayers.Where(layer => layer.Normalization?.IsGiven == true && names.ContainsKey(layer.Layer!)))
        {
            layer.Normalization!.Set(declared[names[layer.Layer!]].First().Shape[0]);
        }

        // Weights that the structure itself says are set already.
        KerasLayer[] layers = [.. structure.AllLayers.Where(layer => layer.Layer is { Weights.Count: 0 } && names.TryGetValue(layer.Layer, out string? name) && declared[name].Any())];
        WeightGroup[] filled = [.. groups.Where(group => group.Tensors.Count > 0)];
        Dictionary<string, WeightGroup> byName = filled.ToDictionary(group => group.Name);
        bool isByName = layers.All(layer => byName.ContainsKey(layer.Name));
        if (!isByName && layers.Length != filled.Length)
        {
            throw context.Error($"The structure has {layers.Length} layers with weights ({string.Join(", ", layers.Select(layer => layer.Name))}), but the file has weights of {filled.Length} ({string.Join(", ", filled.Select(group => group.Name))}).");
        }

        for (int index = 0; index < layers.Length; index++)
        {
            KerasLayer layer = layers[index];
            WeightGroup group = isByName ? byName[layer.Name] : filled[index];
            if (!isByName)
            {
                context.Log.Step($"weights of '{group.Name}' go to '{layer.Name}', by their order");
            }

            if (layer.Normalization is { } normalization)
            {
                normalization.Set(declared[names[layer.Layer!]].First().Shape[0], [.. group.Tensors.Select(weight => weight.Tensor)]);
                context.Log.Step($"{group.Name}: {string.Join(", ", group.Tensors.Select(weight => weight.Name))} -> {names[layer.Layer!]}");
                continue;
            }

            DeclaredWeight[] weights = [.. declared[names[layer.Layer!]]];
            WeightTensor[] tensors = KerasWeights.Convert([.. weights.Select(weight => weight.Shape)], [.. group.Tensors.Select(weight => weight.Tensor)], layer.ClassName, layer.Layer!, context);
            for (int i = 0; i < weights.Length; i++)
            {
                string name = weights[i].Name[(weights[i].Name.IndexOf('/', StringComparison.Ordinal) + 1)..];
                layer.Layer!.Weight(name, tensors[i]);
                context.Log.Step($"{group.Name}: {(i < group.Tensors.Count ? group.Tensors[i].Name : name)} {tensors[i].ShapeText} -> {weights[i].Name}");
            }
        }

        foreach (WeightGroup group in filled.Where(group => isByName && layers.All(layer => layer.Name != group.Name)))
        {
            throw context.Error($"The file has weights of '{group.Name}' ({string.Join(", ", group.Tensors.Select(weight => weight.Name))}), which is no layer with weights of the structure.");
        }
    }

    /// <summary>The folder of a class in Keras 3's files of weights.</summary>
    public static string FolderOf(string className) => Camel().Replace(Words().Replace(className, "$1_$2"), "$1_$2").ToLowerInvariant();

    [GeneratedRegex("(.)([A-Z][a-z]+)")]
    private static partial Regex Words();

    [GeneratedRegex("([a-z])([A-Z])")]
    private static partial Regex Camel();
}
