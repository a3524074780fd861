namespace SeqGen.Generator.Layers;

/// <summary>
/// A convolution of each value of a step by itself: the kernel's rows are vectors that lie as the steps do, so a window is a sum of products
/// of vectors. Where each value has several filters, the steps are first written with each value so many times; where windows reach beyond
/// the ends, between zeros.
/// </summary>
internal sealed class DepthwisePlan : LayerPlan
{
    private readonly Tensor _input;
    private readonly Window _window;
    private readonly int _multiplier;
    private readonly StreamPast? _past;
    private readonly Tensor _source;
    private readonly Tensor? _sourceGradient;
    private readonly PackedMatrix _kernel;
    private readonly PackedMatrix? _bias;
    private readonly PackedMatrix? _kernelGradient;
    private readonly PackedMatrix? _biasGradient;
    private readonly OutputActivation _activation;

    /// <summary>Plans the convolution.</summary>
    /// <param name="planner">Where the layer plans.</param>
    /// <param name="title">The layer in the table of layers.</param>
    /// <param name="input">The sequence.</param>
    /// <param name="window">The windows.</param>
    /// <param name="multiplier">Filters of each value.</param>
    /// <param name="activation">Of the output.</param>
    /// <param name="part">The kernel and the start of names.</param>
    /// <param name="bias">The bias, or null.</param>
    /// <param name="isTrained">False where the weights stay as they are.</param>
    public DepthwisePlan(
        LayerPlanner planner, string title, Tensor input, Window window, int multiplier, ActivationSpec activation, KernelPart part, WeightPlan? bias, bool isTrained)
        : base(planner, title)
    {
        _input = input;
        _window = window;
        _multiplier = multiplier;
        bool padded = window.PaddedSteps > input.Steps;
        int size = part.AllFilters;
        string prefix = part.Prefix;
        ColumnLayout columns = new(size);
        WeightPlan kernel = planner.Weight(part.Kernel);
        bool inPlace = !padded && multiplier == 1 && input.Padded;
        _past = planner.IsStreaming && padded ? new(planner, prefix, "Steps", window, size) : null;
        _source = _past?.Source ?? (inPlace ? input : planner.Tensor(prefix + "Steps", (int)window.PaddedSteps, size));
        _kernel = planner.PackTable(prefix + "Kernel", kernel, window.Size, columns, null, 0, size);
        _bias = bias == null ? null : planner.Pack(prefix + "Bias", bias, 1, columns, 0, size);
        Output = planner.Tensor(prefix + "Values", window.Outputs, size);
        Output.Mask = input.PresentSteps;
        Output.Gradient = planner.Training ? planner.Tensor(prefix + "OutputGradient", window.Outputs, size) : null;
        _activation = new(planner, activation, Output, prefix);
        if (_past != null)
        {
            StreamStates = [_past.State(planner.LayerName + "/steps")];
        }

        if (planner.Training && isTrained)
        {
            _kernelGradient = planner.GradientTable(prefix + "Kernel", kernel, window.Size, columns, 0, size);
            _biasGradient = bias == null ? null : planner.Gradient(prefix + "Bias", bias, 1, columns, 0, size);
        }

        if (planner.Training && input.Gradient != null)
        {
            _sourceGradient = inPlace ? input.Gradient : planner.Tensor(prefix + "StepsGradient", (int)window.PaddedSteps, size);
        }
    }

    private int Before => (int)_window.Before;

