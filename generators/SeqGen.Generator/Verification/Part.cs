namespace SeqGen.Generator.Verification;

/// <summary>Numbers from one up to, and without, another one.</summary>
internal readonly record struct Span(Affine Start, Affine End)
{
    public Affine Length => End - Start;

    public override string ToString() => $"{Start} to {End}";
}

/// <summary>A part of a buffer <c>[rows][slots][stride]</c>: some rows, of these some slots, of these some columns.</summary>
/// <param name="Shape">How the buffer is divided.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Slots">The slots.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Given">What must be true where only then the part was written; null for always.</param>
internal sealed record Part(BufferShape Shape, Span Rows, Span Slots, Span Columns, Test? Given = null)
{
    public override string ToString() => $"[{Rows}][{Slots}][{Columns}]{(Given is null ? "" : " given " + Given)}";

    /// <summary>A whole buffer.</summary>
    public static Part All(BufferShape shape) => new(shape, new(0, shape.Rows), new(0, shape.Slots), new(0, shape.Stride));

    /// <summary>True for a whole buffer.</summary>
    public bool IsAll
    {
        get
        {
            return Given is null && Is(Rows, Shape.Rows) && Is(Slots, Shape.Slots) && Is(Columns, Shape.Stride);

            static bool Is(Span span, long length) => span.Start.IsConstant && span.Start.Constant == 0 && span.End.IsConstant && span.End.Constant == length;
        }
    }

    /// <summary>Values that follow each other.</summary>
    /// <param name="shape">How the buffer is divided.</param>
    /// <param name="offset">Where in the buffer the values begin.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="ranges">The variables of the offset.</param>
    public static Part Of(BufferShape shape, Affine offset, long length, Ranges ranges)
    {
        long rowStride = (long)shape.Slots * shape.Stride;
        Affine row = 0;
        Affine slot = 0;
        Affine column = offset.Constant;
        foreach ((int variable, long factor) in offset.Terms)
        {
            if (shape.Rows > 1 && factor % rowStride == 0)
            {
                row += Affine.Of(variable, factor / rowStride);
            }
            else if (factor % shape.Stride == 0)
            {
                slot += Affine.Of(variable, factor / shape.Stride);
            }
            else
            {
                column += Affine.Of(variable, factor);
            }
        }

        Carry(ref column, ref slot, shape.Stride, ranges);
        Carry(ref slot, ref row, shape.Slots, ranges);

        // Where a counter goes through the columns of all slots of one row, it is the row in which they lie.
        Affine inRow = slot * shape.Stride + column;
        long rows = ranges.Min(inRow) / rowStride;
        if (rows > 0 && ranges.Max(inRow) < (rows + 1) * rowStride)
        {
            row += rows;
            column -= rows * rowStride;
        }

        if (ranges.Max(column) + length <= shape.Stride)
        {
            // A counter may go through the slots of all rows.
            return new(shape, One(row), One(slot), new(column, column + length));
        }

        if (!column.IsConstant || length % shape.Stride != 0)
        {
            // Whole buffers may be padded. A counter may go through the columns of all slots.
            return offset == 0 && length >= rowStride * shape.Rows ? All(shape) : new(shape, One(row), One(slot), new(column, column + length));
        }

        long slots = length / shape.Stride;
        Span columns = new(0, shape.Stride);
        return ranges.Max(slot) + slots <= shape.Slots ? new(shape, One(row), new(slot, slot + slots), columns)
            : slot == 0 && slots % shape.Slots == 0 ? new(shape, new(row, row + slots / shape.Slots), new(0, shape.Slots), columns)
            : offset == 0 && length >= rowStride * shape.Rows ? All(shape)
            : new(shape, One(row), new(slot, slot + slots), columns);
    }

    /// <summary>A part in the bounds of the shape that holds this one, where counters go through columns of several slots or slots of several rows.</summary>
    public Part Bounded(Ranges ranges)
    {
        Part part = ranges.Max(Columns.End) <= Shape.Stride ? this
            : this with { Columns = new(0, Shape.Stride), Slots = Around(Columns, Slots, Shape.Stride, ranges) };
        return ranges.Max(part.Slots.End) <= Shape.Slots ? part
            : part with { Slots = new(0, Shape.Slots), Rows = Around(part.Slots, part.Rows, Shape.Slots, ranges) };
    }

