namespace SeqGen.Interop;

/// <summary>What a model is for, which decides how it is called.</summary>
internal enum ModelUse
{
    /// <summary>Whole sequences.</summary>
    Sequences,

    /// <summary>One part of a signal after the other; states go on from call to call.</summary>
    Calls,

    /// <summary>One step after the other; states go on from step to step.</summary>
    Steps,

    /// <summary>Samples of sound: blocks of any length, or single ones.</summary>
    Samples,
}

/// <summary>The lines of C# that use a model: <c>model</c> is there, and so are its inputs, as <c>features</c>, <c>tokens</c>, <c>token</c>, <c>samples</c> or <c>sample</c>.</summary>
internal static class UsageCode
{
    private const string NewPredictor = "Predictor predictor = model.CreatePredictor();";
    private const string NewStream = "SequenceStream stream = model.CreateStream();";

    /// <summary>The lines.</summary>
    /// <param name="model">The model.</param>
    /// <param name="use">What it is for.</param>
    public static IReadOnlyList<string> Of(SequenceModel model, ModelUse use)
    {
        ModelDescription description = model.Description;
        string input = description.Inputs[^1].Kind == InputKind.Features ? "features" : "tokens";
        bool isScalar = description.Output.Length == 1;
        string output = $"float[] output = new float[{description.Output.Length}];";
        return use switch
        {
            ModelUse.Samples =>
            [
                NewStream, "float[] output = new float[samples.Length];",
                "stream.Step(samples, output);              // a block of any length", "float y = stream.StepScalar([sample]);      // or one sample",
            ],
            ModelUse.Steps => [NewStream, $"ReadOnlySpan<float> y = stream.Step({(input == "tokens" ? "token" : input)});   // one step; its states are kept inside", "stream.Reset();                             // begins anew"],
            _ when description.Outputs.Count > 1 || description.Inputs.Count > 1 =>
            [
                NewPredictor,
                .. description.Inputs.Select(one => $"predictor.SetInput({Quoted(one.Name)}, {(one.Kind == InputKind.Features ? "features" : "tokens")});"),
                .. description.Outputs.Count > 1
                    ? ["predictor.Run();", .. description.Outputs.Select((one, index) => $"float[] output{index + 1} = new float[{one.Length}]; predictor.CopyOutput({Quoted(one.Name)}, output{index + 1});")]
                    : new[] { output, "predictor.Run(output);" },
                .. ResetOf(use),
            ],
            ModelUse.Calls when isScalar => [NewPredictor, $"float y = predictor.PredictScalar({input});  // one call after the other; states are kept inside", .. ResetOf(use)],
            ModelUse.Calls => [NewPredictor, output, $"predictor.Predict({input}, output);         // one call after the other; states are kept inside", .. ResetOf(use)],
            _ when isScalar => [$"float y = model.Predict({input});"],
            _ => [output, $"model.Predict({input}, output);"],
        };
    }

    private static string[] ResetOf(ModelUse use) => use == ModelUse.Calls ? ["predictor.ResetStates();                   // begins anew"] : [];

    private static string Quoted(string name) => $"\"{name}\"";
}
