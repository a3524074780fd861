namespace SeqGen.Generator.Layers;

/// <summary>The walk forward through time.</summary>
internal abstract partial class Recurrence
{
    public void Forward(KernelWriter k)
    {
        BeginForward(k);
        k.Blank();
        using (TimeLoop(k, reversed: false))
        {
            StepForward(k);
        }

        EndForward(k);
    }

    /// <summary>Writes what comes before the first step: projections, and the state that is zero.</summary>
    public void BeginForward(KernelWriter k)
    {
        _dropout?.Start(k);
        StartForward(k);
        if (!Stretched)
        {
            ProjectInput(k);
        }

        if ((HandedStates || StoredStates) && !Planner.IsStreaming)
        {
            TakeStates(k);
        }
        else if (!Keep && !Planner.IsStreaming && !GivenStates)
        {
            k.Comment("The state before the first step is zero.");
            ClearFirst(k, "hFirst", Hidden);
            foreach ((string name, Tensor values, _) in MoreStates)
            {
                ClearFirst(k, name + "First", values);
            }
        }
    }

    /// <summary>Writes the step <c>t</c>; it needs nothing from the steps before but what is in the workspace.</summary>
    public void StepForward(KernelWriter k)
    {
        InputStep(k);
        if (Stretched && Stretch == 1)
        {
            ProjectInput(k);
        }
        else if (Stretched)
        {
            k.Let(First, Index.Counter("at").FloorTo(Stretch));
            using (k.If(Test.IsMultiple("t", Stretch)))
            {
                ProjectInput(k);
            }
        }

        StateReference(k, "hPrevious", Hidden, 0);
        StateReference(k, "hNext", Hidden, 1);
        CommonReferences(k);
        StepReferences(k);
        if (!Masked || Training)
        {
            _dropout?.DropState(k, Hidden);
            Step(k);
            return;
        }

        k.Comment("A step that is padding everywhere only hands its states on.");
        Scalar masks = Enumerable.Range(0, Rows).Select(row => Address.Of("maskNow", row * Input.Mask!.RowStride).Float).Aggregate((sum, mask) => sum + mask);
        using (k.If(masks.Is(0f)))
        {
            CarryState(k, "h", Hidden);
            foreach ((string name, Tensor values, _) in MoreStates.Where(_ => Keep))
            {
                CarryState(k, name, values);
            }
        }

        using (k.Else())
        {
            Step(k);
        }
    }

    private void ProjectInput(KernelWriter k)
    {
        foreach (Projection projection in _projections)
        {
            projection.Forward(k);
        }
    }

    /// <summary>True where the product of the state may come before the layers in front.</summary>
    public bool StepsEarly => _products.FirstOrDefault()?.Early != null;

    /// <summary>Writes that product.</summary>
    public void EarlyStep(KernelWriter k) => _products[0].Early!.Write(k);

    /// <summary>Writes what comes after the last step: a stream leaves its states where the next step reads them.</summary>
    public void EndForward(KernelWriter k)
    {
        if (!Planner.IsStreaming)
        {
            return;
        }

        if (LeavesHidden(k))
        {
            return;
        }

        k.Comment(Keep ? "The next step starts from the states of this one." : "The next step starts from this one's h.");
        CopyFirst(k, "h", Hidden, Keep ? Steps : 1);
        if (Keep)
        {
            foreach ((string name, Tensor values, _) in MoreStates)
            {
                CopyFirst(k, name, values, Steps);
            }
        }
    }

    /// <summary>Writes the states before the first step: the final states of another layer, or weights.</summary>
    public void TakeStates(KernelWriter k)
    {
        if (StoredStates)
        {
            k.Comment("The states before the first step are weights.");
            using (k.Loop("row", Rows))
            {
                foreach (((_, Tensor values, _), PackedMatrix stored, _) in Stored)
                {
                    k.Copy(stored.First(), RowAt(values, 0), values.Size);
                }
            }

            return;
        }

        k.Comment("The states before the first step are the final states of another layer.");
        using (k.Loop("row", Rows))
        {
            foreach (((_, Tensor values, _), IReadOnlyList<EndState> parts) in Handed)
            {
                int place = 0;
                foreach (EndState part in parts)
                {
                    k.Copy(RowAt(part.Values, 0), RowAt(values, place), part.Values.Size);
                    place += part.Values.Size;
                }
            }
        }
    }

    private static Address RowAt(Tensor tensor, int plus) => tensor.Row + plus;

    private void CarryState(KernelWriter k, string name, Tensor states) =>
        k.ForRows(Rows, [(name + "Previous", states.RowStride), (name + "Next", states.RowStride)], row => k.Copy(row(name + "Previous"), row(name + "Next"), states.Stride));

    private void ClearFirst(KernelWriter k, string name, Tensor state)
    {
        k.Reference(name, state);
        k.ForRows(Rows, [(name, state.RowStride)], row => k.Clear(row(name), state.Stride));
    }

    private void CopyFirst(KernelWriter k, string name, Tensor state, int slot)
    {
        using (k.Scope())
        {
            k.Reference(name + "Last", LayerPlanner.View(state, slot, 1));
            k.Reference(name + "First", state);
            k.Copy(name + "Last", name + "First", state.Stride);
        }
    }
}
