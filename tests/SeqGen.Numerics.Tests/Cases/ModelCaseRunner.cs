using System.Text.Json.Nodes;
using SeqGen.Numerics.Tests.Golden;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests.Cases;

/// <summary>Runs a compiled model on a whole-model case: predictions, the first gradients, and the training trajectory.</summary>
internal static class ModelCaseRunner
{
    public static string Write(string model, ModelCase golden) => WriteGraph(model, golden.Inputs, golden.Layers);

    /// <summary>Writes a model: a branch for each input, before the first layer that takes it, and one wherever a layer does not take the one before.</summary>
    public static string WriteGraph(string model, IReadOnlyList<ModelInput> inputs, IReadOnlyList<LayerConfig> layers)
    {
        List<string> lines = [$"model {model}"];
        string before = "";
        HashSet<string> written = [];
        foreach (LayerConfig layer in layers)
        {
            string main = layer.Inbound.Count > 0 ? layer.Inbound[0] : before.Length > 0 ? before : inputs[0].Name;
            foreach (string name in layer.Inbound.DefaultIfEmpty(main))
            {
                if (inputs.FirstOrDefault(input => input.Name == name) is { } started && written.Add(name))
                {
                    lines.Add($"branch {name}_branch");
                    lines.Add($"{SeqnetWriter.Input(started.Shape, started.HasTokens, layer, hasMask: false)} name={name}");
                    before = name;
                }
            }

            if (main != before)
            {
                lines.Add($"branch to_{layer.Name} from={main}");
            }

            string state = layer.InitialStateFrom is { } source ? $" initial_state={source}" : "";
            lines.Add(SeqnetWriter.Layer(WithoutStates(layer)) + SeqnetWriter.Joined(layer) + state);
            before = layer.Name;
        }

        return string.Join('\n', lines);
    }

    /// <summary>A whole model's output is that of its last layer; its states are passed on by name.</summary>
    private static LayerConfig WithoutStates(LayerConfig layer)
    {
        JsonObject config = layer.Config.DeepClone().AsObject();
        config.Remove("return_state");
        config["layer"]?["config"]!.AsObject().Remove("return_state");
        return layer with { Config = config };
    }

    public static void Run(SequenceModel model, ModelCase golden, Comparison comparison)
    {
        LayerCaseRunner.SetWeights(model, golden.Weights);
        LayerCaseRunner.HaveGradients(model.Description, golden.FirstGradients, comparison);
        LayerCaseRunner.HaveGradients(model.Description, golden.WeightsAfter, comparison);
        if (golden.StepLoss.Length != golden.Batches.Count || golden.LossAfterStep.Length != golden.Batches.Count)
        {
            comparison.Fail($"the case expects {golden.StepLoss.Length} and {golden.LossAfterStep.Length} losses of {golden.Batches.Count} batches");
        }

        if (comparison.Failures.Count > 0)
        {
            return;
        }

        ModelRows[] batches = [.. golden.Batches.Select(batch => Rows(model, golden, batch.Inputs))];
        ComparePredictions(model, "before", batches[0], golden.PredictionBefore, comparison);
        CompareGradients(model, golden, batches[0], ofLogits: false, comparison);
        if (golden.Loss.FusesWith(model.Description.Output.Activation))
        {
            CompareGradients(model, golden, batches[0], ofLogits: true, comparison);
        }

        Train(model, golden, batches, comparison);
        foreach ((string name, GoldenTensor tensor) in golden.WeightsAfter)
        {
            comparison.Derived($"{name} after training", model.ReadWeight(name), tensor.Values);
        }

        ComparePredictions(model, "after", batches[0], golden.PredictionAfter, comparison);
    }

