using SeqGen.Generator.Layers;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Shapes;
using SeqGen.Generator.Tests.Harness;

namespace SeqGen.Generator.Tests;

/// <summary>Shapes and masks from layer to layer.</summary>
public class ShapeTests
{
    [Theory]
    [InlineData(true, "tokens length=5 vocabulary=9", "embedding 3 mask_zero=true")]
    [InlineData(true, "tokens length=5 vocabulary=9 mask=true", "embedding 3")]
    [InlineData(false, "tokens length=5 vocabulary=9", "embedding 3")]
    [InlineData(true, "features size=3 length=5", "masking")]
    [InlineData(true, "features size=3 length=5 mask=true", "lstm 4 return_sequences=true")]
    [InlineData(false, "features size=3 length=5 mask=true", "lstm 4 return_sequences=true propagate_mask=false")]
    [InlineData(false, "features size=3 length=5 mask=true", "lstm 4")]
    [InlineData(true, "features size=3 length=5 mask=true", "bidirectional gru 4 return_sequences=true")]
    [InlineData(false, "features size=3 length=5 mask=true", "bidirectional gru 4")]
    [InlineData(true, "features size=3 length=5 mask=true", "dense 4", "dropout 0.5", "spatial_dropout1d 0.5", "layer_normalization", "activation tanh")]
    [InlineData(false, "features size=3 length=5 mask=true", "flatten")]
    [InlineData(true, "one_hot length=5 vocabulary=9 mask=true", "dense 4")]
    [InlineData(false, "features size=3 length=5 mask=true", "conv1d 4 3")]
    [InlineData(false, "features size=3 length=5 mask=true", "max_pooling1d")]
    [InlineData(false, "features size=3 length=5 mask=true", "global_average_pooling1d")]
    [InlineData(false, "features size=3 length=5 mask=true", "attention_weighted_average")]
    [InlineData(true, "features size=3 length=5 mask=true", "peephole_lstm 4 return_sequences=true")]
    public void MaskReachesTheOutput(bool masked, params string[] lines) => Output(lines).Masked.ShouldBe(masked);

    [Theory]
    [InlineData(0, 8, "features size=3 length=5", "bidirectional lstm 4")]
    [InlineData(5, 8, "features size=3 length=5", "bidirectional lstm 4 return_sequences=true")]
    [InlineData(5, 4, "features size=3 length=5", "bidirectional lstm 4 return_sequences=true merge_mode=mul")]
    [InlineData(0, 15, "features size=3 length=5", "flatten")]
    [InlineData(0, 3, "features size=3", "flatten")]
    [InlineData(5, 7, "one_hot length=5 vocabulary=9", "dense 7")]
    [InlineData(0, 7, "one_hot length=5 vocabulary=9", "simple_rnn 7")]
    [InlineData(3, 4, "features size=3 length=5", "conv1d 4 3")]
    [InlineData(1, 4, "features size=3 length=5", "conv1d 4 5")]
    [InlineData(5, 4, "features size=3 length=5", "conv1d 4 9 padding=same")]
    [InlineData(3, 4, "features size=3 length=5", "conv1d 4 2 padding=same strides=2")]
    [InlineData(2, 4, "features size=3 length=5", "conv1d 4 2 padding=causal strides=3")]
    [InlineData(1, 4, "features size=3 length=5", "conv1d 4 3 dilation_rate=2")]
    [InlineData(2, 3, "features size=3 length=5", "max_pooling1d")]
    [InlineData(3, 3, "features size=3 length=5", "average_pooling1d padding=same")]
    [InlineData(4, 3, "features size=3 length=5", "max_pooling1d strides=1")]
    [InlineData(0, 3, "features size=3 length=5", "global_max_pooling1d")]
    [InlineData(0, 3, "features size=3 length=5", "global_average_pooling1d")]
    [InlineData(0, 3, "features size=3 length=5", "attention_weighted_average")]
    public void SizesFollowTheLayers(int steps, int size, params string[] lines) =>
        Output(lines).ShouldBe(new Shape(steps, size, false, ShapeKind.Floats));

    [Theory]
    [InlineData("sigmoid", "dense 4 sigmoid", "dropout 0.5")]
    [InlineData("sigmoid", "dense 4 sigmoid", "flatten")]
    [InlineData("linear", "dense 4 softmax", "flatten")]
    [InlineData("linear", "dense 4 sigmoid", "lstm 3")]
    [InlineData("softmax", "lstm 3", "activation softmax")]
    public void OutputActivationIsTheLastOne(string word, params string[] lines) =>
        ShapeInference.Infer(Declarations.Seqnet(["features size=3 length=5", .. lines]).Spec()).Activations.Last().Word.ShouldBe(word);

    [Theory]
    [InlineData("simple_rnn 32", 2_080)]
    [InlineData("lstm 32", 8_320)]
    [InlineData("gru 32", 6_336)]
    [InlineData("gru 32 reset_after=false", 6_240)]
    [InlineData("lstm 32 use_bias=false", 8_192)]
    [InlineData("peephole_lstm 32", 8_416)]
    [InlineData("simple_rnn 32 layer_normalization=true", 2_208)]
    [InlineData("lstm 32 layer_normalization=true", 8_896)]
    [InlineData("gru 32 layer_normalization=true", 6_720)]
    [InlineData("peephole_lstm 32 layer_normalization=true", 8_992)]
    public void RecurrentLayersCountTheirWeights(string line, long weights)
    {
        NetworkSpec network = Declarations.Seqnet("features size=32 length=5", line).Spec();
        network.Layers[1].ShouldBeAssignableTo<RecurrentLayer>()!.CountWeights(32).ShouldBe(weights);
    }

    [Fact]
    public void LayersAreNamedAsInKeras()
    {
        NetworkSpec network = Declarations.Seqnet("features size=3", "dense 2", "dense 2 name=dense_1", "dense 2", "dense 2 name=Last").Spec();
        network.Layers.Select(layer => layer.Name).ShouldBe(["features", "dense", "dense_1", "dense_2", "Last"]);
    }

    private static Shape Output(string[] lines) => ShapeInference.Infer(Declarations.Seqnet(lines).Spec()).Outputs.Last();
}