    private static Span Around(Span inner, Span outer, long length, Ranges ranges) =>
        new(outer.Start + ranges.Min(inner.Start) / length, outer.Start + (ranges.Max(inner.End) + length - 1) / length);

    /// <summary>
    /// The same values where a counter has gone through columns of several slots, or slots of several rows, as parts that do not.
    /// Nobody has to write the padding of columns.
    /// </summary>
    public IEnumerable<Part> Normal()
    {
        if (Level(Columns, Slots, Shape.Stride) is { } columns)
        {
            return columns.SelectMany(level => (this with { Columns = level.Inner, Slots = level.Outer }).Normal());
        }

        if (Level(Slots, Rows, Shape.Slots) is { } slots)
        {
            return slots.SelectMany(level => (this with { Slots = level.Inner, Rows = level.Outer }).Normal());
        }

        return [WithPadding];
    }

    /// <summary>The part with the padding of its columns, where it holds all others.</summary>
    public Part WithPadding => Columns is { Start: { IsConstant: true, Constant: <= 0 }, End: { IsConstant: true } end } && end.Constant >= Shape.Size
        ? this with { Columns = new(0, Shape.Stride) }
        : this;

    /// <summary>What reaches beyond one of the next higher level: what is left of the first one, whole ones, and the start of the last one.</summary>
    private static IReadOnlyList<(Span Inner, Span Outer)>? Level(Span inner, Span outer, long length)
    {
        if (!inner.Start.IsConstant || !inner.End.IsConstant || inner.End.Constant <= length || outer.Length != 1)
        {
            return null;
        }

        (long first, long from) = (inner.Start.Constant / length, inner.Start.Constant % length);
        (long last, long to) = (inner.End.Constant / length, inner.End.Constant % length);
        if (first == last)
        {
            return [(new(from, to), new(outer.Start + first, outer.Start + first + 1))];
        }

        List<(Span, Span)> levels = [];
        if (from > 0)
        {
            levels.Add((new(from, length), new(outer.Start + first, outer.Start + first + 1)));
            first++;
        }

        if (first < last)
        {
            levels.Add((new(0, length), new(outer.Start + first, outer.Start + last)));
        }

        if (to > 0)
        {
            levels.Add((new(0, to), new(outer.Start + last, outer.Start + last + 1)));
        }

        return levels;
    }

    /// <summary>The least part that holds this one in all passes of a loop.</summary>
    /// <param name="variable">The number of the pass.</param>
    /// <param name="passes">How many there are; null where that is not known.</param>
    /// <param name="ranges">The variables.</param>
    public Part Through(int variable, Affine? passes, Ranges ranges)
    {
        return this with { Rows = Through(Rows, Shape.Rows), Slots = Through(Slots, Shape.Slots), Columns = Through(Columns, Shape.Stride) };

        // Bounds of counters that depend on each other are taken one by one, and may then lie outside.
        Span Through(Span span, long length)
        {
            Affine start = ranges.Least(span.Start, variable, passes);
            Affine end = ranges.Least(span.End * -1, variable, passes) * -1;
            return new(ranges.Max(start) < 0 ? 0 : start, ranges.Min(end) > length ? length : end);
        }
    }

    /// <summary>True where the part holds another one.</summary>
    public bool Holds(Part other, Ranges ranges) => Holds(Rows, other.Rows, ranges) && Holds(Slots, other.Slots, ranges) && Holds(Columns, other.Columns, ranges);

    /// <summary>What is left of a part when the values of another one are taken away: as much as is still one part; null for nothing.</summary>
    public Part? Without(Part other, Ranges ranges)
    {
        bool rows = Holds(other.Rows, Rows, ranges);
        bool slots = Holds(other.Slots, Slots, ranges);
        bool columns = Holds(other.Columns, Columns, ranges);
        return rows && slots && columns ? null
            : slots && columns ? this with { Rows = Rest(Rows, other.Rows, ranges) }
            : rows && columns ? this with { Slots = Rest(Slots, other.Slots, ranges) }
            : rows && slots ? this with { Columns = Rest(Columns, other.Columns, ranges) }
            : this;
    }

