namespace SeqGen.Generator.Verification;

/// <summary>
/// Proves of a method's statements, before they are written:
/// <list type="number">
/// <item>each load and store lies inside the tensor, matrix or input that it is meant for, for all values of the loop counters and all
/// tokens that the runtime lets through;</item>
/// <item>weights, packed weights and inputs are never written, and gradients by the training program alone;</item>
/// <item>nothing of the workspace is read before it was written;</item>
/// <item>operands have one width;</item>
/// <item>every name is declared once, before it is used;</item>
/// <item>every loop whose number of passes is known has one.</item>
/// </list>
/// </summary>
/// <param name="regions">What the program may touch.</param>
/// <param name="lanes">Floats of a full vector.</param>
/// <param name="isStep">True for a layer that runs at every step of a stream.</param>
/// <param name="where">The layer and the program, for messages.</param>
/// <param name="written">What of the workspace was written before; null where that is not followed.</param>
internal sealed class KernelVerifier(Regions regions, int lanes, bool isStep, string where, WrittenParts? written = null)
{
    private readonly Ranges _ranges = new();
    private List<string> _order = [];
    private Dictionary<string, Entry> _names = [];
    private bool _isProbing;
    private Affine? _position;

    /// <summary>Checks statements that follow each other.</summary>
    /// <exception cref="KernelException">One of them breaks a rule.</exception>
    public void Check(IReadOnlyList<Statement> statements)
    {
        foreach (Statement statement in statements)
        {
            Check(statement);
        }
    }

    private void Check(Statement statement)
    {
        int width = statement.Lanes == 0 ? lanes : statement.Lanes;
        switch (statement)
        {
            case CommentStatement or BlankStatement or EarlyStepStatement:
                break;
            case LetValue let:
                Check(let.Value, width);
                Declare(let.Name, new VectorEntry(width));
                break;
            case LetCondition let:
                Check(let.Condition, width);
                Declare(let.Name, new VectorEntry(width));
                break;
            case SetValue set:
                Check(set.Value, width);
                RequireVector(set.Name, width);
                break;
            case StoreValue store:
                Check(store.Value, width);
                Access(store.Place, width, isWritten: true);
                break;
            case LetReference let:
                (Region region, Affine offset) = Locate(let.Address);
                Declare(let.Name, new ReferenceEntry(region, offset));
                break;
            case MoveReference move:
                ReferenceEntry moved = Require<ReferenceEntry>(move.Name);
                _names[move.Name] = moved with { Offset = moved.Offset + move.By };
                break;
            case LetScalar let:
                Check(let.Value, width);
                Declare(let.Name, new ScalarEntry());
                break;
            case SetScalar set:
                Check(set.Value, width);
                Require<ScalarEntry>(set.Name);
                break;
            case StoreScalar store:
                Check(store.Value, width);
                if (store.IsAdded)
                {
                    Access(store.Place, 1, isWritten: false);
                }

                Access(store.Place, 1, isWritten: true);
                break;
            case LetTest let:
                Check(let.Test, width);
                Declare(let.Name, new TestEntry());
                break;
            case LetIndex let:
                foreach ((string name, Index value) in let.Numbers)
                {
                    Declare(name, new IndexEntry(Evaluate(value)));
                }

                break;
            case AddIndex add:
                _names[add.Name] = new IndexEntry(Require<IndexEntry>(add.Name).Value + add.By);
                break;
            case FillStatement fill:
                Access(fill.Place, fill.Length, isWritten: true);
                break;
            case CopyStatement copy:
                Access(copy.From, copy.Length, isWritten: false);
                Access(copy.To, copy.Length, isWritten: true);
                break;
            case PrefetchStatement prefetch:
                Locate(prefetch.Place);
                break;
            case NewMatrixStatement matrix:
                Declare(matrix.Name, new ReferenceEntry(new Region(matrix.Name, BufferKind.Workspace, 0, matrix.Length), 0));
                break;
            case CallStatement call:
                // A function reads before it writes.
                foreach (Argument argument in call.Arguments.OrderBy(argument => argument is SpanArgument { IsWritten: true }))
                {
                    Check(argument, width);
                }

                break;
            case LoopStatement loop:
                CheckLoop(loop);
                break;
            case ScopeStatement scope:
                Inside(() => Check(scope.Body));
                break;
            case OperationStatement operation:
                Check(operation.Body);
                break;
            case IfStatement choice:
                CheckIf(choice);
                break;
            case MethodStatement method:
                CheckMethod(method);
                break;
            default:
                throw Wrong($"there is no rule for a {statement.GetType().Name}");
        }
    }

