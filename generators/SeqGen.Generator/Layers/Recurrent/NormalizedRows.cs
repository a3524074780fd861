namespace SeqGen.Generator.Layers;

/// <summary>A vector of a recurrent step that is normalised: the rows of the current step, forward and backward.</summary>
internal sealed class NormalizedRows
{
    private readonly Recurrence _recurrence;
    private readonly RowNormalization _normalization;
    private readonly string _scaleNow;
    private readonly ColumnLayout _columns;

    /// <summary>Plans the normalisation of one vector a step.</summary>
    /// <param name="recurrence">The recurrence.</param>
    /// <param name="part">Which of the cell's normalisations.</param>
    /// <param name="name">The start of its names in the plan.</param>
    /// <param name="valuesNow">The reference to the normalised values in a step; the start of all names in emitted code.</param>
    /// <param name="columns">How the vector lies.</param>
    /// <param name="firstGate">The gate whose weights are the vector's first ones.</param>
    public NormalizedRows(Recurrence recurrence, string part, string name, string valuesNow, ColumnLayout columns, int firstGate = 0)
    {
        _recurrence = recurrence;
        _columns = columns;
        ValuesNow = valuesNow;
        _scaleNow = valuesNow + "Scale";
        Values = recurrence.Planner.Tensor(name + "Sums", 1, columns);
        _normalization = recurrence.Normalize(part, name, valuesNow, columns, Values, recurrence.Steps, firstGate)!;
        NormalNow = IsKept ? valuesNow + "Normal" : valuesNow;
    }

    /// <summary>The name of the reference to what comes out of the normalisation.</summary>
    public string ValuesNow { get; }

    /// <summary>What comes out of the normalisation at the current step.</summary>
    public Tensor Values { get; }

    /// <summary>Where the vector is written before it is normalised.</summary>
    public Tensor Normal => _normalization.Normal;

    /// <summary>The name of the reference to it.</summary>
    public string NormalNow { get; }

    private bool IsKept => _normalization.Scales != null;

    /// <summary>The buffers that a walk over rows takes along.</summary>
    public IReadOnlyList<(string Name, int RowStride)> Buffers => IsKept
        ? [(ValuesNow, Values.RowStride), (NormalNow, Normal.RowStride), (_scaleNow, _normalization.Scales!.RowStride)]
        : [(ValuesNow, Values.RowStride)];

    /// <summary>Declares a step's references, forward and backward.</summary>
    public void StepReferences(KernelWriter k)
    {
        k.Reference(ValuesNow, Values);
        if (IsKept)
        {
            Recurrence.StepReference(k, NormalNow, Normal);
            Recurrence.StepReference(k, _scaleNow, _normalization.Scales!);
        }

        _normalization.References(k);
    }

    /// <summary>Writes the normalisation of the vectors of all rows.</summary>
    /// <param name="k">The writer.</param>
    /// <param name="source">Where the vectors are copied from; null where they are in place.</param>
    public void Normalize(KernelWriter k, (string Name, int RowStride)? source = null) => ForRows(k, source is { } from ? [from] : [], row =>
    {
        if (source is { } given)
        {
            k.Copy(row(given.Name), row(NormalNow), _columns.Units);
            k.FillPadding(row(NormalNow), _columns, 0);
        }

        _normalization.Normalize(k, row(NormalNow), row(ValuesNow), IsKept ? (Address)row(_scaleNow) : null);
    });

    /// <summary>Writes the way back: adds to the weights' gradients, and hands the gradient on.</summary>
    /// <param name="k">The writer.</param>
    /// <param name="gradient">The reference to the gradient of the normalised values.</param>
    /// <param name="target">The reference to the gradient of the vector, perhaps the same.</param>
    /// <param name="more">The buffers of both, as far as they are not this one's own.</param>
    public void Differentiate(KernelWriter k, string gradient, string target, params IEnumerable<(string Name, int RowStride)> more)
    {
        using (k.Scope())
        {
            _normalization.GradientReferences(k);
            ForRows(k, more, row =>
            {
                _normalization.AddWeightGradients(k, row(gradient), row(NormalNow));
                _normalization.InputGradient(k, row(gradient), row(NormalNow), ((Address)row(_scaleNow)).Float, row(target));
            });
        }
    }

    /// <summary>The expression of the normalised values at some units, in the backward walk.</summary>
    public Value At(UnitPoint point) => _normalization.Shifted(point.Load(NormalNow), point.LoadShared);

    private void ForRows(KernelWriter k, IEnumerable<(string Name, int RowStride)> more, Action<Func<string, string>> body)
    {
        using (k.Scope())
        {
            k.ForRows(_recurrence.Planner.Rows, [.. Buffers, .. more], body);
        }
    }
}
