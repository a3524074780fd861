using SeqGen.Numerics.Tests.Golden;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests.Cases;

/// <summary>Runs a compiled model on a layer case: outputs and states of every program, gradients of weights, input and states.</summary>
internal static class LayerCaseRunner
{
    public static void Run(SequenceModel model, LayerCase golden, Comparison comparison)
    {
        SetWeights(model, golden.Weights);
        if (!IsComplete(model.Description, golden, comparison))
        {
            return;
        }

        ModelRows rows = Rows(golden);
        if (!golden.IsOfTraining)
        {
            CompareInference(model, golden, rows, comparison);
            LayerCaseStream.Compare(model, golden, rows, comparison);
        }

        if (!golden.IsOfInference)
        {
            CompareTraining(model, golden, rows, comparison);
        }
    }

    /// <summary>Says what a case must expect of the model and does not: what is not expected would not be compared.</summary>
    private static bool IsComplete(ModelDescription model, LayerCase golden, Comparison comparison)
    {
        int rows = golden.Input.Rows;
        int[] output = model.Output.Steps > 0 ? [rows, model.Output.Steps, model.Output.Size] : [rows, model.Output.Size];
        int[][] initial = [.. model.InitialStates.Select(state => new[] { rows, state.Units })];
        int[][] final = [.. model.FinalStates.Select(state => new[] { rows, state.Units })];
        HaveSame("the output", [output], [golden.Output]);
        HaveSame("the output's gradient", [output], [golden.OutputGradient]);
        HaveSame("an initial state", initial, golden.InitialStates);
        HaveSame("an initial state's gradient", initial, golden.InitialStateGradients);
        HaveSame("a final state", final, golden.FinalStates);
        HaveSame("a final state's gradient", final, golden.FinalStateGradients);
        string shape = $"(None, {string.Join(", ", golden.OutputShape)})";
        if (golden.OutputShape.Count > 0 && model.Layers[^1].OutputShape != shape)
        {
            comparison.Fail($"the output is {model.Layers[^1].OutputShape} instead of {shape}");
        }

        bool hasFeatures = model.Inputs[0].Kind == InputKind.Features;
        HaveSame("the input's gradient", hasFeatures ? [golden.Input.Shape] : [], golden.InputGradient is { } gradient ? [gradient] : []);
        HaveGradients(model, golden.WeightGradients, comparison);
        return comparison.Failures.Count == 0;

        void HaveSame(string what, int[][] shapes, IReadOnlyList<GoldenTensor> expected)
        {
            if (shapes.Length != expected.Count)
            {
                comparison.Fail($"the case has {what} {expected.Count} times instead of {shapes.Length}");
                return;
            }

            for (int i = 0; i < shapes.Length; i++)
            {
                comparison.HaveSameShape(what, shapes[i], expected[i].Shape);
            }
        }
    }

    /// <summary>Says which trained weights have no expected values, and which expected values are of no trained weight.</summary>
    public static void HaveGradients(ModelDescription model, IReadOnlyList<(string Name, GoldenTensor Tensor)> expected, Comparison comparison)
    {
        WeightDescription[] trained = [.. model.Weights.Where(weight => weight.Trainable)];
        foreach (string name in trained.Select(weight => weight.Name).Except(expected.Select(weight => weight.Name)))
        {
            comparison.Fail($"the case expects nothing of {name}, which is trained");
        }

        foreach ((string name, GoldenTensor tensor) in expected)
        {
            if (trained.FirstOrDefault(weight => weight.Name == name) is not { } weight)
            {
                comparison.Fail($"the case expects something of {name}, which is no trained weight");
                continue;
            }

            comparison.HaveSameShape(name, weight.Shape, tensor.Shape);
        }
    }

    /// <summary>Gives a model a case's weights; every weight must be there, and no other one.</summary>
    public static void SetWeights(SequenceModel model, IReadOnlyList<(string Name, GoldenTensor Tensor)> weights)
    {
        string[] known = [.. model.Description.Weights.Select(weight => weight.Name)];
        string[] given = [.. weights.Select(weight => weight.Name)];
        if (!known.SequenceEqual(given))
        {
            throw new InvalidOperationException($"the model has the weights {string.Join(", ", known)} instead of {string.Join(", ", given)}");
        }

        foreach ((string name, GoldenTensor tensor) in weights)
        {
            WeightDescription weight = model.Description.Weights.Single(candidate => candidate.Name == name);
            if (!weight.Shape.SequenceEqual(tensor.Shape))
            {
                throw new InvalidOperationException($"{name} has the shape ({string.Join(", ", weight.Shape)}) instead of ({string.Join(", ", tensor.Shape)})");
            }

            model.SetWeight(name, tensor.Floats);
        }
    }

