using SeqGen.CompilerServices;
using SeqGen.Generator.Layers;
using SeqGen.Numerics.Tests.Cases;
using SeqGen.Numerics.Tests.Golden;
using SeqGen.Numerics.Tests.Models;
using SeqGen.Numerics.Tests.Reference;

namespace SeqGen.Numerics.Tests;

/// <summary>Networks of several branches against the reference in double precision: outputs and all gradients.</summary>
public sealed class GraphTests
{
    /// <summary>The layers whose numbers are compared here.</summary>
    public static readonly IReadOnlyList<string> Words = ["concatenate", "add", "subtract", "multiply", "average", "maximum", "minimum", "repeat_vector", "attention", "additive_attention", "multi_head_attention"];

    private const int Rows = 6;

    [Fact]
    public void Graphs_of_random_shapes()
    {
        GraphCase[] cases = [.. RandomGraphs.All()];
        (string Name, string Text)[] texts = [.. cases.Select((graph, index) => ($"Graph{index}", Write($"Graph{index}", graph)))];
        CompiledModels models = CompiledModels.Compile(texts);
        CaseResult[] results =
        [
            .. cases.Select((graph, index) => CaseResult.Of(texts[index].Text, comparison => Run(models.Create(texts[index].Name), graph, index, comparison))),
        ];
        results.Where(result => result.Status != CaseStatus.Passed).Select(result => $"{result.Name}: {result.Details}").ShouldBeEmpty();
    }

    private static string Write(string name, GraphCase graph) => ModelCaseRunner.WriteGraph(
        name, [.. graph.Inputs.Select(input => new ModelInput(input.Name, input.Shape, input.Vocabulary > 0))], graph.Layers);

    private static void Run(SequenceModel model, GraphCase graph, int seed, Comparison comparison)
    {
        LayerCaseRunner.SetWeights(model, graph.Weights);
        ModelRows rows = RowsOf(model, graph, new(seed));
        int length = model.Description.Output.Length;
        float[] gradients = [.. RandomGraphs.Uniform(new(seed), [Rows * length], 1).Floats];
        Predictor predictor = model.CreatePredictor();
        GradientComputation pass = model.CreateGradients(Rows);
        rows.CopyTo(pass.Inputs);
        pass.Forward();
        Dictionary<string, double[]> weights = [];
        ReferenceGraph[] inference = new ReferenceGraph[Rows];
        ReferenceGraph[] references = new ReferenceGraph[Rows];
        float[] output = new float[length];
        for (int row = 0; row < Rows; row++)
        {
            double[][] values = ValuesOf(rows, graph, row);
            inference[row] = new(graph, values);
            references[row] = new(graph, values, Dropout(row));
            comparison.Forward($"output of row {row} alone", rows.Predict(predictor, row), inference[row].Output);
            pass.CopyOutput(row, output);
            comparison.Forward($"output of row {row} in training", output, references[row].Output);
            float[] gradient = [.. gradients.AsSpan(row * length, length)];
            pass.SetOutputGradient(row, gradient);
            references[row].Backward(Array.ConvertAll(gradient, value => (double)value));
            foreach ((string name, _) in graph.Weights)
            {
                weights[name] = weights.TryGetValue(name, out double[]? sum)
                    ? [.. sum.Zip(references[row].WeightGradient(name), (left, right) => left + right)]
                    : [.. references[row].WeightGradient(name)];
            }
        }

        pass.Backward();
        foreach ((string name, double[] expected) in weights)
        {
            comparison.Derived($"gradient of {name}", pass.WeightGradient(name), expected);
        }

        CompareInputs(graph, pass, references, comparison);
        float[] all = model.Predict(rows.ToDataset());
        comparison.Forward("output of the data set", all, [.. inference.SelectMany(reference => reference.Output)]);

        // The factors that training draws with key 0.
        Func<string, float, Func<int, double>> Dropout(int row) => (layer, rate) =>
        {
            float[] factors = new float[1 << 14];
            int index = model.Description.Layers.Select(description => description.Name).ToList().IndexOf(layer);
            DropoutMask.Fill(ref factors[0], factors.Length, rate, 0, DropoutFactors.Salt(index, DropoutUse.Values), row);
            return place => factors[place];
        };
    }

    private static void CompareInputs(GraphCase graph, GradientComputation pass, ReferenceGraph[] references, Comparison comparison)
    {
        GraphInput[] features = [.. graph.Inputs.Where(input => input.Vocabulary == 0)];
        for (int input = 0; input < features.Length; input++)
        {
            float[] found = new float[features[input].Shape.Aggregate(1, (product, extent) => product * extent)];
            for (int row = 0; row < Rows; row++)
            {
                pass.CopyInputGradient(row, found, input);
                comparison.Derived($"gradient of {features[input].Name}, row {row}", found, references[row].InputGradient(features[input].Name));
            }
        }
    }

    /// <summary>Random rows; the first token is never 0, so that no sequence is masked as a whole.</summary>
    private static ModelRows RowsOf(SequenceModel model, GraphCase graph, Random random)
    {
        List<int> tokens = [];
        List<float> features = [];
        for (int row = 0; row < Rows; row++)
        {
            foreach (GraphInput input in graph.Inputs)
            {
                int count = input.Shape.Aggregate(1, (product, extent) => product * extent);
                for (int i = 0; i < count; i++)
                {
                    if (input.Vocabulary > 0)
                    {
                        tokens.Add(random.Next(i == 0 ? 1 : 0, input.Vocabulary));
                    }
                    else
                    {
                        features.Add((float)((2 * random.NextDouble()) - 1));
                    }
                }
            }
        }

        return new([.. tokens], [.. features], null, Rows) { Inputs = graph.Inputs.Count > 1 ? model.Description.Inputs : [] };
    }

    private static double[][] ValuesOf(ModelRows rows, GraphCase graph, int row) => graph.Inputs.Count == 1
        ? [graph.Inputs[0].Vocabulary > 0 ? Array.ConvertAll(rows.TokensOf(row).ToArray(), token => (double)token) : Array.ConvertAll(rows.FeaturesOf(row).ToArray(), value => (double)value)]
        : [.. graph.Inputs.Select((input, index) => input.Vocabulary > 0
            ? Array.ConvertAll(rows.TokensOf(row, index).ToArray(), token => (double)token)
            : Array.ConvertAll(rows.FeaturesOf(row, index).ToArray(), value => (double)value))];
}
