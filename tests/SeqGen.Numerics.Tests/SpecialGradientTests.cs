using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>Gradients of layers that golden vectors cannot hold: one-hot tokens and dropout.</summary>
public sealed class SpecialGradientTests
{
    /// <summary>The layers of this file.</summary>
    public static readonly IReadOnlyList<string> Words = ["one_hot", "dropout", "spatial_dropout1d"];

    private const int Rows = 5;
    private const int Steps = 7;
    private const int Vocabulary = 13;
    private const float Rate = 0.25f;

    private static readonly Lazy<CompiledModels> Compiled = new(() => CompiledModels.Compile(
    [
        ("OneHot", $"model OneHot\none_hot length={Steps} vocabulary={Vocabulary}\nlstm 9 name=rnn return_sequences=true\n"),
        ("Explicit", $"model Explicit\nfeatures length={Steps} size={Vocabulary}\nlstm 9 name=rnn return_sequences=true\n"),
        ("OneHotDropped", $"model OneHotDropped\none_hot length={Steps} vocabulary={Vocabulary}\nlstm 9 name=rnn dropout=0.3 recurrent_dropout=0.2\n"),
        ("ExplicitDropped", $"model ExplicitDropped\nfeatures length={Steps} size={Vocabulary}\nlstm 9 name=rnn dropout=0.3 recurrent_dropout=0.2\n"),
        ("OneHotDense", $"model OneHotDense\none_hot length={Steps} vocabulary={Vocabulary}\ndense 6 tanh name=rnn\n"),
        ("ExplicitDense", $"model ExplicitDense\nfeatures length={Steps} size={Vocabulary}\ndense 6 tanh name=rnn\n"),
        ("OneHotConv", $"model OneHotConv\none_hot length={Steps} vocabulary={Vocabulary}\nconv1d 18 3 tanh padding=same strides=2 name=rnn\n"),
        ("ExplicitConv", $"model ExplicitConv\nfeatures length={Steps} size={Vocabulary}\nconv1d 18 3 tanh padding=same strides=2 name=rnn\n"),
        ("Spatial", $"model Spatial\nfeatures length={Steps} size={Vocabulary}\nspatial_dropout1d 0.25\n"),
        ("Dot", $"model Dot\nfeatures length={Vocabulary} size={Vocabulary}\nattention features dropout=0.25\n"),
        ("Additive", $"model Additive\nfeatures length={Vocabulary} size={Vocabulary}\nadditive_attention features dropout=0.25\n"),
        ("Heads", $"model Heads\nfeatures length={Vocabulary} size={Vocabulary}\nmulti_head_attention features 1 {Vocabulary} use_bias=false dropout=0.25\n"),
        ("Dropped", $"model Dropped\nfeatures length={Steps} size={Vocabulary}\ndropout 0.25\n"),
        ("DroppedFlat", $"model DroppedFlat\nfeatures length={Steps} size={Vocabulary}\nflatten\ndropout 0.25\n"),
        ("DroppedFlatLayer", $"model DroppedFlatLayer\nfeatures length={Steps} size={Vocabulary}\nactivation relu\nflatten\ndropout 0.25\n"),
    ]));

    [Theory]
    [InlineData("OneHot", "Explicit")]
    [InlineData("OneHotDropped", "ExplicitDropped")]
    [InlineData("OneHotDense", "ExplicitDense")]
    [InlineData("OneHotConv", "ExplicitConv")]
    public void One_hot_tokens_are_one_hot_vectors(string tokens, string vectors)
    {
        SequenceModel oneHot = Compiled.Value.Create(tokens, seed: 3);
        SequenceModel wide = Compiled.Value.Create(vectors, seed: 3);
        Random random = new(1);
        int[] values = [.. Enumerable.Range(0, Rows * Steps).Select(_ => random.Next(Vocabulary))];
        float[] features = new float[Rows * Steps * Vocabulary];
        for (int i = 0; i < values.Length; i++)
        {
            features[(i * Vocabulary) + values[i]] = 1;
        }

        float[] upstream = SampleModels.RandomTargets(oneHot, Rows);
        GradientComputation found = Differentiate(oneHot, new(values, [], null, Rows), upstream);
        GradientComputation expected = Differentiate(wide, new([], features, null, Rows), upstream);
        float[] foundOutput = new float[oneHot.Description.Output.Length];
        float[] expectedOutput = new float[foundOutput.Length];
        for (int row = 0; row < Rows; row++)
        {
            found.CopyOutput(row, foundOutput);
            expected.CopyOutput(row, expectedOutput);
            Near(foundOutput, expectedOutput, $"output of row {row}");
        }

        foreach (WeightDescription weight in wide.Description.Weights)
        {
            Near(found.WeightGradient(weight.Name), expected.WeightGradient(weight.Name), weight.Name);
        }
    }

