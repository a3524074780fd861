namespace SeqGen.Generator.Layers;

/// <summary>
/// A recurrence whose step is a layer's equations. The layer says them once; forward code, what training keeps and the way back
/// follow from their graph.
/// </summary>
internal sealed partial class RecurrentCell : Recurrence
{
    private readonly Dictionary<string, CellState> _states = [];
    private readonly IReadOnlyList<Zoneout> _zoneout;
    private readonly CellGraph _graph;
    private readonly CellSchedule[] _schedules;
    private readonly Derivative? _derivative;
    private readonly Dictionary<Value, CellPlace> _kept = new(SameNode.Comparer);
    private readonly Dictionary<Value, CellPlace> _held = new(SameNode.Comparer);
    private readonly List<CellPlace> _crossed = [];

    public RecurrentCell(RecurrentLayer layer, LayerPlanner planner, Tensor input, string direction, bool backwards)
        : base(layer, planner, input, direction, backwards)
    {
        foreach ((string name, string title) in layer.States)
        {
            _states.Add(name, name == "h"
                ? new(name, title, Hidden, null, "hNext")
                : new(
                    name, title, planner.Slots(Prefix + title, Keep ? Steps + 1 : 1, Units),
                    Training ? planner.Tensor($"{Prefix}{title}Gradient", 1, Units) : null, Keep ? name + "Next" : name + "Previous"));
        }

        _zoneout = [.. layer.States.Select(state => Zoneout.Plan(this, state.Name, state.Title, _states[state.Name].Values.Size)).OfType<Zoneout>()];
        IReadOnlyList<Value> next = layer.Step(this);
        _graph = new([.. layer.States.Select((state, index) => (state.Name, ZonedOut(state.Name, next[index])))], _activations, _rowInputs);
        _schedules = [.. Enumerable.Range(0, _graph.Segments).Select(segment => new CellSchedule(_graph, segment))];
        RequireStatesToBeReadFirst();
        if (Training)
        {
            _derivative = new(_graph, Masked, Activations.NeedsArgument);
            PlanKept(_derivative.Kept);
            for (int number = 0; number < _derivative.Crossed; number++)
            {
                _crossed.Add(new("crossed" + number, null, planner.Tensor(Prefix + "Crossed" + number, 1, Units)) { IsOfStep = true });
            }

            foreach (CellSums sums in _sums.Where((_, index) => _graph.IsTakenApart(index)))
            {
                sums.ProductGradient = planner.Tensor(Prefix + sums.Product!.Name + "Gates", Steps, sums.Projection.Columns);
            }
        }

        PlanHeld();
        PlanGradients();
    }

    protected override IReadOnlyList<(string Name, Tensor Values, Tensor? Gradient)> MoreStates =>
        [.. _states.Values.Where(state => state.Name != "h").Select(state => (state.Name, state.Values, state.Gradient))];

    protected override IEnumerable<(PackedMatrix Gradient, Tensor Left, Tensor Right)> RecurrentGradients => _sums
        .Where(sums => sums.Product is { KernelGradient: not null })
        .Select(sums => (sums.Product!.KernelGradient!, OperationOf(sums)?.Input ?? Fed, sums.Product.GradientOf(sums.ProductGradient ?? sums.Projection.Values)))
        .Concat(_operations.Select(operation => operation.WeightGradient).OfType<(PackedMatrix, Tensor, Tensor)>());

    protected override IEnumerable<(PackedMatrix Gradient, Tensor Right)> RecurrentBiasGradients => _sums
        .Where(sums => sums.StateBias is { Gradient: not null })
        .Select(sums => (sums.StateBias!.Value.Gradient!, sums.ProductGradient ?? sums.Projection.Values));

    /// <summary>The sums that most of the cell's gates have; all others have one gate.</summary>
    private CellSums Main => _sums[0];

    private ProductOperation? OperationOf(CellSums sums) => _operations.OfType<ProductOperation>().FirstOrDefault(operation => operation.Sums == sums);

