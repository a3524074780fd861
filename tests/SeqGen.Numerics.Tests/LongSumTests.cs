using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// Sums of thousands of terms keep their digits: results against double precision, within a few roundings of a float, as the
/// sums in parts of PyTorch give.
/// </summary>
public sealed class LongSumTests
{
    private const int Steps = 5000;
    private const int Size = 5;

    /// <summary>Half of the distance between two floats near 1.</summary>
    private const double Rounding = 6e-8;

    private static readonly Lazy<CompiledModels> Compiled = new(() => CompiledModels.Compile(
    [
        ("Mean", $"model Mean\nfeatures length={Steps} size={Size}\nglobal_average_pooling1d\n"),
        ("Windows", $"model Windows\nfeatures length={Steps} size={Size}\naverage_pooling1d 1250\n"),
        ("Masked", $"model Masked\nfeatures length={Steps} size={Size} mask=true\nglobal_average_pooling1d\n"),
        ("Conv", $"model Conv\nfeatures length={Steps} size={Size}\nconv1d 7 3 padding=same\n"),
        ("Dense", $"model Dense\nfeatures length={Steps} size={Size}\ndense 6\n"),
        ("FewDense", $"model FewDense\nfeatures length={Steps} size=16\ndense 2\n"),
        ("Batch", $"model Batch\nfeatures length={Steps} size={Size}\nbatch_normalization\n"),
        ("Norm", "model Norm\nfeatures size=256\nlayer_normalization\n"),
        ("WideNorm", "model WideNorm\nfeatures size=4099\nlayer_normalization\n"),
        ("Softmax", "model Softmax\nfeatures size=20001\nactivation softmax\n"),
    ]));

    [Theory]
    [InlineData("Mean")]
    [InlineData("Masked")]
    [InlineData("Windows")]
    public void A_mean_of_many_steps_is_exact(string name)
    {
        SequenceModel model = Compiled.Value.Create(name);
        float[] features = Values(Steps * Size, 1000, 1);
        float[] mask = [.. Enumerable.Range(0, Steps).Select(step => step % 3 == 1 ? 0f : 1f)];
        bool masked = name == "Masked";
        float[] found = new float[model.Description.Output.Length];
        model.CreatePredictor().Predict(features, masked ? mask : [], found);
        int window = Steps / (found.Length / Size);
        for (int i = 0; i < found.Length; i++)
        {
            int[] steps = [.. Enumerable.Range(i / Size * window, window).Where(step => !masked || mask[step] != 0)];
            double mean = steps.Average(step => (double)features[(step * Size) + (i % Size)]);
            ((double)found[i]).ShouldBe(mean, 4 * Rounding * mean, $"{name}, value {i}");
        }
    }

    /// <summary>Gradients of weights that every step has a part in; the same upstream gradient for all, which is the worst case.</summary>
    [Theory]
    [InlineData("Conv", 7)]
    [InlineData("Dense", 6)]
    [InlineData("FewDense", 2)]
    public void Gradients_over_many_steps_are_exact(string name, int units)
    {
        SequenceModel model = Compiled.Value.Create(name);
        const int rows = 5;
        GradientComputation pass = model.CreateGradients(rows);
        int size = model.Description.Inputs[0].Size;
        float[] features = Values(rows * Steps * size, 10, 1);
        float[] upstream = Values(rows * Steps * units, 0.1f, 0.03f);
        for (int row = 0; row < rows; row++)
        {
            pass.Inputs.SetFeatures(row, features.AsSpan(row * Steps * size, Steps * size));
        }

        pass.Forward();
        for (int row = 0; row < rows; row++)
        {
            pass.SetOutputGradient(row, upstream.AsSpan(row * Steps * units, Steps * units));
        }

        pass.Backward();
        ReadOnlySpan<float> bias = pass.WeightGradient(model.Description.Weights[^1].Name);
        ReadOnlySpan<float> kernel = pass.WeightGradient(model.Description.Weights[0].Name);
        int taps = kernel.Length / size / units;
        for (int unit = 0; unit < units; unit++)
        {
            double sum = Enumerable.Range(0, rows * Steps).Sum(step => (double)upstream[(step * units) + unit]);
            ((double)bias[unit]).ShouldBe(sum, 4 * Rounding * sum, $"{name}, bias {unit}");
            double product = Enumerable.Range(0, rows * Steps).Sum(step => (double)upstream[(step * units) + unit] * features[step * size]);
            double found = kernel[(taps / 2 * size * units) + unit];
            found.ShouldBe(product, 10 * Rounding * product, $"{name}, kernel {unit}");
        }
    }

    [Theory]
    [InlineData("Norm")]
    [InlineData("WideNorm")]
    public void Large_values_are_normalised_exactly(string name)
    {
        SequenceModel model = Compiled.Value.Create(name);
        float[] features = Values(model.Description.Output.Length, 10_000, 1);
        double mean = features.Average(value => (double)value);
        double deviation = Math.Sqrt(features.Average(value => (value - mean) * (value - mean)) + 1e-3);
        float[] found = new float[features.Length];
        model.CreatePredictor().Predict(features, found);
        for (int i = 0; i < features.Length; i++)
        {
            ((double)found[i]).ShouldBe((features[i] - mean) / deviation, 1e-6, $"{name}, value {i}");
        }
    }

    /// <summary>The mean is a float, so that of 1000 is rounded to 6e-5; nothing else is lost.</summary>
    [Fact]
    public void A_batch_is_normalised_exactly()
    {
        SequenceModel model = Compiled.Value.Create("Batch");
        const int rows = 5;
        float[] features = Values(rows * Steps * Size, 1000, 1);
        GradientComputation pass = model.CreateGradients(rows);
        for (int row = 0; row < rows; row++)
        {
            pass.Inputs.SetFeatures(row, features.AsSpan(row * Steps * Size, Steps * Size));
        }

        pass.Forward();
        float[] output = new float[Steps * Size];
        pass.CopyOutput(0, output);
        for (int value = 0; value < Size; value++)
        {
            double[] column = [.. Enumerable.Range(0, rows * Steps).Select(step => (double)features[(step * Size) + value])];
            double mean = column.Average();
            double deviation = Math.Sqrt(column.Average(x => (x - mean) * (x - mean)) + 1e-3);
            for (int step = 0; step < Steps; step++)
            {
                ((double)output[(step * Size) + value]).ShouldBe((column[step] - mean) / deviation, 1000 * Rounding * 2, $"step {step}, value {value}");
            }
        }
    }

    [Fact]
    public void A_wide_softmax_sums_to_one()
    {
        SequenceModel model = Compiled.Value.Create("Softmax");
        float[] logits = Values(model.Description.Output.Length, 0, 1);
        double total = logits.Sum(x => Math.Exp(x));
        float[] found = new float[logits.Length];
        model.CreatePredictor().Predict(logits, found);
        for (int i = 0; i < logits.Length; i++)
        {
            double expected = Math.Exp(logits[i]) / total;
            ((double)found[i]).ShouldBe(expected, 8 * Rounding * expected, $"value {i}");
        }
    }

    private static float[] Values(int count, float middle, float reach)
    {
        Random random = new(4);
        return [.. Enumerable.Range(0, count).Select(_ => middle + (reach * ((2 * random.NextSingle()) - 1)))];
    }
}
