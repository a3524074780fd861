namespace SeqGen.Generator.Emission;

/// <summary>
/// Writes the kernels of a model for one vector width: a class with the programs, and in it one with the
/// layers, which has a method a layer, program and direction.
/// </summary>
internal static class KernelFile
{
    private const string Attributes = "[MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]";
    private const string Arguments = "ref float weights, ref float packed, ref float work, in ProgramInputs inputs";
    private const string Layers = "Layers";

    /// <param name="plan">The model.</param>
    /// <param name="target">The target.</param>
    /// <param name="called">The functions of vectors that it calls: a <see cref="FunctionFile"/> has them.</param>
    public static string Write(NetworkPlan plan, Target target, out IReadOnlyCollection<MathFunction> called)
    {
        var code = new CodeWriter();
        code.Line($"// The kernels in vectors of {target.Bits} bits ({target.Lanes} floats). The other widths do the same.");
        code.Line("//");
        code.Line("// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]");
        code.Line("// work     the program's workspace            gradient  gradients in panels, added to");
        code.Line("//");
        code.Line("// Vec, V, F  vectors of this width, the framework's operations on them, and the library's: F.Load(ref a, i, n) begins at a[i + n]");
        code.Line("// F.MultiplyAdd(x, ref a, i, n, c)  is x times the vector that begins at a[i + n], and c; F.ScaleAdd(ref a, i, n, x, c) is the one float a[i + n] times x, and c");
        code.Line("// F.Add(x, ref a, i, n)  adds x to the vector there; with four vectors each lies as many floats after the one before as the last number says, as for F.Store");
        code.Line("// Place      Place.At(ref a, i, n) is a[i + n], Place.Row(ref a, r, n, m) is a[r * n + m]");
        var math = new MathCalls(plan.Spec.Options.Gates);
        string kernels = WriteKernels(plan, target, math);
        called = math.Called;
        EmittedNamespace.Write(code, EmittedNamespace.Of(plan.Spec.Class), kernels, Vectors.AliasesOf(target, kernels), called.Count > 0 ? FunctionFile.NameOf(target) : null);
        return code.ToString();
    }

    private static string WriteKernels(NetworkPlan plan, Target target, MathCalls math)
    {
        NetworkSpec network = plan.Spec;
        var code = new CodeWriter();
        code.Line($"/// <summary>The programs of {network.Name} in {target.Bits}-bit vectors.</summary>");
        using (code.Block($"internal sealed class Kernels{target.Name} : Kernels"))
        {
            code.Line($"public override int VectorBits => {target.Bits};");
            WriteProgram(code, plan.One, "PredictOne");
            WriteProgram(code, plan.Tile, "PredictTile");
            WriteStream(code, plan);
            WriteTraining(code, plan);
            code.Line();
            code.Line("/// <summary>The layers.</summary>");
            using (code.Block($"private static class {Layers}"))
            {
                var layers = new CodeWriter();
                foreach (ProgramPlan program in plan.Programs)
                {
                    WriteLayers(layers, target, math, plan, program);
                }

                code.Lines(layers.ToString().Trim('\n'));
            }
        }

        return code.ToString();
    }

    private static void WriteProgram(CodeWriter code, ProgramPlan program, string method)
    {
        code.Line();
        using (code.Block($"public override void {method}({Arguments})"))
        {
            if (program.Turn is { } turn)
            {
                code.Line("// Large matrices may not fit the second-level cache together: every other step begins with those with which the last one ended.");
                code.Line($"ref float turn = ref {ExpressionPrinter.Print(turn.First)};");
                code.Line("turn = 1f - turn;");
                using (code.Block("if (turn != 0f)"))
                {
                    foreach (LayerPlan layer in program.Layers.Where(l => l.StepsEarly).Reverse())
                    {
                        code.Line($"{Layers}.{LayerMethod.EarlyNameOf(layer.Identifier)}({StatementPrinter.Passed});");
                    }
                }

                code.Line();
            }

            foreach (LayerPlan layer in program.Layers.Where(l => l.HasForward && l.RunsEveryStep == program.IsStream))
            {
                code.Line($"{Layers}.{LayerMethod.NameOf(layer.Identifier, $"{program.Kind}")}({StatementPrinter.Passed});");
            }
        }
    }

    private static void WriteStream(CodeWriter code, NetworkPlan plan)
    {
        if (plan.Stream != null)
        {
            if (plan.Stream.Layers.Any(RunsAtBegin))
            {
                WriteBegin(code, plan.Stream);
            }

            WriteProgram(code, plan.Stream, "Step");
            WriteRewind(code, plan.Stream, "Rewind");
            if (plan.Block != null)
            {
                WriteProgram(code, plan.Block, "StepBlock");
                WriteRewind(code, plan.Block, "RewindBlock");
            }

            return;
        }

        code.Line();
        code.Line($"// No stream: {plan.StreamObstacle}.");
        code.Line($"public override void Step({Arguments}) => throw new NotSupportedException(\"{plan.Spec.Name} cannot stream: {plan.StreamObstacle}.\");");
    }

