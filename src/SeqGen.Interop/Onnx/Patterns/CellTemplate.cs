using System.Text.Json;
using SeqGen.Interop.Graph;
using SeqGen.Interop.Onnx.Export;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx.Patterns;

/// <summary>A recurrent cell that is written as a loop: what the input gives, before the loop, and the equations of a step in it.</summary>
internal sealed class CellTemplate
{
    // What stands for any activation, any epsilon and any rate of zoneout.
    private const string Gate = "sigmoid";
    private const string Candidate = "softsign";
    private const float Epsilon = 0.375f;
    private const float OutputZoneout = 0.25f;
    private const float CellZoneout = 0.125f;
    private const float CellClip = 0.4375f;
    private const int Units = 5;

    private static readonly (string Word, string ClassName)[] Cells =
    [
        ("simple_rnn", "SimpleRNN"), ("lstm", "LSTM"), ("peephole_lstm", "PeepholeLSTM"), ("projected_lstm", "ProjectedLSTM"), ("gru", "GRU"), ("min_gru", "MinGRU"),
    ];

    private static readonly Lazy<CellTemplate[]> Every = new(() =>
    [
        .. from cell in Cells
           from isNormalized in cell.Word == "min_gru" ? new[] { false } : [false, true]
           from hasBias in new[] { true, false }
           from isResetAfter in cell.Word == "gru" ? new[] { true, false } : [true]
           from outputZoneout in new[] { false, true }
           from cellZoneout in cell.Word.EndsWith("lstm", StringComparison.Ordinal) ? new[] { false, true } : [false]
           from isClipped in cell.Word.EndsWith("lstm", StringComparison.Ordinal) ? new[] { false, true } : [false]
           from candidate in new[] { Candidate, "linear" }
           from gate in cell.Word is "simple_rnn" or "min_gru" ? new[] { Gate } : [Gate, "linear"]
           select new CellTemplate(cell.Word, cell.ClassName, isNormalized, hasBias, isResetAfter, outputZoneout ? OutputZoneout : 0, cellZoneout ? CellZoneout : 0, isClipped ? CellClip : 0, candidate, gate),
    ]);

    private readonly bool _isNormalized;
    private readonly bool _isResetAfter;
    private readonly float _outputZoneout;
    private readonly float _cellZoneout;
    private readonly float _cellClip;
    private readonly string _candidate;
    private readonly string _gate;
    private readonly string[] _states;
    private readonly Template _projection;
    private readonly Template[] _steps;

    private CellTemplate(string word, string className, bool isNormalized, bool hasBias, bool isResetAfter, float outputZoneout, float cellZoneout, float cellClip, string candidate, string gate)
    {
        (Word, HasBias, _isNormalized, _isResetAfter, _outputZoneout, _cellZoneout, _cellClip, _candidate, _gate) = (word, hasBias, isNormalized, isResetAfter, outputZoneout, cellZoneout, cellClip, candidate, gate);
        Dictionary<string, object> options = new()
        {
            ["units"] = Units,
            ["projection_size"] = 1,
            ["activation"] = candidate,
            ["recurrent_activation"] = gate,
            ["reset_after"] = isResetAfter,
            ["layer_normalization"] = isNormalized,
            ["norm_epsilon"] = Epsilon,
            ["zoneout_output"] = outputZoneout,
            ["zoneout_cell"] = cellZoneout,
            ["cell_clip"] = cellClip,
        };
        GraphWriter around = new();
        int columns = 0;
        ExportLayer layer = new(new("", name => !name.EndsWith("bias", StringComparison.Ordinal) || hasBias, name => Weight(name, columns)), around, className, "", JsonSerializer.SerializeToElement(options), [new ExportValue("x", 1, 1)]);
        ExportCell cell = new(layer);
        columns = cell.Columns;
        string projected = cell.Projected("");
        _projection = new(around, projected, ["x"], Epsilon, 2 * Units);

        GraphWriter body = around.Body("step");
        _states = [.. cell.StateUnits.Select((_, state) => $"state{state}")];
        string[] next = cell.Step(body, "", "z", _states);
        body.Proto.Initializer.AddRange(around.Proto.Initializer);
        NodeProto[] nodes = [.. body.Proto.Node.Select(node => Normalized.Single(node, _ => null))];
        body.Proto.Node.Clear();
        body.Proto.Node.AddRange(nodes);
        float[] open = [Epsilon, .. new[] { outputZoneout, cellZoneout }.Where(rate => rate > 0).SelectMany(rate => new[] { rate, 1 - rate }), .. cellClip > 0 ? new[] { cellClip, -cellClip } : []];
        _steps = [.. next.Select(state => new Template(body, state, ["z", .. _states], open))];
    }

