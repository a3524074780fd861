using SeqGen.Generator.Layers;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// A sequence of any length is computed as by a model of the same weights that is declared for that length and knows no mask: predictions one by one and
/// of data sets, losses, gradients of weights and features, and steps of training, for every length.
/// </summary>
public sealed class VariableLengthTests
{
    private const int MaxLength = 4;
    private const int Size = 5;
    private const int Vocabulary = 7;
    private const float Tolerance = 2e-5f;

    private const string Tokens = "tokens vocabulary=7";
    private const string OneHot = "one_hot vocabulary=7";
    private const string Features = "features size=5";

    /// <summary>What is tried of each layer: the input, and what stands on it.</summary>
    private static readonly (string Input, string Layers)[] Samples =
    [
        (Tokens, "embedding 6\nlstm 5\ndense 1 sigmoid"),
        (Features, "dense 3 tanh"),
        (Features, "dense 18 softmax"),
        (Features, "layer_normalization"),
        (Features, "activation gelu"),
        (Features, "relu max_value=1 negative_slope=0.1"),
        (Features, "leaky_relu\nelu 0.3"),
        (Features, "prelu shared_axes=time"),
        (Features, "prelu shared_axes=both"),
        (Features, "prelu time_distributed=true"),
        (Features, "softmax"),
        (Features, "softmax axis=1"),
        (Features, "log_softmax axis=1"),
        (Features, "dense 6\nglu"),
        (Features, "dense 6\nmagnitude"),
        (Features, "dense 6\nslice 1 3"),
        (Features, "rescaling 2 offset=1\nconv1d 3 2 padding=same"),
        (Features, "rescaling 0.5 offset=-1 per_channel=true\nlstm 3"),
        (Features, "dropout 0.5\ndense 3 time_distributed=true"),
        (Features, "spatial_dropout1d 0.5\ndense 3"),
        (Features, "dense 3\nbatch_normalization epsilon=0.1"),
        (Features, "batch_normalization trainable=false"),
        (Features, "masking 0.25\nlstm 3 return_sequences=true"),
        (Features, "conv1d 20 3 tanh padding=same"),
        (Features, "conv1d 6 2 relu padding=causal dilation_rate=2"),
        (Features, "conv1d 4 1\nconv1d 4 6 padding=same\nconv1d 3 3 softmax padding=causal"),
        (Features, "dense 6\nconv1d 6 2 tanh padding=causal dilation_rate=2 groups=2"),
        (Features, "dense 6\nconv1d 12 3 padding=same groups=6"),
        (Features, "depthwise_conv1d 3 activation=tanh padding=same depth_multiplier=2"),
        (Features, "dense 16\ndepthwise_conv1d 2 padding=causal"),
        (Features, "separable_conv1d 5 3 activation=tanh padding=same"),
        (OneHot, "conv1d 5 3 tanh padding=same"),
        (OneHot, "conv1d 5 2 padding=causal\nlstm 3"),
        (OneHot, "lstm 4 return_sequences=true"),
        (OneHot, "dense 3 tanh"),
        (Features, "global_max_pooling1d"),
        (Features, "dense 4\nglobal_max_pooling1d keepdims=true"),
        (Features, "global_average_pooling1d"),
        (Features, "global_average_pooling1d keepdims=true"),
        (Features, "attention_weighted_average"),
        (Features, "conv1d 17 2 relu padding=same\nglobal_max_pooling1d"),
        (Features, "simple_rnn 6 relu"),
        (Features, "lstm 20"),
        (Features, "lstm 3 go_backwards=true"),
        (Features, "lstm 4 return_sequences=true name=first\nlstm 4 initial_state=first"),
        (Features, "lstm 4 return_sequences=true propagate_mask=false\nglobal_average_pooling1d"),
        (Features, "lstm 4 layer_normalization=true return_sequences=true"),
        (Features, "gru 18 return_sequences=true reset_after=false"),
        (Features, "gru 5 initial_state=weights"),
        (Features, "peephole_lstm 4 return_sequences=true"),
        (Features, "projected_lstm 5 3 return_sequences=true"),
        (Features, "min_gru 4 return_sequences=true"),
        (Features, "bidirectional gru 3 return_sequences=true merge_mode=mul"),
        (Features, "bidirectional lstm 4 return_sequences=true\nbidirectional lstm 3"),
        (Features, "lstm 4\nrepeat_vector 3\nlstm 2 return_sequences=true"),
        (Features, "dense 4 name=a\ndense 4 tanh name=b\nadd a"),
        (Features, "dense 4 name=a\nlstm 4 return_sequences=true\nsubtract a"),
        (Features, "dense 4 name=a\nglobal_average_pooling1d keepdims=true name=one\nmultiply a"),
        (Features, "dense 4 name=a\nconv1d 1 3 padding=same\naverage a"),
        (Features, "dense 4 name=a\ndense 4 tanh\nmaximum a"),
        (Features, "dense 4 name=a\ndense 4 tanh\nminimum a"),
        (Features, "dense 4 name=a\nbidirectional gru 3 return_sequences=true\nconcatenate a"),
        (Features, "dense 4 name=a\nattention a use_scale=true"),
        (Features, "dense 4 name=a\nattention a score_mode=concat use_causal_mask=true"),
        (Features, "dense 4 name=a\nadditive_attention a"),
        (Features, "dense 4 name=a\nmulti_head_attention a num_heads=2 key_dim=3"),
        (Features, "dense 4 name=a\nmulti_head_attention a num_heads=2 key_dim=3 use_causal_mask=true\nconv1d 3 3 padding=same"),
        (Tokens, "embedding 6 mask_zero=true\nlstm 4 return_sequences=true"),
        (Tokens, "embedding 6 mask_zero=true\nbidirectional lstm 4 return_sequences=true\nconv1d 4 3 padding=same\nglobal_average_pooling1d"),
        (Tokens, "embedding 6 mask_zero=true\nglobal_max_pooling1d"),
        (Tokens, "embedding 6 mask_zero=true\nglobal_average_pooling1d"),
        (Tokens, "embedding 6 mask_zero=true\nattention_weighted_average"),
        (Tokens, "embedding 4 mask_zero=true name=a\nattention a\nconv1d 3 2 padding=same"),
        (Tokens, "embedding 4 mask_zero=true name=a\nmulti_head_attention a num_heads=1 key_dim=3\nconv1d 3 2 padding=same"),
        (Tokens, "embedding 4 mask_zero=true name=a\ndense 1\nglobal_average_pooling1d keepdims=true\nadd a\nlstm 3"),
        (Tokens, "embedding 4 mask_zero=true\nsoftmax axis=1\nlstm 3 propagate_mask=false return_sequences=true\nglobal_max_pooling1d"),
        (Tokens, "embedding 4 mask_zero=true\nbatch_normalization epsilon=0.1\ngru 3"),
    ];

