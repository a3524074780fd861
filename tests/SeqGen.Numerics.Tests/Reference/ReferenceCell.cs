using System.Text.Json.Nodes;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>The recurrent cells by their equations: one step of one sequence.</summary>
/// <param name="className">Keras' class.</param>
/// <param name="config">Keras' config.</param>
/// <param name="tape">Where operations are remembered.</param>
/// <param name="weight">Finds a weight by its name inside the layer.</param>
/// <param name="dropout">The factors of input and state; null where nothing is dropped.</param>
/// <param name="zoneout">What stays of the states; null where all of them change.</param>
internal sealed class ReferenceCell(string className, JsonObject config, Tape tape, Func<string, Variable> weight, ReferenceDropout? dropout = null, ReferenceZoneout? zoneout = null)
{
    public int Units { get; } = config["units"]!.GetValue<int>();

    public int StateCount => StatesOf(className);

    /// <summary>The classes of cells.</summary>
    public static bool Knows(string className) => className is "SimpleRNN" or "LSTM" or "PeepholeLSTM" or "ProjectedLSTM" or "GRU" or "MinGRU";

    /// <summary>The number of a cell's states.</summary>
    public static int StatesOf(string className) => className.EndsWith("LSTM", StringComparison.Ordinal) ? 2 : 1;

    /// <summary>Values of the output, and of the first state.</summary>
    public static int OutputOf(JsonObject config) => (config["projection_size"] ?? config["units"])!.GetValue<int>();

    /// <summary>Values of a state.</summary>
    public int SizeOf(int state) => state == 0 ? OutputOf(config) : Units;

    private bool UseBias => config["use_bias"]?.GetValue<bool>() ?? true;

    private bool Normalizes => IsNormalized(config);

    private bool ResetAfter => config["reset_after"]?.GetValue<bool>() ?? true;

    /// <summary>Names and shapes of the weights, in Keras' order.</summary>
    public static IEnumerable<(string Name, int[] Shape)> Weights(string className, JsonObject config, int input)
    {
        int units = config["units"]!.GetValue<int>();
        int columns = units * (className switch { "LSTM" or "PeepholeLSTM" or "ProjectedLSTM" => 4, "GRU" => 3, "MinGRU" => 2, _ => 1 });
        yield return ("kernel", [input, columns]);
        if (className != "MinGRU")
        {
            yield return ("recurrent_kernel", [OutputOf(config), columns]);
        }

        if (className == "PeepholeLSTM")
        {
            yield return ("peephole", [3, units]);
        }

        if (config["use_bias"]?.GetValue<bool>() ?? true)
        {
            yield return ("bias", className == "GRU" && (config["reset_after"]?.GetValue<bool>() ?? true) ? [2, columns] : [columns]);
        }

        if (IsNormalized(config))
        {
            (string, int)[] parts = [("kernel_norm", columns), ("recurrent_norm", columns), .. className.EndsWith("LSTM", StringComparison.Ordinal) ? [("state_norm", units)] : Array.Empty<(string, int)>()];
            foreach ((string part, int size) in parts)
            {
                yield return ($"{part}/gamma", [size]);
                yield return ($"{part}/beta", [size]);
            }
        }

        if (className == "ProjectedLSTM")
        {
            yield return ("projection_kernel", [units, OutputOf(config)]);
        }
    }

    /// <summary>The states after a step; the first one is the output.</summary>
    public Variable[] Step(Variable x, Variable[] states, int step)
    {
        Variable[] next = Step(x, states);
        return zoneout is null ? next : [.. next.Select((value, state) => zoneout.Keep(tape, state, step, states[state], value))];
    }

    private Variable[] Step(Variable x, Variable[] states)
    {
        x = dropout?.Input is { } input ? tape.Multiply(x, input) : x;
        Variable fed = dropout?.State is { } state ? tape.Multiply(states[0], state) : states[0];
        return className switch
        {
            "SimpleRNN" => [Activate(Sum(0, 1, x, fed))],
            "LSTM" or "PeepholeLSTM" => Lstm(x, fed, states[1]),
            "ProjectedLSTM" => Projected(Lstm(x, fed, states[1])),
            "MinGRU" => [MinGru(x, states[0])],
            "GRU" => [Gru(x, states[0], fed)],
            _ => throw new ArgumentException($"no reference for {className}"),
        };
    }

    private Variable[] Lstm(Variable x, Variable h, Variable c)
    {
        Variable i = Gate(Look(Sum(0, 4, x, h), 0, c));
        Variable f = Gate(Look(Sum(1, 4, x, h), 1, c));
        Variable candidate = Activate(Sum(2, 4, x, h));
        Variable next = Clip(tape.Add(tape.Multiply(f, c), tape.Multiply(i, candidate)));
        Variable o = Gate(Look(Sum(3, 4, x, h), 2, next));
        return [tape.Multiply(o, Activate(Normalize("state_norm", next))), next];
    }

