using System.Runtime.CompilerServices;

namespace SeqGen.Generator.Kernels;

/// <summary>A node of a cell's equations that is more than arithmetic. Two nodes are the same only where they are one object.</summary>
internal abstract record CellValue : Value
{
    public virtual bool Equals(CellValue? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}

/// <summary>Which terms of a gate's sum are meant.</summary>
internal enum SumTerms
{
    /// <summary><c>x.W + h.U + b</c>.</summary>
    All,

    /// <summary>What the input gives, <c>x.W + b</c>.</summary>
    Projected,

    /// <summary>What the state gives, <c>h.U</c>, with a bias of its own where there is one.</summary>
    Multiplied,
}

/// <summary>The sum of a gate, or one of its terms.</summary>
/// <param name="Sums">Which of the cell's sums.</param>
/// <param name="Gate">The gate among those.</param>
/// <param name="Terms">The terms.</param>
/// <param name="Operation">The row operation that the sum waits for; null where it is there from the start.</param>
/// <param name="Name">Its name where training keeps it.</param>
internal sealed record GateSum(int Sums, int Gate, SumTerms Terms, int? Operation, string Name) : CellValue;

/// <summary>A state as the step before left it.</summary>
internal sealed record StateBefore(string State) : CellValue;

/// <summary>What recurrent dropout leaves of h, which is all of it where nothing is dropped.</summary>
internal sealed record FedState(StateBefore Whole, bool IsDropped) : CellValue;

/// <summary>How much of a state as the step before left it zoneout keeps: one value a step and unit.</summary>
internal sealed record ZoneoutShare(string State) : CellValue;

/// <summary>A trained weight, one value a unit.</summary>
internal sealed record UnitWeight(string Name) : CellValue;

/// <summary>What an operation on whole rows gives: the graph is cut there.</summary>
internal sealed record RowResult(int Operation) : CellValue;

/// <summary>An activation under the name that its value has in emitted code.</summary>
internal sealed record Activated(string Name, ActivationSpec Activation, Value Argument) : CellValue;

/// <summary><c>Share * Taken + (1 - Share) * Other</c>, which has a shorter form than that, forward and backward.</summary>
internal sealed record Blended(Value Share, Value Taken, Value Other) : CellValue;

/// <summary>A value with a name.</summary>
internal sealed record Titled(string Name, Value Inner) : CellValue;

/// <summary>The value of a state that the next step's equations take: it must not die out into subnormal numbers.</summary>
internal sealed record Carried(string Name, Value Inner) : CellValue;

/// <summary>Compares nodes as objects.</summary>
internal sealed class SameNode : IEqualityComparer<Value>
{
    public static SameNode Comparer { get; } = new();

    public bool Equals(Value? x, Value? y) => ReferenceEquals(x, y);

    public int GetHashCode(Value value) => RuntimeHelpers.GetHashCode(value);
}

/// <summary>
/// The element-wise equations of a recurrent cell's step. Where a value needs whole rows (a product, a normalisation), the graph is cut:
/// what goes into such an operation is one of <see cref="RowInputs"/>, what comes out is a leaf of the next segment.
/// </summary>
internal sealed class CellGraph
{
    private readonly Dictionary<Value, int> _segments = new(SameNode.Comparer);

    /// <summary>Builds the graph.</summary>
    /// <param name="states">For each state its name and its next value.</param>
    /// <param name="activations">The activations in the order of the equations.</param>
    /// <param name="rowInputs">What the operations on whole rows take.</param>
    public CellGraph(IReadOnlyList<(string Name, Value Next)> states, IReadOnlyList<Activated> activations, IReadOnlyList<Value> rowInputs)
    {
        States = states;
        RowInputs = rowInputs;
        List<Value> nodes = [];
        HashSet<Value> seen = new(SameNode.Comparer);
        foreach (Value root in activations.Cast<Value>().Concat(rowInputs).Concat(states.Select(state => state.Next)))
        {
            Visit(root);
        }

        Nodes = nodes;

        void Visit(Value node)
        {
            if (!seen.Add(node))
            {
                return;
            }

            foreach (Value operand in (OperationOf(node) is { } operation ? [rowInputs[operation]] : Operands(node)))
            {
                Visit(operand);
            }

            nodes.Add(node);
        }
    }

    /// <summary>For each state its name and its next value.</summary>
    public IReadOnlyList<(string Name, Value Next)> States { get; }

    /// <summary>What the operations on whole rows take; each begins the segment after its own index.</summary>
    public IReadOnlyList<Value> RowInputs { get; }

    /// <summary>All nodes, operands first.</summary>
    public IReadOnlyList<Value> Nodes { get; }

    /// <summary>The parts between operations on whole rows.</summary>
    public int Segments => RowInputs.Count + 1;

    /// <summary>True for the next value of a state.</summary>
    public bool IsState(Value node) => States.Any(state => ReferenceEquals(state.Next, node));

    /// <summary>The state of which a node is the next value.</summary>
    public string StateOf(Value node) => States.First(state => ReferenceEquals(state.Next, node)).Name;

    /// <summary>The first segment in which a node can be computed.</summary>
    public int SegmentOf(Value node)
    {
        if (!_segments.TryGetValue(node, out int segment))
        {
            segment = OperationOf(node) is { } operation ? operation + 1 : Operands(node).Select(SegmentOf).DefaultIfEmpty(0).Max();
            _segments.Add(node, segment);
        }

        return segment;
    }

    /// <summary>True for what is there without computing anything: states before the step, weights and constants.</summary>
    public static bool IsFree(Value node) => node is not (GateSum or RowResult or Activated) && Operands(node).All(IsFree);

    /// <summary>What a node is computed of, inside its segment.</summary>
    public static IReadOnlyList<Value> Operands(Value node) => node switch
    {
        BinaryValue binary => [binary.Left, binary.Right],
        NegatedValue negated => [negated.Operand],
        Activated activated => [activated.Argument],
        Blended blended => [blended.Share, blended.Taken, blended.Other],
        Titled titled => [titled.Inner],
        Carried carried => [carried.Inner],
        FedState fed => [fed.Whole],
        _ => [],
    };

    /// <summary>True where the equations take the terms of some gate's sum apart.</summary>
    public bool IsTakenApart(int sums) => Nodes.Any(node => node is GateSum { Terms: not SumTerms.All } sum && sum.Sums == sums);

    /// <summary>The sum in whose place in the projection the value of a gate lies, where it has one: the one that its argument adds up from.</summary>
    public static GateSum? PlaceOf(Activated gate)
    {
        return Find(gate.Argument);

        static GateSum? Find(Value argument) => argument switch
        {
            GateSum { Terms: not SumTerms.Multiplied } sum => sum,
            Titled titled => Find(titled.Inner),
            BinaryValue { Operator: Operator.Add } sum => Find(sum.Left) ?? Find(sum.Right),
            _ => null,
        };
    }

    private static int? OperationOf(Value node) => node switch
    {
        GateSum sum => sum.Operation,
        RowResult result => result.Operation,
        _ => null,
    };
}
