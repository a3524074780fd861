using SeqGen.CompilerServices;
using SeqGen.Generator.Kernels;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Planning;
using SeqGen.Generator.Scheduling;
using SeqGen.Generator.Verification;

namespace SeqGen.Generator.Testing;

/// <summary>
/// One workspace of a program, and its methods in the order in which the emitted programs call them. From one run to the next go initial states,
/// what a stream carries, and what it computed when it began; all else that a run wrote is undefined in the next one.
/// </summary>
internal sealed class ProgramRun
{
    private readonly InterpretedModel _model;
    private readonly ProgramPlan _program;
    private readonly Regions _regions;
    private readonly Memory _workspace;
    private int _position;

    public ProgramRun(InterpretedModel model, ProgramPlan program)
    {
        _model = model;
        _program = program;
        _regions = new(model.Plan, program);
        _workspace = new("work", program.WorkspaceLength, program.Buffers.Select(buffer => (buffer.Name, (long)buffer.Offset)));
        ClearStates();
    }

    private IEnumerable<Tensor> Carried =>
        [.. _program.Layers.SelectMany(layer => layer.InitialStates.Concat(layer.StreamStates)).Select(state => state.Buffer ?? state.Slot), .. _program.Turn is { } turn ? [turn] : Array.Empty<Tensor>()];

    /// <summary>Begins a new run.</summary>
    public void Start()
    {
        foreach (Tensor carried in Carried)
        {
            ForEachRow(carried, _workspace.Keep);
        }

        _workspace.Forget();
    }

    /// <summary>Inference of one sequence, of a tile, or of a step of a stream, as a new run.</summary>
    public void Predict(InterpretedInputs inputs)
    {
        Start();
        bool isStream = _program.IsStream;
        if (_program.Turn is { } turn)
        {
            double next = 1 - _workspace[turn.OffsetValue];
            _workspace[turn.OffsetValue] = next;
            foreach (LayerPlan layer in _program.Layers.Where(layer => next != 0 && layer.StepsEarly).Reverse())
            {
                Run(LayerMethod.EarlyNameOf(layer.Identifier), inputs);
            }
        }

        foreach (LayerPlan layer in _program.Layers.Where(layer => layer.HasForward && layer.RunsEveryStep == isStream))
        {
            Run(LayerMethod.NameOf(layer.Identifier, $"{_program.Kind}"), inputs);
        }

        if (_program.Slides)
        {
            _position += _program.StreamSteps;
            if (_position > StepSchedule.StreamRoom(_program.StreamSteps) - _program.StreamSteps)
            {
                Rewind(inputs);
            }
        }
    }

    /// <summary>Brings the past that a stream's steps see back to the start of its buffers, where states are read.</summary>
    public void Rewind(InterpretedInputs inputs)
    {
        foreach (LayerPlan layer in _program.Layers.Where(layer => layer.Slides))
        {
            Run(LayerMethod.NameOf(layer.Identifier, $"Rewind{_program.Kind}"), inputs);
        }

        _position = 0;
    }

    /// <summary>Begins a stream: its states are zero, and what it computes of the whole inputs stays for all its steps.</summary>
    public void Begin(InterpretedInputs inputs)
    {
        _workspace.ForgetAll();
        ClearStates();
        _position = 0;
        foreach (LayerPlan layer in _program.Layers.Where(layer => layer.RunsEveryStep ? layer.HasBegin : layer.HasForward))
        {
            Run(LayerMethod.NameOf(layer.Identifier, layer.RunsEveryStep ? "Begin" : $"{_program.Kind}"), inputs);
        }

        _workspace.Keep(0, _program.WorkspaceLength);
    }

