using System.Runtime.CompilerServices;
using SeqGen.CompilerServices;

namespace SeqGen.Numerics.Tests.Models;

/// <summary>
/// Runs an optimizer on bare variables through the public training step: a model whose weights are the variables,
/// whose only row of features is the gradient to apply, and whose backward pass hands it on.
/// </summary>
internal sealed class VariablesBench : IDisposable
{
    private readonly VariablesModel _model;
    private readonly Trainer _trainer;
    private readonly float[] _gradient;

    public VariablesBench(float[][] variables, Optimizer optimizer)
    {
        _model = new VariablesModel(new VariablesProgram([.. variables.Select(variable => variable.Length)]));
        _gradient = new float[_model.Description.WeightLength];
        for (int i = 0; i < variables.Length; i++)
        {
            _model.SetWeight(_model.Description.Weights[i].Name, variables[i]);
        }

        _trainer = _model.CreateTrainer(new FitOptions { Loss = new NoLoss(), Optimizer = optimizer, BatchSize = 1, Metrics = [] });
    }

    /// <summary>Applies one gradient a variable.</summary>
    public void Step(float[][] gradients)
    {
        for (int i = 0; i < gradients.Length; i++)
        {
            gradients[i].CopyTo(_gradient.AsSpan(_model.Description.Weights[i].Offset));
        }

        _trainer.Step(Dataset.FromFeatures(_gradient, _gradient.Length, targets: [0f]), [0]);
    }

    public ReadOnlySpan<float> Read(int variable) => _model.ReadWeight(_model.Description.Weights[variable].Name);

    public void Dispose() => _trainer.Dispose();

    private sealed class VariablesModel(ModelProgram program) : SequenceModel(program, 0);

    private sealed class NoLoss : Loss
    {
        public override string Name => "none";

        public override double Evaluate(ReadOnlySpan<float> target, ReadOnlySpan<float> output) => 0;

        public override void Differentiate(
            ReadOnlySpan<float> target, ReadOnlySpan<float> output, float scale, bool ofLogits, Span<float> gradient) => gradient.Clear();
    }

    private sealed class VariablesProgram : ModelProgram
    {
        private const int Line = 16;

        public VariablesProgram(int[] lengths)
        {
            List<WeightDescription> weights = [];
            int offset = 0;
            for (int i = 0; i < lengths.Length; i++)
            {
                weights.Add(new() { Name = $"variable/{i}", Shape = [lengths[i]], Offset = offset, Initializer = new(InitializerKind.Zeros) });
                offset += (lengths[i] + Line - 1) / Line * Line;
            }

            Description = new()
            {
                Name = "Variables",
                Inputs = [new() { Name = "gradient", Kind = InputKind.Features, Length = 0, Size = offset }],
                Layers = [],
                Weights = weights,
                Output = new() { Steps = 0, Size = 1, Activation = "linear" },
                StructureJson = "{}",
                WeightLength = offset,
            };
            TensorSlot output = new(0, 1, 1, Line);
            One = new() { WorkspaceLength = Line, Output = output };
            Training = new() { WorkspaceLength = 2 * Line, Output = output, OutputGradient = new(Line, 1, 1, Line), GradientLength = offset };
        }

        public override ModelDescription Description { get; }

        public override int VectorBits => 128;

        public override int TileRows => 1;

        public override ProgramLayout One { get; }

        public override ProgramLayout Tile => One;

        public override ProgramLayout? Stream => null;

        public override TrainingLayout Training { get; }

        public override int InferenceWeightsLength => 0;

        public override int TrainingWeightsLength => 0;

        public override void PackForInference(ref float weights, ref float packed)
        {
        }

        public override void PackForTraining(ref float weights, ref float packed)
        {
        }

        public override void PredictOne(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs) => workspace = 0;

        public override void PredictTile(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs) => workspace = 0;

        public override void Step(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs) => throw new NotSupportedException();

        public override void TrainForward(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs, in TrainingTile tile) => workspace = 0;

        public override void TrainBackward(
            ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups) =>
            Add(ref inputs.Features, ref gradient);

        public override void UnpackGradient(ref float packedGradient, ref float gradient) => Add(ref packedGradient, ref gradient);

        private void Add(ref float source, ref float target)
        {
            for (int i = 0; i < Description.WeightLength; i++)
            {
                Unsafe.Add(ref target, i) += Unsafe.Add(ref source, i);
            }
        }
    }
}
