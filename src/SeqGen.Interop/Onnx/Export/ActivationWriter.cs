namespace SeqGen.Interop.Onnx.Export;

/// <summary>Layers that are a function of each value, or of the values along one axis.</summary>
internal static class ActivationWriter
{
    /// <summary>The activation that an option of a layer names.</summary>
    public static string Activate(ExportLayer layer, string x, string option = "activation", GraphWriter? graph = null) =>
        Activations.Write(graph ?? layer.Graph, layer.Word(option), x) ?? throw layer.Refuse($"the activation '{layer.Word(option)}' has no operators");

    public static ExportValue Activation(ExportLayer layer) => layer.Passing(Activate(layer, layer.Input.Name));

    /// <summary>An operator with one number.</summary>
    public static ExportValue Function(ExportLayer layer, string op, string option) =>
        layer.Passing(layer.Graph.Node(op, [layer.Input.Name], (op == "Elu" || op == "LeakyRelu" ? "alpha" : option, layer.Number(option))));

    /// <summary>max_value from there on, the value above the threshold, else the slope of what is missing from it.</summary>
    public static ExportValue Relu(ExportLayer layer)
    {
        GraphWriter g = layer.Graph;
        string x = layer.Input.Name;
        float slope = layer.Number("negative_slope", 0);
        float threshold = layer.Number("threshold", 0);
        float? most = layer.OptionalNumber("max_value");
        string y = threshold == 0
            ? slope == 0 ? g.Node("Relu", [x]) : g.Node("LeakyRelu", [x], ("alpha", slope))
            : g.Where(g.Node("Greater", [x, g.Number(threshold)]), x, g.Multiply(g.Subtract(x, g.Number(threshold)), g.Number(slope)));
        return layer.Passing(most is { } limit ? g.Where(g.Node("GreaterOrEqual", [x, g.Number(limit)]), g.Number(limit), y) : y);
    }

    /// <summary>A slope for each value that it is not shared by; those of the steps lie before those of the values.</summary>
    public static ExportValue Prelu(ExportLayer layer) => layer.Passing(layer.Graph.Node("PRelu", [layer.Input.Name, layer.Constant("alpha")]));

    /// <summary>Softmax or its logarithm along the values of a step, or along the steps: there, masked ones count nothing and get 0.</summary>
    public static ExportValue AlongAxis(ExportLayer layer, string op)
    {
        GraphWriter g = layer.Graph;
        if (!IsTime(layer))
        {
            return layer.Passing(g.Node(op, [layer.Input.Name], ("axis", -1)));
        }

        if (layer.Input.Mask is not { } mask)
        {
            return layer.Passing(g.Node(op, [layer.Input.Name], ("axis", 1)));
        }

        string isReal = g.Unsqueeze(mask, 2);
        string y = g.Node(op, [g.Where(isReal, layer.Input.Name, g.Number(float.MinValue))], ("axis", 1));
        return layer.Passing(g.Where(isReal, y, g.Number(0)));
    }

    /// <summary>One half, times the sigmoid of the other.</summary>
    public static ExportValue Glu(ExportLayer layer)
    {
        GraphWriter g = layer.Graph;
        bool isTime = IsTime(layer);
        string[] halves = g.Nodes("Split", [layer.Input.Name], 2, ("axis", isTime ? 1 : -1));
        string y = g.Multiply(halves[0], g.Node("Sigmoid", [halves[1]]));
        return isTime ? new(y, layer.Input.Steps / 2, layer.Input.Size) : layer.Input with { Name = y, Size = layer.Input.Size / 2 };
    }

    /// <summary>The root of the squares of both halves.</summary>
    public static ExportValue Magnitude(ExportLayer layer)
    {
        GraphWriter g = layer.Graph;
        string[] squares = [.. g.Nodes("Split", [layer.Input.Name], 2, ("axis", -1)).Select(part => g.Multiply(part, part))];
        return layer.Input with { Name = g.Node("Sqrt", [g.Node("Add", squares)]), Size = layer.Input.Size / 2 };
    }

    /// <summary>Steps whose values are all mask_value are masked, and zero.</summary>
    public static ExportValue Masking(ExportLayer layer)
    {
        GraphWriter g = layer.Graph;
        string isOther = g.Node("Not", [g.Node("Equal", [layer.Input.Name, g.Number(layer.Number("mask_value"))])]);
        string any = g.Cast(g.Node("ReduceMax", [g.Cast(isOther, OnnxTensors.Float)], ("axes", (int[])[-1]), ("keepdims", 0)), OnnxTensors.Bool);
        string mask = layer.Input.Mask is { } before ? g.Node("And", [any, before]) : any;
        return layer.Input with { Name = g.Where(g.Unsqueeze(mask, 2), layer.Input.Name, g.Number(0)), Mask = mask };
    }

    private static bool IsTime(ExportLayer layer) => layer.Input.IsSequence && layer.Integer("axis") is 1 or -2;
}
