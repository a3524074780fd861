using System.Collections.ObjectModel;

namespace SeqGen;

/// <summary>What a compiled model is made of: inputs, layers, weights and output. Emitted once per model; it cannot be changed.</summary>
public sealed class ModelDescription
{
    private readonly ReadOnlyCollection<InputDescription> _inputs = ReadOnlyCollection<InputDescription>.Empty;
    private readonly ReadOnlyCollection<LayerDescription> _layers = ReadOnlyCollection<LayerDescription>.Empty;
    private readonly ReadOnlyCollection<WeightDescription> _weights = ReadOnlyCollection<WeightDescription>.Empty;
    private readonly ReadOnlyCollection<OutputDescription> _outputs = ReadOnlyCollection<OutputDescription>.Empty;
    private readonly ReadOnlyCollection<StateDescription> _initialStates = ReadOnlyCollection<StateDescription>.Empty;
    private readonly ReadOnlyCollection<StateDescription> _finalStates = ReadOnlyCollection<StateDescription>.Empty;
    private readonly ReadOnlyCollection<StateDescription> _streamStates = ReadOnlyCollection<StateDescription>.Empty;

    /// <summary>The model's name, as declared.</summary>
    public required string Name { get; init; }

    /// <summary>The inputs, in the order of declaration.</summary>
    public required IReadOnlyList<InputDescription> Inputs { get => _inputs; init => _inputs = FixedList.Of(value); }

    /// <summary>The layers, in the order of declaration.</summary>
    public required IReadOnlyList<LayerDescription> Layers { get => _layers; init => _layers = FixedList.Of(value); }

    /// <summary>The weights, in Keras' order (layer by layer, <c>get_weights()</c> order inside a layer).</summary>
    public required IReadOnlyList<WeightDescription> Weights { get => _weights; init => _weights = FixedList.Of(value); }

    /// <summary>The output, of a model with several the first one: steps (0 where the output is one vector) and size.</summary>
    public OutputDescription Output { get => _outputs[0]; init => _outputs = FixedList.Of([value]); }

    /// <summary>The outputs, in the order of declaration. The output of a model that names none has an empty name.</summary>
    public IReadOnlyList<OutputDescription> Outputs { get => _outputs; init => _outputs = FixedList.Of(value); }

    /// <summary>The states that a caller passes before the first step (layers with <c>initial_state=input</c> or <c>stateful</c>), in layer order.</summary>
    public IReadOnlyList<StateDescription> InitialStates { get => _initialStates; init => _initialStates = FixedList.Of(value); }

    /// <summary>The states that a caller can read after the last step (layers with <c>return_state</c> or <c>stateful</c>), in layer order.</summary>
    public IReadOnlyList<StateDescription> FinalStates { get => _finalStates; init => _finalStates = FixedList.Of(value); }

    /// <summary>The states that a stream carries from step to step, or an empty list where the model cannot stream.</summary>
    public IReadOnlyList<StateDescription> StreamStates { get => _streamStates; init => _streamStates = FixedList.Of(value); }

    /// <summary>Why the model cannot stream one step at a time, or <see langword="null"/> where it can.</summary>
    public string? StreamObstacle { get; init; }

    /// <summary>True where a layer carries its state from batch to batch.</summary>
    public bool Stateful { get; init; }

    /// <summary>
    /// The loss named in the declaration (Keras' word, for instance <c>binary_crossentropy</c>), or <see langword="null"/>; where outputs have
    /// names, each one says its own.
    /// </summary>
    public string? Loss { get; init; }

    /// <summary>True where the declared loss takes logits.</summary>
    public bool LossFromLogits { get; init; }

    /// <summary>The model's structure as JSON in Keras' vocabulary (class names and configs).</summary>
    public required string StructureJson { get; init; }

    /// <summary>Floats of the canonical weight buffer: every weight in Keras' layout at <see cref="WeightDescription.Offset"/>.</summary>
    public required int WeightLength { get; init; }
}

/// <summary>What an input's values are.</summary>
public enum InputKind
{
    /// <summary>Integer tokens, one per step, looked up in an embedding.</summary>
    Tokens,

    /// <summary>Integer tokens, one per step, standing for one-hot vectors of the vocabulary's size.</summary>
    OneHot,

    /// <summary>Feature vectors, one per step.</summary>
    Features,
}

/// <summary>On which side a sequence is padded or truncated.</summary>
public enum SequenceSide
{
    /// <summary>At the start (Keras' default).</summary>
    Pre,

    /// <summary>At the end.</summary>
    Post,

    /// <summary>Not at all: another length than the declared one is an error.</summary>
    Error,
}

/// <summary>One input of a model.</summary>
public sealed class InputDescription
{
    /// <summary>The input's name.</summary>
    public required string Name { get; init; }

    /// <summary>Tokens, one-hot tokens or features.</summary>
    public required InputKind Kind { get; init; }

    /// <summary>The declared number of steps, the most where <see cref="IsVariable"/>; 0 where the input is one feature vector without steps.</summary>
    public required int Length { get; init; }

    /// <summary>Values per step: 1 for tokens, the number of features otherwise.</summary>
    public required int Size { get; init; }

    /// <summary>Tokens lie in [0, Vocabulary); 0 for features.</summary>
    public int Vocabulary { get; init; }

    /// <summary>Where a shorter sequence is padded: with token 0, or with vectors of <see cref="PadValue"/>.</summary>
    public SequenceSide Padding { get; init; }

    /// <summary>The value of all features of a step that is padded: the one declared, or that of a masking layer that follows directly, or 0.</summary>
    public float PadValue { get; init; }