    private static void WriteRewind(CodeWriter code, ProgramPlan program, string method)
    {
        if (!program.Slides)
        {
            return;
        }

        code.Line();
        using (code.Block($"public override void {method}({Arguments})"))
        {
            foreach (LayerPlan layer in program.Layers.Where(layer => layer.Slides))
            {
                code.Line($"{Layers}.{LayerMethod.NameOf(layer.Identifier, $"Rewind{program.Kind}")}({StatementPrinter.Passed});");
            }
        }
    }

    private static bool RunsAtBegin(LayerPlan layer) => layer.RunsEveryStep ? layer.HasBegin : layer.HasForward;

    /// <summary>What does not depend on the input that comes step by step.</summary>
    private static void WriteBegin(CodeWriter code, ProgramPlan program)
    {
        code.Line();
        using (code.Block($"public override void Begin({Arguments})"))
        {
            foreach (LayerPlan layer in program.Layers.Where(RunsAtBegin))
            {
                code.Line($"{Layers}.{LayerMethod.NameOf(layer.Identifier, layer.RunsEveryStep ? "Begin" : $"{program.Kind}")}({StatementPrinter.Passed});");
            }
        }
    }

    private static void WriteTraining(CodeWriter code, NetworkPlan plan)
    {
        ProgramPlan program = plan.Train;
        code.Line();
        using (code.Block($"public override void TrainForward({Arguments}, in TrainingTile tile)"))
        {
            WritePhases(code, [.. program.Layers.Where(l => l.HasForward)], l => l.ForwardPhases, "Train", $"({StatementPrinter.Passed}, tile);");
        }

        code.Line();
        using (code.Block($"public override void TrainBackward({Arguments}, in TrainingTile tile, ref float gradient, ref float lookups)"))
        {
            WritePhases(code, [.. program.Layers.Where(l => l.HasBackward).Reverse()], l => l.BackwardPhases, "Backward", $"({StatementPrinter.Passed}, tile, ref gradient, ref lookups);", plan.GradientStarts);
        }
    }

    /// <summary>
    /// Writes the calls of all layers' methods; a new phase begins after each part that waits for the batch. Of some layers, it is said when they are done.
    /// </summary>
    private static void WritePhases(
        CodeWriter code, IReadOnlyList<LayerPlan> layers, Func<LayerPlan, IReadOnlyList<BatchPhase>> phases, string method, string arguments, IReadOnlyList<(LayerPlan Layer, string Start)>? starts = null)
    {
        if (layers.All(l => phases(l).Count == 0))
        {
            foreach (LayerPlan layer in layers)
            {
                WriteCall(layer, "");
            }

            return;
        }

        code.Line("// Between two phases the runtime sums over all tiles of the batch.");
        using (code.Block("switch (tile.Phase)"))
        {
            int phase = 0;
            code.Line("case 0:");
            foreach (LayerPlan layer in layers)
            {
                foreach (BatchPhase part in phases(layer))
                {
                    code.Line($"    {Layers}.{LayerMethod.NameOf(layer.Identifier, part.Name + method)}{arguments}");
                    code.Line("    break;");
                    code.Line($"case {++phase}:");
                }

                WriteCall(layer, "    ");
            }

            code.Line("    break;");
        }

        void WriteCall(LayerPlan layer, string indent)
        {
            code.Line($"{indent}{Layers}.{LayerMethod.NameOf(layer.Identifier, method)}{arguments}");
            foreach ((_, string start) in starts?.Where(part => part.Layer == layer) ?? [])
            {
                code.Line($"{indent}tile.Reached({start});");
            }
        }
    }

    private static void WriteLayers(CodeWriter code, Target target, MathCalls math, NetworkPlan plan, ProgramPlan program)
    {
        IReadOnlyList<LayerMethod> methods = [.. LayerMethod.Of(program, target, math)];
        ProgramVerifier.Check(plan, program, target, methods);
        foreach (LayerMethod method in methods)
        {
            code.Line();
            code.Line($"/// <summary>{Escape(method.Summary)}.</summary>");
            if (method.Kind != MethodKind.Begin)
            {
                code.Line(Attributes);
            }

            string more = (program.Training ? ", in TrainingTile tile" : "") + (method.Kind == MethodKind.Backward ? ", ref float gradient, ref float lookups" : "");
            using (code.Block($"public static void {method.Name}({Arguments}{more})"))
            {
                string body = StatementPrinter.Method(method.Statements, target);
                if (body.Length > 0)
                {
                    code.Lines(body.Substring(0, body.Length - 1));
                }
            }
        }
    }

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
