using System.Text.Json;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>An input of a whole model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">The shape of one sequence.</param>
/// <param name="HasTokens">True for integers.</param>
internal sealed record ModelInput(string Name, int[] Shape, bool HasTokens);

/// <summary>An output of a whole model.</summary>
/// <param name="Name">The layer; empty for the only output of a case that names none.</param>
/// <param name="Loss">Its loss.</param>
/// <param name="Weight">What the loss counts in the sum.</param>
/// <param name="StepLoss">The output's own loss of each batch, before the update; null where the case has only their sum.</param>
/// <param name="PredictionBefore">The output of the first batch before training.</param>
/// <param name="PredictionAfter">The same after it.</param>
internal sealed record ModelOutput(string Name, Loss Loss, float Weight, double[]? StepLoss, GoldenTensor PredictionBefore, GoldenTensor PredictionAfter);

/// <summary>The targets of an output.</summary>
/// <param name="Values">The targets.</param>
/// <param name="SampleWeights">[row] or [row][step]; null for none.</param>
internal sealed record ModelTargets(GoldenTensor Values, GoldenTensor? SampleWeights);

/// <summary>A batch of a whole model.</summary>
/// <param name="Inputs">The values of the inputs.</param>
/// <param name="Targets">The targets of the outputs.</param>
internal sealed record ModelBatch(IReadOnlyList<GoldenTensor> Inputs, IReadOnlyList<ModelTargets> Targets);

/// <summary>A whole model, its training, and what must come out of it.</summary>
internal sealed record ModelCase
{
    public required string Name { get; init; }

    public required IReadOnlyList<ModelInput> Inputs { get; init; }

    public required IReadOnlyList<LayerConfig> Layers { get; init; }

    public required IReadOnlyList<ModelOutput> Outputs { get; init; }

    /// <summary>Makes the optimizer: an optimizer belongs to one model.</summary>
    public required Func<Optimizer> Optimizer { get; init; }

    public required IReadOnlyList<(string Name, GoldenTensor Tensor)> Weights { get; init; }

    public required IReadOnlyList<ModelBatch> Batches { get; init; }

    public required double[] StepLoss { get; init; }

    public required double[] LossAfterStep { get; init; }

    public required IReadOnlyList<(string Name, GoldenTensor Tensor)> FirstGradients { get; init; }

    public required IReadOnlyList<(string Name, GoldenTensor Tensor)> WeightsAfter { get; init; }

    /// <summary>Reads a case.</summary>
    /// <exception cref="NotSupportedCase">The loss or the optimizer is unknown.</exception>
    public static ModelCase Read(JsonElement golden)
    {
        bool hasOutputs = golden.TryGetProperty("outputs", out JsonElement named);
        string[] more = hasOutputs ? ["outputs"] : [];
        GoldenKeys.RequireKnownCase(golden, ["inputs", "layers", "loss", "optimizer", "weights", "batches", "expected", .. more]);
        JsonElement[] inputs = [.. golden.GetProperty("inputs").EnumerateArray()];
        JsonElement[] layers = [.. golden.GetProperty("layers").EnumerateArray()];
        JsonElement optimizer = golden.GetProperty("optimizer").Clone();
        JsonElement expected = golden.GetProperty("expected");
        more = hasOutputs ? ["step_losses"] : [];
        GoldenKeys.RequireKnown(expected, "expected", ["step_loss", "loss_after_step", "prediction_before", "prediction_after", "grads_step1", "weights_after", .. more]);
        _ = KerasWords.Optimizer(optimizer);
        IReadOnlyList<ModelOutput> outputs = hasOutputs
            ? ReadOutputs(golden, [.. named.EnumerateArray()], expected)
            : [new("", KerasWords.Loss(golden.GetProperty("loss")), 1, null, GoldenTensor.Read(expected.GetProperty("prediction_before")), GoldenTensor.Read(expected.GetProperty("prediction_after")))];
        return new()
        {
            Name = golden.GetProperty("name").GetString()!,
            Inputs = [.. inputs.Select(ReadInput)],
            Layers = [.. layers.Select(LayerConfig.ReadOfModel)],
            Outputs = outputs,
            Optimizer = () => KerasWords.Optimizer(optimizer),
            Weights = GoldenTensor.ReadNamed(golden, "weights"),
            Batches = [.. golden.GetProperty("batches").EnumerateArray().Select(batch => ReadBatch(batch, [.. inputs.Select(input => ReadInput(input).Name)], outputs))],
            StepLoss = Numbers(expected.GetProperty("step_loss")),
            LossAfterStep = Numbers(expected.GetProperty("loss_after_step")),
            FirstGradients = GoldenTensor.ReadNamed(expected, "grads_step1"),
            WeightsAfter = GoldenTensor.ReadNamed(expected, "weights_after"),
        };
    }

