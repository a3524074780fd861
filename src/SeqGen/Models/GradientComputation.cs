using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>
/// A forward and a backward pass under the caller's control: set inputs, run <see cref="Forward"/>, read outputs,
/// set gradients of outputs, run <see cref="Backward"/>, read gradients of weights, inputs and states. For tests,
/// and for custom training loops. It owns its workspaces; one thread may use it at a time.
/// After the model was disposed, both passes throw an <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed class GradientComputation
{
    private readonly SequenceModel _model;
    private readonly TrainingLayout _layout;
    private readonly AlignedBuffer[] _workspaces;
    private readonly AlignedBuffer _packedWeights;
    private readonly AlignedBuffer _packedGradient;
    private readonly AlignedBuffer _gradient;
    private readonly LookupSum _lookups;
    private readonly ShardTree _oneShard = new(1, 1);
    private readonly BatchStatistics _statistics;
    private readonly int _tileRows;
    private bool _training;
    private ulong _dropoutKey;

    internal GradientComputation(SequenceModel model, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        model.ThrowIfDisposed();
        _model = model;
        _layout = model.Program.Training;
        _tileRows = model.Program.TileRows;
        Rows = rows;
        ModelMemory memory = new(model.Description.Name, "a gradient", Rounding.Up(rows, _tileRows));
        BatchShares shares = new(0, 1, _oneShard.Shards);
        shares.Cut(Rounding.Parts(rows, _tileRows));
        _lookups = new LookupSum(model, 1, RankGroup.Alone, shares, memory);
        Inputs = new Batch(model.Geometry, memory, TargetGeometry.None);
        _packedWeights = memory.Floats(model.Program.TrainingWeightsLength);
        _packedGradient = memory.Floats(_layout.GradientLength);
        _gradient = memory.Floats(model.Weights.Length);
        _workspaces = memory.Buffers(Rounding.Parts(rows, _tileRows), _layout.WorkspaceLength);
        _statistics = new BatchStatistics(model);
        Inputs.Use(rows);
    }

    /// <summary>The number of sequences.</summary>
    public int Rows { get; }

    /// <summary>The inputs; set them before <see cref="Forward"/>. Rows that are not set at all are zeros. Targets and sample weights are not used.</summary>
    public Batch Inputs { get; }

    /// <summary>Sets a row's initial state; zero unless set.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="name">A name of <see cref="ModelDescription.InitialStates"/>.</param>
    /// <param name="values">As many values as the layer has units.</param>
    /// <exception cref="ArgumentException">The model takes no such state, or the number of values differs.</exception>
    public void SetInitialState(int row, string name, ReadOnlySpan<float> values)
    {
        int state = States.Find(_model.Description, _model.Description.InitialStates, name, "initial");
        Write(row, _layout.InitialStates[state], values);
    }

    /// <summary>Runs the forward pass on all rows, with the weights as they are now. Moving statistics are left as they are.</summary>
    /// <param name="training">False to run as in inference (no dropout, moving statistics instead of the batch's).</param>
    /// <param name="dropoutKey">Decides, together with the row, which values dropout drops.</param>
    /// <exception cref="InvalidOperationException">Of a row, one input was set and another one never.</exception>
    public void Forward(bool training = true, ulong dropoutKey = 0)
    {
        for (int row = 0; row < Rows; row++)
        {
            Inputs.RequireAllOrNone(row);
        }

        _training = training;
        _dropoutKey = dropoutKey;
        _model.Program.PackForTraining(ref _model.Weights.Reference, ref _packedWeights.Reference);
        for (int phase = 0; phase <= _layout.ForwardSums.Count; phase++)
        {
            for (int tile = 0; tile < _workspaces.Length; tile++)
            {
                _model.Program.TrainForward(
                    ref _model.Weights.Reference,
                    ref _packedWeights.Reference,
                    ref _workspaces[tile].Reference,
                    Inputs.InputsFrom(tile * _tileRows),
                    Tile(tile, phase, false, false));
            }

            if (phase < _layout.ForwardSums.Count)
            {
                _statistics.Sum(_layout.ForwardSums[phase], _workspaces);
            }
        }

        for (int tile = 0; tile < _workspaces.Length; tile++)
        {
            for (int i = 0; i < _layout.OutputGradients.Count; i++)
            {
                TensorCopy.Clear(_workspaces[tile].Span, _layout.OutputGradients[i], _tileRows);
            }

            for (int i = 0; i < _layout.FinalStateGradients.Count; i++)
            {
                TensorCopy.Clear(_workspaces[tile].Span, _layout.FinalStateGradients[i], _tileRows);
            }
        }
    }

    /// <summary>Reads a row's output; of a model with several the first one.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="output">Receives [step][size] or [size] values.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public void CopyOutput(int row, Span<float> output) => Read(row, _layout.Output, output, _model.Description.Output.LengthOf);

    /// <summary>Reads a row's output of a name.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="name">The output's name.</param>
    /// <param name="output">Receives [step][size] or [size] values.</param>
    /// <exception cref="ArgumentException">There is no such output, or the span has another length.</exception>
    public void CopyOutput(int row, string name, Span<float> output)
    {
        int index = Outputs.Find(_model.Description, name);
        Read(row, _layout.Outputs[index], output, _model.Description.Outputs[index].LengthOf);
    }

    /// <summary>Reads a row's final state.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="name">A name of <see cref="ModelDescription.FinalStates"/>.</param>
    /// <param name="values">Receives as many values as the layer has units.</param>
    /// <exception cref="ArgumentException">The model returns no such state, or the span has another length.</exception>
    public void CopyFinalState(int row, string name, Span<float> values)
    {
        int state = States.Find(_model.Description, _model.Description.FinalStates, name, "final");
        Read(row, _layout.FinalStates[state], values);
    }

    /// <summary>Sets the gradient of a row's output, of a model with several of the first one; zero after each <see cref="Forward"/> unless set.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="gradient">[step][size] or [size] values.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public void SetOutputGradient(int row, ReadOnlySpan<float> gradient) => Write(row, _layout.OutputGradient, gradient, _model.Description.Output.LengthOf);

    /// <summary>Sets the gradient of a row's output of a name; zero after each <see cref="Forward"/> unless set.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="name">The output's name.</param>
    /// <param name="gradient">[step][size] or [size] values.</param>
    /// <exception cref="ArgumentException">There is no such output, or the span has another length.</exception>
    public void SetOutputGradient(int row, string name, ReadOnlySpan<float> gradient)
    {
        int index = Outputs.Find(_model.Description, name);
        Write(row, _layout.OutputGradients[index], gradient, _model.Description.Outputs[index].LengthOf);
    }

    /// <summary>Sets the gradient of a row's final state; zero after each <see cref="Forward"/> unless set.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="name">A name of <see cref="ModelDescription.FinalStates"/>.</param>
    /// <param name="gradient">As many values as the layer has units.</param>
    /// <exception cref="ArgumentException">The model returns no such state, or the span has another length.</exception>
    public void SetFinalStateGradient(int row, string name, ReadOnlySpan<float> gradient)
    {
        int state = States.Find(_model.Description, _model.Description.FinalStates, name, "final");
        Write(row, _layout.FinalStateGradients[state], gradient);
    }

    /// <summary>Runs the backward pass on all rows.</summary>
    /// <param name="gradientIsOfLogits">
    /// True where the output gradients are those of the last activation's argument; never of outputs that do not take such (<see cref="OutputDescription.TakesLogitGradient"/>).
    /// </param>
    public void Backward(bool gradientIsOfLogits = false)
    {
        _packedGradient.Clear();
        _gradient.Clear();
        _lookups.Vectors.Clear();
        bool wantsInput = _layout.InputGradients.Count > 0;
        for (int phase = 0; phase <= _layout.BackwardSums.Count; phase++)
        {
            for (int tile = 0; tile < _workspaces.Length; tile++)
            {
                _model.Program.TrainBackward(
                    ref _model.Weights.Reference,
                    ref _packedWeights.Reference,
                    ref _workspaces[tile].Reference,
                    Inputs.InputsFrom(tile * _tileRows),
                    Tile(tile, phase, gradientIsOfLogits, wantsInput),
                    ref _packedGradient.Reference,
                    ref _lookups.Vectors.Reference);
            }

            if (phase < _layout.BackwardSums.Count)
            {
                _statistics.Sum(_layout.BackwardSums[phase], _workspaces);
            }
        }

        _model.Program.UnpackGradient(ref _packedGradient.Reference, ref _gradient.Reference);
        _lookups.TakeShard(0, Inputs.AllTokens, Rows);
        for (int item = 0; item < _lookups.Items; item++)
        {
            _lookups.Add(_oneShard, item, _gradient);
        }
    }

    /// <summary>The gradient of one weight in Keras' layout, row-major, valid until the next <see cref="Backward"/>.</summary>
    /// <param name="name">Layer and weight, for instance <c>lstm/recurrent_kernel</c>.</param>
    /// <exception cref="ArgumentException">The model has no such weight.</exception>
    public ReadOnlySpan<float> WeightGradient(string name)
    {
        WeightDescription weight = _model.FindWeight(name);
        return _gradient.Slice(weight.Offset, weight.Length);
    }

    /// <summary>Reads the gradient of a row's features.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="gradient">Receives [step][size] values.</param>
    /// <param name="input">Which of the model's feature inputs, from 0.</param>
    /// <exception cref="InvalidOperationException">The model has no such feature input.</exception>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public void CopyInputGradient(int row, Span<float> gradient, int input = 0)
    {
        if ((uint)input >= (uint)_layout.InputGradients.Count)
        {
            string which = _layout.InputGradients.Count == 0 ? "no feature input, so no input gradient" : $"{_layout.InputGradients.Count} feature inputs; there is no number {input}";
            throw new InvalidOperationException($"Model {_model.Description.Name} has {which}.");
        }

        InputDescription description = Inputs.Geometry[Inputs.Geometry.Find(input, tokens: false)].Input;
        Read(row, _layout.InputGradients[input], gradient, description.IsVariable ? description.Name : null);
    }

    /// <summary>Reads the gradient of a row's initial state.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="name">A name of <see cref="ModelDescription.InitialStates"/>.</param>
    /// <param name="gradient">Receives as many values as the layer has units.</param>
    /// <exception cref="ArgumentException">The model takes no such state, or the span has another length.</exception>
    public void CopyInitialStateGradient(int row, string name, Span<float> gradient)
    {
        int state = States.Find(_model.Description, _model.Description.InitialStates, name, "initial");
        Read(row, _layout.InitialStateGradients[state], gradient);
    }

    private TrainingTile Tile(int tile, int phase, bool ofLogits, bool wantsInput) => new(
        tile * _tileRows, _workspaces.Length * _tileRows, _dropoutKey, _training, ofLogits, wantsInput)
    {
        Rows = Math.Min(_tileRows, Rows - tile * _tileRows),
        Phase = phase,
        LogitOutputs = ofLogits ? ulong.MaxValue : 0,
    };

    private void Read(int row, in TensorSlot slot, Span<float> target, string? lengthOf = null)
    {
        RequireLength(row, slot, target.Length, lengthOf);
        TensorCopy.Read(_workspaces[row / _tileRows].Span, slot, row % _tileRows, target);
    }

    private void Write(int row, in TensorSlot slot, ReadOnlySpan<float> source, string? lengthOf = null)
    {
        RequireLength(row, slot, source.Length, lengthOf);
        TensorCopy.Write(_workspaces[row / _tileRows].Span, slot, row % _tileRows, source);
    }

    /// <summary>Throws where a row has another number of values; it has those of as many steps as the input of a name, where there is one.</summary>
    private void RequireLength(int row, in TensorSlot slot, int found, string? lengthOf)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        int steps = lengthOf is null ? slot.Steps : Inputs.Geometry.StepsOf(lengthOf, Inputs.Mask(row));
        if (found != steps * slot.Size)
        {
            throw new ArgumentException($"A row has {steps * slot.Size} values here; {found} were given.");
        }
    }
}
