namespace SeqGen.Generator.Planning;

/// <summary>The steps that fill packed matrices from weights, and add packed gradients to those of weights: calls of the runtime's functions.</summary>
internal static class PackingSteps
{
    /// <summary>A part of a weight [rows, gates * units]: some gates of all its columns.</summary>
    /// <param name="Weight">The weight.</param>
    /// <param name="FirstColumn">The first column, or the first value.</param>
    /// <param name="Stride">Values of one of its rows.</param>
    public readonly record struct Source(WeightPlan Weight, int FirstColumn, int Stride)
    {
        /// <summary>The values that some rows reach over.</summary>
        public SpanArgument Rows(int rows, int columns, BufferKind buffer = BufferKind.Weights) => new(
            new Address(buffer, Weight.First.Index) + FirstColumn, (rows - 1L) * Stride + columns, IsWritten: buffer == BufferKind.WeightGradient);
    }

    /// <summary>Rows in panels.</summary>
    public static IReadOnlyList<Statement> Columns(PackedMatrix matrix, Source source)
    {
        ColumnLayout columns = matrix.Columns;
        CallStatement Into(Address target) => new(
            "Packing.Columns",
            [
                source.Rows(matrix.Rows, columns.Units * columns.Gates), source.Stride, new SpanArgument(target, (long)matrix.Rows * columns.Stride, IsWritten: true),
                matrix.Rows, columns.Units, columns.Gates, columns.PanelLines,
            ]);
        if (matrix.Format == WeightFormat.Float32)
        {
            return [Into(matrix.First())];
        }

        const string Rows = "rows";
        int length = matrix.Rows * columns.Stride;
        return
        [
            new ScopeStatement(
            [
                new NewMatrixStatement(Rows, length),
                Into(Rows),
                new CallStatement("Packing.RoundToBFloat16", [Read(Rows, length), All(matrix), matrix.Rows, matrix.RunLength, columns.Lines, columns.PanelLines]),
            ]),
        ];
    }

    /// <summary>One padded row a token, with a bias added.</summary>
    public static IReadOnlyList<Statement> Table(PackedMatrix matrix, Source source, WeightPlan? bias)
    {
        ColumnLayout columns = matrix.Columns;
        CallStatement table = new(
            "Packing.Table", [source.Rows(matrix.Rows, columns.Units * columns.Gates), source.Stride, All(matrix), matrix.Rows, columns.Units, columns.Gates]);
        return bias == null ? [table] :
        [
            table,
            new CallStatement(
                "Packing.AddToTable",
                [new Source(bias, source.FirstColumn, 0).Rows(1, columns.Units * columns.Gates), All(matrix), matrix.Rows, columns.Units, columns.Gates]),
        ];
    }

    /// <summary>The products of an embedding's rows with a kernel [size, gates * units], made when a token is first seen.</summary>
    public static IReadOnlyList<Statement> FoldedTable(PackedMatrix matrix, Source source, WeightPlan? bias, int vocabulary, int size)
    {
        ColumnLayout columns = matrix.Columns;
        int values = columns.Units * columns.Gates;
        return
        [
            new CallStatement(
                "FoldedTable.Prepare",
                [
                    source.Rows(size, values), source.Stride, bias == null ? new NoArgument() : new Source(bias, source.FirstColumn, 0).Rows(1, values), All(matrix),
                    vocabulary, size, columns.Units, columns.Gates,
                ]),
        ];
    }

    /// <summary><c>gamma / sqrt(variance + epsilon)</c>.</summary>
    public static IReadOnlyList<Statement> NormalizationScale(PackedMatrix matrix, WeightPlan variance, WeightPlan? gamma, float epsilon) =>
        [new CallStatement("Packing.NormalizationScale", [All(variance), Perhaps(gamma), All(matrix), variance.Length, new ScalarArgument(epsilon)])];

    /// <summary><c>beta - mean * scale</c>.</summary>
    public static IReadOnlyList<Statement> NormalizationShift(PackedMatrix matrix, WeightPlan mean, WeightPlan? beta, PackedMatrix scale) =>
        [new CallStatement("Packing.NormalizationShift", [All(mean), Perhaps(beta), Read(scale.First(), scale.Length), All(matrix), mean.Length])];

