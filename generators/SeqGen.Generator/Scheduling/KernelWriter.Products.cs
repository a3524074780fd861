namespace SeqGen.Generator.Scheduling;

internal sealed partial class KernelWriter
{
    /// <summary>
    /// Writes a product as register tiles: some rows by one panel of B. B is read once for the rows of a tile, A is
    /// broadcast. With one row, several panels or several partial sums keep the multipliers busy.
    /// </summary>
    public void Multiply(Product product)
    {
        using IDisposable operation = Operation(
            $"sums = {string.Join(" + ", product.Factors.Select(factor => $"{factor.A} . {factor.B.Name}: [{product.Rows} x {factor.B.Rows}] . {Extents(factor.B)}"))}", () => EachResult(product));
        ColumnLayout columns = product.B.Columns;
        if (TileSchedule.TakesAllPanels(Target, product))
        {
            Panels(product, 0, 1, columns.FullPanels, columns.PanelLines, columns.LastLines);
            return;
        }

        int together = TileSchedule.PanelsTogether(Target, product);
        int groups = columns.FullPanels / together;
        Panels(product, 0, groups, together, columns.PanelLines);
        int done = groups * together;
        for (int panel = done; panel < columns.FullPanels; panel++)
        {
            Panels(product, panel, 1, 1, columns.PanelLines);
        }

        if (columns.LastLines > 0)
        {
            Panels(product, columns.FullPanels, 1, 1, columns.LastLines);
        }
    }

    /// <summary>True where all sums of a product of one row are there before anything happens to the first of them.</summary>
    public bool IsSummedAtOnce(Product product) =>
        product.Rows == 1 && (product.B.Columns.FullPanels == 0 || (Target.Lanes == Line.Length && TileSchedule.TakesAllPanels(Target, product)));

    /// <summary>Rows and columns of a matrix, for a reader of listings.</summary>
    private static string Extents(PackedMatrix matrix) => $"[{matrix.Rows} x {matrix.Columns.Units * matrix.Columns.Gates}]";

    /// <summary>What becomes of a sum of the product: of a line, or of some units with all their gates.</summary>
    private void EachResult(Product product)
    {
        TilePoint point = new(_ => "sum", Unmoved, _ => "column", (_, _) => place => place.Vector);
        if (product.Initial?.Invoke(point, 0) is { } initial)
        {
            Let("sum", initial);
        }

        if (product.Units is { } units)
        {
            units(SymbolicUnits(gate => Value.Named("sum" + gate), Unmoved));
        }
        else
        {
            product.Epilogue?.Invoke(point, 1);
        }
    }

    private static UnitPoint SymbolicUnits(Func<int, Value> gates, Func<string, (string Name, int Offset)> row) => new(gates, row, "unit", gate => "gate" + gate);

    private static (string Name, int Offset) Unmoved(string buffer) => (buffer, 0);

    /// <summary>
    /// Writes a product into a buffer as a method of its own, where no other value of the loops around it takes a register
    /// from its sums: the compiler keeps the constants of gate functions, for instance, in registers all the time.
    /// </summary>
    /// <param name="product">The product, without epilogue.</param>
    /// <param name="target">The row buffer for the sums, one of the product's.</param>
    public void MultiplyInto(Product product, string target)
    {
        IEnumerable<string> references = new[] { MethodStatement.Packed }.Concat(product.Factors.Select(factor => factor.A)).Concat(product.Buffers.Select(b => b.Name)).Concat(product.Shared).Distinct();
        using (Scope())
        using (Open(new MethodStatement([.. references], [])))
        {
            Multiply(product with { Epilogue = StoreTo(target) });
        }
    }

    /// <summary>The epilogue that stores every line of the result in a row buffer, as it is, or times a factor of the row.</summary>
    public Action<TilePoint, int> StoreTo(string buffer, Func<TilePoint, Value>? factor = null) => (point, lines) =>
    {
        Value? times = factor?.Invoke(point);
        for (int line = 0; line < lines; line++)
        {
            Store(times == null ? point.Sum(line) : point.Sum(line) * times, point.At(buffer, line));
        }
    };

