using PureHDF;
using SeqGen.Interop.Declarations;
using SeqGen.Interop.Graph;
using SeqGen.Interop.Json;

namespace SeqGen.Interop.Keras;

/// <summary>Reads Keras' files: whole models in HDF5, <c>.keras</c> archives, and a structure with a file of weights.</summary>
internal static class KerasReader
{
    /// <summary>The parts of layers in Keras 3's files, in the order in which the language has their weights; a file has them by the alphabet.</summary>
    private static readonly string[] InOrder = ["forward_layer", "backward_layer", "query_dense", "key_dense", "value_dense", "output_dense"];

    /// <summary>A structure in JSON; its weights lie in another file.</summary>
    public static Network ReadStructure(ImportContext context)
    {
        JsonPlace root = JsonPlace.Parse(context);
        string path = context.Weights ?? throw context.Error("The file is a structure without weights: name the file of weights after it (seqgen import structure.json weights.h5).");
        return ReadWeights(context with { Source = ImportSource.Read(path) }, root with { Context = context });
    }

    /// <summary>An HDF5 file: a whole model, or weights of a structure that lies elsewhere.</summary>
    public static Network ReadHdf5(ImportContext context)
    {
        if (context.Like is { } like && LikeDeclaration.IsDeclaration(ImportSource.Read(like)))
        {
            using Hdf5File file = Hdf5File.Open(context.Source, context.Source.Bytes);
            return LikeDeclaration.Bind(context, like, Groups(context, file, null));
        }

        return ReadWeights(context, OtherStructure(context));
    }

    /// <summary>A <c>.keras</c> archive.</summary>
    public static Network ReadArchive(ImportContext context)
    {
        JsonPlace config = new(context, JsonPlace.ParseRoot(new(context.Source.Path, Archive.Read(context.Source, "config.json"))), "");
        JsonPlace metadata = new(context, JsonPlace.ParseRoot(new(context.Source.Path, Archive.Read(context.Source, "metadata.json"))), "");
        KerasVersion version = new(metadata["keras_version"].Text());
        context.Log.Recognized(version.ToString());
        KerasStructure structure = KerasStructure.Read(config, version);
        using Hdf5File file = Hdf5File.OpenFolders(context, Archive.Read(context.Source, "model.weights.h5"));
        KerasBinder.Bind(structure, Keras3Groups(context, file, structure), context);
        return structure.Network;
    }

    private static JsonPlace? OtherStructure(ImportContext context)
    {
        if ((context.Like ?? context.Weights) is not { } path)
        {
            return null;
        }

        ImportSource other = ImportSource.Read(path);
        return new JsonPlace(context with { Source = other }, JsonPlace.ParseRoot(other), "");
    }

    private static Network ReadWeights(ImportContext context, JsonPlace? other)
    {
        using Hdf5File file = Hdf5File.Open(context.Source, context.Source.Bytes);
        string? written = file.Text(file.Root, "keras_version");
        JsonPlace config = other
            ?? (file.Text(file.Root, "model_config") is { } json ? (JsonPlace?)new JsonPlace(context, JsonPlace.ParseRoot(new(context.Source.Path, System.Text.Encoding.UTF8.GetBytes(json))), "model_config") : null)
            ?? throw context.Error("The file holds weights without a structure: name the structure (seqgen import structure.json weights.h5), or a declaration like it (--like M.seqnet).");
        KerasVersion version = new(config.Optional("keras_version")?.Text() ?? written);
        context.Log.Recognized(version.ToString());
        KerasStructure structure = KerasStructure.Read(config, version);
        KerasBinder.Bind(structure, Groups(context, file, structure), context);
        return structure.Network;
    }

    private static List<WeightGroup> Groups(ImportContext context, Hdf5File file, KerasStructure? structure)
    {
        IH5Group root = file.Group(file.Root, "model_weights") ?? file.Root;
        foreach (string name in new[] { "optimizer_weights" }.Where(name => file.Group(file.Root, name) is not null))
        {
            context.Log.Skipped($"{name}: they matter in training only");
        }

        if (file.Text(file.Root, "training_config") is not null)
        {
            context.Log.Skipped("training_config: loss, optimizer and metrics");
        }

        return file.Texts(root, "layer_names") is { } names ? [.. names.SelectMany(name => Parts(Group(context, file, root, name), structure))] : structure is not null ? Keras3Groups(context, file, structure)
            : throw context.Error("The file is one of Keras 3's weights, whose folders only the structure explains: give that to --like (the JSON of model.to_json()), not a declaration.");
    }

    private static WeightGroup Group(ImportContext context, Hdf5File file, IH5Group root, string name)
    {
        IH5Group group = file.Group(root, name) ?? throw context.Error($"The file names the layer '{name}', but has no group of its weights.");
        string[] weights = file.Texts(group, "weight_names") ?? [];
        return new(name, [.. weights.Select(weight => (weight, file.Tensor(context, Parent(context, file, group, weight), weight.Split('/')[^1])))]);
    }