    private IEnumerable<CellPlace> OwnPlaces => _kept.Values.Concat(_held.Values).Concat(_crossed).Where(place => place.Values != null).Distinct();

    /// <summary>A state of one slot is gone when its next value is stored: no later part may still read it.</summary>
    private void RequireStatesToBeReadFirst()
    {
        foreach ((string name, Value next) in _graph.States.Where(state => state.Name != "h"))
        {
            int segment = _graph.SegmentOf(next);
            int part = _schedules[segment].Parts.Select((parts, index) => (parts, index)).First(p => p.parts.Results.Contains(next, SameNode.Comparer)).index + 1;
            StateBefore before = Before(name);
            if (_schedules.Where((schedule, index) => index > segment || (index == segment && schedule.ReadersOf(before).Any(reader => reader > part)))
                .Any(schedule => schedule.ReadersOf(before).Any()))
            {
                throw new InvalidOperationException($"The state {name} is read after its next value is stored.");
            }
        }
    }

    /// <summary>Where training keeps what the way back reads: gates where their projections were, all else by itself.</summary>
    private void PlanKept(ISet<Value> kept)
    {
        foreach (Value node in _graph.Nodes.Where(kept.Contains))
        {
            if (node is Activated gate && CellGraph.PlaceOf(gate) is { } sum)
            {
                Projection projection = _sums[sum.Sums].Projection;
                _kept.Add(node, new(projection.Now, projection.Columns.Gates == 1 ? null : sum.Gate, null));
                continue;
            }

            string name = _activations.FirstOrDefault(activated => ReferenceEquals(activated.Argument, node)) is { } user ? user.Name + "Argument" : CellForward.NameOf(node);
            _kept.Add(node, new("kept" + CellForward.Capital(name), null, Planner.Tensor(Prefix + CellForward.Capital(name), Steps, Units)));
        }
    }

    /// <summary>Where values wait for an operation on rows: where training keeps them, if what follows finds them there.</summary>
    private void PlanHeld()
    {
        for (int segment = 0; segment < _operations.Count; segment++)
        {
            foreach (Value node in _graph.Nodes.Where(node => _graph.SegmentOf(node) == segment && !CellGraph.IsFree(node) && _schedules[segment].IsHeld(node)))
            {
                if (!_kept.ContainsKey(node) || !_operations.Skip(segment).All(operation => operation.WalksAllGates))
                {
                    string name = CellForward.Capital(CellForward.NameOf(node));
                    _held.Add(node, new("held" + name, null, Planner.Tensor(Prefix + "Held" + name, 1, Units)) { IsOfStep = true });
                }
            }
        }
    }

    protected override void StepReferences(KernelWriter k)
    {
        foreach (CellState state in _states.Values.Where(state => state.Name != "h"))
        {
            if (Keep)
            {
                StateReference(k, state.Previous, state.Values, 0);
                StateReference(k, state.Next, state.Values, 1);
            }
            else
            {
                k.Reference(state.Previous, state.Values);
            }
        }

        foreach (CellSums sums in _sums)
        {
            if (sums.StateBias is { } bias)
            {
                k.Reference(StateBiasNow(sums), bias.Values.First());
            }

            if (sums.ProductGradient != null)
            {
                StepReference(k, sums.ProductGradientNow, sums.ProductGradient);
            }
        }

        foreach (UnitVector weight in _weights.Values)
        {
            weight.Reference(k);
        }

        foreach (CellPlace place in OwnPlaces)
        {
            if (place.IsOfStep)
            {
                k.Reference(place.Buffer, place.Values!);
            }
            else
            {
                StepReference(k, place.Buffer, place.Values!);
            }
        }

        foreach (RowOperation operation in _operations)
        {
            operation.References(k);
        }

        foreach (Zoneout zoneout in _zoneout)
        {
            zoneout.StepReference(k);
        }
    }

