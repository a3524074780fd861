using System.Collections.ObjectModel;
using System.ComponentModel;

namespace SeqGen.CompilerServices;

/// <summary>
/// The compiled form of one model: what the generator emits, once for each vector width, and the only thing
/// that the runtime knows of a model. A program holds no weights and no state: it may be shared by all threads.
/// </summary>
/// <remarks>
/// Every buffer is addressed from its first element by constants. Rows are sequences. Inside a workspace a
/// tensor of a tile is <c>[row][step][stride]</c>, where the stride is the size rounded up to 16 floats.
/// A tile always has <see cref="TileRows"/> rows: the runtime fills a short tile with zeros and ignores the rest.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ModelProgram
{
    /// <summary>Inputs, layers, weights and output.</summary>
    public abstract ModelDescription Description { get; }

    /// <summary>The vector width in bits: 512, 256 or 128.</summary>
    public abstract int VectorBits { get; }

    /// <summary>Sequences of a tile.</summary>
    public abstract int TileRows { get; }

    /// <summary>Where inference of one sequence keeps its tensors.</summary>
    public abstract ProgramLayout One { get; }

    /// <summary>Where inference of a tile keeps its tensors.</summary>
    public abstract ProgramLayout Tile { get; }

    /// <summary>Where one streaming step keeps its tensors; <see langword="null"/> where the model cannot stream.</summary>
    public abstract ProgramLayout? Stream { get; }

    /// <summary>Where a stream's block keeps its tensors; <see langword="null"/> where no block is declared. The output has a step for each of the block's.</summary>
    public virtual ProgramLayout? Block => null;

    /// <summary>Where training of a tile keeps its tensors.</summary>
    public abstract TrainingLayout Training { get; }

    /// <summary>Floats of the weights packed for inference.</summary>
    public abstract int InferenceWeightsLength { get; }

    /// <summary>Floats of the weights packed for training.</summary>
    public abstract int TrainingWeightsLength { get; }

    /// <summary>Packs Keras-layout weights for inference. Called once after weights changed.</summary>
    public abstract void PackForInference(ref float weights, ref float packed);

    /// <summary>Packs Keras-layout weights for training (with transposes). Called once per training step.</summary>
    public abstract void PackForTraining(ref float weights, ref float packed);

    /// <summary>One sequence; the output lies at <see cref="ProgramLayout.Output"/> of the workspace.</summary>
    public abstract void PredictOne(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs);

    /// <summary><see cref="TileRows"/> sequences at once.</summary>
    public abstract void PredictTile(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs);

    /// <summary>
    /// What a stream does once, before its first step: everything that does not depend on the last input, from the whole values of
    /// the other inputs, and initial states that are weights. Nothing for a model with one input and without such states.
    /// </summary>
    public virtual void Begin(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs)
    {
    }

    /// <summary>One time step of the last input; reads and replaces the states at <see cref="ProgramLayout.States"/> of the workspace.</summary>
    public abstract void Step(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs);

    /// <summary>Brings the past that steps see back to the start of its buffers; the runtime's <see cref="ProgramInputs.Position"/> is then 0 again.</summary>
    public virtual void Rewind(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs)
    {
    }

    /// <summary>The same in the workspace of blocks.</summary>
    public virtual void RewindBlock(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs)
    {
    }

    /// <summary>As many time steps of the last input as <see cref="Block"/> has outputs; states as in <see cref="Step"/>.</summary>
    public virtual void StepBlock(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs) =>
        throw new NotSupportedException($"Model {Description.Name} declares no block.");

    /// <summary>The forward pass of a tile that keeps what <see cref="TrainBackward"/> needs.</summary>
    public abstract void TrainForward(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs, in TrainingTile tile);

    /// <summary>
    /// The backward pass of a tile. Reads the gradient of the loss at <see cref="TrainingLayout.OutputGradients"/>,
    /// adds to <paramref name="gradient"/> (packed, <see cref="TrainingLayout.GradientLength"/> floats) and writes
    /// the gradient of every looked-up vector to <paramref name="lookups"/>.
    /// </summary>
    public abstract void TrainBackward(
        ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups);

    /// <summary>
    /// Adds a packed gradient to a gradient in Keras' layout (<see cref="ModelDescription.WeightLength"/> floats).
    /// Lookups are not part of it: the runtime scatters them (<see cref="TrainingLayout.Lookups"/>).
    /// </summary>
    public abstract void UnpackGradient(ref float gradient, ref float weightGradient);
}

