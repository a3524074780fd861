namespace SeqGen.Generator.Kernels;

/// <summary>A statement of a kernel.</summary>
internal abstract record Statement
{
    /// <summary>Floats of the vectors that it works on; 0 for the target's full width.</summary>
    public int Lanes { get; init; }
}

/// <summary>A statement that other ones stand in.</summary>
/// <param name="Body">These.</param>
internal abstract record BodyStatement(List<Statement> Body) : Statement;

/// <summary>A line for the reader.</summary>
internal sealed record CommentStatement(string Text) : Statement;

/// <summary>An empty line.</summary>
internal sealed record BlankStatement : Statement;

/// <summary>Declares a vector.</summary>
internal sealed record LetValue(string Name, Value Value) : Statement;

/// <summary>Declares a condition of lanes.</summary>
internal sealed record LetCondition(string Name, Condition Condition) : Statement;

/// <summary>Gives a declared vector another value.</summary>
/// <param name="Name">The vector.</param>
/// <param name="Value">The value.</param>
/// <param name="IsAdded">True where it is added to what the vector was.</param>
internal sealed record SetValue(string Name, Value Value, bool IsAdded) : Statement;

/// <summary>Stores a vector.</summary>
internal sealed record StoreValue(Address Place, Value Value) : Statement;

/// <summary>Declares a reference.</summary>
internal sealed record LetReference(string Name, Address Address) : Statement;

/// <summary>Moves a declared reference by a number of floats.</summary>
internal sealed record MoveReference(string Name, int By) : Statement;

/// <summary>Declares a float.</summary>
internal sealed record LetScalar(string Name, Scalar Value) : Statement;

/// <summary>Gives a declared float another value, or adds to it.</summary>
internal sealed record SetScalar(string Name, Scalar Value, bool IsAdded) : Statement;

/// <summary>Stores a float, or adds it to the one that is there.</summary>
internal sealed record StoreScalar(Address Place, Scalar Value, bool IsAdded) : Statement;

/// <summary>Declares a truth value.</summary>
internal sealed record LetTest(string Name, Test Test) : Statement;

/// <summary>Declares whole numbers.</summary>
/// <param name="Type">Their type.</param>
/// <param name="Numbers">The names and values.</param>
/// <param name="IsConstant">True for constants of C#.</param>
internal sealed record LetIndex(IndexType Type, IReadOnlyList<(string Name, Index Value)> Numbers, bool IsConstant) : Statement;

/// <summary>Adds to a declared whole number.</summary>
internal sealed record AddIndex(string Name, int By) : Statement;

/// <summary>A number that changes by the same amount at the end of each pass of a loop.</summary>
/// <param name="Name">Its name.</param>
/// <param name="By">What is added.</param>
/// <param name="Start">What it starts from, where the loop declares it.</param>
internal sealed record Advance(string Name, int By, Index? Start = null);

/// <summary>A loop over <c>From, From + Step, ...</c> up to, and without, <c>To</c>; a negative step goes down to <c>To</c> with it.</summary>
/// <param name="Type">The type of the counter.</param>
/// <param name="Counter">The counter.</param>
/// <param name="From">Its first value.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Step">What is added at each pass.</param>
/// <param name="Advances">What else changes.</param>
/// <param name="Body">What is done.</param>
internal sealed record LoopStatement(
    IndexType Type, string Counter, Index From, Index To, int Step, IReadOnlyList<Advance> Advances, List<Statement> Body) : BodyStatement(Body)
{
    /// <summary>
    /// Where this number is odd, the counter takes the same values from the last one to the first; null for a loop that never turns. One that does goes up
    /// between two numbers, and nothing but its counter changes from pass to pass.
    /// </summary>
    public Index? TurnsWith { get; init; }

    /// <summary>Of a loop up between two numbers, the sum of the counter's first and last value: less a value it is that of the same pass on the way back.</summary>
    public int FirstAndLast => 2 * Number(From) + (Number(To) - Number(From) - 1) / Step * Step;

    private static int Number(Index index) => ((NumberIndex)index).Number;
}

/// <summary>Statements whose names are theirs.</summary>
internal sealed record ScopeStatement(List<Statement> Body) : BodyStatement(Body);

/// <summary>Statements that run where a test is true, and others where it is not.</summary>
internal sealed record IfStatement(Test Test, List<Statement> Body) : BodyStatement(Body)
{
    /// <summary>What runs elsewhere; empty for nothing.</summary>
    public List<Statement> Else { get; } = [];
}

/// <summary>Sets floats that follow each other to a number.</summary>
internal sealed record FillStatement(Address Place, int Length, float Number) : Statement
{
    /// <summary>True where the number is zero.</summary>
    public bool IsClear { get; init; }
}

/// <summary>Copies floats that follow each other.</summary>
internal sealed record CopyStatement(Address From, Address To, int Length) : Statement;

/// <summary>Asks for the cache line of a float, which may lie outside of its buffer, or for a row of floats.</summary>
/// <param name="Place">The float.</param>
/// <param name="Length">Floats of the row; null for the one line.</param>
internal sealed record PrefetchStatement(Address Place, int? Length) : Statement;

/// <summary>A call of a function of the runtime.</summary>
/// <param name="Function">Class and name.</param>
/// <param name="Arguments">What it gets.</param>
internal sealed record CallStatement(string Function, IReadOnlyList<Argument> Arguments) : Statement;

/// <summary>Declares a reference to new memory, all zero.</summary>
internal sealed record NewMatrixStatement(string Name, int Length) : Statement;

/// <summary>What a function of the runtime gets.</summary>
internal abstract record Argument
{
    public static implicit operator Argument(int number) => new NumberArgument(number);
}

/// <summary>Floats (or tokens) that follow each other.</summary>
/// <param name="Place">The first one.</param>
/// <param name="Length">How many the function reads or writes.</param>
/// <param name="IsWritten">True where it writes.</param>
internal sealed record SpanArgument(Address Place, long Length, bool IsWritten) : Argument;

/// <summary>A whole number.</summary>
internal sealed record NumberArgument(Index Index) : Argument;

/// <summary>A float.</summary>
internal sealed record ScalarArgument(Scalar Scalar) : Argument;

/// <summary>No floats at all: a weight that a layer does not have.</summary>
internal sealed record NoArgument : Argument;

/// <summary>A number of the training tile.</summary>
internal sealed record TileArgument(string Property) : Argument;

/// <summary>
/// Statements as a method of their own, where no other value of the loops around them takes a register: the compiler keeps the constants
/// of gate functions, for instance, in registers all the time.
/// </summary>
/// <param name="References">What they need of what is declared outside.</param>
/// <param name="Body">The statements.</param>
internal sealed record MethodStatement(IReadOnlyList<string> References, List<Statement> Body) : BodyStatement(Body)
{
    /// <summary>The one buffer that such a method gets as well: the weights in panels.</summary>
    public const string Packed = "packed";
}

/// <summary>Statements that a schedule made of one operation, such as the register tiles of a product.</summary>
/// <param name="Text">The operation, for a reader of listings.</param>
/// <param name="Body">The statements.</param>
/// <param name="Each">Writes what is done with each result, with names of their own for registers and places; for listings too.</param>
internal sealed record OperationStatement(string Text, List<Statement> Body, Func<IReadOnlyList<Statement>>? Each = null) : BodyStatement(Body);

/// <summary>Runs the part of a layer's step that may come early.</summary>
internal sealed record EarlyStepStatement(string Method) : Statement;
