namespace SeqGen.Generator.Verification;

/// <summary>A part of a buffer that has a name: a tensor, a matrix, a weight; or all of an input.</summary>
/// <param name="Name">The name.</param>
/// <param name="Buffer">The buffer.</param>
/// <param name="Start">Where it starts.</param>
/// <param name="Length">Its floats, padding included.</param>
/// <param name="Shape">How it is divided, where what a program has written of it is followed; else null.</param>
internal sealed record Region(string Name, BufferKind Buffer, long Start, long Length, BufferShape? Shape = null);

/// <summary>The parts of all buffers that a program may touch.</summary>
internal sealed class Regions
{
    private readonly NetworkPlan _plan;
    private readonly ProgramPlan _program;
    private readonly Dictionary<string, Region> _named = [];

    public Regions(NetworkPlan plan, ProgramPlan program)
    {
        _plan = plan;
        _program = program;
        foreach (BufferPlan buffer in program.Buffers)
        {
            Add($"{program.Kind}Buffers.{buffer.Name}", BufferKind.Workspace, buffer.Offset, buffer.Length, buffer.Shape);
        }

        foreach (WeightPlan weight in plan.Weights)
        {
            Add(weight.Constant, BufferKind.Weights, weight.Offset, Line.Pad(weight.Length));
        }

        Add(program.Training ? plan.TrainingWeights : plan.InferenceWeights, BufferKind.Packed);
        if (program.Training)
        {
            Add(plan.Gradients, BufferKind.Gradient);
        }
    }

    /// <summary>The part that a constant is the start of; null where the program has none of this name.</summary>
    public Region? Named(string constant) => _named.TryGetValue(constant, out Region? region) ? region : null;

    /// <summary>The part of the workspace that an offset lies in.</summary>
    public Region At(int offset)
    {
        BufferPlan buffer = _program.Buffers.Last(buffer => buffer.Offset <= offset);
        return _named[$"{_program.Kind}Buffers.{buffer.Name}"];
    }

    /// <summary>A tile's part of the gradients of looked-up vectors.</summary>
    public Region Lookups(LookupIndex lookup) => new("lookups", BufferKind.Lookups, 0, (long)_program.Rows * lookup.RowLength);

    /// <summary>An input as a whole.</summary>
    /// <param name="buffer">Which one.</param>
    /// <param name="isStep">True where the program gets steps of the last input, and nothing else.</param>
    public Region Input(BufferKind buffer, bool isStep) =>
        new($"{buffer}", buffer, 0, isStep ? _program.StreamSteps * _plan.StepLength(buffer) : _program.Rows * _plan.RowLength(buffer));

    private void Add(PackedPlan packed, BufferKind buffer)
    {
        foreach ((PackedMatrix matrix, int offset, int length, _) in packed.Entries)
        {
            Add(matrix.Constant, buffer, offset, length);
        }
    }

    private void Add(string name, BufferKind buffer, int start, int length, BufferShape? shape = null) => _named[name] = new(name, buffer, start, length, shape);
}
