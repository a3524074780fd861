using System.Globalization;
using System.Text;
using SeqGen.Generator.Kernels;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Printing;
using SeqGen.Generator.Scheduling;

namespace SeqGen.Generator.Tests.Harness;

/// <summary>
/// The kernels of a model as a reviewer reads them: a line a statement, places as <c>reference[index]</c>, and an operation such as a product
/// as one line with what is done with each of its results, in place of the register tiles that the schedule makes of it.
/// </summary>
internal sealed class KernelListing
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>The methods of all layers, for a target.</summary>
    public static string Of(NetworkPlan plan, Target target)
    {
        KernelListing listing = new();
        foreach (ProgramPlan program in plan.Programs)
        {
            foreach (LayerMethod method in LayerMethod.Of(program, target, new MathCalls(plan.Spec.Options.Gates)))
            {
                listing.Line($"{method.Name}  {method.Summary}");
                listing.Body(method.Statements);
                listing._text.Append('\n');
            }
        }

        return listing._text.ToString();
    }

    private void Body(IReadOnlyList<Statement> statements)
    {
        _depth++;
        foreach (Statement statement in statements)
        {
            Write(statement);
        }

        _depth--;
    }

    private void Write(Statement statement)
    {
        switch (statement)
        {
            case BlankStatement:
                break;
            case CommentStatement comment:
                Line("-- " + comment.Text);
                break;
            case LetReference let:
                Line($"{let.Name} = &{Text(let.Address)}");
                break;
            case MoveReference move:
                Line($"{move.Name} += {move.By}");
                break;
            case LetValue let:
                Line($"{let.Name} = {Text(let.Value)}");
                break;
            case LetCondition let:
                Line($"{let.Name} = {Text(let.Condition)}");
                break;
            case LetScalar let:
                Line($"{let.Name} = {Text(let.Value)}");
                break;
            case LetTest let:
                Line($"{let.Name} = {Text(let.Test)}");
                break;
            case LetIndex let:
                Line(string.Join(", ", let.Numbers.Select(number => $"{number.Name} = {ExpressionPrinter.Print(number.Value)}")));
                break;
            case SetValue set:
                Line($"{set.Name} {(set.IsAdded ? "+=" : "=")} {Text(set.Value)}");
                break;
            case SetScalar set:
                Line($"{set.Name} {(set.IsAdded ? "+=" : "=")} {Text(set.Value)}");
                break;
            case StoreValue store:
                Line($"{Text(store.Place)} = {Text(store.Value)}");
                break;
            case StoreScalar store:
                Line($"{Text(store.Place)} {(store.IsAdded ? "+=" : "=")} {Text(store.Value)}");
                break;
            case AddIndex add:
                Line($"{add.Name} += {add.By}");
                break;
            case FillStatement fill:
                Line($"{Text(fill.Place)}, {fill.Length} floats = {Number(fill.Number)}");
                break;
            case CopyStatement copy:
                Line($"{Text(copy.To)}, {copy.Length} floats = {Text(copy.From)}");
                break;
            case PrefetchStatement prefetch:
                Line($"prefetch {Text(prefetch.Place)}");
                break;
            case CallStatement call:
                Line($"{call.Function}({string.Join(", ", call.Arguments.Select(Text))})");
                break;
            case EarlyStepStatement early:
                Line($"call {early.Method}");
                break;
            case LoopStatement loop:
                Line($"for {loop.Counter} = {ExpressionPrinter.Print(loop.From)} .. {ExpressionPrinter.Print(loop.To)}{(loop.Step == 1 ? "" : $" step {loop.Step}")}{(loop.TurnsWith is { } number ? $", back where {ExpressionPrinter.Print(number)} is odd" : "")}{string.Concat(loop.Advances.Select(advance => $", {advance.Name} += {advance.By}"))}");
                Body(loop.Body);
                break;
            case IfStatement choice:
                Line($"if {Text(choice.Test)}");
                Body(choice.Body);
                if (choice.Else.Count > 0)
                {
                    Line("else");
                    Body(choice.Else);
                }

                break;
            case OperationStatement operation:
                Line(operation.Text);
                Body(operation.Each?.Invoke() ?? []);
                break;
            case ScopeStatement or MethodStatement:
                _depth--;
                Body(((BodyStatement)statement).Body);
                _depth++;
                break;
            default:
                throw new NotSupportedException(statement.GetType().Name);
        }
    }

    private void Line(string text) => _text.Append(' ', 2 * _depth).Append(text).Append('\n');

    private static string Text(Address place)
    {
        string origin = place.Origin.Buffer is { } buffer ? ExpressionPrinter.Print(buffer) : place.Origin.Name;
        return place.Index == Kernels.Index.Zero ? origin : $"{origin}[{ExpressionPrinter.Print(place.Index)}]";
    }

    private static string Number(float number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(Value value) => value switch
    {
        NamedValue named => named.Name,
        ZeroValue => "0",
        ConstantValue constant => Number(constant.Number),
        BroadcastValue broadcast => Text(broadcast.Scalar),
        LoadedValue loaded => Text(loaded.Place),
        PartlyLoadedValue part => $"{Text(part.Place)}:{part.Lanes}",
        PartValue part => $"{part.Name}:{part.First}",
        LowerHalvesValue lower => $"lower({Text(lower.Operand)})",
        MultiplyAddValue sum => $"{Operand(sum.A)} * {Operand(sum.B)} + {Operand(sum.C)}",
        SelectValue choice => $"({Text(choice.Condition)} ? {Text(choice.Taken)} : {Text(choice.Other)})",
        UnaryValue unary => $"{unary.Function}({Text(unary.Operand)})",
        MaximumValue maximum => $"max({Text(maximum.Left)}, {Text(maximum.Right)})",
        CalledValue call => $"{call.Function}({Text(call.Argument)}{(call.Parameter is { } number ? ", " + Number(number) : "")}{(call.Bottom is { } bottom ? $"; {bottom}" : "")})",
        NegatedValue negated => "-" + Operand(negated.Operand),
        BinaryValue binary => $"{Operand(binary.Left)} {Sign(binary.Operator)} {Operand(binary.Right)}",
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    private static string Operand(Value value) => value is BinaryValue or MultiplyAddValue or NegatedValue ? $"({Text(value)})" : Text(value);

    private static string Text(Condition condition) => condition switch
    {
        NamedCondition named => named.Name,
        ComparedCondition compared => $"{Text(compared.Left)} {(compared.Comparison switch { Comparison.Greater => ">", Comparison.Less => "<", _ => "==" })} {Text(compared.Right)}",
        JoinedCondition joined => $"({Text(joined.Left)} {(joined.AreBoth ? "and" : "or")} {Text(joined.Right)})",
        InvertedCondition inverted => $"not {Text(inverted.Operand)}",
        _ => throw new NotSupportedException(condition.GetType().Name),
    };

    private static string Text(Scalar scalar) => scalar switch
    {
        NumberScalar number => Number(number.Number),
        NamedScalar named => named.Name,
        LoadedScalar loaded => Text(loaded.Place),
        IndexScalar whole => ExpressionPrinter.Print(whole.Index),
        UnaryScalar unary => $"{unary.Function}({Text(unary.Operand)})",
        MaximumScalar maximum => $"max({Text(maximum.Left)}, {Text(maximum.Right)})",
        ReducedScalar reduced => $"{(reduced.IsSum ? "sum" : "greatest")} of lanes({Text(reduced.Value)})",
        SelectScalar choice => $"({Text(choice.Test)} ? {Text(choice.Taken)} : {Text(choice.Other)})",
        BinaryScalar binary => $"{Operand(binary.Left)} {Sign(binary.Operator)} {Operand(binary.Right)}",
        _ => throw new NotSupportedException(scalar.GetType().Name),
    };

    private static string Operand(Scalar scalar) => scalar is BinaryScalar ? $"({Text(scalar)})" : Text(scalar);

    private static string Sign(Operator operation) => operation switch
    {
        Operator.Add => "+",
        Operator.Subtract => "-",
        Operator.Multiply => "*",
        _ => "/",
    };

    private static string Text(Test test) => test switch
    {
        ScalarTest compared => $"{Text(compared.Left)} {(compared.Kind switch { TestKind.Greater => ">", TestKind.Less => "<", TestKind.Equal => "==", _ => "!=" })} {Text(compared.Right)}",
        JoinedTest joined => $"({Text(joined.Left)} {(joined.AreBoth ? "and" : "or")} {Text(joined.Right)})",
        InvertedTest inverted => $"not {Text(inverted.Operand)}",
        AnyOtherTest any => $"any of {Text(any.Place)}, {any.Length} floats, is not {Number(any.Masked)}",
        _ => ExpressionPrinter.Print(test),
    };

    private static string Text(Argument argument) => argument switch
    {
        SpanArgument span => $"{(span.IsWritten ? "out " : "")}{Text(span.Place)}",
        NumberArgument number => ExpressionPrinter.Print(number.Index),
        ScalarArgument scalar => Text(scalar.Scalar),
        NoArgument => "none",
        TileArgument tile => "tile." + tile.Property,
        _ => throw new NotSupportedException(argument.GetType().Name),
    };
}
