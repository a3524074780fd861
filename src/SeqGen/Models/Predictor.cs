using System.ComponentModel;
using System.Runtime.CompilerServices;
using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>
/// Runs a model on one sequence at a time. It owns its workspace, so one thread may use it at a time; the weights
/// are the model's. After construction nothing is allocated.
/// </summary>
/// <remarks>
/// A sequence shorter or longer than declared is padded or truncated as its input declares, or refused. Padded
/// steps are masked where the input has a mask, so a prefix is scored by passing the shorter span. An input that takes sequences of
/// any length (<see cref="InputDescription.IsVariable"/>) pads nothing: what is computed is that of a model of the sequence's length. A model with
/// several inputs takes them by name: <see cref="SetInput(string, ReadOnlySpan{int}, ReadOnlySpan{float})"/> for each,
/// then <see cref="Run(Span{float})"/>; or all values of a row one after the other, at full length. The outputs of a model with several are
/// read by name after a run: <see cref="SetInput(string, ReadOnlySpan{int}, ReadOnlySpan{float})"/>, <see cref="Run()"/>, <see cref="CopyOutput(string, Span{float})"/>.
/// A stateful model starts from the states that the sequence before left; see <see cref="ResetStates"/>.
/// After the model was disposed, every prediction throws an <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed class Predictor
{
    private readonly SequenceModel _model;
    private readonly ProgramLayout _layout;
    private readonly AlignedBuffer _workspace;
    private readonly AlignedBuffer _features;
    private readonly TokenBuffer _tokens;
    private readonly AlignedBuffer _mask;
    private readonly StateCarry _carry;
    private readonly Batch? _named;

    internal Predictor(SequenceModel model)
    {
        _model = model;
        _layout = model.Program.One;
        ModelMemory memory = new(model.Description.Name, "prediction", 1);
        _workspace = memory.Floats(_layout.WorkspaceLength);
        _features = memory.Floats(model.Geometry.FeaturesPerRow);
        _tokens = new TokenBuffer(memory.Floats(model.Geometry.TokensPerRow));
        _mask = memory.Floats(model.Geometry.MaskPerRow);
        _carry = new StateCarry(model.Description, _layout);
        _named = model.Geometry.Count > 1 || model.Description.Outputs.Count > 1 ? new Batch(model.Geometry, memory, TargetGeometry.None) : null;
    }

    /// <summary>The model whose weights are used.</summary>
    public SequenceModel Model => _model;

    /// <summary>The thread that it belongs to; 0 where the caller made it.</summary>
    internal long ThreadNumber { get; set; }

    /// <summary>Scores a sequence of tokens with a model of one output value.</summary>
    /// <param name="tokens">The tokens, each in [0, vocabulary).</param>
    /// <param name="mask">One value per token, 1 = real and 0 = masked; empty for all real.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is outside the vocabulary.</exception>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    /// <exception cref="InvalidOperationException">The model's output is not one value.</exception>
    public float PredictScalar(ReadOnlySpan<int> tokens, ReadOnlySpan<float> mask = default)
    {
        RequireScalar();
        Run(tokens, [], mask);
        return _workspace.Span[_layout.Output.Offset];
    }

    /// <summary>Scores a sequence of feature vectors with a model of one output value.</summary>
    /// <param name="features">The features, [step][size].</param>
    /// <param name="mask">One value per step, 1 = real and 0 = masked; empty for all real.</param>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    /// <exception cref="InvalidOperationException">The model's output is not one value.</exception>
    public float PredictScalar(ReadOnlySpan<float> features, ReadOnlySpan<float> mask = default)
    {
        RequireScalar();
        Run([], features, mask);
        return _workspace.Span[_layout.Output.Offset];
    }

    /// <summary>Runs the model on a sequence of tokens.</summary>
    /// <param name="tokens">The tokens, each in [0, vocabulary).</param>
    /// <param name="output">Receives the output, [step][size] or [size]; exactly as long as that, with the steps of a sequence of any length.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is outside the vocabulary.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Predict(ReadOnlySpan<int> tokens, Span<float> output) => Predict(tokens, [], [], output);

    /// <summary>Runs the model on a masked sequence of tokens.</summary>
    /// <param name="tokens">The tokens, each in [0, vocabulary).</param>
    /// <param name="mask">One value per token, 1 = real and 0 = masked.</param>
    /// <param name="output">Receives the output, [step][size] or [size]; exactly as long as that, with the steps of a sequence of any length.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is outside the vocabulary.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Predict(ReadOnlySpan<int> tokens, ReadOnlySpan<float> mask, Span<float> output) => Predict(tokens, [], mask, output);

    /// <summary>Runs the model on a sequence of feature vectors.</summary>
    /// <param name="features">The features, [step][size].</param>
    /// <param name="output">Receives the output, [step][size] or [size]; exactly as long as that, with the steps of a sequence of any length.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Predict(ReadOnlySpan<float> features, Span<float> output) => Predict([], features, [], output);

    /// <summary>Runs the model on a masked sequence of feature vectors.</summary>
    /// <param name="features">The features, [step][size].</param>
    /// <param name="mask">One value per step, 1 = real and 0 = masked.</param>
    /// <param name="output">Receives the output, [step][size] or [size]; exactly as long as that, with the steps of a sequence of any length.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Predict(ReadOnlySpan<float> features, ReadOnlySpan<float> mask, Span<float> output) => Predict([], features, mask, output);

    /// <summary>Runs the model on tokens and features together.</summary>
    /// <param name="tokens">The tokens of all token inputs, one after the other.</param>
    /// <param name="features">The features of all feature inputs, one after the other.</param>
    /// <param name="mask">The masks of all inputs declared with one, one after the other; empty for all real.</param>
    /// <param name="output">Receives the output, [step][size] or [size]; exactly as long as that, with the steps of a sequence of any length.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is outside the vocabulary.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Predict(ReadOnlySpan<int> tokens, ReadOnlySpan<float> features, ReadOnlySpan<float> mask, Span<float> output)
    {
        ProgramInputs inputs = Take(tokens, features, mask);
        RequireOutput(_mask.Span, output.Length);
        Run(inputs);
        TensorCopy.Read(_workspace.Span, _layout.Output, 0, output);
    }

    /// <summary>Sets one input of a model with several inputs or outputs: tokens.</summary>
    /// <param name="name">The input's name, which is that of its branch.</param>
    /// <param name="tokens">The tokens, each in [0, vocabulary).</param>
    /// <param name="mask">One value per token, 1 = real and 0 = masked; empty for all real.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is outside the vocabulary.</exception>
    /// <exception cref="ArgumentException">There is no such input, or the length does not fit.</exception>
    public void SetInput(string name, ReadOnlySpan<int> tokens, ReadOnlySpan<float> mask = default) => Named.SetTokens(0, name, tokens, mask);

    /// <summary>Sets one input of a model with several inputs or outputs: features.</summary>
    /// <param name="name">The input's name, which is that of its branch.</param>
    /// <param name="features">The features, [step][size].</param>
    /// <param name="mask">One value per step, 1 = real and 0 = masked; empty for all real.</param>
    /// <exception cref="ArgumentException">There is no such input, or the length does not fit.</exception>
    public void SetInput(string name, ReadOnlySpan<float> features, ReadOnlySpan<float> mask = default) => Named.SetFeatures(0, name, features, mask);

    /// <summary>Runs the model on the inputs that were set; they stay set for the next run.</summary>
    /// <param name="output">Receives the output, [step][size] or [size]; exactly as long as that, with the steps of a sequence of any length.</param>
    /// <exception cref="ArgumentException">The length of <paramref name="output"/> differs.</exception>
    /// <exception cref="InvalidOperationException">An input was never set, or the model has one input.</exception>
    public void Run(Span<float> output)
    {
        ProgramInputs inputs = NamedInputs();
        RequireOutput(Named.Mask(0), output.Length);
        Run(inputs);
        TensorCopy.Read(_workspace.Span, _layout.Output, 0, output);
    }

    /// <summary>Runs the model on the inputs that were set; they stay set for the next run. <see cref="CopyOutput(string, Span{float})"/> reads the outputs.</summary>
    /// <exception cref="InvalidOperationException">An input was never set, or the model has one input and one output.</exception>
    public void Run() => Run(NamedInputs());

    /// <summary>Reads an output of the last run.</summary>
    /// <param name="name">The output's name.</param>
    /// <param name="values">Receives the output, [step][size] or [size]; exactly as long as that, with the steps of a sequence of any length.</param>
    /// <exception cref="ArgumentException">There is no such output, or the length of <paramref name="values"/> differs.</exception>
    public void CopyOutput(string name, Span<float> values) => CopyOutput(Outputs.Find(_model.Description, name), values);

    /// <summary>Reads an output of the last run.</summary>
    /// <param name="output">The number of the output, in the order of declaration, from 0.</param>
    /// <param name="values">Receives the output, [step][size] or [size]; exactly as long as that, with the steps of a sequence of any length.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    /// <exception cref="ArgumentException">The length of <paramref name="values"/> differs.</exception>
    public void CopyOutput(int output, Span<float> values)
    {
        RequireOutput(output, values.Length);
        TensorCopy.Read(_workspace.Span, _layout.Outputs[output], 0, values);
    }

    /// <summary>Throws where a span has another length than an output.</summary>
    /// <param name="output">The number of the output.</param>
    /// <param name="length">The length of the span.</param>
    /// <exception cref="ArgumentException">It has.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void RequireOutput(int output, int length)
    {
        IReadOnlyList<OutputDescription> outputs = _model.Description.Outputs;
        if ((uint)output >= (uint)outputs.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(output), output, $"Model {_model.Description.Name} has the outputs 0 to {outputs.Count - 1}.");
        }

        OutputDescription description = outputs[output];
        int values = description.LengthOf is null ? description.Length
            : _model.Geometry.StepsOf(description, _named is null ? _mask.Span : _named.Mask(0)) * description.Size;
        if (length != values)
        {
            throw new ArgumentException($"Output '{description.Name}' of model {_model.Description.Name} has {values} values; the span has {length}.", nameof(length));
        }
    }

    /// <summary>Runs a model of one output value on the inputs that were set.</summary>
    /// <exception cref="InvalidOperationException">The model's output is not one value, or an input was never set.</exception>
    public float RunScalar()
    {
        RequireScalar();
        Run(NamedInputs());
        return _workspace.Span[_layout.Output.Offset];
    }

    private ProgramInputs NamedInputs()
    {
        Named.RequireSet(0, _model.Geometry.Count);
        return Named.InputsFrom(0);
    }

    private Batch Named => _named ?? throw new InvalidOperationException($"Model {_model.Description.Name} has one input and one output; pass the input to Predict.");

    /// <summary>The initial state that the next sequence starts from; the caller may write it.</summary>
    /// <param name="name">A name of <see cref="ModelDescription.InitialStates"/>, for instance <c>lstm/h</c>.</param>
    /// <returns>As many values as the layer has units.</returns>
    /// <exception cref="ArgumentException">The model takes no such state.</exception>
    public Span<float> InitialState(string name) => _workspace.Slice(
        _layout.InitialStates[States.Find(_model.Description, _model.Description.InitialStates, name, "initial")].Offset,
        States.Units(_model.Description.InitialStates, name));

    /// <summary>The state after the last step of the last sequence.</summary>
    /// <param name="name">A name of <see cref="ModelDescription.FinalStates"/>, for instance <c>lstm/h</c>.</param>
    /// <returns>As many values as the layer has units.</returns>
    /// <exception cref="ArgumentException">The model returns no such state.</exception>
    public ReadOnlySpan<float> FinalState(string name) => _workspace.Slice(
        _layout.FinalStates[States.Find(_model.Description, _model.Description.FinalStates, name, "final")].Offset,
        States.Units(_model.Description.FinalStates, name));

    /// <summary>Sets all initial states to zero.</summary>
    public void ResetStates()
    {
        for (int i = 0; i < _layout.InitialStates.Count; i++)
        {
            TensorCopy.Clear(_workspace.Span, _layout.InitialStates[i], 1);
        }
    }

    private void Run(ReadOnlySpan<int> tokens, ReadOnlySpan<float> features, ReadOnlySpan<float> mask) => Run(Take(tokens, features, mask));

    private ProgramInputs Take(ReadOnlySpan<int> tokens, ReadOnlySpan<float> features, ReadOnlySpan<float> mask)
    {
        InputGeometry geometry = _model.Geometry;
        if (geometry is { Count: > 1, HasVariable: true })
        {
            throw new InvalidOperationException(
                $"Model {_model.Description.Name} takes sequences of any length, so values of several inputs do not follow each other; set its inputs by name ({geometry.Names}) and call Run.");
        }

        ProgramInputs inputs = default;
        inputs.Tokens = ref TakeTokens(geometry, tokens, mask);
        inputs.Features = ref TakeFeatures(geometry, features, mask);
        inputs.Mask = ref geometry.MaskPerRow > 0 ? ref _mask.Reference : ref Unsafe.NullRef<float>();
        return inputs;
    }

    private void Run(ProgramInputs inputs)
    {
        _model.Program.PredictOne(ref _model.WeightsForInference, ref _model.PackedForInference, ref _workspace.Reference, inputs);
        _carry.FinalToInitial(_workspace.Span);
    }

    private ref int TakeTokens(InputGeometry geometry, ReadOnlySpan<int> tokens, ReadOnlySpan<float> mask)
    {
        if (geometry.TokenInputs == 0)
        {
            RequireNone(tokens.Length, "tokens");
            return ref Unsafe.NullRef<int>();
        }

        // Another thread may change the caller's tokens: what runs is the copy that was checked.
        if (geometry.Count == 1)
        {
            SequenceFitting.TakeTokens(geometry[0], tokens, mask, _tokens.Span, _mask.Span);
        }
        else
        {
            SequenceRows.CopyTokens(geometry, tokens, _tokens.Span);
            SequenceRows.CopyMask(geometry, mask, _mask.Span);
        }

        return ref _tokens.Reference;
    }

    private ref float TakeFeatures(InputGeometry geometry, ReadOnlySpan<float> features, ReadOnlySpan<float> mask)
    {
        if (geometry.FeatureInputs == 0)
        {
            RequireNone(features.Length, "features");
            return ref Unsafe.NullRef<float>();
        }

        if (geometry.Count == 1)
        {
            SequenceFitting.Copy(geometry[0], features, mask, geometry[0].Input.PadValue, _features.Span, _mask.Span);
            return ref _features.Reference;
        }

        SequenceRows.CopyFeatures(geometry, features, _features.Span);
        SequenceRows.CopyMask(geometry, mask, _mask.Span);
        return ref _features.Reference;
    }

    private void RequireNone(int count, string what)
    {
        if (count != 0)
        {
            throw new ArgumentException($"Model {_model.Description.Name} takes no {what}.");
        }
    }

    private void RequireOutput(ReadOnlySpan<float> masks, int length)
    {
        RequireOneOutput();
        OutputDescription output = _model.Description.Output;
        if (output.LengthOf is null)
        {
            if (length != output.Length)
            {
                throw new ArgumentException($"Model {_model.Description.Name} has {output.Length} output values; the span has {length}.", nameof(output));
            }

            return;
        }

        int steps = _model.Geometry.StepsOf(output, masks);
        if (length != steps * output.Size)
        {
            throw new ArgumentException(
                $"Model {_model.Description.Name} has {steps * output.Size} output values for a sequence of {steps} steps; the span has {length}.", nameof(output));
        }
    }

    private void RequireOneOutput()
    {
        if (_model.Description.Outputs.Count > 1)
        {
            throw new InvalidOperationException(
                $"Model {_model.Description.Name} has several outputs; set its inputs by name, call Run, and read each output with CopyOutput.");
        }
    }

    private void RequireScalar()
    {
        RequireOneOutput();
        if (_model.Description.Output.Length != 1)
        {
            throw new InvalidOperationException(
                $"Model {_model.Description.Name} has {_model.Description.Output.Length} output values; pass a span for them.");
        }
    }
}