    private static IReadOnlyList<ModelOutput> ReadOutputs(JsonElement golden, JsonElement[] outputs, JsonElement expected)
    {
        GoldenKeys.RequireKnown(golden.GetProperty("loss"), "loss", "loss");
        if (golden.GetProperty("loss").GetProperty("loss").GetString() is not "sum_of_outputs")
        {
            throw new NotSupportedCase($"loss {golden.GetProperty("loss")} of several outputs");
        }

        string[] names = [.. outputs.Select(output => output.GetProperty("layer").GetString()!)];
        foreach (string key in (string[])["step_losses", "prediction_before", "prediction_after"])
        {
            GoldenKeys.RequireKnown(expected.GetProperty(key), key, names);
        }

        return [.. outputs.Select((output, index) =>
        {
            GoldenKeys.RequireKnown(output, "an output", "layer", "loss", "weight");
            return new ModelOutput(
                names[index],
                KerasWords.Loss(output.GetProperty("loss")),
                (float)output.GetProperty("weight").GetDouble(),
                Numbers(expected.GetProperty("step_losses").GetProperty(names[index])),
                GoldenTensor.Read(expected.GetProperty("prediction_before").GetProperty(names[index])),
                GoldenTensor.Read(expected.GetProperty("prediction_after").GetProperty(names[index])));
        })];
    }

    private static ModelBatch ReadBatch(JsonElement batch, string[] inputs, IReadOnlyList<ModelOutput> outputs)
    {
        JsonElement values = batch.GetProperty("x");
        JsonElement targets = batch.GetProperty("y");
        bool isNamed = outputs[0].Name.Length > 0;
        string[] more = isNamed ? ["sample_weight"] : [];
        GoldenKeys.RequireKnown(batch, "a batch", ["x", "y", .. more]);
        GoldenKeys.RequireKnown(values, "x", inputs);
        string[] names = [.. outputs.Select(output => output.Name)];
        JsonElement weights = default;
        bool hasWeights = isNamed && batch.TryGetProperty("sample_weight", out weights);
        if (isNamed)
        {
            GoldenKeys.RequireKnown(targets, "y", names);
        }

        if (hasWeights)
        {
            GoldenKeys.RequireKnown(weights, "sample_weight", names);
        }

        return new(
            [.. inputs.Select(input => GoldenTensor.Read(values.GetProperty(input)))],
            [.. names.Select(name => new ModelTargets(
                GoldenTensor.Read(isNamed ? targets.GetProperty(name) : targets),
                hasWeights && weights.TryGetProperty(name, out JsonElement own) ? GoldenTensor.Read(own) : null))]);
    }

    private static ModelInput ReadInput(JsonElement input)
    {
        GoldenKeys.RequireKnown(input, "an input", "name", "shape", "dtype", "vocab");
        return new(
            input.GetProperty("name").GetString()!,
            [.. input.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32())],
            input.GetProperty("dtype").GetString()!.StartsWith("int", StringComparison.Ordinal));
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];
}
