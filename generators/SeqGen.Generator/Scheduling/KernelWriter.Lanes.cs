namespace SeqGen.Generator.Scheduling;

/// <summary>A packed matrix, and the values that are multiplied by it, whose steps lie in lanes.</summary>
/// <param name="Values">A reference to the first value of the first step.</param>
/// <param name="ValueStride">Floats from one value of a step to its next.</param>
/// <param name="Runs">The values that are multiplied, as many as the matrix has rows; a run's stride is one of steps.</param>
/// <param name="Kernel">The matrix, whose columns are one panel.</param>
internal sealed record LanesFactor(string Values, int ValueStride, IReadOnlyList<Run> Runs, PackedMatrix Kernel);

/// <summary>A sum of products of several steps, which lie in lanes.</summary>
internal sealed record LanesProduct
{
    /// <summary>The steps, a multiple of 16.</summary>
    public required int Steps { get; init; }

    /// <summary>Values that come out for each.</summary>
    public required int Units { get; init; }

    /// <summary>The products, in the order in which they are added.</summary>
    public required IReadOnlyList<LanesFactor> Factors { get; init; }

    /// <summary>References to rows of one value a unit, which are added.</summary>
    public required IReadOnlyList<string> Biases { get; init; }

    /// <summary>Buffers that are added: for each unit a row of all steps.</summary>
    public required IReadOnlyList<RowBuffer> Addends { get; init; }

    /// <summary>The buffers that <see cref="Epilogue"/> writes to, of which the first one may hold the sums before.</summary>
    public required IReadOnlyList<RowBuffer> Results { get; init; }

    /// <summary>All buffers.</summary>
    public IEnumerable<RowBuffer> Buffers => Results.Concat(Addends);

    /// <summary>Writes what becomes of some vectors of a unit's sums.</summary>
    public required Action<TilePoint, int> Epilogue { get; init; }
}

/// <summary>Products whose steps lie in lanes.</summary>
internal sealed partial class KernelWriter
{
    /// <summary>
    /// Writes a product as register tiles, some units by some vectors of steps: a weight is broadcast, the steps are read as they lie. Sums that go through a
    /// function are stored first, and then gone through in a loop: written behind each tile, the function of all its sums would be much code, which in the many
    /// layers of a block does not stay in the first-level cache.
    /// </summary>
    public void MultiplyLanes(LanesProduct product)
    {
        using IDisposable operation = Operation(
            $"sums = {string.Join(" + ", product.Factors.Select(factor => $"{factor.Values} . {factor.Kernel.Name}: [{product.Steps} x {factor.Kernel.Rows}] . {Extents(factor.Kernel)}"))}",
            () => EachLanesResult(product));
        LanesSchedule tile = LanesSchedule.Of(Target, product.Units, product.Steps / Target.Lanes);
        foreach (LanesFactor factor in product.Factors)
        {
            Reference("b" + factor.Values, factor.Kernel.First());
        }

        bool isStored = Written(() => product.Epilogue(LanesPoint(_ => "sum", product, 0, "s"), 1)).All(statement => statement is StoreValue { Value: NamedValue });
        Action<TilePoint, int> store = isStored ? product.Epilogue : StoreTo(product.Results[0].Name);
        using (OffsetLoop("s", 0, product.Steps, tile.Vectors * Target.Lanes))
        using (OffsetLoop("n", 0, product.Units, tile.Units))
        {
            LanesRows(product);
            LanesTile(product, tile, store);
        }

        if (isStored)
        {
            return;
        }

        using (OffsetLoop("n", 0, product.Units, 1))
        {
            LanesRows(product);
            using (OffsetLoop("s", 0, product.Steps, Target.Lanes))
            {
                TilePoint point = LanesPoint(_ => "sum", product, 0, "s");
                Let("sum", point.Load(product.Results[0].Name, 0));
                product.Epilogue(point, 1);
            }
        }
    }

    /// <summary>Declares references to the steps of unit <c>n</c> in all buffers.</summary>
    private void LanesRows(LanesProduct product)
    {
        foreach (RowBuffer buffer in product.Buffers)
        {
            Reference(buffer.Name + "Row", Address.Of(buffer.Name, Index.Counter("n") * buffer.RowStride));
        }
    }

    private void LanesTile(LanesProduct product, LanesSchedule tile, Action<TilePoint, int> store)
    {
        for (int unit = 0; unit < tile.Units; unit++)
        {
            TilePoint point = LanesPoint(_ => "", product, unit, "s");
            Value? bias = Value.Sum(product.Biases.Select(name => Value.Broadcast(Address.Of(name, Index.Counter("n") + unit).Float)));
            bias = bias is null ? null : Let("initial" + unit, bias);
            for (int vector = 0; vector < tile.Vectors; vector++)
            {
                IEnumerable<Value> addends = product.Addends.Select(addend => point.Load(addend.Name, vector));
                Let(Accumulator(unit, 0, vector), Value.Sum(bias is null ? addends : [bias, .. addends]) ?? Value.Zero);
            }
        }

        foreach (LanesFactor factor in product.Factors)
        {
            AddLanesFactor(factor, tile);
        }

        for (int unit = 0; unit < tile.Units; unit++)
        {
            using (Scope())
            {
                store(LanesPoint(vector => Accumulator(unit, 0, vector), product, unit, "s"), tile.Vectors);
            }
        }
    }

    /// <summary>Adds one of the products to the sums of a tile.</summary>
    private void AddLanesFactor(LanesFactor factor, LanesSchedule tile)
    {
        using IDisposable scope = Scope();
        int row = factor.Kernel.Columns.Stride;
        LetOffsets(("w", "n"));
        foreach (Run run in factor.Runs)
        {
            using IDisposable? repeat = RepeatLoop(run with { Start = 0 });
            Index start = (repeat != null ? Index.Counter("j") : 0) + Index.Counter("s") + run.Start * factor.ValueStride;
            using (OffsetLoop("k", start, start + run.Count * factor.ValueStride, factor.ValueStride, new Advance("w", row)))
            {
                for (int vector = 0; vector < tile.Vectors; vector++)
                {
                    Let("x" + vector, Load(factor.Values, "k", vector * Target.Lanes));
                }

                for (int unit = 0; unit < tile.Units; unit++)
                {
                    Value weight = Let("weight" + unit, Value.Broadcast(Address.Of("b" + factor.Values, Index.Counter("w") + unit).Float));
                    for (int vector = 0; vector < tile.Vectors; vector++)
                    {
                        AddProduct(Accumulator(unit, 0, vector), Value.Named("x" + vector), weight);
                    }
                }
            }
        }
    }

    /// <summary>Some vectors of steps of a unit after unit <c>n</c>.</summary>
    private TilePoint LanesPoint(Func<int, string> accumulator, LanesProduct product, int unit, Index step) => new(
        accumulator,
        name => (name + "Row", unit * product.Buffers.First(buffer => buffer.Name == name).RowStride),
        vector => step + vector * Target.Lanes,
        (_, _) => null);

    /// <summary>What becomes of a sum, for a reader of listings.</summary>
    private void EachLanesResult(LanesProduct product)
    {
        TilePoint point = new(_ => "sum", Unmoved, _ => "steps", (_, _) => place => place.Vector);
        if (Value.Sum([.. product.Biases.Select(bias => Value.Broadcast(Address.Of(bias, "unit").Float)), .. product.Addends.Select(addend => point.Load(addend.Name, 0))]) is { } initial)
        {
            Let("sum", initial);
        }

        product.Epilogue(point, 1);
    }
}
