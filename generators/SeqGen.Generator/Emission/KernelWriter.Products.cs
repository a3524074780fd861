namespace SeqGen.Generator.Emission;

internal sealed partial class KernelWriter
{
    /// <summary>
    /// One row's sum of so many products is written without a loop, in the widest vectors: the end of a short loop is
    /// often predicted wrongly, and the gates of a recurrent step, which everything waits for, start late.
    /// </summary>
    private const int LongestStraightSum = 32;

    /// <summary>
    /// Writes a product as register tiles: some rows by one panel of B. B is read once for the rows of a tile, A is
    /// broadcast. With one row, several panels or several partial sums keep the multipliers busy.
    /// </summary>
    public void Multiply(Product product)
    {
        ColumnLayout columns = product.B.Columns;
        int panelLength = product.B.StoredRows * columns.PanelLines * Simd.Line;
        int together = PanelsTogether(product);
        int groups = columns.FullPanels / together;
        Panels(product, "0", groups, together, columns.PanelLines, panelLength);
        int done = groups * together;
        for (int panel = done; panel < columns.FullPanels; panel++)
        {
            Panels(product, panel.ToString(), 1, 1, columns.PanelLines, panelLength);
        }

        if (columns.LastLines > 0)
        {
            Panels(product, columns.FullPanels.ToString(), 1, 1, columns.LastLines, panelLength);
        }
    }

    /// <summary>
    /// Writes a product into a buffer as a method of its own, where no other value of the loops around it takes a register
    /// from its sums: the compiler keeps the constants of gate functions, for instance, in registers all the time.
    /// </summary>
    /// <param name="product">The product, without epilogue.</param>
    /// <param name="target">The row buffer for the sums, one of the product's.</param>
    public void MultiplyInto(Product product, string target)
    {
        IEnumerable<string> references = new[] { "packed", product.A }.Concat(product.Buffers.Select(b => b.Name)).Concat(product.Shared).Distinct();
        using (Block(""))
        {
            Line($"Sums({string.Join(", ", references.Select(r => "ref " + r))});");
            Line();
            Line("[MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]");
            using (Block($"static void Sums({string.Join(", ", references.Select(r => "ref float " + r))})"))
            {
                Multiply(product with { Epilogue = StoreTo(target) });
            }
        }
    }

    /// <summary>The epilogue that stores every line of the result in a row buffer, as it is.</summary>
    public Action<TilePoint, int> StoreTo(string buffer) => (point, lines) =>
    {
        for (int line = 0; line < lines; line++)
        {
            Store(point.Sum(line), point.At(buffer, line));
        }
    };

    /// <summary>With few rows, how many panels are computed at once so that at least eight sums run side by side.</summary>
    private int PanelsTogether(Product product)
    {
        ColumnLayout columns = product.B.Columns;
        int rows = simd.TileRows(columns.PanelLines, product.Rows);
        int together = 1;
        while (simd.Lanes == Simd.Line && rows * columns.PanelLines * together < 8 && together * 2 <= columns.FullPanels && together < 4)
        {
            together *= 2;
        }

        return together;
    }

    private void Panels(Product product, string firstPanel, int groups, int together, int lines, int panelLength)
    {
        if (groups == 0)
        {
            return;
        }

        bool loop = groups > 1;
        string panel = loop ? "p" : firstPanel;
        IDisposable? panelBlock = loop
            ? Block($"for (nuint p = 0; p < {groups * together}; p += {together})")
            : Block("");
        string start = product.B.Constant + (panel == "0" ? "" : loop ? $" + (nint)p * {panelLength}" : $" + {panel} * {panelLength}");
        Line($"ref float b = ref Unsafe.Add(ref {new Origin(product.B.Buffer ?? BufferKind.Packed, "")}, {start});");

        // The gates of a narrow panel share lines, so its tile takes whole lines at once; others go through them by vectors.
        bool narrow = !product.B.Columns.Plain && lines < product.B.Columns.PanelLines;
        bool sub = simd.Lanes < Simd.Line && !narrow;
        IDisposable? subBlock = sub ? Block($"for (nuint s = 0; s < {Simd.Line}; s += {simd.Lanes})") : null;
        var shape = new PanelShape(product.B.Columns, panel, panelLength, lines, simd.Lanes, narrow);

        int tileRows = simd.TileRows(shape.Vectors * together, product.Rows);
        int chunks = product.Rows / tileRows;
        int rest = product.Rows % tileRows;
        if (chunks == 1 && rest == 0)
        {
            RegisterTile(product, shape, together, tileRows, inLoop: false);
        }
        else
        {
            Line($"ref float a = ref {product.A};");
            foreach (RowBuffer buffer in product.Buffers)
            {
                Line($"ref float {buffer.Name}Row = ref {buffer.Name};");
            }

            using (Loop("m", chunks))
            {
                RegisterTile(product, shape, together, tileRows, inLoop: true);
                Line($"a = ref Unsafe.Add(ref a, {tileRows * product.ARowStride});");
                foreach (RowBuffer buffer in product.Buffers)
                {
                    Line($"{buffer.Name}Row = ref Unsafe.Add(ref {buffer.Name}Row, {tileRows * buffer.RowStride});");
                }
            }

            if (rest > 0)
            {
                using (Block(""))
                {
                    RegisterTile(product, shape, together, rest, inLoop: true);
                }
            }
        }

        subBlock?.Dispose();
        panelBlock.Dispose();
    }

