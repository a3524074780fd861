namespace SeqGen.Generator.Kernels;

/// <summary>The gradient of an activation's argument, from that of its value.</summary>
internal sealed record Slope(Value Gradient, Activated Of) : CellValue;

/// <summary>The gradient of a state that the step after hands back, with what the output hands in.</summary>
internal sealed record StateGradient(string State) : CellValue;

/// <summary>The gradient of what goes into an operation on rows.</summary>
internal sealed record RowGradient(int Operation) : CellValue;

/// <summary>The part of a node's gradient that a later segment has left for an earlier one.</summary>
internal sealed record CrossedGradient(int Number) : CellValue;

/// <summary>The factors of recurrent dropout.</summary>
internal sealed record FedFactors : CellValue;

/// <summary>A gradient that is stored, or added to what its place holds.</summary>
/// <param name="Leaf">What it is the gradient of.</param>
/// <param name="Value">The gradient.</param>
/// <param name="Other">What it is where the step is masked; null where nothing chooses.</param>
/// <param name="IsAdded">True to add it.</param>
internal sealed record GradientStore(Value Leaf, Value Value, Value? Other, bool IsAdded);

/// <summary>The way back of one segment.</summary>
/// <param name="Given">Gradients of states that come from outside alone, by name.</param>
/// <param name="Loaded">The activations whose values it reads.</param>
/// <param name="Named">Gradients that are used several times, by name.</param>
/// <param name="Stores">What is stored.</param>
internal sealed record SegmentGradient(
    IReadOnlyList<(string Name, Value Value)> Given, IReadOnlyList<Activated> Loaded, IReadOnlyList<(string Name, Value Value)> Named, IReadOnlyList<GradientStore> Stores);

/// <summary>
/// The way back of a cell's equations, in reverse mode: from the gradients of the states to those of the gates' sums, of the states before
/// and of the weights. What it reads is what training keeps: values of activations, arguments that a slope needs, sums of products. Sums,
/// products and differences of these are computed again; states are read from their slots.
/// </summary>
internal sealed class Derivative
{
    private readonly CellGraph _graph;
    private readonly bool _isMasked;
    private readonly Func<ActivationSpec, bool> _needsArgument;
    private readonly Dictionary<Value, List<(int Segment, Value Value)>> _terms = new(SameNode.Comparer);
    private readonly List<(Value Value, string Name)> _names = [];
    private readonly HashSet<Value> _named = new(SameNode.Comparer);
    private readonly HashSet<Value> _totals = new(SameNode.Comparer);
    private readonly List<GradientStore>[] _stores;

    /// <summary>Derives the way back.</summary>
    /// <param name="graph">The equations.</param>
    /// <param name="isMasked">True where steps may be masked: their gradients of sums are zero, and states hand on what they get.</param>
    /// <param name="needsArgument">True for the activations whose slope is not a function of their value.</param>
    public Derivative(CellGraph graph, bool isMasked, Func<ActivationSpec, bool> needsArgument)
    {
        _graph = graph;
        _isMasked = isMasked;
        _needsArgument = needsArgument;
        _stores = [.. Enumerable.Range(0, graph.Segments).Select(_ => new List<GradientStore>())];
        List<(string State, int Segment, Value HandedOn)> states = [];
        foreach (Value node in graph.Nodes.Reverse())
        {
            Differentiate(node, states);
        }

        foreach ((string state, int segment, Value handedOn) in states)
        {
            HandToStateBefore(state, segment, handedOn);
        }

        Segments = [.. _stores.Select(Finish)];
        Kept = new HashSet<Value>(Segments.SelectMany(Reads).Where(node => !graph.IsState(node) && !CellGraph.IsFree(node) && node is not RowResult), SameNode.Comparer);
        CheckOrder();
    }

    /// <summary>True where the step is no padding.</summary>
    public static Condition Real { get; } = Condition.Named("real");

    /// <summary>The way back of each segment; the last one comes first.</summary>
    public IReadOnlyList<SegmentGradient> Segments { get; }

    /// <summary>The nodes whose values training keeps.</summary>
    public ISet<Value> Kept { get; }

    /// <summary>True where the equations themselves give, or set, a part of the gradient of the state before the step.</summary>
    public bool ReachesBefore(string state) => _stores.Any(stores => stores.Any(store => store.Leaf is StateBefore before && before.State == state));

