using System.Reflection;
using SeqGen.Generator.Emission;
using SeqGen.Generator.Layers;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Scheduling;
using SeqGen.Generator.Testing;
using SeqGen.Generator.Tests.Harness;

namespace SeqGen.Generator.Tests;

/// <summary>The plan and the emitted code of a model of each layer: a wrong offset shows before any C# does.</summary>
public class EmissionSnapshotTests
{
    /// <summary>The models that are there as whole C# files; of the others a listing of the typed kernels is.</summary>
    private static readonly string[] InFull = ["lstm", "conv1d", "attention"];

    [Theory]
    [InlineData("embedding", "tokens length=3 vocabulary=9", "embedding 3 mask_zero=true", "flatten", "dense 1")]
    [InlineData("simple_rnn", "features size=3 length=4", "simple_rnn 5 relu go_backwards=true")]
    [InlineData("lstm", "tokens length=6 vocabulary=9", "embedding 16", "lstm 16", "dense 1 sigmoid")]
    [InlineData("gru", "one_hot length=5 vocabulary=9 mask=true", "gru 4 reset_after=false")]
    [InlineData("gru_reset_after", "features size=3 length=4", "gru 17 return_sequences=true")]
    [InlineData("bidirectional", "features size=3 length=5 mask=true", "bidirectional lstm 4 return_sequences=true merge_mode=mul")]
    [InlineData("dense", "features size=3", "dense 20 elu(0.3)", "dense 5 softmax use_bias=false")]
    [InlineData("dropout", "features size=3", "dense 5", "dropout 0.5 seed=3", "dense 5")]
    [InlineData("spatial_dropout1d", "features size=3 length=4", "dense 5", "spatial_dropout1d 0.5 seed=3", "dense 5")]
    [InlineData("layer_normalization", "features size=3 length=4", "dense 5", "layer_normalization", "dense 1")]
    [InlineData("batch_normalization", "features size=3 length=4 mask=true", "batch_normalization", "dense 2", "batch_normalization trainable=false")]
    [InlineData("activation", "features size=3", "dense 5", "activation leaky_relu")]
    [InlineData("masking", "features size=3 length=5", "masking -1", "simple_rnn 4 return_sequences=true return_state=true")]
    [InlineData("conv1d", "features size=3 length=9", "conv1d 5 3 relu padding=causal dilation_rate=2", "conv1d 4 2 strides=2")]
    [InlineData("convolutions", "features size=4 length=6", "conv1d 6 2 relu padding=causal groups=2", "separable_conv1d 5 2 depth_multiplier=2 padding=same", "conv1d_transpose 3 3 strides=2")]
    [InlineData("max_pooling1d", "features size=3 length=9", "dense 5", "max_pooling1d 4 strides=2 padding=same")]
    [InlineData("global_average_pooling1d", "tokens length=6 vocabulary=9", "embedding 16 mask_zero=true", "global_average_pooling1d")]
    [InlineData("any_length", "features size=3 max_length=4", "conv1d 5 2 padding=same", "attention conv1d", "global_max_pooling1d", "dense 1")]
    [InlineData("peephole_lstm", "features size=3 length=5 mask=true", "peephole_lstm 4")]
    [InlineData("projected_lstm", "features size=3 length=5 mask=true", "projected_lstm 4 2")]
    [InlineData("min_gru", "features size=3 length=5", "min_gru 4 return_sequences=true")]
    [InlineData("stored_states", "features size=3 length=5", "lstm 4 return_sequences=true return_state=true initial_state=weights", "bidirectional gru 4 initial_state=weights", "dense 1")]
    [InlineData("cell_clip", "features size=3 length=5", "lstm 4 cell_clip=0.5")]
    [InlineData("zoneout", "features size=3 length=5", "lstm 4 zoneout_output=0.1 zoneout_cell=0.2")]
    [InlineData("normalized_lstm", "features size=3 length=5 mask=true", "lstm 5 layer_normalization=true")]
    [InlineData("normalized_gru", "features size=3 length=5", "gru 5 reset_after=false layer_normalization=true")]
    [InlineData("residual", "features size=3 length=5", "dense 3 name=first", "dense 3", "add first features", "concatenate first")]
    [InlineData("shapes", "features size=3 length=5", "reflection_padding1d 2 right=1", "cropping1d 1 right=0", "up_sampling1d 2", "permute", "reshape 14 length=3")]
    [InlineData("activation_layers", "features size=4 length=3 mask=true", "prelu shared_axes=time", "relu max_value=2 negative_slope=0.1", "glu", "softmax axis=1", "dense 2 log_softmax")]
    [InlineData("attention_weighted_average", "features size=3 length=5 mask=true", "dense 6", "attention_weighted_average", "dense 1")]
    [InlineData("magnitude", "features size=1 length=9", "conv1d 6 3 strides=2", "magnitude")]
    [InlineData("constants", "features size=5 length=3", "dense 5", "slice 1 4", "rescaling -2 offset=0.25", "rescaling 1 per_channel=true")]
    [InlineData("merges", "branch context", "features size=3", "branch target", "features size=3 length=5", "dense 3 name=a", "dense 1 sigmoid name=gate", "multiply a", "maximum context", "subtract gate", "average a features")]
    [InlineData("minimum", "features size=3", "dense 3", "minimum features", "dense 1")]
    [InlineData("more_activations", "features size=4 length=3 mask=true", "leaky_relu 0.1", "elu 0.3", "log_softmax")]
    [InlineData("more_pooling", "features size=3 length=9", "average_pooling1d 2", "global_max_pooling1d")]
    [InlineData("more_shapes", "features size=3", "repeat_vector 4", "zero_padding1d 1 right=2", "depthwise_conv1d 2")]
    [InlineData("attention", "branch source", "features size=3 length=5 mask=true", "dense 4 name=keys", "branch target", "features size=4 length=2 mask=true", "attention keys use_scale=true", "additive_attention source key=keys dropout=0.2")]
    [InlineData("multi_head_attention", "branch source", "features size=3 length=5 mask=true", "branch target", "features size=4 length=2 mask=true", "multi_head_attention source 2 3 value_dim=5 dropout=0.1", "multi_head_attention multi_head_attention 1 4 use_causal_mask=true use_bias=false")]
    [InlineData("time_distributed", "tokens length=4 vocabulary=9 sequences=3", "embedding 3 time_distributed=true", "conv1d 5 2 relu padding=same time_distributed=true", "lstm 4 time_distributed=true", "dense 2 time_distributed=true")]
    [InlineData(
        "outputs", "features size=3 length=5 mask=true", "gru 4 return_sequences=true name=shared", "dense 3 softmax name=tags",
        "branch kind from=shared", "global_average_pooling1d", "dense 1 sigmoid name=score", "branch next from=score", "dense 2",
        "output score binary_crossentropy loss_weight=0.5", "output tags sparse_categorical_crossentropy", "output shared", "output next mean_squared_error")]
    [InlineData(
        "branches", "branch source", "tokens length=4 vocabulary=7 mask=true", "embedding 3", "bidirectional gru 2 name=encoder",
        "branch target", "tokens length=5 vocabulary=9", "embedding 3", "gru 4 return_sequences=true initial_state=encoder", "dense 9 softmax")]
    public void Layer(string name, params string[] lines)
    {
        NetworkSpec spec = Declarations.Seqnet(lines).Spec();
        NetworkPlan plan = Plan(spec);
        Snapshot.Match(PlanText.Of(plan), $"Plan.{name}");
        Snapshot.Match(KernelListing.Of(plan, Target.All[0]), $"Kernels.{name}");
        if (InFull.Contains(name))
        {
            Snapshot.Match(ModelFile.Write(plan, Target.Named(null)), $"Model.{name}", "cs");
            Snapshot.Match(KernelFile.Write(plan, Target.All[0], out _), $"Kernels512.{name}", "cs");
        }
    }

