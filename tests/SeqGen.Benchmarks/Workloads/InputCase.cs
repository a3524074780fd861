using SeqGen.Benchmarks.Measuring;

namespace SeqGen.Benchmarks.Workloads;

/// <summary>
/// One step of a small stream that is fed one value again and again, or ever smaller ones. All must take the same time: where
/// subnormal numbers arise, a step takes some times as long on many processors.
/// </summary>
internal sealed class InputCase : Case
{
    private const int Period = 512;
    private const float Shrinking = 0.8f;

    private static readonly (string Cell, Func<int, SequenceModel> Create)[] Cells =
    [
        ("rnn", seed => new SimpleRnnCell(seed)),
        ("rnn precise", seed => new SimpleRnnCellPrecise(seed)),
        ("lstm", seed => new LstmCell(seed)),
        ("lstm precise", seed => new LstmCellPrecise(seed)),
        ("peep", seed => new PeepholeCell(seed)),
        ("peep precise", seed => new PeepholeCellPrecise(seed)),
        ("gru", seed => new GruCell(seed)),
        ("gru precise", seed => new GruCellPrecise(seed)),
        ("gru1", seed => new GruBeforeCell(seed)),
        ("gru1 precise", seed => new GruBeforeCellPrecise(seed)),
    ];

    private static readonly (string Word, float Value)[] Inputs =
        [("0", 0), ("1e-41", 1e-41f), ("1e-38", 1e-38f), ("1e-20", 1e-20f), ("0.1", 0.1f), ("1e4", 1e4f), ("fading", float.NaN)];

    private readonly SequenceStream _stream;
    private readonly float[] _values;
    private int _next;

    private InputCase(string id, SequenceModel model, float value)
        : base(id, CaseKind.Stream, 1, 1)
    {
        _stream = new SequenceStream(model);
        _values = [.. Enumerable.Range(0, Period).Select(step => float.IsNaN(value) ? MathF.Pow(Shrinking, step) : value)];
    }

    /// <summary>A row for each cell, form of gates and input.</summary>
    public static IEnumerable<InputCase> All(int seed) =>
        from cell in Cells
        from input in Inputs
        select new InputCase($"{cell.Cell} {input.Word}", cell.Create(seed), input.Value);

    public override float Run()
    {
        _next = (_next + 1) % Period;
        return _stream.StepScalar(_values.AsSpan(_next, 1));
    }
}
