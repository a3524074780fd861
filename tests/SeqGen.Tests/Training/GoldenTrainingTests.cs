using System.Text.Json;

namespace SeqGen.Tests.Training;

/// <summary>Losses, optimizers and schedules against Keras' numbers.</summary>
[Trait("Category", "Golden")]
public class GoldenTrainingTests
{
    private const double Relative = 1e-4;
    private const double Absolute = 1e-5;

    [Fact]
    public void Losses_and_their_gradients() => GoldenFiles.ForEachCase("losses", golden =>
    {
        JsonElement config = golden.GetProperty("config");
        Loss loss = GoldenLoss(config);
        float[] targets = golden.GetProperty("y_true").GetProperty("data").Floats();
        float[] outputs = golden.GetProperty("y_pred").GetProperty("data").Floats();
        int size = golden.GetProperty("y_pred").GetProperty("shape").Integers()[^1];
        int entries = outputs.Length / size;
        int targetSize = targets.Length / entries;
        JsonElement expected = golden.GetProperty("expected");
        float[] perSample = expected.GetProperty("per_sample").GetProperty("data").Floats();
        float[] gradient = new float[outputs.Length];
        double mean = 0;
        for (int entry = 0; entry < entries; entry++)
        {
            ReadOnlySpan<float> target = targets.AsSpan(entry * targetSize, targetSize);
            ReadOnlySpan<float> output = outputs.AsSpan(entry * size, size);
            double value = loss.Evaluate(target, output);
            Near(value, perSample[entry]);
            mean += value / entries;
            loss.Differentiate(target, output, 1f / entries, false, gradient.AsSpan(entry * size, size));
        }

        Near(mean, expected.GetProperty("value").GetDouble());
        Near(gradient, expected.GetProperty("grad_y_pred").GetProperty("data").Floats());
    });

    [Fact]
    public void Schedules() => GoldenFiles.ForEachCase("schedules", golden =>
    {
        LearningRateSchedule schedule = Schedule(golden.Text("class_name"), golden.GetProperty("config"));
        int[] steps = golden.GetProperty("steps").Integers();
        float[] expected = golden.GetProperty("expected").GetProperty("learning_rate").Floats();
        for (int i = 0; i < steps.Length; i++)
        {
            Near(schedule.At(steps[i]), expected[i]);
        }
    });

    [Fact]
    public void Optimizer_traces() => GoldenFiles.ForEachCase("optimizers", golden =>
    {
        float[][] parameters = Tensors(golden.GetProperty("params"));
        Optimizer optimizer = CreateOptimizer(golden.Text("class_name"), golden.GetProperty("config"));
        using OptimizerBench bench = new(parameters, optimizer);
        JsonElement expected = golden.GetProperty("expected");
        float[] rates = expected.GetProperty("learning_rate").Floats();
        int step = 0;
        foreach (JsonElement gradients in golden.GetProperty("grads").EnumerateArray())
        {
            Near(optimizer.CurrentLearningRate, rates[step]);
            bench.Step(Tensors(gradients));
            float[][] after = Tensors(expected.GetProperty("params_after")[step]);
            for (int variable = 0; variable < after.Length; variable++)
            {
                Near(bench.Read(variable), after[variable]);
            }

            step++;
        }
    });

    private static Loss GoldenLoss(JsonElement config)
    {
        bool fromLogits = config.TryGetProperty("from_logits", out JsonElement logits) && logits.GetBoolean();
        double smoothing = Number(config, "label_smoothing", 0);
        return config.Text("loss") switch
        {
            "binary_crossentropy" => new BinaryCrossentropy(fromLogits, smoothing),
            "categorical_crossentropy" => new CategoricalCrossentropy(fromLogits, smoothing),
            "sparse_categorical_crossentropy" => new SparseCategoricalCrossentropy(fromLogits),
            "huber" => new Huber(Number(config, "delta", 1)),
            string name => Loss.FromName(name),
        };
    }

    private static LearningRateSchedule Schedule(string name, JsonElement config)
    {
        double initial = Number(config, "initial_learning_rate", 0);
        long steps = (long)Number(config, "decay_steps", 1);
        return name == "ExponentialDecay"
            ? new ExponentialDecay(initial, steps, Number(config, "decay_rate", 1), config.GetProperty("staircase").GetBoolean())
            : new CosineDecay(initial, steps, Number(config, "alpha", 0), Optional(config, "warmup_target"), (long)Number(config, "warmup_steps", 0));
    }

    private static Optimizer CreateOptimizer(string name, JsonElement config)
    {
        JsonElement rate = config.GetProperty("learning_rate");
        LearningRateSchedule schedule = rate.ValueKind == JsonValueKind.Number
            ? rate.GetDouble()
            : Schedule(rate.Text("class_name"), rate.GetProperty("config"));
        float beta1 = (float)Number(config, "beta_1", 0.9);
        float beta2 = (float)Number(config, "beta_2", 0.999);
        float epsilon = (float)Number(config, "epsilon", 1e-7);
        float? clipValue = (float?)Optional(config, "clipvalue");
        float? clipNorm = (float?)Optional(config, "clipnorm");
        float? globalClipNorm = (float?)Optional(config, "global_clipnorm");
        float decay = (float)Number(config, "weight_decay", name == "AdamW" ? 0.004 : 0);
        float momentum = (float)Number(config, "momentum", 0);
        return name switch
        {
            "SGD" => new Sgd(schedule) { Momentum = momentum, Nesterov = Flag(config, "nesterov"), WeightDecay = decay, ClipValue = clipValue, ClipNorm = clipNorm, GlobalClipNorm = globalClipNorm },
            "RMSprop" => new RmsProp(schedule) { Rho = (float)Number(config, "rho", 0.9), Momentum = momentum, Epsilon = epsilon, Centered = Flag(config, "centered"), ClipValue = clipValue },
            "Adam" => new Adam(schedule) { Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, AmsGrad = Flag(config, "amsgrad"), ClipNorm = clipNorm, GlobalClipNorm = globalClipNorm },
            "AdamW" => new AdamW(schedule) { Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = decay },
            "Nadam" => new Nadam(schedule) { Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon },
            "Adagrad" => new Adagrad(schedule) { InitialAccumulatorValue = (float)Number(config, "initial_accumulator_value", 0.1), Epsilon = epsilon },
            "Adadelta" => new Adadelta(schedule) { Rho = (float)Number(config, "rho", 0.95), Epsilon = epsilon },
            _ => throw new NotSupportedException(name),
        };
    }

    private static bool Flag(JsonElement config, string name) => config.TryGetProperty(name, out JsonElement value) && value.GetBoolean();

    private static double Number(JsonElement config, string name, double otherwise) => Optional(config, name) ?? otherwise;

    private static double? Optional(JsonElement config, string name) =>
        config.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static float[][] Tensors(JsonElement list) => [.. list.EnumerateArray().Select(tensor => tensor.GetProperty("data").Floats())];

    private static void Near(ReadOnlySpan<float> found, ReadOnlySpan<float> expected)
    {
        found.Length.ShouldBe(expected.Length);
        for (int i = 0; i < found.Length; i++)
        {
            Near(found[i], expected[i]);
        }
    }

    private static void Near(double found, double expected) =>
        found.ShouldBe(expected, Absolute + Relative * Math.Abs(expected));
}
