using SeqGen.CompilerServices;

namespace SeqGen.Tests.Training;

/// <summary>Runs an optimizer, clipping included, on bare variables.</summary>
internal sealed class OptimizerBench : IDisposable
{
    private readonly TestModel _model;
    private readonly AlignedBuffer _gradient;
    private readonly WorkerTeam _team = new(2);
    private readonly GradientStep _step;

    public OptimizerBench(float[][] parameters, Optimizer optimizer)
    {
        _model = new TestModel(new VariablesProgram(parameters));
        _gradient = new AlignedBuffer(_model.Weights.Length);
        for (int i = 0; i < parameters.Length; i++)
        {
            _model.SetWeight(Name(i), parameters[i]);
        }

        optimizer.Attach(_model);
        _step = new GradientStep(_model, _gradient, optimizer, _team);
    }

    public string? Step(float[][] gradients)
    {
        for (int i = 0; i < gradients.Length; i++)
        {
            WeightDescription weight = _model.Description.Weights[i];
            gradients[i].CopyTo(_gradient.Slice(weight.Offset, weight.Length));
        }

        return _step.Run(1, out _)?.What;
    }

    /// <summary>Clears the gradient, as the trainer does after a step that was refused.</summary>
    public void Clear() => _gradient.Clear();

    public ReadOnlySpan<float> Read(int variable) => _model.ReadWeight(Name(variable));

    public void Dispose() => _team.Dispose();

    private static string Name(int variable) => $"variable/{variable}";

    private sealed class VariablesProgram : TestProgram
    {
        public VariablesProgram(float[][] parameters)
        {
            List<WeightDescription> weights = [];
            int offset = 0;
            for (int i = 0; i < parameters.Length; i++)
            {
                weights.Add(new WeightDescription { Name = Name(i), Shape = [parameters[i].Length], Offset = offset, Initializer = new(InitializerKind.Zeros) });
                offset += (parameters[i].Length + 15) / 16 * 16;
            }

            Description = new ModelDescription
            {
                Name = "Variables",
                Inputs = [],
                Layers = [],
                Weights = weights,
                Output = new OutputDescription { Steps = 0, Size = 1, Activation = "linear" },
                StructureJson = "{}",
                WeightLength = offset,
            };
        }

        public override ModelDescription Description { get; }

        public override ProgramLayout One => throw new NotSupportedException();

        public override ProgramLayout Tile => throw new NotSupportedException();

        public override TrainingLayout Training => throw new NotSupportedException();

        public override void TrainBackward(
            ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups) =>
            throw new NotSupportedException();

        protected override void Forward(ref float weights, ref float workspace, in ProgramInputs inputs, int rows) => throw new NotSupportedException();
    }
}
