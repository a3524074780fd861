using System.Text.RegularExpressions;

namespace SeqGen.Generator.Printing;

/// <summary>Writes the statements of kernels in C#.</summary>
/// <param name="code">Where they go.</param>
/// <param name="target">The target.</param>
/// <param name="isLong">True where vectors are loaded, stored and made by the framework's methods: see <see cref="MostCalls"/>.</param>
internal sealed class StatementPrinter(CodeWriter code, Target target, bool isLong = false)
{
    /// <summary>
    /// The most calls of small methods in a method. The JIT takes a variable for some, and where a method has too many variables, it leaves calls as they are,
    /// which is several times slower. Longer methods call what the JIT knows by itself. What it bears is about twice as many.
    /// </summary>
    public const int MostCalls = 400;

    /// <summary>How many vectors a method of the library stores.</summary>
    private const int StoresTogether = 4;

    /// <summary>The most vectors that a line declares to be zero.</summary>
    private const int MostZeros = 8;

    /// <summary>The name of a method in a method.</summary>
    private const string MethodName = "Sums";

    /// <summary>What counts the passes of a loop that turns.</summary>
    private const string PassName = "pass";

    /// <summary>What a method of inference hands on to another one.</summary>
    public const string Passed = "ref weights, ref packed, ref work, inputs";

    // A counter that has one number is not declared: its number stands in its place.
    private Dictionary<string, int> _constants = [];

    /// <summary>The statements of a method, in the form that its length asks for.</summary>
    /// <param name="statements">The statements.</param>
    /// <param name="target">The target.</param>
    public static string Method(IReadOnlyList<Statement> statements, Target target)
    {
        string Written(bool isLong)
        {
            CodeWriter code = new();
            new StatementPrinter(code, target, isLong).Write(WithoutScope(statements));
            return code.ToString();
        }

        string text = Written(isLong: false);
        return Regex.Matches(text, @"\b(F\d*|Place)\.").Count <= MostCalls ? text : Written(isLong: true);
    }

    /// <summary>Writes statements that others may follow.</summary>
    public void Write(IEnumerable<Statement> statements)
    {
        List<Statement> flat = [.. statements.SelectMany(Flat)];
        for (int i = 0; i < flat.Count; i += WriteTogether(flat, i))
        {
        }
    }

    /// <summary>Writes a statement, with those after it that one line can say as well; how many these are.</summary>
    private int WriteTogether(List<Statement> statements, int first)
    {
        Statement statement = statements[first];
        if (statement is StoreValue && StoresAt(statements, first) is { } stores)
        {
            code.Line(stores);
            return StoresTogether;
        }

        if (statement is LetValue { Value: ZeroValue })
        {
            string[] zeros = [.. statements.Skip(first).Take(MostZeros).TakeWhile(next => next is LetValue { Value: ZeroValue } && next.Lanes == statement.Lanes).Select(next => ((LetValue)next).Name)];
            string type = PrinterOf(statement).VectorType;
            code.Line($"{type} {string.Join(", ", zeros.Select(name => $"{name} = {type}.Zero"))};");
            return zeros.Length;
        }

        Write(statement);
        return 1;
    }

    private ExpressionPrinter PrinterOf(Statement statement) => new(target, statement.Lanes) { IsLong = isLong, Constants = _constants };

    private string? StoresAt(List<Statement> statements, int first)
    {
        StoreValue[] stores = [.. statements.Skip(first).Take(StoresTogether).OfType<StoreValue>().Where(store => store.Lanes == statements[first].Lanes)];
        return stores.Length == StoresTogether ? PrinterOf(stores[0]).StoreFour(stores) : null;
    }

    /// <summary>The statements of a whole block, of which the last one is no scope whose names nothing before it has.</summary>
    private static List<Statement> WithoutScope(IReadOnlyList<Statement> statements)
    {
        List<Statement> flat = [.. statements.SelectMany(Flat)];
        while (flat.LastOrDefault() is ScopeStatement scope && !flat.Take(flat.Count - 1).SelectMany(Names).Intersect(scope.Body.SelectMany(Names)).Any())
        {
            flat.RemoveAt(flat.Count - 1);
            flat.AddRange(scope.Body.SelectMany(Flat));
        }

        return flat;
    }