    /// <summary>Layers that have no meaning for sequences of any length, and what is said of each.</summary>
    private static readonly (string Layers, string Says)[] Refused =
    [
        ("flatten", "length instead of max_length"),
        ("reshape 5 length=-1", "length instead of max_length"),
        ("permute", "length instead of max_length"),
        ("zero_padding1d 1", "length instead of max_length"),
        ("reflection_padding1d 1", "length instead of max_length"),
        ("cropping1d 1", "length instead of max_length"),
        ("up_sampling1d 2", "length instead of max_length"),
        ("conv1d_transpose 3 3", "length instead of max_length"),
        ("max_pooling1d", "length instead of max_length"),
        ("average_pooling1d 3 strides=1 padding=same", "length instead of max_length"),
        ("conv1d 3 2", "padding=same or padding=causal"),
        ("conv1d 3 2 padding=same strides=2", "strides"),
        ("depthwise_conv1d 2", "padding=same or padding=causal"),
        ("separable_conv1d 3 2 padding=same strides=2", "strides"),
        ("glu axis=1", "axis=-1"),
        ("prelu", "shared_axes=time"),
        ("lstm 3 return_sequences=true go_backwards=true", "bidirectional"),
        ("reshape 5 length=1 time_distributed=true", "several sequences"),
        ("dense 3 name=a\nbranch other\nfeatures length=4 size=3\nadd a", "comes from the same input"),
        ("dense 3 name=a\nbranch other\nfeatures max_length=4 size=3\nconcatenate a", "comes from the same input"),
        ("dense 3 name=a\nbranch other\nfeatures max_length=4 size=3 name=b\nattention a key=b", "comes from the same input"),
    ];

