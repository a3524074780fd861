namespace SeqGen.Generator.Printing;

/// <summary>
/// Writes expressions of kernels in C#. Vectors are called <c>Vec</c> and their operations <c>V</c> and <c>F</c>, which a kernel file makes those of
/// its width; narrower ones have their bits after these names. Parentheses stand where C# needs them.
/// </summary>
/// <param name="target">The target; null where an expression is only shown.</param>
/// <param name="lanes">Floats of the vectors; 0 for the target's full width.</param>
internal readonly struct ExpressionPrinter(Target? target, int lanes)
{
    private static readonly ExpressionPrinter Shown = new(null, 0);

    /// <summary>True in a method in which the JIT would not put all small methods in place of their calls: <see cref="StatementPrinter.MostCalls"/>.</summary>
    public bool IsLong { get; init; }

    /// <summary>The numbers of the counters that have one alone: those of loops of one pass.</summary>
    public IReadOnlyDictionary<string, int>? Constants { get; init; }

    /// <summary>An expression to be shown.</summary>
    public static string Print(Value value) => Shown.Text(value);

    /// <summary>An expression to be shown.</summary>
    public static string Print(Scalar scalar) => Shown.Text(scalar);

    /// <summary>A test to be shown.</summary>
    public static string Print(Test test) => Shown.Text(test);

    /// <summary>An index to be shown.</summary>
    public static string Print(Kernels.Index index) => Shown.Text(index);

    /// <summary>A place to be shown.</summary>
    public static string Print(Address place) => Shown.Text(place);

    /// <summary>The type of the vectors.</summary>
    public string VectorType => lanes == 0 ? "Vec" : Vectors.NameOf(lanes);

    private string Class => lanes == 0 ? "V" : "V" + lanes * 32;

    private string Floats => lanes == 0 ? "F" : "F" + lanes * 32;

    private string Create => IsLong ? $"{Class}.Create" : $"{Floats}.Create";

    private string Load(Address place) => IsLong ? $"{Class}.LoadUnsafe({NativeVector(place)})" : $"{Floats}.Load({Vector(place)})";

    /// <summary>The expression.</summary>
    public string Text(Value value) => Text(value, Strength.Sum);

    /// <summary>The condition.</summary>
    public string Text(Condition condition) => condition switch
    {
        NamedCondition named => named.Name,
        ComparedCondition compared => $"{Class}.{Name(compared.Comparison)}({Text(compared.Left)}, {Text(compared.Right)})",
        JoinedCondition joined => $"{Operand(joined.Left)} {(joined.AreBoth ? "&" : "|")} {Operand(joined.Right)}",
        InvertedCondition inverted => "~" + Operand(inverted.Operand),
        _ => throw Unknown(condition),
    };

    /// <summary>The float.</summary>
    public string Text(Scalar scalar) => Text(scalar, Strength.Choice);

    /// <summary>The test.</summary>
    public string Text(Test test) => test switch
    {
        FlagTest { Output: { } output } => $"tile.IsOfLogits({output})",
        FlagTest flag => $"tile.{flag.Flag}",
        RowInUseTest => "row < tile.Rows",
        NamedTest named => named.Name,
        ScalarTest compared => $"{Text(compared.Left, Strength.Sum)} {Sign(compared.Kind)} {Text(compared.Right, Strength.Sum)}",
        IndexTest compared => $"{Text(compared.Left)} {Sign(compared.Kind)} {Text(compared.Right)}",
        InsideTest inside => $"(uint){Text(Kernels.Index.Counter(inside.Counter))} < {inside.Bound}",
        MultipleTest multiple => $"{Text(multiple.Index)} % {multiple.Of} == 0",
        JoinedTest joined => $"{Text(joined.Left)} {(joined.AreBoth ? "&&" : "||")} {Text(joined.Right)}",
        InvertedTest { Operand: FlagTest or NamedTest } inverted => "!" + Text(inverted.Operand),
        AnyOtherTest any => $"System.MemoryExtensions.ContainsAnyExcept({Span(any.Place, any.Length, isRead: true)}, {CodeWriter.Literal(any.Masked)})",
        _ => throw Unknown(test),
    };

    /// <summary>The index with the numbers of the counters that have one alone.</summary>
    public Kernels.Index Fold(Kernels.Index index) => Constants is not { Count: > 0 } constants ? index : index switch
    {
        CounterIndex counter when constants.TryGetValue(counter.Name, out int number) => number,
        SumIndex sum => Fold(sum.Left) + Fold(sum.Right),
        DifferenceIndex difference => Fold(difference.Left) - Fold(difference.Right),
        ScaledIndex scaled => Fold(scaled.Inner) * scaled.Factor,
        ParityIndex parity => Fold(parity.Inner).Parity,
        FloorIndex floor => Fold(floor.Inner).FloorTo(floor.Multiple),
        ExtremeIndex { IsGreatest: true } greater => Kernels.Index.Max(Fold(greater.Left), Fold(greater.Right)),
        ExtremeIndex smaller => Kernels.Index.Min(Fold(smaller.Left), Fold(smaller.Right)),
        ConvertedIndex converted => converted.IsSigned ? Fold(converted.Inner).Signed : Fold(converted.Inner).Unsigned,
        _ => index,
    };

    /// <summary>The index.</summary>
    public string Text(Kernels.Index index) => Folded(Fold(index));

    /// <summary>An index in which nothing is left to be folded.</summary>
    private string Folded(Kernels.Index index) => index switch
    {
        NumberIndex number => $"{number.Number}",
        NamedIndex constant => constant.Name,
        LookupIndex lookup => $"{(lookup.Prefix == 0 ? "" : $"tile.BatchRows * {lookup.Prefix} + ")}tile.FirstRow * {lookup.RowLength}",
        CounterIndex counter => counter.Name,
        PositionIndex => "inputs.Position",
        TokenIndex token => Text(token.Place),
        SumIndex sum => $"{Folded(sum.Left)} + {Folded(sum.Right)}",
        DifferenceIndex difference => $"{Folded(difference.Left)} - {Factor(difference.Right)}",
        ScaledIndex { Factor: 1 } once => Folded(once.Inner),
        ScaledIndex scaled => $"{Factor(scaled.Inner)} * {scaled.Factor}",
        ParityIndex parity => $"({Factor(parity.Inner)} & 1)",
        FloorIndex floor => $"{Factor(floor.Inner)} / {floor.Multiple} * {floor.Multiple}",
        ExtremeIndex extreme => $"Math.{(extreme.IsGreatest ? "Max" : "Min")}({Folded(extreme.Left)}, {Folded(extreme.Right)})",
        ConvertedIndex converted => $"({(converted.IsSigned ? "long" : "ulong")}){(converted.Inner is ScaledIndex { Factor: > 1 } ? $"({Folded(converted.Inner)})" : Factor(converted.Inner))}",
        _ => throw Unknown(index),
    };

    private string Factor(Kernels.Index index) => index is SumIndex or DifferenceIndex ? $"({Folded(index)})" : Folded(index);

    /// <summary>The first value of a buffer.</summary>
    public static string Print(BufferKind buffer) => buffer switch
    {
        BufferKind.Workspace => "work",
        BufferKind.Tokens => "inputs.Tokens",
        BufferKind.Features => "inputs.Features",
        BufferKind.Mask => "inputs.Mask",
        BufferKind.Lookups => "lookups",
        BufferKind.Weights => "weights",
        BufferKind.Packed => MethodStatement.Packed,
        BufferKind.WeightGradient => "weightGradient",
        _ => "gradient",
    };

    /// <summary>
    /// The place, without <c>ref</c>. A method takes the parts of the index where it can: operators cost the C# compiler more than arguments.
    /// </summary>
    public string Text(Address address)
    {
        string origin = Text(address.Origin);
        Kernels.Index index = Fold(address.Index);
        return index switch
        {
            _ when address.Origin.Buffer == BufferKind.Tokens && index != Kernels.Index.Zero => $"Place.Token(ref {origin}, {Folded(index)})",
            NumberIndex { Number: 0 } => origin,
            _ when Row(index) is ({ } row, var length, var offset) => $"Place.Row(ref {origin}, {Folded(row)}, {length}{(offset == Kernels.Index.Zero ? "" : ", " + Folded(offset))})",
            _ => $"Place.At(ref {origin}, {Parts(index)})",
        };
    }

    /// <summary>An index as a counter times a length, and a constant.</summary>
    private static (Kernels.Index? Row, int Length, Kernels.Index Offset) Row(Kernels.Index index) => index switch
    {
        ScaledIndex { Inner: CounterIndex or ConvertedIndex { Inner: CounterIndex or TokenIndex }, Factor: > 1 } row => (Plain(row.Inner), row.Factor, Kernels.Index.Zero),
        ConvertedIndex { Inner: ScaledIndex { Inner: CounterIndex, Factor: > 1 } row } => (row.Inner, row.Factor, Kernels.Index.Zero),
        SumIndex { Left: NamedIndex or SumIndex { Left: NamedIndex, Right: NumberIndex }, Right: ScaledIndex { Inner: ConvertedIndex { Inner: CounterIndex or TokenIndex }, Factor: > 1 } row } sum =>
            (Plain(row.Inner), row.Factor, sum.Left),
        SumIndex { Right: NumberIndex } sum when Row(sum.Left) is ({ } row, var length, var offset) => (row, length, offset + sum.Right),
        _ => default,
    };

    private static Kernels.Index Plain(Kernels.Index index) => index is ConvertedIndex converted ? converted.Inner : index;

    /// <summary>An index, or an index and what is added to it, as two arguments.</summary>
    private string Parts(Kernels.Index index) =>
        index is SumIndex { Right: NumberIndex offset } sum && !IsConstant(sum.Left) ? $"{Folded(sum.Left)}, {offset.Number}" : Folded(index);

    private static bool IsConstant(Kernels.Index index) => index is NumberIndex or NamedIndex || (index is SumIndex sum && IsConstant(sum.Left) && IsConstant(sum.Right));

    private static string Text(Origin origin) => origin.Buffer is { } buffer ? Print(buffer) : origin.Name;

    /// <summary>Floats from a place on, as a span.</summary>
    public string Span(Address place, int length, bool isRead) =>
        $"MemoryMarshal.Create{(isRead ? "ReadOnly" : "")}Span(ref {Text(place)}, {length})";

    /// <summary>The statement that stores a value.</summary>
    public string Store(Value value, Address place) => !IsLong && Added(value, place) is { } added ? $"{Floats}.Add({added.Name}, {Strided(place)});"
        : IsLong ? $"{Class}.StoreUnsafe({Text(value)}, {NativeVector(place)});" : $"{Floats}.Store({Text(value)}, {Vector(place)});";

    /// <summary>
    /// The statement that stores four declared vectors, or adds them to those in memory, each as many floats after the one before; null where the statements
    /// do something else.
    /// </summary>
    /// <param name="stores">Four statements.</param>
    public string? StoreFour(IReadOnlyList<StoreValue> stores)
    {
        if (IsLong)
        {
            return null;
        }

        NamedValue?[] added = [.. stores.Select(store => Added(store.Value, store.Place))];
        NamedValue?[] stored = [.. stores.Select(store => store.Value as NamedValue)];
        ExpressionPrinter printer = this;
        (Kernels.Index Index, int Offset)[] places = [.. stores.Select(store => printer.Strides(store.Place.Index))];
        int stride = places[1].Offset - places[0].Offset;
        bool isEven = stride > 0 && Enumerable.Range(1, 3).All(i => stores[i].Place.Origin == stores[0].Place.Origin && places[i] == (places[0].Index, places[0].Offset + i * stride));
        NamedValue?[] values = added[0] == null ? stored : added;
        return isEven && values.All(value => value != null)
            ? $"{Floats}.{(added[0] == null ? "Store" : "Add")}({string.Join(", ", values.Select(value => value!.Name))}, {Strided(stores[0].Place)}, {stride});"
            : null;
    }

    /// <summary>The declared vector that a value adds to what lies at a place; null where it does something else.</summary>
    private static NamedValue? Added(Value value, Address place) =>
        value is BinaryValue { Operator: Operator.Add, Left: NamedValue added, Right: LoadedValue { Place: var from } } && from == place ? added : null;

    /// <summary>An index as one that changes and a number.</summary>
    private (Kernels.Index Index, int Offset) Strides(Kernels.Index index) => Fold(index) switch
    {
        SumIndex { Right: NumberIndex offset } sum => (sum.Left, offset.Number),
        NumberIndex number => (Kernels.Index.Zero, number.Number),
        var folded => (folded, 0),
    };

    /// <summary>True for a number, or one that is counted from.</summary>
    private bool IsOffset(Kernels.Index index) => Strides(index).Index is NumberIndex or CounterIndex;

    /// <summary>The place of a vector, as methods with one form take it: with an index and an offset in any case.</summary>
    private string Strided(Address place) => Strides(place.Index) is var (index, offset) ? $"ref {Text(place.Origin)}, {Folded(index)}, {offset}" : "";

    /// <summary>The place of a vector, as loads and stores take it.</summary>
    private string Vector(Address place) => $"ref {Text(place.Origin)}" + (Fold(place.Index) is var index && index == Kernels.Index.Zero ? "" : ", " + Parts(index));

    /// <summary>The same as the framework takes it.</summary>
    private string NativeVector(Address place) => $"ref {Text(place.Origin)}" + Fold(place.Index) switch
    {
        var index when index == Kernels.Index.Zero => "",
        var index when IsConstant(index) => ", " + Folded(index),
        CounterIndex counter => $", (nuint){counter.Name}",
        var index => $", (nuint)({Folded(index)})",
    };

    private string Operand(Condition condition) => condition is JoinedCondition ? $"({Text(condition)})" : Text(condition);

    private static string Name(Comparison comparison) => comparison switch
    {
        Comparison.Greater => "GreaterThan",
        Comparison.Less => "LessThan",
        _ => "Equals",
    };

    private static string Sign(TestKind kind) => kind switch
    {
        TestKind.Greater => ">",
        TestKind.Less => "<",
        TestKind.Equal => "==",
        _ => "!=",
    };

    private string Text(Scalar scalar, Strength least)
    {
        (string text, Strength strength) = scalar switch
        {
            NumberScalar number => (CodeWriter.Literal(number.Number), Strength.Primary),
            NamedScalar named => (named.Name, Strength.Primary),
            LoadedScalar loaded => (Text(loaded.Place), Strength.Primary),
            IndexScalar whole => (Text(whole.Index), Strength.Primary),
            UnaryScalar unary => ($"MathF.{unary.Function}({Text(unary.Operand)})", Strength.Primary),
            MaximumScalar maximum => ($"MathF.Max({Text(maximum.Left)}, {Text(maximum.Right)})", Strength.Primary),
            ReducedScalar reduced => ($"Reduction.{(reduced.IsSum ? "Sum" : "Max")}({Text(reduced.Value)})", Strength.Primary),
            SelectScalar choice => ($"{Text(choice.Test)} ? {Text(choice.Taken, Strength.Sum)} : {Text(choice.Other, Strength.Sum)}", Strength.Choice),
            BinaryScalar { Operator: Operator.Add or Operator.Subtract } sum => (Binary(sum, Strength.Sum), Strength.Sum),
            BinaryScalar product => (Binary(product, Strength.Product), Strength.Product),
            _ => throw Unknown(scalar),
        };
        return strength >= least ? text : $"({text})";
    }

    private string Binary(BinaryScalar scalar, Strength strength) =>
        $"{Text(scalar.Left, strength)} {Sign(scalar.Operator)} {Text(scalar.Right, strength + 1)}";

    /// <summary>An operand as it stands where only what binds at least as strongly needs no parentheses.</summary>
    private string Text(Value value, Strength least)
    {
        (string text, Strength strength) = value switch
        {
            NamedValue named => (named.Name, Strength.Primary),
            ZeroValue => ($"{VectorType}.Zero", Strength.Primary),
            ConstantValue constant => ($"{Create}({CodeWriter.Literal(constant.Number)})", Strength.Primary),
            BroadcastValue broadcast => ($"{Create}({Text(broadcast.Scalar)})", Strength.Primary),
            LoadedValue loaded => (Load(loaded.Place), Strength.Primary),
            PartlyLoadedValue part => (Vectors.Widen(new ExpressionPrinter(target, part.Lanes) { IsLong = IsLong, Constants = Constants }.Load(part.Place), part.Lanes, part.AllLanes), Strength.Primary),
            PartValue part => (Vectors.Part(target!, part.Name, part.First, lanes), Strength.Primary),
            LowerHalvesValue lower => ($"{Class}.AsSingle({Class}.ShiftLeft({Class}.AsInt32({Text(lower.Operand)}), 16))", Strength.Primary),
            MultiplyAddValue sum when ShortForm(sum) is { } call => (call, Strength.Primary),
            MultiplyAddValue sum => ($"{Class}.{MultiplyAdd}({Text(sum.A)}, {Text(sum.B)}, {Text(sum.C)})", Strength.Primary),
            SelectValue choice => ($"{Class}.ConditionalSelect({Text(choice.Condition)}, {Text(choice.Taken)}, {Text(choice.Other)})", Strength.Primary),
            UnaryValue unary => ($"{Class}.{unary.Function}({Text(unary.Operand)})", Strength.Primary),
            MaximumValue maximum => ($"{Class}.{(maximum.IsNative ? "MaxNative" : "Max")}({Text(maximum.Left)}, {Text(maximum.Right)})", Strength.Primary),
            CalledValue call => (Call(call), Strength.Primary),
            NegatedValue negated => ("-" + Text(negated.Operand, Strength.Unary), Strength.Unary),
            BinaryValue { Operator: Operator.Add or Operator.Subtract } sum => (Binary(sum, Strength.Sum), Strength.Sum),
            BinaryValue product => (Binary(product, Strength.Product), Strength.Product),
            _ => throw Unknown(value),
        };
        return strength >= least ? text : $"({text})";
    }

    /// <summary>
    /// A multiply-add of declared vectors and one of a buffer, or a float of one, as one call of the library's: most of what a model is. Null where it is none.
    /// </summary>
    private string? ShortForm(MultiplyAddValue sum) => sum switch
    {
        _ when IsLong => null,
        { A: NamedValue a, B: LoadedValue b, C: NamedValue c } => $"{Floats}.MultiplyAdd({a.Name}, {Strided(b.Place)}, {c.Name})",
        { A: BroadcastValue { Scalar: LoadedScalar { Place: var a } }, B: NamedValue b, C: NamedValue c } when IsOffset(a.Index) => $"{Floats}.ScaleAdd({Strided(a)}, {b.Name}, {c.Name})",
        _ => null,
    };

    /// <summary>
    /// How a target without fused multiply-adds takes them: an operation that is fused where that is fast, and a product and a sum elsewhere.
    /// </summary>
    private string MultiplyAdd => target is { IsFused: false } ? "MultiplyAddEstimate" : "FusedMultiplyAdd";

    private string Call(CalledValue call) =>
        $"{call.Function}({Text(call.Argument)}{(call.Parameter is { } number ? ", " + CodeWriter.Literal(number) : "")}{(call.Bottom is { } name ? $", out {VectorType} {name}" : "")})";

    /// <summary>Operators of a strength bind from left to right, so that the right operand must bind more strongly.</summary>
    private string Binary(BinaryValue value, Strength strength) =>
        $"{Text(value.Left, strength)} {Sign(value.Operator)} {Text(value.Right, strength + 1)}";

    private static string Sign(Operator operation) => operation switch
    {
        Operator.Add => "+",
        Operator.Subtract => "-",
        Operator.Multiply => "*",
        _ => "/",
    };

    private static InvalidOperationException Unknown(object node) => new($"There is no way to write a {node.GetType().Name}.");

    /// <summary>How strongly an expression binds.</summary>
    private enum Strength
    {
        Choice,
        Sum,
        Product,
        Unary,
        Primary,
    }
}