    /// <summary>The heart: rows x vectors of the panel (x <paramref name="together"/> panels) accumulators over the whole sum.</summary>
    private void RegisterTile(Product product, PanelShape shape, int together, int rows, bool inLoop)
    {
        string a = inLoop ? "a" : product.A;
        int vectors = shape.Vectors;
        int sums = rows * vectors * together;
        int total = product.Runs.Sum(r => r.Total);
        int partial = sums >= 8 || total < 8 ? 1 : sums >= 4 ? 2 : 4;
        int perLine = product.B.RowsPerLine;
        int unrolled = System.Math.Max(partial, perLine);
        bool straight = product.Rows == 1 && simd.Lanes == Simd.Line && total <= LongestStraightSum;

        for (int row = 0; row < rows; row++)
        {
            for (int group = 0; group < together; group++)
            {
                TilePoint point = Point(row, group);
                for (int vector = 0; vector < vectors; vector++)
                {
                    Let(Accumulator(row, group, vector), product.Initial?.Invoke(point, vector) ?? Value.Zero);
                    for (int part = 1; part < partial; part++)
                    {
                        Line($"Vec {Accumulator(row, group, vector, part)} = Vec.Zero;");
                    }
                }
            }
        }

        int step = shape.Lines * Simd.Line;
        Line($"nuint w = {shape.FirstLane};");

        foreach (Run run in product.Runs)
        {
            IDisposable? repeat = run.Repeat > 1 ? Block($"for (nuint j = {run.Start}; j < {run.Start + run.Repeat * run.Stride}; j += {run.Stride})") : null;
            string from = run.Repeat > 1 ? "j" : run.Start.ToString();
            int whole = straight ? 0 : run.Count / unrolled * unrolled;
            string to = run.Repeat > 1 ? $"j + {whole}" : (run.Start + whole).ToString();
            if (whole > 0)
            {
                using (Block($"for (nuint k = {from}; k < {to}; k += {unrolled}, w += {unrolled / perLine * step})"))
                {
                    for (int k = 0; k < unrolled; k++)
                    {
                        Update("k", k, k);
                    }

                    if (AskingForNextRows(product, run, rows, inLoop) is { } place)
                    {
                        Line($"Prefetch.Line(ref Unsafe.Add(ref {a}, {place}));");
                    }
                }
            }

            int rest = run.Count - whole;
            for (int k = 0; k < rest; k++)
            {
                Update(run.Repeat > 1 ? "j" : "", (run.Repeat > 1 ? 0 : run.Start) + whole + k, k);
            }

            if (rest > 0 && (repeat != null || run != product.Runs[product.Runs.Count - 1]))
            {
                Line($"w += {(rest + perLine - 1) / perLine * step};");
            }

            repeat?.Dispose();
        }

        for (int row = 0; row < rows; row++)
        {
            for (int group = 0; group < together; group++)
            {
                for (int part = 1; part < partial; part++)
                {
                    for (int vector = 0; vector < vectors; vector++)
                    {
                        Line($"{Accumulator(row, group, vector)} += {Accumulator(row, group, vector, part)};");
                    }
                }
            }
        }

        for (int row = 0; row < rows; row++)
        {
            for (int group = 0; group < together; group++)
            {
                Finish(row, group);
            }
        }

        (string Name, int Offset) Row(string name, int row) =>
            (inLoop ? name + "Row" : name, row * product.Buffers.Concat(product.UnitBuffers).First(b => b.Name == name).RowStride);

        TilePoint Point(int row, int group) => new(
            vector => Accumulator(row, group, vector),
            name => Row(name, row),
            vector => shape.Column(group, vector),
            shape.FirstGates);

        // Adds the products with one row of B, the index-th behind w.
        void Update(string k, int kPlus, int index)
        {
            using (Block(""))
            {
                for (int group = 0; rows > 1 && group < together; group++)
                {
                    for (int vector = 0; vector < vectors; vector++)
                    {
                        Line($"Vec b{group}{vector} = {WeightsOf(group, vector, index)};");
                    }
                }

                for (int row = 0; row < rows; row++)
                {
                    int constant = row * product.ARowStride + kPlus;
                    string place = k.Length == 0 ? constant.ToString() : k + Plus(constant);
                    Line($"Vec x{row} = V.Create(Unsafe.Add(ref {a}, {place}));");
                    for (int group = 0; group < together; group++)
                    {
                        for (int vector = 0; vector < vectors; vector++)
                        {
                            string sum = Accumulator(row, group, vector, index % partial);
                            string weights = rows > 1 ? $"b{group}{vector}" : WeightsOf(group, vector, index);
                            Line($"{sum} = V.FusedMultiplyAdd(x{row}, {weights}, {sum});");
                        }
                    }
                }
            }
        }

        string WeightsOf(int group, int vector, int index)
        {
            int constant = group * shape.PanelLength + vector * shape.VectorStride + index / perLine * step;
            return Weights($"V.LoadUnsafe(ref b, w{Plus(constant)})", product.B, index);
        }

        void Finish(int row, int group)
        {
            if (product.Units == null)
            {
                using (Block(""))
                {
                    product.Epilogue!(Point(row, group), shape.Vectors);
                }

                return;
            }

            for (int block = 0; block < shape.Blocks; block++)
            {
                for (int first = 0; first < shape.UnitSpan; first += shape.UnitLanes)
                {
                    using (Block(""))
                    {
                        FinishUnits(row, group, block, first);
                    }
                }
            }
        }

        void FinishUnits(int row, int group, int block, int first)
        {
            Func<int, string> name = index => Accumulator(row, group, block + index);
            if (shape.Narrow)
            {
                name = SplitGates(shape, first, name);
            }

            using (Narrow(shape.UnitLanes))
            {
                product.Units!(new UnitPoint(gate => Value.Named(name(gate)), buffer => Row(buffer, row), shape.Units(group, block, first), index => shape.Gate(group, block, index, first)));
            }
        }
    }