    protected override void StartForward(KernelWriter k)
    {
        foreach (Zoneout zoneout in _zoneout)
        {
            zoneout.Start(k);
        }
    }

    private Zoneout? ZoneoutOf(string state) => _zoneout.FirstOrDefault(zoneout => zoneout.State == state);

    private static string StateBiasNow(CellSums sums) => char.ToLowerInvariant(sums.Product!.Name[0]) + sums.Product.Name.Substring(1) + "Bias";

    /// <summary>The buffers, beside those of all cells, that a step walks row by row.</summary>
    private (string Name, int RowStride)[] OwnRows =>
    [
        .. _states.Values.Where(state => state.Name != "h").SelectMany(state => new[] { (state.Previous, state.Values.RowStride), (state.Next, state.Values.RowStride) }).Distinct(),
        .. _states.Values.Where(state => state.Gradient != null).Select(state => (state.Name + "Gradient", state.Gradient!.RowStride)),
        .. _sums.Where(sums => sums.ProductGradient != null).Select(sums => (sums.ProductGradientNow, sums.ProductGradient!.RowStride)),
        .. OwnPlaces.Select(place => (place.Buffer, place.Values!.RowStride)),
        .. _operations.SelectMany(operation => operation.Rows),
        .. _zoneout.SelectMany(zoneout => zoneout.Rows),
    ];

    public override bool Joins(Projection projection) => projection == Main.Projection && Main.IsJoined;

    protected override bool LeavesHidden(KernelWriter k) =>
        Planner.IsStreaming && !Keep && Steps == 1 && _graph.Segments == 1 && Main.Product?.IsSummedAtOnce(k, FedNow, Joined) == true;

    /// <summary>The input's product, where it is a part of the state's.</summary>
    private Factor? Joined => Main.IsJoined ? Main.Projection.Joined : null;

    protected override void Step(KernelWriter k)
    {
        for (int segment = 0; segment < _graph.Segments; segment++)
        {
            if (_says[segment].Length > 0)
            {
                k.Comment(_says[segment]);
            }

            List<RowBuffer> buffers = ForwardRows(OwnRows);
            CellForward forward = new(_graph, segment, _schedules[segment], new HashSet<Value>(_kept.Keys, SameNode.Comparer), k.Math.IsFraction);
            CellSums? sums = segment == 0 ? Main : (_operations[segment - 1] as ProductOperation)?.Sums;
            Action<UnitPoint>[] parts = [.. forward.Parts().Select((statements, part) => PartOf(k, segment, sums, part, statements))];
            if (segment > 0)
            {
                _operations[segment - 1].Forward(k, buffers, parts);
            }
            else
            {
                if (Main.Product == null)
                {
                    k.ForRows(Rows, buffers, row => k.MapUnits(Main.Projection.Columns, row, sums: Main.Projection.Now, body: point => Array.ForEach(parts, part => part(point))));
                    continue;
                }

                List<StepAddend> addends = Main.IsJoined ? [.. Main.Projection.JoinedBias] : [StepAddend.Of(Main.Projection, Main.WholeGates)];
                if (Main.StateBias != null)
                {
                    addends.Add(new(new(StateBiasNow(Main), 0), Main.Gates));
                }

                Main.Product.Multiply(k, FedNow, Joined, [.. addends], buffers, parts);
            }
        }
    }

