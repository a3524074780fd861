namespace SeqGen.Generator.Layers;

/// <summary>The sums of some gates of a cell: what the input gives, and what the state (or what a step has made of it) gives.</summary>
internal sealed class CellSums
{
    private readonly int _index;
    private readonly int? _operation;
    private readonly Dictionary<(int Gate, SumTerms Terms), GateSum> _sums = [];

    /// <summary>Lists the sums.</summary>
    /// <param name="index">Which of the cell's sums these are.</param>
    /// <param name="projection">What the input gives.</param>
    /// <param name="product">What the state gives; null where the gates do not see it.</param>
    /// <param name="operation">The operation on rows that the product is; null where it takes the state as it comes.</param>
    public CellSums(int index, Projection projection, RecurrentProduct? product, int? operation)
    {
        _index = index;
        _operation = operation;
        Projection = projection;
        Product = product;
    }

    /// <summary>What the input gives.</summary>
    public Projection Projection { get; }

    /// <summary>What the state gives.</summary>
    public RecurrentProduct? Product { get; }

    /// <summary>A bias that the product has for itself.</summary>
    public (PackedMatrix Values, PackedMatrix? Gradient)? StateBias { get; set; }

    /// <summary>The gradient of the product, where it is not that of the sums.</summary>
    public Tensor? ProductGradient { get; set; }

    /// <summary>The reference to it in a step.</summary>
    public string ProductGradientNow => char.ToLowerInvariant(Product!.Name[0]) + Product.Name.Substring(1) + "Gates";

    /// <summary>The gates.</summary>
    public int Gates => Projection.Columns.Gates;

    /// <summary>The gates, from the first one on, whose terms are not taken apart.</summary>
    public int WholeGates => Enumerable.Range(0, Gates).TakeWhile(gate => !_sums.ContainsKey((gate, SumTerms.Projected))).Count();

    /// <summary>True where the state's product takes the input's as well: one sum, whose parts are never stored.</summary>
    public bool IsJoined => Product is { Buffer: null } && WholeGates == Gates && Projection.IsOfOneStep;

    /// <summary>The whole sum of a gate.</summary>
    public Value this[int gate] => Sum(gate, SumTerms.All, "sum");

    /// <summary>What the input gives to a gate.</summary>
    public Value Projected(int gate) => Sum(gate, SumTerms.Projected, "projected");

    /// <summary>What the state gives to a gate, under the name that it has where training keeps it.</summary>
    public Value Multiplied(int gate, string name) => Sum(gate, SumTerms.Multiplied, name);

    private GateSum Sum(int gate, SumTerms terms, string name)
    {
        if (!_sums.TryGetValue((gate, terms), out GateSum? sum))
        {
            _sums.Add((gate, terms), sum = new(_index, gate, terms, _operation, name));
        }

        return sum;
    }
}