    private void CheckLoop(LoopStatement loop)
    {
        Affine from = Evaluate(loop.From);
        bool isReversed = loop.Step < 0;
        long step = Math.Abs(loop.Step);

        // A loop down to a number reaches it.
        Affine length = isReversed ? from - Evaluate(loop.To) + 1 : Evaluate(loop.To) - from;
        if (length.IsConstant && length.Constant <= 0)
        {
            throw Wrong($"the loop over '{loop.Counter}' has no pass");
        }

        if (_ranges.Max(length) <= 0)
        {
            return;
        }

        bool turns = loop.TurnsWith is not null;
        if (turns)
        {
            Evaluate(loop.TurnsWith!);
        }

        long last = LastStep(length, step);
        Affine pass = _ranges.Add(step, [0], [length - last]);
        HashSet<string> changed = [];
        CollectChanged(loop.Body, changed);
        changed.UnionWith(loop.Advances.Where(advance => advance.Start is null).Select(advance => advance.Name));
        changed.IntersectWith(_names.Keys);
        if (turns && (changed.Count > 0 || loop.Advances.Count > 0 || loop is not { From: NumberIndex, To: NumberIndex, Step: > 0 }))
        {
            throw Wrong($"the loop over '{loop.Counter}' turns, and more than its counter depends on the order of its passes");
        }

        // The last pass may be a shorter one; what it leaves is then not known.
        Affine? passes = length.IsConstant ? (length.Constant + step - 1) / step : step == 1 ? length : null;
        if (changed.Count == 0)
        {
            Run(loop, from, pass, passes, [], []);
            return;
        }

        if (Probe(loop, from, pass, changed) is not { } changes)
        {
            passes = null;
            changes = _ranges.Max(length) <= step ? changed.ToDictionary(name => name, _ => 0L)
                : Probe(loop, from, _ranges.Add(step, [0], [length - (last + step)]), changed)
                ?? throw Wrong($"'{changed.First()}' does not change by the same number at each pass of '{loop.Counter}'");
        }

        Dictionary<string, Entry> before = changed.ToDictionary(name => name, name => _names[name]);
        Run(loop, from, pass, passes, before, changes);
        foreach (string name in changed)
        {
            _names[name] = passes is { } number ? Moved(before[name], number * changes[name]) : new UnknownEntry();
        }
    }

    /// <summary>How far from the end of a loop its last pass starts at least.</summary>
    private long LastStep(Affine length, long step)
    {
        if (length.IsConstant)
        {
            return (length.Constant - 1) % step + 1;
        }

        return _ranges.Modulus(length) % step == 0 ? step : 1;
    }

    /// <summary>By how much each pass of a loop changes what is declared outside of it; null where that differs.</summary>
    private Dictionary<string, long>? Probe(LoopStatement loop, Affine from, Affine pass, HashSet<string> changed)
    {
        bool wasProbing = _isProbing;
        Dictionary<string, Entry> names = new(_names);
        int outside = _order.Count;
        _isProbing = true;
        _names[loop.Counter] = new IndexEntry(from + pass * loop.Step);
        Advanced(loop, (advance, start) => _names[advance.Name] = new IndexEntry(start));
        Check(loop.Body);
        foreach (Advance advance in loop.Advances)
        {
            _names[advance.Name] = Moved(_names[advance.Name], advance.By);
        }

        Dictionary<string, long>? changes = [];
        foreach (string name in changed)
        {
            if (changes is not null && Distance(names[name], _names[name]) is { IsConstant: true } change)
            {
                changes[name] = change.Constant;
            }
            else
            {
                changes = null;
            }
        }

        _names = names;
        _order.RemoveRange(outside, _order.Count - outside);
        _isProbing = wasProbing;
        return changes;
    }

