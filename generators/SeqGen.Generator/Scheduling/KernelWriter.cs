namespace SeqGen.Generator.Scheduling;

/// <summary>
/// The vocabulary in which layers write their code: products, maps, reductions. It alone knows vector widths,
/// register tiles and tails. All methods add statements at the current place.
/// </summary>
internal sealed partial class KernelWriter(Target target, MathCalls math, int rows)
{
    private List<Statement> _body = [];
    private int _lanes;

    public MathCalls Math => math;

    /// <summary>Rows of the program: 1, or the rows of a tile.</summary>
    public int Rows => rows;

    private Target Target => target;

    /// <summary>The statements that <paramref name="write"/> writes.</summary>
    public List<Statement> Written(Action write)
    {
        List<Statement> statements = [];
        using (Inside(statements))
        {
            write();
        }

        return statements;
    }

    private void Write(Statement statement) => _body.Add(_lanes == 0 ? statement : statement with { Lanes = _lanes });

    /// <summary>Until the result is disposed, statements go there.</summary>
    private Place Inside(List<Statement> body)
    {
        Place place = new(this, _body, _lanes);
        _body = body;
        return place;
    }

    private Place Open(BodyStatement statement)
    {
        Write(statement);
        return Inside(statement.Body);
    }

    /// <summary>Until the result is disposed, statements are those of one operation.</summary>
    /// <param name="text">The operation, for a reader of listings.</param>
    /// <param name="each">Writes what is done with each result, where something is.</param>
    private Place Operation(string text, Action? each = null) => Open(new OperationStatement(text, [], each == null ? null : () => Written(each)));

    /// <summary>Until the result is disposed, vectors have so many floats.</summary>
    private Place Narrow(int lanes)
    {
        Place place = new(this, _body, _lanes);
        _lanes = math.Lanes = lanes == Target.Lanes ? 0 : lanes;
        return place;
    }

    /// <summary>Writes an empty line.</summary>
    public void Blank() => Write(new BlankStatement());

    /// <summary>Statements whose names are theirs.</summary>
    public IDisposable Scope() => Open(new ScopeStatement([]));

    /// <summary>Statements that run where a test is true; always, where there is none.</summary>
    public IDisposable If(Test? test) => test is null ? Scope() : Open(new IfStatement(test, []));

    /// <summary>Statements that run where the test of the <see cref="If"/> above is not true.</summary>
    public IDisposable Else() => Inside(((IfStatement)_body[_body.Count - 1]).Else);

    /// <summary>A loop of an int over <paramref name="count"/>.</summary>
    public IDisposable Loop(string variable, int count) => Loop(variable, 0, count);

    /// <summary>A loop of an int from a number up to, and without, another one.</summary>
    public IDisposable Loop(string variable, Index from, Index to, int step = 1, params IReadOnlyList<Advance> advances) =>
        Loop(IndexType.Int, variable, from, to, step, advances);

    /// <summary>A loop of an int over all rows, where there are several.</summary>
    public IDisposable LoopOverRows() => Rows == 1 ? Scope() : Loop("row", 0, Rows);

    /// <summary>A loop over an offset of floats.</summary>
    private Place OffsetLoop(string variable, Index from, Index to, int step, params IReadOnlyList<Advance> advances) =>
        Loop(IndexType.Offset, variable, from, to, step, advances);

    /// <summary>A loop over several values of an offset from 0 on, which goes back where a number is odd.</summary>
    private Place TurningLoop(string variable, int to, int step, Index? with) => Open(new LoopStatement(IndexType.Offset, variable, 0, to, step, [], []) { TurnsWith = with });

    /// <summary>A loop; where it would have one pass, a block with a constant in place of the counter.</summary>
    private Place Loop(IndexType type, string variable, Index from, Index to, int step, IReadOnlyList<Advance> advances)
    {
        // A loop that counts down ends with its last number, one that counts up before it.
        bool once = to == (step < 0 ? from : from + step) || (from is NumberIndex first && to is NumberIndex end && first.Number < end.Number && end.Number - first.Number <= step);
        if (!once)
        {
            return Open(new LoopStatement(type, variable, from, to, step, advances, []));
        }

        Place block = Open(new ScopeStatement([]));
        Write(new LetIndex(type, [(variable, from)], IsConstant: type == IndexType.Int && from is NumberIndex));
        foreach (Advance advance in advances.Where(advance => advance.Start is not null))
        {
            Write(new LetIndex(type, [(advance.Name, advance.Start!)], IsConstant: false));
        }

        block.AtEnd = () =>
        {
            foreach (Advance advance in advances.Where(advance => advance.Start is null))
            {
                Write(new AddIndex(advance.Name, advance.By));
            }
        };
        return block;
    }

    /// <summary>Declares an int.</summary>
    public void Let(string name, Index value) => Write(new LetIndex(IndexType.Int, [(name, value)], IsConstant: false));

    /// <summary>Declares a constant int.</summary>
    public void LetConstant(string name, Index value) => Write(new LetIndex(IndexType.Int, [(name, value)], IsConstant: true));

