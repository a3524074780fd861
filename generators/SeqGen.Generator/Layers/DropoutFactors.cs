namespace SeqGen.Generator.Layers;

/// <summary>What dropout factors are for: it tells the factors of one layer apart.</summary>
internal enum DropoutUse
{
    /// <summary>The values that a layer is there to drop.</summary>
    Values,

    /// <summary>The input of a recurrent layer's cell.</summary>
    Input,

    /// <summary>The state that a recurrent layer's cell multiplies.</summary>
    State,

    /// <summary>The input of the cell that reads backwards in a bidirectional layer.</summary>
    BackwardInput,

    /// <summary>The state of that cell.</summary>
    BackwardState,
}

/// <summary>
/// The factors of one row that all of its steps share: 0 with probability <c>rate</c>, else <c>1 / (1 - rate)</c>. Only
/// in training; they depend on the step's key, the layer, the use and the row of the batch alone.
/// </summary>
internal sealed class DropoutFactors
{
    private readonly Tensor _values;
    private readonly float _rate;
    private readonly int _salt;

    public DropoutFactors(LayerPlanner planner, string name, int size, float rate, int? seed, DropoutUse use = DropoutUse.Values)
    {
        _values = planner.Tensor(name, 1, size);
        _rate = rate;
        _salt = Salt(seed ?? planner.LayerIndex, use);
    }

    /// <summary>Floats from one row's factors to the next one's.</summary>
    public int RowStride => _values.RowStride;

    /// <summary>What stands for a layer and a use in the random numbers.</summary>
    /// <param name="layer">The layer's seed or its index.</param>
    /// <param name="use">The use.</param>
    public static int Salt(int layer, DropoutUse use) => unchecked(layer + ((int)use << 24));

    /// <summary>Draws the factors of all rows.</summary>
    public void Fill(KernelWriter k)
    {
        using (k.Loop("row", k.Rows))
        {
            k.Line($"DropoutMask.Fill(ref Unsafe.Add(ref work, {_values.Offset} + row * {RowStride}), {RowStride}, tile.Training ? {CodeWriter.Literal(_rate)} : 0f, tile.DropoutKey, {_salt}, tile.FirstRow + row);");
        }
    }

    /// <summary>Declares a reference to the first row's factors.</summary>
    public void Reference(KernelWriter k, string name) => k.Reference(name, _values);

    /// <summary>A token's factor in a row, where the values are one-hot tokens.</summary>
    public string OfToken(string row, string token) => $"Unsafe.Add(ref work, {_values.Offset} + {row} * {RowStride} + {token})";

    /// <summary>Writes <c>target = source * factors</c> for all steps, or adds it to the target.</summary>
    public void Multiply(KernelWriter k, Tensor source, Tensor target, bool add = false)
    {
        Tensor from = LayerPlanner.View(source, 0, 1);
        using (k.Loop("row", k.Rows))
        using (k.Loop("t", source.Steps))
        {
            k.Line($"ref float factors = ref Unsafe.Add(ref work, {_values.Offset} + row * {RowStride});");
            k.Line($"ref float from = ref Unsafe.Add(ref {source.Buffer}, {source.Offset} + row * {source.RowStride} + t * {source.Stride});");
            k.Line($"ref float to = ref Unsafe.Add(ref {target.Buffer}, {target.Offset} + row * {target.RowStride} + t * {target.Stride});");
            k.MapSteps(from, LayerPlanner.View(target, 0, 1), "from", "to", target.Stride, (value, offset) => add
                ? KernelWriter.Fma(value, k.Load("factors", offset), k.Load("to", offset))
                : $"{value} * {k.Load("factors", offset)}");
        }
    }
}