    [Fact]
    public void EveryLayerHasASnapshot()
    {
        IEnumerable<string> lines = typeof(EmissionSnapshotTests).GetMethod(nameof(Layer))!.GetCustomAttributes<InlineDataAttribute>()
            .SelectMany(row => row.Data.Skip(1)).Cast<string>();
        HashSet<string> words = [.. lines.SelectMany(line => line.Split(' ').Take(line.StartsWith("bidirectional ", StringComparison.Ordinal) ? 2 : 1))];
        LayerCatalog.Words.Where(word => !words.Contains(word)).ShouldBeEmpty();
    }

    [Fact]
    public void SixteenBits()
    {
        NetworkSpec spec = GeneratorHarness.RunSeqnet(
            "model Model weights=bfloat16 gates=precise\nnamespace Test\nfeatures size=3 length=4\nsimple_rnn 5 return_sequences=true\nflatten\ndense 6\n").Spec();
        NetworkPlan plan = Plan(spec);
        Snapshot.Match(PlanText.Of(plan), "Plan.bfloat16");
        Snapshot.Match(KernelListing.Of(plan, Target.All[0]), "Kernels.bfloat16");
    }

    /// <summary>After a layer with states, a large layer's step begins with a part that may come early.</summary>
    [Fact]
    public void LargeStream()
    {
        NetworkSpec spec = Declarations.Seqnet("features size=3 length=4", "simple_rnn 5 return_sequences=true", "simple_rnn 256").Spec();
        string kernels = KernelFile.Write(Plan(spec), Target.All[0], out _);
        int step = kernels.IndexOf("public override void Step(", StringComparison.Ordinal);
        Snapshot.Match(kernels[step..kernels.IndexOf("public override void TrainForward", StringComparison.Ordinal)].Trim(), "Step.large_stream", "cs");
        int early = kernels.IndexOf("public static void SimpleRnn1_EarlyStream", StringComparison.Ordinal);
        int train = kernels.IndexOf("/// <summary>SimpleRNN(5), training", StringComparison.Ordinal);
        Snapshot.Match(kernels[early..train].Trim(), "Kernels512.large_stream", "cs");
    }

