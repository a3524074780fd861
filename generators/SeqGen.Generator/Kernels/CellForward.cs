namespace SeqGen.Generator.Kernels;

/// <summary>What happens to a value of a cell's equations.</summary>
internal enum CellAction
{
    /// <summary>It is formed, where it is more than one value in a register or buffer.</summary>
    Form,

    /// <summary>It comes from an earlier part.</summary>
    Take,

    /// <summary>It gets a name.</summary>
    Name,

    /// <summary>Training keeps it for the way back.</summary>
    Keep,

    /// <summary>It is left for a later part.</summary>
    Leave,

    /// <summary>It is left for a later segment.</summary>
    Hold,

    /// <summary>It goes into the operation on rows that follows.</summary>
    Input,

    /// <summary>It is the next value of a state.</summary>
    Next,
}

/// <summary>One thing that a part of a cell's equations does.</summary>
/// <param name="Action">What.</param>
/// <param name="Node">The node of the graph.</param>
/// <param name="Value">The value, in terms of names, leaves and activations.</param>
/// <param name="Name">The name that it gets.</param>
internal sealed record CellStatement(CellAction Action, Value Node, Value Value, string Name = "");

/// <summary>
/// The forward code of a segment of a cell's equations, for inference and training: what training keeps is stored beside, and changes no bit.
/// Sigmoid and tanh are fractions here, so that gates that meet share a division (<see cref="Fraction"/>); an activation whose value
/// is wanted by itself is called.
/// </summary>
/// <param name="graph">The equations.</param>
/// <param name="segment">The segment.</param>
/// <param name="schedule">Its parts.</param>
/// <param name="kept">What training keeps.</param>
/// <param name="isFraction">True for the activations that are fractions.</param>
internal sealed class CellForward(CellGraph graph, int segment, CellSchedule schedule, ISet<Value> kept, Func<ActivationSpec, bool> isFraction)
{
    private readonly Dictionary<Value, Fraction> _known = new(SameNode.Comparer);
    private readonly Dictionary<Value, Value> _values = new(SameNode.Comparer);
    private List<CellStatement> _statements = [];

    /// <summary>What each part does.</summary>
    public IReadOnlyList<IReadOnlyList<CellStatement>> Parts() => [.. schedule.Parts.Select((part, index) => Write(part, index + 1))];

    private IReadOnlyList<CellStatement> Write(CellPart part, int number)
    {
        _statements = [];
        foreach (Value taken in part.Taken)
        {
            Let(CellAction.Take, taken, taken, NameOf(taken));
        }

        foreach (Value held in graph.Nodes.Where(node => graph.SegmentOf(node) < segment && !CellGraph.IsFree(node) && schedule.ReadersOf(node).FirstOrDefault() == number))
        {
            Let(CellAction.Name, held, held, NameOf(held));
        }

        foreach (Titled titled in part.Titles.Where(titled => !_known.ContainsKey(titled)))
        {
            Let(CellAction.Name, titled, titled.Inner, titled.Name);
        }

        foreach (Activated activated in part.Activations)
        {
            DeclareArgument(activated);
        }

        foreach (Activated activated in part.Activations)
        {
            Declare(activated);
        }

        List<CellStatement> results = [.. part.Results.SelectMany(Result)];
        foreach (Activated activated in part.Activations.Where(activated => kept.Contains(activated.Argument)))
        {
            Then(CellAction.Keep, activated.Argument, Of(activated.Argument).Top);
        }

        foreach (Activated activated in part.Activations.Where(kept.Contains))
        {
            Then(CellAction.Keep, activated, _values[activated]);
        }

        foreach (Value sum in graph.Nodes.Where(node => node is GateSum && kept.Contains(node) && graph.SegmentOf(node) == segment && schedule.ReadersOf(node).FirstOrDefault() == number))
        {
            if (!graph.Nodes.Any(node => node is Activated activated && ReferenceEquals(activated.Argument, sum)))
            {
                Then(CellAction.Keep, sum, sum);
            }
        }

        _statements.AddRange(results);
        return _statements;
    }

