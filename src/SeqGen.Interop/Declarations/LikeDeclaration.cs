using System.Text;
using System.Text.RegularExpressions;
using SeqGen.Generator.Layers;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Syntax;
using SeqGen.Interop.Graph;
using SeqGen.Interop.Keras;
using SeqGen.Interop.PyTorch;

namespace SeqGen.Interop.Declarations;

/// <summary>Binds weights to the layers of a declaration that a person wrote: by names where they agree, else by order.</summary>
internal static partial class LikeDeclaration
{
    /// <summary>Binds the modules of a state dict.</summary>
    public static Network Bind(ImportContext context, string path, IReadOnlyList<TorchModule> modules) =>
        Bind(context, path, [.. modules.Select(module => module.Name)], (index, layer, weights) => AddTorch(modules[index], layer, weights, context));

    /// <summary>Binds the groups of a file of Keras weights.</summary>
    public static Network Bind(ImportContext context, string path, IReadOnlyList<WeightGroup> groups)
    {
        WeightGroup[] filled = [.. groups.Where(group => group.Tensors.Count > 0)];
        return Bind(context, path, [.. filled.Select(group => group.Name)], (index, layer, weights) =>
        {
            WeightTensor[] tensors = KerasWeights.Convert([.. weights.Select(weight => weight.Shape)], [.. filled[index].Tensors.Select(weight => weight.Tensor)], "", layer, context);
            for (int i = 0; i < weights.Count; i++)
            {
                layer.Weight(Suffix(weights[i].Name), tensors[i]);
            }
        });
    }

    /// <summary>True where a file is a declaration rather than a Keras structure.</summary>
    public static bool IsDeclaration(ImportSource source) => !source.Bytes.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{"u8);

    private static Network Bind(ImportContext context, string path, string[] names, Action<int, Layer, IReadOnlyList<DeclaredWeight>> add)
    {
        string text = Encoding.UTF8.GetString(ImportSource.Read(path).Bytes);
        NetworkPlan plan = DeclarationCheck.ReadLike(path, text);
        ILookup<string, DeclaredWeight> declared = plan.Weights.Select(weight => new DeclaredWeight(weight.Name, [.. weight.Shape])).ToLookup(weight => weight.Name.Split('/')[0]);
        LayerSpec[] layers = [.. plan.Spec.Layers.Items.Where(layer => declared[layer.Name].Any())];
        int[] order = Order(context, path, layers, names);
        Dictionary<string, (Layer, WeightTensor)> weights = [];
        for (int index = 0; index < layers.Length; index++)
        {
            LayerSpec spec = layers[index];
            Layer layer = new(spec.Definition.Word, $"the layer '{spec.Name}' of {path}, with the weights of '{names[order[index]]}',");
            if (spec is BidirectionalLayer both)
            {
                layer.With(null, both.Layer.Definition.Word);
            }

            add(order[index], layer, [.. declared[spec.Name]]);
            context.Log.Step($"weights of '{names[order[index]]}' go to '{spec.Name}'");
            foreach ((string name, WeightTensor tensor) in layer.Weights)
            {
                weights.Add($"{spec.Name}/{name}", (layer, tensor));
            }
        }

        string model = context.Options.Name ?? plan.Spec.Name;
        return new Network(null) { Written = new(model, ModelLine().Replace(text, $"${{before}}{model}", 1), new Dictionary<int, Layer>(), weights) };
    }

    private static int[] Order(ImportContext context, string path, LayerSpec[] layers, string[] names)
    {
        if (layers.Length != names.Length)
        {
            throw context.Error($"{path} declares {layers.Length} layers with weights ({string.Join(", ", layers.Select(layer => layer.Name))}), but the file has those of {names.Length} ({string.Join(", ", names)}).");
        }

        string[] keys = [.. names.Select(name => Names.LayerKey(LayerNames.Clean(name, "layer")))];
        int[] byName = [.. layers.Select(layer => Array.IndexOf(keys, Names.LayerKey(layer.Name)))];
        return byName.All(index => index >= 0) && byName.Distinct().Count() == byName.Length ? byName : [.. Enumerable.Range(0, layers.Length)];
    }

    private static void AddTorch(TorchModule module, Layer layer, IReadOnlyList<DeclaredWeight> weights, ImportContext context)
    {
        if (module.Kind == TorchKind.Recurrent)
        {
            module.AddCell(layer, context);
            return;
        }

        WeightTensor weight = module.Weight ?? throw context.Error($"'{module.Name}' has no weight ({string.Join(", ", module.TensorNames)}).");
        foreach (string name in weights.Select(declared => Suffix(declared.Name)))
        {
            layer.Weight(name, name switch
            {
                "kernel" when weight.Rank == 2 => weight.Transpose(),
                "kernel" when weight.Rank == 3 => weight.Permute(2, 1, 0),
                "embeddings" or "gamma" => weight,
                "bias" or "beta" => module["bias"],
                "moving_mean" => module["running_mean"],
                "moving_variance" => module["running_var"],
                _ => throw context.Error($"{layer.Origin} has a weight '{name}', which no module of PyTorch has."),
            });
        }

        foreach ((string role, string name) in new[] { ("bias", "bias"), ("running_mean", "moving_mean"), ("running_var", "moving_variance") })
        {
            if (module.Has(role) && !layer.Weights.ContainsKey(name) && !(role == "bias" && layer.Weights.ContainsKey("beta")))
            {
                throw context.Error($"'{module.Name}' has a {role}, for which {layer.Origin} has no place.");
            }
        }
    }

    private static string Suffix(string name) => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];

    [GeneratedRegex(@"(?<before>^\s*model\s+)\S+", RegexOptions.Multiline)]
    private static partial Regex ModelLine();
}