    private void Run(LoopStatement loop, Affine from, Affine pass, Affine? passes, Dictionary<string, Entry> before, Dictionary<string, long> changes) => Inside(() =>
    {
        Declare(loop.Counter, new IndexEntry(from + pass * loop.Step));
        Advanced(loop, (advance, start) => Declare(advance.Name, new IndexEntry(start + pass * advance.By)));
        foreach (KeyValuePair<string, long> change in changes)
        {
            _names[change.Key] = Moved(before[change.Key], pass * change.Value);
        }

        Written?.BeginPass(pass.Terms[0].Variable);
        Check(loop.Body);
        Written?.EndPass(passes, loop.Step > 0 ? Evaluate(loop.To) : null, _ranges);
    });

    private void Advanced(LoopStatement loop, Action<Advance, Affine> declare)
    {
        foreach (Advance advance in loop.Advances)
        {
            if (advance.Start is { } start)
            {
                declare(advance, Evaluate(start));
            }
        }
    }

    private static void CollectChanged(IEnumerable<Statement> statements, HashSet<string> changed)
    {
        foreach (Statement statement in statements)
        {
            switch (statement)
            {
                case AddIndex add:
                    changed.Add(add.Name);
                    break;
                case MoveReference move:
                    changed.Add(move.Name);
                    break;
                case LoopStatement loop:
                    changed.UnionWith(loop.Advances.Where(advance => advance.Start is null).Select(advance => advance.Name));
                    CollectChanged(loop.Body, changed);
                    break;
                case IfStatement choice:
                    CollectChanged(choice.Body, changed);
                    CollectChanged(choice.Else, changed);
                    break;
                case ScopeStatement or OperationStatement:
                    CollectChanged(((BodyStatement)statement).Body, changed);
                    break;
            }
        }
    }

    private Entry Moved(Entry entry, Affine by) => entry switch
    {
        IndexEntry index => new IndexEntry(index.Value + by),
        ReferenceEntry reference => reference with { Offset = reference.Offset + by },
        UnknownEntry => entry,
        _ => throw Wrong("only numbers and references move"),
    };

    private static Affine? Distance(Entry from, Entry to) => (from, to) switch
    {
        (IndexEntry first, IndexEntry second) => second.Value - first.Value,
        (ReferenceEntry first, ReferenceEntry second) => second.Offset - first.Offset,
        _ => null,
    };

    private void CheckIf(IfStatement choice)
    {
        Check(choice.Test, lanes);
        HashSet<string> changed = [];
        CollectChanged(choice.Body, changed);
        CollectChanged(choice.Else, changed);
        changed.IntersectWith(_names.Keys);
        if (changed.Count > 0)
        {
            throw Wrong($"'{changed.First()}' changes where a test is true, and is used after it");
        }

        Written?.BeginIf(choice.Test);
        Inside(() =>
        {
            if (choice.Test is not InsideTest inside)
            {
                Check(choice.Body);
                return;
            }

            Entry given = _names[inside.Counter];
            _names[inside.Counter] = new IndexEntry(_ranges.Between(0, inside.Bound - 1));
            Check(choice.Body);
            _names[inside.Counter] = given;
        });
        WrittenParts.Frame? taken = Written?.BeginElse(choice.Test, _ranges);
        Inside(() => Check(choice.Else));
        MultipleTest? multiple = choice.Test as MultipleTest;
        Written?.EndIf(taken!, multiple is null ? null : Evaluate(multiple.Index), multiple?.Of ?? 1, _ranges);
    }

    private void CheckMethod(MethodStatement method)
    {
        Dictionary<string, Entry> outside = _names;
        List<string> order = _order;
        _names = [];
        _order = [];
        foreach (string reference in method.References)
        {
            if (outside.TryGetValue(reference, out Entry? entry))
            {
                _names[reference] = entry;
            }
            else if (reference != MethodStatement.Packed)
            {
                throw Wrong($"'{reference}' is not declared");
            }
        }

        Check(method.Body);
        _names = outside;
        _order = order;
    }

