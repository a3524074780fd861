// conv1d: filters that slide over the steps of a sequence (a cross-correlation, as in Keras).
//
//     y[t] = a(sum over j of x[t * strides + j * dilation_rate - before].W[j] + b), x = 0 beyond the ends
//     before   padding=valid: 0; same: the smaller half of what is missing; causal: all of it
//     groups   each of so many blocks of filters sees its block of the input's values only
//     weights  kernel W [kernel_size, input / groups, filters], bias b [filters]
//     one-hot  inference of whole sequences adds up the kernel's rows of the tokens instead of multiplying
//     mask     ignored, and ends here; of a sequence of any length the steps that are not there are zeros to every window
//     stream   with padding=causal and strides=1: the state is the last (kernel_size - 1) * dilation_rate steps

namespace SeqGen.Generator.Layers;

/// <summary>The convolution over steps.</summary>
internal sealed record Conv1dLayer : LayerSpec
{
    public required int Filters { get; init; }

    public required int KernelSize { get; init; }

    public required ActivationSpec Activation { get; init; }

    public required int Strides { get; init; }

    public required WindowPadding Padding { get; init; }

    public required int DilationRate { get; init; }

    /// <summary>Blocks of filters, each of which sees a block of the input's values.</summary>
    public required int Groups { get; init; }

    public required KernelOptions Kernel { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "conv1d", "Conv1D", "Filters that slide over the steps of a sequence.", Read,
        [
            ArgumentDefinition.Integer("filters", 1, Limits.Units, "Values of a step of the output.") with { Positional = true },
            ArgumentDefinition.Integer("kernel_size", 1, Limits.Steps, "Steps that a filter sees.") with { Positional = true },
            ArgumentDefinition.Activation("activation", "linear", "Of the output.") with { Positional = true },
            .. WindowArguments.Moving,
            ArgumentDefinition.Integer("groups", 1, Limits.Units, "Blocks of filters, each of which sees a block of the input's values only.") with { Default = "1" },
            .. KernelOptions.Arguments,
        ]);

    private static Conv1dLayer Read(ArgumentReader arguments)
    {
        (int strides, WindowPadding padding, int dilation) = WindowArguments.ReadMoving(arguments);
        return new()
        {
            Filters = arguments.Integer("filters"),
            KernelSize = arguments.Integer("kernel_size"),
            Activation = arguments.Activation("activation"),
            Strides = strides,
            Padding = padding,
            DilationRate = dilation,
            Groups = arguments.Integer("groups"),
            Kernel = KernelOptions.Read(arguments),
        };
    }

    /// <summary>The windows over a sequence of so many steps.</summary>
    public Window WindowOver(int steps) => new(steps, KernelSize, Strides, DilationRate, Padding);

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (!RecurrentLayer.AcceptsInput(input))
        {
            return context.CannotFollow(RecurrentLayer.NeededInput, input);
        }

        if (Groups > 1 && !GroupsFit(input, context))
        {
            return null;
        }

        Window window = WindowOver(input.Steps);
        if (WindowArguments.InferShape(input, context, window, Filters) is not { } output)
        {
            return null;
        }

