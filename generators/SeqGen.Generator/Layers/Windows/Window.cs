namespace SeqGen.Generator.Layers;

/// <summary>What a window sees beyond the ends of a sequence.</summary>
internal enum WindowPadding
{
    /// <summary>Nothing: windows lie inside the sequence.</summary>
    Valid,

    /// <summary>Padding on both sides, the smaller half first: as many windows as steps (divided by the strides).</summary>
    Same,

    /// <summary>Padding before the first step only: no window sees a later step than its own.</summary>
    Causal,
}

/// <summary>Windows that slide over the steps of a sequence.</summary>
/// <param name="Steps">Steps of the sequence.</param>
/// <param name="Size">Steps that a window sees.</param>
/// <param name="Strides">Steps from one window to the next.</param>
/// <param name="Dilation">Steps from one step of a window to its next.</param>
/// <param name="Padding">What happens at the ends.</param>
internal sealed record Window(int Steps, int Size, int Strides, int Dilation, WindowPadding Padding)
{
    /// <summary>Steps from a window's first to its last, both counted.</summary>
    public long Span => ((long)(Size - 1) * Dilation) + 1;

    /// <summary>False where not even one window lies inside the sequence.</summary>
    public bool Fits => Padding != WindowPadding.Valid || Span <= Steps;

    /// <summary>The number of windows, which is the number of steps that come out.</summary>
    public int Outputs => Padding == WindowPadding.Valid ? (int)((Steps - Span) / Strides) + 1 : (Steps + Strides - 1) / Strides;

    /// <summary>Steps of padding before the first step.</summary>
    public long Before => Padding switch
    {
        WindowPadding.Same => Math.Max(Reach - Steps, 0) / 2,
        WindowPadding.Causal => Span - 1,
        _ => 0,
    };

    /// <summary>Steps with all padding that a window reaches.</summary>
    public long PaddedSteps => Math.Max(Before + Steps, Reach);

    /// <summary>Steps from the first window's first to the last window's last.</summary>
    private long Reach => ((long)(Outputs - 1) * Strides) + Span;
}
