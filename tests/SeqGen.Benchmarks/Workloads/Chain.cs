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
/// tanh        45 = clamp 8 + square 4 + numerator and denominator side by side, three levels of pairs, 12 + times x 4 + division 17
/// sigmoid     49 = tanh + 4 (half of the argument is folded into the weights)
/// LSTM        products + sigmoid + i * g 4 + f * c + .. 4 + tanh + o * .. 4 + read back 10
/// GRU         products + sigmoid + r * .. 4 + tanh + z * (h - n) + n 8 + read back 10
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
        int tanh = 2 * Simple + Simple + 3 * Simple + Simple + division;
        int sigmoid = tanh + Simple;
        return LastSum + ReadBack + Gates switch
        {
            4 => sigmoid + Simple + Simple + tanh + Simple,
            3 => sigmoid + Simple + tanh + 2 * Simple,
            _ => tanh,
        };
    }
}
