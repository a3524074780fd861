using SeqGen.Generator.Emission;
using SeqGen.Generator.Kernels;
using SeqGen.Generator.Model;
using SeqGen.Generator.Planning;
using SeqGen.Generator.Shapes;

namespace SeqGen.Generator.Testing;

/// <summary>Runs every program of a model on random weights and inputs, and reads all that the runtime would.</summary>
internal sealed class RandomRun
{
    private readonly NetworkPlan _plan;
    private readonly InterpretedModel _model;
    private readonly int _rows;
    private readonly double[][] _tokens;
    private readonly double[][] _features;
    private readonly double[][] _masks;
    private readonly Random _random = new(7);
    private readonly List<(string Name, double[] Values)> _results = [];

    private RandomRun(NetworkPlan plan, Simd target, Func<LayerMethod, LayerMethod>? change)
    {
        _plan = plan;
        _model = new(plan, target, change);

        // One row more than a tile has: the last tile is mostly empty.
        _rows = plan.TileRows + 1;
        foreach (WeightPlan weight in plan.Weights)
        {
            _model.SetWeight(weight.Name, Uniform(weight.Length, weight.Name.EndsWith("variance", StringComparison.Ordinal) ? 1.5 : 0));
        }

        _tokens = RowsOf(shape => shape.Kind != ShapeKind.Floats, shape => shape.Size);
        _features = RowsOf(shape => shape.Kind == ShapeKind.Floats, _ => 0);
        _masks = [.. Enumerable.Range(0, _rows).Select(_ => Enumerable.Range(0, (int)plan.RowLength(BufferKind.Mask)).Select(i => i == 0 || _random.Next(3) > 0 ? 1.0 : 0).ToArray())];
        _model.Pack();
    }

    /// <summary>All outputs, states and gradients of the model's programs, by name.</summary>
    /// <param name="plan">The model.</param>
    /// <param name="target">The target.</param>
    /// <param name="change">What becomes of each method before it runs.</param>
    /// <exception cref="MemoryException">A value is read before it was written.</exception>
    public static IReadOnlyList<(string Name, double[] Values)> Of(NetworkPlan plan, Simd target, Func<LayerMethod, LayerMethod>? change = null)
    {
        RandomRun run = new(plan, target, change);
        run.One();
        run.Tile();
        run.Stream();
        run.Train(isTraining: true);
        run.Train(isTraining: false);
        return run._results;
    }

    private void One()
    {
        ProgramRun one = new(_model, _plan.One);
        for (int row = 0; row < 2; row++)
        {
            one.Predict(InputsOf(1, row));
            Add($"one {row}", one.Read(_plan.One.Output));
            foreach (StatePlan state in _plan.One.Layers.SelectMany(layer => layer.FinalStates))
            {
                Add($"one {row}, {state.Name}", one.Read(state.Slot));
            }
        }
    }

    private void Tile()
    {
        ProgramRun tile = new(_model, _plan.Tile);
        tile.Predict(InputsOf(_plan.TileRows, 1));
        tile.Predict(InputsOf(_plan.TileRows, 0));
        for (int row = 0; row < _plan.TileRows; row++)
        {
            Add($"tile {row}", tile.Read(_plan.Tile.Output, row));
            ReadMask(_plan.Tile, mask => tile.Read(mask, row));
        }
    }

    /// <summary>The mask of the output, by which the runtime leaves steps out of the loss.</summary>
    private void ReadMask(ProgramPlan program, Func<Tensor, double[]> read)
    {
        if (program.Output.Mask is { } mask && _plan.Shapes[^1].IsSequence)
        {
            Add("mask", read(mask));
        }
    }

