namespace SeqGen.Generator.Layers;

/// <summary>
/// Layer normalisation inside a step: <c>h.U</c> is formed for all gates, its rows are normalised, and only then the cell's
/// equations run on the sums. On the way back the gates' gradients pass through it before they meet <c>U</c>.
/// </summary>
internal sealed class RecurrentNormalization
{
    private const string SumsNow = "recurrentSums";
    private const string GradientNow = "recurrentSumsGradient";

    private readonly NormalizedRows _rows;

    private RecurrentNormalization(Recurrence recurrence, string prefix)
    {
        ColumnLayout columns = new(recurrence.Units, recurrence.Layer.Gates);
        _rows = new(recurrence, CellNormalization.RecurrentPart, prefix + "Recurrent", SumsNow, columns);
        Gradient = recurrence.Planner.Training ? recurrence.Planner.Tensor(prefix + "RecurrentSumsGradient", recurrence.Steps, columns.Stride) : null;
    }

    /// <summary>The gradient of <c>h.U</c> at every step.</summary>
    public Tensor? Gradient { get; }

    /// <summary>Plans the normalisation of a recurrence, where it has one.</summary>
    public static RecurrentNormalization? Plan(Recurrence recurrence, string prefix) =>
        recurrence.Options.Normalization == null ? null : new(recurrence, prefix);

    /// <summary>Declares a step's references, forward and backward.</summary>
    public void StepReferences(KernelWriter k)
    {
        _rows.StepReferences(k);
        if (Gradient != null)
        {
            Recurrence.StepReference(k, GradientNow, Gradient);
        }
    }

    /// <summary>Writes a step's product and the cell's equations on its normalised sums.</summary>
    public void Multiply(KernelWriter k, Product product)
    {
        k.Multiply(product with
        {
            Buffers = [new(_rows.NormalNow, _rows.Normal.RowStride)],
            Initial = null,
            Units = null,
            Sums = null,
            Epilogue = k.StoreTo(_rows.NormalNow),
        });
        k.Comment("h.U, normalised: n = (x - mean) / sqrt(variance + epsilon), gamma n + beta");
        _rows.Normalize(k);
        k.Multiply(product with
        {
            Runs = [],
            Buffers = [.. product.Buffers, new(SumsNow, _rows.Values.RowStride)],
            Initial = (point, line) => product.Initial?.Invoke(point, line) is { } initial
                ? $"{point.Load(SumsNow, line)} + {initial}"
                : point.Load(SumsNow, line),
        });
    }

    /// <summary>Writes the gradient of <c>h.U</c> from that of its normalised sums; returns its reference and row stride.</summary>
    public (string Name, int RowStride) Differentiate(KernelWriter k, string gates, int rowStride)
    {
        k.Comment("Through the normalisation of h.U: dn = dy gamma; dx = (dn - mean(dn) - n mean(dn n)) / deviation");
        _rows.Differentiate(k, gates, GradientNow, (gates, rowStride), (GradientNow, Gradient!.RowStride));
        return (GradientNow, Gradient.RowStride);
    }
}