    /// <summary>A statement, or those that stand in its place: of an operation, and of a scope without names of its own.</summary>
    private static IEnumerable<Statement> Flat(Statement statement) => statement switch
    {
        OperationStatement operation => operation.Body.SelectMany(Flat),
        ScopeStatement scope when scope.Body.SelectMany(Flat).ToArray() is var body && !body.Any(Declares) => body,
        _ => [statement],
    };

    private static bool Declares(Statement statement) => statement is MethodStatement || (statement is not BodyStatement && Names(statement).Any());

    /// <summary>The names that a statement declares, and those inside of it.</summary>
    private static IEnumerable<string> Names(Statement statement) => statement switch
    {
        LetCondition let => [let.Name],
        LetIndex { IsConstant: true } let when let.Numbers[0].Value is NumberIndex => [],
        LetIndex let => let.Numbers.Select(number => number.Name),
        LetReference let => [let.Name],
        LetScalar let => [let.Name],
        LetTest let => [let.Name],
        LetValue let => [let.Name],
        NewMatrixStatement matrix => [matrix.Name],
        MethodStatement => [MethodName],
        LoopStatement loop => [loop.Counter, .. loop.TurnsWith is null ? (string[])[] : [PassName], .. loop.Advances.Select(advance => advance.Name), .. loop.Body.SelectMany(Names)],
        IfStatement choice => choice.Body.Concat(choice.Else).SelectMany(Names),
        BodyStatement body => body.Body.SelectMany(Names),
        _ => [],
    };

    private void Write(Statement statement)
    {
        ExpressionPrinter printer = PrinterOf(statement);
        switch (statement)
        {
            case CommentStatement comment:
                code.Line("// " + comment.Text);
                break;
            case BlankStatement:
                code.Line();
                break;
            case LetValue let:
                code.Line($"{printer.VectorType} {let.Name} = {printer.Text(let.Value)};");
                break;
            case LetCondition let:
                code.Line($"{printer.VectorType} {let.Name} = {printer.Text(let.Condition)};");
                break;
            case SetValue set:
                code.Line($"{set.Name} {(set.IsAdded ? "+=" : "=")} {printer.Text(set.Value)};");
                break;
            case StoreValue store:
                code.Line(printer.Store(store.Value, store.Place));
                break;
            case LetReference let:
                code.Line($"ref float {let.Name} = ref {printer.Text(let.Address)};");
                break;
            case MoveReference move:
                code.Line($"{move.Name} = ref Place.At(ref {move.Name}, {move.By});");
                break;
            case LetScalar let:
                code.Line($"float {let.Name} = {printer.Text(let.Value)};");
                break;
            case SetScalar set:
                code.Line($"{set.Name} {(set.IsAdded ? "+=" : "=")} {printer.Text(set.Value)};");
                break;
            case StoreScalar store:
                code.Line($"{printer.Text(store.Place)} {(store.IsAdded ? "+=" : "=")} {printer.Text(store.Value)};");
                break;
            case LetTest let:
                code.Line($"bool {let.Name} = {printer.Text(let.Test)};");
                break;
            case LetIndex { IsConstant: true } let when printer.Fold(let.Numbers[0].Value) is NumberIndex number:
                _constants[let.Numbers[0].Name] = number.Number;
                break;
            case LetIndex let:
                let.Numbers.ToList().ForEach(number => _constants.Remove(number.Name));
                code.Line($"{(let.IsConstant ? "const " : "")}{Name(let.Type)} {string.Join(", ", let.Numbers.Select(n => $"{n.Name} = {printer.Text(n.Value)}"))};");
                break;
            case AddIndex add:
                code.Line($"{add.Name} += {add.By};");
                break;
            case FillStatement fill:
                code.Line($"{printer.Span(fill.Place, fill.Length, isRead: false)}.{(fill.IsClear ? "Clear()" : $"Fill({CodeWriter.Literal(fill.Number)})")};");
                break;
            case CopyStatement copy:
                code.Line($"{printer.Span(copy.From, copy.Length, isRead: true)}.CopyTo({printer.Span(copy.To, copy.Length, isRead: false)});");
                break;
            case PrefetchStatement { Length: { } length } row:
                code.Line($"Prefetch.Row(ref {printer.Text(row.Place)}, {length});");
                break;
            case PrefetchStatement line:
                code.Line($"Prefetch.Line(ref {printer.Text(line.Place)});");
                break;
            case NewMatrixStatement matrix:
                code.Line($"ref float {matrix.Name} = ref Packing.NewMatrix({matrix.Length});");
                break;
            case CallStatement call:
                code.Line($"{call.Function}({string.Join(", ", call.Arguments.Select(argument => Text(argument, printer)))});");
                break;
            case EarlyStepStatement early:
                code.Line($"{early.Method}({Passed});");
                break;
            case LoopStatement { TurnsWith: { } number } loop:
                _constants.Remove(loop.Counter);
                Block(Header(loop with { Counter = PassName }, printer), loop.Body, $"{Name(loop.Type)} {loop.Counter} = {printer.Text(number.Parity)} == 0 ? {PassName} : {loop.FirstAndLast} - {PassName};");
                break;
            case LoopStatement loop:
                _constants.Remove(loop.Counter);
                Block(Header(loop, printer), loop.Body);
                break;
            case ScopeStatement scope:
                Block("", scope.Body);
                break;
            case IfStatement choice:
                Block($"if ({printer.Text(choice.Test)})", choice.Body);
                if (choice.Else.Count > 0)
                {
                    Block("else", choice.Else);
                }

                break;
            case MethodStatement method:
                Write(method);
                break;
            default:
                throw new InvalidOperationException($"There is no way to write a {statement.GetType().Name}.");
        }
    }