    private void Panels(Product product, int firstPanel, int groups, int together, int lines, int lastLines = 0)
    {
        if (groups == 0)
        {
            return;
        }

        bool loop = groups > 1;
        Index panel = loop ? "p" : firstPanel;
        using IDisposable panelBlock = loop ? TurningLoop("p", groups * together, together, product.TurnsWith) : Scope();
        Factor[] factors = [.. product.Factors];
        for (int factor = 0; factor < factors.Length; factor++)
        {
            Reference(Name("b", factors, factor), factors[factor].B.First() + (loop ? panel.Signed : panel) * factors[factor].PanelLength);
        }

        // The gates of a narrow panel share lines, so its tile takes whole lines at once; others go through them by vectors.
        bool narrow = IsNarrow(product, lines);
        bool sub = Target.Lanes < Line.Length && !narrow;
        using IDisposable? subBlock = sub ? OffsetLoop("s", 0, Line.Length, Target.Lanes) : null;
        var shape = new PanelShape(product.B.Columns, panel, lines, Target.Lanes, narrow);
        PanelShape? last = lastLines == 0 ? null : new(product.B.Columns, firstPanel + together, lastLines, Target.Lanes, IsNarrow(product, lastLines));

        TileSchedule tile = TileSchedule.Of(Target, product, shape.Vectors * together + (last?.Vectors ?? 0));
        int chunks = product.Rows / tile.Rows;
        int rest = product.Rows % tile.Rows;
        if (chunks == 1 && rest == 0)
        {
            RegisterTile(product, shape, together, tile, inLoop: false, last);
        }
        else
        {
            for (int factor = 0; factor < factors.Length; factor++)
            {
                Reference(Name("a", factors, factor), factors[factor].A);
            }

            foreach (RowBuffer buffer in product.Buffers)
            {
                Reference(buffer.Name + "Row", buffer.Name);
            }

            using (Loop("m", chunks))
            {
                RegisterTile(product, shape, together, tile, inLoop: true);
                for (int factor = 0; factor < factors.Length; factor++)
                {
                    Write(new MoveReference(Name("a", factors, factor), tile.Rows * factors[factor].ARowStride));
                }

                foreach (RowBuffer buffer in product.Buffers)
                {
                    Write(new MoveReference(buffer.Name + "Row", tile.Rows * buffer.RowStride));
                }
            }

            if (rest > 0)
            {
                using (Scope())
                {
                    RegisterTile(product, shape, together, TileSchedule.Of(Target, product, shape.Vectors * together, rest), inLoop: true);
                }
            }
        }
    }

    private static bool IsNarrow(Product product, int lines) => !product.B.Columns.Plain && lines < product.B.Columns.PanelLines;