    /// <summary>The lengths that are tried; in a quick run two of them.</summary>
    private static readonly int[] Lengths = VectorWidths.IsQuick ? [2, MaxLength - 1] : [.. Enumerable.Range(1, MaxLength)];

    /// <summary>The samples that are tried; in a quick run an eighth of them, of all kinds.</summary>
    private static readonly int[] Tried = [.. Enumerable.Range(0, Samples.Length).Where(index => !VectorWidths.IsQuick || index % 8 == 0)];

    private static readonly Dictionary<int, Lazy<CompiledModels>> Compiled = VectorWidths.OfMachine.ToDictionary(bits => bits, bits => new Lazy<CompiledModels>(() => CompiledModels.Compile(
    [
        .. Tried.SelectMany(index => Lengths.Prepend(0).Select(length => (NameOf(index, length), TextOf(index, length)))),
    ], bits.ToString(System.Globalization.CultureInfo.InvariantCulture))));

    private static readonly Lazy<CompiledModels> CompiledRefused = new(() => CompiledModels.Compile(
        [.. Refused.Select((refused, index) => ($"Refused{index}", $"model Refused{index}\nfeatures max_length=4 size=5\n{refused.Layers}\n"))]));

    public static TheoryData<int, int> Cases
    {
        get
        {
            TheoryData<int, int> cases = [];
            foreach (int bits in VectorWidths.OfMachine)
            {
                Array.ForEach(Tried, index => cases.Add(bits, index));
            }

            return cases;
        }
    }

    /// <summary>More steps than a line has places: scores, panels and shares of more than one.</summary>
    private static readonly string[] LongSamples =
    [
        "dense 4 name=a\nattention a\nmulti_head_attention a num_heads=2 key_dim=3\nattention_weighted_average",
        "conv1d 5 7 tanh padding=same dilation_rate=3\nbidirectional gru 3 return_sequences=true\nsoftmax axis=1",
    ];

    private const int LongMaxLength = 35;

    private static readonly int[] LongLengths = [3, 16, 33];

    private static readonly Lazy<CompiledModels> CompiledLong = new(() => CompiledModels.Compile(
    [
        .. LongSamples.SelectMany((layers, index) => LongLengths.Prepend(0).Select(length =>
            ($"Long{index}Of{length}", $"model Long{index}Of{length}\n{Features} {(length == 0 ? $"max_length={LongMaxLength}" : $"length={length}")}\n{layers}\n"))),
    ]));

    public static TheoryData<int> RefusedCases => [.. Enumerable.Range(0, Refused.Length)];

