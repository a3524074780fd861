using System.Numerics.Tensors;

namespace SeqGen.Tests.Training;

/// <summary>The gradient of the logits, given directly, is the chain rule through the last activation.</summary>
public class FusedGradientTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Sigmoid_and_binary_crossentropy(double smoothing)
    {
        BinaryCrossentropy loss = new(labelSmoothing: smoothing);
        loss.FusesWith("sigmoid").ShouldBeTrue();
        new BinaryCrossentropy(fromLogits: true).FusesWith("sigmoid").ShouldBeFalse();
        float[] p = [0.1f, 0.6f, 0.97f];
        float[] direct = new float[3];
        float[] chained = new float[3];
        loss.Differentiate([1, 0, 1], p, 0.5f, true, direct);
        loss.Differentiate([1, 0, 1], p, 0.5f, false, chained);
        for (int i = 0; i < 3; i++)
        {
            direct[i].ShouldBe(chained[i] * p[i] * (1 - p[i]), 1e-6f);
        }
    }

    [Fact]
    public void Softmax_and_categorical_crossentropies()
    {
        float[] p = [0.2f, 0.7f, 0.1f];
        Check(new CategoricalCrossentropy(), [0, 0, 1], p);
        Check(new CategoricalCrossentropy(labelSmoothing: 0.2), [0, 1, 0], p);
        Check(new SparseCategoricalCrossentropy(), [2], p);
    }

    [Fact]
    public void Logits_and_probabilities_give_the_same_loss()
    {
        float[] logits = [1.5f, -2, 0.25f];
        float[] p = new float[3];
        TensorPrimitives.SoftMax<float>(logits, p);
        new SparseCategoricalCrossentropy(true).Evaluate([1], logits).ShouldBe(new SparseCategoricalCrossentropy().Evaluate([1], p), 1e-5);
        new CategoricalCrossentropy(true).Evaluate([0, 0, 1], logits).ShouldBe(new CategoricalCrossentropy().Evaluate([0, 0, 1], p), 1e-5);
        TensorPrimitives.Sigmoid<float>(logits, p);
        new BinaryCrossentropy(true).Evaluate([0, 1, 1], logits).ShouldBe(new BinaryCrossentropy().Evaluate([0, 1, 1], p), 1e-5);
    }

    [Fact]
    public void A_not_a_number_reaches_the_loss()
    {
        float[] outputs = [float.NaN, 1, 1];
        foreach (Loss loss in new[] { Loss.BinaryCrossentropy, Loss.CategoricalCrossentropy, Loss.MeanSquaredError, Loss.MeanAbsoluteError, Loss.Huber })
        {
            double.IsNaN(loss.Evaluate([0, 1, 0], outputs)).ShouldBeTrue(loss.Name);
        }

        double.IsNaN(Loss.SparseCategoricalCrossentropy.Evaluate([1], outputs)).ShouldBeTrue();
        double.IsNaN(new SparseCategoricalCrossentropy(true).Evaluate([1], outputs)).ShouldBeTrue();
        double.IsNaN(new CategoricalCrossentropy(true).Evaluate([0, 1, 0], outputs)).ShouldBeTrue();
    }

    private static void Check(Loss loss, float[] target, float[] p)
    {
        loss.FusesWith("softmax").ShouldBeTrue();
        float[] direct = new float[3];
        float[] chained = new float[3];
        loss.Differentiate(target, p, 0.5f, true, direct);
        loss.Differentiate(target, p, 0.5f, false, chained);
        float mean = TensorPrimitives.Dot<float>(chained, p);
        for (int i = 0; i < 3; i++)
        {
            direct[i].ShouldBe(p[i] * (chained[i] - mean), 1e-6f);
        }
    }
}
