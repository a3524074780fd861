using SeqGen.CompilerServices;

namespace SeqGen.Tests;

/// <summary>Tokens [length] -> Embedding(size) -> mean of the unmasked steps -> Dense(1, sigmoid): looks up a table.</summary>
internal sealed class BagProgram : TestProgram
{
    private readonly int _length;
    private readonly int _vocabulary;
    private readonly int _size;
    private readonly int _stride;
    private readonly int _kernelOffset;
    private readonly bool _hasMask;

    public BagProgram(
        int length, int vocabulary, int size, bool hasMask = false, SequenceSide padding = SequenceSide.Pre, SequenceSide truncating = SequenceSide.Pre)
    {
        (_length, _vocabulary, _size, _hasMask) = (length, vocabulary, size, hasMask);
        _stride = (size + 15) / 16 * 16;
        _kernelOffset = (vocabulary * size + 15) / 16 * 16;

        // A row of the workspace: the mean vector, then the output in a line of its own.
        TensorSlot output = new(_stride, 1, 1, 16) { RowStride = _stride + 16 };
        int tile = TileRows * (_stride + 16);
        One = new ProgramLayout { WorkspaceLength = _stride + 16, Output = output };
        Tile = new ProgramLayout { WorkspaceLength = tile, Output = output };
        Training = new TrainingLayout
        {
            WorkspaceLength = tile + TileRows * 16,
            Output = output,
            OutputGradient = new TensorSlot(tile, 1, 1, 16),
            GradientLength = size,
            Lookups = [new LookupGradient(0, 0, length, 0, length, size, _stride)],
            LookupRowLength = length * _stride,
        };
        Description = new ModelDescription
        {
            Name = "BagModel",
            Inputs =
            [
                new InputDescription
                {
                    Name = "words", Kind = InputKind.Tokens, Length = length, Size = 1, Vocabulary = vocabulary, HasMask = hasMask,
                    Padding = padding, Truncating = truncating,
                },
            ],
            Layers =
            [
                new LayerDescription { Name = "embedding", ClassName = "Embedding", OutputShape = $"(None, {length}, {size})", Parameters = vocabulary * size },
                new LayerDescription { Name = "global_average_pooling1d", ClassName = "GlobalAveragePooling1D", OutputShape = $"(None, {size})", Parameters = 0 },
                new LayerDescription { Name = "dense", ClassName = "Dense", OutputShape = "(None, 1)", Parameters = size },
            ],
            Weights =
            [
                new WeightDescription { Name = "embedding/embeddings", Shape = [vocabulary, size], Offset = 0, Initializer = new(InitializerKind.Uniform, -0.5f, 0.5f) },
                new WeightDescription { Name = "dense/kernel", Shape = [size, 1], Offset = _kernelOffset, Initializer = new(InitializerKind.GlorotUniform) },
            ],
            Output = new OutputDescription { Steps = 0, Size = 1, Activation = "sigmoid" },
            Loss = "binary_crossentropy",
            StructureJson = "{\"class_name\":\"Functional\",\"name\":\"BagModel\"}",
            WeightLength = _kernelOffset + size,
            StreamObstacle = "global_average_pooling1d needs the whole sequence",
        };
    }

    public override ModelDescription Description { get; }

    public override ProgramLayout One { get; }

    public override ProgramLayout Tile { get; }

    public override TrainingLayout Training { get; }

    public override void UnpackGradient(ref float packedGradient, ref float gradient)
    {
        Span<float> kernel = Span(ref gradient, Description.WeightLength).Slice(_kernelOffset, _size);
        Span<float> source = Span(ref packedGradient, _size);
        for (int i = 0; i < _size; i++)
        {
            kernel[i] += source[i];
        }
    }

    public override void TrainBackward(
        ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
    {
        Span<float> work = Span(ref workspace, Training.WorkspaceLength);
        Span<float> kernel = Span(ref packed, Description.WeightLength).Slice(_kernelOffset, _size);
        Span<float> sum = Span(ref gradient, _size);
        Span<float> all = Span(ref lookups, tile.BatchRows * Training.LookupRowLength);
        for (int row = 0; row < TileRows; row++)
        {
            Span<float> mean = work.Slice(row * (_stride + 16), _size);
            float output = work[row * (_stride + 16) + _stride];
            float slope = work[Training.OutputGradient.Offset + row * 16] * (tile.GradientIsOfLogits ? 1 : output * (1 - output));
            float real = Real(inputs, row);
            for (int i = 0; i < _size; i++)
            {
                sum[i] += slope * mean[i];
            }

            for (int step = 0; step < _length; step++)
            {
                float share = real == 0 ? 0 : slope * MaskAt(inputs, row, step) / real;
                Span<float> lookup = all.Slice(((tile.FirstRow + row) * _length + step) * _stride, _size);
                for (int i = 0; i < _size; i++)
                {
                    lookup[i] = share * kernel[i];
                }
            }
        }
    }

    protected override void Forward(ref float weights, ref float workspace, in ProgramInputs inputs, int rows)
    {
        Span<float> all = Span(ref weights, Description.WeightLength);
        Span<int> tokens = Span(ref inputs.Tokens, rows * _length);
        Span<float> work = Span(ref workspace, rows * (_stride + 16));
        for (int row = 0; row < rows; row++)
        {
            Span<float> mean = work.Slice(row * (_stride + 16), _size);
            mean.Clear();
            float real = Real(inputs, row);
            for (int step = 0; step < _length && real > 0; step++)
            {
                for (int i = 0; i < _size; i++)
                {
                    mean[i] += MaskAt(inputs, row, step) * all[tokens[row * _length + step] * _size + i] / real;
                }
            }

            float z = 0;
            for (int i = 0; i < _size; i++)
            {
                z += mean[i] * all[_kernelOffset + i];
            }

            work[row * (_stride + 16) + _stride] = Sigmoid(z);
        }
    }

    private float MaskAt(in ProgramInputs inputs, int row, int step) =>
        _hasMask ? Span(ref inputs.Mask, (row + 1) * _length)[row * _length + step] : 1;

    private float Real(in ProgramInputs inputs, int row)
    {
        float sum = 0;
        for (int step = 0; step < _length; step++)
        {
            sum += MaskAt(inputs, row, step);
        }

        return sum;
    }
}
