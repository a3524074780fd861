namespace SeqGen.Numerics.Tests.Reference;

/// <summary>Keras' merging layers: what has one step, or one value a step, stands for all, and a vector is one step.</summary>
internal static class ReferenceMerges
{
    public static int[] ShapeOf(IReadOnlyList<int[]> shapes)
    {
        int size = shapes.Max(shape => shape[^1]);
        return shapes.Any(shape => shape.Length == 2) ? [shapes.Max(shape => shape.Length == 2 ? shape[0] : 1), size] : [size];
    }

    /// <summary>All inputs with the same steps and sizes.</summary>
    public static IReadOnlyList<Flow> Broadcast(Tape tape, IReadOnlyList<Flow> inputs)
    {
        int steps = inputs.Max(input => input.Steps.Length);
        int size = inputs.Max(input => input.Steps[0].Length);
        return [.. inputs.Select(input => input with
        {
            Steps = [.. Repeated(Array.ConvertAll(input.Steps, x => tape.Concat(Repeated([x], size / x.Length))), steps)],
            Mask = input.Mask is null ? null : Repeated(input.Mask, steps),
        })];
    }

    /// <summary>The merged vectors of a step.</summary>
    public static Variable Apply(Tape tape, string className, Variable[] vectors) => className switch
    {
        "Add" => vectors.Aggregate(tape.Add),
        "Subtract" => tape.Add(vectors[0], tape.Scale(vectors[1], -1)),
        "Multiply" => vectors.Aggregate(tape.Multiply),
        "Average" => tape.Scale(vectors.Aggregate(tape.Add), 1.0 / vectors.Length),
        "Maximum" => tape.Maximum(vectors),
        "Minimum" => tape.Scale(tape.Maximum(Array.ConvertAll(vectors, x => tape.Scale(x, -1))), -1),
        _ => throw new ArgumentException($"no reference for {className}"),
    };

    /// <summary>One element so many times; several as they are.</summary>
    private static T[] Repeated<T>(T[] elements, int count) => elements.Length == 1 ? [.. Enumerable.Repeat(elements[0], count)] : elements;
}