    private void Write(MethodStatement method)
    {
        code.Line($"{MethodName}({string.Join(", ", method.References.Select(r => "ref " + r))});");
        code.Line();
        code.Line("[MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]");
        Block($"static void {MethodName}({string.Join(", ", method.References.Select(r => "ref float " + r))})", method.Body);
    }

    private void Block(string header, IReadOnlyList<Statement> body, string? first = null)
    {
        Dictionary<string, int> around = _constants;
        _constants = new(around);
        using (code.Block(header))
        {
            if (first is not null)
            {
                code.Line(first);
            }

            Write(WithoutScope(body));
        }

        _constants = around;
    }

    private static string Header(LoopStatement loop, ExpressionPrinter printer)
    {
        string from = printer.Text(loop.From);
        string to = printer.Text(loop.To);
        string declared = string.Concat(loop.Advances.Where(advance => advance.Start != null).Select(advance => $", {advance.Name} = {printer.Text(advance.Start!)}"));
        string advances = string.Concat(loop.Advances.Select(advance => ", " + Step(advance.Name, advance.By)));
        string step = loop.Step switch
        {
            1 => loop.Counter + "++",
            -1 => loop.Counter + "--",
            _ => Step(loop.Counter, loop.Step),
        };
        return $"for ({Name(loop.Type)} {loop.Counter} = {from}{declared}; {loop.Counter} {(loop.Step < 0 ? ">=" : "<")} {to}; {step}{advances})";
    }

    private static string Step(string name, int by) => by < 0 ? $"{name} -= {-by}" : $"{name} += {by}";

    private static string Name(IndexType type) => type == IndexType.Int ? "int" : "ulong";

    private static string Text(Argument argument, ExpressionPrinter printer) => argument switch
    {
        SpanArgument span => "ref " + printer.Text(span.Place),
        NumberArgument number => printer.Text(number.Index),
        ScalarArgument scalar => printer.Text(scalar.Scalar),
        NoArgument => "ref Unsafe.NullRef<float>()",
        TileArgument tile => "tile." + tile.Property,
        _ => throw new InvalidOperationException($"There is no way to write a {argument.GetType().Name}."),
    };
}
