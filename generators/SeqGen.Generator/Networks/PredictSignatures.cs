namespace SeqGen.Generator.Networks;

/// <summary>A parameter of an emitted method with its documentation.</summary>
/// <param name="Type">The type as emitted code writes it.</param>
/// <param name="Name">The name.</param>
/// <param name="Text">The documentation.</param>
internal sealed record PredictParameter(string Type, string Name, string Text);

/// <summary>What the methods take by which a user predicts one sequence: the values of the model's inputs, with their types and names.</summary>
internal static class PredictSignatures
{
    /// <summary>The types of the parameters of each method.</summary>
    public static IEnumerable<string> Of(NetworkSpec spec, IReadOnlyList<Shape> shapes)
    {
        int[] inputs = [.. spec.Inputs];
        foreach (bool masked in inputs.Any(input => HasMask(spec, input)) ? new[] { false, true } : [false])
        {
            string parameters = string.Join(", ", inputs.SelectMany(input => Parameters(spec, shapes, input, masked, single: inputs.Length == 1)).Select(parameter => parameter.Type))
                .Replace("global::", "");
            if (IsScalar(spec, shapes))
            {
                yield return parameters;
            }

            yield return string.Concat(Enumerable.Repeat(", System.Span<float>", spec.Outputs.Count).Prepend(parameters));
        }
    }

    /// <summary>True where the output is one number, which a method may return.</summary>
    public static bool IsScalar(NetworkSpec spec, IReadOnlyList<Shape> shapes) => spec.Outputs.Count == 1 && shapes[spec.Outputs[0].Layer] is { Steps: 0, Size: 1 };

    /// <summary>The parameters that receive the outputs.</summary>
    public static IEnumerable<PredictParameter> Outputs(NetworkSpec spec, IReadOnlyList<Shape> shapes) => spec.Outputs.Select(output =>
        new PredictParameter("global::System.Span<float>", NameOf(output, spec.Outputs.Count), $"Receives the output{(spec.Outputs.Count == 1 ? "" : " " + output.Name)}: {Extents(shapes[output.Layer], "floats")}"));

    /// <summary>An array's extents and what it holds.</summary>
    private static string Extents(Shape shape, string what) => $"[{shape.Extents("][")}] {what}{(shape.IsSequence && shape.Kind == ShapeKind.Floats ? ", step by step" : "")}";

    private static string NameOf(OutputSpec output, int count) => count == 1 ? "output" : Stem(output.Name) + "Output";

    /// <summary>A name in the form of a parameter's.</summary>
    private static string Stem(string name)
    {
        string identifier = NetworkPlan.Identifier(name);
        return char.ToLowerInvariant(identifier[0]) + identifier.Substring(1);
    }

    /// <summary>The parameters for one input.</summary>
    public static IEnumerable<PredictParameter> Parameters(NetworkSpec spec, IReadOnlyList<Shape> shapes, int input, bool masked, bool single)
    {
        Shape shape = shapes[input];
        bool tokens = shape.Kind != ShapeKind.Floats;
        string stem = Stem(spec.InputName(input));
        string kind = tokens ? "Tokens" : "Features";
        string values = Extents(shape, tokens ? $"tokens, each from 0 to {shape.Size - 1}" : "floats");
        yield return new(tokens ? "global::System.ReadOnlySpan<int>" : "global::System.ReadOnlySpan<float>", single ? kind.ToLowerInvariant() : stem + kind, values);
        if (masked && HasMask(spec, input))
        {
            yield return new("global::System.ReadOnlySpan<float>", single ? "mask" : stem + "Mask", "A value for each step that is given: 1 for a real one, 0 for a masked one");
        }
    }

    /// <summary>True for an input with a mask that the caller may give.</summary>
    public static bool HasMask(NetworkSpec spec, int input) => ((InputLayer)spec.Layers[input]).Mask;
}
