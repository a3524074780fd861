using SeqGen.Generator.Kernels;
using SeqGen.Generator.Model;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Planning;
using SeqGen.Generator.Scheduling;
using SeqGen.Generator.Shapes;

namespace SeqGen.Generator.Testing;

/// <summary>
/// Runs the programs of a model on random weights and inputs, and reads all that the runtime would. Everything runs twice in the same workspaces:
/// after the first pass all that a program writes is known, so that in the second one nothing else may be read.
/// </summary>
internal sealed class RandomRun
{
    private readonly NetworkPlan _plan;
    private readonly InterpretedModel _model;
    private readonly int _rows;
    private readonly double[][] _tokens;
    private readonly double[][] _features;
    private readonly double[][] _masks;
    private readonly ProgramRun _one;
    private readonly ProgramRun _tile;
    private readonly ProgramRun? _stream;
    private readonly ProgramRun? _block;
    private readonly TrainingRun _train;
    private readonly Random _random = new(7);
    private readonly List<(string Name, double[] Values)> _results = [];

    private RandomRun(NetworkPlan plan, Target target)
    {
        _plan = plan;
        _model = new(plan, target);

        // One row more than a tile has: the last tile is mostly empty.
        _rows = plan.TileRows + 1;
        foreach (WeightPlan weight in plan.Weights)
        {
            _model.SetWeight(weight.Name, Uniform(weight.Length, around: weight.Name.EndsWith("variance", StringComparison.Ordinal) ? 1.5 : 0));
        }

        _model.Pack();
        _tokens = RowsOf(shape => shape.Kind != ShapeKind.Floats, shape => [.. Enumerable.Range(0, shape.Steps).Select(_ => (double)_random.Next(shape.Size))]);
        _features = RowsOf(shape => shape.Kind == ShapeKind.Floats, shape => Uniform(Math.Max(shape.Steps, 1) * shape.Size));

        // The second row is masked as a whole.
        _masks = [.. Enumerable.Range(0, _rows).Select(row => Enumerable.Range(0, (int)plan.RowLength(BufferKind.Mask)).Select(_ => row == 1 || _random.Next(3) == 0 ? 0.0 : 1).ToArray())];
        _one = new(_model, plan.One);
        _tile = new(_model, plan.Tile);
        _stream = plan.Stream is { } stream ? new(_model, stream) : null;
        _block = plan.Block is { } block ? new(_model, block) : null;
        _train = new(_model, InputsOf(2 * plan.TileRows, 0, _rows), _rows);
    }

    /// <summary>All outputs, states and gradients of the second pass, by name.</summary>
    /// <param name="plan">The model.</param>
    /// <param name="target">The target.</param>
    /// <param name="programs">The programs to run; all where there is none.</param>
    /// <param name="change">What becomes of each method before the second pass.</param>
    /// <exception cref="MemoryException">A value is read before it was written.</exception>
    public static IReadOnlyList<(string Name, double[] Values)> Of(NetworkPlan plan, Target target, ProgramKind? programs = null, Func<LayerMethod, LayerMethod>? change = null)
    {
        RandomRun run = new(plan, target);
        run.RunAll(programs);
        run._results.Clear();
        run._model.Change = change;
        run.RunAll(programs);
        return run._results;
    }

    private void RunAll(ProgramKind? programs)
    {
        Dictionary<ProgramKind, Action> all = new()
        {
            [ProgramKind.One] = One,
            [ProgramKind.Tile] = Tile,
            [ProgramKind.Stream] = Stream,
            [ProgramKind.Block] = Block,
            [ProgramKind.Train] = () =>
            {
                Train(isTraining: true);
                Train(isTraining: false);
            },
        };
        foreach ((_, Action run) in all.Where(program => programs is null || program.Key == programs))
        {
            run();
        }
    }

    private void One()
    {
        for (int row = 0; row < 2; row++)
        {
            _one.Predict(InputsOf(1, row, 1));
            _plan.One.Outputs.ForEach(output => Add($"one {row}", _one.Read(output)));
            foreach (StatePlan state in _plan.One.Layers.SelectMany(layer => layer.FinalStates))
            {
                Add($"one {row}, {state.Name}", _one.Read(state.Slot));
            }
        }
    }

    private void Tile()
    {
        for (int first = 0; first < 2; first++)
        {
            _tile.Predict(InputsOf(_plan.TileRows, first, _plan.TileRows));
            for (int row = 0; row < _plan.TileRows; row++)
            {
                _plan.Tile.Outputs.ForEach(output => Add($"tile {first + row}", _tile.Read(output, row)));
                ReadMasks(_plan.Tile, mask => _tile.Read(mask, row));
            }
        }
    }