    private void Check(Argument argument, int width)
    {
        switch (argument)
        {
            case SpanArgument { IsWritten: true, Place.Origin.Buffer: BufferKind.Packed } table:
                // Packing fills matrices, and inference one kind of them itself: rows of a folded table, made when a token is first seen.
                (Region region, Affine offset) = Locate(table.Place);
                RequireInside(region, offset, table.Length, table.Place);
                break;
            case SpanArgument span:
                Access(span.Place, span.Length, span.IsWritten);
                break;
            case NumberArgument number:
                Evaluate(number.Index);
                break;
            case ScalarArgument scalar:
                Check(scalar.Scalar, width);
                break;
            case TileArgument or NoArgument:
                break;
            default:
                throw Wrong($"there is no rule for a {argument.GetType().Name}");
        }
    }

    private void Check(Value value, int width)
    {
        switch (value)
        {
            case ZeroValue or ConstantValue:
                break;
            case NamedValue named:
                RequireVector(named.Name, width);
                break;
            case BroadcastValue broadcast:
                Check(broadcast.Scalar, width);
                break;
            case LoadedValue loaded:
                Access(loaded.Place, width, isWritten: false);
                break;
            case PartlyLoadedValue part:
                Access(part.Place, part.Lanes, isWritten: false);
                break;
            case PartValue part:
                RequireVector(part.Name, lanes);
                break;
            case LowerHalvesValue lower:
                Check(lower.Operand, width);
                break;
            case BinaryValue binary:
                Check(binary.Left, width);
                Check(binary.Right, width);
                break;
            case NegatedValue negated:
                Check(negated.Operand, width);
                break;
            case MultiplyAddValue sum:
                Check(sum.A, width);
                Check(sum.B, width);
                Check(sum.C, width);
                break;
            case SelectValue choice:
                Check(choice.Condition, width);
                Check(choice.Taken, width);
                Check(choice.Other, width);
                break;
            case UnaryValue unary:
                Check(unary.Operand, width);
                break;
            case MaximumValue maximum:
                Check(maximum.Left, width);
                Check(maximum.Right, width);
                break;
            case CalledValue call:
                Check(call.Argument, width);
                if (call.Bottom is { } bottom)
                {
                    Declare(bottom, new VectorEntry(width));
                }

                break;
            default:
                throw Wrong($"there is no rule for a {value.GetType().Name}");
        }
    }

    private void Check(Condition condition, int width)
    {
        switch (condition)
        {
            case NamedCondition named:
                RequireVector(named.Name, width);
                break;
            case ComparedCondition compared:
                Check(compared.Left, width);
                Check(compared.Right, width);
                break;
            case JoinedCondition joined:
                Check(joined.Left, width);
                Check(joined.Right, width);
                break;
            case InvertedCondition inverted:
                Check(inverted.Operand, width);
                break;
            default:
                throw Wrong($"there is no rule for a {condition.GetType().Name}");
        }
    }

    private void Check(Scalar scalar, int width)
    {
        switch (scalar)
        {
            case NumberScalar:
                break;
            case NamedScalar named:
                Require<ScalarEntry>(named.Name);
                break;
            case LoadedScalar loaded:
                Access(loaded.Place, 1, isWritten: false);
                break;
            case IndexScalar index:
                Evaluate(index.Index);
                break;
            case BinaryScalar binary:
                Check(binary.Left, width);
                Check(binary.Right, width);
                break;
            case UnaryScalar unary:
                Check(unary.Operand, width);
                break;
            case MaximumScalar maximum:
                Check(maximum.Left, width);
                Check(maximum.Right, width);
                break;
            case SelectScalar choice:
                Check(choice.Test, width);
                Check(choice.Taken, width);
                Check(choice.Other, width);
                break;
            case ReducedScalar reduced:
                Check(reduced.Value, width);
                break;
            default:
                throw Wrong($"there is no rule for a {scalar.GetType().Name}");
        }
    }

