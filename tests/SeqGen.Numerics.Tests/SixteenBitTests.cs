using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// Inference with matrices in 16 bits is inference in float32 with rounded weights: exact but for the order of sums. That the
/// programs agree with each other and with training, at every vector width, without allocating, is tested with all other models.
/// </summary>
public sealed class SixteenBitTests
{
    private const double Tolerance = 2e-6;

    /// <summary>Half of a unit in the last of 8 bits, of numbers just above a power of two.</summary>
    private const double RelativeError = 1.0 / 256;

    private static readonly Lazy<CompiledModels> InFloat32 = new(() => CompiledModels.Compile(SixteenBits.InFloat32));

    public static TheoryData<string> Names => [.. SixteenBits.Texts.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_float32_with_rounded_weights(string name)
    {
        SequenceModel half = SampleModels.Compiled.Create(name, seed: 3);
        SequenceModel full = InFloat32.Value.Create(name, seed: 3);
        ModelRows rows = SampleModels.RandomRows(half);
        float[] found = half.Predict(rows.ToDataset());
        float[] unrounded = full.Predict(rows.ToDataset());
        SixteenBits.CopyRounded(half, full);
        float[] expected = full.Predict(rows.ToDataset());
        double difference = 0;
        double rounding = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            ((double)found[i]).ShouldBe(expected[i], Tolerance, $"value {i}");
            difference = Math.Max(difference, Math.Abs((double)found[i] - expected[i]));
            rounding = Math.Max(rounding, Math.Abs((double)found[i] - unrounded[i]));
        }

        rounding.ShouldBeInRange(4 * difference, 10 * RelativeError);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rounding_changes_no_weight_by_more_than_its_last_bit(string name)
    {
        SequenceModel half = SampleModels.Compiled.Create(name, seed: 3);
        SequenceModel rounded = SampleModels.Compiled.Create(name, seed: 3);
        SixteenBits.CopyRounded(half, rounded);
        int changed = 0;
        foreach (WeightDescription weight in half.Description.Weights)
        {
            foreach ((float before, float after) in half.GetWeight(weight.Name).Zip(rounded.GetWeight(weight.Name)))
            {
                Math.Abs((double)after - before).ShouldBeLessThanOrEqualTo(RelativeError * Math.Abs(before), weight.Name);
                changed += before == after ? 0 : 1;
            }
        }

        changed.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_float32_file_loads_into_a_model_of_16_bits()
    {
        string path = Path.GetTempFileName();
        try
        {
            SequenceModel full = InFloat32.Value.Create("HalfLstm", seed: 5);
            full.Save(path);
            SequenceModel half = SampleModels.Compiled.Create("HalfLstm", seed: 6);
            half.Load(path);
            foreach (WeightDescription weight in full.Description.Weights)
            {
                half.GetWeight(weight.Name).ShouldBe(full.GetWeight(weight.Name), weight.Name);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }
}
