using System.Text.Json;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>Losses, schedules and optimizers from Keras' configs. An option that the runtime does not have is not supported.</summary>
internal static class KerasWords
{
    public static Loss Loss(JsonElement config)
    {
        KerasConfig options = new("loss", config);
        string name = options.Word("loss");
        bool fromLogits = options.Flag("from_logits");
        double smoothing = options.Number("label_smoothing", 0);
        double delta = options.Number("delta", 1);
        options.Only("reduction", "\"sum_over_batch_size\"");
        Loss loss = name switch
        {
            "binary_crossentropy" => new BinaryCrossentropy(fromLogits, smoothing),
            "categorical_crossentropy" => new CategoricalCrossentropy(fromLogits, smoothing),
            "sparse_categorical_crossentropy" => new SparseCategoricalCrossentropy(fromLogits),
            "mean_squared_error" or "mean_absolute_error" => SeqGen.Loss.FromName(name),
            "huber" => new Huber(delta),
            _ => throw new NotSupportedCase($"loss {name}"),
        };
        options.RequireAllUsed();
        RequireTaken("from_logits", fromLogits, name is "binary_crossentropy" or "categorical_crossentropy" or "sparse_categorical_crossentropy");
        RequireTaken("label_smoothing", smoothing != 0, name is "binary_crossentropy" or "categorical_crossentropy");
        return loss;

        void RequireTaken(string option, bool isOn, bool isTaken)
        {
            if (isOn && !isTaken)
            {
                throw new NotSupportedCase($"option {option} of loss {name}");
            }
        }
    }

    /// <summary>A number, or a schedule by class name and config.</summary>
    public static LearningRateSchedule Schedule(JsonElement schedule)
    {
        if (schedule.ValueKind == JsonValueKind.Number)
        {
            return schedule.GetDouble();
        }

        GoldenKeys.RequireKnown(schedule, "the schedule", "class_name", "config");
        return Schedule(schedule.GetProperty("class_name").GetString()!, schedule.GetProperty("config"));
    }

    public static LearningRateSchedule Schedule(string className, JsonElement config)
    {
        KerasConfig options = new(className, config);
        LearningRateSchedule schedule = className switch
        {
            "ExponentialDecay" => new ExponentialDecay(
                options.Number("initial_learning_rate"), (long)options.Number("decay_steps"), options.Number("decay_rate"), options.Flag("staircase")),
            "CosineDecay" => new CosineDecay(
                options.Number("initial_learning_rate"),
                (long)options.Number("decay_steps"),
                options.Number("alpha", 0),
                options.OptionalNumber("warmup_target"),
                (long)options.Number("warmup_steps", 0)),
            _ => throw new NotSupportedCase($"schedule {className}"),
        };
        options.RequireAllUsed();
        return schedule;
    }

    /// <summary>An optimizer from an object with <c>class_name</c> and <c>config</c>.</summary>
    public static Optimizer Optimizer(JsonElement described)
    {
        GoldenKeys.RequireKnown(described, "the optimizer", "class_name", "config");
        return Optimizer(described.GetProperty("class_name").GetString()!, described.GetProperty("config"));
    }

    public static Optimizer Optimizer(string className, JsonElement config)
    {
        KerasConfig options = new(className, config);
        options.Use("learning_rate");
        LearningRateSchedule? rate = config.TryGetProperty("learning_rate", out JsonElement given) ? Schedule(given) : null;
        float? value = (float?)options.OptionalNumber("clipvalue");
        float? norm = (float?)options.OptionalNumber("clipnorm");
        float? global = (float?)options.OptionalNumber("global_clipnorm");
        float decay = (float)options.Number("weight_decay", className == "AdamW" ? 0.004 : 0);
        Optimizer optimizer = className switch
        {
            "SGD" => new Sgd(rate)
            {
                ClipValue = value,
                ClipNorm = norm,
                GlobalClipNorm = global,
                WeightDecay = decay,
                Momentum = options.Float("momentum", 0),
                Nesterov = options.Flag("nesterov"),
            },
            "RMSprop" => new RmsProp(rate)
            {
                ClipValue = value,
                ClipNorm = norm,
                GlobalClipNorm = global,
                WeightDecay = decay,
                Rho = options.Float("rho", 0.9),
                Momentum = options.Float("momentum", 0),
                Epsilon = options.Epsilon(),
                Centered = options.Flag("centered"),
            },
            "Adam" => new Adam(rate)
            {
                ClipValue = value,
                ClipNorm = norm,
                GlobalClipNorm = global,
                WeightDecay = decay,
                Beta1 = options.Float("beta_1", 0.9),
                Beta2 = options.Float("beta_2", 0.999),
                Epsilon = options.Epsilon(),
                AmsGrad = options.Flag("amsgrad"),
            },
            "AdamW" => new AdamW(rate)
            {
                ClipValue = value,
                ClipNorm = norm,
                GlobalClipNorm = global,
                WeightDecay = decay,
                Beta1 = options.Float("beta_1", 0.9),
                Beta2 = options.Float("beta_2", 0.999),
                Epsilon = options.Epsilon(),
                AmsGrad = options.Flag("amsgrad"),
            },
            "Nadam" => new Nadam(rate)
            {
                ClipValue = value,
                ClipNorm = norm,
                GlobalClipNorm = global,
                WeightDecay = decay,
                Beta1 = options.Float("beta_1", 0.9),
                Beta2 = options.Float("beta_2", 0.999),
                Epsilon = options.Epsilon(),
            },
            "Adagrad" => new Adagrad(rate)
            {
                ClipValue = value,
                ClipNorm = norm,
                GlobalClipNorm = global,
                WeightDecay = decay,
                InitialAccumulatorValue = options.Float("initial_accumulator_value", 0.1),
                Epsilon = options.Epsilon(),
            },
            "Adadelta" => new Adadelta(rate)
            {
                ClipValue = value,
                ClipNorm = norm,
                GlobalClipNorm = global,
                WeightDecay = decay,
                Rho = options.Float("rho", 0.95),
                Epsilon = options.Epsilon(),
            },
            _ => throw new NotSupportedCase($"optimizer {className}"),
        };
        options.RequireAllUsed();
        return optimizer;
    }

    private static float Epsilon(this KerasConfig options) => options.Float("epsilon", 1e-7);
}
