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
        JsonElement[] inputs = [.. golden.GetProperty("inputs").EnumerateArray()];
        JsonElement[] layers = [.. golden.GetProperty("layers").EnumerateArray()];
        JsonElement optimizer = golden.GetProperty("optimizer").Clone();
        JsonElement expected = golden.GetProperty("expected");
        _ = KerasWords.Optimizer(optimizer);
        return new()
        {
            Name = golden.GetProperty("name").GetString()!,
            Inputs = [.. inputs.Select(ReadInput)],
            Layers = [.. layers.Select(LayerConfig.Read)],
            Loss = KerasWords.Loss(golden.GetProperty("loss")),
            Optimizer = () => KerasWords.Optimizer(optimizer),
            Weights = GoldenTensor.ReadNamed(golden, "weights"),
            Batches = [.. golden.GetProperty("batches").EnumerateArray().Select(batch => new ModelBatch(
                [.. inputs.Select(input => GoldenTensor.Read(batch.GetProperty("x").GetProperty(ReadInput(input).Name)))], GoldenTensor.Read(batch.GetProperty("y"))))],
            StepLoss = Numbers(expected.GetProperty("step_loss")),
            LossAfterStep = Numbers(expected.GetProperty("loss_after_step")),
            PredictionBefore = GoldenTensor.Read(expected.GetProperty("prediction_before")),
            PredictionAfter = GoldenTensor.Read(expected.GetProperty("prediction_after")),
            FirstGradients = GoldenTensor.ReadNamed(expected, "grads_step1"),
            WeightsAfter = GoldenTensor.ReadNamed(expected, "weights_after"),
        };
    }

    private static ModelInput ReadInput(JsonElement input) => new(
        input.GetProperty("name").GetString()!,
        [.. input.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32())],
        input.GetProperty("dtype").GetString()!.StartsWith("int", StringComparison.Ordinal));

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];
}
