namespace SeqGen.Tests.Training;

public class MetricTests
{
    [Fact]
    public void Precision_and_recall_count_positives()
    {
        double[] precision = new double[2];
        double[] recall = new double[2];
        double[] f1 = new double[2];
        foreach ((float target, float output) in new[] { (1f, 0.9f), (1f, 0.2f), (0f, 0.8f), (1f, 0.7f), (0f, 0.1f) })
        {
            Metric.Precision.Add([target], [output], 1, precision);
            Metric.Recall.Add([target], [output], 1, recall);
            Metric.F1.Add([target], [output], 1, f1);
        }

        Metric.Precision.Result(precision).ShouldBe(2.0 / 3, 1e-12);
        Metric.Recall.Result(recall).ShouldBe(2.0 / 3, 1e-12);
        Metric.Precision.Result([0, 0]).ShouldBe(0);
        f1.ShouldBe([4, 6]);
        Metric.F1.Result(f1).ShouldBe(2.0 / 3, 1e-12);
    }

    [Fact]
    public void Accuracies_and_errors_are_means()
    {
        Check(new BinaryAccuracy(), [1, 0], [0.6f, 0.7f], 0.5);
        Check(new BinaryAccuracy(0), [1], [0.1f], 1);
        Check(new CategoricalAccuracy(), [0, 1, 0], [0.2f, 0.5f, 0.3f], 1);
        Check(new SparseCategoricalAccuracy(), [2], [0.2f, 0.5f, 0.3f], 0);
        Check(Metric.MeanAbsoluteError, [1, 2], [2, 0], 1.5);
        Check(Metric.MeanSquaredError, [1, 2], [2, 0], 2.5);
        Check(Metric.Perplexity, [1], [0.25f, 0.25f, 0.5f], 4);
    }

    [Fact]
    public void The_word_accuracy_follows_the_loss()
    {
        new MetricSet([Metric.Accuracy], Loss.BinaryCrossentropy).Names.ShouldBe(["accuracy"]);
        new MetricSet(null, Loss.MeanSquaredError).Names.ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => Metric.FromName("f1")).Message.ShouldContain("There is no metric 'f1'");
    }

    private static void Check(Metric metric, float[] target, float[] output, double expected)
    {
        double[] state = new double[metric.StateLength];
        metric.Add(target, output, 1, state);
        metric.Result(state).ShouldBe(expected, 1e-6);
    }
}
