namespace SeqGen.Generator.Kernels;

/// <summary>What one pass over the units of a step computes.</summary>
internal sealed class CellPart
{
    /// <summary>Values of earlier parts that it takes.</summary>
    public List<Value> Taken { get; } = [];

    /// <summary>Names of values that are there without being computed.</summary>
    public List<Titled> Titles { get; } = [];

    /// <summary>The activations that it computes, in the order of the equations.</summary>
    public List<Activated> Activations { get; } = [];

    /// <summary>What it computes for others: states, values for later parts and segments, what operations on rows take.</summary>
    public List<Value> Results { get; } = [];
}

/// <summary>
/// The parts of a segment of a cell's equations. Where an activation waits for another one, a part ends: on sums in a buffer each part
/// goes through all rows by itself, since what waits for the end of a long chain keeps the processor from looking further ahead. Each
/// activation belongs to the latest part that can take it, so that no value waits longer than it has to.
/// </summary>
internal sealed class CellSchedule
{
    private readonly CellGraph _graph;
    private readonly int _segment;
    private readonly Dictionary<Value, int> _depths = new(SameNode.Comparer);
    private readonly Dictionary<Value, SortedSet<int>> _needs = new(SameNode.Comparer);
    private readonly HashSet<Value> _results = new(SameNode.Comparer);

    /// <summary>Schedules a segment.</summary>
    public CellSchedule(CellGraph graph, int segment)
    {
        _graph = graph;
        _segment = segment;
        foreach (Value result in graph.Nodes.Where(node => IsHere(node) && (IsWanted(node) || IsHeld(node))))
        {
            Add(result, Math.Max(1, DepthOf(result)));
        }

        int parts = _needs.Values.SelectMany(needs => needs).DefaultIfEmpty(1).Max();
        Parts = [.. Enumerable.Range(0, parts).Select(_ => new CellPart())];
        foreach (Value node in graph.Nodes.Reverse())
        {
            if (_needs.TryGetValue(node, out SortedSet<int>? needs))
            {
                Place(node, needs);
            }
        }

        foreach (CellPart part in Parts)
        {
            part.Activations.Reverse();
            part.Results.Reverse();
            part.Taken.Reverse();
            part.Titles.Reverse();
        }
    }

    /// <summary>The parts, in order.</summary>
    public IReadOnlyList<CellPart> Parts { get; }

    /// <summary>The parts, from 1 on, that read a value.</summary>
    public IEnumerable<int> ReadersOf(Value node) => _needs.TryGetValue(node, out SortedSet<int>? needs) ? needs : [];

    /// <summary>True where later segments take a value that is no state: it must lie somewhere.</summary>
    public bool IsHeld(Value node) => !_graph.IsState(node)
        && _graph.Nodes.Any(later => _graph.SegmentOf(later) > _segment && CellGraph.Operands(later).Any(operand => ReferenceEquals(operand, node)));

    private bool IsHere(Value node) => _graph.SegmentOf(node) == _segment && !CellGraph.IsFree(node);

    /// <summary>True for states and for what operations on rows take.</summary>
    private bool IsWanted(Value node) => _graph.IsState(node) || _graph.RowInputs.Any(input => ReferenceEquals(input, node));

    private void Add(Value result, int part)
    {
        _results.Add(result);
        Need(result, part);
    }

    private void Need(Value node, int part)
    {
        if (!_needs.TryGetValue(node, out SortedSet<int>? needs))
        {
            _needs.Add(node, needs = []);
        }

        needs.Add(part);
    }

    private void Place(Value node, SortedSet<int> needs)
    {
        if (CellGraph.IsFree(node))
        {
            foreach (int part in node is Titled ? needs : [])
            {
                Parts[part - 1].Titles.Add((Titled)node);
            }

            return;
        }

        if (!IsHere(node))
        {
            return;
        }

        int first = needs.Min;
        bool isResult = _results.Contains(node);
        if (isResult || node is Activated)
        {
            foreach (int later in needs.Where(part => part > first))
            {
                Parts[later - 1].Taken.Add(node);
            }
        }

        if (isResult)
        {
            Parts[first - 1].Results.Add(node);
        }

        if (node is Activated activated)
        {
            Parts[first - 1].Activations.Add(activated);
            NeedArgument(activated.Argument, first);
            return;
        }

        foreach (Value operand in CellGraph.Operands(node))
        {
            foreach (int part in isResult ? [first] : needs)
            {
                Need(operand, part);
            }
        }
    }

    /// <summary>What an activation of a part takes: of what waits for other activations, the states or the whole argument come from the part before.</summary>
    private void NeedArgument(Value argument, int part)
    {
        if (DepthOf(argument) == 0)
        {
            Need(argument, part);
        }
        else if (IsCarried(argument) || !IsOfStates(argument))
        {
            Add(argument, part - 1);
            Need(argument, part);
        }
        else
        {
            foreach (Value operand in CellGraph.Operands(argument))
            {
                NeedArgument(operand, part);
            }
        }
    }

    private bool IsCarried(Value node) => node is Carried || _graph.IsState(node);

    /// <summary>True where all that waits for activations in a value are states of this step.</summary>
    private bool IsOfStates(Value node) => DepthOf(node) == 0 || IsCarried(node) || (node is not Activated && CellGraph.Operands(node).All(IsOfStates));

    /// <summary>Activations of this segment that follow each other up to a value.</summary>
    private int DepthOf(Value node)
    {
        if (!_depths.TryGetValue(node, out int depth))
        {
            depth = !IsHere(node) ? 0 : CellGraph.Operands(node).Select(DepthOf).DefaultIfEmpty(0).Max() + (node is Activated ? 1 : 0);
            _depths.Add(node, depth);
        }

        return depth;
    }
}