    /// <summary>
    /// The heart: rows x vectors of the panel (x <paramref name="together"/> panels, and perhaps a <paramref name="last"/>, narrower one)
    /// accumulators over the whole sum.
    /// </summary>
    private void RegisterTile(Product product, PanelShape shape, int together, TileSchedule tile, bool inLoop, PanelShape? last = null)
    {
        int groups = last == null ? together : together + 1;
        (int rows, int partial, int unrolled, bool straight) = tile;

        for (int row = 0; row < rows; row++)
        {
            for (int group = 0; group < groups; group++)
            {
                TilePoint point = Point(row, group);
                for (int vector = 0; vector < ShapeOf(group).Vectors; vector++)
                {
                    Let(Accumulator(row, group, vector), product.Initial?.Invoke(point, vector) ?? Value.Zero);
                    for (int part = 1; part < partial; part++)
                    {
                        Let(Accumulator(row, group, vector, part), Value.Zero);
                    }
                }
            }
        }

        foreach (RowBuffer buffer in product.Buffers.Where(buffer => TileSchedule.AsksForPanel(product, buffer)))
        {
            for (int row = 0; row < rows; row++)
            {
                for (int vector = 0; vector < shape.Vectors; vector++)
                {
                    Write(new PrefetchStatement(Point(row, together - 1).At(buffer.Name, vector) + shape.Lines * Line.Length, Length: null));
                }
            }
        }

        Factor[] factors = [.. product.Factors];
        for (int factor = 0; factor < factors.Length; factor++)
        {
            AddFactor(factor);
        }

        for (int row = 0; row < rows; row++)
        {
            for (int group = 0; group < groups; group++)
            {
                // In pairs: every addition waits for its operands.
                for (int apart = 1; apart < partial; apart *= 2)
                {
                    for (int part = 0; part + apart < partial; part += 2 * apart)
                    {
                        for (int vector = 0; vector < ShapeOf(group).Vectors; vector++)
                        {
                            Add(Accumulator(row, group, vector, part), Value.Named(Accumulator(row, group, vector, part + apart)));
                        }
                    }
                }
            }
        }

        for (int row = 0; row < rows; row++)
        {
            for (int group = 0; group < groups; group++)
            {
                Finish(row, group);
            }
        }

        (string Name, int Offset) Row(string name, int row) =>
            (inLoop ? name + "Row" : name, row * product.Buffers.Concat(product.UnitBuffers).First(b => b.Name == name).RowStride);

        TilePoint Point(int row, int group) => new(
            vector => Accumulator(row, group, vector),
            name => Row(name, row),
            vector => ShapeOf(group).Column(InShape(group), vector),
            ShapeOf(group).FirstGates);

        PanelShape ShapeOf(int group) => group < together ? shape : last!;

        int InShape(int group) => group < together ? group : 0;

        // Adds one of the products to the sums.
        void AddFactor(int factor)
        {
            (string a, int aRowStride, IReadOnlyList<Run> runs, PackedMatrix matrix) = factors[factor];
            string b = Name("b", factors, factor);
            string w = Name("w", factors, factor);
            a = inLoop ? Name("a", factors, factor) : a;
            int step = shape.Lines * Line.Length;
            int perLine = matrix.RowsPerLine;
            LetOffsets((w, shape.FirstLane));

            foreach (Run run in runs)
            {
                using IDisposable? repeat = RepeatLoop(run);
                Index start = repeat != null ? "j" : run.Start;
                int whole = straight ? 0 : run.Count / unrolled * unrolled;
                if (whole > 0)
                {
                    using (OffsetLoop("k", start, start + whole, unrolled, new Advance(w, unrolled / perLine * step)))
                    {
                        for (int k = 0; k < unrolled; k++)
                        {
                            Update(Index.Counter("k") + k, k);
                        }

                        if (tile.MatrixAskedFor(matrix, step) is { } ahead)
                        {
                            Write(new PrefetchStatement(Address.Of(b, Index.Counter(w) + ahead), Length: null));
                        }

                        if (inLoop && tile.AskedFor(product, factors[factor], run) is { } place)
                        {
                            Write(new PrefetchStatement(Address.Of(a, place), Length: null));
                        }
                    }
                }

                int rest = run.Count - whole;
                for (int k = 0; k < rest; k++)
                {
                    Update(start + (whole + k), k);
                }

                if (rest > 0 && (repeat != null || run != runs[runs.Count - 1]))
                {
                    Write(new AddIndex(w, (rest + perLine - 1) / perLine * step));
                }
            }

            // Adds the products with one row of the matrix, the index-th after w.
            void Update(Index k, int index)
            {
                using (Scope())
                {
                    for (int group = 0; rows > 1 && group < groups; group++)
                    {
                        for (int vector = 0; vector < ShapeOf(group).Vectors; vector++)
                        {
                            Let($"b{group}{vector}", WeightsOf(group, vector, index));
                        }
                    }

                    for (int row = 0; row < rows; row++)
                    {
                        // A broadcast that is taken once needs no name.
                        Value x = Value.Broadcast(Address.Of(a, k + row * aRowStride).Float);
                        x = rows > 1 && Enumerable.Range(0, groups).Sum(group => ShapeOf(group).Vectors) == 1 ? x : Let("x" + row, x);
                        for (int group = 0; group < groups; group++)
                        {
                            for (int vector = 0; vector < ShapeOf(group).Vectors; vector++)
                            {
                                AddProduct(
                                    Accumulator(row, group, vector, index % partial), x, rows > 1 ? Value.Named($"b{group}{vector}") : WeightsOf(group, vector, index));
                            }
                        }
                    }
                }
            }

            Value WeightsOf(int group, int vector, int index)
            {
                PanelShape of = ShapeOf(group);
                int constant = group * factors[factor].PanelLength + vector * of.VectorStride + index / perLine * of.Lines * Line.Length;
                return Weights(Load(b, w, constant), matrix, index);
            }
        }

        void Finish(int row, int group)
        {
            PanelShape of = ShapeOf(group);
            if (product.Units == null)
            {
                using (Scope())
                {
                    product.Epilogue!(Point(row, group), of.Vectors);
                }

                return;
            }

            for (int block = 0; block < of.Blocks; block++)
            {
                for (int first = 0; first < of.UnitSpan; first += of.UnitLanes)
                {
                    using (Scope())
                    {
                        FinishUnits(row, group, block, first);
                    }
                }
            }
        }

        void FinishUnits(int row, int group, int block, int first)
        {
            PanelShape of = ShapeOf(group);
            Func<int, string> name = index => Accumulator(row, group, block + index);
            if (of.Narrow)
            {
                name = SplitGates(of, first, name);
            }

            using (Narrow(of.UnitLanes))
            {
                product.Units!(new UnitPoint(gate => Value.Named(name(gate)), buffer => Row(buffer, row), of.Units(InShape(group), block, first), index => of.Gate(InShape(group), block, index, first)));
            }
        }
    }

