namespace SeqGen.Generator.Layers;

/// <summary>
/// One recurrent cell over all steps of a sequence, in one direction: what is the same for every cell. It projects
/// the input of all steps at once, walks through time, and after the backward walk forms the weights' gradients as
/// products over all steps. A cell says what happens in a step.
/// </summary>
/// <remarks>
/// Time runs in processing order <c>t</c>; the input's step is <c>at</c>, which counts down where the cell goes
/// backwards. States lie in processing order (slot 0 before the first step), projections in the input's order.
/// </remarks>
internal abstract partial class Recurrence
{
    private readonly List<Projection> _projections = [];
    private readonly List<RecurrentProduct> _products = [];
    private readonly string _direction;
    private readonly List<EndStateGradient> _stateGradients = [];
    private IReadOnlyList<EndState>? _endStates;
    private IReadOnlyList<(PackedMatrix Values, PackedMatrix? Gradient)> _stored = [];
    private readonly RecurrentDropout? _dropout;

    protected Recurrence(RecurrentLayer layer, LayerPlanner planner, Tensor input, string direction, bool backwards)
    {
        Layer = layer;
        Planner = planner;
        Input = input;
        Backwards = backwards;
        _direction = direction;
        _dropout = planner.Training ? RecurrentDropout.Plan(this, Prefix) : null;
        Input = _dropout?.Input ?? input;
        Keep = planner.Training || GivesSequence;
        Hidden = planner.Slots(Prefix + "Hidden", Keep ? Steps + 1 : 2, StateUnits);
    }

    public RecurrentLayer Layer { get; }

    public RecurrentOptions Options => Layer.Options;

    public LayerPlanner Planner { get; }

    /// <summary>The sequence, with dropout what is left of it.</summary>
    public Tensor Input { get; }

    /// <summary>The factors of one-hot tokens, where some are dropped.</summary>
    public DropoutFactors? TokenFactors => _dropout?.TokenFactors;

    public bool Backwards { get; }

    /// <summary>True where the output is the state of every step: of a stream's block a caller wants them all.</summary>
    public bool GivesSequence => Options.ReturnSequences || Planner.Kind == ProgramKind.Block;

    /// <summary>True where every step's state is kept: in training, and where the layer returns sequences.</summary>
    public bool Keep { get; }

    public int Units => Options.Units;

    /// <summary>Values of h, and of the output.</summary>
    public int StateUnits => Layer.StateUnits;

    public int Steps => Input.Steps;

    /// <summary>Floats of the recurrent kernel.</summary>
    public int RecurrentLength => Layer.RecurrentUnits * Units * Layer.Gates;

    /// <summary>
    /// How many steps are projected at a time (<see cref="StepSchedule.Stretch"/>). Training keeps the gates of all steps in the same
    /// place, and gains nothing by fewer.
    /// </summary>
    public int Stretch => Training
        ? Steps
        : StepSchedule.Stretch(Steps, Rows, Input.Size, (Input.Size + Layer.RecurrentUnits) * new ColumnLayout(Units, Layer.Gates).Stride);

    /// <summary>True where a projection is a part of the state's product.</summary>
    public virtual bool Joins(Projection projection) => false;

    /// <summary>True where the steps are projected in stretches; <see cref="First"/> is the input's first step of the current one.</summary>
    public bool Stretched => Stretch < Steps && _projections.Any(p => p.IsComputed);

    /// <summary>The name of that step.</summary>
    public string First => Stretch == 1 ? "at" : "first";

    protected int Rows => Planner.Rows;

    protected bool Training => Planner.Training;

    protected bool Masked => Input.Mask != null;

    /// <summary>True where a forward step chooses between the new and the old states; a single masked sequence leaves the step out.</summary>
    protected bool Chooses => Masked && (Training || Rows > 1);

    /// <summary>The state h: <c>[row][steps + 1]</c>, or two slots that take turns.</summary>
    public Tensor Hidden { get; }

    /// <summary>What the recurrent kernel multiplies, in processing order: h, or what dropout leaves of it.</summary>
    protected Tensor Fed => _dropout?.State ?? Hidden;

    /// <summary>The reference to it in a step.</summary>
    protected (string Name, int RowStride) FedNow => (_dropout?.State == null ? "hPrevious" : RecurrentDropout.StateNow, Fed.RowStride);

