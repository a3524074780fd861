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
        bool anyMask = inputs.Any(input => HasMask(plan, input));
        foreach (bool masked in anyMask ? new[] { false, true } : [false])
        {
            Parameter[] parameters = [.. inputs.SelectMany(input => Parameters(plan, input, masked, single: inputs.Length == 1))];
            if (plan.Shapes[plan.Shapes.Count - 1] is { Steps: 0, Size: 1 })
            {
                WriteMethod(code, plan, inputs, parameters, masked, "float", null);
            }

            WriteMethod(code, plan, inputs, parameters, masked, "void", new("Span<float>", "output", "Receives the output, row-major"));
        }
    }

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
            code.Line($"{header} => DefaultPredictor.{method}({string.Join(", ", all.Select(parameter => parameter.Name))});");
            return;
        }

        using (code.Block(header))
        {
            code.Line("Predictor predictor = DefaultPredictor;");
            foreach (int input in inputs)
            {
                string[] names = [.. Parameters(plan, input, masked, single: false).Select(parameter => parameter.Name)];
                code.Line($"predictor.SetInput(\"{plan.Spec.InputName(input)}\", {string.Join(", ", names)});");
            }

            code.Line(output == null ? "return predictor.RunScalar();" : $"predictor.Run({output.Name});");
        }
    }

    private static IEnumerable<Parameter> Parameters(NetworkPlan plan, int input, bool masked, bool single)
    {
        Shape shape = plan.Shapes[input];
        bool tokens = shape.Kind != ShapeKind.Floats;
        string stem = NetworkPlan.Identifier(plan.Spec.InputName(input));
        stem = char.ToLowerInvariant(stem[0]) + stem.Substring(1);
        string kind = tokens ? "Tokens" : "Features";
        string values = tokens
            ? "[steps], each in [0, vocabulary)"
            : shape.IsSequence ? "[steps][size], row-major" : "[size]";
        yield return new(tokens ? "ReadOnlySpan<int>" : "ReadOnlySpan<float>", single ? kind.ToLowerInvariant() : stem + kind, values);
        if (masked && HasMask(plan, input))
        {
            yield return new("ReadOnlySpan<float>", single ? "mask" : stem + "Mask", "[steps], 1 for a real step, 0 for a masked one");
        }
    }

    private static bool HasMask(NetworkPlan plan, int input) => ((InputLayer)plan.Spec.Layers[input]).Mask;
}
