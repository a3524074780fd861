using SeqGen.Data;

namespace SeqGen.Tests.Models;

public class InitializerTests
{
    [Fact]
    public void Glorot_uniform_uses_the_fans_of_the_whole_matrix()
    {
        float[] values = Fill(InitializerKind.GlorotUniform, [100, 50]);
        float limit = MathF.Sqrt(6f / 150);
        values.Max().ShouldBeInRange(0.97f * limit, limit);
        values.Min().ShouldBeInRange(-limit, -0.97f * limit);
        values.Average().ShouldBe(0, 0.01f);
        Fill(InitializerKind.GlorotUniform, [5, 20, 10]).Max().ShouldBeInRange(0.9f * MathF.Sqrt(6f / 150), MathF.Sqrt(6f / 150));
    }

    [Theory]
    [InlineData(8, 32)]
    [InlineData(32, 8)]
    [InlineData(17, 17)]
    [InlineData(1, 4)]
    public void Orthogonal_rows_or_columns_are_orthonormal(int rows, int columns)
    {
        float[] values = Fill(InitializerKind.Orthogonal, [rows, columns]);
        int count = Math.Min(rows, columns);
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < count; k++)
            {
                double dot = 0;
                for (int j = 0; j < Math.Max(rows, columns); j++)
                {
                    dot += rows <= columns
                        ? (double)values[i * columns + j] * values[k * columns + j]
                        : (double)values[j * columns + i] * values[j * columns + k];
                }

                dot.ShouldBe(i == k ? 1 : 0, 1e-6);
            }
        }
    }

    [Fact]
    public void Constants_biases_and_limits()
    {
        Fill(InitializerKind.Zeros, [3]).ShouldBe([0, 0, 0]);
        Fill(InitializerKind.Ones, [3]).ShouldBe([1, 1, 1]);
        Fill(InitializerKind.UnitForgetBias, [8]).ShouldBe([0, 0, 1, 1, 0, 0, 0, 0]);
        float[] values = Fill(InitializerKind.Uniform, [1000], -0.05f, 0.1f);
        values.Min().ShouldBeInRange(-0.05f, -0.049f);
        values.Max().ShouldBeInRange(0.099f, 0.1f);
    }

    private static float[] Fill(InitializerKind kind, int[] shape, float minimum = 0, float maximum = 0)
    {
        WeightDescription weight = new() { Name = "w", Shape = shape, Offset = 0, Initializer = new(kind, minimum, maximum) };
        float[] values = new float[weight.Length];
        WeightInitialization.Fill(weight, new SeededRandom(1), values);
        return values;
    }
}