/// <summary>The values of some sequences, row after row. References that a model does not use are null references.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct ProgramInputs
{
    /// <summary>Tokens [row][step]; of all token inputs of the model, one after the other inside a row.</summary>
    public ref int Tokens;

    /// <summary>Features [row][step][size]; of all feature inputs, one after the other inside a row. Not padded.</summary>
    public ref float Features;

    /// <summary>Steps of a stream since the past was brought back to the start of its buffers; at most <see cref="ProgramLayout.Room"/> less the steps of a run.</summary>
    public int Position;

    /// <summary>Masks [row][step], 1 for a real step and 0 for a masked one; of all inputs declared with a mask.</summary>
    public ref float Mask;
}

/// <summary>What one tile of a training step needs to know.</summary>
/// <param name="FirstRow">The index of the tile's first sequence in the batch.</param>
/// <param name="BatchRows">The number of rows of the lookup gradients' buffer (the batch rounded up to whole tiles).</param>
/// <param name="DropoutKey">Changes from step to step; with the row's index it decides which values dropout drops.</param>
/// <param name="Training">False to run the forward pass as in inference (no dropout).</param>
/// <param name="GradientIsOfLogits">True where the gradient of the output that has no name is already that of the last activation's argument.</param>
/// <param name="WantInputGradient">True to compute the gradient of a feature input as well.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct TrainingTile(
    int FirstRow, int BatchRows, ulong DropoutKey, bool Training, bool GradientIsOfLogits, bool WantInputGradient)
{
    /// <summary>The rows in use; the others do not count in statistics of the batch.</summary>
    public int Rows { get; init; }

    /// <summary>The outputs whose gradient is that of the last activation's argument, one bit each, in a model that names its outputs.</summary>
    public ulong LogitOutputs { get; init; }

    /// <summary>True where an output's gradient is that of the last activation's argument.</summary>
    /// <param name="output">The number of the output, from 0.</param>
    public bool IsOfLogits(int output) => ((LogitOutputs >> output) & 1) != 0;

    /// <summary>Which part of the pass runs, from 0: see <see cref="TrainingLayout.ForwardSums"/> and <see cref="TrainingLayout.BackwardSums"/>.</summary>
    public int Phase { get; init; }

    /// <summary>Who wants to know what <see cref="Reached"/> says.</summary>
    internal Action<int>? OnReached { get; init; }

    /// <summary>Says that this tile adds nothing more to the packed gradient from an index on: the layers there are done.</summary>
    /// <param name="start">One of <see cref="TrainingLayout.GradientStarts"/>.</param>
    public void Reached(int start) => OnReached?.Invoke(start);
}

/// <summary>A tensor of a workspace: <c>[row][step][stride]</c> from <paramref name="Offset"/> on.</summary>
/// <param name="Offset">The index of the first float; -1 where the tensor does not exist.</param>
/// <param name="Steps">Steps a row, at least 1.</param>
/// <param name="Size">Values per step.</param>
/// <param name="Stride">Floats from one step to the next; the values after <paramref name="Size"/> are padding.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct TensorSlot(int Offset, int Steps, int Size, int Stride)
{
    /// <summary>A tensor that does not exist.</summary>
    public static TensorSlot None { get; } = new(-1, 0, 0, 0);

    /// <summary>Floats from one row to the next; more than <c>Steps * Stride</c> where the rows are not adjacent.</summary>
    public int RowStride { get; init; } = Steps * Stride;

    /// <summary>Floats from one value of a step to its next: 1, but where the steps of a block lie side by side, value by value.</summary>
    public int ValueStride { get; init; } = 1;
}