    /// <summary>All cells with all options that change what is written.</summary>
    public static IReadOnlyList<CellTemplate> All => Every.Value;

    /// <summary>The word of a declaration.</summary>
    public string Word { get; }

    public bool HasBias { get; }

    public string[] StateNames => _states.Length == 2 ? ["h", "c"] : ["h"];

    /// <summary>Finds the cell in the body of a loop, and what goes into it before the loop.</summary>
    /// <param name="body">The body, with its activations as one node each.</param>
    /// <param name="around">The graph around it.</param>
    /// <param name="states">The states in the body.</param>
    /// <param name="next">The next states in the body.</param>
    /// <param name="step">What the input gives to a step in the body.</param>
    /// <param name="sequence">The same for all steps, before the loop.</param>
    public (Match Body, Match Around)? Find(GraphIndex body, GraphIndex around, string[] states, string[] next, string step, string sequence)
    {
        if (states.Length != _states.Length || _projection.Find(around, sequence) is not { } ofInput)
        {
            return null;
        }

        Match? match = null;
        for (int state = 0; state < next.Length; state++)
        {
            if (_steps[state].Find(body, next[state], [("z", step), .. _states.Zip(states)]) is not { } found)
            {
                return null;
            }

            match = match is null ? found : Joined(match, found);
            if (match is null)
            {
                return null;
            }
        }

        return match is not null && (Word != "min_gru" || match.Activations.GetValueOrDefault(Gate) == "sigmoid") ? (match, ofInput) : null;
    }

    /// <summary>Makes the layer, with its options and weights.</summary>
    /// <param name="layer">The layer, without options.</param>
    /// <param name="found">What was found.</param>
    /// <param name="constants">Looks a constant up by its name in the graph.</param>
    public void Describe(Layer layer, (Match Body, Match Around) found, Func<string, Constant?> constants)
    {
        List<WeightTensor> All(Match match, Template template, string weight) =>
            [.. template.Weights.Where(name => IsOf(name, weight) && match.Values.ContainsKey(name)).Select(name => Tensor(constants(match.Values[name])!))];
        List<WeightTensor> InBody(string weight) => All(found.Body, _steps[0], weight);
        List<WeightTensor> Before(string weight) => All(found.Around, _projection, weight);
        WeightTensor kernel = Before("kernel")[0];
        WeightTensor[] recurrent = [.. InBody("recurrent_kernel")];
        int gates = Word switch { "simple_rnn" => 1, "min_gru" => 2, "gru" => 3, _ => 4 };
        layer.With(null, kernel.Shape[1] / gates);
        layer.Weight("kernel", kernel);
        RequireParts(Before("kernel_norm/gamma"), kernel.Shape[1] / gates);
        RequireParts(InBody("recurrent_kernel"), kernel.Shape[1] / gates);
        if (recurrent.Length > 0)
        {
            layer.Weight("recurrent_kernel", Columns(recurrent));
        }

        if (Word == "projected_lstm")
        {
            WeightTensor projection = InBody("projection_kernel")[0];
            layer.With("projection_size", projection.Shape[1]).Weight("projection_kernel", projection);
        }

        if (Word == "peephole_lstm")
        {
            layer.Weight("peephole", new([3, kernel.Shape[1] / gates], [.. InBody("peephole").SelectMany(row => row.Values)]));
        }

        if (HasBias)
        {
            WeightTensor bias = Before("bias")[0];
            layer.Weight("bias", Word == "gru" && _isResetAfter ? WeightTensor.Stack(bias, InBody("bias")[0]) : bias);
        }

        layer.Unless(true, "use_bias", HasBias).Unless(true, "reset_after", _isResetAfter);
        string standard = Word == "min_gru" ? "linear" : "tanh";
        layer.Unless(standard, "activation", _candidate == Candidate ? found.Body.Activations[Candidate] : "linear");
        if (Word is not ("simple_rnn" or "min_gru"))
        {
            layer.Unless("sigmoid", "recurrent_activation", _gate == Gate ? found.Body.Activations[Gate] : "linear");
        }

        AddZoneout(layer, "zoneout_output", _outputZoneout, found.Body, constants);
        AddZoneout(layer, "zoneout_cell", _cellZoneout, found.Body, constants);
        if (_cellClip > 0)
        {
            double limit = Number(_cellClip, found.Body, constants);
            if (limit <= 0 || Number(-_cellClip, found.Body, constants) != -limit)
            {
                throw new UnsupportedNodeException("cuts its cell at two numbers that are not of one size, which SeqGen's cell_clip does not do");
            }

            layer.With("cell_clip", limit);
        }

        if (_isNormalized)
        {
            layer.With("layer_normalization", true).With("norm_epsilon", (double)found.Body.Numbers[Epsilon]);
            foreach (string part in new[] { "gamma", "beta" })
            {
                layer.Weight($"kernel_norm/{part}", Columns([.. Before($"kernel_norm/{part}")])).Weight($"recurrent_norm/{part}", Columns([.. InBody($"recurrent_norm/{part}")]));
                if (Word.EndsWith("lstm", StringComparison.Ordinal))
                {
                    layer.Weight($"state_norm/{part}", InBody($"state_norm/{part}")[0]);
                }
            }
        }
    }

