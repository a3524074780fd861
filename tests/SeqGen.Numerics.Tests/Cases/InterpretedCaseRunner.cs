using SeqGen.Generator.Networks;
using SeqGen.Generator.Planning;
using SeqGen.Generator.Testing;
using SeqGen.Numerics.Tests.Golden;

namespace SeqGen.Numerics.Tests.Cases;

/// <summary>Runs a layer case in the interpreter of kernels: outputs and states of every program, and all gradients, as <see cref="LayerCaseRunner"/> does with the compiled model.</summary>
/// <param name="model">The model.</param>
/// <param name="golden">The case.</param>
/// <param name="compare">Takes what is compared, the values found and the values expected.</param>
internal sealed class InterpretedCaseRunner(InterpretedModel model, LayerCase golden, Action<string, double[], double[]> compare)
{
    private readonly NetworkPlan _plan = model.Plan;
    private readonly bool _hasTokens = golden.Layers[0].ClassName == "Embedding";

    private int Rows => golden.Input.Rows;

    public void Run()
    {
        foreach ((string name, GoldenTensor tensor) in golden.Weights)
        {
            model.SetWeight(name, tensor.Values);
        }

        model.Pack();
        if (!golden.IsOfTraining)
        {
            One();
            Tiles();
            Stream();
        }

        if (!golden.IsOfInference)
        {
            Train();
        }
    }

    /// <summary>Row by row in one workspace, so that a row that takes what another one has left is found.</summary>
    private void One()
    {
        ProgramRun run = new(model, _plan.One);
        for (int row = 0; row < Rows; row++)
        {
            WriteStates(InitialStatesOf(_plan.One), golden.InitialStates, row, (slot, values) => run.Write(slot, 0, values));
            run.Predict(InputsOf(1, row, 1));
            compare($"output of row {row} alone", run.Read(_plan.One.Outputs[0]), RowOf(golden.Output, row));
            CompareStates("alone", FinalStatesOf(_plan.One), golden.FinalStates, row, state => run.Read(state.Slot));
        }
    }

    private void Tiles()
    {
        ProgramRun run = new(model, _plan.Tile);
        for (int first = 0; first < Rows; first += _plan.TileRows)
        {
            int count = Math.Min(_plan.TileRows, Rows - first);
            ForRows(first, count, (row, inTile) => WriteStates(InitialStatesOf(_plan.Tile), golden.InitialStates, row, (slot, values) => run.Write(slot, inTile, values)));
            run.Predict(InputsOf(_plan.TileRows, first, count));
            ForRows(first, count, (row, inTile) =>
            {
                compare($"output of row {row} in a tile", run.Read(_plan.Tile.Outputs[0], inTile), RowOf(golden.Output, row));
                CompareStates("in a tile", FinalStatesOf(_plan.Tile), golden.FinalStates, row, state => run.Read(state.Slot, inTile));
            });
        }
    }

    private void Stream()
    {
        if (_plan.Stream is not { } program || !LayerCaseStream.CanSkipSteps(golden))
        {
            return;
        }

        ProgramRun run = new(model, program);
        StatePlan[] carried = [.. program.Layers.SelectMany(layer => layer.StreamStates)];
        StatePlan Carried(StatePlan state) => carried.Single(candidate => candidate.Name == state.Name);
        int steps = golden.Input.Shape[1];
        bool givesSequence = _plan.Shapes[^1].IsSequence;
        int size = _plan.Shapes[^1].Size;
        for (int row = 0; row < Rows; row++)
        {
            run.Begin(InputsOf(1, row, 1));
            WriteStates(InitialStatesOf(_plan.One).Select(Carried), golden.InitialStates, row, (slot, values) => run.Write(slot, 0, values));
            double[] input = RowOf(golden.Input, row);
            int length = input.Length / steps;
            for (int step = 0; step < steps; step++)
            {
                if (golden.Mask is { } mask && mask.Row(row)[step] == 0)
                {
                    continue;
                }

                run.Predict(StepOf(input[(step * length)..((step + 1) * length)]));
                if (givesSequence || step == LayerCaseStream.LastStep(golden, row, steps))
                {
                    compare($"stream of row {row}, step {step}", run.Read(program.Outputs[0]), golden.Output.Row(row).Slice(givesSequence ? step * size : 0, size).ToArray());
                }
            }

            CompareStates("of the stream", FinalStatesOf(_plan.One).Select(Carried), golden.FinalStates, row, state => run.Read(state.Slot));
        }
    }

