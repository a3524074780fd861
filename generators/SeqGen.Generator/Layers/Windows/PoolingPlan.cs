namespace SeqGen.Generator.Layers;

/// <summary>
/// The maximum or the mean of windows, a vector of values at a time. The gradient of a maximum goes to the first step
/// that has it; padding is never looked at.
/// </summary>
internal sealed class PoolingPlan : LayerPlan
{
    /// <summary>Why a pooling layer cannot stream.</summary>
    public const string Obstacle = "pooling needs the steps to come";

    /// <summary>Of the layers that make one step of all.</summary>
    public static ArgumentDefinition KeepDimensions { get; } =
        ArgumentDefinition.Flag("keepdims", false, "Give a sequence of one step instead of one vector.");

    private readonly Tensor _input;
    private readonly Tensor _source;
    private readonly Window _window;
    private readonly bool _maximum;
    private readonly Tensor? _mask;

    /// <summary>Plans the layer.</summary>
    /// <param name="planner">Where it plans.</param>
    /// <param name="title">The layer as a reader knows it.</param>
    /// <param name="input">The sequence.</param>
    /// <param name="window">The windows.</param>
    /// <param name="maximum">True for maxima, false for means.</param>
    /// <param name="mask">The steps that one window over all steps counts, or null for all; for maxima the first step is one.</param>
    public PoolingPlan(LayerPlanner planner, string title, Tensor input, Window window, bool maximum, Tensor? mask)
        : base(planner, title)
    {
        _input = input;
        _window = window;
        _maximum = maximum;
        _mask = mask;
        _source = input.Padded ? input : planner.TensorLike("Steps", input);
        Output = planner.Tensor("Values", window.Outputs, input.Size);
        if (planner.Training)
        {
            Output.Gradient = planner.Tensor("OutputGradient", window.Outputs, input.Size);
        }
    }

    public override bool HasBackward => _input.Gradient != null;

    public static Shape? InferShape(Shape input, ShapeContext context, Func<int, Window> windowOver)
    {
        if (!WindowArguments.AcceptsInput(input))
        {
            return context.CannotFollow(WindowArguments.NeededInput, input);
        }

        Window window = windowOver(input.Steps);
        if (WindowArguments.InferShape(context, window, "pool_size", input.Size) is not { } output)
        {
            return null;
        }

        context.Uses(0, (2L * output.Steps * input.Size) + ((long)input.Steps * input.Size));
        return output;
    }

    public override void Forward(KernelWriter k)
    {
        if (_source != _input)
        {
            CopySteps(k);
        }

        k.Comment($"y[t] = {(_maximum ? "max" : "mean")} of window t: {_window.Outputs} of {_window.Size} steps{(_mask == null ? "" : " that are not masked")}");
        ForWindows(k, [("window", _source), ("pooled", Output)], () =>
        {
            if (!_maximum)
            {
                WriteShare(k);
            }
            else if (_mask != null)
            {
                k.Reference("mask", _mask.Row);
            }

            k.Map(_source.Stride, i =>
            {
                Value value = k.Load("window", StepAt(i));
                Value result = k.Let("result", _maximum ? k.Load("window", i) : Value.Zero);
                if (_maximum && Math.Min(_window.Size, _window.Steps) > 1)
                {
                    using (StepLoop(k, 1))
                    {
                        k.Set("result", _mask == null ? Value.Max(result, value) : Value.Select(Value.Broadcast(MaskOfStep) > Value.Zero, Value.Max(result, value), result));
                    }
                }
                else if (!_maximum)
                {
                    k.SumInParts(["result"], "count", _window.Size, "step", [], (sum, _) =>
                    {
                        if (_mask == null)
                        {
                            k.Add(sum, value);
                        }
                        else
                        {
                            k.AddProduct(sum, value, Value.Broadcast(MaskOfStep));
                        }
                    });
                }

                k.Store(_maximum ? result : result * Share, "pooled", i);
            });
        });
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment(_maximum ? "dx of the first step that has the maximum += dy" : "dx of each step that was counted += dy / their number");
        using (k.If(_input.GradientCondition))
        {
            Tensor target = _input.Gradient!;
            using (k.Loop("row", Rows))
            {
                k.Clear(target.Row, target.Steps * target.Stride);
            }

            List<(string, Tensor)> tensors = [("windowGradient", target), ("outputGradient", Output.Gradient!)];
            if (_maximum)
            {
                tensors.Add(("window", _source));
                tensors.Add(("pooled", Output));
            }

            ForWindows(k, tensors, () =>
            {
                if (_maximum)
                {
                    k.Map(_source.Stride, i => MaximumGradient(k, i));
                }
                else
                {
                    WriteShare(k);
                    k.Map(_source.Stride, i => MeanGradient(k, i));
                }
            });
        }
    }

