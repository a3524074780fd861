using SeqGen.Generator.Printing;

namespace SeqGen.Generator.Emission;

/// <summary>
/// The vocabulary in which layers write their code: products, maps, reductions. It alone knows vector widths,
/// register tiles and tails. All methods write C# at the current place of <see cref="Code"/>.
/// </summary>
internal sealed partial class KernelWriter(CodeWriter code, Simd simd, MathWriter math)
{
    private int _lanes;

    public CodeWriter Code => code;

    public MathWriter Math => math;

    /// <summary>The program that is being written.</summary>
    public required ProgramPlan Program { get; init; }

    /// <summary>Rows of the program: 1, or the rows of a tile.</summary>
    public int Rows => Program.Rows;

    public void Line(string text = "") => code.Line(_lanes == 0 ? text : Simd.Rename(text, _lanes));

    public IDisposable Block(string header) => code.Block(_lanes == 0 ? header : Simd.Rename(header, _lanes));

    /// <summary>Until the result is disposed, <c>Vec</c> and <c>V</c> are written as the vector of so many floats.</summary>
    private IDisposable? Narrow(int lanes)
    {
        if (lanes == simd.Lanes)
        {
            return null;
        }

        _lanes = math.Lanes = lanes;
        return new Widening(this);
    }

    /// <summary>A loop of an int over <paramref name="count"/>; where there is one pass, a block with a constant.</summary>
    public IDisposable Loop(string variable, int count)
    {
        if (count > 1)
        {
            return Block($"for (int {variable} = 0; {variable} < {count}; {variable}++)");
        }

        IDisposable block = Block("");
        Line($"const int {variable} = 0;");
        return block;
    }

    /// <summary>Declares a vector under a name.</summary>
    public Value Let(string name, Value value)
    {
        Line($"Vec {name} = {value};");
        return Value.Named(name);
    }

    /// <summary>Gives a declared vector another value.</summary>
    public void Set(string name, Value value) => Line($"{name} = {value};");

    /// <summary>Adds to a declared vector.</summary>
    public void Add(string name, Value value) => Line($"{name} += {value};");

    /// <summary>Stores a vector.</summary>
    public void Store(Value value, Place place) => Line(ExpressionPrinter.Store(value, place));

    public void Comment(string text) => code.Line("// " + text);

    /// <summary>Declares a reference to the first value of a tensor.</summary>
    public void Reference(string name, Tensor tensor) => Reference(name, tensor.First);

    /// <summary>Declares a reference to a value.</summary>
    public void Reference(string name, Address address) => code.Line($"ref float {name} = ref {address};");

    /// <summary>Declares a reference to a named place of a buffer.</summary>
    public void Reference(string name, string buffer, string offset) =>
        code.Line($"ref float {name} = ref Unsafe.Add(ref {buffer}, {offset});");

    /// <summary>
    /// Runs <paramref name="body"/> for every float of <paramref name="length"/> (a multiple of 16), a vector at a
    /// time; inside, <c>i</c> is the offset and <see cref="Load"/> and <see cref="Store"/> take it.
    /// </summary>
    public void Map(int length, Action<string> body)
    {
        if (length == simd.Lanes)
        {
            using (Block(""))
            {
                body("0");
            }

            return;
        }

        using (Block($"for (nuint i = 0; i < {length}; i += {simd.Lanes})"))
        {
            body("i");
        }
    }

    /// <summary>
    /// Runs <paramref name="body"/> for all units of a gated row, a vector at a time; <paramref name="row"/> names the
    /// reference to a buffer's current row, <paramref name="sums"/> the gated buffer with the sums of a product, if there are any.
    /// </summary>
    public void MapUnits(ColumnLayout columns, Func<string, string> row, Action<UnitPoint> body, string? sums = null)
    {
        int blockStride = columns.Gates * Simd.Line;
        if (columns.WholeBlocks > 1)
        {
            using (Block($"for (nuint u = 0, g = 0; u < {columns.WholeBlocks * Simd.Line}; u += {Simd.Line}, g += {blockStride})"))
            {
                WholeBlock("u", "g");
            }
        }
        else if (columns.WholeBlocks == 1)
        {
            using (Block(""))
            {
                WholeBlock("", "");
            }
        }

        int lanes = System.Math.Min(columns.Slot, simd.Lanes);
        for (int first = 0; first < columns.Slot; first += lanes)
        {
            using (Block(""))
            using (Narrow(lanes))
            {
                Unit(("", columns.WholeBlocks * Simd.Line + first), gate => ("", columns.NarrowStart + gate * columns.Slot + first));
            }
        }

        void WholeBlock(string unit, string gates)
        {
            bool sub = simd.Lanes < Simd.Line;
            using (sub ? Block($"for (nuint s = 0; s < {Simd.Line}; s += {simd.Lanes})") : null)
            {
                string lane = !sub ? "" : unit.Length == 0 ? "s" : " + s";
                Unit((unit + lane, 0), gate => (gates + lane, gate * Simd.Line));
            }
        }

        void Unit((string, int) unit, Func<int, (string, int)> gateColumn)
        {
            UnitPoint point = null!;
            point = new UnitPoint(gate => point.LoadGate(sums ?? throw new InvalidOperationException("There is no product."), gate), At, unit, gateColumn);
            body(point);
        }

        (string, int) At(string buffer) => (row(buffer), 0);
    }

    /// <summary>A vector of a buffer: <paramref name="offset"/> floats (plus a constant) after a reference.</summary>
    public Value Load(string reference, string offset, int plus = 0) => At(reference, offset, plus).Value;

