using System.Globalization;

namespace SeqGen.Generator.Emission;

/// <summary>Products that add up over rows: gradients of matrices and of biases.</summary>
internal sealed partial class KernelWriter
{
    /// <summary>
    /// Floats of a row of A, from which on the columns behind a tile's are asked for: they lie in another line of each row,
    /// and rows so wide are not in the first-level cache.
    /// </summary>
    private const int WideRow = 128;

    /// <summary>Rows whose products are added up before they meet what is there already, so that long sums keep their digits.</summary>
    private const int RowsTogether = 512;

    /// <summary>
    /// Writes <c>G += A^T . D</c> over <paramref name="count"/> rows: the gradient of a matrix whose product with A
    /// gave D's columns. The sum stays in registers while the rows pass, and is added to G behind some hundred of them.
    /// </summary>
    /// <param name="gradient">G, in the buffer <c>gradient</c>.</param>
    /// <param name="a">A reference to A's first row.</param>
    /// <param name="aStride">Floats from one row of A to the next.</param>
    /// <param name="runs">The positions of a row of A that are G's rows.</param>
    /// <param name="d">A reference to D's first row; its row is laid out as G's columns.</param>
    /// <param name="dStride">Floats from one row of D to the next; negative to walk backwards.</param>
    /// <param name="count">The number of rows: a number, or a C# expression of type int for some hundred at most.</param>
    public void AccumulateProduct(PackedMatrix gradient, string a, int aStride, IReadOnlyList<Run> runs, string d, int dStride, string count)
    {
        ColumnLayout columns = gradient.Columns;
        if (columns.FullPanels > 0)
        {
            AccumulatePanels(gradient, a, aStride, runs, d, dStride, count, 0, columns.FullPanels, columns.PanelLines);
        }

        if (columns.LastLines > 0)
        {
            AccumulatePanels(gradient, a, aStride, runs, d, dStride, count, columns.FullPanels, 1, columns.LastLines);
        }
    }

    private void AccumulatePanels(
        PackedMatrix gradient, string a, int aStride, IReadOnlyList<Run> runs, string d, int dStride, string count, int firstPanel, int panels, int lines)
    {
        int fullPanel = gradient.Columns.PanelLines * Simd.Line;
        bool loop = panels > 1;
        string panel = loop ? "p" : firstPanel.ToString();
        using (Block(loop ? $"for (nuint p = 0; p < {panels}; p++)" : ""))
        {
            string start = panel == "0" ? "" : loop ? $" + (nint)p * {gradient.Rows * fullPanel}" : $" + {firstPanel * gradient.Rows * fullPanel}";
            Line($"ref float g = ref Unsafe.Add(ref {new Origin(gradient.Buffer ?? BufferKind.Gradient, "")}, {gradient.Constant}{start});");
            string column = panel == "0" ? "" : loop ? $"p * {fullPanel}" : (firstPanel * fullPanel).ToString();
            bool sub = simd.Lanes < Simd.Line;
            IDisposable? subBlock = sub ? Block($"for (nuint s = 0; s < {Simd.Line}; s += {simd.Lanes})") : null;
            string dStart = string.Join(" + ", new[] { column, sub ? "s" : "" }.Where(x => x.Length > 0));
            int step = lines * Simd.Line;
            Line($"nuint w = {(sub ? "s" : "0")};");
            foreach (Run run in runs)
            {
                IDisposable? repeat = run.Repeat > 1 ? Block($"for (nuint j = {run.Start}; j < {run.Start + run.Repeat * run.Stride}; j += {run.Stride})") : null;
                int tile = simd.TileRows(lines, run.Count);
                int full = run.Count / tile;
                if (full > 1)
                {
                    string from = repeat != null ? "j" : run.Start.ToString();
                    string to = repeat != null ? $"j + {full * tile}" : (run.Start + full * tile).ToString();
                    using (Block($"for (nuint k = {from}; k < {to}; k += {tile}, w += {tile * step})"))
                    {
                        GradientTile("k", 0, tile);
                    }
                }
                else if (full == 1)
                {
                    using (Block(""))
                    {
                        GradientTile(repeat != null ? "j" : "", repeat != null ? 0 : run.Start, tile);
                    }

                    Line($"w += {tile * step};");
                }

                int rest = run.Count % tile;
                if (rest > 0)
                {
                    using (Block(""))
                    {
                        GradientTile(repeat != null ? "j" : "", (repeat != null ? 0 : run.Start) + full * tile, rest);
                    }

                    Line($"w += {rest * step};");
                }

                repeat?.Dispose();
            }

            subBlock?.Dispose();

            void GradientTile(string k, int kPlus, int rows)
            {
                string aOffset = k.Length == 0 ? kPlus.ToString() : k + Plus(kPlus);
                Line($"nuint left = {aOffset}, right = {(dStart.Length == 0 ? "0" : dStart)};");
                bool parts = IsLong(count, RowsTogether);
                using (parts ? Block($"for (int first = 0; first < {count}; first += {RowsTogether})") : null)
                {
                    RowsOfTile(rows, parts ? "first" : "0", parts ? $"Math.Min(first + {RowsTogether}, {count})" : count);
                }
            }

            void RowsOfTile(int rows, string from, string to)
            {
                for (int row = 0; row < rows; row++)
                {
                    for (int line = 0; line < lines; line++)
                    {
                        Line($"Vec {Accumulator(row, 0, line)} = Vec.Zero;");
                    }
                }

                string dStep = dStride < 0 ? $"right -= {-dStride}" : $"right += {dStride}";
                using (Block($"for (int m = {from}; m < {to}; m++, left += {aStride}, {dStep})"))
                {
                    for (int line = 0; line < lines; line++)
                    {
                        Line($"Vec d{line} = V.LoadUnsafe(ref {d}, right{Plus(line * Simd.Line)});");
                    }

                    if (aStride >= WideRow)
                    {
                        Line($"Prefetch.Line(ref Unsafe.Add(ref {a}, left + {rows + Simd.Line - 1}));");
                    }

                    for (int row = 0; row < rows; row++)
                    {
                        Line($"Vec x{row} = V.Create(Unsafe.Add(ref {a}, left{Plus(row)}));");
                        for (int line = 0; line < lines; line++)
                        {
                            string sum = Accumulator(row, 0, line);
                            Line($"{sum} = V.FusedMultiplyAdd(x{row}, d{line}, {sum});");
                        }
                    }
                }

                for (int row = 0; row < rows; row++)
                {
                    for (int line = 0; line < lines; line++)
                    {
                        string place = $"ref g, w{Plus(row * step + line * Simd.Line)}";
                        Line($"V.StoreUnsafe({Accumulator(row, 0, line)} + V.LoadUnsafe({place}), {place});");
                    }
                }
            }
        }
    }

