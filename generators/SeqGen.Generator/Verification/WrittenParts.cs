namespace SeqGen.Generator.Verification;

/// <summary>
/// Follows what a method has written of its program's workspace, so that nothing is read before: statement by statement, and for a loop from
/// what one pass writes to what the passes before this one, and all of them, have written. A read that is not covered when it is met may
/// read what an earlier pass of a loop around it has written; that is known when the pass has been followed to its end. What is not even
/// covered then may be zero since the workspace was made: see <see cref="WorkspaceHistory"/>.
/// </summary>
/// <param name="history">What was written before; the method's own writes are added.</param>
internal sealed class WrittenParts(WorkspaceHistory history)
{
    private readonly Stack<Frame> _frames = new([new Frame(Pass: null, Given: null) { Written = history.Written }]);

    /// <summary>True where all of a buffer is written, or where its parts are not followed.</summary>
    public bool IsKnown(Region region) => region.Shape is null || history.IsComplete(region);

    /// <summary>Values are written.</summary>
    public void Write(Region region, Affine offset, long length, Ranges ranges)
    {
        if (IsKnown(region))
        {
            return;
        }

        Part part = Part.Of(region.Shape!, offset - region.Start, length, ranges);
        history.Touch(region, part, ranges);
        Add(_frames.Peek().Written, region.Name, part, ranges);
    }

    /// <summary>Values are read.</summary>
    /// <param name="region">Of this.</param>
    /// <param name="offset">Where they begin.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="ranges">The variables.</param>
    /// <param name="refuse">Refuses the program; gets what is read and what is written.</param>
    public void Read(Region region, Affine offset, long length, Ranges ranges, Action<string> refuse)
    {
        Part part = Part.Of(region.Shape!, offset - region.Start, length, ranges).Bounded(ranges);
        foreach (Frame frame in _frames)
        {
            if (frame.Written.TryGetValue(region.Name, out List<Part>? parts) && parts.Exists(written => written.Given is null && written.Holds(part, ranges)))
            {
                return;
            }
        }

        Settle(new(region, part, [], [.. _frames.Select(frame => frame.Given).OfType<Test>()], refuse), ranges);
    }

    /// <summary>A pass of a loop begins.</summary>
    /// <param name="variable">The number of the pass.</param>
    public void BeginPass(int variable) => _frames.Push(new(variable, Given: null));

    /// <summary>The pass ends that stands for all passes of a loop.</summary>
    /// <param name="passes">How many passes there are; null where that is not known.</param>
    /// <param name="end">Where a loop ends that counts up.</param>
    /// <param name="ranges">The variables.</param>
    public void EndPass(Affine? passes, Affine? end, Ranges ranges)
    {
        Frame pass = _frames.Pop();
        int variable = pass.Pass!.Value;
        foreach (PendingRead read in pass.Pending)
        {
            SettleInLoop(read, pass.Written.TryGetValue(read.Region.Name, out List<Part>? written) ? written : [], variable, passes, ranges);
        }

        foreach (KeyValuePair<string, List<Part>> written in pass.Written)
        {
            foreach (Part all in written.Value.SelectMany(part => WrittenBy(part, variable, passes, end, ranges)))
            {
                Add(_frames.Peek().Written, written.Key, all, ranges);
            }
        }
    }

    /// <summary>What passes have written, of which each has written a part.</summary>
    private static IEnumerable<Part> WrittenBy(Part part, int variable, Affine? passes, Affine? end, Ranges ranges)
    {
        if (part.Over(variable, passes, ranges, end) is { } all)
        {
            yield return all;
            yield break;
        }

        // Two slots may take turns.
        for (int last = 1; last <= 2 && passes is { } number && ranges.Min(number) >= last; last++)
        {
            if (part.In(variable, number - last, ranges) is { } written)
            {
                yield return written;
            }
        }
    }

    /// <summary>Finds what a read reads among what earlier passes have written, and in the first pass among what was written before the loop.</summary>
    private void SettleInLoop(PendingRead read, List<Part> passWrites, int variable, Affine? passes, Ranges ranges)
    {
        List<Part> before = [.. read.Written, .. passWrites.Select(part => part.Over(variable, Affine.Of(variable), ranges)).OfType<Part>().Select(read.Known)];
        PendingRead later = read with { Written = [.. before, .. passWrites.Select(part => part.In(variable, Affine.Of(variable) - 1, ranges)).OfType<Part>().Select(read.Known)] };
        if (IsKnown(later, ranges) && read.Part.In(variable, 0, ranges) is { } first)
        {
            Settle(read with { Part = first, Written = [.. read.Written.Select(part => part.In(variable, 0, ranges)).OfType<Part>()] }, ranges);
        }
        else if (!IsKnown(read with { Written = before }, ranges))
        {
            // In an outer loop it is what all passes of this one read.
            Settle(read with { Part = read.Part.Through(variable, passes, ranges), Written = [.. before.Select(part => part.In(variable, Affine.Of(variable), ranges)).OfType<Part>()] }, ranges);
        }
    }

    private bool IsKnown(PendingRead read, Ranges ranges)
    {
        List<Part> written = [];
        IEnumerable<Part> outside = _frames.SelectMany(frame => frame.Written.TryGetValue(read.Region.Name, out List<Part>? parts) ? parts : []).Select(read.Known);
        foreach (Part part in read.Written.Concat(outside))
        {
            Add(written, part, ranges);
        }

        return read.Without(written, ranges) is null;
    }

    /// <summary>Statements begin that run where a test is true.</summary>
    public void BeginIf(Test test) => _frames.Push(new(Pass: null, test is FlagTest or RowInUseTest or InvertedTest { Operand: FlagTest } ? test : null));

