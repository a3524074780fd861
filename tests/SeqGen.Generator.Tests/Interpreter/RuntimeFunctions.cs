using SeqGen.CompilerServices;
using SeqGen.Generator.Planning;

namespace SeqGen.Generator.Testing;

/// <summary>The functions of the runtime that programs and packing steps call, by their names, from the layout's definition (<see cref="ColumnLayout"/>) instead of the runtime's loops.</summary>
internal static class RuntimeFunctions
{
    /// <summary>Calls a function.</summary>
    /// <param name="function">Class and name.</param>
    /// <param name="arguments">Places, whole numbers, doubles and truth values, as the statement lists them; null for a weight that there is not.</param>
    public static void Call(string function, object?[] arguments)
    {
        Place At(int argument) => (Place)arguments[argument]!;
        Place? Perhaps(int argument) => (Place?)arguments[argument];
        int Number(int argument) => (int)(long)arguments[argument]!;
        double Scalar(int argument) => (double)arguments[argument]!;

        switch (function)
        {
            case "Packing.Columns":
                Columns(new(Number(4), Number(5)), Number(3), Number(6), (row, gate, unit, place) =>
                    At(2).Set(place, At(0)[row * (long)Number(1) + gate * Number(4) + unit]));
                break;
            case "Packing.AddColumns":
                Columns(new(Number(4), Number(5)), Number(3), Number(6), (row, gate, unit, place) =>
                    At(1).Add(row * (long)Number(2) + gate * Number(4) + unit, At(0)[place]));
                break;
            case "Packing.Table":
                Table(At(0), Number(1), At(2), Number(3), new(Number(4), Number(5)));
                break;
            case "Packing.FromTable":
                Rows(new(Number(4), Number(5)), Number(3), (row, gate, unit, place) =>
                    At(1).Add(row * (long)Number(2) + gate * Number(4) + unit, At(0)[place]));
                break;
            case "Packing.AddToTable":
                Rows(new(Number(3), Number(4)), Number(2), (_, gate, unit, place) => At(1).Add(place, At(0)[gate * Number(3) + unit]));
                break;
            case "Packing.TransposedGates":
                TransposedGates(At(0), Number(1), At(2), Number(3), new(Number(4), Number(5)), Number(6));
                break;
            case "Packing.TransposedSegments":
                Segments(Number(2), Number(3), Number(4), Number(5), Number(6), (place, value) => At(1).Set(place, At(0)[value]));
                break;
            case "Packing.AddTransposedSegments":
                Segments(Number(2), Number(3), Number(4), Number(5), Number(6), (place, value) => At(1).Add(value, At(0)[place]));
                break;
            case "Packing.NormalizationScale":
                for (int i = 0; i < Number(3); i++)
                {
                    At(2).Set(i, (Perhaps(1)?[i] ?? 1) / Math.Sqrt(At(0)[i] + Scalar(4)));
                }

                break;
            case "Packing.NormalizationShift":
                for (int i = 0; i < Number(4); i++)
                {
                    At(3).Set(i, (Perhaps(1)?[i] ?? 0) - At(0)[i] * At(2)[i]);
                }

                break;
            case "Packing.RoundToBFloat16":
                RoundToBFloat16(At(0), At(1), Number(2), Number(3), Number(4), Number(5));
                break;
            case "FoldedTable.Prepare":
                PrepareFolded(At(0), Number(1), Perhaps(2), At(3), Number(4), Number(5), new(Number(6), Number(7)));
                break;
            case "FoldedTable.Require":
                RequireFolded(At(0), Number(1), At(2), At(3), Number(4), Number(5), Number(6));
                break;
            case "DropoutMask.Fill":
                Draw(At(0), Number(1), factors => DropoutMask.Fill(ref factors[0], factors.Length, (float)Scalar(2), (ulong)(long)arguments[3]!, Number(4), Number(5)));
                break;
            case "DropoutMask.FillShares":
                Draw(At(0), Number(1), shares => DropoutMask.FillShares(
                    ref shares[0], shares.Length, (float)Scalar(2), (bool)arguments[3]!, (ulong)(long)arguments[4]!, Number(5), Number(6)));
                break;
            default:
                throw new NotSupportedException($"The interpreter does not know the runtime's function {function}.");
        }
    }

    private static void Set(this Place target, long offset, double value) => target[offset] = value;

    private static void Add(this Place target, long offset, double value) => target[offset] += value;

    /// <summary>Where a gate of a unit lies in a row of all lines.</summary>
    private static int ColumnOf(ColumnLayout columns, int gate, int unit)
    {
        int narrow = columns.WholeBlocks * Line.Length;
        return columns.Plain ? unit
            : columns.Slot > 0 && unit >= narrow ? columns.NarrowStart + gate * columns.Slot + unit - narrow
            : (unit / Line.Length * columns.Gates + gate) * Line.Length + unit % Line.Length;
    }

