using SeqGen.CompilerServices;
using SeqGen.Generator.Kernels;
using SeqGen.Generator.Verification;

namespace SeqGen.Generator.Testing;

/// <summary>
/// Runs the statements of kernels in double precision, one after the other, as they are scheduled for a target: what they mean, without the C# that says it.
/// Loads are of doubles, functions exact (<see cref="ExactFunctions"/>), and a value that is read before it was written is a mistake (<see cref="Memory"/>).
/// </summary>
/// <param name="regions">Where the constants of the program's plan point.</param>
/// <param name="lanes">Floats of the target's vectors.</param>
/// <param name="buffers">The first value of each buffer that the program gets.</param>
/// <param name="tile">What the runtime says of a training tile.</param>
/// <param name="position">How far a stream has moved on in the buffers of its past.</param>
/// <param name="runEarlyStep">Runs the part of a layer's step that may come early.</param>
internal sealed partial class KernelInterpreter(
    Regions regions, int lanes, IReadOnlyDictionary<BufferKind, Place> buffers, TrainingTile tile = default, int position = 0, Action<string>? runEarlyStep = null)
{
    private Names _names = new();

    /// <summary>Runs statements that follow each other.</summary>
    /// <exception cref="MemoryException">A value is read before it was written, or does not lie in its buffer.</exception>
    public void Run(IReadOnlyList<Statement> statements)
    {
        foreach (Statement statement in statements)
        {
            Run(statement);
        }
    }

    private void Run(Statement statement)
    {
        int width = statement.Lanes == 0 ? lanes : statement.Lanes;
        switch (statement)
        {
            case CommentStatement or BlankStatement or PrefetchStatement:
                break;
            case LetValue let:
                _names.Vectors[let.Name] = Evaluate(let.Value, width);
                break;
            case LetCondition let:
                _names.Conditions[let.Name] = Evaluate(let.Condition, width);
                break;
            case SetValue set:
                double[] value = Evaluate(set.Value, width);
                _names.Vectors[set.Name] = set.IsAdded ? Zip(_names.Vectors[set.Name], value, (left, right) => left + right) : value;
                break;
            case StoreValue store:
                Store(Evaluate(store.Value, width), Locate(store.Place));
                break;
            case LetReference let:
                _names.References[let.Name] = Locate(let.Address);
                break;
            case MoveReference move:
                _names.References[move.Name] += move.By;
                break;
            case LetScalar let:
                _names.Scalars[let.Name] = Evaluate(let.Value, width);
                break;
            case SetScalar set:
                double scalar = Evaluate(set.Value, width);
                _names.Scalars[set.Name] = set.IsAdded ? _names.Scalars[set.Name] + scalar : scalar;
                break;
            case StoreScalar store:
                Place target = Locate(store.Place);
                double stored = Evaluate(store.Value, width);
                target[0] = store.IsAdded ? target[0] + stored : stored;
                break;
            case LetTest let:
                _names.Tests[let.Name] = Evaluate(let.Test, width);
                break;
            case LetIndex let:
                foreach ((string name, Kernels.Index number) in let.Numbers)
                {
                    _names.Numbers[name] = Evaluate(number);
                }

                break;
            case AddIndex add:
                _names.Numbers[add.Name] += add.By;
                break;
            case FillStatement fill:
                Place filled = Locate(fill.Place);
                filled.Memory.Fill(filled.Index, fill.Length, fill.Number);
                break;
            case CopyStatement copy:
                Store(Load(copy.From, copy.Length), Locate(copy.To));
                break;
            case NewMatrixStatement matrix:
                _names.References[matrix.Name] = new(new Memory(matrix.Name, matrix.Length), 0);
                break;
            case CallStatement call:
                RuntimeFunctions.Call(call.Function, [.. call.Arguments.Select(argument => Evaluate(argument, width))]);
                break;
            case EarlyStepStatement early:
                runEarlyStep!(early.Method);
                break;
            case LoopStatement loop:
                Run(loop);
                break;
            case ScopeStatement or OperationStatement:
                Run(((BodyStatement)statement).Body);
                break;
            case IfStatement choice:
                Run(Evaluate(choice.Test, width) ? choice.Body : choice.Else);
                break;
            case MethodStatement method:
                Run(method);
                break;
            default:
                throw Unknown(statement);
        }
    }

    private void Run(LoopStatement loop)
    {
        _names.Numbers[loop.Counter] = Evaluate(loop.From);
        foreach (Advance advance in loop.Advances.Where(advance => advance.Start is not null))
        {
            _names.Numbers[advance.Name] = Evaluate(advance.Start!);
        }

        while (loop.Step < 0 ? _names.Numbers[loop.Counter] >= Evaluate(loop.To) : _names.Numbers[loop.Counter] < Evaluate(loop.To))
        {
            var counter = _names.Numbers[loop.Counter];
            if (loop.TurnsWith is { } number && Evaluate(number.Parity) == 1)
            {
                _names.Numbers[loop.Counter] = loop.FirstAndLast - counter;
            }

            Run(loop.Body);
            _names.Numbers[loop.Counter] = counter + loop.Step;
            foreach (Advance advance in loop.Advances)
            {
                _names.Numbers[advance.Name] += advance.By;
            }
        }
    }

    /// <summary>A method of its own knows nothing but the references that it gets.</summary>
    private void Run(MethodStatement method)
    {
        Names outside = _names;
        _names = new();
        foreach (string reference in method.References.Where(reference => reference != MethodStatement.Packed))
        {
            _names.References[reference] = outside.References[reference];
        }

        Run(method.Body);
        _names = outside;
    }

    private object? Evaluate(Argument argument, int width) => argument switch
    {
        SpanArgument span => Locate(span.Place),
        NumberArgument number => Evaluate(number.Index),
        ScalarArgument scalar => Evaluate(scalar.Scalar, width),
        NoArgument => null,
        TileArgument { Property: "DropoutKey" } => (long)tile.DropoutKey,
        TileArgument { Property: "Training" } => tile.Training,
        TileArgument { Property: "FirstRow + row" } => tile.FirstRow + _names.Numbers["row"],
        _ => throw Unknown(argument),
    };

    private static NotSupportedException Unknown(object node) => new($"The interpreter does not know what {node} means.");

    /// <summary>What statements have declared. That each name is declared once, before it is used, is proved elsewhere.</summary>
    private sealed class Names
    {
        public Dictionary<string, double[]> Vectors { get; } = [];

        public Dictionary<string, bool[]> Conditions { get; } = [];

        public Dictionary<string, double> Scalars { get; } = [];

        public Dictionary<string, bool> Tests { get; } = [];

        public Dictionary<string, long> Numbers { get; } = [];

        public Dictionary<string, Place> References { get; } = [];
    }
}