        context.Uses(((long)KernelSize * (input.Size / Groups) * Filters) + (Kernel.UseBias ? Filters : 0), (3L * output.Steps * Filters) + (2 * window.PaddedSteps * input.Size));
        return output;
    }

    /// <summary>Each group has methods' parts of its own in the emitted code; groups of one value each are a depthwise convolution, which has not.</summary>
    private const int MostGroups = 64;

    private bool GroupsFit(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            context.Impossible("groups", "the values of one-hot tokens have no blocks");
            return false;
        }

        if (input.Size % Groups != 0 || Filters % Groups != 0)
        {
            context.Impossible("groups", $"{(input.Size % Groups != 0 ? $"{input.Size} values of a step" : $"{Filters} filters")} cannot be divided into {Groups} equal blocks");
            return false;
        }

        if (Groups > MostGroups && Groups != input.Size)
        {
            context.Impossible("groups", $"more than {MostGroups} groups must be as many as a step has values, {input.Size}");
            return false;
        }

        if (Activation.MixesValues)
        {
            context.Impossible("groups", $"{Activation.Word} mixes the filters of all groups; write it as a layer of its own");
            return false;
        }

        return true;
    }

    public override ActivationSpec OutputActivation(ActivationSpec before) => Activation;

    public override void WriteConfig(JsonFields config, Shape input) => Kernel.WriteConfig(config
        .Add("filters", Filters)
        .Add("kernel_size", KernelSize)
        .Add("activation", Activation.ToString())
        .Add("strides", Strides)
        .Add("padding", WindowArguments.WordOf(Padding))
        .Add("dilation_rate", DilationRate)
        .Add("groups", Groups));

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) => (long)output.Vectors * KernelSize * (MultipliedValues(inputs[0]) / Groups) * Filters;

    public override void DeclareWeights(LayerWeights weights, Shape input) =>
        Kernel.DeclareWeights(weights, "", [KernelSize, input.Size / Groups, Filters], [Filters]);

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => WindowArguments.LengthObstacle(Strides, Padding, KernelSize);

    public override string? StreamObstacle =>
        Strides == 1 && (Padding == WindowPadding.Causal || KernelSize == 1) ? null : "a conv1d streams with padding=causal and strides=1 only";

    public override bool TakesStepsInLanes(IReadOnlyList<Shape> inputs) =>
        StreamObstacle == null && Groups == 1 && !Activation.MixesValues && inputs[0].Kind == ShapeKind.Floats;

    public override int PastSteps(Shape input) => StreamObstacle == null && Groups == 1 && input.Kind == ShapeKind.Floats ? (int)WindowOver(1).Before : 0;

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) =>
        Groups == 1 ? new Conv1dPlan(this, planner, input) :
        Groups < input.Size ? new GroupedConv1dPlan(this, planner, input) :
        new DepthwisePlan(
            planner, $"Conv1D({Filters}, {KernelSize}, {Groups} groups{Layers.OutputActivation.InTitle(Activation)})", input, WindowOver(input.Steps), Filters / Groups, Activation,
            new("", "kernel", 0, Filters), Kernel.UseBias ? planner.Weight("bias") : null, Trainable);
}

/// <summary>The part of a layer's weights that a convolution multiplies by.</summary>
/// <param name="Prefix">The start of its names in the plan.</param>
/// <param name="Kernel">The kernel's name.</param>
/// <param name="FirstFilter">The first filter.</param>
/// <param name="AllFilters">The filters of the whole kernel.</param>
internal sealed record KernelPart(string Prefix, string Kernel, int FirstFilter, int AllFilters);

/// <summary>
/// A product of overlapping rows: row t of the left operand is the window of output step t, where it lies in the
/// sequence. Where windows reach beyond the ends, the steps are first copied between zeros. The gradient of the input
/// is one product for each step of the window, added to the steps that it saw. One-hot tokens are looked up where nothing
/// else needs their vectors; training and streams, which keep steps, write the vectors down.
/// </summary>
internal sealed class Conv1dPlan : LayerPlan
{
    private readonly Conv1dLayer _layer;
    private readonly Tensor _input;
    private readonly Window _window;
    private readonly StreamPast? _past;
    private readonly Tensor _source;
    private readonly Tensor? _sourceGradient;
    private readonly Tensor? _tokens;
    private readonly Tensor? _presence;
    private readonly PackedMatrix? _table;
    private readonly PackedMatrix? _kernel;
    private readonly PackedMatrix? _bias;
    private readonly PackedMatrix? _transposed;
    private readonly PackedMatrix? _kernelGradient;
    private readonly PackedMatrix? _biasGradient;
    private readonly StepSum? _sum;
    private readonly OutputActivation _activation;

