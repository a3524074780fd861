using System.Text.Json.Nodes;
using SeqGen.Numerics.Tests.Golden;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests.Cases;

/// <summary>Runs a compiled model on a whole-model case: predictions, the first gradients, and the training trajectory.</summary>
internal static class ModelCaseRunner
{
    public static string Write(string model, ModelCase golden)
    {
        IEnumerable<string> outputs = golden.Outputs.Where(output => output.Name.Length > 0).Select(output => FormattableString.Invariant($"output {output.Name} loss_weight={output.Weight}"));
        return string.Join('\n', outputs.Prepend(WriteGraph(model, golden.Inputs, golden.Layers)));
    }

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
        ComparePredictions(model, golden, isAfter: false, batches[0], comparison);
        CompareGradients(model, golden, batches[0], ofLogits: false, comparison);
        if (CanStartFromLogits(model.Description, golden))
        {
            CompareGradients(model, golden, batches[0], ofLogits: true, comparison);
        }

        Train(model, golden, batches, comparison);
        foreach ((string name, GoldenTensor tensor) in golden.WeightsAfter)
        {
            comparison.Derived($"{name} after training", model.ReadWeight(name), tensor.Values);
        }

        ComparePredictions(model, golden, isAfter: true, batches[0], comparison);
    }

    /// <summary>Of the whole batch, row by row, and step by step; after training within the tolerance of what training leaves.</summary>
    private static void ComparePredictions(SequenceModel model, ModelCase golden, bool isAfter, ModelRows rows, Comparison comparison)
    {
        comparison.Ran("tile");
        IReadOnlyDictionary<string, float[]> all = model.PredictOutputs(rows.ToDataset());
        Predictor predictor = model.CreatePredictor();
        SequenceStream? stream = model.Description.StreamObstacle is null ? new(model) : null;
        float[][][] alone = [.. Enumerable.Range(0, rows.Rows).Select(row => rows.PredictAll(predictor, row))];
        float[][][]? streamed = stream is null ? null : [.. Enumerable.Range(0, rows.Rows).Select(row => rows.StreamAll(stream, row))];
        for (int i = 0; i < golden.Outputs.Count; i++)
        {
            OutputDescription output = model.Description.Outputs[i];
            GoldenTensor expected = isAfter ? golden.Outputs[i].PredictionAfter : golden.Outputs[i].PredictionBefore;
            string what = $"prediction {(output.Name.Length == 0 ? "" : output.Name + " ")}{(isAfter ? "after" : "before")}";
            if (!comparison.HaveSameShape(what, output.Steps > 0 ? [rows.Rows, output.Steps, output.Size] : [rows.Rows, output.Size], expected.Shape))
            {
                continue;
            }

            Compare(what, all[output.Name], expected.Values);
            for (int row = 0; row < rows.Rows; row++)
            {
                comparison.Ran("one");
                Compare($"{what}, row {row} alone", alone[row][i], expected.Row(row));
                if (streamed is not null)
                {
                    comparison.Ran("stream");
                    Compare($"{what}, stream of row {row}", streamed[row][i], expected.Row(row));
                }
            }
        }

        void Compare(string what, float[] found, ReadOnlySpan<double> values)
        {
            if (isAfter)
            {
                comparison.Derived(what, found, values);
            }
            else
            {
                comparison.Forward(what, found, values);
            }
        }
    }

    /// <summary>A pass starts from the logits of all outputs that take such, or of none; training decides for each one.</summary>
    private static bool CanStartFromLogits(ModelDescription model, ModelCase golden) =>
        model.Outputs.Zip(golden.Outputs).Where(output => output.First.TakesLogitGradient && output.First.Activation != "linear").Select(output => TakesLogits(output.First, output.Second))
            .DefaultIfEmpty(false).All(takes => takes);

    private static bool TakesLogits(OutputDescription output, ModelOutput golden) => output.TakesLogitGradient && golden.Loss.FusesWith(output.Activation);

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
        bool isNamed = golden.Outputs[0].Name.Length > 0;
        Dictionary<string, OutputOptions>? outputs = isNamed ? golden.Outputs.ToDictionary(output => output.Name, output => new OutputOptions { Loss = output.Loss }) : null;
        Loss? loss = isNamed ? null : golden.Outputs[0].Loss;
        EvaluateOptions evaluation = new() { Loss = loss, Outputs = outputs };
        using Trainer trainer = model.CreateTrainer(new FitOptions
        {
            Loss = loss,
            Outputs = outputs,
            Optimizer = golden.Optimizer(),
            BatchSize = batches.Max(batch => batch.Rows),
        });
        for (int step = 0; step < batches.Length; step++)
        {
            Dataset data = batches[step].ToDataset(TargetsOf(golden, golden.Batches[step]));
            foreach (ModelOutput output in golden.Outputs.Where(output => output.StepLoss is not null && golden.Outputs.Count > 1))
            {
                comparison.Derived($"loss of {output.Name} before step {step + 1}", model.Evaluate(data, evaluation)[$"{output.Name}_loss"], output.StepLoss![step]);
            }

            comparison.Derived($"loss of step {step + 1}", trainer.Step(data, [.. Enumerable.Range(0, batches[step].Rows)]), golden.StepLoss[step]);
            comparison.Derived($"loss after step {step + 1}", model.Evaluate(data, evaluation).Loss, golden.LossAfterStep[step]);
        }
    }

    /// <summary>The targets of a batch; those of several outputs in the reverse of the model's order: their names say which they are.</summary>
    private static IReadOnlyList<DatasetTargets> TargetsOf(ModelCase golden, ModelBatch batch) =>
    [
        .. golden.Outputs.Zip(batch.Targets).Reverse().Select(output =>
        {
            DatasetTargets targets = DatasetTargets.Values(output.Second.Values.Floats);
            targets = output.First.Name.Length > 0 ? targets.Named(output.First.Name) : targets;
            return output.Second.SampleWeights is { } weights ? targets.WithSampleWeights(weights.Floats) : targets;
        }),
    ];

    /// <summary>The gradients of the first batch's loss.</summary>
    /// <param name="ofLogits">True to start from the argument of the last activation, as training does where the loss allows it.</param>
    private static void CompareGradients(SequenceModel model, ModelCase golden, ModelRows rows, bool ofLogits, Comparison comparison)
    {
        GradientComputation pass = model.CreateGradients(rows.Rows);
        rows.CopyTo(pass.Inputs);
        pass.Forward();
        for (int i = 0; i < golden.Outputs.Count; i++)
        {
            SetGradients(pass, model.Description.Outputs[i], golden.Outputs[i], golden.Batches[0].Targets[i], ofLogits);
        }

        comparison.Ran("train");
        pass.Backward(ofLogits);
        foreach ((string name, GoldenTensor tensor) in golden.FirstGradients)
        {
            comparison.Derived($"first gradient of {name}{(ofLogits ? " (from logits)" : "")}", pass.WeightGradient(name), tensor.Values);
        }
    }

    private static void SetGradients(GradientComputation pass, OutputDescription output, ModelOutput golden, ModelTargets expected, bool ofLogits)
    {
        float[] targets = expected.Values.Floats;
        int entries = Math.Max(output.Steps, 1);
        int targetsPerEntry = targets.Length / (pass.Rows * entries);
        float[] values = new float[output.Length];
        float[] gradient = new float[output.Length];
        for (int row = 0; row < pass.Rows; row++)
        {
            if (output.Name.Length > 0)
            {
                pass.CopyOutput(row, output.Name, values);
            }
            else
            {
                pass.CopyOutput(row, values);
            }

            for (int step = 0; step < entries; step++)
            {
                int entry = row * entries + step;
                float[]? weights = expected.SampleWeights?.Floats;
                float weight = weights is null ? 1 : weights[weights.Length == pass.Rows ? row : entry];
                Range part = new(step * output.Size, (step + 1) * output.Size);
                golden.Loss.Differentiate(
                    targets.AsSpan(entry * targetsPerEntry, targetsPerEntry),
                    values.AsSpan(part),
                    golden.Weight * weight / (pass.Rows * entries),
                    ofLogits && TakesLogits(output, golden),
                    gradient.AsSpan(part));
            }

            if (output.Name.Length > 0)
            {
                pass.SetOutputGradient(row, output.Name, gradient);
            }
            else
            {
                pass.SetOutputGradient(row, gradient);
            }
        }
    }
}
