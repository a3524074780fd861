namespace SeqGen.Generator.Printing;

/// <summary>
/// Writes expressions of kernels in C#. Vectors are called <c>Vec</c> and their operations <c>V</c>, which a kernel file makes those of
/// its width. Parentheses stand where C# needs them.
/// </summary>
internal static class ExpressionPrinter
{
    /// <summary>The expression.</summary>
    public static string Print(Value value) => Print(value, Strength.Sum);

    /// <summary>The condition.</summary>
    public static string Print(Condition condition) => condition switch
    {
        NamedCondition named => named.Name,
        ComparedCondition compared => $"V.{Name(compared.Comparison)}({Print(compared.Left)}, {Print(compared.Right)})",
        JoinedCondition joined => $"{Operand(joined.Left)} {(joined.AreBoth ? "&" : "|")} {Operand(joined.Right)}",
        InvertedCondition inverted => "~" + Operand(inverted.Operand),
        _ => throw new InvalidOperationException($"There is no way to write a {condition.GetType().Name}."),
    };

    private static string Operand(Condition condition) => condition is JoinedCondition ? $"({Print(condition)})" : Print(condition);

    private static string Name(Comparison comparison) => comparison switch
    {
        Comparison.Greater => "GreaterThan",
        Comparison.Less => "LessThan",
        _ => "Equals",
    };

    /// <summary>What follows a reference in the call of a load or store.</summary>
    public static string Print(Place place)
    {
        string distance = place.Counters.Length == 0 ? place.Constant == 0 ? "" : $"{place.Constant}"
            : place.Counters + (place.Constant == 0 ? "" : $" + {place.Constant}");
        return "ref " + place.Reference + (distance.Length == 0 ? "" : ", " + distance);
    }

    /// <summary>The index.</summary>
    public static string Print(Kernels.Index index) => index switch
    {
        NumberIndex number => $"{number.Number}",
        NamedIndex constant => constant.Name,
        CounterIndex counter => counter.Name,
        TokenIndex token => $"(nint){token.Name}",
        SumIndex sum => $"{Print(sum.Left)} + {Print(sum.Right)}",
        ScaledIndex { Factor: 1 } once => Print(once.Inner),
        ScaledIndex scaled => $"{Factor(scaled.Inner)} * {scaled.Factor}",
        ParityIndex parity => $"({Factor(parity.Inner)} & 1)",
        _ => throw new InvalidOperationException($"There is no way to write a {index.GetType().Name}."),
    };

    private static string Factor(Kernels.Index index) => index is SumIndex ? $"({Print(index)})" : Print(index);

    /// <summary>The first value of a buffer.</summary>
    public static string Print(BufferKind buffer) => buffer switch
    {
        BufferKind.Workspace => "work",
        BufferKind.Tokens => "inputs.Tokens",
        BufferKind.Features => "inputs.Features",
        BufferKind.Mask => "inputs.Mask",
        BufferKind.Lookups => "lookups",
        BufferKind.Weights => "weights",
        BufferKind.Packed => "packed",
        _ => "gradient",
    };

    /// <summary>The place.</summary>
    public static string Print(Address address) =>
        address.Index == Kernels.Index.Zero ? $"{address.Origin}" : $"Unsafe.Add(ref {address.Origin}, {Print(address.Index)})";

    /// <summary>The statement that stores a value.</summary>
    public static string Store(Value value, Place place) => $"V.StoreUnsafe({Print(value)}, {Print(place)});";

    /// <summary>An operand as it stands where only what binds at least as strongly needs no parentheses.</summary>
    private static string Print(Value value, Strength least)
    {
        (string text, Strength strength) = value switch
        {
            NamedValue named => (named.Name, Strength.Primary),
            ZeroValue => ("Vec.Zero", Strength.Primary),
            ConstantValue constant => ($"V.Create({CodeWriter.Literal(constant.Number)})", Strength.Primary),
            BroadcastValue broadcast => ($"V.Create({broadcast.Scalar})", Strength.Primary),
            LoadedValue loaded => ($"V.LoadUnsafe({Print(loaded.Place)})", Strength.Primary),
            PartlyLoadedValue part => (Simd.Widen(Simd.Rename($"V.LoadUnsafe({Print(part.Place)})", part.Lanes), part.Lanes, part.AllLanes), Strength.Primary),
            MultiplyAddValue sum => ($"V.FusedMultiplyAdd({Print(sum.A)}, {Print(sum.B)}, {Print(sum.C)})", Strength.Primary),
            SelectValue choice => ($"V.ConditionalSelect({Print(choice.Condition)}, {Print(choice.Taken)}, {Print(choice.Other)})", Strength.Primary),
            UnaryValue unary => ($"V.{unary.Function}({Print(unary.Operand)})", Strength.Primary),
            MaximumValue maximum => ($"V.{(maximum.IsNative ? "MaxNative" : "Max")}({Print(maximum.Left)}, {Print(maximum.Right)})", Strength.Primary),
            CalledValue call => (Call(call), Strength.Primary),
            NegatedValue negated => ("-" + Print(negated.Operand, Strength.Unary), Strength.Unary),
            BinaryValue { Operator: Operator.Add or Operator.Subtract } sum => (Binary(sum, Strength.Sum), Strength.Sum),
            BinaryValue product => (Binary(product, Strength.Product), Strength.Product),
            _ => throw new InvalidOperationException($"There is no way to write a {value.GetType().Name}."),
        };
        return strength >= least ? text : $"({text})";
    }

    private static string Call(CalledValue call) =>
        $"{call.Function}({Print(call.Argument)}{(call.Parameter is { } number ? ", " + CodeWriter.Literal(number) : "")}{(call.Bottom is { } name ? $", out Vec {name}" : "")})";

    /// <summary>Operators of a strength bind from left to right, so that the right operand must bind more strongly.</summary>
    private static string Binary(BinaryValue value, Strength strength)
    {
        string sign = value.Operator switch
        {
            Operator.Add => "+",
            Operator.Subtract => "-",
            Operator.Multiply => "*",
            _ => "/",
        };
        return $"{Print(value.Left, strength)} {sign} {Print(value.Right, strength + 1)}";
    }

    /// <summary>How strongly an expression binds.</summary>
    private enum Strength
    {
        Sum,
        Product,
        Unary,
        Primary,
    }
}
