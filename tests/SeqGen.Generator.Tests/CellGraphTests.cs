using SeqGen.Generator.Kernels;
using SeqGen.Generator.Model;
using SeqGen.Generator.Printing;

namespace SeqGen.Generator.Tests;

/// <summary>A cell's equations as a graph: its parts, its forward code, what training keeps, and the derived way back against central differences.</summary>
public sealed class CellGraphTests
{
    private static readonly ActivationSpec Sigmoid = new(ActivationKind.Sigmoid);
    private static readonly ActivationSpec Tanh = new(ActivationKind.Tanh);

    [Fact]
    public void PartsEndWhereAnActivationWaitsForAnother()
    {
        Equations lstm = Equations.Lstm(Tanh);
        CellSchedule schedule = new(lstm.Graph, 0);
        schedule.Parts.Select(part => string.Join(" ", part.Activations.Select(activated => activated.Name))).ShouldBe(["i f g", "o value"]);
        schedule.Parts[1].Taken.Select(CellForward.NameOf).ShouldBe(["cell"]);
    }

    [Fact]
    public void GatesThatMeetShareADivision()
    {
        Equations lstm = Equations.Lstm(Tanh);
        IEnumerable<string> code = new CellForward(lstm.Graph, 0, new(lstm.Graph, 0), new HashSet<Value>(), activation => activation.Kind is ActivationKind.Sigmoid or ActivationKind.Tanh)
            .Parts().SelectMany(part => part).Where(statement => statement.Name.StartsWith("of", StringComparison.Ordinal)).Select(statement => $"{statement.Name} = {ExpressionPrinter.Print(statement.Value)}");
        code.ShouldBe(["ofCell = F.Create(0.5f) / (fBottom * iBottom * gBottom)", "ofOutput = F.Create(0.5f) / (oBottom * valueBottom)"]);
    }

    /// <summary>Activations are kept; of arguments only those that a slope needs, and not those that are states.</summary>
    [Fact]
    public void OnlyWhatTheWayBackReadsIsKept()
    {
        Equations lstm = Equations.Lstm(Tanh);
        Kept(lstm).ShouldBe(["f", "g", "i", "o", "value"]);
        Kept(Equations.Lstm(new(ActivationKind.Gelu))).ShouldBe(["f", "g", "i", "o", "sum", "value"]);
        Kept(Equations.Gru()).ShouldBe(["g", "part", "r", "u"]);
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("peephole")]
    [InlineData("difference")]
    public void DerivedGradientIsThatOfCentralDifferences(string cell)
    {
        Equations equations = cell switch
        {
            "lstm" => Equations.Lstm(Tanh),
            "gru" => Equations.Gru(),
            "peephole" => Equations.Lstm(Tanh, peephole: true),
            _ => Equations.Difference(),
        };
        Dictionary<Value, double> leaves = new(SameNode.Comparer);
        Random random = new(7);
        foreach (Value leaf in equations.Graph.Nodes.Where(node => node is GateSum or StateBefore or UnitWeight))
        {
            leaves.Add(leaf, (2 * random.NextDouble()) - 1);
        }

        Dictionary<string, double> upstream = equations.Graph.States.ToDictionary(state => state.Name, _ => (2 * random.NextDouble()) - 1);
        SegmentGradient gradient = new Derivative(equations.Graph, isMasked: false, Activations.NeedsArgument).Segments.ShouldHaveSingleItem();
        foreach (Value leaf in leaves.Keys.ToList())
        {
            double derived = gradient.Stores.Where(store => Same(store.Leaf, leaf)).Sum(store => Evaluate(store.Value, leaves, upstream));
            double at = leaves[leaf];
            const double Step = 1e-5;
            double above = Objective(at + Step);
            double below = Objective(at - Step);
            leaves[leaf] = at;
            derived.ShouldBe((above - below) / (2 * Step), 1e-8, $"{cell}: {leaf.GetType().Name}");

            double Objective(double value)
            {
                leaves[leaf] = value;
                return equations.Graph.States.Sum(state => upstream[state.Name] * Evaluate(state.Next, leaves, upstream));
            }
        }
    }

