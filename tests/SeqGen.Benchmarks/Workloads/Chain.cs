using SeqGen.Benchmarks.Machine;

namespace SeqGen.Benchmarks.Workloads;

/// <summary>
/// The dependency chain of a small recurrent layer: h(t-1) -> products -> gates -> state -> h(t). No step can begin its
/// products before the one before has ended, so the sum of latencies along the chain bounds a sequence from below.
/// </summary>
/// <remarks>
/// In cycles (latencies of current x86-64 cores: add, multiply, multiply-add, minimum 4 each; division of 512-bit
/// vectors 17, of narrower ones 11; a stored vector that is read back as broadcast values 10):
/// <code>
/// products    all multiply-adds of a step at the measured peak, then 4 + 4: the last one, and the sum of two accumulators
/// bottom      16 = square 4 + its limit 4 (in narrower vectors 8, before it) + the square's square 4 + the last level of pairs 4
/// tanh        41 = bottom, while the numerator takes 4 more and times x 4 + division 17
/// LSTM        products + c 49 (half of the argument 4 + bottom + product of three bottoms 8 + division 17 + times the numerator 4)
///             + h 41 (bottom + times that of o 4 + division 17 + times the numerator 4) + read back 10
/// GRU         products + r 41 (half of the argument 4 + bottom + division 17 + times h.U 4) + h 41 as above + read back 10
/// SimpleRNN   products + tanh + read back 10
/// </code>
/// The other direction of a bidirectional layer fills the first one's gaps: it adds its products alone. Wide layers can begin
/// a step's products with the values that are there first, so the chain is used for at most 64 units.
/// </remarks>
/// <param name="Steps">Steps of a sequence.</param>
/// <param name="Units">Values of the state.</param>
/// <param name="Gates">4 for an LSTM, 3 for a GRU, 1 for a SimpleRNN.</param>
/// <param name="Directions">2 for a bidirectional layer.</param>
internal sealed record Chain(int Steps, int Units, int Gates, int Directions = 1)
{
    private const int Simple = 4;
    private const int ReadBack = 10;
    private const int LastSum = 2 * Simple;

    /// <summary>Seconds of a number of steps.</summary>
    public double Seconds(Ceilings machine, int steps)
    {
        int lanes = Ceilings.Lanes;
        int vectors = (Gates * Units + lanes - 1) / lanes * Directions;
        double products = 2.0 * Units * vectors * lanes / machine.Flops;
        return steps * (products + Latency(lanes) / machine.Hertz);
    }

    private int Latency(int lanes)
    {
        int division = lanes == 16 ? 17 : 11;
        int bottom = (lanes == 16 ? 4 : 5) * Simple;
        int state = bottom + Simple + division + Simple;
        return LastSum + ReadBack + Gates switch
        {
            4 => Simple + bottom + 2 * Simple + division + Simple + state,
            3 => Simple + bottom + division + Simple + state,
            _ => bottom + 2 * Simple + division,
        };
    }
}
