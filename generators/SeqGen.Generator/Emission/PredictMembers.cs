namespace SeqGen.Generator.Emission;

/// <summary>Writes the methods by which a user predicts one sequence: with the types and names of the model's inputs.</summary>
internal static class PredictMembers
{
    private const string Summary = "The output for one sequence. Allocates nothing; uses the calling thread's own workspace.";

    /// <summary>A parameter with its documentation.</summary>
    private sealed record Parameter(string Type, string Name, string Text);

    public static void Write(CodeWriter code, NetworkPlan plan)
    {
        int[] inputs = [.. plan.Spec.Inputs];
        bool anyMask = inputs.Any(input => HasMask(plan.Spec, input));
        foreach (bool masked in anyMask ? new[] { false, true } : [false])
        {
            Parameter[] parameters = [.. inputs.SelectMany(input => Parameters(plan.Spec, plan.Shapes, input, masked, single: inputs.Length == 1))];
            if (IsScalar(plan.Shapes))
            {
                WriteMethod(code, plan, inputs, parameters, masked, "float", null);
            }

            WriteMethod(code, plan, inputs, parameters, masked, "void", new("global::System.Span<float>", "output", "Receives the output, row-major"));
        }
    }

    /// <summary>The types of the parameters of each method.</summary>
    public static IEnumerable<string> Signatures(NetworkSpec spec, IReadOnlyList<Shape> shapes)
    {
        int[] inputs = [.. spec.Inputs];
        foreach (bool masked in inputs.Any(input => HasMask(spec, input)) ? new[] { false, true } : [false])
        {
            string parameters = string.Join(", ", inputs.SelectMany(input => Parameters(spec, shapes, input, masked, single: inputs.Length == 1)).Select(parameter => parameter.Type))
                .Replace("global::", "");
            if (IsScalar(shapes))
            {
                yield return parameters;
            }

            yield return parameters + ", System.Span<float>";
        }
    }

    private static bool IsScalar(IReadOnlyList<Shape> shapes) => shapes[shapes.Count - 1] is { Steps: 0, Size: 1 };

    private static void WriteMethod(CodeWriter code, NetworkPlan plan, int[] inputs, Parameter[] parameters, bool masked, string type, Parameter? output)
    {
        Parameter[] all = output == null ? parameters : [.. parameters, output];
        code.Line();
        code.Line($"/// <summary>{Summary}</summary>");
        foreach (Parameter parameter in all)
        {
            code.Line($"/// <param name=\"{parameter.Name}\">{parameter.Text}.</param>");
        }

        string header = $"public {type} Predict({string.Join(", ", all.Select(parameter => $"{parameter.Type} {parameter.Name}"))})";
        string method = output == null ? "PredictScalar" : "Predict";
        if (inputs.Length == 1)
        {
            code.Line($"{header} => base.DefaultPredictor.{method}({string.Join(", ", all.Select(parameter => parameter.Name))});");
            return;
        }

        using (code.Block(header))
        {
            code.Line("global::SeqGen.Predictor predictor = base.DefaultPredictor;");
            foreach (int input in inputs)
            {
                string[] names = [.. Parameters(plan.Spec, plan.Shapes, input, masked, single: false).Select(parameter => parameter.Name)];
                code.Line($"predictor.SetInput(\"{plan.Spec.InputName(input)}\", {string.Join(", ", names)});");
            }

            code.Line(output == null ? "return predictor.RunScalar();" : $"predictor.Run({output.Name});");
        }
    }

    private static IEnumerable<Parameter> Parameters(NetworkSpec spec, IReadOnlyList<Shape> shapes, int input, bool masked, bool single)
    {
        Shape shape = shapes[input];
        bool tokens = shape.Kind != ShapeKind.Floats;
        string stem = NetworkPlan.Identifier(spec.InputName(input));
        stem = char.ToLowerInvariant(stem[0]) + stem.Substring(1);
        string kind = tokens ? "Tokens" : "Features";
        string values = tokens
            ? "[steps], each in [0, vocabulary)"
            : shape.IsSequence ? "[steps][size], row-major" : "[size]";
        yield return new(tokens ? "global::System.ReadOnlySpan<int>" : "global::System.ReadOnlySpan<float>", single ? kind.ToLowerInvariant() : stem + kind, values);
        if (masked && HasMask(spec, input))
        {
            yield return new("global::System.ReadOnlySpan<float>", single ? "mask" : stem + "Mask", "[steps], 1 for a real step, 0 for a masked one");
        }
    }

    private static bool HasMask(NetworkSpec spec, int input) => ((InputLayer)spec.Layers[input]).Mask;
}