    /// <summary>The factors of h at some units, where recurrent dropout leaves a part of it.</summary>
    protected static Value FedFactorsAt(UnitPoint point) => RecurrentDropout.StateFactors(point);

    /// <summary>The state h of every step, in processing order.</summary>
    public Tensor Sequence => LayerPlanner.View(Hidden, 1, Steps, Options.PropagateMask ? Input.Mask : Input.PresentSteps);

    /// <summary>The state h after the last step.</summary>
    public Tensor Last => LayerPlanner.View(Hidden, Keep ? Steps : Steps % 2, 1);

    /// <summary>The gradient of h, carried from step to step; after the walk that of the initial state.</summary>
    protected Tensor HiddenGradient { get; private set; } = null!;

    /// <summary>The gradient of the returned sequence or of the last h, written by the consumer.</summary>
    public Tensor? OutputGradient { get; set; }

    /// <summary>True to add to the input's gradient instead of writing it.</summary>
    public bool AddToInputGradient { get; set; }

    /// <summary>The start of every name of this direction: <c>""</c>, <c>Forward</c> or <c>Backward</c>.</summary>
    public string Prefix => _direction.Length == 0 ? "" : NetworkPlan.Identifier(_direction);

    /// <summary>States besides h: for an LSTM, c.</summary>
    protected virtual IReadOnlyList<(string Name, Tensor Values, Tensor? Gradient)> MoreStates => [];

    private bool GivenStates => Options.InitialState == InitialState.Input || Options.Stateful;

    /// <summary>True where the initial states are the final states of another layer.</summary>
    private bool HandedStates => Options.InitialState == InitialState.Layer;

    /// <summary>True where the initial states are weights, which a stream takes when it begins, as it does those of another layer.</summary>
    private bool StoredStates => Options.InitialState == InitialState.Weights;

    /// <summary>The initial states that are weights, in the order of <see cref="AllStates"/>; in training with their gradients.</summary>
    private IEnumerable<((string Name, Tensor Values, Tensor? Gradient) State, PackedMatrix Values, PackedMatrix? Gradient)> Stored =>
        AllStates.Zip(_stored, (state, stored) => (state, stored.Values, stored.Gradient));

    /// <summary>The final states, which other layers may start from.</summary>
    public IReadOnlyList<EndState> EndStates => _endStates ??= [.. AllStates.Select(state => new EndState(Final(state.Values)))];

    /// <summary>The gradients of the final states of another layer that this one starts from.</summary>
    public IReadOnlyList<EndStateGradient> StateGradients => _stateGradients;

    /// <summary>h, then the others.</summary>
    private IEnumerable<(string Name, Tensor Values, Tensor? Gradient)> AllStates =>
        new[] { (Name: "h", Values: Hidden, Gradient: Training ? HiddenGradient : null) }.Concat(MoreStates);

    private bool TakenStates => Options.ReturnState || Options.Stateful;

    private Dictionary<string, Tensor> FinalGradients { get; } = [];

    public IReadOnlyList<StatePlan> InitialStates => GivenStates ? States(v => LayerPlanner.View(v, 0, 1), initial: true) : [];

    public IReadOnlyList<StatePlan> FinalStates => TakenStates ? States(Final, initial: false) : [];

    /// <summary>In a streaming program a step leaves its states where the next one reads them.</summary>
    public IReadOnlyList<StatePlan> StreamStates => Planner.IsStreaming ? States(v => LayerPlanner.View(v, 0, 1), initial: true) : [];

    private Tensor Final(Tensor state) => state == Hidden ? Last : LayerPlanner.View(state, Keep ? Steps : 0, 1);

    private IReadOnlyList<StatePlan> States(Func<Tensor, Tensor> slot, bool initial) =>
        AllStates
            .Select(s => new StatePlan(
                Planner.LayerName + "/" + _direction + s.Name,
                s.Values.Size,
                slot(s.Values),
                initial ? s.Gradient : FinalGradients.TryGetValue(s.Name, out Tensor? gradient) ? gradient : null))
            .ToList();

    /// <summary>The input kernel.</summary>
    public WeightPlan KernelWeight => Weight("kernel");

    /// <summary>The recurrent kernel.</summary>
    public WeightPlan RecurrentWeight => Weight("recurrent_kernel");

