// conv1d_transpose: a convolution backwards: each step of the input adds its filters to several steps of the output.
//
//     full[i * strides + j] += W[j].x[i] for all steps i and all j < kernel_size
//     y[t] = a(full[t + cut] + b), full = 0 after its end
//     cut      padding=valid: 0; same: half of kernel_size - strides, rounded down
//     steps    valid: (steps - 1) * strides + max(kernel_size, strides); same: steps * strides
//     weights  kernel W [kernel_size, filters, input], bias b [filters]
//     mask     ignored, and ends here

namespace SeqGen.Generator.Layers;

/// <summary>The transposed convolution over steps.</summary>
internal sealed record Conv1dTransposeLayer : LayerSpec
{
    public required int Filters { get; init; }

    public required int KernelSize { get; init; }

    public required ActivationSpec Activation { get; init; }

    public required int Strides { get; init; }

    public required WindowPadding Padding { get; init; }

    public required KernelOptions Kernel { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "conv1d_transpose", "Conv1DTranspose", "A convolution backwards: each step adds its filters to several steps of the output.", Read,
        [
            ArgumentDefinition.Integer("filters", 1, Limits.Units, "Values of a step of the output.") with { Positional = true },
            ArgumentDefinition.Integer("kernel_size", 1, Limits.Steps, "Steps that a filter writes to.") with { Positional = true },
            ArgumentDefinition.Activation("activation", "linear", "Of the output.") with { Positional = true },
            ArgumentDefinition.Integer("strides", 1, Limits.Steps, "Steps of the output from one step of the input to the next.") with { Default = "1" },
            WindowArguments.CutPadding,
            .. KernelOptions.Arguments,
        ]);

    private static Conv1dTransposeLayer Read(ArgumentReader arguments) => new()
    {
        Filters = arguments.Integer("filters"),
        KernelSize = arguments.Integer("kernel_size"),
        Activation = arguments.Activation("activation"),
        Strides = arguments.Integer("strides"),
        Padding = WindowArguments.ReadCutPadding(arguments),
        Kernel = KernelOptions.Read(arguments),
    };

    /// <summary>Steps of the full sum that are left out at its start.</summary>
    public int Cut => Padding == WindowPadding.Same ? Math.Max(KernelSize - Strides, 0) / 2 : 0;

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (!WindowArguments.AcceptsInput(input))
        {
            return context.CannotFollow(WindowArguments.NeededInput, input);
        }

        long steps = Padding == WindowPadding.Same ? (long)input.Steps * Strides : ((long)(input.Steps - 1) * Strides) + Math.Max(KernelSize, Strides);
        if (steps > Limits.Steps)
        {
            return context.TooLarge("strides", "the number of steps", steps, Limits.Steps);
        }

        context.Uses(
            ((long)KernelSize * input.Size * Filters) + (Kernel.UseBias ? Filters : 0), (3 * steps * Filters) + (2L * FullSteps(input.Steps, steps) * Filters) + ((long)input.Steps * input.Size));
        return new((int)steps, Filters, false, ShapeKind.Floats);
    }

    /// <summary>Steps of the full sum, with those after its end that the output takes.</summary>
    public long FullSteps(int inputSteps, long outputSteps) => Math.Max(((long)(inputSteps - 1) * Strides) + KernelSize, Cut + outputSteps);

    public override ActivationSpec OutputActivation(ActivationSpec before) => Activation;

    public override void WriteConfig(JsonFields config, Shape input) => Kernel.WriteConfig(config
        .Add("filters", Filters)
        .Add("kernel_size", KernelSize)
        .Add("activation", Activation.ToString())
        .Add("strides", Strides)
        .Add("padding", WindowArguments.WordOf(Padding)));

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) => (long)inputs[0].Vectors * KernelSize * inputs[0].Size * Filters;

    public override void DeclareWeights(LayerWeights weights, Shape input) =>
        Kernel.DeclareWeights(weights, "", [KernelSize, Filters, input.Size], [Filters]);

    public override string? StreamObstacle => "conv1d_transpose gives more steps than it takes";

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new Conv1dTransposePlan(this, planner, input, planner.OutputShape.Steps);
}

/// <summary>
/// What <see cref="Conv1dPlan"/> does for its input's gradient, forwards: one product for each step of the kernel, added to the steps that it
/// reaches; and backwards what that does forwards: the gradient of the input is a product of overlapping windows.
/// </summary>
internal sealed class Conv1dTransposePlan : LayerPlan
{
    private readonly Conv1dTransposeLayer _layer;
    private readonly PlainInput _input;
    private readonly Test? _condition;
    private readonly Tensor _full;
    private readonly Tensor? _fullGradient;
    private readonly PackedMatrix _taps;
    private readonly PackedMatrix? _bias;
    private readonly PackedMatrix? _kernel;
    private readonly PackedMatrix? _kernelGradient;
    private readonly PackedMatrix? _biasGradient;
    private readonly OutputActivation _activation;

