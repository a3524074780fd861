namespace SeqGen.Tests.Training;

public class UpdateTests
{
    public static TheoryData<string> Names => ["sgd", "rmsprop", "adam", "nadam", "adagrad", "adadelta"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Moments_and_weights_never_become_subnormal(string name)
    {
        Optimizer optimizer = Create(name);
        using OptimizerBench bench = new([new float[40]], optimizer);
        float[] gradient = [.. Enumerable.Range(0, 40).Select(i => MathF.Pow(10, -i) * (i % 2 == 0 ? 1 : -1))];
        for (int step = 0; step < 3000; step++)
        {
            bench.Step([step == 0 ? gradient : new float[40]]);
        }

        foreach (float value in optimizer.AllMoments())
        {
            float.IsSubnormal(value).ShouldBeFalse();
            float.IsFinite(value).ShouldBeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_not_a_number_in_the_gradient_is_named_and_changes_nothing(string name)
    {
        Optimizer optimizer = Create(name);
        using OptimizerBench bench = new([new float[3], new float[2]], optimizer);
        bench.Step([[1, 2, 3], [4, 5]]).ShouldBeNull();
        float[] weights = [.. bench.Read(0), .. bench.Read(1)];
        float[] moments = optimizer.AllMoments();
        foreach (float wrong in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            bench.Clear();
            bench.Step([[1, wrong, 1], [1, 1]]).ShouldBe("the gradient of variable/0 is not finite");
            ((float[])[.. bench.Read(0), .. bench.Read(1)]).ShouldBe(weights);
            optimizer.AllMoments().ShouldBe(moments);
            optimizer.Iterations.ShouldBe(1);
        }

        // What comes then is what would have come without.
        bench.Clear();
        bench.Step([[1, 1, 1], [1, 1]]).ShouldBeNull();
        Optimizer undisturbed = Create(name);
        using OptimizerBench other = new([new float[3], new float[2]], undisturbed);
        other.Step([[1, 2, 3], [4, 5]]);
        other.Step([[1, 1, 1], [1, 1]]);
        bench.Read(0).ToArray().ShouldBe(other.Read(0).ToArray());
        optimizer.AllMoments().ShouldBe(undisturbed.AllMoments());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_update_that_overflows_changes_nothing(string name)
    {
        // The gradient is finite; its square, or what is left of the weight with it, is not.
        Optimizer optimizer = Create(name);
        using OptimizerBench bench = new([[1, 1, 1], [3.4e38f, 3.4e38f]], optimizer);
        bench.Step([[1, 2, 3], [0, 0]]).ShouldBeNull();
        float[] weights = [.. bench.Read(0), .. bench.Read(1)];
        float[] moments = optimizer.AllMoments();
        string? found = null;
        for (int step = 0; step < 400 && found is null; step++)
        {
            weights = [.. bench.Read(0), .. bench.Read(1)];
            moments = optimizer.AllMoments();
            bench.Clear();
            found = bench.Step([[0, 0, 0], [-3.4e38f, 0]]);
        }

        found.ShouldNotBeNull().ShouldContain("variable/1");
        ((float[])[.. bench.Read(0), .. bench.Read(1)]).ShouldBe(weights);
        optimizer.AllMoments().ShouldBe(moments);
        weights.Concat(moments).ShouldAllBe(value => float.IsFinite(value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Large_gradients_that_fit_are_as_without_the_guard(string name)
    {
        // So large that nothing can be said beforehand: everything is copied and looked at, and the result is the same.
        float[] large = [1e17f, -1e17f, 1];
        using OptimizerBench bench = new([new float[3]], Create(name));
        using OptimizerBench scaled = new([new float[3]], Create(name));
        for (int step = 0; step < 5; step++)
        {
            bench.Step([large]).ShouldBeNull();
            scaled.Step([large]).ShouldBeNull();
            bench.Read(0).ToArray().ShouldAllBe(value => float.IsFinite(value));
            bench.Read(0).ToArray().ShouldBe(scaled.Read(0).ToArray());
        }
    }

    [Fact]
    public void The_variance_of_a_steady_gradient_never_becomes_negative()
    {
        using OptimizerBench bench = new([new float[3]], new RmsProp { Centered = true });
        for (int step = 0; step < 2000; step++)
        {
            bench.Step([[100, -12345, 3e6f]]).ShouldBeNull();
        }
    }

    [Fact]
    public void Options_outside_their_range_are_named()
    {
        Refused(() => new Sgd { ClipNorm = -1 }, "ClipNorm");
        Refused(() => new Sgd { ClipNorm = 0 }, "ClipNorm");
        Refused(() => new Sgd { ClipValue = -1 }, "ClipValue");
        Refused(() => new Sgd { ClipValue = float.PositiveInfinity }, "ClipValue");
        Refused(() => new Sgd { GlobalClipNorm = float.NaN }, "GlobalClipNorm");
        Refused(() => new Sgd { Momentum = 1.5f }, "Momentum");
        Refused(() => new Sgd { Momentum = float.NaN }, "Momentum");
        Refused(() => new Sgd { WeightDecay = -1 }, "WeightDecay");
        Refused(() => new RmsProp { Rho = 1 }, "Rho");
        Refused(() => new RmsProp { Momentum = -0.1f }, "Momentum");
        Refused(() => new RmsProp { Epsilon = 0 }, "Epsilon");
        Refused(() => new Adam { Beta1 = -0.1f }, "Beta1");
        Refused(() => new Adam { Beta2 = 2 }, "Beta2");
        Refused(() => new Adam { Epsilon = float.NaN }, "Epsilon");
        Refused(() => new AdamW { WeightDecay = float.NaN }, "WeightDecay");
        Refused(() => new Nadam { Beta1 = 1 }, "Beta1");
        Refused(() => new Nadam { Beta2 = float.NaN }, "Beta2");
        Refused(() => new Nadam { Epsilon = -1 }, "Epsilon");
        Refused(() => new Adagrad { InitialAccumulatorValue = -1 }, "InitialAccumulatorValue");
        Refused(() => new Adagrad { Epsilon = 0 }, "Epsilon");
        Refused(() => new Adadelta { Rho = -0.5f }, "Rho");
        Refused(() => new Adadelta { Epsilon = float.PositiveInfinity }, "Epsilon");
        Refused(() => new ConstantRate(-1), "rate");
        Refused(() => new Adam(double.NaN), "learningRate");
        Refused(() => new Adam(1e39), "learningRate");
        Refused(() => new ExponentialDecay(0.1, 0, 0.5), "decaySteps");
        Refused(() => new ExponentialDecay(-0.1, 1, 0.5), "initialLearningRate");
        Refused(() => new ExponentialDecay(0.1, 1, double.NaN), "decayRate");
        Refused(() => new CosineDecay(double.NaN, 1), "initialLearningRate");
        Refused(() => new CosineDecay(0.1, 0), "decaySteps");
        Refused(() => new CosineDecay(0.1, 1, alpha: -1), "alpha");
        Refused(() => new CosineDecay(0.1, 1, warmupTarget: double.PositiveInfinity, warmupSteps: 1), "warmupTarget");
        Refused(() => new CosineDecay(0.1, 1, warmupTarget: 1, warmupSteps: -1), "warmupSteps");
        Should.Throw<ArgumentException>(() => new CosineDecay(0.1, 1, warmupSteps: 5)).ParamName.ShouldBe("warmupSteps");
        Should.Throw<ArgumentNullException>(() => new Adam().LearningRate = null!);
        Refused(() => new Huber(double.NaN), "delta");
        Refused(() => new Huber(double.PositiveInfinity), "delta");
        Refused(() => new BinaryAccuracy(float.NaN), "threshold");
        Refused(() => new Precision(float.NaN), "threshold");
        Refused(() => new Recall(float.PositiveInfinity), "threshold");
        Refused(() => new F1Score(float.NaN), "threshold");
    }

    [Fact]
    public void A_schedule_that_gives_no_rate_is_named_and_changes_nothing()
    {
        Adam adam = new(new Wrong());
        using OptimizerBench bench = new([new float[3]], adam);
        bench.Step([[1, 1, 1]]).ShouldBeNull();
        float[] before = bench.Read(0).ToArray();
        Should.Throw<InvalidOperationException>(() => bench.Step([[1, 1, 1]])).Message.ShouldContain("Wrong gives the learning rate NaN for step 1");
        bench.Read(0).ToArray().ShouldBe(before);
        adam.Iterations.ShouldBe(1);
    }

    private static void Refused(Func<object> create, string name) =>
        Should.Throw<ArgumentOutOfRangeException>(create).ParamName.ShouldBe(name);

    private sealed class Wrong : LearningRateSchedule
    {
        public override double At(long step) => step == 0 ? 0.1 : double.NaN;
    }

    [Fact]
    public void Only_one_way_of_clipping_at_a_time() =>
        Should.Throw<InvalidOperationException>(() => new OptimizerBench([new float[3]], new Sgd { ClipNorm = 1, ClipValue = 1 }))
            .Message.ShouldContain("only one of");

    private static Optimizer Create(string name) => name switch
    {
        "sgd" => new Sgd { Momentum = 0.9f },
        "rmsprop" => new RmsProp { Centered = true, Momentum = 0.9f },
        "adam" => new Adam { AmsGrad = true },
        "nadam" => new Nadam(),
        "adagrad" => new Adagrad(),
        _ => new Adadelta(1.0),
    };
}