    /// <summary>The weights of a model inside the model lie together, under the names of their layers.</summary>
    private static IEnumerable<WeightGroup> Parts(WeightGroup group, KerasStructure? structure)
    {
        KerasLayer? model = structure?.Layers.FirstOrDefault(layer => layer.Name == group.Name && layer.Inner.Count > 0);
        return model is null ? [group]
            : group.Tensors.GroupBy(weight => weight.Name.Split('/').Select(part => PathOf(model, part)).FirstOrDefault(path => path is not null) ?? weight.Name).Select(part => new WeightGroup($"{group.Name}/{part.Key}", [.. part]));
    }

    /// <summary>Where a layer of a model is, also in models inside it.</summary>
    private static string? PathOf(KerasLayer model, string name) => model.Inner.Any(layer => layer.Name == name) ? name
        : model.Inner.Select(layer => PathOf(layer, name) is { } path ? $"{layer.Name}/{path}" : null).FirstOrDefault(path => path is not null);

    private static IH5Group Parent(ImportContext context, Hdf5File file, IH5Group group, string path) => path.Contains('/', StringComparison.Ordinal)
        ? file.Group(group, path[..path.LastIndexOf('/')]) ?? throw context.Error($"The file names the weight '{path}', but does not have it.")
        : group;

    /// <summary>Keras 3 keeps the weights of a layer in a folder that is named by its class and a counter, in the order of the layers.</summary>
    private static List<WeightGroup> Keras3Groups(ImportContext context, Hdf5File file, KerasStructure structure)
    {
        IH5Group layers = file.Group(file.Root, "layers") ?? file.Group(file.Root, "_layer_checkpoint_dependencies")
            ?? throw context.Error("The file has neither an attribute 'layer_names', as Keras' HDF5 files have, nor a group 'layers', as Keras 3's files of weights have.");
        List<WeightGroup> groups = [];
        Collect(context, file, layers, structure.Layers, "", groups);
        foreach (IH5Object rest in file.Children(file.Root).Where(child => child.Name is not ("layers" or "_layer_checkpoint_dependencies")))
        {
            context.Log.Skipped($"{rest.Name}: not of a layer");
        }

        return groups;
    }

    /// <summary>The weights of a model's layers; a model inside it has a folder of its own, with such folders.</summary>
    private static void Collect(ImportContext context, Hdf5File file, IH5Group layers, IReadOnlyList<KerasLayer> model, string path, List<WeightGroup> groups)
    {
        Dictionary<string, int> counters = [];
        HashSet<string> read = [];
        foreach (KerasLayer layer in model)
        {
            string name = KerasBinder.FolderOf(layer.ClassName);
            int count = counters[name] = counters.GetValueOrDefault(name, -1) + 1;
            string folder = count == 0 ? name : $"{name}_{count}";
            if ((file.Group(layers, folder) is { } byClass ? (Folder: folder, Group: byClass) : file.Group(layers, layer.Name) is { } byName ? (Folder: layer.Name, Group: byName) : default) is not { Group: not null } found)
            {
                continue;
            }

            read.Add(found.Folder);
            if (layer.Inner.Count > 0)
            {
                Collect(context, file, file.Group(found.Group, "layers") ?? throw context.Error($"The file has no folder 'layers' of the model '{path}{layer.Name}' inside the model."), layer.Inner, $"{path}{layer.Name}/", groups);
                continue;
            }

            List<(string, WeightTensor)> tensors = [];
            Collect(context, file, found.Group, found.Folder, tensors, 0);
            groups.Add(new(path + layer.Name, tensors));
        }

        foreach (IH5Object rest in file.Children(layers).Where(child => !read.Contains(child.Name)))
        {
            throw context.Error($"The file has weights of '{path}layers/{rest.Name}', which belong to no layer of the structure.");
        }
    }

    /// <summary>A layer's own weights, then those of what it holds, in the language's order.</summary>
    private static void Collect(ImportContext context, Hdf5File file, IH5Group group, string path, List<(string, WeightTensor)> tensors, int depth)
    {
        const int deepest = 4;
        if (file.Group(group, "vars") is { } own)
        {
            int count = file.Children(own).Count;
            for (int index = 0; index < count; index++)
            {
                tensors.Add(($"{path}/vars/{index}", file.Tensor(context, own, $"{index}")));
            }
        }

        foreach (IH5Group inner in file.Children(group).OfType<IH5Group>().Where(inner => inner.Name != "vars").OrderBy(inner => Array.IndexOf(InOrder, inner.Name.TrimStart('_')) is var place and >= 0 ? place : InOrder.Length))
        {
            if (inner.Name == "seed_generator")
            {
                context.Log.Skipped($"{path}/seed_generator: it matters in training only");
            }
            else if (depth < deepest)
            {
                Collect(context, file, inner, $"{path}/{inner.Name}", tensors, depth + 1);
            }
        }
    }
}
