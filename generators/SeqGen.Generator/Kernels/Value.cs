namespace SeqGen.Generator.Kernels;

/// <summary>
/// An expression of a kernel whose value is a vector of floats: one lane a unit, or a column. Layers compute with it as with numbers;
/// how wide the vector is, and how the expression is written, others decide.
/// </summary>
internal abstract record Value
{
    /// <summary>Zero in every lane.</summary>
    public static Value Zero { get; } = new ZeroValue();

    /// <summary>One in every lane.</summary>
    public static Value One { get; } = Constant(1);

    /// <summary>A number in every lane.</summary>
    public static Value Constant(float number) => new ConstantValue(number);

    /// <summary>A float in every lane.</summary>
    public static Value Broadcast(Scalar scalar) => new BroadcastValue(scalar);

    /// <summary>A value that a statement above has declared.</summary>
    public static Value Named(string name) => new NamedValue(name);

    /// <summary><c>a * b + c</c>, rounded once where the target has that in one operation.</summary>
    public static Value MultiplyAdd(Value a, Value b, Value c) => new MultiplyAddValue(a, b, c);

    /// <summary>In each lane <paramref name="taken"/> where the condition holds, else <paramref name="other"/>.</summary>
    public static Value Select(Condition condition, Value taken, Value other) => new SelectValue(condition, taken, other);

    /// <summary>The magnitude.</summary>
    public static Value Abs(Value value) => new UnaryValue(UnaryFunction.Abs, value);

    /// <summary>The square root.</summary>
    public static Value Sqrt(Value value) => new UnaryValue(UnaryFunction.Sqrt, value);

    /// <summary>The greater one; not a number where one of them is none.</summary>
    public static Value Max(Value left, Value right) => new MaximumValue(left, right, IsNative: false);

    /// <summary>The smaller one; not a number where one of them is none.</summary>
    public static Value Min(Value left, Value right) => -Max(-left, -right);

    /// <summary>The greater one by one instruction; the second where one of them is not a number.</summary>
    public static Value MaxNative(Value left, Value right) => new MaximumValue(left, right, IsNative: true);

    /// <summary>The sum of addends, from left to right; null for none.</summary>
    public static Value? Sum(IEnumerable<Value> addends) => addends.Aggregate((Value?)null, (sum, addend) => sum is null ? addend : sum + addend);

    /// <summary>The product of factors, from left to right; null for none.</summary>
    public static Value? Product(IEnumerable<Value> factors) => factors.Aggregate((Value?)null, (product, factor) => product is null ? factor : product * factor);

    public static Value operator +(Value left, Value right) => new BinaryValue(Operator.Add, left, right);

    public static Value operator -(Value left, Value right) => new BinaryValue(Operator.Subtract, left, right);

    public static Value operator *(Value left, Value right) => new BinaryValue(Operator.Multiply, left, right);

    public static Value operator /(Value left, Value right) => new BinaryValue(Operator.Divide, left, right);

    public static Value operator -(Value value) => value is NegatedValue negated ? negated.Operand : new NegatedValue(value);

    /// <summary>True in the lanes where the first is greater.</summary>
    public static Condition operator >(Value left, Value right) => new ComparedCondition(Comparison.Greater, left, right);

    /// <summary>True in the lanes where the first is less.</summary>
    public static Condition operator <(Value left, Value right) => new ComparedCondition(Comparison.Less, left, right);

    /// <summary>The kind alone: what an expression looks like, printing knows.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>A value by its name: a statement above has declared it.</summary>
internal sealed record NamedValue(string Name) : Value;

/// <summary>Zero, which needs no constant.</summary>
internal sealed record ZeroValue : Value;

/// <summary>A number in every lane.</summary>
internal sealed record ConstantValue(float Number) : Value;

/// <summary>A float in every lane.</summary>
internal sealed record BroadcastValue(Scalar Scalar) : Value;

/// <summary>A vector of a buffer.</summary>
internal sealed record LoadedValue(Address Place) : Value;

/// <summary>The lower lanes of a vector of a buffer, with zeros above.</summary>
internal sealed record PartlyLoadedValue(Address Place, int Lanes, int AllLanes) : Value;

/// <summary>Some lanes of a declared vector of the target's full width.</summary>
internal sealed record PartValue(string Name, int First) : Value;

/// <summary>The floats whose upper 16 bits are the lower halves of a vector's words.</summary>
internal sealed record LowerHalvesValue(Value Operand) : Value;

/// <summary>A sum, difference, product or quotient.</summary>
internal sealed record BinaryValue(Operator Operator, Value Left, Value Right) : Value;

/// <summary>The value with the other sign.</summary>
internal sealed record NegatedValue(Value Operand) : Value;

/// <summary>a * b + c.</summary>
internal sealed record MultiplyAddValue(Value A, Value B, Value C) : Value;

/// <summary>One of two values in each lane.</summary>
internal sealed record SelectValue(Condition Condition, Value Taken, Value Other) : Value;

/// <summary>A function of one value that each target has.</summary>
internal sealed record UnaryValue(UnaryFunction Function, Value Operand) : Value;

/// <summary>The greater of two values.</summary>
internal sealed record MaximumValue(Value Left, Value Right, bool IsNative) : Value;

/// <summary>A call of one of the functions of <see cref="MathCalls"/>.</summary>
/// <param name="Function">Its name.</param>
/// <param name="Argument">What it is a function of.</param>
/// <param name="Parameter">A number that it also takes, or null.</param>
/// <param name="Bottom">The name of a second result, a denominator, which the call declares; or null.</param>
internal sealed record CalledValue(string Function, Value Argument, float? Parameter = null, string? Bottom = null) : Value;

/// <summary>The functions of one value.</summary>
internal enum UnaryFunction
{
    Abs,
    Sqrt,
}

/// <summary>The operations of two values.</summary>
internal enum Operator
{
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// <summary>A truth value in each lane.</summary>
internal abstract record Condition
{
    /// <summary>A condition that a statement above has declared.</summary>
    public static Condition Named(string name) => new NamedCondition(name);

    /// <summary>True where the values are equal, which no value is that is not a number.</summary>
    public static Condition Equal(Value left, Value right) => new ComparedCondition(Comparison.Equal, left, right);

    /// <summary>True where both are.</summary>
    public static Condition operator &(Condition left, Condition right) => new JoinedCondition(left, right, AreBoth: true);

    /// <summary>True where one of them is.</summary>
    public static Condition operator |(Condition left, Condition right) => new JoinedCondition(left, right, AreBoth: false);

    /// <summary>True where the condition is not.</summary>
    public static Condition operator !(Condition condition) => new InvertedCondition(condition);
}

/// <summary>A condition by its name.</summary>
internal sealed record NamedCondition(string Name) : Condition;

/// <summary>A comparison of two values.</summary>
internal sealed record ComparedCondition(Comparison Comparison, Value Left, Value Right) : Condition;

/// <summary>Both of two conditions, or one of them.</summary>
internal sealed record JoinedCondition(Condition Left, Condition Right, bool AreBoth) : Condition;

/// <summary>The opposite of a condition.</summary>
internal sealed record InvertedCondition(Condition Operand) : Condition;

/// <summary>The comparisons of two values.</summary>
internal enum Comparison
{
    Greater,
    Less,
    Equal,
}
