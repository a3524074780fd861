using System.Globalization;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>Blocks of models of few channels, whose steps lie in the lanes of vectors, give what single steps give, and leave the same states.</summary>
public sealed class StepsInLanesTests
{
    private const float Tolerance = 1e-6f;

    /// <summary>Models of few channels, 1 to 17, whose blocks have their steps in lanes (but for the last two); pasts of one step and of several blocks.</summary>
    private static IReadOnlyList<(string Name, string Text)> Texts { get; } =
    [
        SampleModels.Sample(
            "Lanes1To8 stream_block=16", "features length=170 size=1", "conv1d 1 2 tanh padding=causal", "dense 2", "conv1d 3 3 padding=causal dilation_rate=2", "activation tanh", "conv1d 4 2 relu padding=causal dilation_rate=70",
            "dense 5 elu", "conv1d 6 4 padding=causal dilation_rate=3", "leaky_relu", "conv1d 7 1 sigmoid", "conv1d 8 3 padding=causal dilation_rate=5", "dense 1"),
        SampleModels.Sample(
            "Lanes9To16 stream_block=64", "features length=170 size=3", "conv1d 9 2 tanh padding=causal dilation_rate=33", "dense 10", "conv1d 11 3 padding=causal", "dropout 0.1", "prelu shared_axes=time", "dense 12 silu", "conv1d 13 2 padding=causal dilation_rate=17",
            "activation tanh", "dense 14", "rescaling 0.5 offset=0.1", "conv1d 15 2 padding=causal", "dense 16 tanh", "relu max_value=0.9 negative_slope=0.2", "prelu shared_axes=both", "rescaling 0.9 per_channel=true", "dense 2"),
        SampleModels.Sample(
            "LanesGated stream_block=48", "features length=170 size=1 name=sample", "dense 5 use_bias=false name=in", "branch see from=sample", "dense 10 use_bias=false name=seen", "branch filter from=in",
            "conv1d 10 3 padding=causal dilation_rate=9", "add seen name=sum", "slice 0 5", "activation tanh name=value", "branch gate from=sum", "slice 5 5", "activation sigmoid", "multiply value name=gated", "dense 5", "add in name=out",
            "branch second from=out", "conv1d 5 2 padding=causal dilation_rate=130", "activation tanh", "add gated name=heads", "subtract in", "maximum gated", "dense 3"),
        SampleModels.Sample("NoLanes17 stream_block=32", "features length=170 size=1", "conv1d 16 3 tanh padding=causal dilation_rate=2", "conv1d 17 2 tanh padding=causal dilation_rate=6", "dense 1"),
        SampleModels.Sample("NoLanes20Steps stream_block=20", "features length=170 size=1", "conv1d 3 3 tanh padding=causal dilation_rate=2", "dense 1"),
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

    /// <summary>A caller's blocks, of 1 to 130 steps, are divided into those of the model and single steps, of which each goes on where the other ended.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Calls_of_any_number_of_steps_agree_with_single_steps(int bits, string name)
    {
        VectorWidths.SkipIfQuick(bits);
        SequenceModel model = Compiled[bits].Value.Create(name);
        int size = model.Description.Inputs[0].Size;
        int outputs = model.Description.Output.Size;
        SequenceStream single = new(model);
        SequenceStream blocks = new(model);
        float[] expectedStates = new float[single.StateLength];
        float[] states = new float[single.StateLength];
        Random random = new(5);
        for (int steps = 1; steps <= 130; steps++)
        {
            float[] features = [.. Enumerable.Range(0, steps * size).Select(_ => random.NextSingle() * 2 - 1)];
            float[] expected = new float[steps * outputs];
            for (int step = 0; step < steps; step++)
            {
                single.Step(features.AsSpan(step * size, size)).CopyTo(expected.AsSpan(step * outputs));
            }

            float[] found = new float[expected.Length];
            blocks.Step(features, found);
            Near(found, expected, $"call of {steps} steps");
            if (steps % 32 == 0)
            {
                single.SaveState(expectedStates);
                blocks.SaveState(states);
                Near(states, expectedStates, $"states after the call of {steps} steps");
            }
        }
    }

    private static void Near(float[] found, float[] expected, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(found[i] - expected[i]) <= Tolerance))
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what}, value {i}: {found[i]} instead of {expected[i]}"));
            }
        }
    }
}
