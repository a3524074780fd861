namespace SeqGen.Generator.Layers;

/// <summary>The activation at the end of a layer, <c>y = a(z)</c> of its sums: forward and backward.</summary>
internal sealed class OutputActivation
{
    private const string Values = "values";
    private const string Arguments = "arguments";

    private readonly ActivationSpec _activation;
    private readonly Tensor _output;
    private readonly Tensor? _arguments;
    private readonly Test? _isOfLogits;

    /// <summary>Plans the activation.</summary>
    /// <param name="planner">Where the layer plans.</param>
    /// <param name="activation">Which one.</param>
    /// <param name="output">y; in training with its gradient.</param>
    /// <param name="prefix">The start of names in the plan, where a layer has several.</param>
    public OutputActivation(LayerPlanner planner, ActivationSpec activation, Tensor output, string prefix = "")
    {
        _activation = activation;
        _output = output;
        _isOfLogits = planner.GradientIsOfLogits;
        _arguments = planner.Training && Activations.NeedsArgument(activation) ? planner.Tensor(prefix + "Arguments", output.Steps, output.Size) : null;
    }

    /// <summary>True where each value by itself is more than its sum.</summary>
    public bool IsElementWise => _activation.Kind != ActivationKind.Linear && !_activation.MixesValues;

    /// <summary>What <see cref="Store"/> writes to: y, and z where the way back needs it.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Tensors =>
        _arguments == null ? [(Values, _output)] : [(Values, _output), (Arguments, _arguments)];

    /// <summary>The activation after a layer's size in its title.</summary>
    public static string InTitle(ActivationSpec activation) => activation.Kind == ActivationKind.Linear ? "" : ", " + activation;

    /// <summary>Writes what becomes of a vector of sums; <paramref name="store"/> stores a value in one of <see cref="Tensors"/>.</summary>
    public void Store(KernelWriter k, Value sum, Action<Value, string> store)
    {
        if (_arguments != null)
        {
            store(sum, Arguments);
        }

        store(Activations.Apply(k.Math, _activation, sum), Values);
    }

    /// <summary>The epilogue of a product whose sums are z.</summary>
    public Action<TilePoint, int> Epilogue(KernelWriter k) => (point, lines) =>
    {
        for (int line = 0; line < lines; line++)
        {
            Store(k, point.Sum(line), (value, buffer) => k.Store(value, point.At(buffer, line)));
        }
    };

    /// <summary>Writes what is left to do when all sums are there: softmax takes whole rows.</summary>
    public void Finish(KernelWriter k) => k.FinishRows(_activation, "probabilities", _output);

    /// <summary>Writes the gradient of z in place of that of y, and declares <c>sumsGradient</c>, its first value.</summary>
    public void Backward(KernelWriter k)
    {
        k.Reference("sumsGradient", _output.Gradient!);
        if (_activation.Kind == ActivationKind.Linear)
        {
            return;
        }

        k.Reference("outputs", _output);
        if (_arguments != null)
        {
            k.Reference(Arguments, _arguments);
        }

        k.ActivationGradient(_activation, "sumsGradient", _output.Gradient!, "outputs", _output, _arguments == null ? null : (Arguments, _arguments), _isOfLogits);
    }
}
