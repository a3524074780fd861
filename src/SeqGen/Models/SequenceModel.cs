using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>
/// A compiled model: its weights, and everything that can be done with it. The generator emits a class that
/// derives from this one and adds <c>Predict</c> methods of the right types.
/// </summary>
/// <remarks>
/// <para>
/// Predicting is safe on any number of threads at once. Whatever changes weights (<see cref="SetWeight"/>,
/// <see cref="Load(string, LoadOptions?)"/>, <see cref="Fit"/>) must not run while another thread uses the model.
/// </para>
/// <para>
/// Everything that a model holds is managed memory, which is collected when nothing refers to the model any more: it need not be
/// disposed. <see cref="Dispose"/> releases weights and workspaces at once, even where references to the model remain.
/// </para>
/// </remarks>
public abstract partial class SequenceModel : IDisposable
{
    private readonly Lock _preparation = new();
    private readonly ThreadPredictors _predictors = new();
    private AlignedBuffer? _weights;

    // Weights that lie in the assembly as they do in a buffer: read where they are, until something is to be written.
    private nint _mappedWeights;
    private AlignedBuffer? _packing;

    // What inference reads: null until it is packed, and again when weights have changed.
    private AlignedBuffer? _packed;
    private int _weightsVersion;
    private bool _isDisposed;

    /// <summary>Creates the model with newly initialised weights.</summary>
    /// <param name="program">The compiled form for this machine's vector width.</param>
    /// <param name="seed">The seed of the initial weights: the same seed gives the same weights everywhere.</param>
    /// <exception cref="ModelMemoryException">The weights take more memory than there is.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected SequenceModel(ModelProgram program, int seed)
    {
        ArgumentNullException.ThrowIfNull(program);
        Program = OptimizedKernels.Of(program);
        Seed = seed;
        Geometry = new InputGeometry(program.Description);
    }

    /// <summary>Inputs, layers, weights and output.</summary>
    public ModelDescription Description => Program.Description;

    /// <summary>The seed of the initial weights.</summary>
    public int Seed { get; }

    /// <summary>The vector width of the code that runs, in bits: 512, 256 or 128.</summary>
    public int VectorBits => Program.VectorBits;

    /// <summary>The table of layers, output shapes and parameters, as Keras prints it.</summary>
    public string Summary => ModelSummary.Write(Description);

    internal ModelProgram Program { get; }

    internal InputGeometry Geometry { get; }

    /// <summary>
    /// The weights in Keras' layout; code that writes here calls <see cref="MarkWeightsChanged"/>. New ones are made at the
    /// first use, so that a model whose weights are loaded makes none; those that are part of the assembly are copied.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    internal AlignedBuffer Weights => _weights ?? MakeWeights();