    /// <summary>An LSTM's cell, cut where the layer says so.</summary>
    private Variable Clip(Variable cell) => config["cell_clip"]?.GetValue<double>() is { } limit
        ? tape.Map(cell, value => Math.Clamp(value, -limit, limit), value => Math.Abs(value) < limit ? 1 : 0)
        : cell;

    private Variable[] Projected(Variable[] states) => [tape.Product(states[0], weight("projection_kernel"), OutputOf(config), 0, OutputOf(config)), states[1]];

    private Variable MinGru(Variable x, Variable h)
    {
        Variable z = ReferenceActivation.Sigmoid(tape, Bias(Input(x, 0, 2), 0, 0));
        Variable rest = tape.Map(z, value => 1 - value, _ => -1);
        return tape.Add(tape.Multiply(rest, h), tape.Multiply(z, Activate(Bias(Input(x, 1, 2), 1, 0))));
    }

    /// <summary>Adds what a gate of a peephole LSTM sees of the cell.</summary>
    private Variable Look(Variable sum, int row, Variable cell) => className == "PeepholeLSTM"
        ? tape.Add(sum, tape.Multiply(tape.Part(weight("peephole"), row * Units, Units), cell))
        : sum;

    private Variable Gru(Variable x, Variable h, Variable fed)
    {
        Variable z = Gate(Sum(0, 3, x, fed));
        Variable r = Gate(Sum(1, 3, x, fed));
        Variable fromInput = Bias(Input(x, 2, 3), 2, 0);
        Variable candidate = ResetAfter
            ? tape.Add(fromInput, tape.Multiply(r, Bias(State(fed, 2, 3), 2, 1)))
            : tape.Add(fromInput, State(tape.Multiply(r, fed), 2, 3));
        Variable keep = tape.Multiply(z, h);
        Variable rest = tape.Map(z, value => 1 - value, _ => -1);
        return tape.Add(keep, tape.Multiply(rest, Activate(candidate)));
    }

    /// <summary>x.W + h.U + b for one of the gates' blocks.</summary>
    private Variable Sum(int block, int blocks, Variable x, Variable h)
    {
        Variable state = State(h, block, blocks);
        return tape.Add(Bias(Input(x, block, blocks), block, 0), className == "GRU" && ResetAfter ? Bias(state, block, 1) : state);
    }

    private Variable Input(Variable x, int block, int blocks) => Product(x, "kernel", "kernel_norm", block, blocks);

    private Variable State(Variable h, int block, int blocks) => Product(h, "recurrent_kernel", "recurrent_norm", block, blocks);

    /// <summary>
    /// A gate's block of a product; where the cell normalises, all blocks are normalised together first. The candidate of a
    /// GRU without reset_after is normalised by itself, and its two gates together.
    /// </summary>
    private Variable Product(Variable x, string kernel, string part, int block, int blocks)
    {
        if (!Normalizes)
        {
            return tape.Product(x, weight(kernel), blocks * Units, block * Units, Units);
        }

        (int first, int count) = className != "GRU" || ResetAfter ? (0, blocks) : block < 2 ? (0, 2) : (2, 1);
        Variable together = tape.Product(x, weight(kernel), blocks * Units, first * Units, count * Units);
        return tape.Part(Normalize(part, together, first * Units), (block - first) * Units, Units);
    }

    /// <summary>Normalises a vector, whose weights start at a place of the part's weights.</summary>
    private Variable Normalize(string part, Variable x, int first = 0) => Normalizes
        ? tape.Add(
            tape.Multiply(ReferenceNormalization.Apply(tape, x, config["norm_epsilon"]?.GetValue<double>() ?? 1e-3), tape.Part(weight(part + "/gamma"), first, x.Length)),
            tape.Part(weight(part + "/beta"), first, x.Length))
        : x;

    private static bool IsNormalized(JsonObject config) => config["layer_normalization"]?.GetValue<bool>() ?? false;

    /// <summary>Adds a block of the bias; row 1 is the recurrent one of a GRU with reset_after.</summary>
    private Variable Bias(Variable sum, int block, int row) =>
        UseBias ? tape.Add(sum, tape.Part(weight("bias"), (row * 3 * Units) + (block * Units), Units)) : sum;

    private Variable Gate(Variable x) => ReferenceActivation.Apply(tape, config, "recurrent_activation", x);

    private Variable Activate(Variable x) => ReferenceActivation.Apply(tape, config, "activation", x);
}