    private void MaximumGradient(KernelWriter k, Index i)
    {
        Value result = k.Let("result", k.Load("pooled", i));
        Value given = k.Let("given", k.Load("outputGradient", i));
        Value share = k.Let("share", Value.One);
        using (StepLoop(k, 0))
        {
            Value candidate = k.Let("candidate", k.Load("window", StepAt(i)));
            Condition other = k.Let("other", candidate < result | (Condition.Equal(candidate, candidate) & !Condition.Equal(result, result)));
            k.Store(Value.MultiplyAdd(given, Value.Select(other, Value.Zero, share), k.Load("windowGradient", StepAt(i))), "windowGradient", StepAt(i));
            k.Set("share", Value.Select(other, share, Value.Zero));
        }
    }

    private void MeanGradient(KernelWriter k, Index i)
    {
        Value part = k.Let("part", k.Load("outputGradient", i) * Share);
        using (StepLoop(k, 0))
        {
            k.Store(k.Load("windowGradient", StepAt(i)) + (_mask == null ? part : part * Value.Broadcast(MaskOfStep)), "windowGradient", StepAt(i));
        }
    }

    private const string ShareName = "share";

    private static Value Share => Value.Named(ShareName);

    private static Scalar MaskOfStep => Address.Of("mask", "step").Float;

    /// <summary>Declares what a step's value counts in the mean of its window.</summary>
    private void WriteShare(KernelWriter k)
    {
        if (_mask == null)
        {
            k.Let(ShareName, Value.Broadcast(1f / Scalar.Of("count")));
            return;
        }

        k.Reference("mask", _mask.Row);
        Scalar real = k.Let("real", 0f);
        using (StepLoop(k, 0))
        {
            k.Add("real", MaskOfStep);
        }

        k.Let(ShareName, Value.Broadcast(Scalar.Select(real > 0f, 1f / real, 0f)));
    }

    /// <summary>Runs <paramref name="body"/> for every window, with its references and <c>count</c>, the steps that it sees.</summary>
    private void ForWindows(KernelWriter k, IReadOnlyList<(string Name, Tensor Tensor)> tensors, Action body)
    {
        using (k.Loop("row", Rows))
        using (k.Loop("t", _window.Outputs))
        {
            bool inside = _window.PaddedSteps <= _window.Steps;
            Index first = _window.Outputs == 1 && inside ? 0 : Index.Counter("t") * _window.Strides - (int)_window.Before;
            k.Let("first", _window.Before == 0 ? first : Index.Max(first, 0));
            if (inside)
            {
                k.LetConstant("count", _window.Size);
            }
            else
            {
                k.Let("count", Index.Min(first + _window.Size, (int)_window.Steps) - Index.Counter("first"));
            }

            foreach ((string name, Tensor tensor) in tensors)
            {
                k.Reference(name, tensor.StepAt(name.StartsWith("window", StringComparison.Ordinal) ? "first" : "t"));
            }

            body();
        }
    }

    private static IDisposable StepLoop(KernelWriter k, int from) => k.Loop("step", from, "count");

    private Index StepAt(Index i) => (Index.Counter("step") * _source.Stride).Unsigned + i;

    private void CopySteps(KernelWriter k)
    {
        k.Comment("The caller's values are not padded.");
        using (k.Loop("row", Rows))
        using (k.Loop("step", _input.Steps))
        {
            k.Copy(_input.StepAt("step"), _source.StepAt("step"), _input.Size);
        }
    }
}