    /// <summary>The same batch twice in the same workspaces.</summary>
    private void Train()
    {
        int tiles = (Rows + _plan.TileRows - 1) / _plan.TileRows;
        TrainingRun run = new(model, InputsOf(tiles * _plan.TileRows, 0, Rows), Rows);
        ForRows(0, Rows, (row, _) => WriteStates(InitialStatesOf(_plan.Train), golden.InitialStates, row, (slot, values) => run.Write(slot, row, values)));
        for (int pass = 0; pass < 2; pass++)
        {
            run.Forward();
            ForRows(0, Rows, (row, _) =>
            {
                compare($"output of row {row} in training", run.Read(_plan.Train.Outputs[0], row), RowOf(golden.Output, row));
                CompareStates("in training", FinalStatesOf(_plan.Train), golden.FinalStates, row, state => run.Read(state.Slot, row));
                run.Write(_plan.Train.Outputs[0].Gradient!, row, RowOf(golden.OutputGradient, row));
                for (int state = 0; state < golden.FinalStateGradients.Count; state++)
                {
                    run.Write(FinalStatesOf(_plan.Train).ElementAt(state).Gradient!, row, RowOf(golden.FinalStateGradients[state], row));
                }
            });
            run.Backward();
            foreach ((string name, GoldenTensor gradient) in golden.WeightGradients)
            {
                compare($"gradient of {name}", run.WeightGradient(name), gradient.Values);
            }

            ForRows(0, Rows, (row, _) =>
            {
                if (golden.InputGradient is { } gradient)
                {
                    compare($"gradient of the input of row {row}", run.Read(_plan.InputGradients[0], row), RowOf(gradient, row));
                }

                CompareStates("(initial), gradient", InitialStatesOf(_plan.Train), golden.InitialStateGradients, row, state => run.Read(state.Gradient!, row));
            });
        }
    }

    private static IEnumerable<StatePlan> InitialStatesOf(ProgramPlan program) => program.Layers.SelectMany(layer => layer.InitialStates);

    private static IEnumerable<StatePlan> FinalStatesOf(ProgramPlan program) => program.Layers.SelectMany(layer => layer.FinalStates);

    private static void WriteStates(IEnumerable<StatePlan> states, IReadOnlyList<GoldenTensor> values, int row, Action<Tensor, double[]> write)
    {
        foreach ((StatePlan state, GoldenTensor tensor) in states.Zip(values))
        {
            write(state.Slot, RowOf(tensor, row));
        }
    }

    private void CompareStates(string what, IEnumerable<StatePlan> states, IReadOnlyList<GoldenTensor> expected, int row, Func<StatePlan, double[]> read)
    {
        foreach ((StatePlan state, GoldenTensor tensor) in states.Zip(expected))
        {
            compare($"{state.Name} of row {row} {what}", read(state), RowOf(tensor, row));
        }
    }

    private static void ForRows(int first, int count, Action<int, int> each)
    {
        for (int row = 0; row < count; row++)
        {
            each(first + row, row);
        }
    }

    private static double[] RowOf(GoldenTensor tensor, int row) => tensor.Row(row).ToArray();

    private InterpretedInputs InputsOf(int rows, int first, int count)
    {
        double[] values = [.. Enumerable.Range(first, count).SelectMany(row => RowOf(golden.Input, row))];
        double[] mask = golden.Mask is { } given ? [.. Enumerable.Range(first, count).SelectMany(row => RowOf(given, row))] : [];
        return InterpretedInputs.Of(_plan, rows, _hasTokens ? values : [], _hasTokens ? [] : values, mask);
    }

    private InterpretedInputs StepOf(double[] values) => InterpretedInputs.OfStep(values, _hasTokens);
}