    /// <summary>Where a column of a row lies in panels: <c>[panel][row][line][16]</c>, of which the last may have fewer lines.</summary>
    private static long InPanels(int column, int row, int rows, int stride, int panelLines)
    {
        int width = panelLines * Line.Length;
        int start = column / width * width;
        return (long)start * rows + row * Math.Min(width, stride - start) + column - start;
    }

    /// <summary>Each gate of each unit of each row, and its place in panels.</summary>
    private static void Columns(ColumnLayout columns, int rows, int panelLines, Action<int, int, int, long> each)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int gate = 0; gate < columns.Gates; gate++)
            {
                for (int unit = 0; unit < columns.Units; unit++)
                {
                    each(row, gate, unit, InPanels(ColumnOf(columns, gate, unit), row, rows, columns.Stride, panelLines));
                }
            }
        }
    }

    /// <summary>The same in a table, whose rows lie each by itself: one panel of all lines.</summary>
    private static void Rows(ColumnLayout columns, int rows, Action<int, int, int, long> each) => Columns(columns, rows, columns.Lines, each);

    private static void Table(Place source, int sourceStride, Place table, int rows, ColumnLayout columns) =>
        Rows(columns, rows, (row, gate, unit, place) => table.Set(place, source[row * (long)sourceStride + gate * columns.Units + unit]));

    /// <summary>Rows of the result: gates of units, in blocks of 16 units with gate beside gate; the blocks are as wide as there are units.</summary>
    private static void TransposedGates(Place source, int sourceStride, Place packed, int count, ColumnLayout gated, int panelLines)
    {
        ColumnLayout result = new(count);
        int rows = gated.Units * gated.Gates;
        int row = 0;
        for (int block = 0; block < gated.Units; block += Line.Length)
        {
            for (int gate = 0; gate < gated.Gates; gate++)
            {
                for (int unit = block; unit < Math.Min(block + Line.Length, gated.Units); unit++, row++)
                {
                    for (int column = 0; column < count; column++)
                    {
                        packed.Set(InPanels(column, row, rows, result.Stride, panelLines), source[column * (long)sourceStride + gate * gated.Units + unit]);
                    }
                }
            }
        }
    }

    /// <summary>Each value of a matrix [segments * size, rows] and its place in the panels of the transpose, whose columns lie in segments.</summary>
    private static void Segments(int rows, int segments, int size, int stride, int panelLines, Action<long, long> each)
    {
        ColumnLayout columns = new(segments * stride);
        for (int segment = 0; segment < segments; segment++)
        {
            for (int i = 0; i < size; i++)
            {
                for (int row = 0; row < rows; row++)
                {
                    each(InPanels(segment * stride + i, row, rows, columns.Stride, panelLines), (segment * (long)size + i) * rows + row);
                }
            }
        }
    }

    /// <summary>The runtime's rounding: what a word of two halves is, is no matter of a kernel. A word is a float, which a double holds exactly.</summary>
    private static void RoundToBFloat16(Place source, Place packed, int rows, int runLength, int lines, int panelLines)
    {
        float[] panels = [.. Enumerable.Range(0, rows * lines * Line.Length).Select(i => (float)source[i])];
        float[] words = new float[rows / runLength * ((runLength + 1) / 2) * lines * Line.Length];
        Packing.RoundToBFloat16(ref panels[0], ref words[0], rows, runLength, lines, panelLines);
        for (int i = 0; i < words.Length; i++)
        {
            packed.Set(i, words[i]);
        }
    }

    /// <summary>The block of a folded table: a row a token, undefined until a token asks for it; the bias; the kernel.</summary>
    private static void PrepareFolded(Place kernel, int kernelStride, Place? bias, Place table, int vocabulary, int size, ColumnLayout columns)
    {
        Place packedBias = table + (long)vocabulary * columns.Stride;
        table.Memory.ForgetAll(table.Index, (long)vocabulary * columns.Stride);
        if (bias is { } values)
        {
            Table(values, 0, packedBias, 1, columns);
        }

        Table(kernel, kernelStride, packedBias + columns.Stride, size, columns);
    }

    private static void RequireFolded(Place tokens, int count, Place embeddings, Place table, int vocabulary, int size, int stride)
    {
        Place bias = table + (long)vocabulary * stride;
        for (int i = 0; i < count; i++)
        {
            long token = (long)tokens[i];
            for (int column = 0; column < stride && !table.Memory.IsDefined(table.Index + token * stride + column); column++)
            {
                double sum = bias[column];
                for (int k = 0; k < size; k++)
                {
                    sum += embeddings[token * size + k] * bias[(k + 1L) * stride + column];
                }

                table.Set(token * stride + column, sum);
            }
        }
    }

    /// <summary>The runtime's random numbers: which they are is no matter of a kernel.</summary>
    private static void Draw(Place target, int count, Action<float[]> draw)
    {
        float[] drawn = new float[count];
        draw(drawn);
        for (int i = 0; i < count; i++)
        {
            target.Set(i, drawn[i]);
        }
    }
}
