namespace SeqGen.Generator.Layers;

/// <summary>A linear map of every step by itself, <c>y[t] = x[t].W + b</c>, perhaps times a constant, as a part of a layer: forward and backward.</summary>
internal sealed class StepProjection
{
    private readonly string _name;
    private readonly Tensor _input;
    private readonly Tensor _output;
    private readonly PackedMatrix _kernel;
    private readonly PackedMatrix? _bias;
    private readonly PackedMatrix? _transposed;
    private readonly PackedMatrix? _kernelGradient;
    private readonly PackedMatrix? _biasGradient;

    /// <summary>Plans the map.</summary>
    /// <param name="planner">Where the layer plans.</param>
    /// <param name="name">The start of the names of its matrices.</param>
    /// <param name="weights">The start of its weights' names: <c>kernel</c> and <c>bias</c> follow.</param>
    /// <param name="useBias">True for a bias.</param>
    /// <param name="input">x; its gradient is where the backward pass writes.</param>
    /// <param name="output">y; its gradient is where the backward pass reads.</param>
    public StepProjection(LayerPlanner planner, string name, string weights, bool useBias, Tensor input, Tensor output)
    {
        _name = name;
        _input = input;
        _output = output;
        WeightPlan kernel = planner.Weight(weights + "/kernel");
        WeightPlan? bias = useBias ? planner.Weight(weights + "/bias") : null;
        ColumnLayout columns = new(output.Size);
        _kernel = planner.Pack(name + "Kernel", kernel, input.Size, columns, 0, output.Size);
        _bias = bias == null ? null : planner.Pack(name + "Bias", bias, 1, columns, 0, output.Size);
        if (planner.Training && kernel.Trainable)
        {
            _kernelGradient = planner.Gradient(name + "Kernel", kernel, input.Size, columns, 0, output.Size);
            _biasGradient = bias == null ? null : planner.Gradient(name + "Bias", bias, 1, columns, 0, output.Size);
        }

        _transposed = planner.Training && input.Gradient != null ? planner.PackTransposed(name + "KernelTransposed", kernel, input, output.Size) : null;
    }

    /// <summary>What y is multiplied by before it is written. The backward pass wants the gradient before that.</summary>
    public float Scale { get; init; } = 1;

    public void Forward(KernelWriter k)
    {
        string map = $"[{_input.Size}] . [{_input.Size} x {_output.Size}]{(_bias == null ? "" : " + bias")}";
        k.Comment(FormattableString.Invariant($"{_name}: {(Scale == 1 ? map : $"{Scale} ({map})")}"));
        k.ForSequences([("x", _input), ("projected", _output)], (rows, stride) =>
        {
            if (_bias != null)
            {
                k.Reference("bias", _bias.First());
            }

            k.Multiply(new Product
            {
                Rows = rows,
                A = "x",
                ARowStride = stride(_input),
                Runs = [new Run(0, _input.Size)],
                B = _kernel,
                Buffers = [new("projected", stride(_output))],
                Initial = _bias == null ? null : (point, line) => point.LoadShared("bias", line),
                Epilogue = k.StoreTo("projected", Scale == 1 ? null : _ => Value.Constant(Scale)),
            });
        });
    }

    /// <summary>Writes the gradients of the weights and of the input.</summary>
    /// <param name="k">The writer.</param>
    /// <param name="add">True to add to the input's gradient instead of writing it.</param>
    public void Backward(KernelWriter k, bool add = false)
    {
        Tensor gradient = _output.Gradient!;
        k.Comment($"{_name}: dkernel += x^T . dy, dbias += dy, dx {(add ? "+" : "")}= dy . kernel^T");
        if (_kernelGradient != null)
        {
            k.ForSequences([("x", _input), ("dy", gradient)], (rows, stride) =>
                k.AccumulateProduct(_kernelGradient, "x", stride(_input), [new Run(0, _input.Size)], "dy", stride(gradient), rows));
        }

        if (_biasGradient != null)
        {
            using (k.Scope())
            {
                k.Reference("dy", gradient);
                k.AccumulateRows(_biasGradient, "dy", gradient.Stride, k.Rows * gradient.Steps);
            }
        }

        if (_input.Gradient is { } target)
        {
            using (k.If(_input.GradientCondition))
            {
                k.ForSequences([("dy", gradient), ("target", target)], (rows, stride) => k.Multiply(new Product
                {
                    Rows = rows,
                    A = "dy",
                    ARowStride = stride(gradient),
                    Runs = [new Run(0, _output.Size)],
                    B = _transposed!,
                    Buffers = [new("target", stride(target))],
                    Initial = add ? (point, line) => point.Load("target", line) : null,
                    Epilogue = k.StoreTo("target"),
                }));
            }
        }
    }
}