    /// <summary>Writes what a part does to some units.</summary>
    private Action<UnitPoint> PartOf(KernelWriter k, int segment, CellSums? sums, int part, IReadOnlyList<CellStatement> statements) => point =>
    {
        if (Chooses && statements.Any(statement => statement.Action == CellAction.Next))
        {
            DeclareReal(k, point);
        }

        // Behind a product in registers the parts follow each other; on sums in a buffer each goes through all rows by itself.
        bool isBuffered = sums?.Product?.Buffer != null;
        foreach (CellStatement statement in statements)
        {
            Value Now() => Forward(k, point, segment, statement.Value);
            switch (statement.Action)
            {
                case CellAction.Form:
                    Now();
                    break;
                case CellAction.Take when isBuffered:
                    k.Let(statement.Name, Left(point, sums!, part, statement.Node).Vector);
                    break;
                case CellAction.Name:
                    k.Let(statement.Name, Now());
                    break;
                case CellAction.Keep when Training:
                    k.Store(Now(), _kept[statement.Node].At(point));
                    break;
                case CellAction.Leave when isBuffered:
                    k.Store(Now(), Left(point, sums!, part + 1, statement.Node));
                    break;
                case CellAction.Hold when _held.TryGetValue(statement.Node, out CellPlace? place):
                    k.Store(Now(), place.At(point));
                    break;
                case CellAction.Input:
                    k.Store(Now(), point.At(_operations[segment].InputNow!));
                    break;
                case CellAction.Next when _graph.StateOf(statement.Node) == "h" && LeavesHidden(k):
                    Value hidden = k.Let("hidden", Now());
                    k.Store(hidden, point.At("hPrevious"));
                    k.Store(hidden, point.At("hNext"));
                    break;
                case CellAction.Next:
                    CellState state = _states[_graph.StateOf(statement.Node)];
                    StoreState(k, point, Now(), state.Previous, state.Next);
                    break;
            }
        }
    };

    /// <summary>Where a part leaves a value for a later one: states in their slots, all else in the place of the last sum that no later part reads.</summary>
    private Address Left(UnitPoint point, CellSums sums, int reader, Value node)
    {
        if (_graph.IsState(node))
        {
            return point.At(_states[_graph.StateOf(node)].Next);
        }

        CellSchedule schedule = _schedules.First(schedule => schedule.Parts.Any(part => part.Taken.Contains(node, SameNode.Comparer)));
        int writer = schedule.Parts.Select((part, index) => (part, index)).First(p => p.part.Results.Contains(node, SameNode.Comparer)).index + 1;
        List<int> free = [.. _graph.Nodes.OfType<GateSum>()
            .Where(sum => sum.Terms != SumTerms.Projected && _sums[sum.Sums] == sums && schedule.ReadersOf(sum).All(part => part <= writer))
            .Select(sum => sum.Gate)
            .OrderByDescending(gate => gate)];
        int index = schedule.Parts[writer - 1].Results.Where(result => !_graph.IsState(result) && schedule.Parts.Any(part => part.Taken.Contains(result, SameNode.Comparer)))
            .TakeWhile(result => !ReferenceEquals(result, node)).Count();
        return point.GateAt(sums.Product!.Buffer!, free[index]);
    }

    /// <summary>A value of the forward equations at some units.</summary>
    private Value Forward(KernelWriter k, UnitPoint point, int segment, Value value)
    {
        return Lower(value);

        Value Lower(Value node) => node switch
        {
            _ when _held.TryGetValue(node, out CellPlace? place) && _graph.SegmentOf(node) < segment => place.At(point).Vector,
            _ when _kept.TryGetValue(node, out CellPlace? place) && node is Activated && _graph.SegmentOf(node) < segment => place.At(point).Vector,
            _ when _graph.IsState(node) && _graph.SegmentOf(node) < segment => point.Load(_states[_graph.StateOf(node)].Next),
            GateSum { Terms: SumTerms.Projected } sum => point.LoadGate(_sums[sum.Sums].Projection.Now, sum.Gate),
            GateSum sum => point.Gate(sum.Gate),
            _ when Leaf(point, node) is { } leaf => leaf,
            RowResult result => _operations[result.Operation].Result(point),
            Activated activated => Activations.ApplyGate(k.Math, activated.Activation, Lower(activated.Argument)),
            Titled titled => Lower(titled.Inner),
            Carried carried => Lower(carried.Inner),
            _ => Arithmetic(k, node, Lower),
        };
    }

