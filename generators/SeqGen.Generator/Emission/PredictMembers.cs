namespace SeqGen.Generator.Emission;

/// <summary>Writes the methods by which a user predicts one sequence: with the types and names of the model's inputs.</summary>
internal static class PredictMembers
{
    private const string Summary = "The output for one sequence.";

    /// <summary>What holds of all methods that predict.</summary>
    private const string Remarks = "Any number of threads may predict at once, while none changes the weights: each has a workspace of its own, made at its first call. Allocates nothing after that.";

    public static void Write(CodeWriter code, NetworkPlan plan)
    {
        int[] inputs = [.. plan.Spec.Inputs];
        bool anyMask = inputs.Any(input => PredictSignatures.HasMask(plan.Spec, input));
        foreach (bool masked in anyMask ? new[] { false, true } : [false])
        {
            PredictParameter[] parameters = [.. inputs.SelectMany(input => Parameters(plan, input, masked, single: inputs.Length == 1))];
            if (PredictSignatures.IsScalar(plan.Spec, plan.Shapes))
            {
                WriteMethod(code, plan, inputs, parameters, masked, "float", []);
            }

            WriteMethod(code, plan, inputs, parameters, masked, "void", [.. PredictSignatures.Outputs(plan.Spec, plan.Shapes)]);
        }
    }

    /// <summary>The parameters of an input; the first one, its values, also says what happens to a sequence of another length.</summary>
    private static IEnumerable<PredictParameter> Parameters(NetworkPlan plan, int input, bool masked, bool single) =>
        PredictSignatures.Parameters(plan.Spec, plan.Shapes, input, masked, single)
            .Select((parameter, index) => index == 0 ? parameter with { Text = parameter.Text + Fitting(plan, input) } : parameter);

    private static string Fitting(NetworkPlan plan, int input)
    {
        if (!plan.Shapes[input].IsSequence)
        {
            return "";
        }

        (SequenceSide padding, SequenceSide truncating) = DescriptionWriter.Sides(plan, input);
        return (padding, truncating) switch
        {
            (SequenceSide.Error, SequenceSide.Error) => "; another number of steps is refused",
            _ => $"; a shorter sequence is {Side(padding, "filled up at its start", "filled up at its end", "refused")}, a longer one {Side(truncating, "loses its first steps", "loses its last steps", "is refused")}",
        };
    }

    private static string Side(SequenceSide side, string pre, string post, string error) => side switch
    {
        SequenceSide.Pre => pre,
        SequenceSide.Post => post,
        _ => error,
    };

    private static void WriteMethod(CodeWriter code, NetworkPlan plan, int[] inputs, PredictParameter[] parameters, bool masked, string type, PredictParameter[] outputs)
    {
        PredictParameter[] all = [.. parameters, .. outputs];
        code.Line();
        code.Line($"/// <summary>{Summary}</summary>");
        foreach (PredictParameter parameter in all)
        {
            code.Line($"/// <param name=\"{parameter.Name}\">{parameter.Text}.</param>");
        }

        if (outputs.Length == 0)
        {
            code.Line("/// <returns>The output's only value.</returns>");
        }

        code.Line($"/// <remarks>{Remarks}</remarks>");
        string header = $"public {type} Predict({string.Join(", ", all.Select(parameter => $"{parameter.Type} {parameter.Name}"))})";
        string method = outputs.Length == 0 ? "PredictScalar" : "Predict";
        if (inputs.Length == 1 && outputs.Length <= 1)
        {
            code.Line($"{header} => base.DefaultPredictor.{method}({string.Join(", ", all.Select(parameter => parameter.Name))});");
            return;
        }

        using (code.Block(header))
        {
            code.Line("global::SeqGen.Predictor predictor = base.DefaultPredictor;");
            foreach (int input in inputs)
            {
                string[] names = [.. PredictSignatures.Parameters(plan.Spec, plan.Shapes, input, masked, single: inputs.Length == 1).Select(parameter => parameter.Name)];
                code.Line($"predictor.SetInput(\"{plan.Spec.InputName(input)}\", {string.Join(", ", names)});");
            }

            if (outputs.Length <= 1)
            {
                code.Line(outputs.Length == 0 ? "return predictor.RunScalar();" : $"predictor.Run({outputs[0].Name});");
                return;
            }

            // All lengths are checked before the run, which changes the states that a predictor carries.
            for (int output = 0; output < outputs.Length; output++)
            {
                code.Line($"predictor.RequireOutput({output}, {outputs[output].Name}.Length);");
            }

            code.Line("predictor.Run();");
            for (int output = 0; output < outputs.Length; output++)
            {
                code.Line($"predictor.CopyOutput({output}, {outputs[output].Name});");
            }
        }
    }
}
