namespace SeqGen.Generator.Emission;

/// <summary>A buffer whose rows a product walks along with its own.</summary>
internal readonly record struct RowBuffer(string Name, int RowStride);

/// <summary>A place in a register tile: one row and one panel, all lines of the panel in registers.</summary>
internal sealed class TilePoint(Func<int, string> accumulator, Func<string, (string Name, int Offset)> row, Func<int, (string Expression, int Constant)> column)
{
    /// <summary>The accumulator of a line (for a gated layout: of a gate).</summary>
    public string Value(int line) => accumulator(line);

    /// <summary>A vector of a row buffer at the columns of a line.</summary>
    public string Load(string buffer, int line)
    {
        (string name, int offset) = row(buffer);
        (string expression, int constant) = column(line);
        return $"V.LoadUnsafe(ref {name}{Address(expression, constant + offset)})";
    }

    /// <summary>A vector at the columns of a line that is the same for all rows.</summary>
    public string LoadShared(string buffer, int line)
    {
        (string expression, int constant) = column(line);
        return $"V.LoadUnsafe(ref {buffer}{Address(expression, constant)})";
    }

    public string Store(string value, string buffer, int line)
    {
        (string name, int offset) = row(buffer);
        (string expression, int constant) = column(line);
        return $"V.StoreUnsafe({value}, ref {name}{Address(expression, constant + offset)});";
    }

    /// <summary>The scalar at the start of a row buffer's row.</summary>
    public string Scalar(string buffer)
    {
        (string name, int offset) = row(buffer);
        return offset == 0 ? name : $"Unsafe.Add(ref {name}, {offset})";
    }

    private static string Address(string expression, int constant) =>
        expression.Length == 0 ? constant == 0 ? "" : $", {constant}" : $", {expression}" + (constant == 0 ? "" : $" + {constant}");
}

/// <summary>A product <c>C = initial + A . B</c> with a packed B; what becomes of C is up to <see cref="Epilogue"/>.</summary>
internal sealed class Product
{
    /// <summary>Rows of A: sequences, or sequences times steps.</summary>
    public required int Rows { get; init; }

    /// <summary>A reference to A's first value.</summary>
    public required string A { get; init; }

    /// <summary>Floats from one row of A to the next.</summary>
    public required int ARowStride { get; init; }

    /// <summary>The positions of a row of A that are multiplied, as many as B has rows.</summary>
    public required IReadOnlyList<Run> Runs { get; init; }

    /// <summary>The packed matrix, in the buffer <c>packed</c>.</summary>
    public required PackedMatrix B { get; init; }

    /// <summary>The other buffers that <see cref="Initial"/> and <see cref="Epilogue"/> read and write row by row.</summary>
    public IReadOnlyList<RowBuffer> Buffers { get; init; } = [];

    /// <summary>The accumulator of a line before the sum; null for zero.</summary>
    public Func<TilePoint, int, string>? Initial { get; init; }

    /// <summary>
    /// Where the columns of a line lie in the row buffers: by default in the layout of B's columns. A gated product
    /// whose epilogue works on units asks for <see cref="TilePoint"/> lines at or above <see cref="UnitLine"/>.
    /// </summary>
    public const int UnitLine = 1000;

    /// <summary>Writes what happens to a finished row of a panel; gets the point and the number of its lines.</summary>
    public required Action<TilePoint, int> Epilogue { get; init; }
}

internal sealed partial class KernelWriter
{
    /// <summary>
    /// Writes a product as register tiles: some rows by one panel of B. B is read once for the rows of a tile, A is
    /// broadcast. With one row, several panels or several partial sums keep the multipliers busy.
    /// </summary>
    public void Multiply(Product product)
    {
        ColumnLayout columns = product.B.Columns;
        int panelLength = product.B.Rows * columns.PanelLines * Simd.Line;
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

    /// <summary>The epilogue that stores every line of the result in a row buffer, as it is.</summary>
    public Action<TilePoint, int> StoreTo(string buffer) => (point, lines) =>
    {
        for (int line = 0; line < lines; line++)
        {
            Line(point.Store(point.Value(line), buffer, line));
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
        bool sub = simd.Lanes < Simd.Line;
        string start = product.B.Constant + (panel == "0" ? "" : loop ? $" + (nint)p * {panelLength}" : $" + {panel} * {panelLength}");
        Line($"ref float b = ref Unsafe.Add(ref packed, {start});");
        IDisposable? subBlock = sub ? Block($"for (nuint s = 0; s < {Simd.Line}; s += {simd.Lanes})") : null;

        int tileRows = simd.TileRows(lines * together, product.Rows);
        int chunks = product.Rows / tileRows;
        int rest = product.Rows % tileRows;
        if (chunks == 1 && rest == 0)
        {
            RegisterTile(product, panel, together, lines, panelLength, tileRows, inLoop: false);
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
                RegisterTile(product, panel, together, lines, panelLength, tileRows, inLoop: true);
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
                    RegisterTile(product, panel, together, lines, panelLength, rest, inLoop: true);
                }
            }
        }

        subBlock?.Dispose();
        panelBlock.Dispose();
    }