/// <summary>Where a program keeps what its caller reads and writes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public class ProgramLayout
{
    private readonly ReadOnlyCollection<TensorSlot> _outputs = ReadOnlyCollection<TensorSlot>.Empty;
    private readonly ReadOnlyCollection<TensorSlot> _outputMasks = ReadOnlyCollection<TensorSlot>.Empty;
    private readonly ReadOnlyCollection<TensorSlot> _initialStates = ReadOnlyCollection<TensorSlot>.Empty;
    private readonly ReadOnlyCollection<TensorSlot> _finalStates = ReadOnlyCollection<TensorSlot>.Empty;
    private readonly ReadOnlyCollection<TensorSlot> _states = ReadOnlyCollection<TensorSlot>.Empty;

    /// <summary>Floats of the workspace.</summary>
    public required int WorkspaceLength { get; init; }

    /// <summary>The model's output, or the first one.</summary>
    public TensorSlot Output { get => _outputs[0]; init => _outputs = FixedList.Of([value]); }

    /// <summary>The model's outputs.</summary>
    public IReadOnlyList<TensorSlot> Outputs { get => _outputs; init => _outputs = FixedList.Of(value); }

    /// <summary>
    /// One float per step of the output, 0 for a step that loss and metrics leave out; offset -1 where every step counts.
    /// Only in the programs of tiles.
    /// </summary>
    public TensorSlot OutputMask { get => MaskOf(0); init => _outputMasks = FixedList.Of([value]); }

    /// <summary>The masks of all outputs; empty where none has one.</summary>
    public IReadOnlyList<TensorSlot> OutputMasks { get => _outputMasks; init => _outputMasks = FixedList.Of(value); }

    /// <summary>Initial states, one slot per <see cref="ModelDescription.InitialStates"/> entry; zero unless the caller writes them.</summary>
    public IReadOnlyList<TensorSlot> InitialStates { get => _initialStates; init => _initialStates = FixedList.Of(value); }

    /// <summary>Final states, one slot per <see cref="ModelDescription.FinalStates"/> entry.</summary>
    public IReadOnlyList<TensorSlot> FinalStates { get => _finalStates; init => _finalStates = FixedList.Of(value); }

    /// <summary>Steps that a stream moves on in the buffers of its past before it must be rewound; 0 where nothing moves.</summary>
    public int Room { get; init; }

    /// <summary>A stream's states, one slot per <see cref="ModelDescription.StreamStates"/> entry: read, then replaced by a step.</summary>
    public IReadOnlyList<TensorSlot> States { get => _states; init => _states = FixedList.Of(value); }

    /// <summary>The mask of an output.</summary>
    internal TensorSlot MaskOf(int output) => _outputMasks.Count > 0 ? _outputMasks[output] : TensorSlot.None;
}

