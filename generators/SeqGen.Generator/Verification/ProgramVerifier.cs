namespace SeqGen.Generator.Verification;

/// <summary>Proves of a whole program what <see cref="KernelVerifier"/> proves of a method, in the order in which the methods run.</summary>
internal static class ProgramVerifier
{
    /// <summary>Checks a program.</summary>
    /// <param name="plan">The plan of the model.</param>
    /// <param name="program">The program.</param>
    /// <param name="target">The target.</param>
    /// <param name="methods">The methods of its layers, by layer.</param>
    /// <exception cref="KernelException">It breaks a rule.</exception>
    public static void Check(NetworkPlan plan, ProgramPlan program, Target target, IReadOnlyList<LayerMethod> methods)
    {
        Regions regions = new(plan, program);
        WorkspaceHistory history = new();
        WriteFromOutside(regions, program, history, program.Layers.SelectMany(layer => layer.InitialStates).Select(state => state.Slot));
        WriteFromOutside(regions, program, history, program.Layers.SelectMany(layer => layer.StreamStates).Select(state => state.Buffer ?? state.Slot));
        WriteFromOutside(regions, program, history, program.Turn is { } turn ? [turn] : []);
        CheckAll(methods.Where(method => method.Kind == MethodKind.Begin || (program.IsStream && !method.IsStep)));

        // A layer's early part runs before the step or in its place: what was written before the step is all that it may read.
        CheckAll(methods.Where(method => method.IsStep && method.IsEarly).Reverse());
        CheckAll(methods.Where(method => method.Kind == MethodKind.Forward && !method.IsEarly && method.IsStep == program.IsStream));
        if (program.Training)
        {
            WriteFromOutside(regions, program, history, program.Outputs.Select(output => output.Gradient!));
            WriteFromOutside(regions, program, history, program.Layers.SelectMany(layer => layer.FinalStates).Select(state => state.Gradient!));
            CheckAll(methods.Where(method => method.Kind == MethodKind.Backward).GroupBy(method => method.Layer).Reverse().SelectMany(layer => layer));
        }

        history.End();

        void CheckAll(IEnumerable<LayerMethod> methods)
        {
            foreach (LayerMethod method in methods)
            {
                Check(method, regions, target, new(history));
            }
        }
    }

    /// <summary>Checks a method by itself.</summary>
    /// <param name="method">The method.</param>
    /// <param name="regions">What the program may touch.</param>
    /// <param name="target">The target.</param>
    /// <param name="written">What of the workspace was written before; null where that is not followed.</param>
    /// <exception cref="KernelException">It breaks a rule.</exception>
    public static void Check(LayerMethod method, Regions regions, Target target, WrittenParts? written = null) =>
        new KernelVerifier(regions, target.Lanes, method.IsStep, method.Summary, written).Check(method.Statements);

    /// <summary>What the runtime writes before the program runs.</summary>
    private static void WriteFromOutside(Regions regions, ProgramPlan program, WorkspaceHistory history, IEnumerable<Tensor> tensors)
    {
        WrittenParts outside = new(history);
        Ranges ranges = new();
        foreach (Tensor tensor in tensors)
        {
            Region region = regions.At(tensor.OffsetValue);
            for (int row = 0; row < program.Rows; row++)
            {
                for (int value = 0; value < (tensor.HasStepsInLanes ? tensor.Size : 1); value++)
                {
                    outside.Write(region, tensor.OffsetValue + (long)row * tensor.RowStride + (long)value * tensor.ValueStride, (long)tensor.Steps * tensor.Stride, ranges);
                }
            }
        }
    }
}
