namespace SeqGen.Generator.Emission;

/// <summary>Writes the methods by which a user predicts one sequence: with the types and names of the model's inputs.</summary>
internal static class PredictMembers
{
    private const string Summary = "The output for one sequence. Allocates nothing; uses the calling thread's own workspace.";

    public static void Write(CodeWriter code, NetworkPlan plan)
    {
        int[] inputs = [.. plan.Spec.Inputs];
        bool anyMask = inputs.Any(input => PredictSignatures.HasMask(plan.Spec, input));
        foreach (bool masked in anyMask ? new[] { false, true } : [false])
        {
            PredictParameter[] parameters = [.. inputs.SelectMany(input => PredictSignatures.Parameters(plan.Spec, plan.Shapes, input, masked, single: inputs.Length == 1))];
            if (PredictSignatures.IsScalar(plan.Shapes))
            {
                WriteMethod(code, plan, inputs, parameters, masked, "float", null);
            }

            WriteMethod(code, plan, inputs, parameters, masked, "void", new("global::System.Span<float>", "output", "Receives the output, row-major"));
        }
    }

    private static void WriteMethod(CodeWriter code, NetworkPlan plan, int[] inputs, PredictParameter[] parameters, bool masked, string type, PredictParameter? output)
    {
        PredictParameter[] all = output == null ? parameters : [.. parameters, output];
        code.Line();
        code.Line($"/// <summary>{Summary}</summary>");
        foreach (PredictParameter parameter in all)
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
                string[] names = [.. PredictSignatures.Parameters(plan.Spec, plan.Shapes, input, masked, single: false).Select(parameter => parameter.Name)];
                code.Line($"predictor.SetInput(\"{plan.Spec.InputName(input)}\", {string.Join(", ", names)});");
            }

            code.Line(output == null ? "return predictor.RunScalar();" : $"predictor.Run({output.Name});");
        }
    }
}
