using System.Text.Json;
using SeqGen.Numerics.Tests.Golden;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests.Cases;

/// <summary>Runs the cases of the families losses, optimizers and schedules on the runtime.</summary>
internal static class TrainingCaseRunner
{
    public static void Loss(JsonElement golden, Comparison comparison)
    {
        Loss loss = KerasWords.Loss(golden.GetProperty("config"));
        GoldenTensor output = GoldenTensor.Read(golden.GetProperty("y_pred"));
        float[] outputs = output.Floats;
        float[] targets = GoldenTensor.Read(golden.GetProperty("y_true")).Floats;
        int size = output.Shape[^1];
        int entries = outputs.Length / size;
        int targetSize = targets.Length / entries;
        JsonElement expected = golden.GetProperty("expected");
        GoldenTensor perEntry = GoldenTensor.Read(expected.GetProperty("per_sample"));
        GoldenKeys.RequireKnown(expected, "expected", "value", "per_sample", "grad_y_pred");
        if (perEntry.Values.Length != entries)
        {
            comparison.Fail($"{perEntry.Values.Length} expected losses of {entries} entries");
            return;
        }

        float[] gradient = new float[outputs.Length];
        double sum = 0;
        for (int entry = 0; entry < entries; entry++)
        {
            ReadOnlySpan<float> target = targets.AsSpan(entry * targetSize, targetSize);
            ReadOnlySpan<float> values = outputs.AsSpan(entry * size, size);
            loss.CheckTarget(target, size);
            double value = loss.Evaluate(target, values);
            comparison.Derived($"loss of entry {entry}", value, perEntry.Values[entry]);
            sum += value;
            loss.Differentiate(target, values, 1f / entries, ofLogits: false, gradient.AsSpan(entry * size, size));
        }

        comparison.Derived("mean loss", sum / entries, expected.GetProperty("value").GetDouble());
        comparison.Derived("gradient", gradient, GoldenTensor.Read(expected.GetProperty("grad_y_pred")).Values);
    }

    public static void Schedule(JsonElement golden, Comparison comparison)
    {
        LearningRateSchedule schedule = KerasWords.Schedule(golden.GetProperty("class_name").GetString()!, golden.GetProperty("config"));
        long[] steps = [.. golden.GetProperty("steps").EnumerateArray().Select(step => step.GetInt64())];
        double[] expected = [.. golden.GetProperty("expected").GetProperty("learning_rate").EnumerateArray().Select(rate => rate.GetDouble())];
        GoldenKeys.RequireKnown(golden.GetProperty("expected"), "expected", "learning_rate");
        if (steps.Length == 0 || expected.Length != steps.Length)
        {
            comparison.Fail($"{expected.Length} expected learning rates of {steps.Length} steps");
            return;
        }

        for (int i = 0; i < steps.Length; i++)
        {
            comparison.Derived($"rate of step {steps[i]}", schedule.At(steps[i]), expected[i]);
        }
    }

    public static void Optimizer(JsonElement golden, Comparison comparison)
    {
        Optimizer optimizer = KerasWords.Optimizer(golden.GetProperty("class_name").GetString()!, golden.GetProperty("config"));
        GoldenTensor[] parameters = GoldenTensor.ReadList(golden, "params");
        using VariablesBench bench = new([.. parameters.Select(parameter => parameter.Floats)], optimizer);
        JsonElement expected = golden.GetProperty("expected");
        JsonElement[] steps = [.. golden.GetProperty("grads").EnumerateArray()];
        GoldenKeys.RequireKnown(expected, "expected", "learning_rate", "params_after");
        int rates = expected.GetProperty("learning_rate").GetArrayLength();
        int results = expected.GetProperty("params_after").GetArrayLength();
        if (steps.Length == 0 || rates != steps.Length || results != steps.Length)
        {
            comparison.Fail($"{rates} expected learning rates and {results} expected results of {steps.Length} steps");
            return;
        }

        for (int step = 0; step < steps.Length; step++)
        {
            comparison.Derived($"rate of step {step}", optimizer.CurrentLearningRate, expected.GetProperty("learning_rate")[step].GetDouble());
            bench.Step([.. steps[step].EnumerateArray().Select(tensor => GoldenTensor.Read(tensor).Floats)]);
            GoldenTensor[] after = [.. expected.GetProperty("params_after")[step].EnumerateArray().Select(GoldenTensor.Read)];
            if (after.Length != parameters.Length)
            {
                comparison.Fail($"{after.Length} of {parameters.Length} variables are expected after step {step}");
                return;
            }

            for (int variable = 0; variable < after.Length; variable++)
            {
                comparison.Derived($"variable {variable} after step {step}", bench.Read(variable), after[variable].Values);
            }
        }
    }
}
