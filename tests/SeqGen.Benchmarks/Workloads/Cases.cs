using SeqGen.Benchmarks.Measuring;
using SeqGen.CompilerServices;

namespace SeqGen.Benchmarks.Workloads;

/// <summary>One sequence through a predictor, another one each time.</summary>
internal sealed class InferCase : InferenceCase
{
    private const int Inputs = 4;

    private readonly Predictor _predictor;
    private readonly int[] _tokens;
    private readonly float[] _features;
    private readonly float[] _output;
    private int _next;

    public InferCase(string id, SequenceModel model)
        : base(id, CaseKind.Infer, 1, 1, Inputs)
    {
        _predictor = model.CreatePredictor();
        _tokens = RandomData.Tokens(model, Inputs, 1);
        _features = RandomData.Features(model, Inputs, 1);
        _output = new float[model.Description.Output.Length];
    }

    public override ReadOnlySpan<int> Tokens => _tokens;

    public override ReadOnlySpan<float> Features => _features;

    public override ReadOnlySpan<float> Output => _output;

    public override float Run()
    {
        _next = (_next + 1) % Inputs;
        _predictor.Predict(Part(_tokens), Part(_features), [], _output);
        return _output[0];
    }

    private ReadOnlySpan<T> Part<T>(T[] values) => values.AsSpan(values.Length / Inputs * _next, values.Length / Inputs);
}

/// <summary>A batch through the runtime's batch inference, set up once.</summary>
internal sealed class BatchCase : InferenceCase, IDisposable
{
    private const int Seed = 2;

    private readonly SequenceModel _model;
    private readonly ArrayDataset _data;
    private readonly BatchRunner _runner;
    private readonly float[] _output;

    public BatchCase(string id, SequenceModel model, int rows, int threads)
        : base(id, CaseKind.Batch32, threads, rows, 1)
    {
        _model = model;
        _data = RandomData.Dataset(model, rows, Seed);
        int perRow = model.Description.Output.Length;
        _output = new float[rows * perRow];
        TensorSlot slot = model.Program.Tile.Output;
        _runner = new BatchRunner(model, rows, TargetGeometry.None, threads, (workspace, _, firstRow, tileRows) =>
        {
            for (int row = 0; row < tileRows.Length; row++)
            {
                TensorCopy.Read(workspace, slot, row, _output.AsSpan((firstRow + row) * perRow, perRow));
            }
        });
    }

    public override ReadOnlySpan<int> Tokens => RandomData.Tokens(_model, Sequences, Seed);

    public override ReadOnlySpan<float> Features => RandomData.Features(_model, Sequences, Seed);

    public override ReadOnlySpan<float> Output => _output;

    public override float Run()
    {
        _runner.Run(_data, static (_, _) => { }, CancellationToken.None);
        return _output[0];
    }

    public void Dispose() => _runner.Dispose();
}

/// <summary>One step of a stream whose state is carried without end; of several inputs the last one comes step by step.</summary>
internal sealed class StreamCase : InferenceCase
{
    private const int Steps = 64;

    private readonly SequenceStream _stream;
    private readonly int[] _tokens;
    private readonly float[] _features;
    private readonly int _size;
    private int _next;

    public StreamCase(string id, SequenceModel model)
        : base(id, CaseKind.Stream, 1, 1, Steps)
    {
        _stream = new SequenceStream(model);
        Random random = new(3);
        if (model.Description.Inputs.Count > 1)
        {
            foreach (InputDescription whole in model.Description.Inputs.SkipLast(1))
            {
                _stream.SetInput(whole.Name, RandomData.Tokens(whole, random));
            }

            _stream.Begin();
        }

        InputDescription input = model.Description.Inputs[^1];
        _tokens = input.Kind == InputKind.Features ? [] : [.. Enumerable.Range(0, Steps).Select(_ => random.Next(input.Vocabulary))];
        _features = _tokens.Length > 0 ? [] : RandomData.Features(model, Steps, 3)[..(Steps * input.Size)];
        _size = input.Size;
    }