    private void Check(Test test, int width)
    {
        switch (test)
        {
            case FlagTest or RowInUseTest:
                break;
            case NamedTest named:
                Require<TestEntry>(named.Name);
                break;
            case ScalarTest compared:
                Check(compared.Left, width);
                Check(compared.Right, width);
                break;
            case IndexTest compared:
                Evaluate(compared.Left);
                Evaluate(compared.Right);
                break;
            case InsideTest inside:
                Require<IndexEntry>(inside.Counter);
                break;
            case MultipleTest multiple:
                Evaluate(multiple.Index);
                break;
            case JoinedTest joined:
                Check(joined.Left, width);
                Check(joined.Right, width);
                break;
            case InvertedTest inverted:
                Check(inverted.Operand, width);
                break;
            case AnyOtherTest any:
                Access(any.Place, any.Length, isWritten: false);
                break;
            default:
                throw Wrong($"there is no rule for a {test.GetType().Name}");
        }
    }

    private void Access(Address place, long length, bool isWritten)
    {
        (Region region, Affine offset) = Locate(place);
        if (isWritten && region.Buffer is not (BufferKind.Workspace or BufferKind.Gradient or BufferKind.Lookups or BufferKind.WeightGradient))
        {
            throw Wrong($"'{region.Name}' is written, which a program may only read");
        }

        RequireInside(region, offset, length, place);
        if (region.Buffer == BufferKind.Workspace && Written is { } parts)
        {
            if (isWritten)
            {
                parts.Write(region, offset, length, _ranges);
            }
            else if (!parts.IsKnown(region))
            {
                Read(parts, region, offset, length, place);
            }
        }
    }

    private void Read(WrittenParts parts, Region region, Affine offset, long length, Address place) =>
        parts.Read(region, offset, length, _ranges, known => throw Wrong(FormattableString.Invariant(
            $"{length} values of '{region.Name}' from {ExpressionPrinter.Print(place)} on are read before all of them were written: {known}")));

    private WrittenParts? Written => _isProbing ? null : written;

    private void RequireInside(Region region, Affine offset, long length, Address place)
    {
        if (_isProbing)
        {
            return;
        }

        long least = _ranges.Min(offset) - region.Start;
        long most = _ranges.Max(offset) - region.Start;
        if (least < 0 || most + length > region.Length)
        {
            throw Wrong(FormattableString.Invariant(
                $"{length} values from {ExpressionPrinter.Print(place)} on, which is {least} to {most} of '{region.Name}', do not lie in its {region.Length}"));
        }
    }

    /// <summary>The part of a buffer that a place belongs to, and its offset in the buffer.</summary>
    private (Region Region, Affine Offset) Locate(Address place)
    {
        Region? root = null;
        Affine offset = Evaluate(place.Index, ref root);
        if (place.Origin.Buffer is not { } buffer)
        {
            ReferenceEntry reference = Require<ReferenceEntry>(place.Origin.Name);
            return root is null ? (reference.Region, reference.Offset + offset) : throw Wrong($"'{ExpressionPrinter.Print(place)}' starts at a reference and at a constant");
        }

        Region region = root ?? (buffer is BufferKind.Tokens or BufferKind.Features or BufferKind.Mask
            ? regions.Input(buffer, isStep)
            : throw Wrong($"'{ExpressionPrinter.Print(place)}' belongs to nothing that is planned"));
        return region.Buffer == buffer || (buffer == BufferKind.WeightGradient && region.Buffer == BufferKind.Weights) ? (region with { Buffer = buffer }, offset) : throw Wrong($"'{region.Name}' does not lie in {buffer}");
    }

    private Affine Evaluate(Index index)
    {
        Region? root = null;
        Affine value = Evaluate(index, ref root);
        return root is null ? value : throw Wrong($"'{ExpressionPrinter.Print(index)}' is no number but a place");
    }

