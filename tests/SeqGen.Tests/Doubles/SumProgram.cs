using SeqGen.CompilerServices;

namespace SeqGen.Tests;

/// <summary>
/// Features [steps, 1] -> a stateful running sum h = h + gain * x, all steps returned. It streams, and hands its
/// state from batch to batch.
/// </summary>
internal sealed class SumProgram : TestProgram
{
    private const int Line = 16;

    private readonly int _steps;
    private readonly int _stateGradientOffset;

    public SumProgram(int steps, bool stateful = true)
    {
        _steps = steps;
        int outputs = TileRows * steps * Line;
        TensorSlot output = new(0, steps, 1, Line);
        One = Layout(1, output);
        Tile = Layout(TileRows, output);
        Stream = new ProgramLayout { WorkspaceLength = 2 * Line, Output = new TensorSlot(0, 1, 1, Line), States = [new TensorSlot(Line, 1, 1, Line)] };
        _stateGradientOffset = 2 * outputs + 2 * TileRows * Line;
        Training = new TrainingLayout
        {
            WorkspaceLength = _stateGradientOffset + 2 * TileRows * Line,
            Output = output,
            InitialStates = [new TensorSlot(outputs, 1, 1, Line)],
            FinalStates = [new TensorSlot(outputs + TileRows * Line, 1, 1, Line)],
            OutputGradient = new TensorSlot(outputs + 2 * TileRows * Line, steps, 1, Line),
            FinalStateGradients = [new TensorSlot(_stateGradientOffset, 1, 1, Line)],
            InitialStateGradients = [new TensorSlot(_stateGradientOffset + TileRows * Line, 1, 1, Line)],
            GradientLength = 1,
        };
        StateDescription state = new() { Name = "sum/h", Units = 1 };
        Description = new ModelDescription
        {
            Name = "SumModel",
            Inputs = [new InputDescription { Name = "series", Kind = InputKind.Features, Length = steps, Size = 1, Padding = SequenceSide.Pre, Truncating = SequenceSide.Post }],
            Layers = [new LayerDescription { Name = "sum", ClassName = "Sum", OutputShape = $"(None, {steps}, 1)", Parameters = 1 }],
            Weights = [new WeightDescription { Name = "sum/gain", Shape = [1], Offset = 0, Initializer = new(InitializerKind.Ones) }],
            Output = new OutputDescription { Steps = steps, Size = 1, Activation = "linear" },
            InitialStates = [state],
            FinalStates = [state],
            StreamStates = [state],
            Stateful = stateful,
            StructureJson = "{}",
            WeightLength = 1,
        };
    }

    public override ModelDescription Description { get; }

    public override ProgramLayout One { get; }

    public override ProgramLayout Tile { get; }

    public override ProgramLayout? Stream { get; }

    public override TrainingLayout Training { get; }

    public override void TrainForward(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs, in TrainingTile tile) =>
        Forward(weights, ref workspace, inputs, TileRows, Training);

    public override void Step(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs)
    {
        Span<float> work = Span(ref workspace, 2 * Line);
        work[Line] += packed * inputs.Features;
        work[0] = work[Line];
    }

    public override void TrainBackward(
        ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
    {
        Span<float> work = Span(ref workspace, Training.WorkspaceLength);
        for (int row = 0; row < TileRows; row++)
        {
            float carried = work[Training.FinalStateGradients[0].Offset + row * Line];
            for (int step = _steps - 1; step >= 0; step--)
            {
                carried += work[Training.OutputGradient.Offset + (row * _steps + step) * Line];
                gradient += carried * Span(ref inputs.Features, TileRows * _steps)[row * _steps + step];
            }

            work[Training.InitialStateGradients[0].Offset + row * Line] = carried;
        }
    }

    protected override void Forward(ref float weights, ref float workspace, in ProgramInputs inputs, int rows) =>
        Forward(weights, ref workspace, inputs, rows, rows == 1 ? One : Tile);

    private void Forward(float gain, ref float workspace, in ProgramInputs inputs, int rows, ProgramLayout layout)
    {
        Span<float> work = Span(ref workspace, layout.WorkspaceLength);
        for (int row = 0; row < rows; row++)
        {
            float h = work[layout.InitialStates[0].Offset + row * Line];
            for (int step = 0; step < _steps; step++)
            {
                h += gain * Span(ref inputs.Features, rows * _steps)[row * _steps + step];
                work[(row * _steps + step) * Line] = h;
            }

            work[layout.FinalStates[0].Offset + row * Line] = h;
        }
    }

    private ProgramLayout Layout(int rows, TensorSlot output) => new()
    {
        WorkspaceLength = rows * (_steps + 2) * Line,
        Output = output,
        InitialStates = [new TensorSlot(rows * _steps * Line, 1, 1, Line)],
        FinalStates = [new TensorSlot(rows * (_steps + 1) * Line, 1, 1, Line)],
    };
}
