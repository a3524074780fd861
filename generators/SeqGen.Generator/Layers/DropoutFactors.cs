namespace SeqGen.Generator.Layers;

/// <summary>What dropout factors are for: it tells the factors of one layer apart.</summary>
internal enum DropoutUse
{
    /// <summary>The values that a layer is there to drop, or the weights of an attention.</summary>
    Values,

    /// <summary>The input of a recurrent layer's cell.</summary>
    Input,

    /// <summary>The state that a recurrent layer's cell multiplies.</summary>
    State,

    /// <summary>The input of the cell that reads backwards in a bidirectional layer.</summary>
    BackwardInput,

    /// <summary>The state of that cell.</summary>
    BackwardState,

    /// <summary>Zoneout of the state h.</summary>
    OutputZoneout,

    /// <summary>Zoneout of an LSTM's cell.</summary>
    CellZoneout,

    /// <summary>Zoneout of the state h of the cell that reads backwards.</summary>
    BackwardOutputZoneout,

    /// <summary>Zoneout of that cell's c.</summary>
    BackwardCellZoneout,
}

/// <summary>
/// Factors of the values of each row: 0 with probability <c>rate</c>, else <c>1 / (1 - rate)</c>. Only in training; they
/// depend on the step's key, the layer, the use and the row of the batch alone.
/// </summary>
/// <param name="planner">Where the layer plans.</param>
/// <param name="values">Where they lie: one for each value, or one step of them that all steps share.</param>
/// <param name="rate">The probability of a zero.</param>
/// <param name="seed">The layer's seed, or null.</param>
/// <param name="use">What they are for.</param>
internal sealed class DropoutFactors(LayerPlanner planner, Tensor values, float rate, int? seed, DropoutUse use = DropoutUse.Values)
{
    private readonly int _salt = Salt(seed ?? planner.LayerIndex, use);

    /// <summary>Where they lie.</summary>
    public Tensor Values => values;

    /// <summary>True for shares in place of factors: 1 with the probability, else 0; where a tile is not trained, the probability itself.</summary>
    public bool AreShares { get; init; }

    /// <summary>Plans a factor for each value of a tensor; null outside training, and where nothing is dropped.</summary>
    public static DropoutFactors? Plan(LayerPlanner planner, string name, Tensor like, float rate, int? seed) =>
        planner.Training && rate > 0 ? new(planner, planner.TensorLike(name, like), rate, seed) : null;

    /// <summary>What stands for a layer and a use in the random numbers.</summary>
    /// <param name="layer">The layer's seed or its index.</param>
    /// <param name="use">The use.</param>
    public static int Salt(int layer, DropoutUse use) => unchecked(layer + ((int)use << 24));

    /// <summary>Draws the factors of all rows.</summary>
    public void Fill(KernelWriter k)
    {
        using (k.Loop("row", k.Rows))
        {
            SpanArgument factors = new(values.Row, values.RowStride, IsWritten: true);
            Argument[] draw = [new TileArgument("DropoutKey"), _salt, new TileArgument("FirstRow + row")];
            if (AreShares)
            {
                k.Call("DropoutMask.FillShares", [factors, values.RowStride, new ScalarArgument(rate), new TileArgument("Training"), .. draw]);
            }
            else
            {
                k.Call("DropoutMask.Fill", [factors, values.RowStride, new ScalarArgument(Scalar.Select(Test.IsTraining, rate, 0f)), .. draw]);
            }
        }
    }

    /// <summary>Draws the factors, and multiplies them by values that lie as they do: what is left of those takes their place.</summary>
    public void Drop(KernelWriter k, Tensor source)
    {
        Fill(k);
        Multiply(k, source, values);
    }

    /// <summary>A token's factor in a row, where the values are one-hot tokens.</summary>
    public Scalar OfToken(Index row, Index token) => (values.First + row * values.RowStride + token).Float;

    /// <summary>Writes <c>target = source * factors</c> for all steps, or adds it to the target.</summary>
    public void Multiply(KernelWriter k, Tensor source, Tensor target, bool add = false)
    {
        bool shared = values.Steps < source.Steps;
        Tensor from = shared ? LayerPlanner.View(source, 0, 1) : source;
        Tensor to = shared ? LayerPlanner.View(target, 0, 1) : target;
        using (k.Loop("row", k.Rows))
        using (shared ? k.Loop("t", source.Steps) : null)
        {
            k.Reference("factors", values.Row);
            k.Reference("from", shared ? source.StepAt("t") : source.Row);
            k.Reference("to", shared ? target.StepAt("t") : target.Row);
            k.MapSteps(from, to, "from", "to", values.Stride, (value, offset) => add
                ? Value.MultiplyAdd(value, k.Load("factors", offset), k.Load("to", offset))
                : value * k.Load("factors", offset));
        }
    }
}