    /// <summary>A block of few channels, whose steps lie in lanes: the first layer has the past of the convolution in front of its output.</summary>
    [Fact]
    public void StepsInLanes()
    {
        NetworkPlan plan = Declarations.Plan(
            "model Model stream_block=32\nfeatures size=1 length=64 name=x\ndense 3 name=in\nbranch seen from=x\ndense 3 use_bias=false name=see\nbranch filter from=in\n"
            + "conv1d 3 2 padding=causal dilation_rate=5\nadd see\nactivation tanh name=value\ndense 3\nadd in\ndense 1\n");
        string kernels = KernelFile.Write(plan, Target.All[0], out _);
        int start = kernels.IndexOf("/// <summary>Dense(3), 32 steps of a stream", StringComparison.Ordinal);
        int end = kernels.IndexOf("/// <summary>InputLayer, taken", StringComparison.Ordinal);
        Snapshot.Match(kernels[start..end].Trim(), "Kernels512.lanes", "cs");
    }

    [Fact]
    public void NarrowerVectors()
    {
        NetworkSpec spec = Declarations.Seqnet("features size=3 length=4", "lstm 5", "dense 1").Spec();
        Snapshot.Match(KernelFile.Write(Plan(spec), Target.All[1], out _), "Kernels256.lstm", "cs");
        Snapshot.Match(KernelFile.Write(Plan(spec), Target.All[^1], out _), "Kernels128.lstm", "cs");
    }

    private static NetworkPlan Plan(NetworkSpec spec) => NetworkPlan.Create(spec, ShapeInference.Infer(spec));
}