    private void LetOffsets(params IReadOnlyList<(string Name, Index Value)> offsets) => Write(new LetIndex(IndexType.Offset, offsets, IsConstant: false));

    /// <summary>Declares a vector under a name.</summary>
    public Value Let(string name, Value value)
    {
        Write(new LetValue(name, value));
        return Value.Named(name);
    }

    /// <summary>Declares a condition.</summary>
    public Condition Let(string name, Condition condition)
    {
        Write(new LetCondition(name, condition));
        return Condition.Named(name);
    }

    /// <summary>Declares a float.</summary>
    public Scalar Let(string name, Scalar value)
    {
        Write(new LetScalar(name, value));
        return Scalar.Named(name);
    }

    /// <summary>Declares a truth value.</summary>
    public Test Let(string name, Test test)
    {
        Write(new LetTest(name, test));
        return new NamedTest(name);
    }

    /// <summary>Gives a declared vector another value.</summary>
    public void Set(string name, Value value) => Write(new SetValue(name, value, IsAdded: false));

    /// <summary>Gives a declared float another value.</summary>
    public void Set(string name, Scalar value) => Write(new SetScalar(name, value, IsAdded: false));

    /// <summary>Adds to a declared vector.</summary>
    public void Add(string name, Value value) => Write(new SetValue(name, value, IsAdded: true));

    /// <summary>Adds to a declared float.</summary>
    public void Add(string name, Scalar value) => Write(new SetScalar(name, value, IsAdded: true));

    /// <summary>Stores a vector.</summary>
    public void Store(Value value, Address place) => Write(new StoreValue(place, value));

    /// <summary>Stores a float.</summary>
    public void Store(Scalar value, Address place) => Write(new StoreScalar(place, value, IsAdded: false));

    /// <summary>Adds to a float of a buffer.</summary>
    public void AddTo(Address place, Scalar value) => Write(new StoreScalar(place, value, IsAdded: true));

    /// <summary>Calls a function of the runtime.</summary>
    public void Call(string function, params IReadOnlyList<Argument> arguments) => Write(new CallStatement(function, arguments));

    /// <summary>Runs the part of a layer's step that may come early.</summary>
    /// <param name="method">The method that holds it.</param>
    public void CallEarlyStep(string method) => Write(new EarlyStepStatement(method));

    public void Comment(string text) => Write(new CommentStatement(text));

    /// <summary>Declares a reference to the first value of a tensor.</summary>
    public void Reference(string name, Tensor tensor) => Reference(name, tensor.First);

    /// <summary>Declares a reference to a value.</summary>
    public void Reference(string name, Address address) => Write(new LetReference(name, address));

    /// <summary>
    /// Runs <paramref name="body"/> for every float of <paramref name="length"/> (a multiple of 16), a vector at a
    /// time; inside, <c>i</c> is the offset and <see cref="Load"/> and <see cref="Store"/> take it.
    /// </summary>
    public void Map(int length, Action<Index> body)
    {
        if (length == Target.Lanes)
        {
            using (Scope())
            {
                body(0);
            }

            return;
        }

        using (OffsetLoop("i", 0, length, Target.Lanes))
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
        using IDisposable operation = Operation(
            $"for each of {columns.Units} units",
            () => body(SymbolicUnits(gate => Address.Of(row(sums ?? throw new InvalidOperationException("There is no product.")), "gate" + gate).Vector, At)));
        int blockStride = columns.Gates * Line.Length;
        if (columns.WholeBlocks > 1)
        {
            using (OffsetLoop("u", 0, columns.WholeBlocks * Line.Length, Line.Length, new Advance("g", blockStride, Start: 0)))
            {
                WholeBlock("u", "g");
            }
        }
        else if (columns.WholeBlocks == 1)
        {
            using (Scope())
            {
                WholeBlock(0, 0);
            }
        }

        int lanes = System.Math.Min(columns.Slot, Target.Lanes);
        for (int first = 0; first < columns.Slot; first += lanes)
        {
            using (Scope())
            using (Narrow(lanes))
            {
                Unit(columns.WholeBlocks * Line.Length + first, gate => columns.NarrowStart + gate * columns.Slot + first);
            }
        }

        void WholeBlock(Index unit, Index gates)
        {
            bool sub = Target.Lanes < Line.Length;
            using (sub ? OffsetLoop("s", 0, Line.Length, Target.Lanes) : null)
            {
                Index lane = sub ? "s" : 0;
                Unit(unit + lane, gate => gates + lane + gate * Line.Length);
            }
        }

        void Unit(Index unit, Func<int, Index> gateColumn)
        {
            UnitPoint point = null!;
            point = new UnitPoint(gate => point.LoadGate(sums ?? throw new InvalidOperationException("There is no product."), gate), At, unit, gateColumn);
            body(point);
        }

        (string, int) At(string buffer) => (row(buffer), 0);
    }

    /// <summary>A vector of a buffer: <paramref name="offset"/> floats (plus a constant) after a reference.</summary>
    public Value Load(string reference, Index offset, int plus = 0) => Address.Of(reference, offset + plus).Vector;