    public Conv1dTransposePlan(Conv1dTransposeLayer layer, LayerPlanner planner, Tensor input, int steps)
        : base(planner, $"Conv1DTranspose({layer.Filters}, {layer.KernelSize}{OutputActivation.InTitle(layer.Activation)})")
    {
        _layer = layer;
        _input = new PlainInput(planner, "Steps", input);
        _condition = input.GradientCondition;
        WeightPlan kernel = planner.Weight("kernel");
        WeightPlan? bias = layer.Kernel.UseBias ? planner.Weight("bias") : null;
        ColumnLayout filters = new(layer.Filters);
        ColumnLayout inputs = new(input.Size);
        int rows = layer.KernelSize * layer.Filters;
        _full = planner.Tensor("Full", (int)layer.FullSteps(input.Steps, steps), layer.Filters);
        _taps = planner.PackTransposedTaps("Taps", kernel, layer.KernelSize, layer.Filters, input.Size);
        _bias = bias == null ? null : planner.Pack("Bias", bias, 1, filters, 0, layer.Filters);
        Output = planner.Tensor("Values", steps, layer.Filters);
        Output.Gradient = planner.Training ? planner.Tensor("OutputGradient", steps, layer.Filters) : null;
        _activation = new(planner, layer.Activation, Output);
        if (!planner.Training)
        {
            return;
        }

        _fullGradient = planner.Tensor("FullGradient", _full.Steps, layer.Filters);
        if (layer.Trainable)
        {
            _kernelGradient = planner.Gradient("Kernel", kernel, rows, inputs, 0, input.Size);
            _biasGradient = bias == null ? null : planner.Gradient("Bias", bias, 1, filters, 0, layer.Filters);
        }

        if (_input.Gradient != null)
        {
            _kernel = planner.Pack("Kernel", kernel, rows, inputs, 0, input.Size, layer.Filters);
        }
    }

    public override bool HasBackward => _kernelGradient != null || _input.Gradient != null;

    private Tensor Steps => _input.Values;

    /// <summary>The values that a step of the input wrote to, in the kernel's order.</summary>
    private IReadOnlyList<Run> Runs => [new Run(0, _layer.Filters, _layer.KernelSize, _full.Stride)];

    private int WindowStride => _layer.Strides * _full.Stride;

    public override void Forward(KernelWriter k)
    {
        _input.Forward(k);
        k.Comment($"full[i * {_layer.Strides} + j] += kernel[j].x[i]: {_layer.KernelSize} products of {Steps.Steps} steps");
        using (k.Loop("row", Rows))
        {
            k.Clear(_full.Row, _full.Steps * _full.Stride);
            k.Reference("x", Steps.Row);
            k.Reference("full", _full.Row);
            using (k.Loop("tap", _layer.KernelSize))
            {
                k.Reference("reached", Address.Of("full", Index.Counter("tap") * _full.Stride));
                k.Multiply(new Product
                {
                    Rows = Steps.Steps,
                    A = "x",
                    ARowStride = Steps.Stride,
                    Runs = [new Run(0, Steps.Size)],
                    B = new PackedMatrix(_taps.Constant, Steps.Size, _taps.Columns)
                    {
                        Offset = _taps.Offset + Index.Counter("tap") * (Steps.Size * _taps.Columns.Stride),
                    },
                    Buffers = [new("reached", WindowStride)],
                    Initial = (point, line) => point.Load("reached", line),
                    Epilogue = k.StoreTo("reached"),
                });
            }
        }

        k.Comment($"y[t] = {_layer.Activation}(full[t + {_layer.Cut}]{(_bias == null ? "" : " + bias")})");
        using (k.Loop("row", Rows))
        using (k.Loop("t", Output.Steps))
        {
            k.Reference("sums", _full.StepAt(Index.Counter("t") + _layer.Cut));
            if (_bias != null)
            {
                k.Reference("bias", _bias.First());
            }

            foreach ((string name, Tensor tensor) in _activation.Tensors)
            {
                k.Reference(name, tensor.StepAt("t"));
            }

            k.Map(Output.Stride, i =>
            {
                Value sum = k.Let("sum", _bias == null ? k.Load("sums", i) : k.Load("sums", i) + k.Load("bias", i));
                _activation.Store(k, sum, (value, buffer) => k.Store(value, buffer, i));
            });
        }

        _activation.Finish(k);
    }

    public override void Backward(KernelWriter k)
    {
        Tensor gradient = Output.Gradient!;
        Tensor full = _fullGradient!;
        _activation.Backward(k);
        k.Comment("The gradient of the full sum; what is left out has none, and is never written to.");
        using (k.Loop("row", Rows))
        {
            k.Copy(gradient.Row, full.StepAt(_layer.Cut), gradient.Steps * gradient.Stride);
        }

        if (_kernelGradient != null)
        {
            k.Comment("dkernel += window of the full sum's gradient^T . x, dbias += dz");
            ForRows(k, () =>
            {
                using (k.LoopOverStretches(Steps.Steps, Steps.Steps))
                {
                    Index first = "first";
                    k.Reference("windows", Address.Of("fullGradient", first * WindowStride));
                    k.Reference("steps", Address.Of("x", first * Steps.Stride));
                    k.AccumulateProduct(_kernelGradient, "windows", WindowStride, Runs, "steps", Steps.Stride, "count");
                }
            });
            if (_biasGradient != null)
            {
                k.AccumulateRows(_biasGradient, "sumsGradient", gradient.Stride, Rows * gradient.Steps);
            }
        }

        if (_input.Gradient is not { } target)
        {
            return;
        }

        k.Comment("dx = window of the full sum's gradient . kernel");
        using (k.If(_condition))
        {
            ForRows(k, () =>
            {
                k.Reference("target", target.Row);
                k.Multiply(new Product
                {
                    Rows = Steps.Steps,
                    A = "fullGradient",
                    ARowStride = WindowStride,
                    Runs = Runs,
                    B = _kernel!,
                    Buffers = [new("target", target.Stride)],
                    Epilogue = k.StoreTo("target"),
                });
            });
            _input.Backward(k);
        }
    }

    private void ForRows(KernelWriter k, Action body)
    {
        using (k.Loop("row", Rows))
        {
            k.Reference("x", Steps.Row);
            k.Reference("fullGradient", _fullGradient!.Row);
            body();
        }
    }
}