    /// <summary>What both ways read where it lies: states before the step, weights, and what zoneout keeps; null for all else.</summary>
    private Value? Leaf(UnitPoint point, Value node) => node switch
    {
        StateBefore before => point.Load(_states[before.State].Previous),
        FedState => point.Load(FedNow.Name),
        UnitWeight weight => point.LoadShared(weight.Name),
        ZoneoutShare share => ZoneoutOf(share.State)!.Share(point),
        _ => null,
    };

    /// <summary>A value with other operands.</summary>
    private static Value Arithmetic(KernelWriter k, Value value, Func<Value, Value> lower) => value switch
    {
        BinaryValue binary => binary with { Left = lower(binary.Left), Right = lower(binary.Right) },
        NegatedValue negated => -lower(negated.Operand),
        MultiplyAddValue sum => Value.MultiplyAdd(lower(sum.A), lower(sum.B), lower(sum.C)),
        SelectValue choice => Value.Select(choice.Condition, lower(choice.Taken), lower(choice.Other)),
        CalledValue { Bottom: { } bottom } call => k.Math.CallFraction(call.Function, lower(call.Argument), bottom),
        CalledValue call => k.Math.Call(call.Function, lower(call.Argument), call.Parameter),
        Blended blended => lower((blended.Share * blended.Taken) + ((Value.One - blended.Share) * blended.Other)),
        _ => value,
    };

    protected override void StepBackward(KernelWriter k)
    {
        foreach (UnitVector weight in _weights.Values)
        {
            weight.GradientReference(k);
        }

        for (int segment = _graph.Segments - 1; segment >= 0; segment--)
        {
            SegmentGradient gradient = _derivative!.Segments[segment];
            if (gradient.Stores.Count > 0)
            {
                k.Comment("The way back of " + _says[segment]);
                ColumnLayout columns = (segment == 0 ? null : _operations[segment - 1].Columns) ?? Main.Projection.Columns;
                ForUnits(k, BackwardRows(OwnRows), columns, point => Differentiate(k, point, gradient));
            }

            if (segment > 0)
            {
                _operations[segment - 1].Backward(k);
            }
        }

        if (Main.Product == null)
        {
            return;
        }

        Tensor gates = Main.ProductGradient ?? Main.Projection.Values;
        string now = Main.ProductGradient == null ? Main.Projection.Now : Main.ProductGradientNow;
        BackThroughKernel(k, Main.Product, (now, gates.RowStride), add: _derivative!.ReachesBefore("h"));
    }