    [Fact]
    public void Every_layer_is_tried_or_refused()
    {
        string[] tried = [.. Samples.SelectMany(sample => sample.Layers.Split('\n')).Concat(Refused.Select(refused => refused.Layers.Split('\n')[0])).Select(line => line.Split(' ')[0])];
        LayerCatalog.All.Where(layer => layer.ClassName != "InputLayer").Select(layer => layer.Word).ShouldBeSubsetOf(tried);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_sequence_is_as_in_a_model_of_its_length(int bits, int index)
    {
        VectorWidths.SkipIfQuick(bits);
        CompiledModels compiled = Compiled[bits].Value;
        SequenceModel model = compiled.Create(NameOf(index, 0), 3);
        Dictionary<int, SequenceModel> twins = Lengths.ToDictionary(length => length, length => compiled.Create(NameOf(index, length), 4));
        foreach (SequenceModel twin in twins.Values)
        {
            CopyWeights(model, twin);
        }

        Rows mixed = new(model, index, [.. new[] { 2, 4, 1, 3, 4, 2, 1 }.Where(Lengths.Contains)]);
        ComparePredictions(model, twins, mixed);
        if (!Samples[index].Layers.Contains("batch_normalization", StringComparison.Ordinal))
        {
            CompareGradients(model, twins, mixed);
            if (!Samples[index].Layers.Contains("mask_zero", StringComparison.Ordinal))
            {
                CompareLoss(model, twins, mixed);
            }
        }

        foreach (int length in Lengths)
        {
            Rows same = new(model, index + length, [.. Enumerable.Repeat(length, 5)]);
            CompareGradients(model, twins, same);
            CompareLoss(model, twins, same);
        }

        CompareTraining(model, twins, index);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_long_sequence_is_as_in_a_model_of_its_length(int index)
    {
        SequenceModel model = CompiledLong.Value.Create($"Long{index}Of0", 3);
        Dictionary<int, SequenceModel> twins = LongLengths.ToDictionary(length => length, length => CompiledLong.Value.Create($"Long{index}Of{length}", 4));
        foreach (SequenceModel twin in twins.Values)
        {
            CopyWeights(model, twin);
        }

        Rows rows = new(model, index, [16, 3, 33, 16, 3]);
        ComparePredictions(model, twins, rows);
        CompareGradients(model, twins, rows);
        CompareLoss(model, twins, rows);
    }

    [Theory]
    [MemberData(nameof(RefusedCases))]
    public void What_has_no_meaning_is_refused(int index)
    {
        (string layers, string says) = Refused[index];
        string? problem = CompiledRefused.Value.ProblemOf($"Refused{index}");
        problem.ShouldNotBeNull();
        problem.ShouldStartWith($"SEQ055 '{layers.Split('\n')[^1].Split(' ')[0]}' cannot work on sequences of any length (up to 4 steps of ");
        problem.ShouldContain(says);
    }

    /// <summary>One by one, and as a data set, whose rows have zeros after their steps.</summary>
    private static void ComparePredictions(SequenceModel model, Dictionary<int, SequenceModel> twins, Rows rows)
    {
        OutputDescription output = model.Description.Output;
        Predictor predictor = model.CreatePredictor();
        float[] all = model.Predict(rows.ToDataset());
        for (int row = 0; row < rows.Count; row++)
        {
            int length = rows.Length(row);
            float[] expected = new float[twins[length].Description.Output.Length];
            rows.Predict(twins[length].CreatePredictor(), row, expected);
            float[] actual = new float[expected.Length];
            rows.Predict(predictor, row, actual);
            ShouldBeClose(actual, expected, $"row {row} of {length} steps");
            ShouldBeClose(all.AsSpan(row * output.Length, expected.Length), expected, $"row {row} of {length} steps, in a data set");
            all.AsSpan(row * output.Length, output.Length)[expected.Length..].ToArray().ShouldAllBe(value => value == 0);
            (output.LengthOf is null).ShouldBe(expected.Length == output.Length && twins.Values.All(twin => twin.Description.Output.Length == output.Length));
        }
    }

    /// <summary>Gradients of one batch, and their sum over batches of one length each.</summary>
    private static void CompareGradients(SequenceModel model, Dictionary<int, SequenceModel> twins, Rows rows)
    {
        bool training = !model.Description.StructureJson.Contains("Dropout", StringComparison.Ordinal);
        GradientComputation together = model.CreateGradients(rows.Count);
        Dictionary<string, double[]> sums = model.Description.Weights.ToDictionary(weight => weight.Name, weight => new double[weight.Length]);
        for (int row = 0; row < rows.Count; row++)
        {
            rows.Set(together.Inputs, row, row);
        }

        together.Forward(training);
        for (int row = 0; row < rows.Count; row++)
        {
            together.SetOutputGradient(row, rows.Slopes(row));
        }

        together.Backward();
        foreach (IGrouping<int, int> group in Enumerable.Range(0, rows.Count).GroupBy(rows.Length))
        {
            SequenceModel twin = twins[group.Key];
            int[] members = [.. group];
            GradientComputation alone = twin.CreateGradients(members.Length);
            for (int i = 0; i < members.Length; i++)
            {
                rows.Set(alone.Inputs, i, members[i]);
            }

            alone.Forward(training);
            for (int i = 0; i < members.Length; i++)
            {
                float[] expected = new float[twin.Description.Output.Length];
                alone.CopyOutput(i, expected);
                float[] actual = new float[expected.Length];
                together.CopyOutput(members[i], actual);
                ShouldBeClose(actual, expected, $"row {members[i]} of {group.Key} steps, in training");
                alone.SetOutputGradient(i, rows.Slopes(members[i]));
            }

            alone.Backward();
            foreach ((string name, double[] sum) in sums)
            {
                ReadOnlySpan<float> gradient = alone.WeightGradient(name);
                for (int i = 0; i < sum.Length; i++)
                {
                    sum[i] += gradient[i];
                }
            }

            for (int i = 0; i < members.Length && !rows.IsTokens; i++)
            {
                float[] expected = new float[group.Key * Size];
                alone.CopyInputGradient(i, expected);
                float[] actual = new float[expected.Length];
                together.CopyInputGradient(members[i], actual);
                ShouldBeClose(actual, expected, $"the gradient of row {members[i]} of {group.Key} steps");
            }
        }

        foreach ((string name, double[] sum) in sums)
        {
            ShouldBeClose(together.WeightGradient(name), [.. sum.Select(value => (float)value)], $"the gradient of {name}");
        }
    }

    /// <summary>The loss is the mean over all rows, or all steps that there are.</summary>
    private static void CompareLoss(SequenceModel model, Dictionary<int, SequenceModel> twins, Rows rows)
    {
        double sum = 0;
        double entries = 0;
        foreach (IGrouping<int, int> group in Enumerable.Range(0, rows.Count).GroupBy(rows.Length))
        {
            SequenceModel twin = twins[group.Key];
            double share = group.Count() * Math.Max(twin.Description.Output.Steps, 1);
            sum += share * Evaluate(twin, rows.Only(twin, [.. group]).ToDataset(withTargets: true));
            entries += share;
        }

        Evaluate(model, rows.ToDataset(withTargets: true)).ShouldBe(sum / entries, 1e-5 * (1 + Math.Abs(sum / entries)));

        static double Evaluate(SequenceModel model, Dataset data) => model.Evaluate(data, new() { Loss = Loss.MeanSquaredError }).Loss;
    }

    /// <summary>A few steps on sequences of one length leave the same weights.</summary>
    private static void CompareTraining(SequenceModel model, Dictionary<int, SequenceModel> twins, int seed)
    {
        if (model.Description.StructureJson.Contains("Dropout", StringComparison.Ordinal))
        {
            return;
        }

        SequenceModel twin = twins[MaxLength - 1];
        Rows rows = new(model, seed + 50, [.. Enumerable.Repeat(MaxLength - 1, 5)]);
        FitOptions Options() => new() { BatchSize = 5, Epochs = 2, Shuffle = false, Threads = 1, Loss = Loss.MeanSquaredError, Optimizer = new Sgd(0.01) };
        double expected = twin.Fit(rows.Only(twin, [.. Enumerable.Range(0, 5)]).ToDataset(withTargets: true), Options()).Epochs[^1].Loss;
        double actual = model.Fit(rows.ToDataset(withTargets: true), Options()).Epochs[^1].Loss;
        actual.ShouldBe(expected, 1e-5 * (1 + Math.Abs(expected)));
        foreach (WeightDescription weight in model.Description.Weights)
        {
            ShouldBeClose(model.GetWeight(weight.Name), twin.GetWeight(weight.Name), weight.Name + " after training");
        }
    }

    private static string NameOf(int index, int length) => length == 0 ? $"Any{index}" : $"Length{length}Of{index}";

    private static string TextOf(int index, int length)
    {
        (string input, string layers) = Samples[index];
        return $"model {NameOf(index, length)}\n{input} {(length == 0 ? $"max_length={MaxLength}" : $"length={length}")}\n{layers}\n";
    }

    private static void CopyWeights(SequenceModel from, SequenceModel to)
    {
        from.Description.Weights.Select(weight => weight.Name).ShouldBe(to.Description.Weights.Select(weight => weight.Name));
        Random random = new(9);
        foreach (WeightDescription weight in from.Description.Weights)
        {
            // Biases begin with zeros, which would hide much.
            float[] values = from.GetWeight(weight.Name);
            for (int i = 0; i < values.Length && weight.Initializer.Kind is InitializerKind.Zeros; i++)
            {
                values[i] = (random.NextSingle() - 0.5f) * 0.4f;
            }

            from.SetWeight(weight.Name, values);
            to.SetWeight(weight.Name, values);
            random = new(9);
        }
    }

    private static void ShouldBeClose(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, string what)
    {
        actual.Length.ShouldBe(expected.Length, what);
        for (int i = 0; i < actual.Length; i++)
        {
            Math.Abs(actual[i] - expected[i]).ShouldBeLessThanOrEqualTo(Tolerance * (1 + Math.Abs(expected[i])), $"{what}, value {i}: {actual[i]} instead of {expected[i]}");
        }
    }

    /// <summary>Rows of different lengths for a model of one input, with targets and slopes of its output.</summary>
    private sealed class Rows
    {
        private readonly SequenceModel _model;
        private readonly int[][] _tokens;
        private readonly float[][] _features;
        private readonly float[][] _slopes;

        public Rows(SequenceModel model, int seed, int[] lengths)
        {
            Random random = new(seed);
            _model = model;
            IsTokens = model.Description.Inputs[0].Kind != InputKind.Features;
            OutputDescription output = model.Description.Output;
            _tokens = [.. lengths.Select(length => Make(IsTokens ? length : 0, () => random.Next(Vocabulary)))];
            _features = [.. lengths.Select(length => Make(IsTokens ? 0 : length * Size, () => random.NextSingle() * 2 - 1))];
            _slopes = [.. lengths.Select(length => Make(output.LengthOf is null ? output.Length : length * output.Size, () => random.NextSingle() - 0.5f))];

            // A sequence of nothing but token 0 is all masked where that is padding.
            _tokens.Where(row => row.Length > 0 && seed % 2 == 0).Take(1).ToList().ForEach(row => Array.Clear(row));
        }

        private Rows(SequenceModel model, Rows source, int[] rows)
        {
            (_model, IsTokens) = (model, source.IsTokens);
            (_tokens, _features, _slopes) = (Pick(source._tokens), Pick(source._features), Pick(source._slopes));
            T[] Pick<T>(T[] all) => [.. rows.Select(row => all[row])];
        }

        public bool IsTokens { get; }

        public int Count => _tokens.Length;

        public int Length(int row) => IsTokens ? _tokens[row].Length : _features[row].Length / Size;

        /// <summary>The gradient of a row's output, which is its target too.</summary>
        public float[] Slopes(int row) => _slopes[row];

        /// <summary>Some of the rows, for another model.</summary>
        public Rows Only(SequenceModel model, int[] rows) => new(model, this, rows);

        public void Predict(Predictor predictor, int row, float[] output)
        {
            if (IsTokens)
            {
                predictor.Predict(_tokens[row], output);
            }
            else
            {
                predictor.Predict(_features[row], output);
            }
        }

        public void Set(Batch batch, int batchRow, int row)
        {
            if (IsTokens)
            {
                batch.SetTokens(batchRow, _tokens[row]);
            }
            else
            {
                batch.SetFeatures(batchRow, _features[row]);
            }
        }

        public Dataset ToDataset(bool withTargets = false)
        {
            OutputDescription output = _model.Description.Output;
            DatasetTargets targets = !withTargets ? DatasetTargets.None
                : output.LengthOf is not null ? DatasetTargets.Values(_slopes, output.Steps, output.Size)
                : DatasetTargets.Values([.. _slopes.SelectMany(row => row)]);
            int longest = Enumerable.Range(0, Count).Max(Length) * Size;
            DatasetInput input = IsTokens ? DatasetInput.Tokens(_tokens)
                : DatasetInput.Features([.. _features.SelectMany(row => row.Concat(new float[longest - row.Length]))], longest).WithLengths([.. _features.Select(row => row.Length)]);
            return new ArrayDataset([input], targets);
        }

        private static T[] Make<T>(int count, Func<T> next) => [.. Enumerable.Range(0, count).Select(_ => next())];
    }
}