    /// <summary>Of the whole batch, row by row, and step by step; after training within the tolerance of what training leaves.</summary>
    private static void ComparePredictions(SequenceModel model, string when, ModelRows rows, GoldenTensor expected, Comparison comparison)
    {
        OutputDescription output = model.Description.Output;
        if (!comparison.HaveSameShape($"prediction {when}", output.Steps > 0 ? [rows.Rows, output.Steps, output.Size] : [rows.Rows, output.Size], expected.Shape))
        {
            return;
        }

        comparison.Ran("tile");
        Compare($"prediction {when}", model.Predict(rows.ToDataset()), expected.Values);
        Predictor predictor = model.CreatePredictor();
        SequenceStream? stream = model.Description.StreamObstacle is null ? new(model) : null;
        for (int row = 0; row < rows.Rows; row++)
        {
            comparison.Ran("one");
            Compare($"prediction {when}, row {row} alone", rows.Predict(predictor, row), expected.Row(row));
            if (stream is not null)
            {
                comparison.Ran("stream");
                Compare($"prediction {when}, stream of row {row}", rows.Stream(stream, row), expected.Row(row));
            }
        }

        void Compare(string what, float[] found, ReadOnlySpan<double> values)
        {
            if (when == "before")
            {
                comparison.Forward(what, found, values);
            }
            else
            {
                comparison.Derived(what, found, values);
            }
        }
    }

    private static ModelRows Rows(SequenceModel model, ModelCase golden, IReadOnlyList<GoldenTensor> inputs)
    {
        int rows = inputs[0].Rows;
        IEnumerable<(GoldenTensor Values, bool HasTokens)> values = inputs.Select((input, index) => (input, golden.Inputs[index].HasTokens));
        IEnumerable<float> Row(int row, bool tokens) => values.Where(input => input.HasTokens == tokens).SelectMany(input => input.Values.RowFloats(row));
        return new(
            [.. Enumerable.Range(0, rows).SelectMany(row => Row(row, tokens: true)).Select(value => (int)value)],
            [.. Enumerable.Range(0, rows).SelectMany(row => Row(row, tokens: false))],
            null,
            rows)
        {
            Inputs = inputs.Count > 1 ? model.Description.Inputs : [],
        };
    }

    private static void Train(SequenceModel model, ModelCase golden, ModelRows[] batches, Comparison comparison)
    {
        using Trainer trainer = model.CreateTrainer(new FitOptions
        {
            Loss = golden.Loss,
            Optimizer = golden.Optimizer(),
            BatchSize = batches.Max(batch => batch.Rows),
        });
        for (int step = 0; step < batches.Length; step++)
        {
            Dataset data = batches[step].ToDataset(golden.Batches[step].Targets.Floats);
            double loss = trainer.Step(data, [.. Enumerable.Range(0, batches[step].Rows)]);
            comparison.Derived($"loss of step {step + 1}", loss, golden.StepLoss[step]);
            double after = model.Evaluate(data, new EvaluateOptions { Loss = golden.Loss }).Loss;
            comparison.Derived($"loss after step {step + 1}", after, golden.LossAfterStep[step]);
        }
    }

    /// <summary>The gradients of the first batch's loss.</summary>
    /// <param name="ofLogits">True to start from the argument of the last activation, as training does where the loss allows it.</param>
    private static void CompareGradients(SequenceModel model, ModelCase golden, ModelRows rows, bool ofLogits, Comparison comparison)
    {
        OutputDescription output = model.Description.Output;
        float[] targets = golden.Batches[0].Targets.Floats;
        int targetsPerEntry = targets.Length / (rows.Rows * Math.Max(output.Steps, 1));
        float scale = 1f / (rows.Rows * Math.Max(output.Steps, 1));
        GradientComputation pass = model.CreateGradients(rows.Rows);
        rows.CopyTo(pass.Inputs);
        pass.Forward();
        float[] values = new float[output.Length];
        float[] gradient = new float[output.Length];
        for (int row = 0; row < rows.Rows; row++)
        {
            pass.CopyOutput(row, values);
            for (int step = 0; step < output.Length / output.Size; step++)
            {
                int entry = (row * (output.Length / output.Size)) + step;
                Range part = new(step * output.Size, (step + 1) * output.Size);
                golden.Loss.Differentiate(
                    targets.AsSpan(entry * targetsPerEntry, targetsPerEntry), values.AsSpan(part), scale, ofLogits, gradient.AsSpan(part));
            }

            pass.SetOutputGradient(row, gradient);
        }

        comparison.Ran("train");
        pass.Backward(ofLogits);
        foreach ((string name, GoldenTensor tensor) in golden.FirstGradients)
        {
            comparison.Derived($"first gradient of {name}{(ofLogits ? " (from logits)" : "")}", pass.WeightGradient(name), tensor.Values);
        }
    }
}
