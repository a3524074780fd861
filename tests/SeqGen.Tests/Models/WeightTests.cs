namespace SeqGen.Tests.Models;

public class WeightTests
{
    [Fact]
    public void Weights_are_found_by_name_and_checked()
    {
        TestModel model = new(new DenseProgram(2, 3, "linear"));
        model.SetWeight("dense/bias", [1, 2, 3]);
        model.GetWeight("dense/bias").ShouldBe([1, 2, 3]);
        Should.Throw<ArgumentException>(() => model.GetWeight("dense/kernle")).Message.ShouldContain("Its weights are dense/kernel, dense/bias");
        Should.Throw<ArgumentException>(() => model.SetWeight("dense/kernel", [1])).Message.ShouldContain("shape (2, 3), 6 values; 1 were given");
    }

    [Fact]
    public void The_summary_is_a_table() =>
        new TestModel(new BagProgram(4, 300, 6)).Summary.ShouldBe("""
            Model: "BagModel"
            +---------------------------------------------------+--------------+---------+
            | Layer (type)                                      | Output Shape | Param # |
            +===================================================+==============+=========+
            | embedding (Embedding)                             | (None, 4, 6) |   1,800 |
            | global_average_pooling1d (GlobalAveragePooling1D) | (None, 6)    |       0 |
            | dense (Dense)                                     | (None, 1)    |       6 |
            +---------------------------------------------------+--------------+---------+
             Total params: 1,806 (7.05 KB)
             Trainable params: 1,806 (7.05 KB)
             Non-trainable params: 0 (0.00 KB)

            """, StringCompareShould.IgnoreLineEndings);

    [Fact]
    public void Frozen_layers_count_as_non_trainable()
    {
        string summary = new TestModel(new DenseProgram(2, 3, "linear", trainable: false)).Summary;
        summary.ShouldContain("Trainable params: 3 (");
        summary.ShouldContain("Non-trainable params: 6 (");
    }
}