    /// <summary>
    /// Where in the rows of the next tile the values are that this tile's k-th product asks for: the processor's own requests end
    /// at each row, and the products would wait. Null where the rows stay in the first-level cache.
    /// </summary>
    private static string? AskingForNextRows(Product product, Run run, int rows, bool inLoop)
    {
        bool dense = run.Repeat == 1 && product.ARowStride < 2 * run.Count;
        int length = rows * product.ARowStride;
        return inLoop && rows > 1 && dense && product.Rows * product.ARowStride >= NetworkPlan.FirstLevelCache
            ? $"{length} + k * {(length + run.Count - 1) / run.Count}"
            : null;
    }

    /// <summary>Gives the gates of a narrow panel's units names: accumulators as they are, or parts of them.</summary>
    private Func<int, string> SplitGates(PanelShape shape, int first, Func<int, string> accumulator)
    {
        var names = new List<string>();
        for (int gate = 0; gate < shape.Columns.Gates; gate++)
        {
            int start = gate * shape.Columns.Slot + first;
            string vector = accumulator(start / simd.Lanes);
            if (shape.UnitLanes < simd.Lanes)
            {
                Line($"{Simd.VectorName(shape.UnitLanes)} gate{gate} = {simd.Part(vector, start % simd.Lanes, shape.UnitLanes)};");
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
    private static string Weights(string line, PackedMatrix matrix, int row) =>
        matrix.Format == WeightFormat.BFloat16 && row % 2 == 0 ? $"V.AsSingle(V.ShiftLeft(V.AsInt32({line}), 16))" : line;

    private static string Accumulator(int row, int group, int line, int part = 0) =>
        "c" + row + (char)('a' + group) + line + (part == 0 ? "" : "_" + part);

    private static string Plus(int constant) => constant == 0 ? "" : " + " + constant;

    /// <summary>
    /// Writes dot products: <c>y[n] = x . B[n]</c> for the few rows n of a packed matrix; x is padded as B's columns are.
    /// </summary>
    public void Dots(PackedMatrix matrix, string x, Action<int, string> result)
    {
        ColumnLayout columns = matrix.Columns;
        int panelLength = matrix.Rows * columns.PanelLines * Simd.Line;
        int lanes = simd.Lanes;
        for (int n = 0; n < matrix.Rows; n++)
        {
            using (Block(""))
            {
                int vectors = columns.PanelLines * Simd.Line / lanes;
                int sums = System.Math.Min(vectors, 8);
                for (int v = 0; v < sums; v++)
                {
                    Line($"Vec sum{v} = Vec.Zero;");
                }

                void Panel(string panel, int lines, string matrixStart)
                {
                    for (int v = 0; v < lines * Simd.Line / lanes; v++)
                    {
                        int inB = n * lines * Simd.Line + v * lanes;
                        string xi = panel.Length == 0 ? v == 0 ? "" : ", " + v * lanes : ", " + panel + Plus(v * lanes);
                        Line($"sum{v % sums} = V.FusedMultiplyAdd(V.LoadUnsafe(ref {x}{xi}), V.LoadUnsafe(ref packed, {matrixStart}{Plus(inB)}), sum{v % sums});");
                    }
                }

                if (columns.FullPanels > 1)
                {
                    using (Block($"for (nuint p = 0; p < {columns.FullPanels}; p++)"))
                    {
                        Panel($"p * {columns.PanelLines * Simd.Line}", columns.PanelLines, $"{matrix.Constant} + p * {panelLength}");
                    }
                }
                else
                {
                    Panel("", columns.PanelLines, matrix.Constant);
                }

                if (columns.LastLines > 0)
                {
                    int start = columns.FullPanels * columns.PanelLines * Simd.Line;
                    Panel(start.ToString(), columns.LastLines, $"{matrix.Constant} + {columns.FullPanels * panelLength}");
                }

                result(n, "Reduction.Sum(" + string.Join(" + ", Enumerable.Range(0, sums).Select(v => "sum" + v)) + ")");
            }
        }
    }
}