    /// <summary>Where a longer sequence is truncated.</summary>
    public SequenceSide Truncating { get; init; }

    /// <summary>True where the caller may give a mask (1 = real step) with the values.</summary>
    public bool HasMask { get; init; }

    /// <summary>True where a sequence has any number of steps from 1 to <see cref="Length"/> and is computed as by a model of that length.</summary>
    public bool IsVariable { get; init; }
}

/// <summary>One layer, as the summary table prints it.</summary>
public sealed class LayerDescription
{
    /// <summary>The layer's name, unique in the model (Keras' rule: class in snake case, then _1, _2 ...).</summary>
    public required string Name { get; init; }

    /// <summary>Keras' class name, for instance <c>LSTM</c>.</summary>
    public required string ClassName { get; init; }

    /// <summary>The output shape with the batch as <c>None</c>, for instance <c>(None, 500, 32)</c>, or <c>(None, up to 500, 32)</c> where sequences have any length.</summary>
    public required string OutputShape { get; init; }

    /// <summary>The number of parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>False where training leaves the layer's weights alone.</summary>
    public bool Trainable { get; init; } = true;
}

/// <summary>An output of a model.</summary>
public sealed class OutputDescription
{
    /// <summary>The name of the layer or branch whose output it is, as declared; empty where the declaration names no outputs.</summary>
    public string Name { get; init; } = "";

    /// <summary>The number of steps, the most where <see cref="LengthOf"/> names an input; 0 where the output is one vector a sequence.</summary>
    public required int Steps { get; init; }

    /// <summary>The name of the input that it has as many steps as, where that takes sequences of any length; else <see langword="null"/>.</summary>
    public string? LengthOf { get; init; }

    /// <summary>Values per step (or of the one vector).</summary>
    public required int Size { get; init; }

    /// <summary>Keras' name of the activation that the output went through last (<c>linear</c> where there is none).</summary>
    public required string Activation { get; init; }

    /// <summary>The loss that the declaration names for this output, or <see langword="null"/>; always where it has no name.</summary>
    public string? Loss { get; init; }

    /// <summary>True where that loss takes logits.</summary>
    public bool LossFromLogits { get; init; }

    /// <summary>What the output's loss counts in the sum of all losses, unless <see cref="OutputOptions.LossWeight"/> says otherwise.</summary>
    public float LossWeight { get; init; } = 1;

    /// <summary>
    /// True where the gradient of the last activation's argument may be given in place of the output's: no layer but the last one has worked on the
    /// activation's values, and none takes them beside the caller.
    /// </summary>
    public bool TakesLogitGradient { get; init; } = true;

    /// <summary>Values of one sequence's output: <c>max(Steps, 1) * Size</c>.</summary>
    public int Length => Math.Max(Steps, 1) * Size;
}

/// <summary>One state vector of one layer (for an LSTM first h, then c).</summary>
public sealed class StateDescription
{
    /// <summary>Layer and state, for instance <c>lstm/h</c> or <c>bidirectional/forward/c</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The number of units.</summary>
    public required int Units { get; init; }
}

/// <summary>One weight tensor.</summary>
public sealed class WeightDescription
{
    private readonly ReadOnlyCollection<int> _shape = ReadOnlyCollection<int>.Empty;

    /// <summary>Layer and weight, for instance <c>lstm/recurrent_kernel</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The shape in Keras' layout, row-major.</summary>
    public required IReadOnlyList<int> Shape
    {
        get => _shape;
        init
        {
            _shape = FixedList.Of(value);
            int length = 1;
            foreach (int extent in _shape)
            {
                length = checked(length * extent);
            }

            Length = length;
        }
    }

    /// <summary>The index of the first element in the canonical weight buffer; a multiple of 16.</summary>
    public required int Offset { get; init; }

    /// <summary>How a new model initialises the weight.</summary>
    public required Initializer Initializer { get; init; }

    /// <summary>False where training leaves the weight alone.</summary>
    public bool Trainable { get; init; } = true;

    /// <summary>The L1 penalty: <c>L1 * sum(|w|)</c> is added to the loss.</summary>
    public float L1 { get; init; }

    /// <summary>The L2 penalty: <c>L2 * sum(w * w)</c> is added to the loss.</summary>
    public float L2 { get; init; }

    /// <summary>The number of elements.</summary>
    public int Length { get; private init; } = 1;
}

/// <summary>Keras' initialisers.</summary>
public enum InitializerKind
{
    /// <summary>All zeros.</summary>
    Zeros,

    /// <summary>All ones.</summary>
    Ones,

    /// <summary>Uniform in [-limit, limit], limit = sqrt(6 / (fan_in + fan_out)) of the whole matrix.</summary>
    GlorotUniform,

    /// <summary>A random (semi-)orthogonal matrix of the whole shape.</summary>
    Orthogonal,

    /// <summary>Uniform in [Minimum, Maximum].</summary>
    Uniform,

    /// <summary>An LSTM's bias: zeros, but ones for the forget gate (the second quarter).</summary>
    UnitForgetBias,
}

/// <summary>An initialiser and its arguments.</summary>
/// <param name="Kind">Which rule.</param>
/// <param name="Minimum">The lower limit of <see cref="InitializerKind.Uniform"/>.</param>
/// <param name="Maximum">The upper limit of <see cref="InitializerKind.Uniform"/>.</param>
/// <param name="Seed">A seed for this weight alone, or <see langword="null"/> to derive it from the model's seed.</param>
public readonly record struct Initializer(InitializerKind Kind, float Minimum = 0, float Maximum = 0, int? Seed = null);
