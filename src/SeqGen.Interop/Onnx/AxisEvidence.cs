namespace SeqGen.Interop.Onnx;

/// <summary>
/// What is known of the axes of a graph's inputs: by the file, by an argument, and by what nodes do with them. That a walk comes to its end with one
/// meaning of the inputs does not make it the right one, since the language may lack what another one needs: so each axis must be known.
/// </summary>
internal sealed class AxisEvidence
{
    private readonly OnnxMeaning _meaning;
    private readonly List<int> _same = [0];
    private readonly List<HashSet<AxisKind>> _kinds = [[]];
    private readonly HashSet<int> _open = [];
    private readonly HashSet<int> _told = [];
    private readonly Dictionary<string, int> _first = [];

    public AxisEvidence(OnnxMeaning meaning)
    {
        _meaning = meaning;
        foreach (InputAxes input in meaning.Axes)
        {
            _first[input.Name] = _same.Count;
            for (int axis = 0; axis < input.Extents.Length; axis++)
            {
                if (input.Extents[axis] is null)
                {
                    _open.Add(_same.Count);
                }

                _same.Add(_same.Count);
                _kinds.Add([.. input.Candidates.Select(candidate => candidate[axis])]);
            }
        }
    }

    /// <summary>The axes of an input, which are followed from here on.</summary>
    public Axis[] Follow(string input, Axis[] axes) => [.. axes.Select((axis, index) => axis with { From = _first[input] + index })];

    /// <summary>A node needs that axes are what they are in this walk: in every other meaning it would be another computation.</summary>
    public void Is(IEnumerable<Axis> axes)
    {
        foreach (Axis axis in axes.Where(axis => axis.From > 0))
        {
            _kinds[Root(axis.From)].IntersectWith([axis.Kind]);
        }
    }

    /// <summary>
    /// A node works along an axis, so that it matters which one it is. An open batch, whose sequences are computed each by itself, has no part in that.
    /// </summary>
    public void Along(Axis axis)
    {
        _told.Add(axis.From);
        if (axis.Kind == AxisKind.Unit && _open.Contains(axis.From) && !_meaning.IsStep)
        {
            throw new UnsupportedNodeException("works along the batch, whose sequences a model computes each by itself; export with a batch of 1");
        }
    }

    /// <summary>Values that are joined have the same axes, counted from the last one.</summary>
    public void AreSame(IReadOnlyList<DataValue> values)
    {
        foreach (DataValue value in values)
        {
            foreach ((Axis a, Axis b) in values[0].Axes.Reverse().Zip(value.Axes.Reverse()).Where(pair => pair.First.Kind == pair.Second.Kind && pair.First.From > 0 && pair.Second.From > 0))
            {
                (int one, int other) = (Root(a.From), Root(b.From));
                _kinds[one].IntersectWith(_kinds[other]);
                _same[other] = one;
            }
        }
    }

    /// <summary>The question that is left; null where every axis is known.</summary>
    public string? Question()
    {
        bool isNew = true;
        while (isNew)
        {
            isNew = false;
            foreach (InputAxes input in _meaning.Axes)
            {
                AxisKind[][] rest = Rest(input);
                for (int axis = 0; axis < input.Extents.Length; axis++)
                {
                    HashSet<AxisKind> kinds = _kinds[Root(_first[input.Name] + axis)];
                    int before = kinds.Count;
                    kinds.IntersectWith(rest.Select(candidate => candidate[axis]));
                    isNew |= kinds.Count < before;
                }
            }
        }

        string[] questions = [.. _meaning.Axes.Zip(_meaning.Inputs, (input, chosen) => Question(input, [.. chosen.Axes.Select(axis => axis.Kind)])).OfType<string>()];
        return questions.Length == 0 ? null : string.Join(" ", questions);
    }

    private string? Question(InputAxes input, AxisKind[] chosen, AxisKind[][] rest)
    {
        AxisKind[][] others = [.. rest.Where(candidate => IsAnother(input, chosen, candidate))];
        if (others.Length == 0)
        {
            return null;
        }

        string shape = string.Join(", ", input.Extents.Select((extent, axis) => extent is { } known ? $"{known}" : input.DimensionNames[axis] is { Length: > 0 } name ? name : "?"));
        string choices = string.Join(" or ", others.Prepend(chosen).Select(kinds => $"--axes {input.Name}={InputAxes.Words(kinds)}"));
        return $"What the axes of the input '{input.Name}' ({shape}) are does not follow from their names, nor from what the graph does with them: say it with {choices}.";
    }

    private string? Question(InputAxes input, AxisKind[] chosen) => Question(input, chosen, Rest(input));

    private AxisKind[][] Rest(InputAxes input) => [.. input.Candidates.Where(candidate => candidate.Select((kind, axis) => _kinds[Root(_first[input.Name] + axis)].Contains(kind)).All(isPossible => isPossible))];

    /// <summary>
    /// What one entry is called changes nothing, and rows that no node joins are a batch. Where no node tells steps and channels apart (all values are flattened), the values count in the
    /// file's order, whatever its axes are called.
    /// </summary>
    private bool IsAnother(InputAxes input, AxisKind[] chosen, AxisKind[] candidate)
    {
        int[] differing = [.. Enumerable.Range(0, chosen.Length).Where(axis => chosen[axis] != candidate[axis] && input.Extents[axis] != 1)];
        bool areRows = differing is [var rows] && input.Extents[rows] is null && (chosen[rows], candidate[rows]) == (AxisKind.Unit, AxisKind.Time);
        HashSet<int> told = [.. _told.Select(Root)];
        bool isInOrder = Array.IndexOf(chosen, AxisKind.Time) < Array.IndexOf(chosen, AxisKind.Channel)
            && differing.All(axis => chosen[axis] != AxisKind.Unit && candidate[axis] != AxisKind.Unit && !told.Contains(Root(_first[input.Name] + axis)));
        return differing.Length > 0 && !areRows && !isInOrder;
    }

    private int Root(int axis)
    {
        while (_same[axis] != axis)
        {
            axis = _same[axis];
        }

        return axis;
    }
}
