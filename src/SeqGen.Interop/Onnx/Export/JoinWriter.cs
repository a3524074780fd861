namespace SeqGen.Interop.Onnx.Export;

/// <summary>Layers that put several outputs together.</summary>
internal static class JoinWriter
{
    /// <summary>The values of each step, one output's after the other's.</summary>
    public static ExportValue Concatenate(ExportLayer layer) =>
        new(layer.Graph.Node("Concat", [.. layer.Inputs.Select(input => input.Name)], ("axis", -1)), layer.Input.Steps, layer.Inputs.Sum(input => input.Size)) { Mask = Mask(layer) };

    /// <summary>Value by value; one step, or one value a step, stands for all, and a vector is one step.</summary>
    public static ExportValue Merge(ExportLayer layer, string op)
    {
        bool isSequence = layer.Inputs.Any(input => input.IsSequence);
        string[] operands = [.. layer.Inputs.Select(input => isSequence && !input.IsSequence ? layer.Graph.Unsqueeze(input.Name, 1) : input.Name)];
        string y = op is "Add" or "Sub" or "Mul" ? operands.Aggregate((a, b) => layer.Graph.Node(op, [a, b])) : layer.Graph.Node(op, operands);
        return new(y, layer.Inputs.Max(input => input.Steps), layer.Inputs.Max(input => input.Size)) { Mask = Mask(layer) };
    }

    /// <summary>A step is real where it is real in any input; in an input without a mask every step is.</summary>
    private static string? Mask(ExportLayer layer)
    {
        string?[] masks = [.. layer.Inputs.Select(input => input.Mask).Distinct()];
        string? mask = masks.Contains(null) ? null : masks.Aggregate((a, b) => layer.Graph.Node("Or", [a!, b!]));
        string? presence = layer.Inputs.Select(input => input.Presence).FirstOrDefault(name => name is not null);
        return mask is null || presence is null || masks.Length == 1 ? mask : layer.Graph.Node("And", [mask, presence]);
    }
}