    private static IEnumerable<string> Kept(Equations equations) => new Derivative(equations.Graph, isMasked: true, Activations.NeedsArgument).Kept.Select(CellForward.NameOf).Order();

    private static bool Same(Value left, Value right) =>
        ReferenceEquals(left, right) || (left is StateBefore a && right is StateBefore b && a.State == b.State);

    private static double Evaluate(Value value, Dictionary<Value, double> leaves, Dictionary<string, double> upstream)
    {
        return leaves.TryGetValue(value, out double leaf) ? leaf : value switch
        {
            ConstantValue constant => constant.Number,
            BinaryValue { Operator: Operator.Add } sum => Of(sum.Left) + Of(sum.Right),
            BinaryValue { Operator: Operator.Subtract } difference => Of(difference.Left) - Of(difference.Right),
            BinaryValue product => Of(product.Left) * Of(product.Right),
            NegatedValue negated => -Of(negated.Operand),
            Blended blended => (Of(blended.Share) * Of(blended.Taken)) + ((1 - Of(blended.Share)) * Of(blended.Other)),
            Titled titled => Of(titled.Inner),
            Carried carried => Of(carried.Inner),
            Activated { Activation.Kind: ActivationKind.Sigmoid } gate => 1 / (1 + Math.Exp(-Of(gate.Argument))),
            Activated gate => Math.Tanh(Of(gate.Argument)),
            Slope { Of.Activation.Kind: ActivationKind.Sigmoid } slope => Of(slope.Gradient) * Of(slope.Of) * (1 - Of(slope.Of)),
            Slope slope => Of(slope.Gradient) * (1 - (Of(slope.Of) * Of(slope.Of))),
            CalledValue { Function: "FlushTiny" } flushed => Of(flushed.Argument),
            StateGradient gradient => upstream[gradient.State],
            _ => throw new InvalidOperationException(value.GetType().Name),
        };

        double Of(Value operand) => Evaluate(operand, leaves, upstream);
    }

    /// <summary>A cell's equations, without the layer around them.</summary>
    private sealed class Equations
    {
        public required CellGraph Graph { get; init; }

        public static Equations Lstm(ActivationSpec activation, bool peephole = false)
        {
            List<Activated> activations = [];
            StateBefore before = new("c");
            Value i = Gate("i", Sigmoid, peephole ? Sum(0) + (new UnitWeight("p_i") * before) : Sum(0));
            Value f = Gate("f", Sigmoid, peephole ? Sum(1) + (new UnitWeight("p_f") * before) : Sum(1));
            Value g = Gate("g", activation, Sum(2));
            Value c = new Carried("cell", (f * before) + (i * g));
            Value o = Gate("o", Sigmoid, peephole ? Sum(3) + (new UnitWeight("p_o") * c) : Sum(3));
            Value h = new Titled("output", o * Gate("value", activation, c));
            return new() { Graph = new([("h", h), ("c", c)], activations, []) };

            Value Gate(string name, ActivationSpec kind, Value argument)
            {
                Activated activated = new(name, kind, argument);
                activations.Add(activated);
                return activated;
            }
        }

        public static Equations Gru()
        {
            Activated r = new("r", Sigmoid, Sum(1));
            Activated u = new("u", Sigmoid, Sum(0));
            Value argument = new Titled("argument", new GateSum(0, 2, SumTerms.Projected, null, "x") + (r * new GateSum(0, 2, SumTerms.Multiplied, null, "part")));
            Activated g = new("g", Tanh, argument);
            return new() { Graph = new([("h", new Carried("state", new Blended(u, new StateBefore("h"), g)))], [r, u, g], []) };
        }

        /// <summary>No known cell: differences, negations, and a value that is used three times.</summary>
        public static Equations Difference()
        {
            StateBefore before = new("h");
            Activated a = new("a", Sigmoid, Sum(0));
            Activated b = new("b", Tanh, Sum(1) - (a * before));
            Value mixed = new Titled("mixed", ((Value.One - a) * before) + (b * (b - before)) - -(a * b));
            return new() { Graph = new([("h", new Carried("state", mixed * mixed))], [a, b], []) };
        }

        private static GateSum Sum(int gate) => new(0, gate, SumTerms.All, null, "sum");
    }
}
