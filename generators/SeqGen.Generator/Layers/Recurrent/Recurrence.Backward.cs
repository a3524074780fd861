namespace SeqGen.Generator.Layers;

/// <summary>The walk back through time, and the products that follow it.</summary>
internal abstract partial class Recurrence
{
    public void Backward(KernelWriter k)
    {
        StartGradient(k, "h", HiddenGradient, EndStates[0], Options.ReturnSequences ? null : OutputGradient);
        int state = 0;
        foreach ((string name, _, Tensor? gradient) in MoreStates)
        {
            StartGradient(k, name, gradient!, EndStates[++state], null);
        }

        k.Blank();
        k.Reference("hGradient", HiddenGradient);
        foreach ((string name, _, Tensor? gradient) in MoreStates)
        {
            k.Reference(name + "Gradient", gradient!);
        }

        using (TimeLoop(k, reversed: true))
        {
            InputStep(k);
            StateReference(k, "hPrevious", Hidden, 0);
            if (Options.ReturnSequences)
            {
                k.Reference("outputGradient", OutputGradient!.At(Index.Counter("t")));
            }

            CommonReferences(k);
            StepReferences(k);
            StepBackward(k);
        }

        HandGradientsBack(k);
        WriteStoredGradients(k);
        foreach (Projection projection in _projections)
        {
            projection.DifferentiateNormalization(k);
        }

        WriteWeightGradients(k);
        WriteInputGradient(k);
    }

    /// <summary>The gradients of the initial states go to the layer whose final states they were.</summary>
    private void HandGradientsBack(KernelWriter k)
    {
        if (_stateGradients.Count == 0)
        {
            return;
        }

        k.Blank();
        k.Comment("Gradients of the initial states, for the layer that they came from.");
        using (k.Loop("row", Rows))
        {
            foreach (EndStateGradient part in _stateGradients)
            {
                k.Copy(RowAt(part.Carried, part.Place), RowAt(part.Gradient, 0), part.Gradient.Size);
            }
        }
    }

    /// <summary>The gradients of initial states that are weights: every row starts from them.</summary>
    private void WriteStoredGradients(KernelWriter k)
    {
        if (!StoredStates || !Layer.Trainable)
        {
            return;
        }

        k.Blank();
        k.Comment("Gradients of the initial states, of all rows.");
        foreach (((_, _, Tensor? carried), _, PackedMatrix? gradient) in Stored)
        {
            using (k.Scope())
            {
                k.Reference("initialGradient", carried!);
                k.AccumulateRows(gradient!, "initialGradient", carried!.RowStride, Rows);
            }
        }
    }

    /// <summary>Runs a step backwards for the units of all rows; a masked step's <c>real</c> is known.</summary>
    protected void ForUnits(KernelWriter k, IReadOnlyList<(string Name, int RowStride)> rows, ColumnLayout columns, Action<UnitPoint> body) =>
        k.ForRows(Rows, [.. rows], row => k.MapUnits(columns, row, point =>
        {
            if (Masked)
            {
                DeclareReal(k, point);
            }

            body(point);
        }));

    /// <summary>Writes <c>hGradient = (hGradient +) gates . U^T</c>.</summary>
    protected void BackThroughKernel(KernelWriter k, RecurrentProduct product, (string Name, int RowStride) gates, bool add) =>
        product.Back(k, gates, "dh[t-1] " + (add ? "+" : "") + "= gates' gradients . U^T" + (Fed == Hidden ? "" : " * factors"), p => p with
        {
            Buffers = [new("hGradient", HiddenGradient.RowStride), .. (_dropout?.Rows ?? []).Select(b => new RowBuffer(b.Name, b.RowStride))],
            Initial = add && Fed == Hidden ? (point, line) => point.Load("hGradient", line) : null,
            Epilogue = Fed == Hidden ? k.StoreTo("hGradient") : RecurrentDropout.StoreGradient(k, "hGradient", add),
        });

    /// <summary>The buffers that a backward step walks row by row.</summary>
    protected List<(string Name, int RowStride)> BackwardRows(params (string Name, int RowStride)[] more)
    {
        List<(string, int)> rows = [("hGradient", HiddenGradient.RowStride), ("hPrevious", Hidden.RowStride)];
        if (Options.ReturnSequences)
        {
            rows.Add(("outputGradient", OutputGradient!.RowStride));
        }

        if (Masked)
        {
            rows.Add(("maskNow", Input.Mask!.RowStride));
        }

        rows.AddRange(_projections.Select(p => (p.Now, p.Values.RowStride)));
        rows.AddRange(_dropout?.Rows ?? []);
        rows.AddRange(more);
        return rows;
    }

    /// <summary>Sets the carried gradient of a state to what comes in after the last step.</summary>
    private void StartGradient(KernelWriter k, string state, Tensor carried, EndState end, Tensor? fromOutput)
    {
        using (k.Scope())
        {
            var sources = new List<(string Name, Tensor Tensor)>();
            if (fromOutput != null)
            {
                sources.Add(("fromOutput", fromOutput));
            }

            if (FinalGradients.TryGetValue(state, out Tensor? final))
            {
                sources.Add(("fromState", final));
            }

            sources.AddRange(Planner.GradientsOf(end).Select((gradient, index) => ($"handed{index}", gradient)));
            k.Reference("start", carried);
            if (sources.Count == 0)
            {
                k.Clear("start", Rows * carried.RowStride);
                return;
            }

            foreach ((string name, Tensor tensor) in sources)
            {
                k.Reference(name, tensor);
            }

            k.Map(Rows * carried.RowStride, i => k.Store(Value.Sum(sources.Select(s => k.Load(s.Name, i)))!, "start", i));
        }
    }

    private void WriteWeightGradients(KernelWriter k)
    {
        if (!Layer.Trainable)
        {
            return;
        }

        k.Blank();
        k.Comment("Gradients of the weights: products over the steps, a stretch of them at a time.");
        using (k.LoopOverRows())
        using (k.LoopOverStretches(Steps, Steps))
        {
            Index rowIndex = Rows == 1 ? Index.Zero : Index.Row;
            Index first = Index.Counter("first");
            foreach ((PackedMatrix gradient, Tensor left, Tensor right) in RecurrentGradients)
            {
                using (k.Scope())
                {
                    k.Reference("states", left.At(rowIndex, first));
                    k.Reference("gates", right.At(rowIndex, Backwards ? (Index)(Steps - 1) - first : first));
                    k.AccumulateProduct(gradient, "states", left.Stride, [new Run(0, left.Size)], "gates", Backwards ? -right.Stride : right.Stride, "count");
                }
            }

            foreach ((PackedMatrix gradient, Tensor right) in RecurrentBiasGradients)
            {
                using (k.Scope())
                {
                    k.Reference("gates", right.At(rowIndex, first));
                    k.AccumulateRows(gradient, "gates", right.Stride, "count");
                }
            }

            foreach (Projection projection in _projections)
            {
                projection.WeightGradients(k, rowIndex);
            }
        }
    }

    private void WriteInputGradient(KernelWriter k)
    {
        if (Input.Gradient is not { } target)
        {
            return;
        }

        k.Blank();
        k.Comment("Gradient of the input.");
        using (k.If(Input.GradientCondition))
        {
            bool add = AddToInputGradient && _dropout?.Input == null;
            foreach (Projection projection in _projections)
            {
                projection.InputGradient(k, target, add);
                add = true;
            }

            _dropout?.InputGradient(k, AddToInputGradient);
        }
    }
}