    /// <summary>What is left on both sides when the slots of another part are taken out of the middle of this one's; null where it does not lie so.</summary>
    public (Part Before, Part After)? Around(Part other, Ranges ranges) =>
        Holds(other.Rows, Rows, ranges) && Holds(other.Columns, Columns, ranges)
            && ranges.Min(other.Slots.Start - Slots.Start) > 0 && ranges.Min(Slots.End - other.Slots.End) > 0 && ranges.Min(other.Slots.Length) > 0
            ? (this with { Slots = new(Slots.Start, other.Slots.Start) }, this with { Slots = new(other.Slots.End, Slots.End) })
            : null;

    private static Span Rest(Span span, Span taken, Ranges ranges)
    {
        // What is taken reaches from before the start to a place inside, or from there to the end or beyond.
        bool isFirst = ranges.Max(taken.Start - span.Start) <= 0 && ranges.Min(taken.End - span.Start) > 0 && ranges.Max(taken.End - span.End) < 0;
        bool isLast = ranges.Max(span.End - taken.End) <= 0 && ranges.Min(span.End - taken.Start) > 0 && ranges.Min(taken.Start - span.Start) > 0;
        return isFirst ? new(taken.End, span.End) : isLast ? new(span.Start, taken.Start) : span;
    }

    /// <summary>Both parts as one; null where that would hold more than they do.</summary>
    public Part? With(Part other, Ranges ranges)
    {
        if (Given != other.Given)
        {
            return null;
        }

        if (Rows == other.Rows && Slots == other.Slots)
        {
            return Joined(Columns, other.Columns, ranges) is { } columns ? this with { Columns = columns } : null;
        }

        if (Rows == other.Rows && Columns == other.Columns)
        {
            return Joined(Slots, other.Slots, ranges) is { } slots ? this with { Slots = slots } : null;
        }

        return Slots == other.Slots && Columns == other.Columns && Joined(Rows, other.Rows, ranges) is { } rows ? this with { Rows = rows } : null;
    }

    /// <summary>What all passes of a loop write, of which each writes this part.</summary>
    /// <param name="variable">The number of the pass.</param>
    /// <param name="passes">How many there are; null where that is not known.</param>
    /// <param name="ranges">The variables.</param>
    /// <param name="end">Where the loop ends that counts up in larger steps, the last of which may be a shorter one; null for another loop.</param>
    /// <returns>The part; null where it has gaps, or where how much of it is written depends on data.</returns>
    public Part? Over(int variable, Affine? passes, Ranges ranges, Affine? end = null)
    {
        Span[] spans = [Rows, Slots, Columns];
        int moving = -1;
        bool isToEnd = false;
        for (int i = 0; i < spans.Length; i++)
        {
            if (LastShorter(spans[i], variable, passes, end, ranges) is { } whole && moving < 0)
            {
                spans[i] = whole;
                isToEnd = true;
                continue;
            }

            (Affine first, Affine last) = spans[i];
            long factor = first.FactorOf(variable);
            if (factor != last.FactorOf(variable) || IsLater(first, variable) || IsLater(last, variable) || (factor != 0 && moving >= 0))
            {
                return null;
            }

            moving = factor != 0 ? i : moving;
        }

        if (passes is not { } number)
        {
            return isToEnd && moving < 0 ? new(Shape, spans[0], spans[1], spans[2], Given) : null;
        }

        if (moving < 0)
        {
            return ranges.Min(number) > 0 ? new(Shape, spans[0], spans[1], spans[2], Given) : null;
        }

        Span moved = spans[moving];
        long by = moved.Start.FactorOf(variable);
        if (ranges.Min(moved.Length) < Math.Abs(by))
        {
            return null;
        }

        Affine fixedStart = moved.Start - Affine.Of(variable, by);
        Affine fixedEnd = moved.End - Affine.Of(variable, by);
        Affine way = number * by;
        bool isSome = ranges.Min(number) > 0;
        spans[moving] = by > 0
            ? new(fixedStart, isSome ? fixedEnd + way - by : fixedStart + way)
            : new(isSome ? fixedStart + way - by : fixedEnd + way, fixedEnd);
        return new(Shape, spans[0], spans[1], spans[2], Given);
    }