    /// <summary>They end, and those begin that run elsewhere.</summary>
    /// <returns>What the first ones have written.</returns>
    public Frame BeginElse(Test test, Ranges ranges)
    {
        Frame taken = EndBranch(ranges);
        BeginIf(!test);
        return taken;
    }

    /// <summary>The statements end that run elsewhere.</summary>
    /// <param name="taken">What those have written that run where the test is true.</param>
    /// <param name="multiple">A number of which the test asks whether it is a multiple of <paramref name="of"/>; null for another test.</param>
    /// <param name="of">The other number.</param>
    /// <param name="ranges">The variables.</param>
    public void EndIf(Frame taken, Affine? multiple, int of, Ranges ranges)
    {
        Frame other = EndBranch(ranges);

        // What the first pass of a loop writes is written in all passes, where it is the same for all of them.
        int? pass = _frames.Select(frame => frame.Pass).FirstOrDefault(variable => variable is not null);
        bool isTakenFirst = pass is { } variable && multiple is { } number && ranges.Replace(number, variable, 0) is { IsConstant: true } first && first.Constant % of == 0;
        foreach (KeyValuePair<string, List<Part>> written in taken.Written)
        {
            other.Written.TryGetValue(written.Key, out List<Part>? others);
            foreach (Part part in written.Value)
            {
                if (others?.Exists(otherPart => otherPart.Given is null && otherPart.Holds(part, ranges)) == true || (isTakenFirst && part.IsWithout(pass!.Value)))
                {
                    Add(_frames.Peek().Written, written.Key, part, ranges);
                }
                else if (taken.Given is not null && part.Given is null)
                {
                    Add(_frames.Peek().Written, written.Key, part with { Given = taken.Given }, ranges);
                }
            }
        }
    }

    private Frame EndBranch(Ranges ranges)
    {
        Frame branch = _frames.Pop();
        foreach (PendingRead read in branch.Pending)
        {
            Settle(read, ranges);
        }

        return branch;
    }

    /// <summary>Finds what a read reads among what was written, or leaves it to the end of the pass.</summary>
    private void Settle(PendingRead read, Ranges ranges)
    {
        List<Part> written = [];
        foreach (Part part in read.Written)
        {
            Add(written, part, ranges);
        }

        if (read.Without(written, ranges) is not { } rest)
        {
            return;
        }

        read = rest;
        Frame? loop = null;
        List<Part> upToLoop = written;
        foreach (Frame frame in _frames)
        {
            if (frame.Written.TryGetValue(read.Region.Name, out List<Part>? parts))
            {
                foreach (Part part in parts)
                {
                    Add(written, read.Known(part), ranges);
                }

                if (read.Without(written, ranges) is not { } left)
                {
                    return;
                }

                read = loop is null ? left : read;
            }

            if (frame.Pass is not null && loop is null)
            {
                loop = frame;
                upToLoop = [.. written];
            }
        }

        if (loop is null)
        {
            history.Read(read with { Written = written }, ranges);
            return;
        }

        foreach (Part part in upToLoop)
        {
            if (part.Given is null && read.Part.Around(part, ranges) is var (before, after))
            {
                // What lies on both sides is looked for by itself: the surroundings of a sequence that the pass has written.
                Settle(read with { Part = before }, ranges);
                Settle(read with { Part = after }, ranges);
                return;
            }
        }

        loop.Pending.Add(read with { Written = upToLoop });
    }

    private static void Add(Dictionary<string, List<Part>> written, string buffer, Part part, Ranges ranges)
    {
        if (!written.TryGetValue(buffer, out List<Part>? parts))
        {
            written.Add(buffer, parts = []);
        }

        Add(parts, part, ranges);
    }

    /// <summary>Adds a part to a list, as one with those that it meets.</summary>
    public static void Add(List<Part> parts, Part part, Ranges ranges)
    {
        foreach (Part normal in part.Normal())
        {
            Part added = normal;
            for (int i = 0; i < parts.Count; i++)
            {
                if (parts[i].With(added, ranges) is { } both)
                {
                    parts.RemoveAt(i);
                    added = both.WithPadding;
                    i = -1;
                }
            }

            parts.Add(added);
        }
    }

    /// <summary>What was written since a pass or a branch began.</summary>
    /// <param name="Pass">The number of the pass; null in a branch.</param>
    /// <param name="Given">What is true in a branch, where it is the same all the time; else null.</param>
    internal sealed record Frame(int? Pass, Test? Given)
    {
        public Dictionary<string, List<Part>> Written { get; init; } = [];

        public List<PendingRead> Pending { get; } = [];
    }

    /// <summary>A read of something that is not known to be written.</summary>
    /// <param name="Region">The buffer.</param>
    /// <param name="Part">What is read.</param>
    /// <param name="Written">What was written before it, since the innermost loop began.</param>
    /// <param name="Given">What is true.</param>
    /// <param name="Refuse">Refuses the program; gets what is read and what is written.</param>
    internal sealed record PendingRead(Region Region, Part Part, IReadOnlyList<Part> Written, IReadOnlyList<Test> Given, Action<string> Refuse)
    {
        /// <summary>A part without what must be true, where it is.</summary>
        public Part Known(Part part) => part.Given is { } test && Given.Contains(test) ? part with { Given = null } : part;

        /// <summary>What is left of the read without what is written; null for nothing.</summary>
        public PendingRead? Without(List<Part> written, Ranges ranges)
        {
            Part part = Part;
            for (int i = 0; i < written.Count; i++)
            {
                if (written[i].Given is not null)
                {
                    continue;
                }

                if (part.Without(written[i], ranges) is not { } rest)
                {
                    return null;
                }

                if (rest != part)
                {
                    part = rest;
                    i = -1;
                }
            }

            return part == Part ? this : this with { Part = part };
        }
    }
}