    /// <summary>Writes the way back of a segment for some units.</summary>
    private void Differentiate(KernelWriter k, UnitPoint point, SegmentGradient gradient)
    {
        Dictionary<Value, Value> known = new(SameNode.Comparer);
        foreach ((string name, Value value) in gradient.Given)
        {
            known.Add(value, k.Let(name, Arithmetic(value)));
        }

        foreach (Activated gate in gradient.Loaded.OrderBy(gate => _kept[gate].Gate ?? int.MaxValue))
        {
            known.Add(gate, k.Let(gate.Name, _kept[gate].At(point).Vector));
        }

        foreach ((string name, Value value) in gradient.Named)
        {
            known.Add(value, k.Let(name, Arithmetic(value)));
        }

        foreach (GradientStore store in gradient.Stores.Where(store => store.Leaf is GateSum { Terms: not SumTerms.Multiplied }).OrderBy(store => ((GateSum)store.Leaf).Gate))
        {
            GateSum sum = (GateSum)store.Leaf;
            Projection projection = _sums[sum.Sums].Projection;
            k.Store(Lower(store.Value), GateAt(projection.Now, sum));
        }

        foreach (GradientStore store in gradient.Stores.Where(store => store.Leaf is GateSum { Terms: not SumTerms.Projected }).OrderBy(store => ((GateSum)store.Leaf).Gate))
        {
            GateSum sum = (GateSum)store.Leaf;
            if (_sums[sum.Sums].ProductGradient != null)
            {
                k.Store(Lower(store.Value), GateAt(_sums[sum.Sums].ProductGradientNow, sum));
            }
        }

        foreach (GradientStore store in gradient.Stores)
        {
            switch (store.Leaf)
            {
                case StateBefore before:
                    ToState(before.State, store);
                    break;
                case CrossedGradient crossed:
                    k.Store(Lower(store.Value), _crossed[crossed.Number].At(point));
                    break;
                case UnitWeight weight when _weights[weight.Name].GradientAt(point) is { } place:
                    k.Store(Plus(store.Value, place.Vector), place);
                    break;
                case RowResult result:
                    k.Store(Lower(store.Value), point.At(_operations[result.Operation].ResultGradientNow));
                    break;
            }
        }

        Address GateAt(string buffer, GateSum sum) => _sums[sum.Sums].Gates == 1 ? point.At(buffer) : point.GateAt(buffer, sum.Gate);

        void ToState(string state, GradientStore store)
        {
            Address place = point.At(state + "Gradient");
            Value value = store.IsAdded ? Plus(store.Value, place.Vector) : Lower(store.Value);
            Value? other = store.Other is { } masked ? Lower(masked) : store.IsAdded && Masked ? place.Vector : null;
            k.Store(other is null ? value : Value.Select(Real, value, other), place);
        }

        Value Plus(Value value, Value sum) => value is BinaryValue { Operator: Operator.Multiply } product && !known.ContainsKey(value)
            ? Value.MultiplyAdd(Lower(product.Left), Lower(product.Right), sum)
            : sum + Lower(value);

        Value Lower(Value value) => known.TryGetValue(value, out Value? name) ? name : Arithmetic(value);

        Value Arithmetic(Value value) => value switch
        {
            _ when _kept.TryGetValue(value, out CellPlace? place) => place.At(point).Vector,
            _ when _graph.IsState(value) => point.Load(_states[_graph.StateOf(value)].Next),
            Slope slope => Activations.BackwardGate(
                k.Math, slope.Of.Activation, Lower(slope.Gradient), Lower(slope.Of), Activations.NeedsArgument(slope.Of.Activation) ? Lower(slope.Of.Argument) : Lower(slope.Of)),
            StateGradient { State: "h" } when Options.ReturnSequences => point.Load("hGradient") + point.Load("outputGradient"),
            StateGradient of => point.Load(of.State + "Gradient"),
            CrossedGradient crossed => _crossed[crossed.Number].At(point).Vector,
            RowGradient of => point.Load(_operations[of.Operation].InputGradientNow),
            FedFactors => FedFactorsAt(point),
            _ when Leaf(point, value) is { } leaf => leaf,
            RowResult result => _operations[result.Operation].ResultBack(point),
            Titled titled => Lower(titled.Inner),
            Carried carried => Lower(carried.Inner),
            _ => RecurrentCell.Arithmetic(k, value, Lower),
        };
    }

    /// <summary>A state of the cell.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Title">Its name in the plan.</param>
    /// <param name="Values">Its slots.</param>
    /// <param name="Gradient">Its gradient, where the cell itself plans it.</param>
    /// <param name="Next">The reference to the slot after the step.</param>
    private sealed record CellState(string Name, string Title, Tensor Values, Tensor? Gradient, string Next)
    {
        /// <summary>The reference to the slot before the step.</summary>
        public string Previous => Name + "Previous";
    }

    /// <summary>Where a value lies.</summary>
    /// <param name="Buffer">The reference to the buffer of the step.</param>
    /// <param name="Gate">The gate in a buffer of several; null in a buffer of one value a unit.</param>
    /// <param name="Values">The buffer, where it is for this value alone.</param>
    private sealed record CellPlace(string Buffer, int? Gate, Tensor? Values)
    {
        /// <summary>True where all steps share the place.</summary>
        public bool IsOfStep { get; init; }

        public Address At(UnitPoint point) => Gate is { } gate ? point.GateAt(Buffer, gate) : point.At(Buffer);
    }
}
