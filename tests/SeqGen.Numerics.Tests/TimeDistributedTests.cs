using SeqGen.Generator.Layers;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>A layer on each of several sequences gives what the same layer gives on each of them as a row: outputs and all gradients.</summary>
public sealed class TimeDistributedTests
{
    private const int Sequences = 3;
    private const int Length = 5;
    private const int Size = 4;

    /// <summary>One more than a tile has rows.</summary>
    private const int Rows = 5;

    private const float Tolerance = 2e-5f;

    /// <summary>What is tried of each layer.</summary>
    private static readonly string[] Lines =
    [
        "dense 3 tanh", "layer_normalization", "activation gelu", "relu max_value=1 negative_slope=0.1", "leaky_relu", "elu 0.3", "prelu", "prelu shared_axes=time",
        "softmax", "softmax axis=1", "log_softmax axis=1", "glu", "magnitude", "slice 1 3", "rescaling 0.5 offset=2", "rescaling 2 per_channel=true", "dropout 0.5",
        "conv1d 20 3 tanh padding=same", "conv1d 6 2 relu padding=causal dilation_rate=2 groups=2", "conv1d 3 2 strides=2", "depthwise_conv1d 3 depth_multiplier=2", "separable_conv1d 5 3 padding=same",
        "conv1d_transpose 3 3 strides=2", "max_pooling1d", "average_pooling1d 3 strides=1 padding=same", "global_max_pooling1d", "global_average_pooling1d", "global_average_pooling1d keepdims=true", "attention_weighted_average",
        "flatten", "reshape 10 length=2", "permute", "zero_padding1d 1 right=2", "reflection_padding1d 2 right=1", "cropping1d 1 right=1", "up_sampling1d 2",
        "simple_rnn 6 relu", "lstm 20", "lstm 3 return_sequences=true go_backwards=true", "peephole_lstm 4", "projected_lstm 5 3 return_sequences=true", "gru 5 reset_after=false", "gru 18 return_sequences=true", "min_gru 4",
        "lstm 4 layer_normalization=true", "bidirectional gru 3 return_sequences=true merge_mode=mul", "bidirectional lstm 3",
    ];

    /// <summary>Layers that are no layer on each of several sequences: they have more than one input, or say why not.</summary>
    private static readonly string[] Others =
    [
        "add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate", "attention", "additive_attention", "multi_head_attention",
        "batch_normalization", "masking", "spatial_dropout1d", "embedding", "repeat_vector",
    ];

    private static readonly Lazy<CompiledModels> Compiled = new(() => CompiledModels.Compile(
    [
        .. Lines.SelectMany((line, index) => new[]
        {
            ($"All{index}", $"model All{index}\nfeatures sequences={Sequences} length={Length} size={Size}\n{line} name=layer time_distributed=true\n"),
            ($"Each{index}", $"model Each{index}\nfeatures length={Length} size={Size}\n{line} name=layer\n"),
        }),
        ("Repeated", $"model Repeated\nfeatures length={Length} size={Size} mask=true\nrepeat_vector 2 time_distributed=true\nlstm 3 time_distributed=true\n"),
        ("Vectors", $"model Vectors\nfeatures size={Size}\nrepeat_vector 2\nlstm 3\n"),
    ]));

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Lines.Length)];

    [Fact]
    public void Every_layer_is_tried() =>
        LayerCatalog.All.Where(layer => layer.ClassName != "InputLayer").Select(layer => layer.Word).ShouldBe(Lines.Select(line => line.Split(' ')[0]).Concat(Others).Distinct(), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_sequence_is_as_a_row(int index)
    {
        Compiled.Value.ProblemOf($"All{index}").ShouldBeNull();
        Compare(Compiled.Value.Create($"All{index}", 3), Compiled.Value.Create($"Each{index}", 3), Sequences);
    }

    /// <summary>A layer inside each step: a vector becomes a sequence of its own.</summary>
    [Fact]
    public void Each_step_is_as_a_row() => Compare(Compiled.Value.Create("Repeated", 3), Compiled.Value.Create("Vectors", 3), Length);

    private static void Compare(SequenceModel all, SequenceModel each, int parts)
    {
        foreach ((WeightDescription one, WeightDescription other) in all.Description.Weights.Zip(each.Description.Weights))
        {
            float[] values = [.. Enumerable.Range(0, one.Length).Select(i => 0.6f * MathF.Sin(1.3f * i + one.Name.Length))];
            all.SetWeight(one.Name, values);
            each.SetWeight(other.Name, values);
        }

        int length = all.Description.Inputs[0].Length * Size;
        float[] features = [.. Enumerable.Range(0, Rows * length).Select(i => MathF.Sin(0.37f * i * (1 + i % 3)))];
        float[] expected = each.Predict(Dataset.FromFeatures(features, length / parts));
        all.Predict(Dataset.FromFeatures(features, length)).ShouldBe(expected, Tolerance);
        Predictor predictor = all.CreatePredictor();
        float[] output = new float[all.Description.Output.Length];
        output.Length.ShouldBe(parts * each.Description.Output.Length);
        for (int row = 0; row < Rows; row++)
        {
            predictor.Predict(features.AsSpan(row * length, length), output);
            output.ShouldBe(expected[(row * output.Length)..((row + 1) * output.Length)], Tolerance);
        }

        float[] gradient = [.. Enumerable.Range(0, expected.Length).Select(i => MathF.Cos(0.61f * i))];
        GradientComputation found = Backward(all, features, gradient, Rows);
        GradientComputation wanted = Backward(each, features, gradient, Rows * parts);
        foreach ((WeightDescription one, WeightDescription other) in all.Description.Weights.Zip(each.Description.Weights))
        {
            found.WeightGradient(one.Name).ToArray().ShouldBe(wanted.WeightGradient(other.Name).ToArray(), 20 * Tolerance);
        }

        for (int row = 0; row < Rows; row++)
        {
            float[] inputs = new float[length];
            found.CopyInputGradient(row, inputs);
            float[] part = new float[length / parts];
            for (int i = 0; i < parts; i++)
            {
                wanted.CopyInputGradient(row * parts + i, part);
                inputs[(i * part.Length)..((i + 1) * part.Length)].ShouldBe(part, Tolerance);
            }
        }
    }

    private static GradientComputation Backward(SequenceModel model, float[] features, float[] gradient, int rows)
    {
        GradientComputation pass = model.CreateGradients(rows);
        int length = features.Length / rows;
        int output = gradient.Length / rows;
        for (int row = 0; row < rows; row++)
        {
            pass.Inputs.SetFeatures(row, features.AsSpan(row * length, length));
        }

        pass.Forward(training: false);
        for (int row = 0; row < rows; row++)
        {
            pass.SetOutputGradient(row, gradient.AsSpan(row * output, output));
        }

        pass.Backward();
        return pass;
    }
}