    /// <summary>The masks of outputs, by which the runtime leaves steps out of the loss.</summary>
    private void ReadMasks(ProgramPlan program, Func<Tensor, double[]> read)
    {
        for (int output = 0; output < program.Outputs.Count; output++)
        {
            if (program.Outputs[output].Mask is { } mask && _plan.Shapes[_plan.Spec.Outputs[output].Layer].IsSequence)
            {
                Add("mask", read(mask));
            }
        }
    }

    /// <summary>A stream gets the last input step by step; when it begins, there is nothing of it yet.</summary>
    private void Stream()
    {
        if (_stream is null)
        {
            return;
        }

        Shape last = _plan.Shapes[_plan.Spec.Inputs.Last()];
        bool hasTokens = last.Kind != ShapeKind.Floats;
        int size = hasTokens ? 1 : last.Size;
        double[] row = (hasTokens ? _tokens : _features)[0];
        double[][] steps = [.. row[^(last.Steps * size)..].Chunk(size)];
        InterpretedInputs whole = InputsOf(1, 0, 1);
        (hasTokens ? whole.Tokens : whole.Features).ForgetAll(row.Length - last.Steps * size, last.Steps * size);
        _stream.Begin(whole);
        foreach (double[] step in steps)
        {
            _stream.Predict(InterpretedInputs.OfStep(step, hasTokens));
            _plan.Stream!.Outputs.ForEach(output => Add("step", _stream.Read(output)));
        }

        _stream.Rewind(whole);
        foreach (StatePlan state in _plan.Stream!.Layers.SelectMany(layer => layer.StreamStates))
        {
            Add($"stream, {state.Name}", _stream.Read(state.Slot));
        }
    }

    /// <summary>As many steps at a time as a block has; what is left of the sequence is left out.</summary>
    private void Block()
    {
        if (_block is null)
        {
            return;
        }

        bool hasTokens = _plan.Shapes[0].Kind != ShapeKind.Floats;
        int values = _plan.Block!.StreamSteps * (hasTokens ? 1 : _plan.Shapes[0].Size);
        foreach (double[] steps in (hasTokens ? _tokens : _features)[0].Chunk(values).Where(steps => steps.Length == values))
        {
            _block.Predict(InterpretedInputs.OfStep(steps, hasTokens));
            _plan.Block.Outputs.ForEach(output => Add("block", _block.Read(output)));
        }

        _block.Rewind(InputsOf(1, 0, 1));
        foreach (StatePlan state in _plan.Block.Layers.SelectMany(layer => layer.StreamStates))
        {
            Add($"block, {state.Name}", _block.Read(state.Slot));
        }
    }

    private void Train(bool isTraining)
    {
        string name = isTraining ? "train" : "not trained";
        _train.Forward(isTraining);
        for (int row = 0; row < _rows; row++)
        {
            foreach (Tensor output in _plan.Train.Outputs)
            {
                double[] values = _train.Read(output, row);
                Add($"{name} {row}", values);
                _train.Write(output.Gradient!, row, Uniform(values.Length));
            }

            ReadMasks(_plan.Train, mask => _train.Read(mask, row));
            foreach (StatePlan state in _plan.Train.Layers.SelectMany(layer => layer.FinalStates))
            {
                Add($"{name} {row}, {state.Name}", _train.Read(state.Slot, row));
                _train.Write(state.Gradient!, row, Uniform(state.Units));
            }
        }

        _train.Backward(isOfLogits: !isTraining && _plan.Activations[_plan.Spec.Outputs[0].Layer].Kind is ActivationKind.Sigmoid or ActivationKind.Softmax);
        foreach (WeightPlan weight in _plan.Weights)
        {
            Add($"{name}, gradient of {weight.Name}", _train.WeightGradient(weight.Name));
        }

        IReadOnlyList<Tensor> gradients = [.. _plan.InputGradients, .. _plan.Train.Layers.SelectMany(layer => layer.InitialStates).Select(state => state.Gradient!)];
        for (int row = 0; row < _rows; row++)
        {
            Add($"{name}, gradients of row {row}", [.. gradients.SelectMany(gradient => _train.Read(gradient, row))]);
        }
    }

    private void Add(string name, double[] values) => _results.Add((name, values));

    private InterpretedInputs InputsOf(int rows, int first, int used)
    {
        double[] Values(double[][] values) => [.. values.Skip(first).Take(used).SelectMany(row => row)];
        return InterpretedInputs.Of(_plan, rows, Values(_tokens), Values(_features), Values(_masks));
    }

    /// <summary>The values of all inputs of a kind, row by row.</summary>
    private double[][] RowsOf(Func<Shape, bool> isOfKind, Func<Shape, double[]> values)
    {
        Shape[] inputs = [.. _plan.Spec.Inputs.Select(input => _plan.Shapes[input]).Where(isOfKind)];
        return [.. Enumerable.Range(0, _rows).Select(_ => inputs.SelectMany(values).ToArray())];
    }

    private double[] Uniform(int count, double around = 0) => [.. Enumerable.Range(0, count).Select(_ => around + 2 * _random.NextDouble() - 1)];
}