    private static ModelRows Rows(LayerCase golden) => golden.Layers[0].ClassName == "Embedding"
        ? new(golden.Input.Integers, [], golden.Mask?.Floats, golden.Input.Rows)
        : new([], golden.Input.Floats, golden.Mask?.Floats, golden.Input.Rows);

    private static void CompareInference(SequenceModel model, LayerCase golden, ModelRows rows, Comparison comparison)
    {
        ModelDescription description = model.Description;
        Predictor predictor = model.CreatePredictor();
        for (int row = 0; row < rows.Rows; row++)
        {
            for (int state = 0; state < golden.InitialStates.Count; state++)
            {
                golden.InitialStates[state].RowFloats(row).CopyTo(predictor.InitialState(description.InitialStates[state].Name));
            }

            comparison.Ran("one");
            comparison.Forward($"output of row {row} alone", rows.Predict(predictor, row), golden.Output.Row(row));
            for (int state = 0; state < golden.FinalStates.Count; state++)
            {
                string name = description.FinalStates[state].Name;
                comparison.Forward($"{name} of row {row} alone", predictor.FinalState(name), golden.FinalStates[state].Row(row));
            }
        }

        // A data set holds no initial states.
        if (golden.InitialStates.Count == 0)
        {
            comparison.Ran("tile");
            comparison.Forward("output of the data set", model.Predict(rows.ToDataset()), golden.Output.Values);
        }
    }

    private static void CompareTraining(SequenceModel model, LayerCase golden, ModelRows rows, Comparison comparison)
    {
        ModelDescription description = model.Description;
        GradientComputation pass = model.CreateGradients(rows.Rows);
        rows.CopyTo(pass.Inputs);
        ForEachRow(golden.InitialStates, (state, row, values) => pass.SetInitialState(row, description.InitialStates[state].Name, values));
        pass.Forward();
        float[] output = new float[golden.Output.Values.Length];
        int length = golden.Output.RowLength;
        for (int row = 0; row < rows.Rows; row++)
        {
            pass.CopyOutput(row, output.AsSpan(row * length, length));
            pass.SetOutputGradient(row, golden.OutputGradient.RowFloats(row));
        }

        comparison.Ran("train");
        comparison.Forward("output in training", output, golden.Output.Values);
        for (int state = 0; state < golden.FinalStates.Count; state++)
        {
            string name = description.FinalStates[state].Name;
            comparison.Forward($"{name} in training", Gather(golden.FinalStates[state], (row, values) => pass.CopyFinalState(row, name, values)), golden.FinalStates[state].Values);
        }

        ForEachRow(golden.FinalStateGradients, (state, row, values) => pass.SetFinalStateGradient(row, description.FinalStates[state].Name, values));
        pass.Backward();
        foreach ((string name, GoldenTensor tensor) in golden.WeightGradients)
        {
            comparison.Derived($"gradient of {name}", pass.WeightGradient(name), tensor.Values);
        }

        if (golden.InputGradient is { } input)
        {
            comparison.Derived("gradient of the input", Gather(input, (row, values) => pass.CopyInputGradient(row, values)), input.Values);
        }

        for (int state = 0; state < golden.InitialStateGradients.Count; state++)
        {
            GoldenTensor expected = golden.InitialStateGradients[state];
            string name = description.InitialStates[state].Name;
            comparison.Derived($"gradient of the initial {name}", Gather(expected, (row, values) => pass.CopyInitialStateGradient(row, name, values)), expected.Values);
        }
    }

    private delegate void UseRow(int state, int row, float[] values);

    private delegate void ReadRow(int row, Span<float> values);

    private static void ForEachRow(IReadOnlyList<GoldenTensor> states, UseRow use)
    {
        for (int state = 0; state < states.Count; state++)
        {
            for (int row = 0; row < states[state].Rows; row++)
            {
                use(state, row, states[state].RowFloats(row));
            }
        }
    }

    private static float[] Gather(GoldenTensor like, ReadRow read)
    {
        float[] values = new float[like.Values.Length];
        for (int row = 0; row < like.Rows; row++)
        {
            read(row, values.AsSpan(row * like.RowLength, like.RowLength));
        }

        return values;
    }
}