    /// <summary>The heart: <paramref name="rows"/> x <paramref name="lines"/> (x <paramref name="together"/>) accumulators over the whole sum.</summary>
    private void RegisterTile(Product product, string panel, int together, int lines, int panelLength, int rows, bool inLoop)
    {
        string a = inLoop ? "a" : product.A;
        var strides = product.Buffers.ToDictionary(b => b.Name, b => b.RowStride);
        ColumnLayout columns = product.B.Columns;
        int sums = rows * lines * together;
        int total = product.Runs.Sum(r => r.Total);
        int partial = sums >= 8 || total < 8 ? 1 : sums >= 4 ? 2 : 4;
        string lane = simd.Lanes < Simd.Line ? "s" : "";

        TilePoint Point(int row, int group) => new(
            line => Accumulator(row, group, line),
            name => (inLoop ? name + "Row" : name, row * strides[name]),
            line => Column(columns, panel, group, line, lane));

        for (int row = 0; row < rows; row++)
        {
            for (int group = 0; group < together; group++)
            {
                for (int line = 0; line < lines; line++)
                {
                    string initial = product.Initial?.Invoke(Point(row, group), line) ?? "Vec.Zero";
                    Line($"Vec {Accumulator(row, group, line)} = {initial};");
                    for (int part = 1; part < partial; part++)
                    {
                        Line($"Vec {Accumulator(row, group, line, part)} = Vec.Zero;");
                    }
                }
            }
        }

        int step = lines * Simd.Line;
        Line($"nuint w = {(lane.Length == 0 ? "0" : lane)};");
        foreach (Run run in product.Runs)
        {
            IDisposable? repeat = run.Repeat > 1 ? Block($"for (nuint j = {run.Start}; j < {run.Start + run.Repeat * run.Stride}; j += {run.Stride})") : null;
            string from = run.Repeat > 1 ? "j" : run.Start.ToString();
            string to = run.Repeat > 1 ? $"j + {run.Count / partial * partial}" : (run.Start + run.Count / partial * partial).ToString();
            if (run.Count / partial > 0)
            {
                using (Block($"for (nuint k = {from}; k < {to}; k += {partial}, w += {partial * step})"))
                {
                    for (int part = 0; part < partial; part++)
                    {
                        Update(a, product.ARowStride, "k", part, part, part * step);
                    }
                }
            }

            int rest = run.Count % partial;
            for (int part = 0; part < rest; part++)
            {
                string k = run.Repeat > 1 ? "j" : "";
                Update(a, product.ARowStride, k, (run.Repeat > 1 ? 0 : run.Start) + run.Count - rest + part, part, part * step);
            }

            if (rest > 0 && (repeat != null || run != product.Runs[product.Runs.Count - 1]))
            {
                Line($"w += {rest * step};");
            }

            repeat?.Dispose();
        }

        void Update(string aRef, int aStride, string k, int kPlus, int part, int wPlus)
        {
            using (Block(""))
            {
                for (int group = 0; group < together; group++)
                {
                    for (int line = 0; line < lines; line++)
                    {
                        int constant = group * panelLength + line * Simd.Line + wPlus;
                        Line($"Vec b{group}{line} = V.LoadUnsafe(ref b, w{(constant == 0 ? "" : " + " + constant)});");
                    }
                }

                for (int row = 0; row < rows; row++)
                {
                    int constant = row * aStride + kPlus;
                    string index = k.Length == 0 ? constant.ToString() : constant == 0 ? k : $"{k} + {constant}";
                    Line($"Vec x{row} = V.Create(Unsafe.Add(ref {aRef}, {index}));");
                    for (int group = 0; group < together; group++)
                    {
                        for (int line = 0; line < lines; line++)
                        {
                            string sum = Accumulator(row, group, line, part);
                            Line($"{sum} = V.FusedMultiplyAdd(x{row}, b{group}{line}, {sum});");
                        }
                    }
                }
            }
        }

        for (int row = 0; row < rows; row++)
        {
            for (int group = 0; group < together; group++)
            {
                for (int part = 1; part < partial; part++)
                {
                    for (int line = 0; line < lines; line++)
                    {
                        Line($"{Accumulator(row, group, line)} += {Accumulator(row, group, line, part)};");
                    }
                }
            }
        }

        for (int row = 0; row < rows; row++)
        {
            for (int group = 0; group < together; group++)
            {
                using (Block(""))
                {
                    product.Epilogue(Point(row, group), lines);
                }
            }
        }
    }

    private static string Accumulator(int row, int group, int line, int part = 0) =>
        "c" + row + (char)('a' + group) + line + (part == 0 ? "" : "_" + part);

    /// <summary>The position of a line's first lane: in the columns' own layout, or (from <see cref="Product.UnitLine"/> on) among plain units.</summary>
    private static (string Expression, int Constant) Column(ColumnLayout columns, string panel, int group, int line, string lane)
    {
        bool units = line >= Product.UnitLine;
        int perPanel = units && !columns.Plain ? Simd.Line : columns.PanelLines * Simd.Line;
        int inPanel = (units ? line - Product.UnitLine : line) * Simd.Line;
        int constant = inPanel + group * perPanel;
        string expression;
        if (int.TryParse(panel, out int number))
        {
            constant += number * perPanel;
            expression = lane;
        }
        else
        {
            expression = $"{panel} * {perPanel}" + (lane.Length == 0 ? "" : " + " + lane);
        }

        return (expression, constant);
    }

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

                result(n, "V.Sum(" + string.Join(" + ", Enumerable.Range(0, sums).Select(v => "sum" + v)) + ")");
            }
        }
    }
}