    /// <summary>Plans the convolution.</summary>
    /// <param name="layer">Filters, windows and activation.</param>
    /// <param name="planner">Where the layer plans.</param>
    /// <param name="input">The sequence.</param>
    /// <param name="part">Some of the layer's weights, or null for all.</param>
    public Conv1dPlan(Conv1dLayer layer, LayerPlanner planner, Tensor input, KernelPart? part = null)
        : base(planner, $"Conv1D({layer.Filters}, {layer.KernelSize}{OutputActivation.InTitle(layer.Activation)})")
    {
        (string prefix, string kernelName, int first, int filters) = part ?? new("", "kernel", 0, layer.Filters);
        _layer = layer;
        _tokens = input.Buffer == BufferKind.Tokens ? input : null;
        bool lookedUp = _tokens != null && planner.Kind is (ProgramKind.One or ProgramKind.Tile);
        _input = _tokens != null && !lookedUp ? planner.Tensor(prefix + "OneHot", input.Steps, input.Size) : input;
        _presence = input.PresentSteps;
        _window = layer.WindowOver(input.Steps);
        var columns = new ColumnLayout(layer.Filters);
        int rows = layer.KernelSize * input.Size;
        WeightPlan kernel = planner.Weight(kernelName);
        WeightPlan? bias = layer.Kernel.UseBias ? planner.Weight("bias") : null;
        if (lookedUp)
        {
            _source = input;
            _table = planner.PackTable(prefix + "Table", kernel, rows, columns, null, first, filters);
        }
        else
        {
            _past = planner.IsStreaming && Padded ? new(planner, prefix, "Padded", _window, _input.Size, _input) : null;
            _source = _past?.Source ?? (Padded ? planner.Tensor(prefix + "Padded", (int)_window.PaddedSteps, input.Size) : _input);
            _kernel = planner.Pack(prefix + "Kernel", kernel, rows, columns, first, filters, Runs[0].Count, lookedUpElsewhere: _tokens != null);
        }

        _bias = bias == null ? null : planner.Pack(prefix + "Bias", bias, 1, columns, first, filters);
        _sum = _kernel == null ? null : new()
        {
            Products = [new(_source, WindowStride, Runs, _kernel)],
            Biases = _bias == null ? [] : [_bias],
            Before = [WriteSteps],
            After = _past == null ? [] : [_past.Leave],
        };
        bool isOpen = LeavesSum && part == null && _sum != null && layer.Activation.Kind == ActivationKind.Linear;
        Output = isOpen ? planner.SumTensor("Values", _window.Outputs, layer.Filters, _sum!)
            : part == null ? planner.OutputTensor("Values", _window.Outputs, layer.Filters)
            : planner.Tensor(prefix + "Values", _window.Outputs, layer.Filters);
        Output.Mask = _presence;
        Output.Gradient = planner.Training ? planner.Tensor(prefix + "OutputGradient", Output.Steps, layer.Filters) : null;
        _activation = new(planner, layer.Activation, Output, prefix);
        HasForward = !isOpen;
        if (_past != null)
        {
            StreamStates = [_past.State($"{planner.LayerName}/{(prefix.Length == 0 ? "" : prefix.ToLowerInvariant() + "/")}steps")];
        }

        if (!planner.Training)
        {
            return;
        }

        if (layer.Trainable)
        {
            _kernelGradient = planner.Gradient(prefix + "Kernel", kernel, rows, columns, first, filters);
            _biasGradient = bias == null ? null : planner.Gradient(prefix + "Bias", bias, 1, columns, first, filters);
        }

        if (input.Gradient != null)
        {
            _sourceGradient = Padded ? planner.TensorLike(prefix + "PaddedGradient", _source) : input.Gradient;
            _transposed = layer.Filters == filters
                ? planner.PackTransposedTaps(prefix + "KernelTransposed", kernel, layer.KernelSize, input.Size, layer.Filters)
                : planner.PackTransposedTaps(prefix + "KernelTransposed", kernel, layer.KernelSize, input.Size, layer.Filters, first, filters);
        }
    }

    private bool Padded => _window.PaddedSteps > _input.Steps;

    private int Before => (int)_window.Before;

    /// <summary>Floats from a window to the next.</summary>
    private int WindowStride => _layer.Strides * _source.Stride;

    /// <summary>The values of a window, in the kernel's order.</summary>
    private IReadOnlyList<Run> Runs => _layer.DilationRate == 1 && _source.Stride == _input.Size && !_source.HasStepsInLanes
        ? [new Run(0, _layer.KernelSize * _input.Size)]
        : _layer.KernelSize == 1 ? [new Run(0, _input.Size)] : [new Run(0, _input.Size, _layer.KernelSize, _layer.DilationRate * _source.Stride)];

