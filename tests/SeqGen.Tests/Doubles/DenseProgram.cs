using SeqGen.CompilerServices;

namespace SeqGen.Tests;

/// <summary>Features [inputs] -> Dense(outputs, activation): one kernel and one bias.</summary>
internal sealed class DenseProgram : TestProgram
{
    private const int OutputOffset = 0;

    private readonly int _inputs;
    private readonly int _outputs;
    private readonly string _activation;
    private readonly int _stride;
    private readonly int _biasOffset;
    private readonly int _inputGradientOffset;

    public DenseProgram(int inputs, int outputs, string activation, float l1 = 0, float l2 = 0, bool trainable = true)
    {
        (_inputs, _outputs, _activation) = (inputs, outputs, activation);
        _stride = (outputs + 15) / 16 * 16;
        _biasOffset = (inputs * outputs + 15) / 16 * 16;
        _inputGradientOffset = 2 * TileRows * _stride;
        TensorSlot output = new(OutputOffset, 1, outputs, _stride);
        One = new ProgramLayout { WorkspaceLength = _stride, Output = output };
        Tile = new ProgramLayout { WorkspaceLength = TileRows * _stride, Output = output };
        Training = new TrainingLayout
        {
            WorkspaceLength = _inputGradientOffset + TileRows * ((inputs + 15) / 16 * 16),
            Output = output,
            OutputGradient = new TensorSlot(TileRows * _stride, 1, outputs, _stride),
            InputGradients = [new TensorSlot(_inputGradientOffset, 1, inputs, (inputs + 15) / 16 * 16)],
            GradientLength = _biasOffset + outputs,
        };
        Description = new ModelDescription
        {
            Name = "DenseModel",
            Inputs = [new InputDescription { Name = "features", Kind = InputKind.Features, Length = 0, Size = inputs, Padding = SequenceSide.Error, Truncating = SequenceSide.Error }],
            Layers = [new LayerDescription { Name = "dense", ClassName = "Dense", OutputShape = $"(None, {outputs})", Parameters = inputs * outputs + outputs, Trainable = trainable }],
            Weights =
            [
                new WeightDescription { Name = "dense/kernel", Shape = [inputs, outputs], Offset = 0, Initializer = new(InitializerKind.GlorotUniform), L1 = l1, L2 = l2, Trainable = trainable },
                new WeightDescription { Name = "dense/bias", Shape = [outputs], Offset = _biasOffset, Initializer = new(InitializerKind.Zeros) },
            ],
            Output = new OutputDescription { Steps = 0, Size = outputs, Activation = activation },
            StructureJson = "{\"class_name\":\"Functional\"}",
            WeightLength = _biasOffset + outputs,
            StreamObstacle = "the input has no steps",
        };
    }

    public override ModelDescription Description { get; }

    public override ProgramLayout One { get; }

    public override ProgramLayout Tile { get; }

    public override TrainingLayout Training { get; }

    public override void TrainBackward(
        ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
    {
        Span<float> work = Span(ref workspace, Training.WorkspaceLength);
        Span<float> sum = Span(ref gradient, Training.GradientLength);
        Span<float> kernel = Span(ref packed, _inputs * _outputs);
        Span<float> features = Span(ref inputs.Features, TileRows * _inputs);
        for (int row = 0; row < TileRows; row++)
        {
            Span<float> output = work.Slice(row * _stride, _outputs);
            Span<float> slope = work.Slice((TileRows + row) * _stride, _outputs);
            ToLogits(output, slope, tile.GradientIsOfLogits);
            Span<float> inputGradient = work.Slice(_inputGradientOffset + row * Training.InputGradients[0].Stride, _inputs);
            inputGradient.Clear();
            for (int k = 0; k < _outputs; k++)
            {
                sum[_biasOffset + k] += slope[k];
                for (int i = 0; i < _inputs; i++)
                {
                    sum[i * _outputs + k] += features[row * _inputs + i] * slope[k];
                    inputGradient[i] += kernel[i * _outputs + k] * slope[k];
                }
            }
        }
    }

    protected override void Forward(ref float weights, ref float workspace, in ProgramInputs inputs, int rows)
    {
        Span<float> all = Span(ref weights, Description.WeightLength);
        Span<float> features = Span(ref inputs.Features, rows * _inputs);
        for (int row = 0; row < rows; row++)
        {
            Span<float> output = Span(ref workspace, rows * _stride).Slice(row * _stride, _outputs);
            for (int k = 0; k < _outputs; k++)
            {
                float z = all[_biasOffset + k];
                for (int i = 0; i < _inputs; i++)
                {
                    z += features[row * _inputs + i] * all[i * _outputs + k];
                }

                output[k] = _activation == "sigmoid" ? Sigmoid(z) : _activation == "softmax" ? MathF.Exp(z) : z;
            }

            if (_activation == "softmax")
            {
                System.Numerics.Tensors.TensorPrimitives.Divide(output, System.Numerics.Tensors.TensorPrimitives.Sum<float>(output), output);
            }
        }
    }

    private void ToLogits(ReadOnlySpan<float> output, Span<float> slope, bool already)
    {
        if (already || _activation == "linear")
        {
            return;
        }

        float mean = 0;
        for (int k = 0; k < _outputs; k++)
        {
            mean += output[k] * slope[k];
        }

        for (int k = 0; k < _outputs; k++)
        {
            slope[k] = _activation == "sigmoid" ? slope[k] * output[k] * (1 - output[k]) : output[k] * (slope[k] - mean);
        }
    }
}
