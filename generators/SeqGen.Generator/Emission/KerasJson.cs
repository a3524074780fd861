namespace SeqGen.Generator.Emission;

/// <summary>
/// Writes a network's structure as JSON in Keras' vocabulary: a Sequential of layers with class and config; a network
/// that is not a chain or has several outputs, or in which a layer that returns its states is followed by others, as Keras' Functional, in which every layer
/// names the tensors that it takes.
/// </summary>
internal static class KerasJson
{
    public static string Write(NetworkSpec network, IReadOnlyList<Shape> shapes) =>
        network.IsChain && network.Outputs.Count == 1 && !network.Layers.Take(network.Layers.Count - 1).Any(layer => layer.ReturnsStates) ? Sequential(network, shapes) : new FunctionalJson(network, shapes).Write();

    private static string Sequential(NetworkSpec network, IReadOnlyList<Shape> shapes)
    {
        IEnumerable<string> layers = network.Layers.Select((layer, index) =>
            Layer(layer.Definition.ClassName, Config(network, shapes, index, layer.Name)).ToString());
        var model = new JsonFields().Add("name", network.Name).AddRaw("layers", List(layers));
        return Layer("Sequential", model).ToString();
    }

    public static JsonFields Layer(string className, JsonFields config) => new JsonFields().Add("class_name", className).AddRaw("config", config.ToString());

    public static string List(IEnumerable<string> items) => "[" + string.Join(",", items) + "]";

    /// <summary>The config of one layer.</summary>
    public static JsonFields Config(NetworkSpec network, IReadOnlyList<Shape> shapes, int index, string name)
    {
        LayerSpec layer = network.HandsItsStatesOn(index) ? network.Layers[index].ReturningStates : network.Layers[index];
        JsonFields config = new JsonFields().Add("name", name).Add("trainable", layer.Trainable);
        if (layer is InputLayer)
        {
            return config.AddRaw("batch_shape", BatchShape(shapes[index])).Add("dtype", DataType(shapes[index]));
        }

        layer.WriteConfig(config, shapes[network.Sources[index].Inputs[0]]);
        return config;
    }

    public static string DataType(Shape shape) => shape.Kind == ShapeKind.Floats ? "float32" : "int32";

    public static string BatchShape(Shape shape) =>
        $"[null,{(shape.IsVariable ? shape.Kind == ShapeKind.Floats ? $"null,{shape.Size}" : "null" : shape.Extents(","))}]";
}

/// <summary>Writes a network as Keras' Functional.</summary>
internal sealed class FunctionalJson(NetworkSpec network, IReadOnlyList<Shape> shapes)
{
    private readonly List<string> _layers = [];

    public string Write()
    {
        for (int i = 0; i < network.Layers.Count; i++)
        {
            AddLayer(i);
        }

        var model = new JsonFields()
            .Add("name", network.Name)
            .AddRaw("layers", KerasJson.List(_layers))
            .AddRaw("input_layers", KerasJson.List(network.Inputs.Select(input => History(Name(input), 0))))
            .AddRaw("output_layers", KerasJson.List(network.Outputs.Select(output => History(Name(output.Layer), 0))));
        return KerasJson.Layer("Functional", model).ToString();
    }

    /// <summary>An input has the name by which callers know it.</summary>
    private string Name(int layer) => network.Layers[layer] is InputLayer ? network.InputName(layer) : network.Layers[layer].Name;

    private void AddLayer(int index)
    {
        LayerSources sources = network.Sources[index];
        string[] inputs = [.. sources.Inputs.Select(input => Tensor(KerasJson.BatchShape(shapes[input]), KerasJson.DataType(shapes[input]), Name(input), 0))];
        JsonFields keywords = new();
        if (sources.State is { } state)
        {
            keywords.AddRaw("initial_state", KerasJson.List(InitialStates(index, state)));
        }

        network.Layers[index].WriteCall(keywords);
        string arguments = inputs.Length > 1 && network.Layers[index].TakesListOfInputs ? KerasJson.List([KerasJson.List(inputs)]) : KerasJson.List(inputs);
        Add(network.Layers[index].Definition.ClassName, Name(index), KerasJson.Config(network, shapes, index, Name(index)), inputs.Length == 0 ? [] : [Node(arguments, keywords)]);
    }

    private void Add(string className, string name, JsonFields config, IEnumerable<string> nodes) =>
        _layers.Add(KerasJson.Layer(className, config).Add("name", name).AddRaw("inbound_nodes", KerasJson.List(nodes)).ToString());

    /// <summary>A recurrent layer's output 0 is its sequence, the others are its states; several states become one by a Concatenate.</summary>
    private IEnumerable<string> InitialStates(int index, int source)
    {
        ImmutableArray<StateShape> from = network.Layers[source].EndStates;
        ImmutableArray<StateShape> to = network.Layers[index].EndStates;
        ImmutableArray<ImmutableArray<int>> parts = StateHandover.Match(from, to)!.Value;
        for (int i = 0; i < parts.Length; i++)
        {
            string[] tensors = [.. parts[i].Select(part => Tensor($"[null,{from[part].Units}]", "float32", Name(source), part + 1))];
            if (tensors.Length == 1)
            {
                yield return tensors[0];
                continue;
            }

            string name = $"{Name(index)}_initial_{to[i].Name}";
            JsonFields config = new JsonFields().Add("name", name).Add("axis", -1);
            Add("Concatenate", name, config, [Node(KerasJson.List([KerasJson.List(tensors)]), new())]);
            yield return Tensor($"[null,{to[i].Units}]", "float32", name, 0);
        }
    }

    private static string Node(string arguments, JsonFields keywords) => new JsonFields().AddRaw("args", arguments).AddRaw("kwargs", keywords.ToString()).ToString();

    private static string Tensor(string shape, string type, string layer, int output) =>
        KerasJson.Layer("__keras_tensor__", new JsonFields().AddRaw("shape", shape).Add("dtype", type).AddRaw("keras_history", History(layer, output))).ToString();

    private static string History(string layer, int output) => $"[\"{layer}\",0,{output}]";
}