/// <summary>Where the training program keeps what its caller reads and writes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TrainingLayout : ProgramLayout
{
    private readonly ReadOnlyCollection<TensorSlot> _outputGradients = ReadOnlyCollection<TensorSlot>.Empty;
    private readonly ReadOnlyCollection<TensorSlot> _inputGradients = ReadOnlyCollection<TensorSlot>.Empty;
    private readonly ReadOnlyCollection<BatchSum> _forwardSums = ReadOnlyCollection<BatchSum>.Empty;
    private readonly ReadOnlyCollection<BatchSum> _backwardSums = ReadOnlyCollection<BatchSum>.Empty;
    private readonly ReadOnlyCollection<MovingStatistic> _movingStatistics = ReadOnlyCollection<MovingStatistic>.Empty;
    private readonly ReadOnlyCollection<TensorSlot> _finalStateGradients = ReadOnlyCollection<TensorSlot>.Empty;
    private readonly ReadOnlyCollection<TensorSlot> _initialStateGradients = ReadOnlyCollection<TensorSlot>.Empty;
    private readonly ReadOnlyCollection<LookupGradient> _lookups = ReadOnlyCollection<LookupGradient>.Empty;
    private readonly ReadOnlyCollection<int> _gradientStarts = ReadOnlyCollection<int>.Empty;

    /// <summary>Floats of a packed gradient (without the lookups).</summary>
    public required int GradientLength { get; init; }

    /// <summary>
    /// Where the gradients of layers start in a packed one, ascending and without the first, which starts at 0. The backward pass goes by them from
    /// the last to the first, and says so (<see cref="TrainingTile.Reached"/>).
    /// </summary>
    public IReadOnlyList<int> GradientStarts { get => _gradientStarts; init => _gradientStarts = FixedList.Of(value); }

    /// <summary>The gradient of the loss with respect to the output; the caller writes it, padding zero.</summary>
    public TensorSlot OutputGradient { get => _outputGradients[0]; init => _outputGradients = FixedList.Of([value]); }

    /// <summary>The same of all outputs.</summary>
    public IReadOnlyList<TensorSlot> OutputGradients { get => _outputGradients; init => _outputGradients = FixedList.Of(value); }

    /// <summary>The gradients of the feature inputs, in the order of declaration.</summary>
    public IReadOnlyList<TensorSlot> InputGradients { get => _inputGradients; init => _inputGradients = FixedList.Of(value); }

    /// <summary>
    /// What a forward pass waits for: after phase i, the entry i of every tile's workspace is replaced by its sum over
    /// the tiles of the batch, then phase i + 1 runs. Empty where a tile needs no other one.
    /// </summary>
    public IReadOnlyList<BatchSum> ForwardSums { get => _forwardSums; init => _forwardSums = FixedList.Of(value); }

    /// <summary>The same of the backward pass.</summary>
    public IReadOnlyList<BatchSum> BackwardSums { get => _backwardSums; init => _backwardSums = FixedList.Of(value); }

    /// <summary>The weights that follow statistics of the batch instead of a gradient.</summary>
    public IReadOnlyList<MovingStatistic> MovingStatistics { get => _movingStatistics; init => _movingStatistics = FixedList.Of(value); }

    /// <summary>Gradients of the final states, one slot per final state: the caller writes them (zero by default).</summary>
    public IReadOnlyList<TensorSlot> FinalStateGradients { get => _finalStateGradients; init => _finalStateGradients = FixedList.Of(value); }

    /// <summary>Gradients of the initial states, one slot an initial state.</summary>
    public IReadOnlyList<TensorSlot> InitialStateGradients { get => _initialStateGradients; init => _initialStateGradients = FixedList.Of(value); }

    /// <summary>The trainable tables that are looked up by tokens.</summary>
    public IReadOnlyList<LookupGradient> Lookups { get => _lookups; init => _lookups = FixedList.Of(value); }

    /// <summary>Floats per batch row of the lookup gradients' buffer, over all lookups.</summary>
    public int LookupRowLength { get; init; }
}

/// <summary>Some floats of a tile's workspace that are to be summed over all tiles of a batch.</summary>
/// <param name="Offset">The index of the first one.</param>
/// <param name="Length">How many.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct BatchSum(int Offset, int Length);

/// <summary>A weight that moves towards a statistic of the batch at every training step.</summary>
/// <param name="Weight">The index of the weight in <see cref="ModelDescription.Weights"/>.</param>
/// <param name="Offset">Where the batch's values lie in every tile's workspace after the forward pass.</param>
/// <param name="Momentum">The step is <c>weight = momentum * weight + (1 - momentum) * value</c>.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct MovingStatistic(int Weight, int Offset, float Momentum);

/// <summary>
/// A trainable embedding: the backward pass writes the gradient of each looked-up vector, and the runtime sums
/// them by token, for the row of the table that the token names.
/// </summary>
/// <param name="Weight">The index of the table [vocabulary, size] in <see cref="ModelDescription.Weights"/>.</param>
/// <param name="TokenOffset">The index of the input's first token in a row of tokens.</param>
/// <param name="TokensPerRow">Tokens from one row to the next.</param>
/// <param name="Prefix">The region of this lookup starts at <c>Prefix * BatchRows</c> floats of the lookups' buffer.</param>
/// <param name="Steps">Steps a row.</param>
/// <param name="Size">Values of a vector.</param>
/// <param name="Stride">Floats from one step to the next.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct LookupGradient(
    int Weight, int TokenOffset, int TokensPerRow, int Prefix, int Steps, int Size, int Stride);