    /// <summary>The first of the weights in Keras' layout, to read: where they lie, be it in the assembly.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    internal ref readonly float FirstWeight
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            AlignedBuffer? weights = _weights;
            return ref weights is null ? ref FirstOfOtherWeights() : ref weights.Reference;
        }
    }

    /// <summary><see cref="FirstWeight"/> as programs of inference take it, which are proved to write no weight.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    internal ref float WeightsForInference
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.AsRef(in FirstWeight);
    }

    /// <summary>The calling thread's own predictor, created at its first use; it is released with the thread or the model.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected internal Predictor DefaultPredictor => _predictors.OfThisThread ?? AddPredictor();

    /// <summary>
    /// Releases the memory of weights and workspaces. The description stays; whatever needs weights, also through a
    /// predictor, a stream, a trainer or gradients made before, throws an <see cref="ObjectDisposedException"/> from now on.
    /// Must not run while another thread uses the model. A second call does nothing.
    /// </summary>
    public void Dispose()
    {
        lock (_preparation)
        {
            _isDisposed = true;
            _weights = null;
            _mappedWeights = 0;
            _packing = null;
            _packed = null;
        }

        _predictors.Clear();
        GC.SuppressFinalize(this);
    }

    /// <summary>A predictor with a workspace of its own. One thread may use it at a time.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public Predictor CreatePredictor()
    {
        ThrowIfDisposed();
        return new Predictor(this);
    }

    /// <summary>A forward and backward pass under the caller's control, for tests and custom training loops.</summary>
    /// <param name="rows">The number of sequences.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is not positive.</exception>
    /// <exception cref="ModelMemoryException">So many rows at once take more memory than there is.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public GradientComputation CreateGradients(int rows = 1) => new(this, rows);

    /// <summary>Sets the states that the calling thread's predictor carries to zero (stateful models).</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void ResetStates()
    {
        ThrowIfDisposed();
        _predictors.OfThisThread?.ResetStates();
    }

    /// <summary>A copy of one weight in Keras' layout, row-major.</summary>
    /// <param name="name">Layer and weight, for instance <c>lstm/recurrent_kernel</c>.</param>
    /// <exception cref="ArgumentException">The model has no such weight.</exception>
    public float[] GetWeight(string name) => ReadWeight(name).ToArray();

    /// <summary>One weight in Keras' layout, row-major, without a copy; it changes when the model is trained.</summary>
    /// <param name="name">Layer and weight, for instance <c>lstm/recurrent_kernel</c>.</param>
    /// <exception cref="ArgumentException">The model has no such weight.</exception>
    public ReadOnlySpan<float> ReadWeight(string name)
    {
        WeightDescription weight = FindWeight(name);
        return MemoryMarshal.CreateReadOnlySpan(in Unsafe.Add(ref Unsafe.AsRef(in FirstWeight), weight.Offset), weight.Length);
    }

    /// <summary>Replaces one weight.</summary>
    /// <param name="name">Layer and weight, for instance <c>lstm/recurrent_kernel</c>.</param>
    /// <param name="values">All values in Keras' layout, row-major.</param>
    /// <exception cref="ArgumentException">The model has no such weight, or the number of values differs.</exception>
    public void SetWeight(string name, ReadOnlySpan<float> values)
    {
        WeightDescription weight = FindWeight(name);
        if (values.Length != weight.Length)
        {
            throw new ArgumentException(
                $"Weight '{name}' has the shape ({string.Join(", ", weight.Shape)}), {weight.Length} values; {values.Length} were given.",
                nameof(values));
        }

        values.CopyTo(Weights.Slice(weight.Offset, weight.Length));
        MarkWeightsChanged();
    }

    /// <summary>The weights packed for inference; packs them first where they changed since.</summary>
    internal ref float PackedForInference
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            AlignedBuffer packed = _packed ?? PackForInference();
            return ref packed.Reference;
        }
    }

    internal void MarkWeightsChanged()
    {
        lock (_preparation)
        {
            _weightsVersion++;
            _packed = null;
        }
    }

    /// <summary>Counts how often the weights were changed.</summary>
    internal int WeightsVersion => Volatile.Read(ref _weightsVersion);

    internal void ThrowIfDisposed()
    {
        if (_isDisposed)
        {
            ThrowDisposed(Description);
        }
    }

    /// <summary>Thrown by every use of a disposed model, or of something made from it.</summary>
    [DoesNotReturn]
    internal static void ThrowDisposed(ModelDescription model, string what = "model") => throw new ObjectDisposedException(
        model.Name, $"The {what}{(what == "model" ? "" : " of model")} {model.Name} was disposed; it cannot be used any more.");

    internal WeightDescription FindWeight(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        IReadOnlyList<WeightDescription> weights = Description.Weights;
        for (int i = 0; i < weights.Count; i++)
        {
            if (weights[i].Name == name)
            {
                return weights[i];
            }
        }

        throw new ArgumentException(
            $"Model {Description.Name} has no weight '{name}'. Its weights are {string.Join(", ", Description.Weights.Select(w => w.Name))}.",
            nameof(name));
    }

    private AlignedBuffer NewWeights() => new ModelMemory(Description.Name, "its weights").Floats(Rounding.UpToLine(Description.WeightLength));

    private AlignedBuffer MakeWeights()
    {
        lock (_preparation)
        {
            ThrowIfDisposed();
            if (_weights == null)
            {
                AlignedBuffer weights = NewWeights();
                if (_mappedWeights == 0)
                {
                    WeightInitialization.Fill(Description, Seed, weights.Span);
                }
                else
                {
                    CopyMapped(weights);
                }

                Volatile.Write(ref _weights, weights);
            }

            return _weights;
        }
    }

    private AlignedBuffer PackForInference()
    {
        lock (_preparation)
        {
            ThrowIfDisposed();
            if (_packed == null)
            {
                AlignedBuffer packing = _packing ??= new ModelMemory(Description.Name, "its weights, packed,").Floats(Program.InferenceWeightsLength);
                Program.PackForInference(ref WeightsForInference, ref packing.Reference);
                Volatile.Write(ref _packed, packing);
            }

            return _packed;
        }
    }

    private Predictor AddPredictor()
    {
        Predictor predictor = CreatePredictor();
        _predictors.Add(predictor);
        return predictor;
    }
}
