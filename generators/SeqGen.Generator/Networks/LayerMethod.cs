namespace SeqGen.Generator.Networks;

/// <summary>What a method of a layer gets from its caller.</summary>
internal enum MethodKind
{
    /// <summary>Weights, workspace and inputs; in training also the tile.</summary>
    Forward,

    /// <summary>The same before the first step of a stream.</summary>
    Begin,

    /// <summary>Also the gradients.</summary>
    Backward,
}

/// <summary>A method of a layer: its statements for one target.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Name">The method's name.</param>
/// <param name="Kind">What it gets.</param>
/// <param name="Summary">What it does, for a reader.</param>
/// <param name="IsStep">True where it gets one step of the last input.</param>
/// <param name="Statements">What it does.</param>
internal sealed record LayerMethod(string Layer, string Name, MethodKind Kind, string Summary, bool IsStep, IReadOnlyList<Statement> Statements)
{
    /// <summary>True for the part of a step that may run before the layers in front.</summary>
    public bool IsEarly { get; init; }

    /// <summary>The methods of a program's layers, in the order in which they are written.</summary>
    /// <param name="program">The program.</param>
    /// <param name="target">The target.</param>
    /// <param name="math">Remembers the functions that they call.</param>
    public static IEnumerable<LayerMethod> Of(ProgramPlan program, Target target, MathCalls math)
    {
        KernelWriter writer = new(target, math, program.Rows);
        string what = program.Kind switch
        {
            ProgramKind.One => "one sequence",
            ProgramKind.Tile => $"{program.Rows} sequences",
            ProgramKind.Stream => "one step of a stream",
            ProgramKind.Block => $"{program.StreamSteps} steps of a stream",
            _ => $"training, {program.Rows} sequences",
        };
        foreach (LayerPlan layer in program.Layers)
        {
            bool isStep = program.IsStream && layer.RunsEveryStep;
            LayerMethod Method(string name, MethodKind kind, string summary, Action<KernelWriter> write) =>
                new(layer.Identifier, NameOf(layer.Identifier, name), kind, $"{layer.Title}, {summary}", isStep && kind != MethodKind.Begin, writer.Written(() => write(writer)));

            if (layer.HasForward)
            {
                foreach (BatchPhase part in program.Training ? layer.ForwardPhases : [])
                {
                    yield return Method($"{part.Name}{program.Kind}", MethodKind.Forward, what + ", before the batch's sums are known", part.Write);
                }

                yield return Method($"{program.Kind}", MethodKind.Forward, what, layer.Forward);
            }

            if (layer.StepsEarly)
            {
                yield return Method($"Early{program.Kind}", MethodKind.Forward, what + ", what needs nothing of this step", layer.EarlyStep) with { IsEarly = true };
            }

            if (program.Kind == ProgramKind.Stream && isStep && layer.HasBegin)
            {
                yield return Method("Begin", MethodKind.Begin, "when a stream begins", layer.Begin);
            }

            if (layer.Slides)
            {
                yield return Method($"Rewind{program.Kind}", MethodKind.Forward, what + ", brings the past back to its buffer's start", layer.Rewind);
            }

            if (program.Training && layer.HasBackward)
            {
                foreach (BatchPhase part in layer.BackwardPhases)
                {
                    yield return Method(part.Name + "Backward", MethodKind.Backward, "backwards, before the batch's sums are known", part.Write);
                }

                yield return Method("Backward", MethodKind.Backward, "backwards: gradients of its weights and of its input", layer.Backward);
            }
        }
    }

    /// <summary>The name of the method with the part of a layer's step that may come early.</summary>
    public static string EarlyNameOf(string layer) => NameOf(layer, $"Early{ProgramKind.Stream}");

    /// <summary>The name of a layer's method.</summary>
    public static string NameOf(string layer, string name) => NetworkPlan.Constant(layer, name);
}
