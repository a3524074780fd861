// dense: a fully connected layer, on one vector or on every step of a sequence by itself.
//
//     y[t] = a(x[t].W + b)
//     weights  kernel W [input, units], bias b [units]
//     mask     passes through

namespace SeqGen.Generator.Layers;

/// <summary>The fully connected layer.</summary>
internal sealed record DenseLayer : LayerSpec
{
    public required int Units { get; init; }

    public required ActivationSpec Activation { get; init; }

    public required KernelOptions Kernel { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "dense", "Dense", "The fully connected layer, on one vector or on every step of a sequence.", Read,
        [
            ArgumentDefinition.Integer("units", 1, Limits.Units, "Values of the output.") with { Positional = true },
            ArgumentDefinition.Activation("activation", "linear", "Of the output.") with { Positional = true },
            .. KernelOptions.Arguments,
        ]);

    private static DenseLayer Read(ArgumentReader arguments) => new()
    {
        Units = arguments.Integer("units"),
        Activation = arguments.Activation("activation"),
        Kernel = KernelOptions.Read(arguments),
    };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind == ShapeKind.Tokens)
        {
            return context.CannotFollow("vectors", input);
        }

        context.Uses(((long)input.Size * Units) + (Kernel.UseBias ? Units : 0), 2L * input.Vectors * Units);
        return input with { Size = Units, Kind = ShapeKind.Floats };
    }

    public override ActivationSpec OutputActivation(ActivationSpec before) => Activation;

    public override void WriteConfig(JsonFields config, Shape input) =>
        Kernel.WriteConfig(config.Add("units", Units).Add("activation", Activation.ToString()));

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) => (long)output.Vectors * MultipliedValues(inputs[0]) * Units;

    public override void DeclareWeights(LayerWeights weights, Shape input) => Kernel.DeclareWeights(weights, "", [input.Size, Units], [Units]);

    public override bool WorksOnEachStep => true;

    public override bool TakesStepsInLanes(IReadOnlyList<Shape> inputs) =>
        !Activation.MixesValues && inputs[0] is { Kind: ShapeKind.Floats, IsSequence: true };

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new DensePlan(this, planner, input);
}

/// <summary>
/// Few units: dot products with the rows of the transposed kernel, which fill the vectors where columns would not.
/// Otherwise: register tiles of the kernel's columns. A one-hot step looks its row up.
/// </summary>
internal sealed class DensePlan : LayerPlan
{
    private const int FewUnits = 4;

    /// <summary>Additions that a dot product takes at its end, of the values of one vector.</summary>
    private const int LastAdditions = 8;

    private readonly DenseLayer _layer;
    private readonly Tensor _input;
    private readonly ColumnLayout _columns;
    private readonly bool _few;
    private readonly StepSum? _sum;
    private readonly PackedMatrix? _table;
    private readonly PackedMatrix? _kernel;
    private readonly PackedMatrix? _bias;
    private readonly PackedMatrix? _transposed;
    private readonly OutputActivation _activation;
    private readonly PackedMatrix? _kernelGradient;
    private readonly PackedMatrix? _biasGradient;

    public DensePlan(DenseLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, $"Dense({layer.Units}{OutputActivation.InTitle(layer.Activation)})")
    {
        _layer = layer;
        _input = input;
        _columns = new ColumnLayout(layer.Units);
        bool oneHot = input.Buffer == BufferKind.Tokens;
        bool isOpen = LeavesSum && !oneHot && layer.Activation.Kind == ActivationKind.Linear && (layer.Units > FewUnits || input.Size <= LastAdditions * layer.Units);
        _few = !oneHot && layer.Units <= FewUnits && input.Padded && !isOpen;
        WeightPlan kernel = planner.Weight("kernel");
        WeightPlan? bias = layer.Kernel.UseBias ? planner.Weight("bias") : null;
        if (oneHot)
        {
            _table = planner.PackTable("Table", kernel, input.Size, _columns, bias, 0, layer.Units);
        }
        else
        {
            _kernel = _few ? null : planner.Pack("Kernel", kernel, input.Size, _columns, 0, layer.Units, Run.OfTensor(input)[0].Count);
            _bias = bias == null ? null : planner.Pack("Bias", bias, 1, _columns, 0, layer.Units);
            _sum = _kernel == null ? null : new() { Products = [new(input, input.Stride, Run.OfTensor(input), _kernel)], Biases = _bias == null ? [] : [_bias] };
        }

        Output = isOpen ? planner.SumTensor("Values", input.Steps, layer.Units, _sum!) : planner.OutputTensor("Values", input.Steps, layer.Units);
        Output.Mask = input.Mask;
        Output.Gradient = planner.Training ? planner.Tensor("OutputGradient", input.Steps, layer.Units) : null;
        _activation = new(planner, layer.Activation, Output);
        HasForward = !isOpen;

        if (_few || (planner.Training && input.Gradient != null))
        {
            _transposed = planner.PackTransposed("KernelTransposed", kernel, input, layer.Units);
        }

        if (planner.Training && layer.Trainable)
        {
            _kernelGradient = oneHot ? planner.GradientTable("Kernel", kernel, input.Size, _columns, 0, layer.Units)
                : _few ? planner.GradientTransposed("Kernel", kernel, input, layer.Units)
                : planner.Gradient("Kernel", kernel, input.Size, _columns, 0, layer.Units);
            _biasGradient = bias == null ? null : planner.Gradient("Bias", bias, 1, _columns, 0, layer.Units);
        }
    }