    public override ReadOnlySpan<int> Tokens => _tokens;

    public override ReadOnlySpan<float> Features => _features;

    public override ReadOnlySpan<float> Output => _stream.Output(_stream.Model.Description.Output.Name);

    public override float Run()
    {
        _next = (_next + 1) % Steps;
        return _tokens.Length > 0 ? _stream.Step(_tokens[_next])[0] : _stream.Step(_features.AsSpan(_next * _size, _size))[0];
    }
}

/// <summary>Some steps of a stream of features at once.</summary>
internal sealed class BlockCase : InferenceCase
{
    private readonly SequenceStream _stream;
    private readonly float[] _features;
    private readonly float[] _output;

    public BlockCase(string id, SequenceModel model, int steps)
        : base(id, CaseKind.Block, 1, steps, 1)
    {
        _stream = new SequenceStream(model);
        _features = RandomData.Features(model, 1, 3)[..(steps * model.Description.Inputs[^1].Size)];
        _output = new float[steps * model.Description.Output.Size];
    }

    public override ReadOnlySpan<int> Tokens => [];

    public override ReadOnlySpan<float> Features => _features;

    public override ReadOnlySpan<float> Output => _output;

    public override float Run()
    {
        _stream.Step(_features, _output);
        return _output[0];
    }
}

/// <summary>A training step: forward, backward, optimizer.</summary>
internal sealed class TrainCase : Case, IDisposable
{
    private readonly ArrayDataset _data;
    private readonly Trainer _trainer;
    private readonly int[] _rows;

    public TrainCase(string id, SequenceModel model, int rows, Optimizer optimizer, int threads)
        : base(id, CaseKind.Train, threads, rows)
    {
        _data = RandomData.Dataset(model, rows, 4);
        _rows = [.. Enumerable.Range(0, rows)];
        _trainer = model.CreateTrainer(new FitOptions { BatchSize = rows, Optimizer = optimizer, Metrics = [], Threads = threads });
    }

    public override float Run() => (float)_trainer.Step(_data, _rows);

    public void Dispose() => _trainer.Dispose();
}

/// <summary>
/// Forward and backward over the 500 steps of W2 from an output gradient of the caller's choice. With the forget gates that
/// it sets, a gradient shrinks by a twentieth each step: from 1 it stays an ordinary number to the first step, from a tiny one
/// it is subnormal for more than half of the way. Both must take the same time.
/// </summary>
internal sealed class GradientCase : Case
{
    private const int Rows = 32;
    private const int Units = 32;
    private const float ForgetBias = 3;

    private readonly GradientComputation _gradients;
    private readonly float[] _outputGradient;
    private readonly string _watched;

    public GradientCase(string id, SequenceModel model, float outputGradient)
        : base(id, CaseKind.Train, 1, Rows)
    {
        string bias = model.Description.Weights.First(weight => weight.Name.EndsWith("/bias", StringComparison.Ordinal)).Name;
        float[] values = model.GetWeight(bias);
        values.AsSpan(Units, Units).Fill(ForgetBias);
        model.SetWeight(bias, values);
        _watched = bias;
        _outputGradient = [outputGradient];
        _gradients = model.CreateGradients(Rows);
        int[] tokens = RandomData.Tokens(model, Rows, 5);
        int length = tokens.Length / Rows;
        for (int row = 0; row < Rows; row++)
        {
            _gradients.Inputs.SetTokens(row, tokens.AsSpan(row * length, length));
        }
    }

    public override float Run()
    {
        _gradients.Forward();
        for (int row = 0; row < Rows; row++)
        {
            _gradients.SetOutputGradient(row, _outputGradient);
        }

        _gradients.Backward(gradientIsOfLogits: true);
        return _gradients.WeightGradient(_watched)[0];
    }
}