    /// <summary>
    /// What all passes write of a span that goes from one pass' start to the next one's, in the last pass only to the end of all; null for
    /// another span.
    /// </summary>
    private static Span? LastShorter(Span span, int variable, Affine? passes, Affine? loopEnd, Ranges ranges)
    {
        (Affine start, Affine end) = span;
        long by = start.FactorOf(variable);
        if (by <= 0 || IsLater(start, variable) || end.Terms.Length != 1 || end.Terms[0].Factor != 1 || ranges.SmallerOf(end.Terms[0].Variable) is not { } both)
        {
            return null;
        }

        (Affine next, Affine all) = both.Left.FactorOf(variable) == by ? both : (both.Right, both.Left);
        if (next.FactorOf(variable) != by || IsLater(next, variable) || !IsBefore(all, variable) || ranges.Min(next + end.Constant - start) < by)
        {
            return null;
        }

        Affine first = ranges.Replace(start, variable, 0);
        if (passes is not { IsConstant: true } number || number.Constant < 1)
        {
            // The loop goes on until it has reached its end.
            return end.Constant == 0 && all == loopEnd && next - start == by ? new(first, all) : null;
        }

        // All passes but the last one end where the next one starts.
        Affine last = ranges.Replace(next, variable, number - 1);
        bool isWhole = number.Constant == 1 || ranges.Max(ranges.Replace(next, variable, number - 2) - all) <= 0;
        Affine? least = ranges.Max(last - all) <= 0 ? last : ranges.Min(last - all) >= 0 ? all : null;
        return isWhole && least is { } lastEnd ? new(first, lastEnd + end.Constant) : null;
    }

    /// <summary>True where the part is the same in all passes of a loop.</summary>
    public bool IsWithout(int variable) => new[] { Rows, Slots, Columns }.All(span => IsBefore(span.Start, variable) && IsBefore(span.End, variable));

    private static bool IsBefore(Affine index, int variable) => index.IsConstant || index.Terms[index.Terms.Length - 1].Variable < variable;

    /// <summary>The part in another pass of a loop; null where how much of it is written depends on data.</summary>
    /// <param name="variable">The number of the pass.</param>
    /// <param name="pass">The other pass.</param>
    /// <param name="ranges">The variables.</param>
    public Part? In(int variable, Affine pass, Ranges ranges)
    {
        return Replaced(Rows) is { } rows && Replaced(Slots) is { } slots && Replaced(Columns) is { } columns ? new(Shape, rows, slots, columns, Given) : null;

        Span? Replaced(Span span) => ranges.IsFixedIn(span.Start, variable) && ranges.IsFixedIn(span.End, variable)
            ? new(ranges.Replace(span.Start, variable, pass), ranges.Replace(span.End, variable, pass))
            : null;
    }

    /// <summary>True where some of a part's rows and slots are some of this one's, both of constant bounds.</summary>
    public bool Crosses(Part other)
    {
        return Meets(Rows, other.Rows) && Meets(Slots, other.Slots);

        static bool Meets(Span left, Span right) => left.Start.Constant < right.End.Constant && right.Start.Constant < left.End.Constant;
    }

    /// <summary>The least part of constant bounds that holds this one.</summary>
    public Part Bounds(Ranges ranges)
    {
        return new(Shape, Bounds(Rows), Bounds(Slots), Bounds(Columns));

        Span Bounds(Span span) => new(ranges.Min(span.Start), ranges.Max(span.End));
    }

    private static Span One(Affine index) => new(index, index + 1);

    /// <summary>Makes an index less than a length, by what lies one level higher, where one level holds all values of the index.</summary>
    private static void Carry(ref Affine index, ref Affine higher, long length, Ranges ranges)
    {
        long least = ranges.Min(index);
        long over = least >= 0 ? least / length : -((length - 1 - least) / length);
        if (least < 0 || ranges.Max(index) < (over + 1) * length)
        {
            index -= over * length;
            higher += over;
        }
    }

    private static bool Holds(Span outer, Span inner, Ranges ranges) => ranges.Max(outer.Start - inner.Start) <= 0 && ranges.Max(inner.End - outer.End) <= 0;

    private static Span? Joined(Span left, Span right, Ranges ranges)
    {
        if (ranges.Max(right.Start - left.Start) < 0 || ranges.Max(left.Start - right.Start) > 0)
        {
            return ranges.Max(right.Start - left.Start) <= 0 ? Joined(right, left, ranges) : null;
        }

        return ranges.Max(right.Start - left.End) > 0 ? null
            : ranges.Max(right.End - left.End) <= 0 ? left
            : ranges.Max(left.End - right.End) <= 0 ? new(left.Start, right.End)
            : null;
    }

    private static bool IsLater(Affine index, int variable) => !index.IsConstant && index.Terms[index.Terms.Length - 1].Variable > variable;
}