    /// <summary>
    /// Writes <c>gradient[columns] += sum of D's rows</c>: the gradient of a bias. The sums of many columns run side by side,
    /// since an addition waits for the one before.
    /// </summary>
    /// <param name="gradient">The gradient, in the buffer <c>gradient</c>.</param>
    /// <param name="d">A reference to D's first row.</param>
    /// <param name="dStride">Floats from one row of D to the next.</param>
    /// <param name="count">The number of rows: a number, or a C# expression of type int for some hundred at most.</param>
    public void AccumulateRows(PackedMatrix gradient, string d, int dStride, string count)
    {
        // Of a sum in parts, the parts take registers too.
        bool parts = IsLong(count, PartOfSum);
        int together = parts ? 8 : 16;
        Reference("biasGradient", "gradient", gradient.Constant);
        int vectors = gradient.Columns.Stride / simd.Lanes;
        int groups = vectors / together;
        if (groups > 0)
        {
            bool loop = groups > 1;
            using (Block(loop ? $"for (nuint c = 0; c < {groups * together * simd.Lanes}; c += {together * simd.Lanes})" : ""))
            {
                Sums(loop ? "c" : "0", together);
            }
        }

        if (vectors % together > 0)
        {
            using (Block(""))
            {
                Sums((groups * together * simd.Lanes).ToString(), vectors % together);
            }
        }

        void Sums(string first, int sums)
        {
            string[] names = [.. Enumerable.Range(0, sums).Select(sum => "sum" + sum)];
            foreach (string name in names)
            {
                Line($"Vec {name} = Vec.Zero;");
            }

            Line($"nuint right = {first};");
            SumInParts(names, count, parts ? int.Parse(count, CultureInfo.InvariantCulture) : 1, "m", $", right += {dStride}", (name, sum) =>
                Add(name, Load(d, "right", sum * simd.Lanes)));
            for (int sum = 0; sum < sums; sum++)
            {
                Store(Value.Named(names[sum]) + Load("biasGradient", first, sum * simd.Lanes), "biasGradient", first, sum * simd.Lanes);
            }
        }
    }

    private static bool IsLong(string count, int most) => int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > most;
}
