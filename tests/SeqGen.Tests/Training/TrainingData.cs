using SeqGen.Data;

namespace SeqGen.Tests.Training;

/// <summary>Small problems that a small model can learn.</summary>
internal static class TrainingData
{
    /// <summary>Class 1 where tokens of the upper half prevail; sequences of one length.</summary>
    public static ArrayDataset Tokens(int count, int length, int vocabulary, int seed = 1)
    {
        SeededRandom random = new(seed);
        int[] tokens = new int[count * length];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++)
        {
            int upper = 0;
            for (int step = 0; step < length; step++)
            {
                int token = random.NextInt(vocabulary);
                tokens[row * length + step] = token;
                upper += token >= vocabulary / 2 ? 1 : 0;
            }

            labels[row] = 2 * upper > length ? 1 : 0;
        }

        return Dataset.FromTokens(tokens, length, labels);
    }

    /// <summary>Targets that are a linear function of the features.</summary>
    public static ArrayDataset Line(int count, int size, int seed = 1)
    {
        SeededRandom random = new(seed);
        float[] features = new float[count * size];
        float[] targets = new float[count];
        for (int row = 0; row < count; row++)
        {
            targets[row] = 0.5f;
            for (int i = 0; i < size; i++)
            {
                features[row * size + i] = (float)random.NextGaussian();
                targets[row] += features[row * size + i] * (i + 1) / size;
            }
        }

        return Dataset.FromFeatures(features, size, targets);
    }

    /// <summary>Three classes, distinguished by the largest of three features.</summary>
    public static ArrayDataset Classes(int count, int seed = 1)
    {
        SeededRandom random = new(seed);
        float[] features = new float[count * 3];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++)
        {
            for (int i = 0; i < 3; i++)
            {
                features[row * 3 + i] = random.NextSingle();
            }

            labels[row] = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(features.AsSpan(row * 3, 3));
        }

        return Dataset.FromFeatures(features, 3, labels);
    }
}
