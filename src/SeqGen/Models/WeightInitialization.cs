using System.Numerics.Tensors;
using SeqGen.Data;

namespace SeqGen;

/// <summary>Initialises weights by Keras' rules, the same for a seed on every machine.</summary>
internal static class WeightInitialization
{
    public static void Fill(ModelDescription description, int seed, Span<float> weights)
    {
        for (int i = 0; i < description.Weights.Count; i++)
        {
            WeightDescription weight = description.Weights[i];
            long own = weight.Initializer.Seed ?? ((long)seed << 32) + i;
            Fill(weight, new SeededRandom(own), weights.Slice(weight.Offset, weight.Length));
        }
    }

    public static void Fill(WeightDescription weight, SeededRandom random, Span<float> values)
    {
        Initializer initializer = weight.Initializer;
        switch (initializer.Kind)
        {
            case InitializerKind.Zeros:
                values.Clear();
                break;
            case InitializerKind.Ones:
                values.Fill(1);
                break;
            case InitializerKind.Uniform:
                Uniform(random, initializer.Minimum, initializer.Maximum, values);
                break;
            case InitializerKind.GlorotUniform:
                (long fanIn, long fanOut) = Fans(weight.Shape);
                double limit = Math.Sqrt(6.0 / (fanIn + fanOut));
                Uniform(random, -limit, limit, values);
                break;
            case InitializerKind.Orthogonal:
                int columns = weight.Shape[^1];
                Orthogonal(random, values.Length / columns, columns, values);
                break;
            case InitializerKind.UnitForgetBias:
                values.Clear();
                values.Slice(values.Length / 4, values.Length / 4).Fill(1);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(weight), initializer.Kind, "There is no such initialiser.");
        }
    }

    /// <summary>Keras' fans: of a convolution kernel [steps, in, out] the receptive field counts in both.</summary>
    private static (long In, long Out) Fans(IReadOnlyList<int> shape)
    {
        if (shape.Count < 2)
        {
            return (shape.Count == 0 ? 1 : shape[0], shape.Count == 0 ? 1 : shape[0]);
        }

        long field = 1;
        for (int i = 0; i < shape.Count - 2; i++)
        {
            field *= shape[i];
        }

        return (shape[^2] * field, shape[^1] * field);
    }

    private static void Uniform(SeededRandom random, double minimum, double maximum, Span<float> values)
    {
        foreach (ref float value in values)
        {
            value = (float)(minimum + (maximum - minimum) * random.NextDouble());
        }
    }

    /// <summary>
    /// Orthonormal rows (or columns, whichever are fewer): Gram and Schmidt's method, run twice for full precision, on
    /// normally distributed vectors. It gives the Q of a QR decomposition whose R has a positive diagonal.
    /// </summary>
    private static void Orthogonal(SeededRandom random, int rows, int columns, Span<float> values)
    {
        int count = Math.Min(rows, columns);
        int length = Math.Max(rows, columns);
        double[] basis = new double[count * length];
        double[] parallel = new double[length];
        for (int i = 0; i < count; i++)
        {
            Span<double> vector = basis.AsSpan(i * length, length);
            double norm;
            do
            {
                foreach (ref double value in vector)
                {
                    value = random.NextGaussian();
                }

                for (int pass = 0; pass < 2; pass++)
                {
                    for (int k = 0; k < i; k++)
                    {
                        ReadOnlySpan<double> other = basis.AsSpan(k * length, length);
                        TensorPrimitives.Multiply(other, Dot(vector, other), parallel);
                        TensorPrimitives.Subtract(vector, parallel, vector);
                    }
                }

                norm = Math.Sqrt(Dot(vector, vector));
            }
            while (norm < 1e-6);

            TensorPrimitives.Divide(vector, norm, vector);
        }

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                values[row * columns + column] = (float)(rows <= columns ? basis[row * length + column] : basis[column * length + row]);
            }
        }
    }

    /// <summary>A dot product whose order of additions does not depend on the machine's vector width.</summary>
    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
        int i = 0;
        for (; i <= left.Length - 4; i += 4)
        {
            sum0 += left[i] * right[i];
            sum1 += left[i + 1] * right[i + 1];
            sum2 += left[i + 2] * right[i + 2];
            sum3 += left[i + 3] * right[i + 3];
        }

        for (; i < left.Length; i++)
        {
            sum0 += left[i] * right[i];
        }

        return sum0 + sum1 + (sum2 + sum3);
    }
}
