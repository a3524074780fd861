using SeqGen.Numerics.Tests.Golden;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>Checks the reference network against itself: its gradients against the slopes of its outputs.</summary>
internal static class FiniteDifferences
{
    private const double Step = 1e-5;
    private const double Tolerance = 1e-6;
    private const int ValuesOfAWeight = 3;

    /// <summary>Compares some values of every trained weight's gradient, and some of the input's.</summary>
    public static void Check(LayerCase golden)
    {
        foreach ((string name, GoldenTensor gradient) in golden.WeightGradients)
        {
            GoldenTensor weight = golden.Weights.Single(candidate => candidate.Name == name).Tensor;
            Compare(golden, weight, gradient, changed => golden with { Weights = [.. golden.Weights.Select(w => w.Name == name ? (name, changed) : w)] }, name);
        }

        if (golden.InputGradient is { } input)
        {
            Compare(golden, golden.Input, input, changed => golden with { Input = changed }, "input");
        }
    }

    private static void Compare(LayerCase golden, GoldenTensor values, GoldenTensor gradient, Func<GoldenTensor, LayerCase> change, string what)
    {
        int stride = Math.Max(1, values.Values.Length / ValuesOfAWeight);
        for (int i = 0; i < values.Values.Length; i += stride)
        {
            double slope = (Score(golden, change(With(values, i, Step))) - Score(golden, change(With(values, i, -Step)))) / (2 * Step);
            gradient.Values[i].ShouldBe(slope, Tolerance * (1 + Math.Abs(slope)), $"{golden.Name}: {what}[{i}]");
        }
    }

    private static GoldenTensor With(GoldenTensor tensor, int index, double plus)
    {
        double[] values = [.. tensor.Values];
        values[index] += plus;
        return new(tensor.Shape, values);
    }

    /// <summary>The scalar whose gradients a case holds: its outputs and states times their gradients.</summary>
    private static double Score(LayerCase golden, LayerCase changed)
    {
        ReferenceNetwork network = new(changed);
        double score = Dot(network.Output, golden.OutputGradient);
        return score + network.FinalStates.Zip(golden.FinalStateGradients, Dot).Sum();
    }

    private static double Dot(GoldenTensor a, GoldenTensor b) => a.Values.Zip(b.Values, (left, right) => left * right).Sum();
}
