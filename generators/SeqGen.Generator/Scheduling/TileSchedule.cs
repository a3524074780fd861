namespace SeqGen.Generator.Scheduling;

/// <summary>How a target computes a register tile of a product whose steps lie in lanes: some units by some vectors of steps.</summary>
/// <param name="Units">Units of the tile, a divisor of all.</param>
/// <param name="Vectors">Vectors of the steps of each, a divisor of all.</param>
internal readonly record struct LanesSchedule(int Units, int Vectors)
{
    /// <summary>The most vectors of steps: with as many units, a tile reads half as much as it multiplies.</summary>
    private const int MostVectors = 4;

    /// <summary>Registers beside the sums and the steps: that of a weight, and one to spare.</summary>
    private const int OtherRegisters = 2;

    /// <summary>The tile with the most sums; of those with as many, the one with the most vectors.</summary>
    /// <param name="target">The target.</param>
    /// <param name="units">All units.</param>
    /// <param name="vectors">Vectors of all steps.</param>
    public static LanesSchedule Of(Target target, int units, int vectors)
    {
        LanesSchedule best = new(1, 1);
        for (int v = 1; v <= MostVectors; v++)
        {
            int most = (target.UsableRegisters - v - OtherRegisters) / v;
            int u = Enumerable.Range(1, Math.Min(most, units)).Last(divisor => units % divisor == 0);
            if (vectors % v == 0 && u * v >= best.Units * best.Vectors)
            {
                best = new(u, v);
            }
        }

        return best;
    }
}

/// <summary>How a target computes a register tile of a product: some rows of the left matrix by the lines of one or several panels.</summary>
/// <param name="Rows">Rows of the tile.</param>
/// <param name="PartialSums">Sums that each value is formed of: an addition waits for the one before, so a tile of few values takes several.</param>
/// <param name="Unrolled">Rows of the packed matrix that one pass takes.</param>
/// <param name="IsStraight">
/// True for a sum that is written without a loop: the end of a short loop is often predicted wrongly, and the gates of a recurrent step,
/// which everything waits for, start late.
/// </param>
internal readonly record struct TileSchedule(int Rows, int PartialSums, int Unrolled, bool IsStraight)
{
    /// <summary>The fewest terms that are worth several sums.</summary>
    private const int FewTerms = 8;

    /// <summary>Sums that keep the multipliers busy, each of which waits for itself.</summary>
    private const int BusySums = 8;

    /// <summary>The most panels that are computed at once.</summary>
    private const int MostPanels = 4;

    /// <summary>The most sums of a row all of whose panels are computed at once.</summary>
    private const int MostSums = 12;

    /// <summary>Rows of the packed matrix between the products with a row and the request for it: some tens of cycles.</summary>
    private const int RowsAhead = 8;

    /// <summary>With few rows, how many panels are computed at once so that enough sums run side by side.</summary>
    public static int PanelsTogether(Target target, Product product)
    {
        ColumnLayout columns = product.B.Columns;
        int rows = target.TileRows(columns.PanelLines, product.Rows);
        int together = 1;
        while (target.JoinsPanels && rows * columns.PanelLines * together < BusySums && together * 2 <= columns.FullPanels && together < MostPanels)
        {
            together *= 2;
        }

        return together;
    }

    /// <summary>
    /// True where all panels of one row are computed at once, a last narrower one with them: each value of the row is then read once for
    /// all, which counts where the products wait for what they read.
    /// </summary>
    public static bool TakesAllPanels(Target target, Product product)
    {
        ColumnLayout columns = product.B.Columns;
        return target.JoinsPanels && columns.FullPanels > 0 && columns.Lines <= MostSums && IsStraightSum(target, product)
            && product.Factors.All(factor => factor.Runs.Count == 1 && factor.Runs[0].Repeat == 1);
    }

    /// <summary>The tiles of a product over some panels at once, as many rows as there is room for.</summary>
    /// <param name="target">The target.</param>
    /// <param name="product">The product.</param>
    /// <param name="vectors">Vectors of a row, over all these panels.</param>
    public static TileSchedule Of(Target target, Product product, int vectors) => Of(target, product, vectors, target.TileRows(vectors, product.Rows));

    /// <summary>A tile of so many rows.</summary>
    public static TileSchedule Of(Target target, Product product, int vectors, int rows)
    {
        int sums = rows * vectors;
        int terms = product.Terms;
        int partial = sums >= BusySums || terms < FewTerms ? 1 : sums >= BusySums / 2 ? 2 : 4;
        return new(rows, partial, Math.Max(partial, product.Factors.Max(factor => factor.B.RowsPerLine)), IsStraightSum(target, product));
    }

    private static bool IsStraightSum(Target target, Product product) =>
        product.Rows == 1 && product.Factors.Max(factor => factor.Terms) <= target.LongestStraightSum;

    /// <summary>
    /// Where in the rows of the next tile the values are that this tile's k-th product asks for: the processor's own requests end
    /// at each row, and the products would wait. Null where the rows stay in the first-level cache.
    /// </summary>
    /// <param name="product">The product.</param>
    /// <param name="factor">Which of its factors.</param>
    /// <param name="run">The run that k goes through.</param>
    public Index? AskedFor(Product product, Factor factor, Run run)
    {
        bool dense = run.Repeat == 1 && factor.ARowStride < 2 * run.Count;
        int length = Rows * factor.ARowStride;
        return Rows > 1 && dense && product.Rows * factor.ARowStride >= StepSchedule.FirstLevelCache
            ? length + Index.Counter("k") * ((length + run.Count - 1) / run.Count)
            : null;
    }

    /// <summary>True where a tile asks for what the next panel's sums of its rows start from: of all rows it is more than the second-level cache holds.</summary>
    /// <param name="product">The product.</param>
    /// <param name="buffer">What the sums start from.</param>
    public static bool AsksForPanel(Product product, RowBuffer buffer) =>
        product is { Rows: > 1, Initial: not null } && product.Rows * buffer.RowStride > StepSchedule.SecondLevelCache;

    /// <summary>
    /// How many floats after the row of the packed matrix that is multiplied the one lies that is asked for: the first of its lines, which the
    /// processor's own requests for the others follow. Null where a panel stays in the first-level cache.
    /// </summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="rowLength">Floats of the panel's rows.</param>
    public int? MatrixAskedFor(PackedMatrix matrix, int rowLength) =>
        Rows > 1 && matrix.StoredRows * rowLength > StepSchedule.FirstLevelCache ? RowsAhead * rowLength : null;
}
