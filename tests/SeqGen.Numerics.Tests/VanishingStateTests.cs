using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// A state that dies out, because a stream is silent, ends as zero or as something far below single precision, but is never
/// subnormal: an operation on a subnormal number costs a hundred cycles.
/// </summary>
public sealed class VanishingStateTests
{
    private const int Size = 3;
    private const int Steps = 400;

    private static readonly Lazy<CompiledModels> Compiled = new(() => CompiledModels.Compile(
    [
        ("Lstm", Text("Lstm", "lstm 21")),
        ("Peepholes", Text("Peepholes", "peephole_lstm 5")),
        ("GruAfter", Text("GruAfter", "gru 21")),
        ("GruBefore", Text("GruBefore", "gru 21 reset_after=false")),
        ("Rnn", Text("Rnn", "simple_rnn 5 linear")),
    ]));

    /// <param name="name">The model.</param>
    /// <param name="shrinks">By what the recurrent kernel multiplies a state; none, so that only the gates shrink it.</param>
    [Theory]
    [InlineData("Lstm", 0f)]
    [InlineData("Peepholes", 0f)]
    [InlineData("GruAfter", 0f)]
    [InlineData("GruBefore", 0f)]
    [InlineData("Rnn", 0.75f)]
    public void A_state_that_dies_out_is_never_subnormal(string name, float shrinks)
    {
        SequenceModel model = Compiled.Value.Create(name);
        WeightDescription kernel = model.Description.Weights.First(w => w.Name.EndsWith("recurrent_kernel", StringComparison.Ordinal));
        float[] values = new float[kernel.Length];
        for (int i = 0; i < kernel.Shape[0]; i++)
        {
            values[(i * kernel.Shape[^1]) + i] = shrinks;
        }

        model.SetWeight(kernel.Name, values);
        SequenceStream stream = new(model);
        float[] state = new float[stream.StateLength];
        Array.Fill(state, 1f);
        stream.LoadState(state);
        float[] silence = new float[Size];
        int fading = 0;
        for (int step = 0; step < Steps; step++)
        {
            stream.Step(silence);
            stream.SaveState(state);
            state.ShouldAllBe(value => !float.IsSubnormal(value), $"step {step}");
            fading += state.All(value => value > 1e-14f) ? 1 : 0;
        }

        fading.ShouldBeGreaterThan(20);
        state.ShouldAllBe(value => Math.Abs(value) < 1e-14f);
    }

    private static string Text(string name, string layer) => $"model {name}\nfeatures length=4 size={Size}\n{layer}\n";
}
