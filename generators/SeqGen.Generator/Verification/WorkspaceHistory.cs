namespace SeqGen.Generator.Verification;

/// <summary>
/// What a program has written of its workspace so far. A new workspace is zero, and some values stay so: nothing writes the state before the
/// first step where it is always zero, or what a convolution reads around a sequence. Reads of those are known to be right only at the end.
/// </summary>
internal sealed class WorkspaceHistory
{
    private readonly Dictionary<string, List<Part>> _touched = [];
    private readonly HashSet<string> _complete = [];
    private readonly List<(WrittenParts.PendingRead Read, Ranges Ranges)> _open = [];

    /// <summary>What is written, by buffer.</summary>
    public Dictionary<string, List<Part>> Written { get; } = [];

    /// <summary>True where all of a buffer is written.</summary>
    public bool IsComplete(Region region)
    {
        if (_complete.Contains(region.Name))
        {
            return true;
        }

        bool isComplete = Written.TryGetValue(region.Name, out List<Part>? parts) && parts.Count == 1 && parts[0].IsAll;
        if (isComplete)
        {
            _complete.Add(region.Name);
        }

        return isComplete;
    }

    /// <summary>Something is written, or may be.</summary>
    public void Touch(Region region, Part part, Ranges ranges)
    {
        if (!_touched.TryGetValue(region.Name, out List<Part>? touched))
        {
            _touched.Add(region.Name, touched = []);
        }

        Part bounds = part.Bounded(ranges).Bounds(ranges);
        if (!touched.Exists(known => known.Holds(bounds, ranges)))
        {
            WrittenParts.Add(touched, bounds, ranges);
        }
    }

    /// <summary>Something is read that is not known to be written.</summary>
    public void Read(WrittenParts.PendingRead read, Ranges ranges) => _open.Add((read, ranges));

    /// <summary>The program has ended.</summary>
    /// <exception cref="KernelException">Something was read that other runs of the program may have written, and this one had not.</exception>
    public void End()
    {
        foreach ((WrittenParts.PendingRead read, Ranges ranges) in _open)
        {
            if (read.Without([.. Zeros(read)], ranges)?.Without([.. read.Written], ranges) is { } rest)
            {
                rest.Refuse($"{rest.Part}, of which is known: {string.Join("; ", rest.Written)}");
            }
        }
    }

    /// <summary>The slots that nothing writes, and the padding that nothing writes of the slots of a read.</summary>
    private IEnumerable<Part> Zeros(WrittenParts.PendingRead read)
    {
        // What nothing writes anything of is no tensor that is zero in places: its writes were forgotten.
        if (!_touched.TryGetValue(read.Region.Name, out List<Part>? touched))
        {
            return [];
        }

        Part all = Part.All(read.Part.Shape);
        return Between(touched.Select(part => part.Slots), all.Slots).Select(slots => all with { Slots = slots })
            .Concat(Between(touched.Where(part => part.Crosses(read.Part)).Select(part => part.Columns), new(all.Shape.Size, all.Shape.Stride))
                .Select(columns => all with { Rows = read.Part.Rows, Slots = read.Part.Slots, Columns = columns }));
    }

    /// <summary>What of a span lies in none of others, all of constant bounds.</summary>
    private static IEnumerable<Span> Between(IEnumerable<Span> spans, Span all)
    {
        long end = all.Start.Constant;
        foreach (Span span in spans.OrderBy(span => span.Start.Constant).Append(new(all.End, all.End)))
        {
            if (span.Start.Constant > end)
            {
                yield return new(end, span.Start);
            }

            end = Math.Max(end, span.End.Constant);
        }
    }
}