    private void Stream()
    {
        if (_plan.Stream is not { } program)
        {
            return;
        }

        Shape last = _plan.Shapes[_plan.Spec.Inputs.Last()];
        bool hasTokens = last.Kind != ShapeKind.Floats;
        int size = hasTokens ? 1 : last.Size;
        ProgramRun stream = new(_model, program);
        InterpretedInputs whole = InputsOf(1, 0);
        (hasTokens ? whole.Tokens : whole.Features).ForgetAll((hasTokens ? _tokens : _features)[0].Length - last.Steps * size, last.Steps * size);
        stream.Begin(whole);
        for (int step = 0; step < last.Steps; step++)
        {
            stream.Predict(StepOf((hasTokens ? _tokens : _features)[0].AsSpan(^((last.Steps - step) * size)..)[..size].ToArray(), hasTokens));
            Add($"step {step}", stream.Read(program.Output));
        }

        foreach (StatePlan state in program.Layers.SelectMany(layer => layer.StreamStates))
        {
            Add($"stream, {state.Name}", stream.Read(state.Slot));
        }
    }

    /// <summary>One step of the last input, and nothing of any other.</summary>
    private static InterpretedInputs StepOf(double[] values, bool hasTokens)
    {
        Memory step = new("step", values.Length);
        step.Write(0, values);
        Memory none = new("no input", 0);
        return hasTokens ? new(step, none, none) : new(none, step, none);
    }

    private void Train(bool isTraining)
    {
        TrainingRun train = new(_model, InputsOf(2 * _plan.TileRows, 0, _rows), _rows);
        string name = isTraining ? "train" : "not trained";
        train.Forward(isTraining);
        for (int row = 0; row < _rows; row++)
        {
            double[] output = train.Read(_plan.Train.Output, row);
            Add($"{name} {row}", output);
            ReadMask(_plan.Train, mask => train.Read(mask, row));
            train.Write(_plan.Train.Output.Gradient!, row, Uniform(output.Length));
            foreach (StatePlan state in _plan.Train.Layers.SelectMany(layer => layer.FinalStates))
            {
                Add($"{name} {row}, {state.Name}", train.Read(state.Slot, row));
                train.Write(state.Gradient!, row, Uniform(state.Units));
            }
        }

        train.Backward(isOfLogits: !isTraining && _plan.OutputActivation.Kind is ActivationKind.Sigmoid or ActivationKind.Softmax);
        foreach (WeightPlan weight in _plan.Weights)
        {
            Add($"{name}, gradient of {weight.Name}", train.WeightGradient(weight.Name));
        }

        for (int row = 0; row < _rows; row++)
        {
            IEnumerable<Tensor> gradients = _plan.InputGradients.Concat(_plan.Train.Layers.SelectMany(layer => layer.InitialStates).Select(state => state.Gradient!));
            Add($"{name}, gradients of row {row}", [.. gradients.SelectMany(gradient => train.Read(gradient, row))]);
        }
    }

    private void Add(string name, double[] values) => _results.Add((name, values));

    private InterpretedInputs InputsOf(int rows, int first, int? used = null) => InterpretedInputs.Of(
        _plan, rows, Rows(_tokens, first, used ?? rows), Rows(_features, first, used ?? rows), Rows(_masks, first, used ?? rows));

    private static double[] Rows(double[][] values, int first, int count) => [.. values.Skip(first).Take(count).SelectMany(row => row)];

    /// <summary>The values of all inputs of a kind, row by row: tokens below a vocabulary, or features.</summary>
    private double[][] RowsOf(Func<Shape, bool> isOfKind, Func<Shape, int> vocabulary)
    {
        Shape[] inputs = [.. _plan.Spec.Inputs.Select(input => _plan.Shapes[input]).Where(isOfKind)];
        double[] Values(Shape shape) => vocabulary(shape) is > 0 and int bound
            ? [.. Enumerable.Range(0, shape.Steps).Select(_ => (double)_random.Next(bound))]
            : Uniform(Math.Max(shape.Steps, 1) * shape.Size);
        return [.. Enumerable.Range(0, _rows).Select(_ => inputs.SelectMany(Values).ToArray())];
    }

    private double[] Uniform(int count, double around = 0) => [.. Enumerable.Range(0, count).Select(_ => around + 2 * _random.NextDouble() - 1)];
}