    /// <summary>Forms the argument of an activation, which gets a name where it is more than a sum of a product.</summary>
    private void DeclareArgument(Activated activated)
    {
        Value argument = Of(activated.Argument).Top;
        if (argument is NamedValue or GateSum or RowResult)
        {
            Then(CellAction.Form, activated.Argument, argument);
        }
        else
        {
            Let(CellAction.Name, activated.Argument, argument, "to" + Capital(activated.Name));
        }
    }

    private void Declare(Activated activated)
    {
        Value argument = Of(activated.Argument).Top;
        if (!isFraction(activated.Activation) || !IsPartOfMore(activated))
        {
            Let(CellAction.Name, activated, activated with { Argument = argument }, activated.Name);
            return;
        }

        bool isSigmoid = activated.Activation.Kind == ActivationKind.Sigmoid;
        string bottom = activated.Name + "Bottom";
        Then(CellAction.Name, activated, new CalledValue(isSigmoid ? "SigmoidFraction" : "TanhFraction", argument, Bottom: bottom), activated.Name);
        _known.Add(activated, new(Value.Named(activated.Name), new[] { Value.Named(bottom) }.ToEquatableArray(), isSigmoid ? 2 : 1));
    }

    /// <summary>True where an activation is an operand in its own segment.</summary>
    private bool IsPartOfMore(Value node) => graph.Nodes.Any(user =>
        graph.SegmentOf(user) == segment
        && CellGraph.Operands(user).Any(operand => ReferenceEquals(operand, node))
        && (user is BinaryValue or Blended || (user is Titled or Carried && IsPartOfMore(user))));

    /// <summary>Computes what others take, and returns what becomes of it.</summary>
    private IEnumerable<CellStatement> Result(Value node)
    {
        bool isState = graph.IsState(node);
        bool isLeft = schedule.Parts.Any(part => part.Taken.Contains(node, SameNode.Comparer));
        List<CellAction> uses = [];
        if (isLeft && !isState)
        {
            uses.Add(CellAction.Leave);
        }

        if (schedule.IsHeld(node))
        {
            uses.Add(CellAction.Hold);
        }

        if (!isState && graph.RowInputs.Any(input => ReferenceEquals(input, node)))
        {
            uses.Add(CellAction.Input);
        }

        if (isState)
        {
            uses.Add(CellAction.Next);
        }

        Value value = ValueOf(node, isState);
        // Later parts know what is left to them by its own name.
        if (value is NamedValue named ? isLeft && named.Name != NameOf(node) : isLeft || uses.Count > 1 || IsPartOfMore(node))
        {
            Let(CellAction.Name, node, value, NameOf(node));
            value = Value.Named(NameOf(node));
        }

        return uses.Select(use => new CellStatement(use, node, value));
    }

    private Value ValueOf(Value node, bool isState)
    {
        Value inner = node;
        bool isCarried = false;
        while (inner is Titled or Carried)
        {
            isCarried |= inner is Carried;
            inner = CellGraph.Operands(inner)[0];
        }

        if (inner is Activated alone && Of(inner) is { IsWhole: true } whole)
        {
            // What is no fraction comes flushed.
            return isState && isFraction(alone.Activation) ? Fraction.Flushed(whole.Top) : whole.Top;
        }

        if (!isCarried && !isState && SumOfProduct(inner) is { } sum)
        {
            return sum;
        }

        Fraction fraction = Of(inner);
        Value reciprocal = Reciprocal(fraction, NameOf(node));
        return isCarried ? fraction.Carried(reciprocal) : isState ? fraction.Settled(reciprocal) : fraction.Over(reciprocal);
    }

