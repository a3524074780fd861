namespace SeqGen.Generator.Scheduling;

/// <summary>A panel as a register tile sees it: its vectors, and where their columns, gates and units lie in a row.</summary>
/// <param name="Columns">How the matrix' columns lie.</param>
/// <param name="Panel">The panel: a number, or the counter of a loop.</param>
/// <param name="Lines">Lines of this panel.</param>
/// <param name="Lanes">Floats of a vector.</param>
/// <param name="Narrow">True where gates share lines and are to be told apart.</param>
internal sealed record PanelShape(ColumnLayout Columns, Index Panel, int Lines, int Lanes, bool Narrow)
{
    /// <summary>Vectors of a row that are in registers at once.</summary>
    public int Vectors => Narrow ? Lines * Line.Length / Lanes : Lines;

    /// <summary>Floats from one of these vectors to the next.</summary>
    public int VectorStride => Narrow ? Lanes : Line.Length;

    /// <summary>The first of a vector's lanes in its line: where a line takes several vectors, a loop's variable.</summary>
    public Index FirstLane => Lanes < Line.Length && !Narrow ? "s" : 0;

    /// <summary>Units that an epilogue gets at once.</summary>
    public int UnitLanes => Narrow ? Math.Min(Columns.Slot, Lanes) : Lanes;

    /// <summary>Units for which the epilogues of this tile are written.</summary>
    public int UnitSpan => Narrow ? Columns.Slot : Lanes;

    /// <summary>Where a vector's columns lie in a row of all panels.</summary>
    public Index Column(int group, int vector) =>
        At(group, Columns.PanelLines * Line.Length, vector * VectorStride);

    /// <summary>Blocks of units, each with all its gates: one, or with one gate a block a line.</summary>
    public int Blocks => Columns.Plain ? Lines : 1;

    /// <summary>Where a gate of the block's units from <paramref name="first"/> on lies in a row of all panels.</summary>
    public Index Gate(int group, int block, int gate, int first) =>
        At(group, Columns.PanelLines * Line.Length, (block + gate) * (Narrow ? Columns.Slot : Line.Length) + first);

    /// <summary>Where these units lie in a row of units.</summary>
    public Index Units(int group, int block, int first) =>
        At(group, Columns.PanelLines / Columns.Gates * Line.Length, block * Line.Length + first);

    /// <summary>How a vector is loaded where only the first gates are wanted: all of it, its lower part, or (null) not at all.</summary>
    public Func<Address, Value>? FirstGates(int vector, int gates)
    {
        int wanted = Narrow ? gates * Columns.Slot - vector * Lanes : vector < gates ? Lanes : 0;
        return wanted <= 0 ? null
            : wanted >= Lanes ? place => place.Vector
            : place => new PartlyLoadedValue(place, wanted, Lanes);
    }

    private Index At(int group, int perPanel, int inPanel) => Panel is NumberIndex number
        ? FirstLane + (inPanel + group * perPanel + number.Number * perPanel)
        : Panel * perPanel + FirstLane + (inPanel + group * perPanel);
}
