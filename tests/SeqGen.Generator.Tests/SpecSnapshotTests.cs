using System.Reflection;
using SeqGen.Generator.Layers;
using SeqGen.Generator.Testing;
using SeqGen.Generator.Tests.Harness;

namespace SeqGen.Generator.Tests;

/// <summary>The spec and the shapes of a model of each layer.</summary>
public class SpecSnapshotTests
{
    [Fact]
    public void Branches() => Layer(
        "branches", "branch source", "tokens length=4 vocabulary=7", "embedding 3", "lstm 4 name=encoder",
        "branch target", "tokens length=5 vocabulary=9", "embedding 3", "lstm 4 return_sequences=true initial_state=encoder", "dense 9 softmax");

    [Fact]
    public void TimeDistributed() => Layer(
        "time_distributed", "features size=3 length=6 sequences=4", "dense 5 time_distributed=true", "max_pooling1d time_distributed=true", "bidirectional gru 2 time_distributed=true", "reshape 2 length=-1 time_distributed=true", "flatten time_distributed=true", "lstm 3");

    [Fact]
    public void Outputs() => Layer(
        "outputs", "features size=3 length=5", "lstm 4 return_sequences=true name=shared", "dense 3 softmax name=tags", "branch kind from=shared", "global_max_pooling1d", "dense 1",
        "output kind binary_crossentropy from_logits=true loss_weight=0.5", "output tags sparse_categorical_crossentropy", "output shared");

