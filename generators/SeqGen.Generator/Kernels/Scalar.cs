namespace SeqGen.Generator.Kernels;

/// <summary>An expression of a kernel whose value is one float.</summary>
internal abstract record Scalar
{
    /// <summary>A float that a statement above has declared.</summary>
    public static Scalar Named(string name) => new NamedScalar(name);

    /// <summary>A whole number as a float.</summary>
    public static Scalar Of(Index index) => new IndexScalar(index);

    /// <summary>The sum of a vector's lanes.</summary>
    public static Scalar SumOf(Value value) => new ReducedScalar(value, IsSum: true);

    /// <summary>The greatest of a vector's lanes.</summary>
    public static Scalar MaxOf(Value value) => new ReducedScalar(value, IsSum: false);

    /// <summary>The magnitude.</summary>
    public static Scalar Abs(Scalar value) => new UnaryScalar(UnaryFunction.Abs, value);

    /// <summary>The square root.</summary>
    public static Scalar Sqrt(Scalar value) => new UnaryScalar(UnaryFunction.Sqrt, value);

    /// <summary>The greater one; not a number where one of them is none.</summary>
    public static Scalar Max(Scalar left, Scalar right) => new MaximumScalar(left, right);

    /// <summary>One of two floats.</summary>
    public static Scalar Select(Test test, Scalar taken, Scalar other) => new SelectScalar(test, taken, other);

    public static implicit operator Scalar(float number) => new NumberScalar(number);

    public static Scalar operator +(Scalar left, Scalar right) => new BinaryScalar(Operator.Add, left, right);

    public static Scalar operator -(Scalar left, Scalar right) => new BinaryScalar(Operator.Subtract, left, right);

    public static Scalar operator *(Scalar left, Scalar right) => new BinaryScalar(Operator.Multiply, left, right);

    public static Scalar operator /(Scalar left, Scalar right) => new BinaryScalar(Operator.Divide, left, right);

    public static Test operator >(Scalar left, Scalar right) => new ScalarTest(left, TestKind.Greater, right);

    public static Test operator <(Scalar left, Scalar right) => new ScalarTest(left, TestKind.Less, right);

    /// <summary>True for the same number.</summary>
    public Test Is(Scalar other) => new ScalarTest(this, TestKind.Equal, other);

    /// <summary>True for another number.</summary>
    public Test IsNot(Scalar other) => new ScalarTest(this, TestKind.NotEqual, other);

    /// <summary>The kind alone: what an expression looks like, printing knows.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>A number.</summary>
internal sealed record NumberScalar(float Number) : Scalar;

/// <summary>A declared float.</summary>
internal sealed record NamedScalar(string Name) : Scalar;

/// <summary>A float of a buffer.</summary>
internal sealed record LoadedScalar(Address Place) : Scalar;

/// <summary>A whole number.</summary>
internal sealed record IndexScalar(Index Index) : Scalar;

/// <summary>A sum, difference, product or quotient.</summary>
internal sealed record BinaryScalar(Operator Operator, Scalar Left, Scalar Right) : Scalar;

/// <summary>A function of one float.</summary>
internal sealed record UnaryScalar(UnaryFunction Function, Scalar Operand) : Scalar;

/// <summary>The greater of two floats.</summary>
internal sealed record MaximumScalar(Scalar Left, Scalar Right) : Scalar;

/// <summary>One of two floats.</summary>
internal sealed record SelectScalar(Test Test, Scalar Taken, Scalar Other) : Scalar;

/// <summary>The sum, or the greatest, of a vector's lanes.</summary>
internal sealed record ReducedScalar(Value Value, bool IsSum) : Scalar;

/// <summary>What is true or false for a step, a row or a tile as a whole.</summary>
internal abstract record Test
{
    /// <summary>True in training, false where the training program only computes gradients.</summary>
    public static Test IsTraining { get; } = new FlagTest(TileFlag.Training);

    /// <summary>True where the caller wants the gradients of the features.</summary>
    public static Test WantsInputGradient { get; } = new FlagTest(TileFlag.WantInputGradient);

    /// <summary>True where the loss has given the gradient of the logits.</summary>
    /// <param name="output">The number of the output; null of a model with one that has no name.</param>
    public static Test GradientIsOfLogits(int? output) => new FlagTest(TileFlag.GradientIsOfLogits) { Output = output };

    /// <summary>True where the row <c>row</c> of the tile is one of the batch.</summary>
    public static Test IsRowInUse { get; } = new RowInUseTest();

    /// <summary>True where an index is greater than another one.</summary>
    public static Test Greater(Index left, Index right) => new IndexTest(left, TestKind.Greater, right);

    /// <summary>True where both are equal.</summary>
    public static Test Equal(Index left, Index right) => new IndexTest(left, TestKind.Equal, right);

    /// <summary>True where an index is not negative and less than a bound.</summary>
    public static Test IsInside(string counter, int bound) => new InsideTest(counter, bound);

    /// <summary>True where an index is a multiple of a number.</summary>
    public static Test IsMultiple(Index index, int of) => new MultipleTest(index, of);

    /// <summary>True where one of them is.</summary>
    public static Test operator |(Test left, Test right) => new JoinedTest(left, right, AreBoth: false);

    /// <summary>True where both are.</summary>
    public static Test operator &(Test left, Test right) => new JoinedTest(left, right, AreBoth: true);

    public static Test operator !(Test test) => new InvertedTest(test);

    /// <summary>The kind alone: what an expression looks like, printing knows.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>What the runtime says of a training tile.</summary>
internal enum TileFlag
{
    Training,
    WantInputGradient,
    GradientIsOfLogits,
}

/// <summary>The comparisons of two numbers.</summary>
internal enum TestKind
{
    Greater,
    Less,
    Equal,
    NotEqual,
}

/// <summary>A property of the tile.</summary>
internal sealed record FlagTest(TileFlag Flag) : Test
{
    /// <summary>The number of the output that it is a property of, where there are several.</summary>
    public int? Output { get; init; }
}

/// <summary>True where a tile's row is one of the batch.</summary>
internal sealed record RowInUseTest : Test;

/// <summary>A truth value that a statement above has declared.</summary>
internal sealed record NamedTest(string Name) : Test;

/// <summary>A comparison of two floats.</summary>
internal sealed record ScalarTest(Scalar Left, TestKind Kind, Scalar Right) : Test;

/// <summary>A comparison of two indices.</summary>
internal sealed record IndexTest(Index Left, TestKind Kind, Index Right) : Test;

/// <summary>True where a declared index is not negative and less than a bound.</summary>
internal sealed record InsideTest(string Counter, int Bound) : Test;

/// <summary>True for a multiple of a number.</summary>
internal sealed record MultipleTest(Index Index, int Of) : Test;

/// <summary>Both of two tests, or one of them.</summary>
internal sealed record JoinedTest(Test Left, Test Right, bool AreBoth) : Test;

/// <summary>The opposite.</summary>
internal sealed record InvertedTest(Test Operand) : Test;

/// <summary>True where a step has a value other than the one that masks.</summary>
/// <param name="Place">The step's first value.</param>
/// <param name="Length">Its values.</param>
/// <param name="Masked">The value that masks.</param>
internal sealed record AnyOtherTest(Address Place, int Length, float Masked) : Test;
