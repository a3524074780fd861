namespace SeqGen.Interop.Tests;

/// <summary>Models that people use, imported, compiled and compared with what was recorded of them.</summary>
public sealed class RealModelTests
{
    [SkippableTheory]
    [InlineData("klon-centaur/centaur_25.json", "klon-centaur/centaur_25.io.json")]
    [InlineData("nam-boss/BossLSTM-1x16.nam", "nam-boss/BossLSTM-1x16.io.json")]
    public void Streams_give_what_was_recorded(string file, string recorded)
    {
        ImportedModel imported = ImportOrSkip(file, new());
        SequenceModel model = imported.Compile();
        RecordedStep step = RealModels.Recorded(recorded)[0];
        float[] input = step.Inputs.Values.Single().Floats;
        double[] output = step.Outputs.Values.Single().Data;
        Agreement.Require(Agreement.Stream(model, input), output, "as a stream");
        SequenceModel whole = ModelImport.Read(RealModels.Require(file), new() { Length = input.Length }).Compile();
        Agreement.Require(Agreement.Predict(whole, input), output, "as a whole");
    }

    /// <summary>What the language does not have yet is a skipped test that says what is missing, not a passed one.</summary>
    private static ImportedModel ImportOrSkip(string file, ImportOptions options)
    {
        try
        {
            return ModelImport.Read(RealModels.Require(file), options);
        }
        catch (ImportException error) when (error.Reason.Contains("which SeqGen's language does not have", StringComparison.Ordinal))
        {
            Skip.If(true, error.Message);
            throw;
        }
    }
}
