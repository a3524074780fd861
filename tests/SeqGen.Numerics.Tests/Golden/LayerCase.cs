using System.Text.Json;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>Layers, their input and weights, and what must come out forward and backward.</summary>
internal sealed record LayerCase
{
    public required string Name { get; init; }

    public required IReadOnlyList<LayerConfig> Layers { get; init; }

    /// <summary>[batch, steps] tokens, [batch, steps, size] features or [batch, size] features; of several sequences [batch, sequences, ...].</summary>
    public required GoldenTensor Input { get; init; }

    /// <summary>[batch, steps], 1 = real step.</summary>
    public GoldenTensor? Mask { get; init; }

    /// <summary>True where a mask ends at the first recurrent layer.</summary>
    public bool MaskEndsAtFirstRecurrentLayer { get; init; }

    /// <summary>True where inference computes something else, and only training is compared: dropout, statistics of a batch.</summary>
    public bool IsOfTraining { get; init; }

    /// <summary>True where only inference gives these numbers.</summary>
    public bool IsOfInference { get; init; }

    /// <summary>Options of the model as a declaration writes them, for instance <c>gates=precise</c>; empty for none.</summary>
    public string ModelOptions { get; init; } = "";

    public IReadOnlyList<GoldenTensor> InitialStates { get; init; } = [];

    public IReadOnlyList<(string Name, GoldenTensor Tensor)> Weights { get; init; } = [];

    /// <summary>[batch, size] or [batch, steps, size]; the steps of several sequences one after the other.</summary>
    public GoldenTensor Output { get; init; } = GoldenTensor.None;

    /// <summary>The output's shape as the case has it, without the batch.</summary>
    public IReadOnlyList<int> OutputShape { get; init; } = [];

    public IReadOnlyList<GoldenTensor> FinalStates { get; init; } = [];

    /// <summary>The gradient of the scalar with respect to the output.</summary>
    public GoldenTensor OutputGradient { get; init; } = GoldenTensor.None;

    public IReadOnlyList<GoldenTensor> FinalStateGradients { get; init; } = [];

    public IReadOnlyList<(string Name, GoldenTensor Tensor)> WeightGradients { get; init; } = [];

    public GoldenTensor? InputGradient { get; init; }

    public IReadOnlyList<GoldenTensor> InitialStateGradients { get; init; } = [];

    /// <summary>Reads a case.</summary>
    /// <exception cref="NotSupportedCase">It holds something unknown.</exception>
    public static LayerCase Read(JsonElement golden)
    {
        GoldenKeys.RequireKnownCase(golden, "layers", "input", "mask", "mask_propagation", "initial_state", "initial_state_weights", "weights", "expected", "upstream", "grads");
        JsonElement expected = golden.GetProperty("expected");
        JsonElement upstream = golden.GetProperty("upstream");
        JsonElement gradients = golden.GetProperty("grads");
        GoldenKeys.RequireKnown(expected, "expected", "output", "states", "final_states");
        GoldenKeys.RequireKnown(upstream, "upstream", "output", "states", "final_states");
        GoldenKeys.RequireKnown(gradients, "grads", "weights", "input", "initial_state", "initial_state_weights");
        GoldenTensor output = GoldenTensor.Read(expected.GetProperty("output"));
        LayerConfig[] layers = [.. golden.GetProperty("layers").EnumerateArray().Select(LayerConfig.ReadOfChain)];
        return new()
        {
            Name = golden.GetProperty("name").GetString()!,
            Layers = layers,
            Input = GoldenTensor.Read(golden.GetProperty("input")),
            Mask = GoldenTensor.ReadOptional(golden, "mask"),
            MaskEndsAtFirstRecurrentLayer = golden.TryGetProperty("mask_propagation", out JsonElement propagation) && propagation.GetString() switch
            {
                "first_rnn_only" => true,
                "propagate" => false,
                { } word => throw new NotSupportedCase($"mask_propagation {word}"),
                null => throw new NotSupportedCase("mask_propagation null"),
            },
            InitialStates = GoldenTensor.ReadList(golden, "initial_state"),
            Weights = StoredStates.Join(layers, GoldenTensor.ReadNamed(golden, "weights"), golden),
            Output = Together(output),
            OutputShape = output.Shape[1..],
            FinalStates = StoredStates.ReadFinal(layers, expected),
            OutputGradient = Together(GoldenTensor.Read(upstream.GetProperty("output"))),
            FinalStateGradients = StoredStates.ReadFinal(layers, upstream),
            WeightGradients = StoredStates.Join(layers, GoldenTensor.ReadNamed(gradients, "weights"), gradients),
            InputGradient = GoldenTensor.ReadOptional(gradients, "input"),
            InitialStateGradients = GoldenTensor.ReadList(gradients, "initial_state"),
        };
    }

    /// <summary>The steps of all sequences as those of one, as the runtime has them.</summary>
    private static GoldenTensor Together(GoldenTensor tensor) =>
        tensor.Shape.Length == 4 ? tensor with { Shape = [tensor.Shape[0], tensor.Shape[1] * tensor.Shape[2], tensor.Shape[3]] } : tensor;
}
