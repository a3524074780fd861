namespace SeqGen.Tests.Training;

/// <summary>An optimizer that is derived outside the library works as the built-in ones do.</summary>
public class OwnOptimizerTests
{
    private static readonly ArrayDataset Data = TrainingData.Line(16, 3);

    private static readonly int[] Rows = [.. Enumerable.Range(0, 16)];

    [Fact]
    public void It_updates_weights_by_its_equations()
    {
        SignMomentum optimizer = new(0.1) { Beta = 0.75f, WeightDecay = 0.5f };
        using OptimizerBench bench = new([[1f, -2f, 3f], new float[40]], optimizer);
        double[] weights = [1, -2, 3], moments = new double[3];
        for (int step = 1; step <= 5; step++)
        {
            float[] gradient = [step, -1, step - 3];
            bench.Step([gradient, new float[40]]).ShouldBeNull();
            for (int i = 0; i < weights.Length; i++)
            {
                moments[i] = 0.75 * moments[i] + 0.25 * gradient[i];
                weights[i] = weights[i] * (1 - 0.5 * 0.1) - 0.1 * Math.Sign(moments[i]);
                bench.Read(0)[i].ShouldBe((float)weights[i], 1e-6f);
            }

            optimizer.Iterations.ShouldBe(step);
            optimizer.Updates.ShouldBe(step);
        }

        bench.Read(1).ToArray().ShouldAllBe(weight => weight == 0);
    }

    [Fact]
    public void It_trains_a_model_the_same_with_any_number_of_threads()
    {
        float[] Train(int threads, out double loss)
        {
            TestModel model = new(new DenseProgram(3, 1, "linear"), seed: 1);
            FitOptions options = new() { Epochs = 60, BatchSize = 4, Loss = Loss.MeanSquaredError, Optimizer = new SignMomentum(new ExponentialDecay(0.05, 20, 0.5)), Threads = threads };
            History history = model.Fit(Data, options);
            loss = history["loss"][^1] / history["loss"][0];
            return model.Weights.Span.ToArray();
        }

        Train(1, out double loss).ShouldBe(Train(3, out _));
        loss.ShouldBeLessThan(0.05);
    }

    /// <summary>It states no bound of what an update can do, so every step is checked afterwards.</summary>
    [Fact]
    public void An_update_that_is_not_finite_changes_nothing()
    {
        SignMomentum optimizer = new(0.1);
        using OptimizerBench bench = new([new float[3]], optimizer);
        bench.Step([[1, 2, 3]]).ShouldBeNull();
        float[] weights = bench.Read(0).ToArray(), moments = optimizer.AllMoments();
        optimizer.Fault = float.NaN;
        bench.Step([[1, 2, 3]]).ShouldBe("with this step's update, the weight variable/0 is not finite");
        bench.Read(0).ToArray().ShouldBe(weights);
        optimizer.AllMoments().ShouldBe(moments);
        (optimizer.Iterations, optimizer.Updates).ShouldBe((1, 1));
    }

    [Fact]
    public void An_update_that_throws_changes_nothing()
    {
        TestModel model = new(new DenseProgram(3, 1, "linear"), seed: 1);
        SignMomentum optimizer = new(0.1);
        using Trainer trainer = model.CreateTrainer(new FitOptions { Loss = Loss.MeanSquaredError, Optimizer = optimizer });
        trainer.Step(Data, Rows);
        float[] weights = model.Weights.Span.ToArray(), moments = optimizer.AllMoments();
        optimizer.Throws = true;
        Should.Throw<InvalidOperationException>(() => trainer.Step(Data, Rows)).Message.ShouldBe("No update.");
        model.Weights.Span.ToArray().ShouldBe(weights);
        optimizer.AllMoments().ShouldBe(moments);
        optimizer.Throws = false;
        trainer.Step(Data, Rows);

        TestModel undisturbed = new(new DenseProgram(3, 1, "linear"), seed: 1);
        using Trainer other = undisturbed.CreateTrainer(new FitOptions { Loss = Loss.MeanSquaredError, Optimizer = new SignMomentum(0.1) });
        other.Step(Data, Rows);
        other.Step(Data, Rows);
        model.Weights.Span.ToArray().ShouldBe(undisturbed.Weights.Span.ToArray());
    }

    [Fact]
    public void Its_learning_rate_is_checked()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new SignMomentum(double.NaN)).ParamName.ShouldBe("learningRate");
        Should.Throw<ArgumentNullException>(() => new SignMomentum(null!)).ParamName.ShouldBe("learningRate");
        Should.Throw<ArgumentOutOfRangeException>(() => new SignMomentum(0.1).LearningRate = -1);
    }
}

/// <summary>
/// The sign of a moving mean of the gradient: <c>m = b * m + (1 - b) * g; p -= lr * sign(m)</c>. Uses only what a derived class
/// of another assembly can use.
/// </summary>
internal sealed class SignMomentum(LearningRateSchedule learningRate) : Optimizer(learningRate)
{
    private long _step;

    public override string Name => "SignMomentum";

    public float Beta { get; init; } = 0.9f;

    /// <summary>What is added to every weight.</summary>
    public float Fault { get; set; }

    /// <summary>True for an update that fails.</summary>
    public bool Throws { get; set; }

    /// <summary>Updates that were kept.</summary>
    public long Updates { get; private set; }

    protected override int SlotCount => 1;

    protected override void BeginUpdate(double learningRate, long step) => _step = step;

    protected override void EndUpdate() => Updates = _step;

    protected override void Update(UpdateSlice slice)
    {
        Span<float> moments = slice.Slot(0);
        for (int i = 0; i < slice.Length; i++)
        {
            moments[i] = Beta * moments[i] + (1 - Beta) * slice.Gradient[i];
            slice.Weights[i] += Fault - Rate * Math.Sign(moments[i]);
        }

        if (Throws)
        {
            throw new InvalidOperationException("No update.");
        }
    }

    protected override void SaveSettings(StateWriter state)
    {
        base.SaveSettings(state);
        state.WriteSetting(nameof(Beta), Beta);
    }

    protected override void SaveState(StateWriter state) => state.Write("updates", Updates);

    protected override void LoadState(StateReader state) => Updates = state.ReadInt64("updates");
}