    public override bool HasForward { get; }

    public override void Forward(KernelWriter k)
    {
        if (_table != null)
        {
            ForwardTable(k, _table);
        }
        else
        {
            _sum!.Write(k, Output.Steps, [.. _activation.Tensors], _activation.Epilogue(k));
        }

        _activation.Finish(k);
    }

    /// <summary>A window of tokens is the sum of their rows of the kernel.</summary>
    private void ForwardTable(KernelWriter k, PackedMatrix table)
    {
        Tensor tokens = _tokens!;
        k.Comment($"y[t] = {_layer.Activation}(sum of kernel[tap, token]{(_bias == null ? "" : " + bias")}): {Output.Steps} windows of {_layer.KernelSize} rows");
        BiasReference(k);
        using (k.Loop("row", Rows))
        using (k.Loop("window", Output.Steps))
        {
            k.Reference("values", Output.StepAt("window"));
            k.Map(Output.Stride, i => k.Store(_bias == null ? Value.Zero : k.Load("bias", i), "values", i));
            using (k.Loop("tap", _layer.KernelSize))
            {
                k.Let("at", Index.Counter("window") * _layer.Strides + Index.Counter("tap") * _layer.DilationRate - Before);
                using (k.If(Padded ? Test.IsInside("at", tokens.Steps) : null))
                using (k.If(Padded ? _presence?.ValueAt("row", "at").IsNot(0f) : null))
                {
                    k.Let("token", tokens.TokenAt(tokens.StepAt("at")));
                    k.Reference("seen", table.First() + (Index.Counter("tap").Signed * tokens.Size + "token") * table.Columns.Stride);
                    k.Map(Output.Stride, i => k.Store(k.Load("values", i) + k.Load("seen", i), "values", i));
                }
            }

            if (_activation.IsElementWise)
            {
                k.Map(Output.Stride, i => _activation.Store(k, k.Load("values", i), (value, buffer) => k.Store(value, buffer, i)));
            }
        }
    }

    /// <summary>Writes the steps that the windows see, where these are not the input itself.</summary>
    private void WriteSteps(KernelWriter k)
    {
        if (_tokens != null)
        {
            WriteOneHot(k, _tokens);
        }

        if (Padded)
        {
            if (_past is not { IsInPlace: true })
            {
                k.Comment("The steps between zeros, which nobody ever writes to.");
                CopySteps(k);
            }

            AbsentSteps.Clear(k, _presence, _source, Before);
        }

        k.Comment($"y[t] = {_layer.Activation}(window[t] . kernel{(_bias == null ? "" : " + bias")}): {Output.Steps} windows, [{_kernel!.Rows}] . [{_kernel.Rows} x {_layer.Filters}]");
    }

    public override bool Slides => _past is { Slides: true };

    public override void Rewind(KernelWriter k) => _past!.Rewind(k);

    private void BiasReference(KernelWriter k)
    {
        if (_bias != null)
        {
            k.Reference("bias", _bias.First());
        }
    }

    /// <summary>Writes each token as a vector of zeros and a one.</summary>
    private void WriteOneHot(KernelWriter k, Tensor tokens)
    {
        k.Comment("Each token as a vector.");
        using (k.Loop("row", Rows))
        using (k.Loop("step", _input.Steps))
        {
            k.Reference("vector", _input.StepAt("step"));
            k.Clear("vector", _input.Stride);
            k.Store(1f, Address.Of("vector", tokens.TokenAt(tokens.StepAt("step"))));
        }
    }

    public override void Backward(KernelWriter k)
    {
        Tensor gradient = Output.Gradient!;
        _activation.Backward(k);
        if (_kernelGradient != null)
        {
            WeightGradients(k, gradient);
        }

        if (_sourceGradient != null)
        {
            using (k.If(_input.GradientCondition))
            {
                InputGradient(k, gradient, _sourceGradient);
            }
        }
    }