    public override bool HasForward { get; }

    public override void Forward(KernelWriter k)
    {
        k.Comment($"y = {_layer.Activation}(x . kernel{(_layer.Kernel.UseBias ? " + bias" : "")}): [{_input.Size}] . [{_input.Size} x {_layer.Units}]");
        if (_table != null)
        {
            ForwardTable(k);
        }
        else if (_few)
        {
            ForwardDots(k);
        }
        else
        {
            _sum!.Write(k, Output.Steps, [.. _activation.Tensors], _activation.Epilogue(k));
        }

        _activation.Finish(k);
    }

    private void ForwardTable(KernelWriter k)
    {
        k.ForTokens(_input, (token, _) =>
        {
            k.Reference("table", _table!.RowOf(token));
            foreach ((string name, Tensor tensor) in _activation.Tensors)
            {
                k.Reference(name, tensor.At("step"));
            }

            MapSums(k, "table");
        });
    }

    private void ForwardDots(KernelWriter k)
    {
        using (k.Loop("row", Rows))
        using (k.Loop("t", _input.Steps))
        {
            k.Reference("x", _input.StepAt("t"));
            foreach ((string name, Tensor tensor) in _activation.Tensors)
            {
                k.Reference(name, tensor.StepAt("t"));
            }

            if (_activation.IsElementWise)
            {
                // The activation takes whole vectors: what the last run made of the padding is no argument of it.
                k.Clear("values", Output.Stride);
            }

            k.Dots(_transposed!, "x", (unit, dot) => k.Store(_bias == null ? dot : dot + (_bias.First() + unit).Float, Address.Of("values", unit)));
            if (_activation.IsElementWise)
            {
                MapSums(k, "values");
            }
        }
    }

    /// <summary>Writes what becomes of a step's sums.</summary>
    private void MapSums(KernelWriter k, string sums) => k.Map(Output.Stride, i =>
    {
        Value sum = k.Let("sum", k.Load(sums, i));
        _activation.Store(k, sum, (value, buffer) => k.Store(value, buffer, i));
    });

    public override void Backward(KernelWriter k)
    {
        Tensor gradient = Output.Gradient!;
        _activation.Backward(k);
        if (_kernelGradient != null)
        {
            WeightGradients(k, gradient);
        }

        if (_input.Gradient is { } target)
        {
            k.Comment("dx = dz . kernel^T");
            using (k.If(_input.GradientCondition))
            {
                k.ForSequences([("dz", gradient), ("target", target)], (rows, stride) => k.Multiply(new Product
                {
                    Rows = rows,
                    A = "dz",
                    ARowStride = stride(gradient),
                    Runs = [new Run(0, _layer.Units)],
                    B = _transposed!,
                    Buffers = [new("target", stride(target))],
                    Epilogue = k.StoreTo("target"),
                }));
            }
        }
    }

    private void WeightGradients(KernelWriter k, Tensor gradient)
    {
        k.Comment("dkernel += x^T . dz, dbias += dz");
        if (_table != null)
        {
            k.ForTokens(_input, (token, _) => k.AddToTokenRow(_kernelGradient!, token, gradient.At("step")));
        }
        else
        {
            k.ForSequences([("x", _input), ("dz", gradient)], (rows, stride) =>
            {
                if (_few)
                {
                    k.AccumulateProduct(_kernelGradient!, "dz", stride(gradient), [new Run(0, _layer.Units)], "x", stride(_input), rows);
                }
                else
                {
                    k.AccumulateProduct(_kernelGradient!, "x", stride(_input), Run.OfTensor(_input), "dz", stride(gradient), rows);
                }
            });
        }

        if (_biasGradient != null)
        {
            k.AccumulateRows(_biasGradient, "sumsGradient", gradient.Stride, Rows * gradient.Steps);
        }
    }
}