    private Affine Evaluate(Index index, ref Region? root)
    {
        switch (index)
        {
            case NumberIndex number:
                return number.Number;
            case CounterIndex counter:
                return Require<IndexEntry>(counter.Name).Value;
            case SumIndex sum:
                return Evaluate(sum.Left, ref root) + Evaluate(sum.Right, ref root);
            case DifferenceIndex difference:
                return Evaluate(difference.Left, ref root) - Evaluate(difference.Right);
            case ScaledIndex scaled:
                return Evaluate(scaled.Inner) * scaled.Factor;
            case NamedIndex named:
                root = root is null ? regions.Named(named.Name) ?? throw Wrong($"there is no '{named.Name}' in this program")
                    : throw Wrong($"'{ExpressionPrinter.Print(index)}' follows '{root.Name}'");
                return root.Start;
            case LookupIndex lookup:
                root = root is null ? regions.Lookups(lookup) : throw Wrong($"'{ExpressionPrinter.Print(index)}' follows '{root.Name}'");
                return root.Start;
            case PositionIndex position:
                return _position ??= _ranges.Between(0, position.Bound);
            case TokenIndex token:
                Access(token.Place, 1, isWritten: false);
                return _ranges.Between(0, token.Bound - 1L);
            case ParityIndex parity:
                return _ranges.Parity(Evaluate(parity.Inner));
            case FloorIndex floor:
                Affine given = Evaluate(floor.Inner);
                RequireNatural(given, floor.Inner);
                return _ranges.Add(1, [0, given - (floor.Multiple - 1)], [given, _ranges.Max(given) / floor.Multiple * floor.Multiple], floor.Multiple);
            case ExtremeIndex extreme:
                return Extreme(Evaluate(extreme.Left), Evaluate(extreme.Right), extreme.IsGreatest);
            case ConvertedIndex { IsSigned: false } natural:
                Affine inner = Evaluate(natural.Inner);
                RequireNatural(inner, natural.Inner);
                return inner;
            case ConvertedIndex converted:
                return Evaluate(converted.Inner, ref root);
            default:
                throw Wrong($"there is no rule for a {index.GetType().Name}");
        }
    }

    private Affine Extreme(Affine left, Affine right, bool isGreatest)
    {
        if (_ranges.Max(left - right) <= 0)
        {
            return isGreatest ? right : left;
        }

        if (_ranges.Min(left - right) >= 0)
        {
            return isGreatest ? left : right;
        }

        long modulus = Math.Max(1, Ranges.Divisor(_ranges.Modulus(left), _ranges.Modulus(right)));
        return isGreatest
            ? _ranges.Add(1, [left, right], [Math.Max(_ranges.Max(left), _ranges.Max(right))], modulus)
            : _ranges.Smaller(left, right, modulus);
    }

    private void RequireNatural(Affine value, Index index)
    {
        if (!_isProbing && _ranges.Min(value) < 0)
        {
            throw Wrong($"'{ExpressionPrinter.Print(index)}' may be negative");
        }
    }

    /// <summary>What is declared in there is known in there alone.</summary>
    private void Inside(Action check)
    {
        int outside = _order.Count;
        check();
        Forget(outside);
    }

    private void Forget(int outside)
    {
        for (int i = outside; i < _order.Count; i++)
        {
            _names.Remove(_order[i]);
        }

        _order.RemoveRange(outside, _order.Count - outside);
    }

    private void Declare(string name, Entry entry)
    {
        if (_names.ContainsKey(name))
        {
            throw Wrong($"'{name}' is declared twice");
        }

        _names.Add(name, entry);
        _order.Add(name);
    }

    private void RequireVector(string name, int width)
    {
        int given = Require<VectorEntry>(name).Lanes;
        if (given != width)
        {
            throw Wrong($"'{name}' has {given} lanes where {width} are used");
        }
    }

    private T Require<T>(string name)
        where T : Entry =>
        !_names.TryGetValue(name, out Entry? entry) ? throw Wrong($"'{name}' is not declared")
        : entry as T ?? throw Wrong($"'{name}' is used as what it is not");

    private KernelException Wrong(string what) => new($"{where}: {what}.");

    private abstract record Entry;

    /// <summary>A whole number.</summary>
    private sealed record IndexEntry(Affine Value) : Entry;

    /// <summary>A reference.</summary>
    private sealed record ReferenceEntry(Region Region, Affine Offset) : Entry;

    /// <summary>A vector, or a condition of its lanes.</summary>
    private sealed record VectorEntry(int Lanes) : Entry;

    /// <summary>A float.</summary>
    private sealed record ScalarEntry : Entry;

    /// <summary>A truth value.</summary>
    private sealed record TestEntry : Entry;

    /// <summary>Something that a loop has moved an unknown number of times.</summary>
    private sealed record UnknownEntry : Entry;
}
