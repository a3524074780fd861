using System.Text.Json;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>An input of a whole model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">The shape of one sequence.</param>
/// <param name="HasTokens">True for integers.</param>
internal sealed record ModelInput(string Name, int[] Shape, bool HasTokens);

/// <summary>A batch of a whole model.</summary>
/// <param name="Inputs">The values of the inputs.</param>
/// <param name="Targets">The targets.</param>
internal sealed record ModelBatch(IReadOnlyList<GoldenTensor> Inputs, GoldenTensor Targets);

/// <summary>A whole model, its training, and what must come out of it.</summary>
internal sealed record ModelCase
{
    public required string Name { get; init; }

    public required IReadOnlyList<ModelInput> Inputs { get; init; }

    public required IReadOnlyList<LayerConfig> Layers { get; init; }

    public required Loss Loss { get; init; }

    /// <summary>Makes the optimizer: an optimizer belongs to one model.</summary>
    public required Func<Optimizer> Optimizer { get; init; }

    public required IReadOnlyList<(string Name, GoldenTensor Tensor)> Weights { get; init; }

    public required IReadOnlyList<ModelBatch> Batches { get; init; }

    public required double[] StepLoss { get; init; }

    public required double[] LossAfterStep { get; init; }

    public required GoldenTensor PredictionBefore { get; init; }

    public required GoldenTensor PredictionAfter { get; init; }

    public required IReadOnlyList<(string Name, GoldenTensor Tensor)> FirstGradients { get; init; }

    public required IReadOnlyList<(string Name, GoldenTensor Tensor)> WeightsAfter { get; init; }

    /// <summary>Reads a case.</summary>
    /// <exception cref="NotSupportedCase">The loss or the optimizer is unknown.</exception>
    public static ModelCase Read(JsonElement golden)
    {
        GoldenKeys.RequireKnownCase(golden, "inputs", "layers", "loss", "optimizer", "weights", "batches", "expected");
        JsonElement[] inputs = [.. golden.GetProperty("inputs").EnumerateArray()];
        JsonElement[] layers = [.. golden.GetProperty("layers").EnumerateArray()];
        JsonElement optimizer = golden.GetProperty("optimizer").Clone();
        JsonElement expected = golden.GetProperty("expected");
        GoldenKeys.RequireKnown(expected, "expected", "step_loss", "loss_after_step", "prediction_before", "prediction_after", "grads_step1", "weights_after");
        _ = KerasWords.Optimizer(optimizer);
        return new()
        {
            Name = golden.GetProperty("name").GetString()!,
            Inputs = [.. inputs.Select(ReadInput)],
            Layers = [.. layers.Select(LayerConfig.ReadOfModel)],
            Loss = KerasWords.Loss(golden.GetProperty("loss")),
            Optimizer = () => KerasWords.Optimizer(optimizer),
            Weights = GoldenTensor.ReadNamed(golden, "weights"),
            Batches = [.. golden.GetProperty("batches").EnumerateArray().Select(batch => ReadBatch(batch, [.. inputs.Select(input => ReadInput(input).Name)]))],
            StepLoss = Numbers(expected.GetProperty("step_loss")),
            LossAfterStep = Numbers(expected.GetProperty("loss_after_step")),
            PredictionBefore = GoldenTensor.Read(expected.GetProperty("prediction_before")),
            PredictionAfter = GoldenTensor.Read(expected.GetProperty("prediction_after")),
            FirstGradients = GoldenTensor.ReadNamed(expected, "grads_step1"),
            WeightsAfter = GoldenTensor.ReadNamed(expected, "weights_after"),
        };
    }

    private static ModelBatch ReadBatch(JsonElement batch, string[] inputs)
    {
        JsonElement values = batch.GetProperty("x");
        GoldenKeys.RequireKnown(batch, "a batch", "x", "y");
        GoldenKeys.RequireKnown(values, "x", inputs);
        return new([.. inputs.Select(input => GoldenTensor.Read(values.GetProperty(input)))], GoldenTensor.Read(batch.GetProperty("y")));
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