    /// <summary>A weight of this direction.</summary>
    protected WeightPlan Weight(string name) => Planner.Weight(_direction + name);

    /// <summary>Reserves what the cell's walk needs; called at the end of a cell's constructor.</summary>
    protected void PlanGradients()
    {
        _stored = StoredStates ? PlanStored() : [];
        if (!Training)
        {
            return;
        }

        HiddenGradient = Planner.Tensor(Prefix + "HiddenGradient", 1, StateUnits);
        foreach (((string name, _, Tensor? gradient), IReadOnlyList<EndState> parts) in HandedStates ? Handed : [])
        {
            int place = 0;
            foreach (EndState part in parts)
            {
                Tensor target = Planner.Tensor($"{Prefix}Initial{NetworkPlan.Identifier(name)}Gradient{(place == 0 ? "" : "More")}", 1, part.Values.Size);
                _stateGradients.Add(new(part, gradient!, place, target));
                place += part.Values.Size;
            }
        }

        if (TakenStates)
        {
            FinalGradients["h"] = Planner.Tensor(Prefix + "FinalHiddenGradient", 1, StateUnits);
            foreach ((string name, Tensor values, _) in MoreStates)
            {
                FinalGradients[name] = Planner.Tensor(Prefix + "Final" + NetworkPlan.Identifier(name) + "Gradient", 1, values.Size);
            }
        }
    }

    private IReadOnlyList<(PackedMatrix Values, PackedMatrix? Gradient)> PlanStored() => [.. AllStates.Select((state, index) =>
    {
        string name = $"{Prefix}InitialState{index}";
        WeightPlan weight = Weight($"initial_state_{index}");
        ColumnLayout columns = new(state.Values.Size);
        return (
            Planner.Pack(name, weight, 1, columns, 0, state.Values.Size),
            Training && Layer.Trainable ? Planner.Gradient(name, weight, 1, columns, 0, state.Values.Size) : null);
    })];

    /// <summary>The final states of another layer that each state starts from, in the order of <see cref="AllStates"/>.</summary>
    private IEnumerable<((string Name, Tensor Values, Tensor? Gradient) State, IReadOnlyList<EndState> Parts)> Handed
    {
        get
        {
            IReadOnlyList<IReadOnlyList<EndState>> handed = Planner.HandedStates;
            int first = _direction == BidirectionalLayer.BackwardDirection ? handed.Count / 2 : 0;
            return AllStates.Select((state, index) => (state, handed[first + index]));
        }
    }

    /// <summary>Plans the input's part of some gates: <c>x . kernel + bias</c> for all steps.</summary>
    public Projection Project(string name, int firstGate, int gates, WeightPlan? bias)
    {
        Projection projection = new(this, Prefix + name, firstGate, gates, bias);
        _projections.Add(projection);
        return projection;
    }

    /// <summary>Plans the product of the state with the recurrent kernel of some gates. The first one is of the state as the step before left it.</summary>
    public RecurrentProduct Multiplied(string name, int firstGate, ColumnLayout columns)
    {
        var product = new RecurrentProduct(this, name, firstGate, columns);
        _products.Add(product);
        return product;
    }

    /// <summary>True where a product is planned already.</summary>
    public bool HasProducts => _products.Count > 0;

    /// <summary>Plans the normalisation of a vector; null where the cell does not normalise.</summary>
    /// <param name="part">Which of the cell's normalisations.</param>
    /// <param name="name">The start of its names in the plan.</param>
    /// <param name="prefix">The start of its names in emitted code.</param>
    /// <param name="columns">How the vector lies.</param>
    /// <param name="values">Where the normalised values go.</param>
    /// <param name="steps">Steps that are kept in training.</param>
    /// <param name="firstGate">The gate whose weights are the vector's first ones.</param>
    /// <param name="bias">A bias that is added as well, or null.</param>
    public RowNormalization? Normalize(
        string part, string name, string prefix, ColumnLayout columns, Tensor values, int steps, int firstGate = 0, WeightPlan? bias = null) =>
        Options.Normalization == null ? null : new(
            Planner, name, prefix, columns, Options.Normalization.Epsilon, values, steps, firstGate * Units, Weight(part + "/gamma"),
            bias == null ? [("Beta", Weight(part + "/beta"))] : [("Beta", Weight(part + "/beta")), ("Bias", bias)]);