    private void Differentiate(Value node, List<(string State, int Segment, Value HandedOn)> states)
    {
        for (int operation = 0; operation < _graph.RowInputs.Count; operation++)
        {
            if (ReferenceEquals(_graph.RowInputs[operation], node))
            {
                Value gradient = new RowGradient(operation);
                Name(gradient, "d" + CellForward.Capital(CellForward.NameOf(node)));
                AddTerm(node, gradient, operation);
            }
        }

        List<(int Segment, Value Value)> terms = TermsOf(node);
        if (_graph.IsState(node))
        {
            states.Add(Seed(node, terms));
            return;
        }

        if (terms.Count == 0 || node is StateBefore)
        {
            return;
        }

        if (node is GateSum or UnitWeight or RowResult)
        {
            foreach (IGrouping<int, Value> group in terms.GroupBy(term => term.Segment, term => term.Value))
            {
                Value gradient = Value.Sum(group)!;
                _stores[group.Key].Add(new(node, node is UnitWeight ? gradient : OfRealStep(gradient), null, node is UnitWeight));
            }

            return;
        }

        int segment = terms.Min(term => term.Segment);
        Value total = Value.Sum(TermsIn(segment, terms))!;
        Pass(node, node is Carried ? Fraction.Flushed(total) : total, segment);
    }

    /// <summary>The terms of a gradient in its segment; what later segments give lies in a place of its own until then.</summary>
    private IEnumerable<Value> TermsIn(int segment, List<(int Segment, Value Value)> terms)
    {
        foreach (IGrouping<int, Value> group in terms.GroupBy(term => term.Segment, term => term.Value).OrderByDescending(group => group.Key))
        {
            if (group.Key == segment)
            {
                foreach (Value term in group)
                {
                    yield return term;
                }

                continue;
            }

            CrossedGradient crossed = new(Crossed++);
            _stores[group.Key].Add(new(crossed, Value.Sum(group)!, null, IsAdded: false));
            yield return crossed;
        }
    }

    /// <summary>Places for what a segment leaves for an earlier one.</summary>
    public int Crossed { get; private set; }

    /// <summary>The gradient of a state: what the step after hands back, and what this step's equations add; tiny values are zero.</summary>
    private (string State, int Segment, Value HandedOn) Seed(Value node, List<(int Segment, Value Value)> terms)
    {
        string state = _graph.StateOf(node);
        int segment = terms.Count == 0 ? _graph.SegmentOf(node) : terms.Min(term => term.Segment);
        Value carried = new StateGradient(state);
        List<Value> here = [.. TermsIn(segment, terms)];
        if (here.Count > 0)
        {
            Name(carried, "carried" + CellForward.Capital(state));
        }

        Value total = Fraction.Flushed(Value.Sum(here.Prepend(carried))!);
        Name(total, "d" + state);
        _totals.Add(total);
        Pass(node, total, segment);
        return (state, segment, here.Count > 0 ? carried : total);
    }

    /// <summary>Hands the gradient of a node to what it is computed of.</summary>
    private void Pass(Value node, Value gradient, int segment)
    {
        if (node is Activated activated)
        {
            gradient = new Slope(gradient, activated);
            gradient = IsSum(activated.Argument) ? OfRealStep(gradient) : gradient;
            Name(gradient, "d" + CellForward.Capital(activated.Name));
        }
        else
        {
            Name(gradient, "dPart" + _names.Count);
        }

        switch (node)
        {
            case Activated activation:
                AddTerm(activation.Argument, gradient, segment);
                break;
            case Titled or Carried:
                AddTerm(CellGraph.Operands(node)[0], gradient, segment);
                break;
            case FedState fed:
                AddTerm(fed.Whole, fed.IsDropped ? gradient * new FedFactors() : gradient, segment);
                break;
            case NegatedValue negated:
                AddTerm(negated.Operand, -gradient, segment);
                break;
            case Blended blended:
                AddTerm(blended.Share, gradient * (blended.Taken - blended.Other), segment);
                AddTerm(blended.Taken, gradient * blended.Share, segment);
                AddTerm(blended.Other, gradient * (Value.One - blended.Share), segment);
                break;
            case BinaryValue { Operator: Operator.Multiply } product:
                AddTerm(product.Left, gradient * product.Right, segment);
                AddTerm(product.Right, gradient * product.Left, segment);
                break;
            case BinaryValue { Operator: Operator.Add } sum:
                AddTerm(sum.Left, gradient, segment);
                AddTerm(sum.Right, gradient, segment);
                break;
            case BinaryValue { Operator: Operator.Subtract } difference:
                AddTerm(difference.Left, gradient, segment);
                AddTerm(difference.Right, -gradient, segment);
                break;
            default:
                throw new InvalidOperationException($"There is no way back through a {node.GetType().Name}.");
        }
    }

    /// <summary>The gradient of a state before the step: what the equations give; where the step is masked, what the state after it gets.</summary>
    private void HandToStateBefore(string state, int segment, Value handedOn)
    {
        StateBefore before = _graph.Nodes.OfType<StateBefore>().FirstOrDefault(before => before.State == state) ?? new(state);
        List<IGrouping<int, Value>> groups = [.. TermsOf(before).GroupBy(term => term.Segment, term => term.Value).OrderByDescending(group => group.Key)];
        bool isSet = false;
        if (_isMasked && groups.All(group => group.Key != segment))
        {
            _stores[segment].Add(new(before, Value.Zero, handedOn, IsAdded: false));
            isSet = true;
        }

        foreach (IGrouping<int, Value> group in groups)
        {
            if (group.Key > segment)
            {
                throw new InvalidOperationException("The gradient of a state before the step would replace that of the state after it.");
            }

            _stores[group.Key].Add(new(before, Value.Sum(group)!, !_isMasked || isSet ? null : handedOn, isSet));
            isSet = true;
        }
    }