    /// <summary>Stores a vector there.</summary>
    public void Store(Value value, string reference, Index offset, int plus = 0) => Store(value, Address.Of(reference, offset + plus));

    private static Index RowOffset { get; } = Index.Counter("r").Signed;

    /// <summary>Runs <paramref name="body"/> for each row of a tile, with the references that it asks for advanced to the row.</summary>
    public void ForRows(int rows, IReadOnlyList<RowBuffer> buffers, Action<Func<string, string>> body)
    {
        if (rows == 1)
        {
            body(name => name);
            return;
        }

        HashSet<string> used = [];
        using (OffsetLoop("r", 0, rows, 1))
        {
            // The body shows which references it needs.
            List<Statement> statements = Written(() => body(Row));
            References();
            _body.AddRange(statements);
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
                    Reference(buffer.Name + "Row", buffer.Scattered?.Invoke(RowOffset) ?? Address.Of(buffer.Name, Index.Counter("r") * buffer.RowStride));
                }

                if (buffer.Prefetched != null)
                {
                    Write(new PrefetchStatement(buffer.Prefetched(RowOffset), buffer.RowStride));
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
        ForSequences(
            steps, [.. tensors.Select(t => (t.Name, t.Tensor, t.Tensor.Stride))], (rows, _) => body(rows, tensor => steps == 1 ? tensor.RowStride : tensor.Stride));
    }

    /// <summary>The same, where what belongs to a step may lie in another distance from the next than the tensor's steps do.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="operands">The references, the tensors, and how far apart their values for two steps are.</param>
    /// <param name="body">Gets the number of rows, and how far apart an operand's are, by its name.</param>
    public void ForSequences(int steps, IReadOnlyList<(string Name, Tensor Tensor, int StepStride)> operands, Action<int, Func<string, int>> body)
    {
        bool adjacent = Rows == 1 || steps == 1 || operands.All(o => o.Tensor.RowStride == steps * o.StepStride);
        using (adjacent ? Scope() : LoopOverRows())
        {
            foreach ((string name, Tensor tensor, _) in operands)
            {
                Reference(name, adjacent ? tensor.First : tensor.Row);
            }

            body(adjacent ? Rows * steps : steps, name =>
            {
                (_, Tensor tensor, int stride) = operands.First(o => o.Name == name);
                return steps == 1 ? tensor.RowStride : stride;
            });
        }
    }

    /// <summary>
    /// Runs <paramref name="body"/> for the tokens of all rows, with <c>step</c> counting through them; it gets the token
    /// and, where the input has a mask, the mask's value.
    /// </summary>
    public void ForTokens(Tensor tokens, Action<Index, Scalar?> body)
    {
        if (tokens.Adjacent && tokens.Mask is not { Adjacent: false })
        {
            using (Loop("step", Rows * tokens.Steps))
            {
                body(tokens.TokenAt(tokens.First + "step"), tokens.Mask == null ? null : (tokens.Mask.First + "step").Float);
            }

            return;
        }

        using (Loop("row", Rows))
        using (Loop("t", tokens.Steps))
        {
            Let("step", Index.Row * tokens.Steps + "t");
            body(tokens.TokenAt(tokens.StepAt("t")), tokens.Mask?.ValueAt("row", "t"));
        }
    }

    /// <summary>Adds the gradient of a step to the row of its token, where the gradient of a kernel lies as a table.</summary>
    /// <param name="gradient">The table, in the buffer <c>gradient</c>.</param>
    /// <param name="token">The token.</param>
    /// <param name="step">The step's gradient.</param>
    /// <param name="part">What is added of a vector of it; all of it where null.</param>
    public void AddToTokenRow(PackedMatrix gradient, Index token, Address step, Func<Value, Value>? part = null)
    {
        Reference("tokenGradient", gradient.RowOf(token, BufferKind.Gradient));
        Reference("stepGradient", step);
        Map(gradient.Columns.Stride, i =>
        {
            Value added = Load("stepGradient", i);
            Store(Load("tokenGradient", i) + (part?.Invoke(added) ?? added), "tokenGradient", i);
        });
    }

    /// <summary>Sets <paramref name="length"/> floats to zero.</summary>
    public void Clear(Address address, int length) => Write(new FillStatement(address, length, 0) { IsClear = true });

    /// <summary>Sets <paramref name="length"/> floats to a number.</summary>
    public void Fill(Address address, int length, float number) => Write(new FillStatement(address, length, number));

    /// <summary>Copies <paramref name="length"/> floats, no more.</summary>
    public void Copy(Address from, Address to, int length) => Write(new CopyStatement(from, to, length));

    /// <summary>Goes back to where statements went before, and to their vectors.</summary>
    private sealed class Place(KernelWriter writer, List<Statement> body, int lanes) : IDisposable
    {
        /// <summary>Writes what stands last inside.</summary>
        public Action? AtEnd { get; set; }

        public void Dispose()
        {
            AtEnd?.Invoke();
            writer._body = body;
            writer._lanes = writer.Math.Lanes = lanes;
        }
    }
}