    [Theory]
    [InlineData("tokens", "tokens length=5 vocabulary=9 padding=post truncating=error mask=true name=words", "embedding 3")]
    [InlineData("one_hot", "one_hot length=5 vocabulary=9", "dense 2")]
    [InlineData("features", "features size=3 length=5 truncating=post", "lstm 4", "dense 2", "loss binary_crossentropy from_logits=true")]
    [InlineData("embedding", "tokens length=5 vocabulary=9", "embedding 3 mask_zero=true embeddings_l2=0.01")]
    [InlineData("simple_rnn", "features size=3 length=5", "simple_rnn 4 relu go_backwards=true")]
    [InlineData("lstm", "tokens length=500 vocabulary=10000", "embedding 32", "lstm 32", "dense 1 sigmoid", "loss binary_crossentropy")]
    [InlineData("gru", "one_hot length=5 vocabulary=9 mask=true", "gru 4 return_sequences=true reset_after=false", "dense 9 softmax")]
    [InlineData("bidirectional", "features size=3 length=5 mask=true", "bidirectional lstm 4 return_sequences=true", "bidirectional gru 6 merge_mode=ave", "dense 1")]
    [InlineData("dense", "features size=3", "dense 4 elu(0.3) kernel_l1=0.5", "dense 2 softmax use_bias=false", "loss categorical_crossentropy")]
    [InlineData("conv1d", "features size=3 length=9 mask=true", "conv1d 5 3 relu padding=causal dilation_rate=2", "conv1d 4 2 strides=2 use_bias=false kernel_l2=0.5")]
    [InlineData("depthwise_conv1d", "features size=3 length=9", "depthwise_conv1d 3", "depthwise_conv1d 2 depth_multiplier=2 padding=causal dilation_rate=2 activation=relu use_bias=false", "dense 1")]
    [InlineData("separable_conv1d", "features size=3 length=9", "separable_conv1d 4 3 depth_multiplier=2 strides=2 padding=same", "separable_conv1d 2 2 activation=tanh kernel_l2=0.5")]
    [InlineData("conv1d_transpose", "features size=3 length=4", "conv1d_transpose 4 3 relu strides=2", "conv1d_transpose 2 5 padding=same use_bias=false")]
    [InlineData("max_pooling1d", "features size=3 length=9", "max_pooling1d", "max_pooling1d 3 strides=2 padding=same")]
    [InlineData("average_pooling1d", "features size=3 length=9", "average_pooling1d 4", "average_pooling1d 2 strides=1")]
    [InlineData("global_max_pooling1d", "features size=3 length=9 mask=true", "global_max_pooling1d")]
    [InlineData("global_average_pooling1d", "tokens length=5 vocabulary=9", "embedding 3 mask_zero=true", "global_average_pooling1d", "dense 1")]
    [InlineData("peephole_lstm", "features size=3 length=5", "peephole_lstm 4 return_sequences=true peephole_initializer=zeros", "bidirectional peephole_lstm 3")]
    [InlineData("projected_lstm", "features size=3 length=5", "projected_lstm 4 2 return_sequences=true", "bidirectional projected_lstm 3 projection_size=2 zoneout_cell=0.1")]
    [InlineData("min_gru", "features size=3 length=5", "min_gru 4 return_sequences=true", "bidirectional min_gru 3", "dense 1")]
    [InlineData("flatten", "features size=3 length=5 mask=true", "dense 4 sigmoid", "flatten")]
    [InlineData("reshape", "features size=3 length=4", "reshape 6 length=-1", "lstm 2", "reshape 1 length=2")]
    [InlineData("permute", "features size=3 length=4 mask=true", "permute", "dense 1")]
    [InlineData("zero_padding1d", "features size=3 length=4", "zero_padding1d", "zero_padding1d 2 right=0", "dense 1")]
    [InlineData("reflection_padding1d", "features size=3 length=4", "reflection_padding1d 1 right=3", "dense 1")]
    [InlineData("cropping1d", "features size=3 length=6", "cropping1d", "cropping1d 2 right=0", "dense 1")]
    [InlineData("up_sampling1d", "features size=3 length=4", "up_sampling1d", "up_sampling1d 3", "dense 1")]
    [InlineData("relu", "features size=3", "relu", "relu max_value=6 negative_slope=0.1 threshold=0.5", "dense 1 clip(-1,2)")]
    [InlineData("leaky_relu", "features size=3", "leaky_relu", "leaky_relu 0.1", "dense 1 soft_shrink(0.2)")]
    [InlineData("elu", "features size=3", "elu", "elu 0.3", "dense 1 mish")]
    [InlineData("prelu", "features size=3 length=4", "prelu", "prelu shared_axes=time", "prelu shared_axes=both alpha_initializer=ones", "lstm 2", "prelu")]
    [InlineData("softmax", "features size=3 length=4 mask=true", "softmax", "softmax axis=1", "lstm 2")]
    [InlineData("log_softmax", "features size=3 length=4 mask=true", "log_softmax", "log_softmax axis=1", "lstm 2", "dense 3 log_softmax")]
    [InlineData("glu", "features size=6 length=4 mask=true", "glu", "glu axis=1", "dense 1")]
    [InlineData("attention_weighted_average", "tokens length=5 vocabulary=9", "embedding 3 mask_zero=true", "attention_weighted_average", "dense 1")]
    [InlineData("magnitude", "features size=6 length=4 mask=true", "magnitude", "dense 1")]
    [InlineData("slice", "features size=6 length=4 mask=true", "slice 2 3", "slice size=2 start=1", "dense 1")]
    [InlineData("rescaling", "features size=6 length=4 mask=true", "rescaling 0.5", "rescaling -2 offset=0.25", "rescaling 1 per_channel=true", "dense 1")]
    [InlineData("dropout", "features size=3", "dropout 0.5 seed=3", "dense 1")]
    [InlineData("spatial_dropout1d", "features size=3 length=9", "spatial_dropout1d 0.5 seed=3", "lstm 2")]
    [InlineData("concatenate", "features size=3 length=5 mask=true", "dense 4 name=b", "dense 2", "concatenate b features")]
    [InlineData("add", "features size=3", "dense 3", "add features", "dense 1")]
    [InlineData("subtract", "features size=3 length=5", "dense 1 name=b", "dense 3", "subtract b", "dense 1")]
    [InlineData("multiply", "features size=3 length=5 mask=true", "dense 1 sigmoid", "multiply features features", "lstm 2")]
    [InlineData("average", "features size=3", "dense 3", "average features dense", "dense 1")]
    [InlineData("maximum", "features size=3 length=5", "global_max_pooling1d", "maximum features", "dense 1")]
    [InlineData("minimum", "features size=3", "dense 3", "minimum features", "dense 1")]
    [InlineData("repeat_vector", "features size=3", "repeat_vector 4", "lstm 2")]
    [InlineData("attention", "branch source", "features size=3 length=5 mask=true", "branch target", "features size=3 length=4", "attention source use_scale=true score_mode=concat")]
    [InlineData("additive_attention", "features size=3 length=5", "dense 3", "additive_attention features key=dense use_scale=false")]
    [InlineData("multi_head_attention", "features size=3 length=5", "dense 3", "multi_head_attention features 2 4 key=dense value_dim=5 output_shape=6 use_causal_mask=true")]
    [InlineData("layer_normalization", "features size=3", "layer_normalization epsilon=0.01 center=false", "dense 1")]
    [InlineData("batch_normalization", "features size=3", "batch_normalization momentum=0.9 epsilon=0.01 scale=false", "dense 1")]
    [InlineData("activation", "features size=3", "dense 2", "activation leaky_relu")]
    [InlineData("masking", "features size=3 length=5", "masking -1", "lstm 4 return_sequences=true return_state=true")]
    public void Layer(string name, params string[] lines) =>
        Snapshot.Match(SpecText.Of(Declarations.Seqnet(lines).Spec()), $"Spec.{name}");

    [Fact]
    public void EveryLayerHasASnapshot()
    {
        IEnumerable<string> names = typeof(SpecSnapshotTests).GetMethod(nameof(Layer))!
            .GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(InlineDataAttribute))
            .Select(attribute => (string)((IReadOnlyList<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)[0].Value!);
        names.ShouldBe(LayerCatalog.Words, ignoreOrder: true);
    }
}
