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
    public static void Check(NetworkPlan plan, ProgramPlan program, Simd target, IReadOnlyList<LayerMethod> methods)
    {
        Regions regions = new(plan, program);
        WorkspaceHistory history = new();
        WriteFromOutside(regions, program, history, program.Layers.SelectMany(layer => layer.InitialStates).Select(state => state.Slot));
        WriteFromOutside(regions, program, history, program.Layers.SelectMany(layer => layer.StreamStates).Select(state => state.Slot));
        WriteFromOutside(regions, program, history, program.Turn is { } turn ? [turn] : []);
        Check(methods.Where(method => method.Kind == MethodKind.Begin || (program.Kind == ProgramKind.Stream && !method.IsStep)));

        // A layer's early part runs before the step or in its place: what was written before the step is all that it may read.
        Check(methods.Where(method => method.IsStep && method.IsEarly).Reverse());
        Check(methods.Where(method => method.Kind == MethodKind.Forward && !method.IsEarly && method.IsStep == (program.Kind == ProgramKind.Stream)));
        if (program.Training)
        {
            WriteFromOutside(regions, program, history, [program.Output.Gradient!]);
            WriteFromOutside(regions, program, history, program.Layers.SelectMany(layer => layer.FinalStates).Select(state => state.Gradient!));
            Check(methods.Where(method => method.Kind == MethodKind.Backward).GroupBy(method => method.Layer).Reverse().SelectMany(layer => layer));
        }

        history.End();

        void Check(IEnumerable<LayerMethod> methods)
        {
            foreach (LayerMethod method in methods)
            {
                method.Verify(regions, target, new(history));
            }
        }
    }

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
                outside.Write(region, tensor.OffsetValue + (long)row * tensor.RowStride, (long)tensor.Steps * tensor.Stride, ranges);
            }
        }
    }
}