    /// <summary>Stores a vector there.</summary>
    public void Store(Value value, string reference, string offset, int plus = 0) => Store(value, At(reference, offset, plus));

    private static Place At(string reference, string offset, int plus) => new(reference, offset == "0" ? "" : offset, plus);

    /// <summary>Declares a condition.</summary>
    public Condition Let(string name, Condition condition)
    {
        Line($"Vec {name} = {ExpressionPrinter.Print(condition)};");
        return Condition.Named(name);
    }

    /// <summary>Runs <paramref name="body"/> for each row of a tile, with the references that it asks for advanced to the row.</summary>
    public void ForRows(int rows, IReadOnlyList<RowBuffer> buffers, Action<Func<string, string>> body)
    {
        if (rows == 1)
        {
            body(name => name);
            return;
        }

        HashSet<string> used = [];
        using (Block($"for (nuint r = 0; r < {rows}; r++)"))
        {
            code.InFront(References, () => body(Row));
        }

        string Row(string name)
        {
            used.Add(name);
            return buffers.Any(b => b.Name == name) ? name + "Row" : name;
        }

        void References()
        {
            foreach (RowBuffer buffer in buffers)
            {
                if (used.Contains(buffer.Name))
                {
                    Line($"ref float {buffer.Name}Row = {buffer.Scattered?.Invoke("(nint)r") ?? $"ref Unsafe.Add(ref {buffer.Name}, r * {buffer.RowStride})"};");
                }

                if (buffer.Prefetched != null)
                {
                    Line($"Prefetch.Row({buffer.Prefetched("(nint)r")}, {buffer.RowStride});");
                }
            }
        }
    }

    /// <summary>
    /// Runs <paramref name="body"/> over all steps of all rows, as one run of rows where the tensors allow it, else
    /// row by row. Declares a reference for each tensor; the body gets the number of rows that it covers and how far
    /// apart they are.
    /// </summary>
    public void ForSequences(IReadOnlyList<(string Name, Tensor Tensor)> tensors, Action<int, Func<Tensor, int>> body)
    {
        int steps = tensors[0].Tensor.Steps;
        bool adjacent = Rows == 1 || steps == 1 || tensors.All(t => t.Tensor.RowStride == steps * t.Tensor.Stride);
        using (Block(adjacent ? "" : $"for (int row = 0; row < {Rows}; row++)"))
        {
            foreach ((string name, Tensor tensor) in tensors)
            {
                Reference(name, adjacent ? tensor.First : tensor.Row);
            }

            body(adjacent ? Rows * steps : steps, tensor => steps == 1 ? tensor.RowStride : tensor.Stride);
        }
    }

    /// <summary>
    /// Runs <paramref name="body"/> for the tokens of all rows, with <c>step</c> counting through them; it gets the token
    /// and, where the input has a mask, the mask's value.
    /// </summary>
    public void ForTokens(Tensor tokens, Action<string, string?> body)
    {
        if (tokens.Adjacent && tokens.Mask is not { Adjacent: false })
        {
            using (Loop("step", Rows * tokens.Steps))
            {
                body($"{tokens.First + Index.Counter("step")}", tokens.Mask == null ? null : $"{tokens.Mask.First + Index.Counter("step")}");
            }

            return;
        }

        using (Loop("row", Rows))
        using (Loop("t", tokens.Steps))
        {
            Line($"int step = row * {tokens.Steps} + t;");
            body(tokens.ValueAt("row", "t"), tokens.Mask?.ValueAt("row", "t"));
        }
    }

    /// <summary>Adds the gradient of a step to the row of its token, where the gradient of a kernel lies as a table.</summary>
    /// <param name="gradient">The table, in the buffer <c>gradient</c>.</param>
    /// <param name="token">The token.</param>
    /// <param name="buffer">The buffer of the step's gradient.</param>
    /// <param name="offset">Where in the buffer it lies.</param>
    /// <param name="part">What is added of a vector of it; all of it where null.</param>
    public void AddToTokenRow(PackedMatrix gradient, string token, string buffer, string offset, Func<Value, Value>? part = null)
    {
        Line($"ref float tokenGradient = ref Unsafe.Add(ref gradient, {gradient.Constant} + (nint){token} * {gradient.Columns.Stride});");
        Reference("stepGradient", buffer, offset);
        Map(gradient.Columns.Stride, i =>
        {
            Value added = Load("stepGradient", i);
            Store(Load("tokenGradient", i) + (part?.Invoke(added) ?? added), "tokenGradient", i);
        });
    }

    /// <summary>Sets <paramref name="length"/> floats to zero.</summary>
    public void Clear(Address address, int length) => Clear($"{address}", length);

    /// <summary>Copies <paramref name="length"/> floats, no more.</summary>
    public void Copy(Address from, Address to, int length) => Copy($"{from}", $"{to}", length);

    /// <summary>Sets <paramref name="length"/> floats after a reference to zero.</summary>
    public void Clear(string reference, int length) => Line($"MemoryMarshal.CreateSpan(ref {reference}, {length}).Clear();");

    /// <summary>Copies <paramref name="length"/> floats, no more.</summary>
    public void Copy(string from, string to, int length) =>
        Line($"MemoryMarshal.CreateReadOnlySpan(ref {from}, {length}).CopyTo(MemoryMarshal.CreateSpan(ref {to}, {length}));");

    private sealed class Widening(KernelWriter writer) : IDisposable
    {
        public void Dispose() => writer._lanes = writer.Math.Lanes = 0;
    }
}
