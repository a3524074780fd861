using SeqGen.Numerics.Tests.Golden;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>An input of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">The shape of one sequence.</param>
/// <param name="Vocabulary">The tokens' vocabulary; 0 for features.</param>
internal sealed record GraphInput(string Name, int[] Shape, int Vocabulary);

/// <summary>A network of several branches and its weights.</summary>
/// <param name="Inputs">The inputs.</param>
/// <param name="Layers">The layers; each names those that it takes.</param>
/// <param name="Weights">The weights.</param>
internal sealed record GraphCase(IReadOnlyList<GraphInput> Inputs, IReadOnlyList<LayerConfig> Layers, IReadOnlyList<(string Name, GoldenTensor Tensor)> Weights);

/// <summary>Layers that take several outputs, in double precision, for one row.</summary>
internal sealed class ReferenceGraph
{
    private readonly Tape _tape = new();
    private readonly Dictionary<string, Variable> _weights;
    private readonly Dictionary<string, Flow> _flows = [];
    private readonly Dictionary<string, Variable[]> _states = [];
    private readonly Flow _output;

    /// <param name="graph">The network.</param>
    /// <param name="values">The values of each input for one row.</param>
    /// <param name="dropout">The factors of a layer's weights, by the layer's name and rate; null for inference.</param>
    public ReferenceGraph(GraphCase graph, IReadOnlyList<double[]> values, Func<string, float, Func<int, double>>? dropout = null)
    {
        _weights = graph.Weights.ToDictionary(weight => weight.Name, weight => new Variable([.. weight.Tensor.Values]));
        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            GraphInput input = graph.Inputs[i];
            int size = input.Vocabulary > 0 ? 1 : input.Shape[^1];
            _flows[input.Name] = new([.. values[i].Chunk(size).Select(step => new Variable(step))]) { IsSequence = input.Shape.Length > 1 || input.Vocabulary > 0 };
        }

        foreach (LayerConfig layer in graph.Layers)
        {
            Flow[] inputs = [.. layer.Inbound.Select(name => _flows[name])];
            Variable Weight(string name) => _weights[$"{layer.Name}/{name}"];
            if (ReferenceJoins.Knows(layer.ClassName))
            {
                float rate = (float)(layer.Config["dropout"]?.GetValue<double>() ?? 0);
                Func<int, double> factor = rate > 0 && dropout is not null ? dropout(layer.Name, rate) : _ => 1;
                _flows[layer.Name] = ReferenceJoins.Run(_tape, layer.ClassName, layer.Config, inputs, Weight, factor);
                continue;
            }

            int[] tokens = layer.ClassName == "Embedding" ? [.. inputs[0].Steps.Select(step => (int)step.Value[0])] : [];
            // No other layer of the graphs drops anything, so neither the row nor the layer's index matters.
            ReferenceLayers run = new(_tape, tokens, row: 0);
            Variable[] initial = layer.InitialStateFrom is { } source ? StatesFor(layer, _states[source]) : [];
            _flows[layer.Name] = run.Run(layer, index: 0, inputs[0], initial, Weight);
            _states[layer.Name] = run.FinalStates;
        }

        _output = _flows[graph.Layers[^1].Name];
    }

    public double[] Output => [.. _output.Steps.SelectMany(step => step.Value)];

    /// <summary>The names and shapes of all weights.</summary>
    public static List<(string Name, int[] Shape)> WeightShapes(IReadOnlyList<GraphInput> inputs, IReadOnlyList<LayerConfig> layers)
    {
        Dictionary<string, int[]> shapes = inputs.ToDictionary(input => input.Name, input => input.Shape);
        List<(string Name, int[] Shape)> weights = [];
        foreach (LayerConfig layer in layers)
        {
            int[] shape = shapes[layer.Inbound[0]];
            if (ReferenceJoins.Knows(layer.ClassName))
            {
                shape = ReferenceJoins.AddWeights(layer.ClassName, layer.Name, layer.Config, [.. layer.Inbound.Select(name => shapes[name])], weights);
            }
            else
            {
                ReferenceLayers.AddWeights(layer, ref shape, weights);
            }

            shapes[layer.Name] = shape;
        }

        return weights;
    }

    public void Backward(ReadOnlySpan<double> outputGradient)
    {
        int at = 0;
        foreach (Variable step in _output.Steps)
        {
            for (int i = 0; i < step.Length; i++)
            {
                step.Gradient[i] += outputGradient[at++];
            }
        }

        _tape.Backward();
    }

    public double[] WeightGradient(string name) => _weights[name].Gradient;

    public double[] InputGradient(string name) => [.. _flows[name].Steps.SelectMany(step => step.Gradient)];

    /// <summary>The states as they are, or those of both directions side by side.</summary>
    private Variable[] StatesFor(LayerConfig layer, Variable[] states)
    {
        string cell = layer.Config["layer"]?["class_name"]!.GetValue<string>() ?? layer.ClassName;
        int count = ReferenceCell.StatesOf(cell) * (layer.ClassName == "Bidirectional" ? 2 : 1);
        return states.Length == count ? states : [.. Enumerable.Range(0, count).Select(state => _tape.Concat(states[state], states[state + count]))];
    }
}