    [Fact]
    public void Spatial_dropout_drops_a_feature_at_all_steps()
    {
        SequenceModel model = Compiled.Value.Create("Spatial");
        float[] features = [.. Enumerable.Repeat(1f, Rows * Steps * Vocabulary)];
        float[] upstream = SampleModels.RandomTargets(model, Rows);
        float[] output = new float[Steps * Vocabulary];
        float[] gradient = new float[Steps * Vocabulary];
        int dropped = 0;
        const int keys = 100;
        for (ulong key = 0; key < keys; key++)
        {
            GradientComputation pass = Differentiate(model, new([], features, null, Rows), upstream, key);
            for (int row = 0; row < Rows; row++)
            {
                pass.CopyOutput(row, output);
                pass.CopyInputGradient(row, gradient);
                for (int i = 0; i < output.Length; i++)
                {
                    output[i].ShouldBe(output[i % Vocabulary]);
                    (output[i] == 0 || Math.Abs(output[i] - (1 / (1 - Rate))) < 1e-6f).ShouldBeTrue($"{output[i]}");
                    gradient[i].ShouldBe(output[i] * upstream[(row * output.Length) + i], 1e-6f);
                    dropped += i < Vocabulary && output[i] == 0 ? 1 : 0;
                }
            }
        }

        ((double)dropped / (keys * Rows * Vocabulary)).ShouldBe(Rate, 0.03);
    }

    [Theory]
    [InlineData("Dropped")]
    [InlineData("DroppedFlat")]
    [InlineData("DroppedFlatLayer")]
    public void Dropout_drops_a_share_and_hands_back_the_gradients_of_the_rest(string name)
    {
        SequenceModel model = Compiled.Value.Create(name);
        float[] features = [.. Enumerable.Repeat(1f, Rows * Steps * Vocabulary)];
        float[] upstream = SampleModels.RandomTargets(model, Rows);
        int length = Steps * Vocabulary;
        int dropped = 0;
        const int keys = 40;
        for (ulong key = 0; key < keys; key++)
        {
            GradientComputation pass = Differentiate(model, new([], features, null, Rows), upstream, key);
            float[] output = new float[length];
            float[] gradient = new float[length];
            for (int row = 0; row < Rows; row++)
            {
                pass.CopyOutput(row, output);
                pass.CopyInputGradient(row, gradient);
                for (int i = 0; i < length; i++)
                {
                    (output[i] == 0 || Math.Abs(output[i] - (1 / (1 - Rate))) < 1e-6f).ShouldBeTrue($"{output[i]}");
                    gradient[i].ShouldBe(output[i] * upstream[(row * length) + i], 1e-6f);
                    dropped += output[i] == 0 ? 1 : 0;
                }
            }
        }

        ((double)dropped / (keys * Rows * length)).ShouldBe(Rate, 0.02);
    }

    /// <summary>The values are one-hot vectors, so that the output is the weights of the pairs.</summary>
    [Theory]
    [InlineData("Dot")]
    [InlineData("Additive")]
    [InlineData("Heads")]
    public void Dropout_of_attention_drops_a_share_of_the_weights(string name)
    {
        SequenceModel model = Compiled.Value.Create(name);
        const int pairs = Vocabulary * Vocabulary;
        float[] identity = [.. Enumerable.Range(0, pairs).Select(i => i % Vocabulary == i / Vocabulary ? 1f : 0f)];
        foreach (WeightDescription weight in model.Description.Weights.Where(weight => weight.Name.Contains("/value/") || weight.Name.Contains("/attention_output/")))
        {
            model.SetWeight(weight.Name, identity);
        }

        float[] weights = model.Predict(new ModelRows([], identity, null, 1).ToDataset());
        float[] features = [.. Enumerable.Range(0, Rows).SelectMany(_ => identity)];
        float[] upstream = SampleModels.RandomTargets(model, Rows);
        float[] output = new float[pairs];
        double[] sums = new double[pairs];
        int dropped = 0;
        const int keys = 400;
        for (ulong key = 0; key < keys; key++)
        {
            GradientComputation pass = Differentiate(model, new([], features, null, Rows), upstream, key);
            for (int row = 0; row < Rows; row++)
            {
                pass.CopyOutput(row, output);
                for (int i = 0; i < pairs; i++)
                {
                    output[i].ShouldBe(output[i] == 0 ? 0 : weights[i] / (1 - Rate), 1e-6f);
                    dropped += output[i] == 0 ? 1 : 0;
                    sums[i] += output[i];
                }
            }
        }

        ((double)dropped / (keys * Rows * pairs)).ShouldBe(Rate, 0.01);
        sums.Zip(weights).ShouldAllBe(pair => Math.Abs((pair.First / (keys * Rows)) - pair.Second) < 0.1 * pair.Second);
    }

    private static GradientComputation Differentiate(SequenceModel model, ModelRows rows, float[] upstream, ulong key = 1)
    {
        GradientComputation pass = model.CreateGradients(rows.Rows);
        rows.CopyTo(pass.Inputs);
        pass.Forward(training: true, key);
        int length = upstream.Length / rows.Rows;
        for (int row = 0; row < rows.Rows; row++)
        {
            pass.SetOutputGradient(row, upstream.AsSpan(row * length, length));
        }

        pass.Backward();
        return pass;
    }

    private static void Near(ReadOnlySpan<float> found, ReadOnlySpan<float> expected, string what)
    {
        found.Length.ShouldBe(expected.Length, what);
        for (int i = 0; i < found.Length; i++)
        {
            found[i].ShouldBe(expected[i], 1e-5f, $"{what}[{i}]");
        }
    }
}
