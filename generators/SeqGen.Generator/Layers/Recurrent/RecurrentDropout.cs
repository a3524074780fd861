namespace SeqGen.Generator.Layers;

/// <summary>
/// Dropout inside a recurrence, in training: factors for the cell's input and for the state where it meets the
/// recurrent kernel, one a row and value, which all steps and all gates share (Gal and Ghahramani 2016). What else reads
/// the state, as a GRU's update gate does, reads it whole.
/// </summary>
internal sealed class RecurrentDropout
{
    /// <summary>The name of the reference to what is left of the state.</summary>
    public const string StateNow = "hDropped";

    private const string FactorsNow = "stateFactors";

    private readonly Recurrence _recurrence;
    private readonly Tensor _given;
    private readonly DropoutFactors? _inputFactors;
    private readonly DropoutFactors? _stateFactors;

    private RecurrentDropout(Recurrence recurrence, string prefix)
    {
        _recurrence = recurrence;
        LayerPlanner planner = recurrence.Planner;
        RecurrentOptions options = recurrence.Options;
        _given = recurrence.Input;
        bool second = prefix == "Backward";
        if (options.Dropout > 0)
        {
            DropoutUse use = second ? DropoutUse.BackwardInput : DropoutUse.Input;
            _inputFactors = new(planner, planner.Tensor(prefix + "InputFactors", 1, _given.Size), options.Dropout, recurrence.Layer.Seed, use);
            Input = _given.Buffer == BufferKind.Tokens ? null : PlanInput(planner, prefix);
        }

        if (options.RecurrentDropout > 0)
        {
            DropoutUse use = second ? DropoutUse.BackwardState : DropoutUse.State;
            _stateFactors = new(planner, planner.Tensor(prefix + "StateFactors", 1, recurrence.StateUnits), options.RecurrentDropout, recurrence.Layer.Seed, use);
            State = planner.Tensor(prefix + "DroppedState", _given.Steps, recurrence.StateUnits);
        }
    }

    /// <summary>What is left of the input; null where nothing is dropped, or where the input is one-hot tokens.</summary>
    public Tensor? Input { get; }

    /// <summary>What is left of the state before each step, in processing order; null where nothing is dropped.</summary>
    public Tensor? State { get; }

    /// <summary>The factors of one-hot tokens: their rows of the kernel are multiplied, since the tokens are not vectors.</summary>
    public DropoutFactors? TokenFactors => Input == null ? _inputFactors : null;

    /// <summary>The buffers that a step walks row by row.</summary>
    public IEnumerable<(string Name, int RowStride)> Rows =>
        State == null ? [] : [(StateNow, State.RowStride), (FactorsNow, _stateFactors!.Values.RowStride)];

    /// <summary>Plans the dropout of a recurrence, where it has some.</summary>
    public static RecurrentDropout? Plan(Recurrence recurrence, string prefix) =>
        recurrence.Options is { Dropout: 0, RecurrentDropout: 0 } ? null : new(recurrence, prefix);

    /// <summary>Writes the start of the forward walk: draws the factors, and drops from the input.</summary>
    public void Start(KernelWriter k)
    {
        k.Comment("Dropout: one factor a row and value for all steps, 0 or 1 / (1 - rate).");
        _inputFactors?.Fill(k);
        _stateFactors?.Fill(k);
        if (Input != null)
        {
            _inputFactors!.Multiply(k, _given, Input);
        }

        k.Blank();
    }

    /// <summary>Declares a step's references, forward and backward.</summary>
    public void StepReferences(KernelWriter k)
    {
        if (State != null)
        {
            _recurrence.StateReference(k, StateNow, State, 0);
            k.Reference(FactorsNow, _stateFactors!.Values);
        }
    }

    /// <summary>Writes what is left of the state before a step.</summary>
    public void DropState(KernelWriter k, Tensor hidden)
    {
        if (State != null)
        {
            k.ForRows(k.Rows, [("hPrevious", hidden.RowStride), .. Rows], row => k.Map(State.Stride, i =>
                k.Store(k.Load(row("hPrevious"), i) * k.Load(row(FactorsNow), i), row(StateNow), i)));
        }
    }

    /// <summary>The epilogue of a product that gives the gradient of what is left of the state: it stores, or adds, that of the state.</summary>
    public static Action<TilePoint, int> StoreGradient(KernelWriter k, string target, bool add) => (point, lines) =>
    {
        for (int line = 0; line < lines; line++)
        {
            Value factors = point.Load(FactorsNow, line);
            Value gradient = add ? Value.MultiplyAdd(point.Sum(line), factors, point.Load(target, line)) : point.Sum(line) * factors;
            k.Store(gradient, point.At(target, line));
        }
    };

    /// <summary>The factors of the state at some units.</summary>
    public static Value StateFactors(UnitPoint point) => point.Load(FactorsNow);

    /// <summary>Writes the gradient of the input from that of what is left of it.</summary>
    public void InputGradient(KernelWriter k, bool add)
    {
        if (Input != null)
        {
            k.Comment("dx (+)= gradient * factors");
            _inputFactors!.Multiply(k, Input.Gradient!, _given.Gradient!, add);
        }
    }

    private Tensor PlanInput(LayerPlanner planner, string prefix)
    {
        Tensor input = planner.TensorLike(prefix + "DroppedInput", _given);
        input.Mask = _given.Mask;
        if (_given.Gradient != null)
        {
            input.Gradient = planner.TensorLike(prefix + "DroppedInputGradient", _given);
            input.GradientCondition = _given.GradientCondition;
        }

        return input;
    }
}
