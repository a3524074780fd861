namespace SeqGen.Interop.Onnx.Export;

/// <summary>Layers that move values.</summary>
internal static class MovementWriter
{
    public static ExportValue Flatten(ExportLayer layer) =>
        new(layer.Graph.Node("Flatten", [layer.Input.Name], ("axis", 1)), 0, Math.Max(layer.Input.Steps, 1) * layer.Input.Size);

    public static ExportValue Reshape(ExportLayer layer)
    {
        int[] target = layer.Integers("target_shape");
        int values = Math.Max(layer.Input.Steps, 1) * layer.Input.Size;
        int known = target.Where(extent => extent != -1).Aggregate(1, (product, extent) => product * extent);
        int[] shape = [.. target.Select(extent => extent == -1 ? values / known : extent)];
        return new(layer.Graph.Reshape(layer.Input.Name, [-1, .. shape.Select(extent => (long)extent)]), shape.Length == 2 ? shape[0] : 0, shape[^1]);
    }

    public static ExportValue Permute(ExportLayer layer) => new(layer.Graph.Transpose(layer.Input.Name, 0, 2, 1), layer.Input.Size, layer.Input.Steps);

    /// <summary>Steps before the first and after the last one.</summary>
    public static ExportValue Pad(ExportLayer layer, string mode)
    {
        int[] edges = layer.Integers("padding");
        string y = layer.Graph.Node("Pad", [layer.Input.Name, layer.Graph.Integers(0, edges[0], 0, 0, edges[1], 0)], ("mode", mode));
        return new(y, edges[0] + layer.Input.Steps + edges[1], layer.Input.Size);
    }

    public static ExportValue Crop(ExportLayer layer)
    {
        int[] edges = layer.Integers("cropping");
        return new(layer.Graph.Slice(layer.Input.Name, 1, edges[0], layer.Input.Steps - edges[1]), layer.Input.Steps - edges[0] - edges[1], layer.Input.Size);
    }

    /// <summary>Some neighbouring values of a step.</summary>
    public static ExportValue Slice(ExportLayer layer)
    {
        int start = layer.Integer("start");
        int size = layer.Integer("size");
        return layer.Input with { Name = layer.Graph.Slice(layer.Input.Name, -1, start, start + size), Size = size };
    }

    /// <summary>Every step several times.</summary>
    public static ExportValue UpSample(ExportLayer layer)
    {
        GraphWriter g = layer.Graph;
        int size = layer.Integer("size");
        string scales = g.Weights("scales", Graph.WeightTensor.Vector(1, size, 1));
        string y = g.Node("Resize", [layer.Input.Name, "", scales], ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));
        return new(y, layer.Input.Steps * size, layer.Input.Size);
    }

    public static ExportValue RepeatVector(ExportLayer layer)
    {
        int steps = layer.Integer("n");
        return new(layer.Graph.Node("Expand", [layer.Graph.Unsqueeze(layer.Input.Name, 1), layer.Graph.Integers(1, steps, 1)]), steps, layer.Input.Size);
    }
}