    private List<(int Segment, Value Value)> TermsOf(Value node)
    {
        if (!_terms.TryGetValue(node, out List<(int Segment, Value Value)>? terms))
        {
            _terms.Add(node, terms = []);
        }

        return terms;
    }

    private void AddTerm(Value node, Value gradient, int segment)
    {
        if (Reaches(node))
        {
            TermsOf(node).Add((segment, gradient));
        }
    }

    /// <summary>True where a value depends on something that has a gradient.</summary>
    private static bool Reaches(Value node) => node is GateSum or UnitWeight or RowResult or StateBefore || CellGraph.Operands(node).Any(Reaches);

    /// <summary>True where a value adds up from sums of gates.</summary>
    private static bool IsSum(Value node) => node is GateSum || (node is not Activated && CellGraph.Operands(node).Any(IsSum));

    private Value OfRealStep(Value gradient) =>
        !_isMasked || gradient is SelectValue { Condition: NamedCondition } ? gradient : Value.Select(Real, gradient, Value.Zero);

    /// <summary>The name that a gradient gets where it is used several times.</summary>
    private void Name(Value gradient, string name)
    {
        if (_named.Add(gradient))
        {
            _names.Add((gradient, name));
        }
    }

    private SegmentGradient Finish(List<GradientStore> stores)
    {
        Dictionary<Value, int> uses = new(SameNode.Comparer);
        foreach (GradientStore store in stores)
        {
            Count(store.Value);
            if (store.Other is { } other)
            {
                Count(other);
            }

            // Where the terms of some gate are taken apart, the gradients of the product are stored by themselves.
            if (store.Leaf is GateSum { Terms: SumTerms.All } sum && _graph.IsTakenApart(sum.Sums))
            {
                Count(store.Value);
            }
        }

        List<(string Name, Value Value)> names = [.. _names
            .Where(name => uses.TryGetValue(name.Value, out int count) && (count > 1 || _totals.Contains(name.Value)))
            .Select(name => (name.Name, name.Value))];
        return new([.. names.Where(name => IsGiven(name.Value))], [.. uses.Keys.OfType<Activated>()], [.. names.Where(name => !IsGiven(name.Value))], stores);

        bool IsGiven(Value value) => value is StateGradient or CrossedGradient || (OperandsOf(value) is { Count: > 0 } operands && operands.All(IsGiven));

        void Count(Value value)
        {
            uses.TryGetValue(value, out int count);
            uses[value] = count + 1;
            foreach (Value operand in count > 0 ? [] : OperandsOf(value))
            {
                Count(operand);
            }
        }
    }

    /// <summary>What the code of a gradient reads, down to what training keeps.</summary>
    private IReadOnlyList<Value> OperandsOf(Value value) => value switch
    {
        Slope slope when _needsArgument(slope.Of.Activation) => [slope.Gradient, slope.Of, slope.Of.Argument],
        Slope slope => [slope.Gradient, slope.Of],
        CalledValue call => [call.Argument],
        SelectValue choice => [choice.Taken, choice.Other],
        Activated or FedState => [],
        _ when _graph.IsState(value) || IsArgument(value) => [],
        _ => CellGraph.Operands(value),
    };

    /// <summary>True for an argument of an activation that training keeps.</summary>
    private bool IsArgument(Value value) => _graph.Nodes.Any(node => node is Activated activated && ReferenceEquals(activated.Argument, value) && _needsArgument(activated.Activation));

    private IEnumerable<Value> Reads(SegmentGradient gradient)
    {
        HashSet<Value> seen = new(SameNode.Comparer);
        foreach (GradientStore store in gradient.Stores)
        {
            Visit(store.Value);
            Visit(store.Other);
        }

        return seen.Where(value => value is Activated or GateSum || IsArgument(value));

        void Visit(Value? value)
        {
            if (value is not null && seen.Add(value))
            {
                foreach (Value operand in OperandsOf(value))
                {
                    Visit(operand);
                }
            }
        }
    }

    /// <summary>The gradient of a gate's sum takes the place of the gate's value: no later segment may still read that.</summary>
    private void CheckOrder()
    {
        for (int segment = 0; segment < Segments.Count; segment++)
        {
            IEnumerable<GradientStore> done = Segments.Skip(segment + 1).SelectMany(later => later.Stores);
            if (Segments[segment].Loaded.Any(gate => CellGraph.PlaceOf(gate) is { } place && done.Any(store => ReferenceEquals(store.Leaf, place))))
            {
                throw new InvalidOperationException("A segment reads a gate whose place holds a gradient already.");
            }
        }
    }
}
