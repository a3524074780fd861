namespace SeqGen.Tests.Models;

public class GradientComputationTests
{
    [Fact]
    public void Gradients_of_weights_and_inputs_agree_with_differences()
    {
        TestModel model = new(new DenseProgram(3, 2, "softmax"), seed: 2);
        GradientComputation pass = model.CreateGradients(5);
        float[] upstream = [.. Enumerable.Range(0, 10).Select(i => MathF.Sin(i + 1))];
        float[] features = [.. Enumerable.Range(0, 15).Select(i => MathF.Cos(3 * i))];
        double Value()
        {
            float[] output = new float[2];
            double sum = 0;
            for (int row = 0; row < 5; row++)
            {
                pass.Inputs.SetFeatures(row, features.AsSpan(row * 3, 3));
            }

            pass.Forward();
            for (int row = 0; row < 5; row++)
            {
                pass.CopyOutput(row, output);
                sum += output[0] * (double)upstream[row * 2] + output[1] * (double)upstream[row * 2 + 1];
                pass.SetOutputGradient(row, upstream.AsSpan(row * 2, 2));
            }

            return sum;
        }

        Value();
        pass.Backward();
        float[] kernelGradient = pass.WeightGradient("dense/kernel").ToArray();
        float[] inputGradient = new float[3];
        pass.CopyInputGradient(4, inputGradient);
        float[] kernel = model.GetWeight("dense/kernel");
        for (int i = 0; i < kernel.Length; i++)
        {
            float[] changed = [.. kernel];
            changed[i] = kernel[i] + 0.01f;
            model.SetWeight("dense/kernel", changed);
            double above = Value();
            changed[i] = kernel[i] - 0.01f;
            model.SetWeight("dense/kernel", changed);
            kernelGradient[i].ShouldBe((float)((above - Value()) / 0.02), 1e-3f);
        }

        model.SetWeight("dense/kernel", kernel);
        features[13] += 0.01f;
        double high = Value();
        features[13] -= 0.02f;
        inputGradient[1].ShouldBe((float)((high - Value()) / 0.02), 1e-3f);
    }

    [Fact]
    public void States_and_lookups_have_gradients()
    {
        GradientComputation sum = new TestModel(new SumProgram(2)).CreateGradients(6);
        sum.Inputs.SetFeatures(5, [2, 3]);
        sum.SetInitialState(5, "sum/h", [10]);
        sum.Forward();
        float[] one = new float[1];
        sum.CopyFinalState(5, "sum/h", one);
        one[0].ShouldBe(15);
        sum.SetOutputGradient(5, [1, 10]);
        sum.SetFinalStateGradient(5, "sum/h", [100]);
        sum.Backward();
        sum.CopyInitialStateGradient(5, "sum/h", one);
        one[0].ShouldBe(111);
        sum.WeightGradient("sum/gain")[0].ShouldBe(2 * 111 + 3 * 110);

        GradientComputation bag = new TestModel(new BagProgram(4, 5, 2)).CreateGradients(1);
        bag.Inputs.SetTokens(0, [3, 1, 3, 3]);
        bag.Forward();
        bag.SetOutputGradient(0, [1]);
        bag.Backward(gradientIsOfLogits: true);
        ReadOnlySpan<float> table = bag.WeightGradient("embedding/embeddings");
        table[3 * 2].ShouldBe(3 * table[1 * 2], 1e-6f);
        table[1 * 2].ShouldNotBe(0);
        table[0].ShouldBe(0);
        Should.Throw<InvalidOperationException>(() => bag.CopyInputGradient(0, new float[1])).Message.ShouldContain("no feature input");
        Should.Throw<ArgumentException>(() => bag.SetOutputGradient(0, new float[2])).Message.ShouldContain("1 values here; 2 were given");
    }
}
