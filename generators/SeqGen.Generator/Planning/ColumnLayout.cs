namespace SeqGen.Generator.Planning;

/// <summary>
/// How the columns of a matrix (the units of a layer, each with one or more gates) lie in lines of 16 floats.
/// A panel is what a register tile computes at once.
/// </summary>
/// <remarks>
/// One gate: columns in order, up to four lines a panel. Several gates: a panel holds 16 units, gate beside gate, so
/// that a tile ends with all gates of its units in registers. Where no more than eight units remain, the last panel is
/// narrow: its gates share lines, four or eight units each. Missing units are zero columns.
/// </remarks>
/// <param name="Units">Units of the layer.</param>
/// <param name="Gates">Gates of a unit.</param>
/// <param name="MaxLines">The most lines of a panel where there is one gate.</param>
internal sealed record ColumnLayout(int Units, int Gates = 1, int MaxLines = 4)
{
    /// <summary>Units rounded up to whole lines.</summary>
    public int PaddedUnits => Line.Pad(Units);

    /// <summary>Floats of a gate in the narrow panel: 4 or 8; 0 where there is no such panel.</summary>
    public int Slot => Plain || Units % Line.Length is 0 or > 8 ? 0 : Units % Line.Length > 4 ? 8 : 4;

    /// <summary>Panels (with one gate: lines) of 16 units, full or filled up with zeros.</summary>
    public int WholeBlocks => Slot > 0 ? Units / Line.Length : PaddedUnits / Line.Length;

    /// <summary>Lines of all panels.</summary>
    public int Lines => WholeBlocks * Gates + Line.Pad(Slot * Gates) / Line.Length;

    /// <summary>Floats of a row: every column with its padding.</summary>
    public int Stride => Lines * Line.Length;

    /// <summary>Lines of every panel but perhaps the last.</summary>
    public int PanelLines => Gates > 1 ? Gates : Math.Min(MaxLines, Lines);

    /// <summary>Panels with <see cref="PanelLines"/> lines.</summary>
    public int FullPanels => Lines / PanelLines;

    /// <summary>Lines of a last, narrower panel; 0 where there is none.</summary>
    public int LastLines => Lines % PanelLines;

    /// <summary>True where columns are one gate's units in order, so that a line is simply the next 16 columns.</summary>
    public bool Plain => Gates == 1;

    /// <summary>Where the narrow panel's first gate starts in a row.</summary>
    public int NarrowStart => WholeBlocks * Gates * Line.Length;

    /// <summary>Floats of a row without the padding that follows a narrow panel's last gate.</summary>
    public int End => Slot > 0 ? NarrowStart + Gates * Slot : Stride;

    /// <summary>The parts of a row that hold no column.</summary>
    public IEnumerable<(int Start, int Length)> Padding
    {
        get
        {
            int rest = Units % Line.Length;
            if (rest == 0)
            {
                yield break;
            }

            int slot = Slot > 0 ? Slot : Line.Length;
            int start = Units / Line.Length * Gates * Line.Length;
            for (int gate = 0; gate < Gates && rest < slot; gate++)
            {
                yield return (start + gate * slot + rest, slot - rest);
            }

            int end = start + Gates * slot;
            if (end < Stride)
            {
                yield return (end, Stride - end);
            }
        }
    }

    /// <summary>One row by itself, which lies in no workspace.</summary>
    public Tensor Row => new() { Buffer = BufferKind.Workspace, Offset = Index.Zero, Steps = 1, Size = Stride, Stride = Stride, RowStride = Stride };
}