    /// <summary>Where gates are multiplied or normalised in two parts, these are two gates and the candidate.</summary>
    private static void RequireParts(List<WeightTensor> parts, int units)
    {
        if (parts.Count == 2 && parts[0].Shape[^1] != 2 * units)
        {
            throw new UnsupportedNodeException("divides the gates of a cell in a way that no GRU does");
        }
    }

    private static void AddZoneout(Layer layer, string option, float open, Match match, Func<string, Constant?> constants)
    {
        if (open == 0)
        {
            return;
        }

        double rate = Number(open, match, constants);
        if (Math.Abs(rate + Number(1 - open, match, constants) - 1) > 1e-6)
        {
            throw new UnsupportedNodeException("blends a state with the one before by two numbers whose sum is not 1");
        }

        layer.With(option, rate);
    }

    /// <summary>The number in the graph for one of the template.</summary>
    private static double Number(float stands, Match match, Func<string, Constant?> constants) =>
        match.Values.Where(value => GraphWriter.IsNumber(value.Key) && GraphWriter.NumberOf(value.Key) == stands).Select(value => constants(value.Value)!.Items[0]).First();

    /// <summary>The weights of a template are numbered where one of Keras' weights is written in parts.</summary>
    private static bool IsOf(string name, string weight) => name == "/" + weight || (name.StartsWith($"/{weight}_", StringComparison.Ordinal) && name[(weight.Length + 2)..].All(char.IsAsciiDigit));

    private static WeightTensor Columns(WeightTensor[] parts)
    {
        int rows = parts[0].Rank == 1 ? 1 : parts[0].Shape[0];
        List<float> values = [];
        for (int row = 0; row < rows; row++)
        {
            foreach (WeightTensor part in parts)
            {
                values.AddRange(part.Values.AsSpan(row * part.Shape[^1], part.Shape[^1]));
            }
        }

        int columns = parts.Sum(part => part.Shape[^1]);
        return new(parts[0].Rank == 1 ? [columns] : [rows, columns], [.. values]);
    }

    private static WeightTensor Tensor(Constant constant) => new(constant.Shape, [.. constant.Items.Select(value => (float)value)]);

    /// <summary>Weights of which only the shapes matter.</summary>
    private WeightTensor Weight(string name, int columns)
    {
        int[] shape = name switch
        {
            "/bias" => Word == "gru" && _isResetAfter ? [2, columns] : [columns],
            "/peephole" => [3, Units],
            "/projection_kernel" => [Units, 1],
            "/state_norm/gamma" or "/state_norm/beta" => [Units],
            _ when name.EndsWith("kernel", StringComparison.Ordinal) => [1, columns],
            _ => [columns],
        };
        return new(shape, new float[WeightTensor.LengthOf(shape)]);
    }

    /// <summary>Both matches, where they agree.</summary>
    private static Match? Joined(Match one, Match other)
    {
        Match joined = one.Copy();
        return Agrees(joined.Values, other.Values) && Agrees(joined.Activations, other.Activations) && Agrees(joined.Numbers, other.Numbers) ? joined : null;
    }

    private static bool Agrees<TKey, TValue>(Dictionary<TKey, TValue> all, Dictionary<TKey, TValue> others)
        where TKey : notnull
    {
        foreach ((TKey key, TValue value) in others)
        {
            if (all.TryGetValue(key, out TValue? known) ? !EqualityComparer<TValue>.Default.Equals(known, value) : !all.TryAdd(key, value))
            {
                return false;
            }
        }

        return true;
    }
}
