namespace SeqGen.Generator.Layers;

/// <summary>The words in which a layer says its cell's equations.</summary>
internal sealed partial class RecurrentCell
{
    private readonly List<CellSums> _sums = [];
    private readonly List<RowOperation> _operations = [];
    private readonly List<Value> _rowInputs = [];
    private readonly List<Activated> _activations = [];
    private readonly Dictionary<string, StateBefore> _before = [];
    private readonly Dictionary<string, UnitVector> _weights = [];
    private readonly List<string> _says = [""];
    private FedState? _fed;

    /// <summary>The sums of some gates: of the input, and of h as the step before left it.</summary>
    /// <param name="name">The name of the projection of the input.</param>
    /// <param name="product">The name of the product with the recurrent kernel; null where the gates do not see h.</param>
    /// <param name="firstGate">The first gate of the kernels' columns.</param>
    /// <param name="gates">How many gates.</param>
    /// <param name="hasStateBias">True where the product has a bias of its own, the second row of the layer's.</param>
    public CellSums Sums(string name, string? product, int firstGate, int gates, bool hasStateBias = false)
    {
        Projection projection = Project(name, firstGate, gates, Bias);
        CellSums sums = new(_sums.Count, projection, product == null ? null : Multiplied(product, firstGate, projection.Columns), null);
        if (hasStateBias && Bias is { } bias)
        {
            int all = Layer.Gates * Units;
            string title = Prefix + product + "Bias";
            sums.StateBias = (
                Planner.Pack(title, bias, 1, projection.Columns, all + (firstGate * Units), all),
                Training && bias.Trainable ? Planner.Gradient(title, bias, 1, projection.Columns, all + (firstGate * Units), all) : null);
        }

        _sums.Add(sums);
        return sums;
    }

    /// <summary>The sums of some gates: of the input, and of what this step has made of h.</summary>
    /// <param name="name">The name of the projection of the input.</param>
    /// <param name="product">The name of the product with the recurrent kernel.</param>
    /// <param name="firstGate">The first gate of the kernels' columns.</param>
    /// <param name="gates">How many gates.</param>
    /// <param name="multiplied">What is multiplied.</param>
    /// <param name="back">What the way back of the product computes.</param>
    public CellSums Sums(string name, string product, int firstGate, int gates, Titled multiplied, string back)
    {
        ProductOperation operation = new(this, multiplied.Name, back);
        Projection projection = Project(name, firstGate, gates, Bias);
        CellSums sums = new(_sums.Count, projection, Multiplied(product, firstGate, projection.Columns), Cut(operation, multiplied));
        operation.Sums = sums;
        _sums.Add(sums);
        return sums;
    }

    /// <summary>A state as the step before left it.</summary>
    public StateBefore Before(string state)
    {
        if (!_before.TryGetValue(state, out StateBefore? before))
        {
            _before.Add(state, before = new(state));
        }

        return before;
    }

    /// <summary>h as the recurrent kernel meets it: what recurrent dropout leaves of it.</summary>
    public Value MultipliedState => _fed ??= new(Before("h"), Fed != Hidden);

    /// <summary>A gate: the layer's <c>recurrent_activation</c>.</summary>
    public Value Gate(string name, Value argument) => Activate(name, Options.RecurrentActivation, argument);

    /// <summary>A candidate or an output: the layer's <c>activation</c>.</summary>
    public Value Candidate(string name, Value argument) => Activate(name, Options.Activation, argument);

    /// <summary>The value of an activation.</summary>
    public Value Activate(string name, ActivationSpec activation, Value argument)
    {
        Activated activated = new(name, activation, argument);
        _activations.Add(activated);
        return activated;
    }

    /// <summary>A value under a name.</summary>
    public static Titled Title(string name, Value value) => new(name, value);

    /// <summary>The next value of a state that the equations of the next step take: it must not die out into subnormal numbers.</summary>
    public static Value Carry(string name, Value value) => new Carried(name, value);

    /// <summary>The next value of an LSTM's cell c: what is beyond <c>cell_clip</c> is cut.</summary>
    public Value NextCell(Value sum) => Carry("cell", Options.CellClip is { } limit ? Activate("cutCell", new(ActivationKind.Clip, -limit, limit), Title("wholeCell", sum)) : sum);

    /// <summary>The same as a comment.</summary>
    public string SaysOfCell => Options.CellClip == null ? "c = f c + i g" : "c = f c + i g, cut to between -cell_clip and cell_clip";

    /// <summary><c>share * taken + (1 - share) * other</c>.</summary>
    public static Value Blend(Value share, Value taken, Value other) => new Blended(share, taken, other);

    /// <summary>A row of a weight, one value a unit.</summary>
    /// <param name="name">Its name in emitted code.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="row">The row.</param>
    public Value WeightRow(string name, string weight, int row)
    {
        _weights.Add(name, new(Planner, Prefix + CellForward.Capital(name), name, Weight(weight), row, Units));
        return new UnitWeight(name);
    }

    /// <summary>A state, normalised on its way to the output, where the layer normalises.</summary>
    /// <param name="state">The next value of the state.</param>
    /// <param name="name">The state's name.</param>
    public Value Normalize(Value state, string name)
    {
        if (Options.Normalization == null)
        {
            return state;
        }

        CellState own = _states[name];
        (string, int)? slot = ZoneoutOf(name) == null ? (own.Next, own.Values.RowStride) : null;
        return new RowResult(Cut(new NormalOperation(this, own.Title, slot, _sums[0].Projection.Columns), state));
    }

    /// <summary>The next value of a state, of which zoneout keeps a share as the step before left it (Krueger et al. 2016).</summary>
    private Value ZonedOut(string state, Value next) => ZoneoutOf(state) == null
        ? next
        : Carry(state + "Zoned", Blend(new ZoneoutShare(state), Before(state), next));

    /// <summary>A row of this step's values, multiplied by a weight of the layer.</summary>
    /// <param name="name">The product's name.</param>
    /// <param name="input">What is multiplied.</param>
    /// <param name="weight">The weight, [units, size].</param>
    /// <param name="size">Values of the product.</param>
    public Value Project(string name, Titled input, string weight, int size) =>
        new RowResult(Cut(new ProjectionOperation(this, name, input.Name, Weight(weight), size), input));

    /// <summary>The comment above the equations that follow, up to the next operation on rows.</summary>
    public void Says(string equations) => _says[_says.Count - 1] = equations;

    private WeightPlan? Bias => Options.UseBias ? Weight("bias") : null;

    private int Cut(RowOperation operation, Value input)
    {
        _operations.Add(operation);
        _rowInputs.Add(input);
        _says.Add("");
        return _operations.Count - 1;
    }
}
