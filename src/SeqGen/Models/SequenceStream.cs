using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>
/// Feeds a model one time step at a time. The states between steps belong to the stream: it can be copied, saved,
/// restored and reset. One thread may use it at a time; a step allocates nothing.
/// </summary>
/// <remarks>
/// Of a model with several inputs, the last one comes step by step. The others are set first, as a whole, and
/// <see cref="Begin()"/> computes everything that depends on them alone: for instance an encoder, whose states the
/// decoder starts from.
/// Of a model with several outputs, a step returns the first one; <see cref="Output"/> reads the others.
/// After the model was disposed, every step throws an <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed class SequenceStream
{
    private readonly SequenceModel _model;
    private readonly ModelProgram _program;
    private readonly ProgramLayout _layout;
    private readonly StreamWorkspace _workspace;
    private readonly Batch? _inputs;
    private readonly float[] _firstStates;
    private bool _hasBegun;
    private readonly AlignedBuffer _mask;

    // True where a step needs more than its values: a mask, or how far the past has moved on.
    private readonly bool _needsMore;
    private readonly int _outputOffset;
    private readonly int _outputSize;

    // What a step takes: a token below the vocabulary's size, or so many features; 0 for the other kind.
    private readonly int _vocabulary;
    private readonly int _features;
    private float[] _normal;
    private int _token;

    // A block's program has a workspace of its own; the states go to where they are needed next.
    private readonly ProgramLayout? _block;
    private StreamWorkspace? _blockWorkspace;
    private int[] _blockTokens = [];
    private bool _statesAreInBlock;

    /// <summary>
    /// Starts a stream with all states as before the first step: zero, or the weights that are initial states, as these are when it first needs them; of
    /// a model with several inputs, <see cref="Begin()"/> comes first.
    /// </summary>
    /// <param name="model">The model whose weights are used.</param>
    /// <exception cref="NotSupportedException">The model needs the whole sequence at once.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public SequenceStream(SequenceModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _program = model.Program;
        model.ThrowIfDisposed();
        _block = model.Program.Block;
        _layout = model.Program.Stream ?? throw new NotSupportedException(
            $"Model {model.Description.Name} cannot stream: {model.Description.StreamObstacle ?? "it needs the whole sequence"}.");
        const string What = "a stream";
        ModelMemory memory = new(model.Description.Name, What, 1);
        _workspace = new StreamWorkspace(model, _layout, 1, What);
        _mask = memory.Floats(Math.Max(1, model.Description.Inputs.Count));
        _mask.Span.Fill(1);
        _needsMore = model.Geometry.MaskPerRow > 0 || _layout.Room != 0;
        _outputOffset = _layout.Output.Offset;
        _outputSize = _layout.Output.Size;
        ref readonly InputGeometry.Part stepped = ref model.Geometry[model.Geometry.Count - 1];
        _vocabulary = stepped.IsTokens ? stepped.Input.Vocabulary : 0;
        _features = stepped.IsTokens ? 0 : stepped.Input.Size;
        _normal = new float[_features];
        _inputs = model.Geometry.Count > 1 ? new Batch(model.Geometry, memory, TargetGeometry.None) : null;
        StateLength = _workspace.StateLength;
        _firstStates = new float[StateLength];
    }

    /// <summary>The model whose weights are used.</summary>
    public SequenceModel Model => _model;

    /// <summary>Values that <see cref="SaveState"/> writes: all states, in the order of <see cref="ModelDescription.StreamStates"/>.</summary>
    public int StateLength { get; }

    /// <summary>Sets one of the inputs that are given as a whole: tokens.</summary>
    /// <param name="name">The input's name, which is that of its branch.</param>
    /// <param name="tokens">The tokens, each in [0, vocabulary).</param>
    /// <param name="mask">One value per token, 1 = real and 0 = masked; empty for all real.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is outside the vocabulary.</exception>
    /// <exception cref="ArgumentException">There is no such input, or the length does not fit.</exception>
    /// <exception cref="InvalidOperationException">The model has one input.</exception>
    public void SetInput(string name, ReadOnlySpan<int> tokens, ReadOnlySpan<float> mask = default) => Whole.SetTokens(0, name, tokens, mask);

    /// <summary>Sets one of the inputs that are given as a whole: features.</summary>
    /// <param name="name">The input's name, which is that of its branch.</param>
    /// <param name="features">The features, [step][size].</param>
    /// <param name="mask">One value per step, 1 = real and 0 = masked; empty for all real.</param>
    /// <exception cref="ArgumentException">There is no such input, or the length does not fit.</exception>
    /// <exception cref="InvalidOperationException">The model has one input.</exception>
    public void SetInput(string name, ReadOnlySpan<float> features, ReadOnlySpan<float> mask = default) => Whole.SetFeatures(0, name, features, mask);

    /// <summary>Begins a new sequence: runs what depends on the whole inputs alone, and sets all states as before the first step.</summary>
    /// <exception cref="InvalidOperationException">
    /// An input was never set; or the model has one input: then <see cref="Reset"/> begins a new sequence.
    /// </exception>
    public void Begin()
    {
        Whole.RequireSet(0, _model.Geometry.Count - 1);
        ProgramInputs inputs = Whole.InputsFrom(0);
        ClearStates();
        _program.Begin(ref _model.WeightsForInference, ref _model.PackedForInference, ref _workspace.Reference, inputs);
        _hasBegun = true;
        SaveState(_firstStates);
    }

    /// <summary>Begins a new sequence of a model with two inputs, of which the first one takes tokens.</summary>
    /// <param name="tokens">The tokens of the first input, each in [0, vocabulary).</param>
    /// <param name="mask">One value per token, 1 = real and 0 = masked; empty for all real.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is outside the vocabulary.</exception>
    /// <exception cref="ArgumentException">The input takes features, or the length does not fit.</exception>
    /// <exception cref="InvalidOperationException">The model has not two inputs.</exception>
    public void Begin(ReadOnlySpan<int> tokens, ReadOnlySpan<float> mask = default)
    {
        SetInput(OnlyWholeInput, tokens, mask);
        Begin();
    }

    /// <summary>Begins a new sequence of a model with two inputs, of which the first one takes features.</summary>
    /// <param name="features">The features of the first input, [step][size].</param>
    /// <param name="mask">One value per step, 1 = real and 0 = masked; empty for all real.</param>
    /// <exception cref="ArgumentException">The input takes tokens, or the length does not fit.</exception>
    /// <exception cref="InvalidOperationException">The model has not two inputs.</exception>
    public void Begin(ReadOnlySpan<float> features, ReadOnlySpan<float> mask = default)
    {
        SetInput(OnlyWholeInput, features, mask);
        Begin();
    }

    /// <summary>Processes one token.</summary>
    /// <param name="token">The token, in [0, vocabulary).</param>
    /// <returns>The output after this step, valid until the next step.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The token is outside the vocabulary.</exception>
    /// <exception cref="InvalidOperationException">The model takes features.</exception>
    public ReadOnlySpan<float> Step(int token)
    {
        Run(token);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref _workspace.Reference, _outputOffset), _outputSize);
    }

    /// <summary>Processes one feature vector.</summary>
    /// <param name="features">The values of one step.</param>
    /// <returns>The output after this step, valid until the next step.</returns>
    /// <exception cref="ArgumentException">The number of values differs from the declaration.</exception>
    /// <exception cref="InvalidOperationException">The model takes tokens.</exception>
    public ReadOnlySpan<float> Step(ReadOnlySpan<float> features)
    {
        Run(features);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref _workspace.Reference, _outputOffset), _outputSize);
    }

    /// <summary>An output after the last step, valid until the next step; zeros before the first one.</summary>
    /// <param name="name">The output's name.</param>
    /// <exception cref="ArgumentException">There is no such output.</exception>
    public ReadOnlySpan<float> Output(string name)
    {
        TensorSlot slot = _layout.Outputs[Outputs.Find(_model.Description, name)];
        return _workspace.Slice(slot.Offset, slot.Size);
    }

    /// <summary>
    /// Steps that are processed at once where so many are given: what the model declares as its <c>stream_block</c>, or 1.
    /// </summary>
    public int BlockSteps => _block?.Output.Steps ?? 1;

    /// <summary>Processes some tokens, one step after the other, or as many at once as <see cref="BlockSteps"/> says.</summary>
    /// <param name="tokens">The tokens, each in [0, vocabulary).</param>
    /// <param name="output">Receives the output after each step: [step][size].</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is outside the vocabulary; then no step was taken.</exception>
    /// <exception cref="ArgumentException">The output has another length.</exception>
    /// <exception cref="InvalidOperationException">The model takes features, or has several outputs.</exception>
    public void Step(ReadOnlySpan<int> tokens, Span<float> output)
    {
        if (_vocabulary == 0)
        {
            ThrowToken(0);
        }

        RequireOutput(tokens.Length, output.Length);
        if (_blockTokens.Length < tokens.Length)
        {
            _blockTokens = new int[tokens.Length];
        }

        // What is checked is what is read: another thread may change the caller's.
        Span<int> own = _blockTokens.AsSpan(0, tokens.Length);
        tokens.CopyTo(own);
        foreach (int token in own)
        {
            if ((uint)token >= (uint)_vocabulary)
            {
                ThrowToken(token);
            }
        }

        int done = 0;
        for (; _block is not null && own.Length - done >= BlockSteps; done += BlockSteps)
        {
            ProgramInputs inputs = default;
            inputs.Tokens = ref own[done];
            RunBlock(inputs, output.Slice(done * _outputSize, BlockSteps * _outputSize));
        }

        for (; done < own.Length; done++)
        {
            Step(own[done]).CopyTo(output[(done * _outputSize)..]);
        }
    }

    /// <summary>Processes some feature vectors, one step after the other, or as many at once as <see cref="BlockSteps"/> says.</summary>
    /// <param name="features">The values of all steps: [step][size].</param>
    /// <param name="output">Receives the output after each step: [step][size].</param>
    /// <exception cref="ArgumentException">The features are no whole number of steps, or the output has another length.</exception>
    /// <exception cref="InvalidOperationException">The model takes tokens, or has several outputs.</exception>
    public void Step(ReadOnlySpan<float> features, Span<float> output)
    {
        if (_vocabulary > 0 || features.Length % _features != 0)
        {
            ThrowFeatures(features.Length);
        }

        int steps = features.Length / _features;
        RequireOutput(steps, output.Length);
        int done = 0;
        for (; _block is not null && steps - done >= BlockSteps; done += BlockSteps)
        {
            ReadOnlySpan<float> block = features.Slice(done * _features, BlockSteps * _features);
            ProgramInputs inputs = default;
            inputs.Features = ref MemoryMarshal.GetReference(TinyValues.Any(block) ? WithoutTiny(block) : block);
            RunBlock(inputs, output.Slice(done * _outputSize, BlockSteps * _outputSize));
        }

        for (; done < steps; done++)
        {
            Step(features.Slice(done * _features, _features)).CopyTo(output[(done * _outputSize)..]);
        }
    }

    /// <summary>Processes one token and returns the first value of the output.</summary>
    /// <param name="token">The token, in [0, vocabulary).</param>
    /// <exception cref="ArgumentOutOfRangeException">The token is outside the vocabulary.</exception>
    /// <exception cref="InvalidOperationException">The model takes features.</exception>
    public float StepScalar(int token)
    {
        Run(token);
        return Unsafe.Add(ref _workspace.Reference, _outputOffset);
    }

    /// <summary>Processes one feature vector and returns the first value of the output.</summary>
    /// <param name="features">The values of one step.</param>
    /// <exception cref="ArgumentException">The number of values differs from the declaration.</exception>
    /// <exception cref="InvalidOperationException">The model takes tokens.</exception>
    public float StepScalar(ReadOnlySpan<float> features)
    {
        Run(features);
        return Unsafe.Add(ref _workspace.Reference, _outputOffset);
    }

    /// <summary>Sets all states as before the first step: to zero or to the weights that are initial states, or as <see cref="Begin()"/> left them.</summary>
    public void Reset()
    {
        if (_inputs is null)
        {
            BeginAlone();
        }
        else
        {
            ClearStates();
            if (_hasBegun)
            {
                LoadState(_firstStates);
            }
        }
    }

    /// <summary>Begins a sequence of a model with one input.</summary>
    private void BeginAlone()
    {
        ClearStates();
        _program.Begin(ref _model.WeightsForInference, ref _model.PackedForInference, ref _workspace.Reference, default);
        _hasBegun = true;
    }

    /// <summary>A stream of a model with one input begins when it is first used: until then weights may be loaded.</summary>
    private void BeginIfAlone()
    {
        if (_inputs is null && !_hasBegun)
        {
            BeginAlone();
        }
    }

    private void ClearStates()
    {
        _statesAreInBlock = false;
        _workspace.ClearStates();
    }

    /// <summary>A second stream that continues from this one's states.</summary>
    public SequenceStream Copy()
    {
        SequenceStream copy = new(_model);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Takes over the states of another stream of the same model, without allocating.</summary>
    /// <param name="other">The stream to copy.</param>
    /// <exception cref="ArgumentException">The other stream belongs to another kind of model.</exception>
    public void CopyFrom(SequenceStream other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!ReferenceEquals(other._layout, _layout) && other._model.GetType() != _model.GetType())
        {
            throw new ArgumentException(
                $"A stream of {other._model.Description.Name} has other states than one of {_model.Description.Name}.", nameof(other));
        }

        other.BeginIfAlone();
        other.BringStates();
        _statesAreInBlock = false;
        _hasBegun = other._hasBegun;
        _workspace.CopyStates(other._workspace);
        if (_inputs is not null)
        {
            // What the other inputs gave belongs to the stream as well.
            other._workspace.Span.CopyTo(_workspace.Span);
            other._firstStates.CopyTo(_firstStates, 0);
        }
    }

    /// <summary>Writes all states.</summary>
    /// <param name="state">Receives <see cref="StateLength"/> values.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public void SaveState(Span<float> state)
    {
        RequireStateLength(state.Length);
        BeginIfAlone();
        BringStates();
        _workspace.SaveStates(state);
    }

    /// <summary>Restores states that <see cref="SaveState"/> wrote.</summary>
    /// <param name="state"><see cref="StateLength"/> values.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public void LoadState(ReadOnlySpan<float> state)
    {
        RequireStateLength(state.Length);
        BeginIfAlone();
        _statesAreInBlock = false;
        _workspace.LoadStates(state);
    }

    private void Run(int token)
    {
        if ((uint)token >= (uint)_vocabulary)
        {
            ThrowToken(token);
        }

        _token = token;
        ProgramInputs inputs = default;
        inputs.Tokens = ref _token;
        Run(inputs);
    }

    private void Run(ReadOnlySpan<float> features)
    {
        if (features.Length != _features || _vocabulary > 0)
        {
            ThrowFeatures(features.Length);
        }

        ProgramInputs inputs = default;
        inputs.Features = ref MemoryMarshal.GetReference(TinyValues.Any(features) ? WithoutTiny(features) : features);
        Run(inputs);
    }

    private ReadOnlySpan<float> WithoutTiny(ReadOnlySpan<float> features)
    {
        if (_normal.Length < features.Length)
        {
            _normal = new float[features.Length];
        }

        TinyValues.Copy(features, _normal.AsSpan(0, features.Length));
        return _normal;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Run(ProgramInputs inputs)
    {
        if (!_hasBegun)
        {
            BeginOrThrow();
        }

        if (_statesAreInBlock)
        {
            BringStates();
        }

        if (_needsMore)
        {
            inputs.Mask = ref _mask.Reference;
            inputs.Position = _workspace.Position;
        }

        _program.Step(ref _model.WeightsForInference, ref _model.PackedForInference, ref _workspace.Reference, inputs);
        if (_needsMore && _workspace.MoveOn())
        {
            Rewind();
        }
    }

    /// <summary>Runs the block's program.</summary>
    /// <param name="inputs">The values of a block.</param>
    /// <param name="output">Receives its outputs.</param>
    private void RunBlock(ProgramInputs inputs, Span<float> output)
    {
        if (!_hasBegun)
        {
            BeginOrThrow();
        }

        _blockWorkspace ??= new StreamWorkspace(_model, _block!, BlockSteps, "the blocks of a stream");
        if (!_statesAreInBlock)
        {
            Rewind();
            _blockWorkspace.CopyStates(_workspace);
            _statesAreInBlock = true;
        }

        inputs.Position = _blockWorkspace.Position;
        _program.StepBlock(ref _model.WeightsForInference, ref _model.PackedForInference, ref _blockWorkspace.Reference, inputs);
        if (_blockWorkspace.MoveOn())
        {
            Rewind();
        }

        TensorCopy.Read(_blockWorkspace.Span, _block!.Output, 0, output);
    }

    /// <summary>Puts the states where they lie before the first step, in the workspace of single steps.</summary>
    private void BringStates()
    {
        Rewind();
        if (_statesAreInBlock)
        {
            _workspace.CopyStates(_blockWorkspace!);
            _statesAreInBlock = false;
        }
    }

    /// <summary>Brings the past back to the start of its buffers, in the workspace that has the states.</summary>
    private void Rewind()
    {
        StreamWorkspace workspace = _statesAreInBlock ? _blockWorkspace! : _workspace;
        if (workspace.Position == 0)
        {
            return;
        }

        ProgramInputs inputs = default;
        inputs.Position = workspace.Position;
        if (_statesAreInBlock)
        {
            _program.RewindBlock(ref _model.WeightsForInference, ref _model.PackedForInference, ref workspace.Reference, inputs);
        }
        else
        {
            _program.Rewind(ref _model.WeightsForInference, ref _model.PackedForInference, ref workspace.Reference, inputs);
        }

        workspace.StartOver();
    }

    private void RequireOutput(int steps, int found)
    {
        if (_layout.Outputs.Count > 1)
        {
            throw new InvalidOperationException(
                $"Model {_model.Description.Name} has several outputs; take its steps one by one, and read each output with Output.");
        }

        if (found != (long)steps * _outputSize)
        {
            throw new ArgumentException(
                $"{steps} steps of model {_model.Description.Name} give {(long)steps * _outputSize} values, {_outputSize} a step; the output has room for {found}.", "output");
        }
    }

    private Batch Whole => _inputs ?? throw new InvalidOperationException(
        $"Model {_model.Description.Name} has one input, which comes step by step; there is nothing to begin with.");

    private string OnlyWholeInput => _model.Geometry.Count == 2 ? _model.Description.Inputs[0].Name : throw new InvalidOperationException(
        $"Model {_model.Description.Name} has {_model.Geometry.Count} inputs; name each one with SetInput.");

    private void BeginOrThrow()
    {
        if (_inputs is not null)
        {
            throw new InvalidOperationException($"A stream of model {_model.Description.Name} begins with Begin, which takes its other inputs.");
        }

        BeginAlone();
    }

    // The messages are built apart, so that a step does not pay for them.
    private void ThrowToken(int token)
    {
        if (_vocabulary == 0)
        {
            throw new InvalidOperationException($"A step of model {_model.Description.Name} takes {_features} features, not a token.");
        }

        SequenceFitting.ThrowOutside(_model.Geometry[_model.Geometry.Count - 1], [token]);
    }

    private void ThrowFeatures(int found)
    {
        if (_vocabulary > 0)
        {
            throw new InvalidOperationException($"A step of model {_model.Description.Name} takes a token, not features.");
        }

        throw new ArgumentException($"A step of model {_model.Description.Name} takes {_features} features; {found} were given.", "features");
    }

    private void RequireStateLength(int found)
    {
        if (found != StateLength)
        {
            throw new ArgumentException($"The states of model {_model.Description.Name} are {StateLength} values; {found} were given.");
        }
    }
}
