namespace SeqGen.Tests.Training;

public class ConfusionMatrixTests
{
    [Fact]
    public void One_output_means_two_classes()
    {
        ConfusionMatrix matrix = ConfusionMatrix.Of([0.9f, 0.2f, 0.8f, 0.7f, 0.5f], [1, 1, 0, 1, 0]);

        matrix.Classes.ShouldBe(2);
        (matrix[1, 1], matrix[1, 0], matrix[0, 1], matrix[0, 0]).ShouldBe((2, 1, 1, 1));
        matrix.Accuracy.ShouldBe(0.6, 1e-12);
        matrix.Precision(1).ShouldBe(2.0 / 3, 1e-12);
        matrix.Recall(1).ShouldBe(2.0 / 3, 1e-12);
        matrix.F1(1).ShouldBe(2.0 / 3, 1e-12);
        matrix.F1(0).ShouldBe(0.5, 1e-12);
        matrix.MacroF1.ShouldBe((2.0 / 3 + 0.5) / 2, 1e-12);
    }

    [Fact]
    public void With_several_outputs_the_largest_wins()
    {
        ConfusionMatrix matrix = ConfusionMatrix.Of([0.1f, 0.7f, 0.2f, 0.5f, 0.3f, 0.2f, 0.1f, 0.1f, 0.8f], [1, 2, 2]);

        matrix.Count.ShouldBe(3);
        (matrix[1, 1], matrix[2, 0], matrix[2, 2]).ShouldBe((1, 1, 1));
        (matrix.Actual(2), matrix.Predicted(0), matrix.Actual(0)).ShouldBe((2, 1, 0));
        matrix.Recall(2).ShouldBe(0.5);
        matrix.Recall(0).ShouldBe(0);
        matrix.Precision(0).ShouldBe(0);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Should.Throw<ArgumentException>(() => ConfusionMatrix.Of([0.5f, 0.5f, 0.5f], [1, 0]));
        Should.Throw<ArgumentException>(() => ConfusionMatrix.Of([0.5f], [2])).Message.ShouldContain("Label 2");
        Should.Throw<ArgumentOutOfRangeException>(() => ConfusionMatrix.Of([0.5f], [1])[2, 0]);
    }
}