    /// <summary>The transpose of a recurrent weight [columns, gates * units].</summary>
    public static IReadOnlyList<Statement> TransposedGates(PackedMatrix matrix, Source source, ColumnLayout gated, int columns) =>
    [
        new CallStatement(
            "Packing.TransposedGates",
            [source.Rows(columns, gated.Units * gated.Gates), source.Stride, All(matrix), columns, gated.Units, gated.Gates, matrix.Columns.PanelLines]),
    ];

    /// <summary>The transpose of a kernel [inputs, units], whose inputs lie in segments.</summary>
    public static IReadOnlyList<Statement> TransposedSegments(PackedMatrix matrix, WeightPlan weight, int units, int segments, int size, int stride) =>
        [new CallStatement("Packing.TransposedSegments", [All(weight), All(matrix), units, segments, size, stride, matrix.Columns.PanelLines])];

    /// <summary>The same of the kernels [inputs, units] of several taps.</summary>
    public static IReadOnlyList<Statement> TransposedTaps(PackedMatrix matrix, WeightPlan weight, int taps, int inputs, int units)
    {
        Index tap = "tap";
        int stride = matrix.Columns.Stride;
        CallStatement one = new(
            "Packing.TransposedSegments",
            [
                Read(weight.First + tap * (inputs * units), (long)inputs * units), new SpanArgument(matrix.First() + tap * (units * stride), (long)units * stride, IsWritten: true),
                units, 1, inputs, stride, matrix.Columns.PanelLines,
            ]);
        return [new LoopStatement(IndexType.Int, "tap", 0, taps, 1, [], [one])];
    }

    /// <summary>The same of some of the columns of such kernels [inputs, all columns].</summary>
    public static IReadOnlyList<Statement> TransposedTaps(PackedMatrix matrix, Source source, int taps, int inputs, int units)
    {
        Index tap = "tap";
        int stride = matrix.Columns.Stride;
        SpanArgument rows = source.Rows(inputs, units);
        CallStatement one = new(
            "Packing.TransposedGates",
            [
                rows with { Place = rows.Place + tap * (inputs * source.Stride) }, source.Stride,
                new SpanArgument(matrix.First() + tap * (units * stride), (long)units * stride, IsWritten: true), inputs, units, 1, matrix.Columns.PanelLines,
            ]);
        return [new LoopStatement(IndexType.Int, "tap", 0, taps, 1, [], [one])];
    }

    /// <summary>Adds a gradient in panels to that of a weight.</summary>
    public static IReadOnlyList<Statement> AddColumns(PackedMatrix gradient, Source target)
    {
        ColumnLayout columns = gradient.Columns;
        return
        [
            new CallStatement(
                "Packing.AddColumns",
                [
                    ReadGradient(gradient), target.Rows(gradient.Rows, columns.Units * columns.Gates, BufferKind.WeightGradient), target.Stride,
                    gradient.Rows, columns.Units, columns.Gates, columns.PanelLines,
                ]),
        ];
    }

    /// <summary>The same of a gradient that lies as a table.</summary>
    public static IReadOnlyList<Statement> FromTable(PackedMatrix gradient, Source target)
    {
        ColumnLayout columns = gradient.Columns;
        return
        [
            new CallStatement(
                "Packing.FromTable",
                [
                    ReadGradient(gradient), target.Rows(gradient.Rows, columns.Units * columns.Gates, BufferKind.WeightGradient), target.Stride,
                    gradient.Rows, columns.Units, columns.Gates,
                ]),
        ];
    }

    /// <summary>The same of a transposed gradient, whose columns lie in segments.</summary>
    public static IReadOnlyList<Statement> AddTransposedSegments(PackedMatrix gradient, WeightPlan weight, int units, int segments, int size, int stride) =>
    [
        new CallStatement(
            "Packing.AddTransposedSegments",
            [ReadGradient(gradient), new Source(weight, 0, 0).Rows(1, weight.Length, BufferKind.WeightGradient), units, segments, size, stride, gradient.Columns.PanelLines]),
    ];

    private static SpanArgument All(PackedMatrix matrix) => new(matrix.First(), matrix.Length, IsWritten: true);

    private static SpanArgument All(WeightPlan weight) => Read(weight.First, weight.Length);

    private static Argument Perhaps(WeightPlan? weight) => weight == null ? new NoArgument() : All(weight);

    private static SpanArgument ReadGradient(PackedMatrix gradient) => Read(gradient.First(BufferKind.Gradient), gradient.Length);

    private static SpanArgument Read(Address place, long length) => new(place, length, IsWritten: false);
}