    /// <summary>The value of <c>fraction * factor + addend</c> by way of the fraction's reciprocal; null for any other form.</summary>
    private Value? SumOfProduct(Value node)
    {
        if (node is not BinaryValue { Operator: Operator.Add } sum)
        {
            return null;
        }

        (Value product, Value addend) = sum.Left is BinaryValue { Operator: Operator.Multiply } ? (sum.Left, sum.Right) : (sum.Right, sum.Left);
        if (product is not BinaryValue { Operator: Operator.Multiply } pair)
        {
            return null;
        }

        (Value gate, Value factor) = pair.Left is Activated ? (pair.Left, pair.Right) : (pair.Right, pair.Left);
        if (gate is not Activated activated || Of(gate) is not { IsWhole: false } fraction)
        {
            return null;
        }

        Value reciprocal = Reciprocal(fraction, activated.Name);
        return Of(factor) is { IsWhole: true } left && Of(addend) is { IsWhole: true } right ? fraction.ValueTimesPlus(left.Top, right.Top, reciprocal) : null;
    }

    /// <summary>Names the reciprocal of a fraction's denominator, from which its gates' values follow as well.</summary>
    private Value Reciprocal(Fraction fraction, string name)
    {
        if (fraction.IsWhole)
        {
            return Value.One;
        }

        string reciprocal = "of" + Capital(name);
        Then(CellAction.Name, fraction.Top, fraction.Reciprocal, reciprocal);
        foreach (Value gate in _known.Keys.Where(node => node is Activated && !_values.ContainsKey(node)).ToList())
        {
            if (_known[gate] is { IsWhole: false } part && fraction.Bottoms.Contains(part.Bottoms[0]))
            {
                _values.Add(gate, fraction.Part(part, Value.Named(reciprocal)));
            }
        }

        return Value.Named(reciprocal);
    }

    /// <summary>A value as a fraction, or as a whole.</summary>
    private Fraction Of(Value node)
    {
        if (_known.TryGetValue(node, out Fraction known))
        {
            return known;
        }

        if (CellGraph.IsFree(node) || graph.SegmentOf(node) < segment)
        {
            return new(node);
        }

        return node switch
        {
            Titled titled => Of(titled.Inner),
            Carried carried => Of(carried.Inner),
            Blended blended => Of(blended.Share).Blend(Of(blended.Taken), Of(blended.Other)),
            BinaryValue { Operator: Operator.Multiply } product => Of(product.Left).Times(Of(product.Right)),
            BinaryValue { Operator: Operator.Subtract } difference when difference.Left == Value.One => Of(difference.Right).Rest,
            BinaryValue { Operator: Operator.Subtract } difference => Of(difference.Left).Plus(Of(difference.Right) is var right ? right with { Top = -right.Top } : default),
            BinaryValue { Operator: Operator.Add } sum => Sum(sum.Left, sum.Right),
            _ => new(node),
        };
    }

    private Fraction Sum(Value left, Value right) => ProductPlus(left, right) ?? ProductPlus(right, left) ?? Of(left).Plus(Of(right));

    /// <summary><c>a * b + addend</c> where a or b is a whole; else null.</summary>
    private Fraction? ProductPlus(Value node, Value addend)
    {
        if (_known.ContainsKey(node) || node is not BinaryValue { Operator: Operator.Multiply } product)
        {
            return null;
        }

        (Fraction a, Fraction b) = (Of(product.Left), Of(product.Right));
        return b.IsWhole ? a.TimesPlus(b.Top, Of(addend)) : a.IsWhole ? b.TimesPlus(a.Top, Of(addend)) : null;
    }

    /// <summary>Names a whole value.</summary>
    private void Let(CellAction action, Value node, Value value, string name)
    {
        Then(action, node, value, name);
        _known[node] = new(Value.Named(name));
        _values[node] = Value.Named(name);
    }

    private void Then(CellAction action, Value node, Value value, string name = "") => _statements.Add(new(action, node, value, name));

    /// <summary>The name of a node's value.</summary>
    public static string NameOf(Value node) => node switch
    {
        Titled titled => titled.Name,
        Carried carried => carried.Name,
        Activated activated => activated.Name,
        GateSum sum => sum.Name,
        _ => throw new InvalidOperationException("A value of a cell's equations that several parts read has no name."),
    };

    /// <summary>A name as the later part of another one.</summary>
    public static string Capital(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);
}