    /// <summary>Runs a method.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="tile">What the runtime says of a training tile.</param>
    /// <param name="gradients">The buffers of gradients, in a backward pass.</param>
    /// <exception cref="MemoryException">It reads what was not written, or outside of a buffer.</exception>
    public void Run(string name, InterpretedInputs inputs, TrainingTile tile = default, params IEnumerable<(BufferKind Kind, Memory Memory)> gradients)
    {
        LayerMethod method = _model.Method(name);
        NetworkPlan plan = _model.Plan;
        Place FirstRow(BufferKind kind, Memory memory) => new(memory, tile.FirstRow * plan.RowLength(kind));
        Dictionary<BufferKind, Place> buffers = new()
        {
            [BufferKind.Weights] = new(_model.Weights, 0),
            [BufferKind.Packed] = new(_program.Training ? _model.PackedForTraining : _model.PackedForInference, 0),
            [BufferKind.Workspace] = new(_workspace, 0),
            [BufferKind.Tokens] = FirstRow(BufferKind.Tokens, inputs.Tokens),
            [BufferKind.Features] = FirstRow(BufferKind.Features, inputs.Features),
            [BufferKind.Mask] = FirstRow(BufferKind.Mask, inputs.Mask),
        };
        foreach ((BufferKind kind, Memory memory) in gradients)
        {
            buffers.Add(kind, new(memory, 0));
        }

        try
        {
            new KernelInterpreter(_regions, _model.Target.Lanes, buffers, tile, _position, early => Run(early, inputs)).Run(method.Statements);
        }
        catch (MemoryException error)
        {
            throw new MemoryException($"{method.Summary} ({method.Name}): {error.Message}.");
        }
    }

    /// <summary>Reads a row of a tensor without its padding.</summary>
    public double[] Read(Tensor tensor, int row = 0)
    {
        List<double> values = [];
        if (tensor.HasStepsInLanes)
        {
            return [.. Enumerable.Range(0, tensor.Steps * tensor.Size).Select(i => _workspace[tensor.OffsetValue + i / tensor.Size + i % tensor.Size * tensor.ValueStride])];
        }

        ForEachPart(tensor, row, place => values.AddRange(Enumerable.Range(0, tensor.SegmentSize).Select(i => _workspace[place + i])));
        return [.. values];
    }

    /// <summary>Writes a row of a tensor without its padding.</summary>
    public void Write(Tensor tensor, int row, double[] values)
    {
        int at = 0;
        ForEachPart(tensor, row, place =>
        {
            _workspace.Write(place, values.AsSpan(at, tensor.SegmentSize));
            at += tensor.SegmentSize;
        });
    }

    /// <summary>Sets all rows of a tensor to zero, with the padding between its steps.</summary>
    public void Clear(Tensor tensor) => ForEachRow(tensor, (first, length) => _workspace.Fill(first, length, 0));

    /// <summary>Sets all states to zero, and the next step of a stream to the first of two.</summary>
    private void ClearStates()
    {
        foreach (Tensor state in Carried)
        {
            Clear(state);
        }
    }

    private void ForEachRow(Tensor tensor, Action<long, long> each)
    {
        for (int row = 0; row < _program.Rows; row++)
        {
            for (int value = 0; value < (tensor.HasStepsInLanes ? tensor.Size : 1); value++)
            {
                each(tensor.OffsetValue + row * tensor.RowStride + value * tensor.ValueStride, tensor.Steps * tensor.Stride);
            }
        }
    }

    /// <summary>The vector that the tiles of a batch replace by their sum.</summary>
    public double[] Read(BatchPhase phase) => [.. Enumerable.Range(phase.Sums.OffsetValue, phase.Sums.Stride).Select(i => _workspace[i])];

    /// <summary>Replaces it.</summary>
    public void Write(BatchPhase phase, double[] sums) => _workspace.Write(phase.Sums.OffsetValue, sums);

    private static void ForEachPart(Tensor tensor, int row, Action<int> each)
    {
        for (int part = 0; part < tensor.Steps * tensor.Segments; part++)
        {
            each(tensor.OffsetValue + row * tensor.RowStride + part * (tensor.Stride / tensor.Segments));
        }
    }
}