    private void WeightGradients(KernelWriter k, Tensor gradient)
    {
        k.Comment("dkernel += window^T . dz, dbias += dz");
        ForWindows(k, [("x", _source, WindowStride), ("dz", gradient, gradient.Stride)], (rows, stride) =>
        {
            using (k.LoopOverStretches(rows, Output.Steps))
            {
                Index first = "first";
                k.Reference("windows", Address.Of("x", first * stride("x")));
                k.Reference("sums", Address.Of("dz", first * stride("dz")));
                k.AccumulateProduct(_kernelGradient!, "windows", stride("x"), Runs, "sums", stride("dz"), "count");
            }
        });
        if (_biasGradient != null)
        {
            k.AccumulateRows(_biasGradient, "sumsGradient", gradient.Stride, Rows * gradient.Steps);
        }
    }

    private void InputGradient(KernelWriter k, Tensor gradient, Tensor target)
    {
        k.Comment("dx of each step that a window saw += dz . kernel^T of that step");
        using (k.Loop("row", Rows))
        {
            k.Clear(At(target, 0), target.Steps * target.Stride);
        }

        ForWindows(k, [("dz", gradient, gradient.Stride), ("target", target, _layer.Strides * target.Stride)], (rows, stride) =>
        {
            using (k.Loop("tap", _layer.KernelSize))
            {
                k.Reference("seen", Address.Of("target", Index.Counter("tap") * (_layer.DilationRate * target.Stride)));
                k.Multiply(new Product
                {
                    Rows = rows,
                    A = "dz",
                    ARowStride = stride("dz"),
                    Runs = [new Run(0, _layer.Filters)],
                    B = new PackedMatrix(_transposed!.Constant, _layer.Filters, _transposed.Columns)
                    {
                        Offset = _transposed.Offset + Index.Counter("tap") * (_layer.Filters * _transposed.Columns.Stride),
                    },
                    Buffers = [new("seen", stride("target"))],
                    Initial = (point, line) => point.Load("seen", line),
                    Epilogue = k.StoreTo("seen"),
                });
            }
        });
        if (Padded)
        {
            using (k.Loop("row", Rows))
            {
                k.Copy(At(target, Before), At(_input.Gradient!, 0), _input.Steps * target.Stride);
            }

            AbsentSteps.Clear(k, _presence, _input.Gradient!);
        }
    }

    /// <summary>Copies the input after the padding.</summary>
    private void CopySteps(KernelWriter k)
    {
        if (_input.HasStepsInLanes)
        {
            using (k.Loop("value", _input.Size))
            {
                k.Copy(_input.LanesAt("value"), _source.LanesAt("value") + Before, _input.Steps);
            }

            return;
        }

        using (k.Loop("row", Rows))
        {
            if (_input.Stride == _source.Stride)
            {
                k.Copy(At(_input, 0), At(_source, Before), _input.Steps * _input.Stride);
                return;
            }

            using (k.Loop("step", _input.Steps))
            {
                k.Copy(_input.StepAt("step"), At(_source, Before) + Index.Counter("step") * _source.Stride, _input.Size);
            }
        }
    }

    /// <summary>
    /// Runs <paramref name="body"/> for the windows of each row; where a row has one window, for all rows at once. It
    /// gets the number of windows and how far apart a tensor's values for them are.
    /// </summary>
    private void ForWindows(KernelWriter k, IReadOnlyList<(string Name, Tensor Tensor, int Stride)> tensors, Action<int, Func<string, int>> body)
    {
        bool together = Rows == 1 || Output.Steps == 1;
        using (together ? k.Scope() : k.LoopOverRows())
        {
            foreach ((string name, Tensor tensor, _) in tensors)
            {
                k.Reference(name, together ? tensor.First : tensor.Row);
            }

            body(Output.Steps == 1 ? Rows : Output.Steps, name =>
            {
                (_, Tensor tensor, int stride) = tensors.First(t => t.Name == name);
                return Output.Steps == 1 ? tensor.RowStride : stride;
            });
        }
    }

    private static Address At(Tensor tensor, int step) => tensor.Row + step * tensor.Stride;
}
