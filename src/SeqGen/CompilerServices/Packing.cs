using System.Buffers;
using System.ComponentModel;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SeqGen.CompilerServices;

/// <summary>
/// Moves weights between Keras' layout and the packed layout that emitted kernels read: panels of lines of 16
/// floats, <c>[panel][row][line][16]</c>, missing columns zero. Called by emitted code, not by users.
/// </summary>
/// <remarks>
/// With one gate a panel holds up to <c>panelLines</c> lines of consecutive columns. With several, a panel holds
/// 16 units with one line for each gate, and the source has the gates' columns one after the other. Where at most
/// eight units remain, the gates of the last panel share lines: four or eight floats each.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Packing
{
    private const int Line = 16;

    /// <summary>What a normalisation with fixed statistics multiplies by: <c>gamma / sqrt(variance + epsilon)</c>.</summary>
    /// <param name="variance">The variances.</param>
    /// <param name="gamma">The factors after the normalisation; a null reference for ones.</param>
    /// <param name="packed">Receives the factors.</param>
    /// <param name="count">How many.</param>
    /// <param name="epsilon">What is added to a variance.</param>
    public static void NormalizationScale(ref float variance, ref float gamma, ref float packed, int count, float epsilon)
    {
        for (int i = 0; i < count; i++)
        {
            float factor = Unsafe.IsNullRef(ref gamma) ? 1 : Unsafe.Add(ref gamma, i);
            Unsafe.Add(ref packed, i) = factor / MathF.Sqrt(Unsafe.Add(ref variance, i) + epsilon);
        }
    }

    /// <summary>What it adds then: <c>beta - mean * scale</c>.</summary>
    /// <param name="mean">The means.</param>
    /// <param name="beta">The summands after the normalisation; a null reference for zeros.</param>
    /// <param name="scale">The factors of <see cref="NormalizationScale"/>.</param>
    /// <param name="packed">Receives the summands.</param>
    /// <param name="count">How many.</param>
    public static void NormalizationShift(ref float mean, ref float beta, ref float scale, ref float packed, int count)
    {
        for (int i = 0; i < count; i++)
        {
            float summand = Unsafe.IsNullRef(ref beta) ? 0 : Unsafe.Add(ref beta, i);
            Unsafe.Add(ref packed, i) = summand - Unsafe.Add(ref mean, i) * Unsafe.Add(ref scale, i);
        }
    }

    /// <summary>Packs <paramref name="rows"/> rows of a matrix [rows, sourceStride].</summary>
    /// <param name="source">The first element of the first gate's first column.</param>
    /// <param name="sourceStride">Floats from one source row to the next.</param>
    /// <param name="packed">Receives the panels.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="units">Columns of each gate.</param>
    /// <param name="gates">Gates.</param>
    /// <param name="panelLines">Lines of a full panel.</param>
    public static void Columns(ref float source, int sourceStride, ref float packed, int rows, int units, int gates, int panelLines)
    {
        for (int gate = 0; gate < gates; gate++)
        {
            for (int first = 0; first < units; first += Line)
            {
                int count = Math.Min(Line, units - first);
                ref float target = ref Unsafe.Add(ref packed, LineStart(first, gate, rows, units, gates, panelLines, out int rowStride));
                ref float from = ref Unsafe.Add(ref source, gate * units + first);
                for (int row = 0; row < rows; row++)
                {
                    CopyLine(ref from, ref target, count);
                    from = ref Unsafe.Add(ref from, sourceStride);
                    target = ref Unsafe.Add(ref target, rowStride);
                }
            }
        }
    }

    /// <summary>The inverse of <see cref="Columns"/>: adds packed gradients to a matrix in Keras' layout.</summary>
    /// <param name="packed">The panels.</param>
    /// <param name="target">The first element of the first gate's first column.</param>
    /// <param name="targetStride">Floats from one target row to the next.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="units">Columns of each gate.</param>
    /// <param name="gates">Gates.</param>
    /// <param name="panelLines">Lines of a full panel.</param>
    public static void AddColumns(ref float packed, ref float target, int targetStride, int rows, int units, int gates, int panelLines)
    {
        for (int gate = 0; gate < gates; gate++)
        {
            for (int first = 0; first < units; first += Line)
            {
                int count = Math.Min(Line, units - first);
                ref float from = ref Unsafe.Add(ref packed, LineStart(first, gate, rows, units, gates, panelLines, out int rowStride));
                ref float to = ref Unsafe.Add(ref target, gate * units + first);
                for (int row = 0; row < rows; row++)
                {
                    AddLine(ref from, ref to, count);
                    from = ref Unsafe.Add(ref from, rowStride);
                    to = ref Unsafe.Add(ref to, targetStride);
                }
            }
        }
    }

    /// <summary>Packs a matrix [rows, sourceStride] as a table: each row padded, units in blocks of 16 with gate beside gate.</summary>
    /// <param name="source">The first element of the first gate's first column.</param>
    /// <param name="sourceStride">Floats from one source row to the next.</param>
    /// <param name="packed">Receives the rows.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="units">Columns of each gate.</param>
    /// <param name="gates">Gates.</param>
    public static void Table(ref float source, int sourceStride, ref float packed, int rows, int units, int gates)
    {
        int lines = Lines(units, gates);
        for (int row = 0; row < rows; row++)
        {
            Columns(ref Unsafe.Add(ref source, row * sourceStride), sourceStride, ref Unsafe.Add(ref packed, row * lines * Line), 1, units, gates, lines);
        }
    }

    /// <summary>Adds a vector [gates * units] (perhaps a part of a longer one) to every row of a table.</summary>
    /// <param name="source">The first element of the first gate.</param>
    /// <param name="packed">The table.</param>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="units">Columns of each gate.</param>
    /// <param name="gates">Gates.</param>
    public static void AddToTable(ref float source, ref float packed, int rows, int units, int gates)
    {
        // Training packs tables in every step, so the padded vector is borrowed.
        int stride = Lines(units, gates) * Line;
        float[] borrowed = ArrayPool<float>.Shared.Rent(stride);
        Span<float> padded = borrowed.AsSpan(0, stride);
        padded.Clear();
        Table(ref source, sourceStride: 0, ref padded[0], 1, units, gates);
        for (int row = 0; row < rows; row++)
        {
            Span<float> target = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref packed, (nint)row * stride), stride);
            TensorPrimitives.Add(target, padded, target);
        }

        ArrayPool<float>.Shared.Return(borrowed);
    }

    /// <summary>The inverse of <see cref="Table"/>: adds a table of gradients to a matrix in Keras' layout.</summary>
    /// <param name="packed">The table.</param>
    /// <param name="target">The first element of the first gate's first column.</param>
    /// <param name="targetStride">Floats from one target row to the next.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="units">Columns of each gate.</param>
    /// <param name="gates">Gates.</param>
    public static void FromTable(ref float packed, ref float target, int targetStride, int rows, int units, int gates)
    {
        int lines = Lines(units, gates);
        for (int row = 0; row < rows; row++)
        {
            AddColumns(ref Unsafe.Add(ref packed, row * lines * Line), ref Unsafe.Add(ref target, row * targetStride), targetStride, 1, units, gates, lines);
        }
    }

    /// <summary>
    /// Packs the transpose of a matrix [columns, gates * units], as the backward pass of a recurrent layer needs
    /// it: its rows are the existing columns of the gated layout, in that layout's order.
    /// </summary>
    /// <param name="source">The first element of the first gate's first column.</param>
    /// <param name="sourceStride">Floats from one source row to the next.</param>
    /// <param name="packed">Receives the panels.</param>
    /// <param name="columns">Rows of the source, columns of the result.</param>
    /// <param name="units">Columns of each gate.</param>
    /// <param name="gates">Gates.</param>
    /// <param name="panelLines">Lines of a full panel of the result.</param>
    public static void TransposedGates(ref float source, int sourceStride, ref float packed, int columns, int units, int gates, int panelLines)
    {
        int rows = units * gates;
        for (int first = 0; first < columns; first += Line)
        {
            int count = Math.Min(Line, columns - first);
            ref float target = ref Unsafe.Add(ref packed, LineStart(first, 0, rows, columns, 1, panelLines, out int rowStride));
            for (int block = 0; block < units; block += Line)
            {
                int blockUnits = Math.Min(Line, units - block);
                for (int gate = 0; gate < gates; gate++)
                {
                    Transpose(ref Unsafe.Add(ref source, first * sourceStride + gate * units + block), sourceStride, ref target, rowStride, blockUnits, count);
                    target = ref Unsafe.Add(ref target, blockUnits * rowStride);
                }
            }
        }
    }

    /// <summary>
    /// Packs the transpose of a matrix [segments * segmentSize, rows] whose source rows belong to positions
    /// <c>segment * segmentStride + i</c> of a padded activation; positions in the padding stay zero.
    /// </summary>
    /// <param name="source">The matrix.</param>
    /// <param name="packed">Receives the panels.</param>
    /// <param name="rows">Columns of the source, rows of the result.</param>
    /// <param name="segments">Steps of the activation.</param>
    /// <param name="segmentSize">Values of a step.</param>
    /// <param name="segmentStride">Floats from one step to the next.</param>
    /// <param name="panelLines">Lines of a full panel of the result.</param>
    public static void TransposedSegments(ref float source, ref float packed, int rows, int segments, int segmentSize, int segmentStride, int panelLines)
    {
        int columns = segments * segmentStride;
        for (int segment = 0; segment < segments; segment++)
        {
            for (int first = 0; first < segmentSize; first += Line)
            {
                int count = Math.Min(Line, segmentSize - first);
                ref float target = ref Unsafe.Add(ref packed, LineStart(segment * segmentStride + first, 0, rows, columns, 1, panelLines, out int rowStride));
                Transpose(ref Unsafe.Add(ref source, (segment * segmentSize + first) * rows), rows, ref target, rowStride, rows, count);
            }
        }
    }

    /// <summary>The inverse of <see cref="TransposedSegments"/>: adds packed gradients to a matrix in Keras' layout.</summary>
    /// <param name="packed">The panels.</param>
    /// <param name="target">The matrix [segments * segmentSize, rows].</param>
    /// <param name="rows">Columns of the target, rows of the packed matrix.</param>
    /// <param name="segments">Steps of the activation.</param>
    /// <param name="segmentSize">Values of a step.</param>
    /// <param name="segmentStride">Floats from one step to the next.</param>
    /// <param name="panelLines">Lines of a full panel of the packed matrix.</param>
    public static void AddTransposedSegments(ref float packed, ref float target, int rows, int segments, int segmentSize, int segmentStride, int panelLines)
    {
        int columns = segments * segmentStride;
        for (int segment = 0; segment < segments; segment++)
        {
            for (int first = 0; first < segmentSize; first += Line)
            {
                int count = Math.Min(Line, segmentSize - first);
                ref float from = ref Unsafe.Add(ref packed, LineStart(segment * segmentStride + first, 0, rows, columns, 1, panelLines, out int rowStride));
                ref float to = ref Unsafe.Add(ref target, (segment * segmentSize + first) * rows);
                for (int row = 0; row < rows; row++)
                {
                    for (int lane = 0; lane < count; lane++)
                    {
                        Unsafe.Add(ref to, lane * rows + row) += Unsafe.Add(ref from, lane);
                    }

                    from = ref Unsafe.Add(ref from, rowStride);
                }
            }
        }
    }

    /// <summary>Room for a matrix that is packed in float32 before it is rounded: zeros.</summary>
    /// <param name="length">Floats of the matrix.</param>
    public static ref float NewMatrix(int length) => ref MemoryMarshal.GetArrayDataReference(new float[length]);

    /// <summary>
    /// Rounds packed panels to 16 bits, two rows a line: the first row in the lower halves of the words, the second in the upper
    /// halves. A kernel shifts the first into place and takes the words as they are for the second.
    /// </summary>
    /// <param name="source">The panels in float32.</param>
    /// <param name="packed">Receives the panels.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="runLength">Rows that share lines with each other only; the last of an odd number has a line of its own.</param>
    /// <param name="lines">Lines of a row, over all panels.</param>
    /// <param name="panelLines">Lines of a full panel.</param>
    public static void RoundToBFloat16(ref float source, ref float packed, int rows, int runLength, int lines, int panelLines)
    {
        for (int panel = 0; panel < lines; panel += panelLines)
        {
            int width = Math.Min(panelLines, lines - panel) * Line;
            for (int run = 0; run < rows; run += runLength)
            {
                for (int row = 0; row < runLength; row += 2)
                {
                    for (int i = 0; i < width; i++)
                    {
                        uint lower = BFloat16.Round(Unsafe.Add(ref source, i));
                        uint upper = row + 1 == runLength ? 0 : BFloat16.RoundAbove(Unsafe.Add(ref source, i + width), lower);
                        Unsafe.Add(ref packed, i) = BitConverter.UInt32BitsToSingle(upper << 16 | lower);
                    }

                    source = ref Unsafe.Add(ref source, Math.Min(2, runLength - row) * width);
                    packed = ref Unsafe.Add(ref packed, width);
                }
            }
        }
    }

    /// <summary>Copies a line of 16 floats, or the first ones of it.</summary>
    private static void CopyLine(ref float from, ref float to, int count)
    {
        if (count == Line)
        {
            Unsafe.CopyBlockUnaligned(ref Unsafe.As<float, byte>(ref to), ref Unsafe.As<float, byte>(ref from), Line * sizeof(float));
            return;
        }

        for (int lane = 0; lane < count; lane++)
        {
            Unsafe.Add(ref to, lane) = Unsafe.Add(ref from, lane);
        }
    }

    /// <summary>Adds a line of 16 floats, or the first ones of it.</summary>
    private static void AddLine(ref float from, ref float to, int count)
    {
        int lane = 0;
        for (; lane <= count - Vector128<float>.Count; lane += Vector128<float>.Count)
        {
            (Vector128.LoadUnsafe(ref to, (nuint)lane) + Vector128.LoadUnsafe(ref from, (nuint)lane)).StoreUnsafe(ref to, (nuint)lane);
        }

        for (; lane < count; lane++)
        {
            Unsafe.Add(ref to, lane) += Unsafe.Add(ref from, lane);
        }
    }

    /// <summary>Writes rows of up to 16 floats, each of which is a column of the source: four of them at a time, so that each line of the source is read once for four rows.</summary>
    private static void Transpose(ref float source, int sourceStride, ref float target, int targetStride, int rows, int columns)
    {
        for (int column = 0; column < columns; column += Vector128<float>.Count)
        {
            ref float first = ref Unsafe.Add(ref source, column * sourceStride);
            ref float to = ref Unsafe.Add(ref target, column);
            if (columns - column < Vector128<float>.Count)
            {
                for (int row = 0; row < rows; row++)
                {
                    for (int lane = 0; lane < columns - column; lane++)
                    {
                        Unsafe.Add(ref to, row * targetStride + lane) = Unsafe.Add(ref first, lane * sourceStride + row);
                    }
                }

                return;
            }

            ref float second = ref Unsafe.Add(ref first, sourceStride);
            ref float third = ref Unsafe.Add(ref second, sourceStride);
            ref float fourth = ref Unsafe.Add(ref third, sourceStride);
            for (int row = 0; row < rows; row++)
            {
                Vector128.Create(Unsafe.Add(ref first, row), Unsafe.Add(ref second, row), Unsafe.Add(ref third, row), Unsafe.Add(ref fourth, row)).StoreUnsafe(ref to);
                to = ref Unsafe.Add(ref to, targetStride);
            }
        }
    }

    /// <summary>Where the (at most 16) units of a gate from <paramref name="unit"/> on start, and how far the next row of that panel is.</summary>
    private static int LineStart(int unit, int gate, int rows, int units, int gates, int panelLines, out int rowStride)
    {
        int column = Column(unit, gate, units, gates);
        int line = column / Line;
        int panel = line / panelLines;
        rowStride = Math.Min(panelLines, Lines(units, gates) - panel * panelLines) * Line;
        return panel * rows * panelLines * Line + line % panelLines * Line + column % Line;
    }

    /// <summary>Floats of a padded row of gates.</summary>
    internal static int RowLength(int units, int gates) => Lines(units, gates) * Line;

    /// <summary>The position of a unit's gate in a row of all lines.</summary>
    private static int Column(int unit, int gate, int units, int gates)
    {
        int slot = Slot(units, gates);
        int narrow = units / Line * Line;
        return gates == 1 ? unit
            : slot > 0 && unit >= narrow ? narrow * gates + gate * slot + unit - narrow
            : (unit / Line * gates + gate) * Line + unit % Line;
    }

    private static int Lines(int units, int gates) => Slot(units, gates) is > 0 and int slot
        ? units / Line * gates + (slot * gates + Line - 1) / Line
        : (units + Line - 1) / Line * gates;

    /// <summary>Floats of a gate in the narrow panel, or 0 where there is none.</summary>
    private static int Slot(int units, int gates) => gates == 1 || units % Line is 0 or > 8 ? 0 : units % Line > 4 ? 8 : 4;
}