    /// <summary>The name of something that each product of a sum has: plain for the last one, which most sums have alone.</summary>
    private static string Name(string name, Factor[] factors, int factor) => factor == factors.Length - 1 ? name : $"{name}_{factor + 1}";

    /// <summary>The loop over the parts of a run; null where there is one.</summary>
    private IDisposable? RepeatLoop(Run run) =>
        run.Repeat > 1 ? OffsetLoop("j", run.Start, run.Start + run.Repeat * run.Stride, run.Stride) : null;

    /// <summary>Gives the gates of a narrow panel's units names: accumulators as they are, or parts of them.</summary>
    private Func<int, string> SplitGates(PanelShape shape, int first, Func<int, string> accumulator)
    {
        var names = new List<string>();
        for (int gate = 0; gate < shape.Columns.Gates; gate++)
        {
            int start = gate * shape.Columns.Slot + first;
            string vector = accumulator(start / Target.Lanes);
            if (shape.UnitLanes < Target.Lanes)
            {
                Write(new LetValue("gate" + gate, new PartValue(vector, start % Target.Lanes)) { Lanes = shape.UnitLanes });
                vector = "gate" + gate;
            }

            names.Add(vector);
        }

        return gate => names[gate];
    }

    /// <summary>
    /// A vector of a row's weights. Of two rows in 16 bits that share a line, the first is shifted into place; the second is the
    /// line as it is: what lies in the lower halves is less than its last bit, and packing has rounded for it.
    /// </summary>
    private static Value Weights(Value line, PackedMatrix matrix, int row) =>
        matrix.Format == WeightFormat.BFloat16 && row % 2 == 0 ? new LowerHalvesValue(line) : line;

    private static string Accumulator(int row, int group, int line, int part = 0) =>
        "c" + row + (char)('a' + group) + line + (part == 0 ? "" : "_" + part);

    /// <summary>
    /// Writes dot products: <c>y[n] = x . B[n]</c> for the few rows n of a packed matrix; x is padded as B's columns are.
    /// </summary>
    public void Dots(PackedMatrix matrix, string x, Action<int, Scalar> result)
    {
        using IDisposable operation = Operation($"sum = {x} . {matrix.Name}[n] for n < {matrix.Rows}", () => result(0, Scalar.Named("sum")));
        ColumnLayout columns = matrix.Columns;
        int panelLength = matrix.Rows * columns.PanelLines * Line.Length;
        int lanes = Target.Lanes;
        for (int n = 0; n < matrix.Rows; n++)
        {
            using (Scope())
            {
                int vectors = columns.PanelLines * Line.Length / lanes;
                int sums = SumSchedule.SumsOfInnerProduct(vectors);
                for (int v = 0; v < sums; v++)
                {
                    Let("sum" + v, Value.Zero);
                }

                void Panel(Index inX, Index inMatrix, int lines)
                {
                    for (int v = 0; v < lines * Line.Length / lanes; v++)
                    {
                        int inB = n * lines * Line.Length + v * lanes;
                        AddProduct("sum" + v % sums, Load(x, inX, v * lanes), (matrix.First() + inMatrix + inB).Vector);
                    }
                }

                if (columns.FullPanels > 1)
                {
                    using (OffsetLoop("p", 0, columns.FullPanels, 1))
                    {
                        Index panel = "p";
                        Panel(panel * (columns.PanelLines * Line.Length), panel * panelLength, columns.PanelLines);
                    }
                }
                else
                {
                    Panel(0, 0, columns.PanelLines);
                }

                if (columns.LastLines > 0)
                {
                    Panel(columns.FullPanels * columns.PanelLines * Line.Length, columns.FullPanels * panelLength, columns.LastLines);
                }

                result(n, Scalar.SumOf(Value.Sum(Enumerable.Range(0, sums).Select(v => Value.Named("sum" + v)))!));
            }
        }
    }
}
