using SeqGen.Numerics.Tests.Golden;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>What flows between two layers for one sequence.</summary>
/// <param name="Steps">One vector a step, or one vector.</param>
/// <param name="Mask">True for a real step; null where nothing is masked.</param>
internal sealed record Flow(Variable[] Steps, bool[]? Mask = null)
{
    public bool IsSequence { get; init; } = true;
}

/// <summary>
/// A chain of layers, or layers that take others by name, in double precision, written straight from Keras' definitions and for any shape: what the compiled
/// models are compared with where no golden vectors are.
/// </summary>
internal sealed class ReferenceNetwork
{
    private readonly Tape _tape = new();
    private readonly LayerCase _case;
    private readonly Dictionary<string, Variable> _weights;
    private readonly Variable[][] _inputs;
    private readonly Variable[][] _outputs;
    private readonly Variable[][] _initialStates;
    private readonly Variable[][] _finalStates;
    private int[] _outputShape = [];

    /// <summary>Runs the forward pass.</summary>
    /// <param name="golden">Layers, input, mask, initial states and weights; what is expected is ignored.</param>
    public ReferenceNetwork(LayerCase golden)
    {
        _case = golden;
        _weights = golden.Weights.ToDictionary(weight => weight.Name, weight => new Variable([.. weight.Tensor.Values]));
        _inputs = new Variable[golden.Input.Rows][];
        _outputs = new Variable[golden.Input.Rows][];
        _initialStates = new Variable[golden.Input.Rows][];
        _finalStates = new Variable[golden.Input.Rows][];
        Forward();
    }

    public GoldenTensor Output => new([_outputs.Length, .. _outputShape], [.. _outputs.SelectMany(row => row).SelectMany(step => step.Value)]);

    public IReadOnlyList<GoldenTensor> FinalStates => Stack(_finalStates, state => state.Value);

    public IReadOnlyList<(string Name, GoldenTensor Tensor)> WeightGradients =>
        [.. _case.Weights.Select(weight => (weight.Name, new GoldenTensor(weight.Tensor.Shape, _weights[weight.Name].Gradient)))];

    public GoldenTensor? InputGradient => HasTokens
        ? null
        : new(_case.Input.Shape, [.. _inputs.SelectMany(row => row).SelectMany(step => step.Gradient)]);

    public IReadOnlyList<GoldenTensor> InitialStateGradients => _case.InitialStates.Count == 0 ? [] : Stack(_initialStates, state => state.Gradient);

    private bool HasTokens => _case.Layers[0].ClassName == "Embedding";

    /// <summary>The names and shapes of a chain's weights.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="shape">The shape of one sequence of the input.</param>
    public static IReadOnlyList<(string Name, int[] Shape)> WeightShapes(IReadOnlyList<LayerConfig> layers, int[] shape)
    {
        List<(string Name, int[] Shape)> weights = [];
        Dictionary<string, int[]> shapes = new() { [LayerConfig.OnlyInput] = shape };
        foreach (LayerConfig layer in layers)
        {
            if (ReferenceJoins.Knows(layer.ClassName))
            {
                int[][] inputs = layer.Inbound.Count > 0 ? [.. layer.Inbound.Select(name => shapes[name])] : [shape];
                shape = ReferenceJoins.AddWeights(layer.ClassName, layer.Name, layer.Config, inputs, weights);
            }
            else
            {
                shape = layer.Inbound.Count > 0 ? shapes[layer.Inbound[0]] : shape;
                ReferenceLayers.AddWeights(layer, ref shape, weights);
            }

            shapes[layer.Name] = shape;
        }

        return weights;
    }

    /// <summary>Runs the backward pass.</summary>
    public void Backward(GoldenTensor outputGradient, IReadOnlyList<GoldenTensor> stateGradients)
    {
        for (int row = 0; row < _outputs.Length; row++)
        {
            double[] gradient = outputGradient.Row(row).ToArray();
            int at = 0;
            foreach (Variable step in _outputs[row])
            {
                Accumulate(gradient.AsSpan(at, step.Length), step);
                at += step.Length;
            }

            for (int state = 0; state < stateGradients.Count; state++)
            {
                Accumulate(stateGradients[state].Row(row), _finalStates[row][state]);
            }
        }

        _tape.Backward();
    }

