using System.Text;
using SeqGen.Generator.Testing;

namespace SeqGen.Fuzz.Targets;

/// <summary>The .seqnet language, through the whole generator. Whatever is wrong with a file is a diagnostic.</summary>
internal sealed class SeqnetTarget() : FuzzTarget(
    "seqnet",
    [
        "model M\ntokens length=20 vocabulary=100\nembedding 8 mask_zero=true\nbidirectional lstm 4 return_sequences=true\ngru 3\ndense 1 sigmoid\nloss binary_crossentropy\n",
        "model M\nnamespace A.B\nfeatures size=3 length=5 mask=true\nmasking 0.5\nsimple_rnn 4 relu go_backwards=true return_sequences=true\ndropout 0.1\nflatten\ndense 2 softmax\nloss categorical_crossentropy\n",
        "model M weights=bfloat16 gates=precise\none_hot length=9 vocabulary=4\ngru 4 return_sequences=true reset_after=false\nactivation elu(0.3)\ndense 4\nloss huber\nmodel N\nfeatures size=3\ndense 1\n",
        "model M\n  # a comment\nfeatures size=2\n\nbranch b from=input\ndense 3\nadd b\n",
        "model M internal\nfeatures size=3 length=9\nconv1d 4 kernel_size=3 padding=same strides=2 gelu\nmax_pooling1d 2\nlayer_normalization\nglobal_average_pooling1d\nrepeat_vector 3\npeephole_lstm 3 return_sequences=true\nspatial_dropout1d 0.2\ndense 2\n",
        "model M\nfeatures size=3 length=6\nbatch_normalization\nlstm 3 return_sequences=true stateful=true dropout=0.1 recurrent_dropout=0.2 layer_normalization=true name=memory\nmulti_head_attention memory 2 4 use_causal_mask=true\naverage_pooling1d 2\nglobal_max_pooling1d\n",
        "model M\nbranch source\ntokens length=4 vocabulary=9 padding=post\nembedding 4 mask_zero=true\nlstm 5 return_sequences=true name=encoder\nbranch target\ntokens length=3 vocabulary=7\nembedding 4\nlstm 5 return_sequences=true initial_state=encoder name=decoder\nattention encoder\nconcatenate decoder\ndense 7 softmax\n",
        "model M\nfeatures size=4 length=9\nprelu shared_axes=time\nreflection_padding1d 2 right=1\ncropping1d\nup_sampling1d 2\nglu axis=1\npermute\nreshape -1 length=5\nsoftmax axis=1\nrelu max_value=6\ndense 2 clip(-1,1)\n",
        "model M\nfeatures size=4 length=9\nconv1d 6 3 groups=2 padding=same\ndepthwise_conv1d 2 depth_multiplier=2\nseparable_conv1d 5 2\nconv1d_transpose 3 4 strides=2 padding=same\ngru 3 initial_state=weights return_state=true\n",
        "model M\nfeatures size=3 length=9\nconv1d 4 3 padding=causal tanh name=a\ndense 1 sigmoid name=gate\nmultiply a\nsubtract gate\nmaximum a a\naverage a\n",
    ],
    ["model ", "namespace ", "loss ", "lstm ", "gru ", "dense ", "embedding ", "attention ", "branch ", "from=", "name=", "seed=", "length=", "vocabulary=", "return_sequences=true", "weights=bfloat16", "uniform(-1,1)", "relu", "class", "@event", "model M\n", "4096", "65536"])
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly GeneratorHarness _project = new(rootNamespace: "Fuzz", vectorBits: "128", tracksSteps: false);

    public override bool IsPackable => false;

    public override int ShortRun => 600;

    /// <summary>256 MiB and 4 KiB a byte: a line of a declaration may become thousands of lines of C#.</summary>
    public override long MostAllocatedBytes(long bytes) => (256L << 20) + (4096 * bytes);

    public override bool Take(byte[] input, string folder)
    {
        GeneratorRun run = _project.SetFile("Model.seqnet", Utf8.GetString(input)).Run();
        if (run.Result.Exception is { } error)
        {
            throw new InvalidOperationException("The generator failed.", error);
        }

        return run.Result.Diagnostics.IsEmpty;
    }
}
