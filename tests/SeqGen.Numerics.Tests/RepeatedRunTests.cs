using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>What a run leaves in its workspace, the padding of its tensors included, is nothing that a later run takes.</summary>
public sealed class RepeatedRunTests
{
    private const int Runs = 12;

    /// <summary>e^x of padding that is read again in each run would be infinite in the fifth one.</summary>
    [Theory]
    [InlineData("dense 3 exponential")]
    [InlineData("dense 4 softplus")]
    [InlineData("dense 1 log_space")]
    public void Every_run_gives_the_same(string layer)
    {
        SequenceModel model = CompiledModels.Compile([("Model", $"model Model\nfeatures size=3\ndense 5\n{layer}\ndense 1\n")]).Create("Model");
        Predictor predictor = model.CreatePredictor();
        GradientComputation pass = model.CreateGradients(1);
        float[] features = [0.5f, -1, 0.25f];
        float[] kernel = [];
        for (int run = 0; run < Runs; run++)
        {
            float output = predictor.PredictScalar(features);
            float.IsFinite(output).ShouldBeTrue($"run {run}");
            output.ShouldBe(new ModelRows([], features, null, 1).Predict(model.CreatePredictor(), 0)[0], $"run {run}");
            pass.Inputs.SetFeatures(0, features);
            pass.Forward();
            pass.SetOutputGradient(0, [1]);
            pass.Backward();
            float[] gradient = [.. model.Description.Weights.SelectMany(weight => pass.WeightGradient(weight.Name).ToArray())];
            kernel = run == 0 ? gradient : kernel;
            gradient.ShouldBe(kernel, $"run {run}");
        }
    }
}