    /// <summary>All rows go through a layer before any goes through the next one, because some layers look at the whole batch.</summary>
    private void Forward()
    {
        int rows = _case.Input.Rows;
        Flow[] flows = [.. Enumerable.Range(0, rows).Select(ReadInput)];
        ReferenceLayers[] runners = [.. Enumerable.Range(0, rows).Select(row => new ReferenceLayers(_tape, HasTokens ? _case.Input.RowIntegers(row) : [], row, !_case.IsOfInference))];
        for (int row = 0; row < rows; row++)
        {
            _inputs[row] = flows[row].Steps;
            _initialStates[row] = [.. _case.InitialStates.Select(state => new Variable(state.Row(row).ToArray()))];
            _finalStates[row] = [];
        }

        Dictionary<string, Flow[]> all = new() { [LayerConfig.OnlyInput] = [.. flows] };
        bool isFirstRecurrent = true;
        for (int index = 0; index < _case.Layers.Count; index++)
        {
            LayerConfig layer = _case.Layers[index];
            Flow[][] inputs = layer.Inbound.Count > 0 ? [.. layer.Inbound.Select(name => all[name])] : [flows];
            Variable Weight(string name) => _weights[$"{layer.Name}/{name}"];
            flows = layer.ClassName == "BatchNormalization" ? ReferenceBatchNormalization.Run(_tape, layer, inputs[0], Weight) : new Flow[rows];
            for (int row = 0; row < rows && layer.ClassName != "BatchNormalization"; row++)
            {
                flows[row] = ReferenceJoins.Knows(layer.ClassName)
                    ? ReferenceJoins.Run(_tape, layer.ClassName, layer.Config, [.. inputs.Select(input => input[row])], Weight, _ => 1)
                    : runners[row].Run(layer, index + 1, inputs[0][row], isFirstRecurrent ? _initialStates[row] : [], Weight);
                flows[row] = layer.IsRecurrent && _case.MaskEndsAtFirstRecurrentLayer ? flows[row] with { Mask = null } : flows[row];
                _finalStates[row] = ReferenceJoins.Knows(layer.ClassName) ? [] : runners[row].FinalStates;
            }

            all[layer.Name] = flows;
            isFirstRecurrent &= !layer.IsRecurrent;
        }

        for (int row = 0; row < rows; row++)
        {
            _outputs[row] = flows[row].Steps;
        }

        _outputShape = flows[0].IsSequence ? [flows[0].Steps.Length, flows[0].Steps[0].Length] : [flows[0].Steps[0].Length];
    }

    private Flow ReadInput(int row)
    {
        bool[]? mask = _case.Mask is null ? null : Array.ConvertAll(_case.Mask.RowIntegers(row), value => value != 0);
        double[] values = _case.Input.Row(row).ToArray();
        if (HasTokens)
        {
            return new(Array.ConvertAll(values, value => new Variable([value])), mask);
        }

        bool isSequence = _case.Input.Shape.Length == 3;
        return new([.. values.Chunk(_case.Input.Shape[^1]).Select(step => new Variable(step))], mask) { IsSequence = isSequence };
    }

    private static void Accumulate(ReadOnlySpan<double> gradient, Variable variable)
    {
        for (int i = 0; i < gradient.Length; i++)
        {
            variable.Gradient[i] += gradient[i];
        }
    }

    /// <summary>One tensor a state from one vector a row and state.</summary>
    private static GoldenTensor[] Stack(Variable[][] rows, Func<Variable, double[]> read) =>
    [
        .. Enumerable.Range(0, rows[0].Length)
            .Select(state => new GoldenTensor([rows.Length, rows[0][state].Length], [.. rows.SelectMany(row => read(row[state]))])),
    ];
}