    /// <summary>Writes one step: from <c>hPrevious</c> and the projections to <c>hNext</c>.</summary>
    protected abstract void Step(KernelWriter k);

    /// <summary>True where the only step of a stream stores h where the next one reads it too, and nothing needs to be copied.</summary>
    protected virtual bool LeavesHidden(KernelWriter k) => false;

    /// <summary>Writes one step backwards: from <c>hGradient</c> to the projections' gradients and <c>hGradient</c> of the step before.</summary>
    protected abstract void StepBackward(KernelWriter k);

    /// <summary>Writes what a cell does before its first step.</summary>
    protected virtual void StartForward(KernelWriter k)
    {
    }

    /// <summary>Declares the references that a step of the cell needs besides h and the projections.</summary>
    /// <param name="k">The writer.</param>
    protected virtual void StepReferences(KernelWriter k)
    {
    }

    /// <summary>The gradients of kernels that multiply states: what is multiplied (in processing order), and the gradient of the product (in the input's order).</summary>
    protected abstract IEnumerable<(PackedMatrix Gradient, Tensor Left, Tensor Right)> RecurrentGradients { get; }

    /// <summary>Gradients of a bias inside the recurrent part (a GRU's second row).</summary>
    protected virtual IEnumerable<(PackedMatrix Gradient, Tensor Right)> RecurrentBiasGradients => [];

    /// <summary>The buffers that the gates of a forward step read and write row by row.</summary>
    protected List<RowBuffer> ForwardRows(params (string Name, int RowStride)[] more)
    {
        List<RowBuffer> rows = [new("hPrevious", Hidden.RowStride), new("hNext", Hidden.RowStride)];
        if (Masked)
        {
            rows.Add(new("maskNow", Input.Mask!.RowStride));
        }

        rows.AddRange(_projections.Select(p => p.Rows));
        rows.AddRange((_dropout?.Rows ?? []).Select(b => new RowBuffer(b.Name, b.RowStride)));
        rows.AddRange(more.Select(m => new RowBuffer(m.Name, m.RowStride)));
        return rows;
    }

    /// <summary>Declares <see cref="Real"/>.</summary>
    protected static void DeclareReal(KernelWriter k, UnitPoint point) => k.Let("real", Value.Broadcast(point.Scalar("maskNow")) > Value.Zero);

    /// <summary>True where the step is no padding.</summary>
    protected static Condition Real => Derivative.Real;

    /// <summary>Stores the new state of some units, or the old one where the step is masked.</summary>
    protected void StoreState(KernelWriter k, UnitPoint point, Value value, string previous, string next) =>
        k.Store(Chooses ? Value.Select(Real, value, point.Load(previous)) : value, point.At(next));

    /// <summary>A reference to the state before (slot 0) or after (slot 1) the current step.</summary>
    public void StateReference(KernelWriter k, string name, Tensor states, int slot)
    {
        Index index = Index.Counter("t") + slot;
        k.Reference(name, states.At(Keep ? index : index.Parity));
    }

    /// <summary>A reference to the current step of a tensor in the input's order.</summary>
    public static void StepReference(KernelWriter k, string name, Tensor tensor) =>
        k.Reference(name, tensor.At(Index.Counter("at")));

    private void CommonReferences(KernelWriter k)
    {
        foreach (Projection projection in _projections)
        {
            projection.StepReference(k);
        }

        if (Masked)
        {
            StepReference(k, "maskNow", Input.Mask!);
        }

        _dropout?.StepReferences(k);
        foreach (RecurrentProduct product in _products)
        {
            product.StepReferences(k);
        }
    }

    /// <summary>Opens the loop over the steps <c>t</c>, in processing order or from the last one on.</summary>
    public IDisposable TimeLoop(KernelWriter k, bool reversed)
    {
        if (Steps > 1)
        {
            return reversed ? k.Loop("t", Steps - 1, 0, -1) : k.Loop("t", 0, Steps);
        }

        IDisposable block = k.Scope();
        k.LetConstant("t", 0);
        return block;
    }

    /// <summary>Declares <c>at</c>, the step of the input.</summary>
    private void InputStep(KernelWriter k)
    {
        Index at = Backwards ? (Index)(Steps - 1) - "t" : "t";
        if (Steps == 1)
        {
            k.LetConstant("at", at);
        }
        else
        {
            k.Let("at", at);
        }
    }
}
