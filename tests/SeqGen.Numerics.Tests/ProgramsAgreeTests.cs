using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>The programs of one declaration give the same outputs: one row, a data set, a stream, and training's forward pass.</summary>
public sealed class ProgramsAgreeTests
{
    /// <summary>Of the value, and at least of 1: programs add in different orders.</summary>
    private const float Tolerance = 1e-6f;

    public static TheoryData<string> Names => SampleModels.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_batch_and_training_agree(string name)
    {
        SequenceModel model = SampleModels.CreateExact(name);
        ModelRows rows = SampleModels.RandomRows(model);
        int length = model.Description.Output.Length;
        float[] batch = model.Predict(rows.ToDataset());
        Predictor predictor = model.CreatePredictor();
        GradientComputation pass = model.CreateGradients(rows.Rows);
        rows.CopyTo(pass.Inputs);
        pass.Forward(training: false);
        float[] trained = new float[length];
        for (int row = 0; row < rows.Rows; row++)
        {
            ReadOnlySpan<float> expected = batch.AsSpan(row * length, length);
            Near(rows.Predict(predictor, row), expected, $"row {row} alone");
            pass.CopyOutput(row, trained);
            Near(trained, expected, $"row {row} in training");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stream_agrees_where_there_is_one(string name)
    {
        SequenceModel model = SampleModels.CreateExact(name);
        if (model.Description.StreamObstacle is not null)
        {
            Should.Throw<NotSupportedException>(() => new SequenceStream(model));
            return;
        }

        ModelRows rows = SampleModels.RandomRows(model);
        int steps = Math.Max(model.Description.Inputs[^1].Length, 1);
        OutputDescription output = model.Description.Output;
        Predictor predictor = model.CreatePredictor();
        SequenceStream stream = new(model);
        for (int row = 0; row < rows.Rows; row++)
        {
            float[] expected = rows.Predict(predictor, row);
            rows.Begin(stream, row);
            for (int step = 0; step < steps; step++)
            {
                ReadOnlySpan<float> found = rows.Step(stream, row, step);
                if (output.Steps > 0 || step == steps - 1)
                {
                    int at = output.Steps > 0 ? step * output.Size : 0;
                    Near(found, expected.AsSpan(at, output.Size), $"row {row}, step {step}");
                }
            }
        }
    }

    /// <summary>The first step of the second sequence begins with other matrices than that of the first.</summary>
    [Fact]
    public void A_large_stream_gives_the_same_bits_in_whichever_order_its_matrices_come()
    {
        SequenceModel model = SampleModels.CreateExact(SampleModels.LargeStack);
        ModelRows rows = SampleModels.RandomRows(model);
        int steps = model.Description.Inputs[0].Length;
        int.IsOddInteger(steps).ShouldBeTrue();
        SequenceStream stream = new(model);
        float[][] first = Outputs();
        Outputs().ShouldBe(first);

        float[][] Outputs()
        {
            rows.Begin(stream, 0);
            return [.. Enumerable.Range(0, steps).Select(step => rows.Step(stream, 0, step).ToArray())];
        }
    }

    [Fact]
    public void Most_of_the_samples_stream() =>
        SampleModels.Texts.Count(sample => SampleModels.Compiled.Create(sample.Name).Description.StreamObstacle is null).ShouldBeGreaterThan(7);

    private static void Near(ReadOnlySpan<float> found, ReadOnlySpan<float> expected, string what)
    {
        found.Length.ShouldBe(expected.Length, what);
        for (int i = 0; i < found.Length; i++)
        {
            found[i].ShouldBe(expected[i], Tolerance * Math.Max(1, Math.Abs(expected[i])), $"{what}, value {i}");
        }
    }
}
