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
    public void A_not_a_number_in_the_gradient_is_not_hidden(string name)
    {
        using OptimizerBench bench = new([new float[3]], Create(name));
        bench.Step([[1, float.NaN, 1]]);
        float.IsNaN(bench.Read(0)[1]).ShouldBeTrue();
        float.IsFinite(bench.Read(0)[0]).ShouldBeTrue();
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