    public override void Forward(KernelWriter k)
    {
        if (_source != _input)
        {
            ForValues(k, (value, copy) => k.Store(value.Float, copy), (from, to) => k.Copy(from, to, _input.Size));
            AbsentSteps.Clear(k, _input.PresentSteps, _source, Before);
        }

        k.Comment($"y[t] = sum of x[t + tap] * kernel[tap]: {_window.Outputs} windows of {_window.Size} steps");
        using (k.Loop("row", Rows))
        using (k.Loop("t", Output.Steps))
        {
            k.Reference("window", _source.StepAt(Index.Counter("t") * _window.Strides));
            k.Reference("kernel", _kernel.First());
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
                k.Let("sum", _bias == null ? Value.Zero : k.Load("bias", i));
                using (k.Loop("tap", _window.Size))
                {
                    k.AddProduct("sum", k.Load("window", At("tap", StepsOfTap, i)), k.Load("kernel", At("tap", _kernel.Columns.Stride, i)));
                }

                _activation.Store(k, Value.Named("sum"), (value, buffer) => k.Store(value, buffer, i));
            });
        }

        _activation.Finish(k);
        _past?.Leave(k);
    }

    public override bool Slides => _past is { Slides: true };

    public override void Rewind(KernelWriter k) => _past!.Rewind(k);

    public override void Backward(KernelWriter k)
    {
        _activation.Backward(k);
        if (_kernelGradient != null)
        {
            WeightGradients(k, _kernelGradient);
        }

        if (_sourceGradient == null)
        {
            return;
        }

        using (k.If(_input.GradientCondition))
        {
            InputGradient(k, _sourceGradient);
        }
    }

    private void WeightGradients(KernelWriter k, PackedMatrix kernelGradient)
    {
        Tensor gradient = Output.Gradient!;
        k.Comment("dkernel[tap] += sum of x[t + tap] * dz[t], dbias += dz");
        using (k.Loop("row", Rows))
        using (k.Loop("tap", _window.Size))
        {
            k.Reference("seen", _source.StepAt(Index.Counter("tap") * _window.Dilation));
            k.Reference("dz", gradient.Row);
            k.Reference("kernelGradient", kernelGradient.RowOf("tap", BufferKind.Gradient));
            k.Map(gradient.Stride, i =>
            {
                k.Let("sum", Value.Zero);
                k.SumInParts(["sum"], gradient.Steps, gradient.Steps, "t", [], (sum, _) =>
                    k.AddProduct(sum, k.Load("seen", At("t", _window.Strides * _source.Stride, i)), k.Load("dz", At("t", gradient.Stride, i))));
                k.Store(k.Load("kernelGradient", i) + Value.Named("sum"), "kernelGradient", i);
            });
        }

        if (_biasGradient != null)
        {
            k.AccumulateRows(_biasGradient, "sumsGradient", gradient.Stride, Rows * gradient.Steps);
        }
    }

    private void InputGradient(KernelWriter k, Tensor target)
    {
        Tensor gradient = Output.Gradient!;
        k.Comment("dx of each step that a window saw += dz * kernel of that step");
        using (k.Loop("row", Rows))
        {
            k.Clear(target.Row, target.Steps * target.Stride);
            using (k.Loop("t", gradient.Steps))
            {
                k.Reference("dz", gradient.StepAt("t"));
                k.Reference("kernel", _kernel.First());
                k.Reference("seen", target.StepAt(Index.Counter("t") * _window.Strides));
                using (k.Loop("tap", _window.Size))
                {
                    k.Map(gradient.Stride, i => k.Store(
                        Value.MultiplyAdd(k.Load("dz", i), k.Load("kernel", At("tap", _kernel.Columns.Stride, i)), k.Load("seen", At("tap", StepsOfTap, i))), "seen", At("tap", StepsOfTap, i)));
                }
            }
        }

        if (_source != _input)
        {
            Tensor all = _input.Gradient!;
            ForSource(k, target, all, (copies, value) =>
            {
                Scalar total = k.Let("total", 0f);
                using (k.Loop("copy", _multiplier))
                {
                    k.Add("total", (copies + "copy").Float);
                }

                k.Store(total, value);
            });
            AbsentSteps.Clear(k, _input.PresentSteps, all);
        }
    }

    private void ForValues(KernelWriter k, Action<Address, Address> store, Action<Address, Address> copyStep)
    {
        k.Comment(_multiplier == 1 ? "The steps between zeros, which nobody ever writes to." : $"Each value {_multiplier} times.");
        if (_multiplier == 1)
        {
            using (k.Loop("row", Rows))
            using (k.Loop("step", _input.Steps))
            {
                copyStep(_input.StepAt("step"), _source.StepAt(Index.Counter("step") + Before));
            }

            return;
        }

        ForSource(k, _source, _input, (copies, value) =>
        {
            using (k.Loop("copy", _multiplier))
            {
                store(value, copies + "copy");
            }
        });
    }

    /// <summary>Runs <paramref name="body"/> for each value of each step: where its copies begin, and where it lies itself.</summary>
    private void ForSource(KernelWriter k, Tensor source, Tensor input, Action<Address, Address> body)
    {
        using (k.Loop("row", Rows))
        using (k.Loop("step", _input.Steps))
        using (k.Loop("value", _input.Size))
        {
            body(source.StepAt(Index.Counter("step") + Before) + Index.Counter("value") * _multiplier, input.StepAt("step") + "value");
        }
    }

    /// <summary>Floats from a step of a window to its next.</summary>
    private int StepsOfTap => _window.Dilation * _source.Stride;

    private static Index At(string counter, int stride, Index i) => (Index.Counter(counter) * stride).Unsigned + i;
}
