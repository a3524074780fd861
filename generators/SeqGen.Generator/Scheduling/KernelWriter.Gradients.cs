namespace SeqGen.Generator.Scheduling;

/// <summary>Products that add up over rows: gradients of matrices and of biases.</summary>
internal sealed partial class KernelWriter
{
    /// <summary>Opens a loop over stretches of rows, whose products are added to a gradient at a time: <c>first</c> is a stretch's first row, <c>count</c> its rows.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="steps">The steps of a sequence.</param>
    public IDisposable LoopOverStretches(int rows, int steps)
    {
        int most = SumSchedule.GradientSteps(steps);
        IDisposable loop = Loop("first", 0, rows, most);
        if (rows <= most)
        {
            LetConstant("count", rows);
        }
        else
        {
            Let("count", Index.Min(most, (Index)rows - "first"));
        }

        return loop;
    }

    /// <summary>
    /// Writes <c>G += A^T . D</c> over <paramref name="count"/> rows: the gradient of a matrix whose product with A
    /// gave D's columns. The sum stays in registers while the rows pass, and is added to G after some hundred of them.
    /// </summary>
    /// <param name="gradient">G, in the buffer <c>gradient</c>.</param>
    /// <param name="a">A reference to A's first row.</param>
    /// <param name="aStride">Floats from one row of A to the next.</param>
    /// <param name="runs">The positions of a row of A that are G's rows.</param>
    /// <param name="d">A reference to D's first row; its row is laid out as G's columns.</param>
    /// <param name="dStride">Floats from one row of D to the next; negative to walk backwards.</param>
    /// <param name="count">The number of rows: a number, or a declared one of some hundred at most.</param>
    public void AccumulateProduct(PackedMatrix gradient, string a, int aStride, IReadOnlyList<Run> runs, string d, int dStride, Index count)
    {
        using IDisposable operation = Operation($"{gradient.Name} += {a}^T . {d}: {Extents(gradient)} over {Text(count)} rows");
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
        PackedMatrix gradient, string a, int aStride, IReadOnlyList<Run> runs, string d, int dStride, Index count, int firstPanel, int panels, int lines)
    {
        int fullPanel = gradient.Columns.PanelLines * Line.Length;
        bool loop = panels > 1;
        Index panel = loop ? "p" : firstPanel;
        using (loop ? OffsetLoop("p", 0, panels, 1) : Scope())
        {
            int panelLength = gradient.Rows * fullPanel;
            Reference("g", gradient.First(BufferKind.Gradient) + (loop ? panel.Signed * panelLength : firstPanel * panelLength));
            bool sub = Target.Lanes < Line.Length;
            using IDisposable? subBlock = sub ? OffsetLoop("s", 0, Line.Length, Target.Lanes) : null;
            Index lane = sub ? "s" : 0;
            Index column = (loop ? panel * fullPanel : firstPanel * fullPanel) + lane;
            int step = lines * Line.Length;
            LetOffsets(("w", lane));
            foreach (Run run in runs)
            {
                using IDisposable? repeat = RepeatLoop(run);
                Index start = repeat != null ? "j" : run.Start;
                int tile = Target.TileRows(lines, run.Count);
                int full = run.Count / tile;
                if (full > 1)
                {
                    using (OffsetLoop("k", start, start + full * tile, tile, new Advance("w", tile * step)))
                    {
                        GradientTile("k", tile);
                    }
                }
                else if (full == 1)
                {
                    using (Scope())
                    {
                        GradientTile(start, tile);
                    }

                    Write(new AddIndex("w", tile * step));
                }

                int rest = run.Count % tile;
                if (rest > 0)
                {
                    using (Scope())
                    {
                        GradientTile(start + full * tile, rest);
                    }

                    Write(new AddIndex("w", rest * step));
                }
            }

            void GradientTile(Index left, int rows)
            {
                LetOffsets(("left", left), ("right", column));
                bool parts = SumSchedule.IsLong(count, SumSchedule.RowsTogether);
                using (parts ? Loop("first", 0, count, SumSchedule.RowsTogether) : null)
                {
                    RowsOfTile(rows, parts ? "first" : 0, parts ? Index.Min(Index.Counter("first") + SumSchedule.RowsTogether, count) : count);
                }
            }

            void RowsOfTile(int rows, Index from, Index to)
            {
                for (int row = 0; row < rows; row++)
                {
                    for (int line = 0; line < lines; line++)
                    {
                        Let(Accumulator(row, 0, line), Value.Zero);
                    }
                }

                using (Loop("m", from, to, 1, new Advance("left", aStride), new Advance("right", dStride)))
                {
                    for (int line = 0; line < lines; line++)
                    {
                        Let("d" + line, Load(d, "right", line * Line.Length));
                    }

                    if (SumSchedule.AsksForColumns(aStride))
                    {
                        Write(new PrefetchStatement(Address.Of(a, Index.Counter("left") + (rows + Line.Length - 1)), Length: null));
                    }

                    for (int row = 0; row < rows; row++)
                    {
                        Value x = Value.Broadcast(Address.Of(a, Index.Counter("left") + row).Float);
                        x = lines == 1 ? x : Let("x" + row, x);
                        for (int line = 0; line < lines; line++)
                        {
                            AddProduct(Accumulator(row, 0, line), x, Value.Named("d" + line));
                        }
                    }
                }

                for (int row = 0; row < rows; row++)
                {
                    for (int line = 0; line < lines; line++)
                    {
                        int place = row * step + line * Line.Length;
                        Store(Value.Named(Accumulator(row, 0, line)) + Load("g", "w", place), "g", "w", place);
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
    /// <param name="count">The number of rows: a number, or a declared one of some hundred at most.</param>
    public void AccumulateRows(PackedMatrix gradient, string d, int dStride, Index count)
    {
        using IDisposable operation = Operation($"{gradient.Name} += the {Text(count)} rows of {d}");
        bool parts = SumSchedule.IsLong(count, SumSchedule.Part);
        int together = SumSchedule.ColumnsTogether(parts);
        Reference("biasGradient", gradient.First(BufferKind.Gradient));
        int vectors = gradient.Columns.Stride / Target.Lanes;
        int groups = vectors / together;
        if (groups > 0)
        {
            bool loop = groups > 1;
            using (loop ? OffsetLoop("c", 0, groups * together * Target.Lanes, together * Target.Lanes) : Scope())
            {
                Sums(loop ? "c" : 0, together);
            }
        }

        if (vectors % together > 0)
        {
            using (Scope())
            {
                Sums(groups * together * Target.Lanes, vectors % together);
            }
        }

        void Sums(Index first, int sums)
        {
            string[] names = [.. Enumerable.Range(0, sums).Select(sum => "sum" + sum)];
            foreach (string name in names)
            {
                Let(name, Value.Zero);
            }

            LetOffsets(("right", first));
            SumInParts(names, count, parts ? ((NumberIndex)count).Number : 1, "m", [new Advance("right", dStride)], (name, sum) =>
                Add(name, Load(d, "right", sum * Target.Lanes)));
            for (int sum = 0; sum < sums; sum++)
            {
                Store(Value.Named(names[sum]) + Load("biasGradient", first, sum * Target.Lanes), "biasGradient", first, sum * Target.Lanes);
            }
        }
    }

    private static string Text(Index count) => count is NumberIndex number ? $"{number.Number}" : ((CounterIndex)count).Name;
}
