using System.Globalization;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>A stream gives the same outputs and states in blocks as step by step, however its steps are divided.</summary>
public sealed class StreamBlockTests
{
    private const float Tolerance = 1e-6f;

    /// <summary>Shorter than the sequences of most samples, and no divisor of some.</summary>
    private const int Block = 4;

    /// <summary>The samples that stream step by step from the start: those with one input.</summary>
    private static readonly IReadOnlyList<(string Name, string Text)> Texts =
    [
        .. SampleModels.Texts
            .Where(sample => !sample.Text.Contains("stream_block", StringComparison.Ordinal) && SampleModels.Compiled.Create(sample.Name) is { Description: { StreamObstacle: null, Inputs.Count: 1, Outputs.Count: 1 } })
            .Select(sample => (sample.Name, $"{sample.Text.Split('\n')[0]} stream_block={Block}\n{sample.Text[(sample.Text.IndexOf('\n', StringComparison.Ordinal) + 1)..]}")),
        SampleModels.Sample("DilatedStack stream_block=3", "features length=40 size=1", "conv1d 2 3 tanh padding=causal", "conv1d 4 2 tanh padding=causal dilation_rate=8", "conv1d 17 3 padding=causal dilation_rate=4", "dense 1"),

        // Long pasts move through buffers, which are rewound after 256 steps.
        SampleModels.Sample(
            "LongPast stream_block=16", "features length=300 size=1", "conv1d 6 2 tanh padding=causal dilation_rate=64", "conv1d 6 3 padding=causal dilation_rate=20 groups=2",
            "depthwise_conv1d 3 padding=causal dilation_rate=30", "separable_conv1d 5 2 activation=tanh padding=causal dilation_rate=40", "gru 3 return_sequences=true", "dense 1"),
    ];

    private static readonly Dictionary<int, Lazy<CompiledModels>> Compiled = VectorWidths.OfMachine.ToDictionary(
        bits => bits, bits => new Lazy<CompiledModels>(() => CompiledModels.Compile(Texts, bits.ToString(CultureInfo.InvariantCulture))));

    public static TheoryData<int, string> Cases
    {
        get
        {
            TheoryData<int, string> cases = [];
            foreach (int bits in VectorWidths.OfMachine)
            {
                foreach ((string name, _) in Texts)
                {
                    cases.Add(bits, name);
                }
            }

            return cases;
        }
    }

    [Fact]
    public void Most_of_what_streams_is_tried() => Texts.Count.ShouldBeGreaterThan(25);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Blocks_agree_with_single_steps(int bits, string name)
    {
        VectorWidths.SkipIfQuick(bits);
        SequenceModel model = Compiled[bits].Value.Create(name);
        SixteenBits.CopyRounded(model, model);
        ModelRows rows = SampleModels.RandomRows(model);
        SequenceStream stream = new(model);
        stream.BlockSteps.ShouldBeGreaterThan(1);
        int steps = model.Description.Inputs[0].Length;
        int size = model.Description.Output.Size;
        for (int row = 0; row < 2; row++)
        {
            stream.Reset();
            float[] expected = new float[steps * size];
            for (int step = 0; step < steps; step++)
            {
                rows.Step(stream, row, step).CopyTo(expected.AsSpan(step * size));
            }

            float[] expectedStates = new float[stream.StateLength];
            stream.SaveState(expectedStates);

            // All at once; then a single step, the rest in parts, of which the second is continued by a copy.
            foreach (int first in new[] { steps, 1, 2, stream.BlockSteps })
            {
                stream.Reset();
                float[] found = new float[expected.Length];
                int cut = Math.Min(first, steps);
                Step(rows, stream, row, 0, cut, found);
                SequenceStream rest = stream.Copy();
                Step(rows, rest, row, cut, steps, found);
                Near(found, expected, $"row {row}, first {first}");
                float[] states = new float[stream.StateLength];
                rest.SaveState(states);
                Near(states, expectedStates, $"states of row {row}, first {first}");
                stream.LoadState(states);
            }
        }
    }

    [Fact]
    public void A_block_allocates_nothing_after_the_first()
    {
        SequenceModel model = Compiled[VectorWidths.OfMachine[0]].Value.Create("DilatedStack");
        SequenceStream stream = new(model);
        float[] features = new float[30];
        float[] output = new float[30];
        stream.Step(features, output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int call = 0; call < 100; call++)
        {
            stream.Step(features, output);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_a_step_is_taken()
    {
        SequenceModel features = Compiled[VectorWidths.OfMachine[0]].Value.Create("FeaturesRnn");
        SequenceStream stream = new(features);
        float[] output = new float[2 * features.Description.Output.Size];
        Should.Throw<ArgumentException>(() => stream.Step(new float[7], output));
        Should.Throw<ArgumentException>(() => stream.Step(new float[9], output));
        Should.Throw<InvalidOperationException>(() => stream.Step([1, 2], output));
        SequenceModel tokens = Compiled[VectorWidths.OfMachine[0]].Value.Create("OneHotGru");
        SequenceStream words = new(tokens);
        float[] before = new float[words.StateLength];
        words.SaveState(before);
        Should.Throw<ArgumentOutOfRangeException>(() => words.Step([1, 2, 3, 31], new float[4 * 31]));
        float[] after = new float[words.StateLength];
        words.SaveState(after);
        after.ShouldBe(before);
        words.Step(ReadOnlySpan<int>.Empty, []);
    }

    private static void Step(ModelRows rows, SequenceStream stream, int row, int from, int to, float[] output)
    {
        InputDescription input = stream.Model.Description.Inputs[0];
        int size = stream.Model.Description.Output.Size;
        Span<float> part = output.AsSpan(from * size, (to - from) * size);
        if (input.Kind == InputKind.Features)
        {
            stream.Step(rows.FeaturesOf(row)[(from * input.Size)..(to * input.Size)], part);
        }
        else
        {
            stream.Step(rows.TokensOf(row)[from..to], part);
        }
    }

    private static void Near(float[] found, float[] expected, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            found[i].ShouldBe(expected[i], Tolerance, $"{what}, value {i}");
        }
    }
}
