// time_distributed=true of any layer: the layer on each step of a sequence by itself, or on each of several sequences, with the same weights.
//
//     y[s] = layer(x[s])  for every s
//     x[s]     one vector where x is a sequence; a sequence where x is several sequences
//     weights  those of the layer
//     mask     of the steps s passes through; none inside

namespace SeqGen.Generator.Networks;

/// <summary>A layer that is applied to each step (Keras' TimeDistributed).</summary>
internal sealed record TimeDistributedLayer : LayerSpec
{
    /// <summary>The argument that every layer has.</summary>
    public const string Argument = "time_distributed";

    /// <summary>The layer inside.</summary>
    public required LayerSpec Layer { get; init; }

    public override LayerDefinition Definition => Declaration;

    /// <summary>No word of a declaration: the layer inside has the argument.</summary>
    public static LayerDefinition Declaration { get; } = new(
        "time_distributed", "TimeDistributed", "A layer that is applied to each step.", static _ => throw new NotSupportedException("time_distributed is an argument of the layer inside."));

    /// <summary>A layer that declares the argument.</summary>
    public static LayerSpec Around(LayerSpec layer, ArgumentReader arguments)
    {
        if (layer is InputLayer)
        {
            arguments.RejectIfGiven(Argument, "an input works on nothing");
            return layer;
        }

        if (arguments.JoinedLayers.Count > 0)
        {
            arguments.RejectIfGiven(Argument, "the layer joins several outputs");
        }
        else if (layer.DistributionObstacle is { } obstacle)
        {
            arguments.RejectIfGiven(Argument, obstacle);
        }

        return new TimeDistributedLayer { Layer = layer, Trainable = layer.Trainable, Seed = layer.Seed };
    }

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (!input.IsSequence)
        {
            return context.CannotFollow("a sequence, or several", input);
        }

        if (Layer.WorksOnEachStep)
        {
            Shape? all = Layer.InferShape(Together(input), context);
            return all is { Masked: true } && input.Sequences > 0 ? context.Impossible(Argument, "masks do not reach the layers inside; leave mask_zero out")
                : all is null ? null
                : all with { Steps = input.Steps, Sequences = input.Sequences };
        }

        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats, as those of a time-distributed embedding", input);
        }

        (long weights, long values) = (context.Weights, context.SequenceValues);
        if (Layer.InferShape(One(input), context) is not { } output)
        {
            return null;
        }

        int count = CountOf(input);
        context.Uses(0, (count - 1) * (context.SequenceValues - values) + 2L * count * output.Vectors * output.Size);
        if (output.IsSequence && input.IsVariable)
        {
            context.NeedsFixedLength(input, "it would give several sequences, and always as many; declare the input with length instead of max_length");
            return null;
        }

        return output.IsSequence
            ? output with { Sequences = count, Masked = false }
            : new(count, output.Size, input.Masked, ShapeKind.Floats) { LengthOf = input.LengthOf };
    }

    /// <summary>How many times the layer is applied.</summary>
    private static int CountOf(Shape input) => input.Sequences > 0 ? input.Sequences : input.Steps;

    /// <summary>What it is applied to.</summary>
    private static Shape One(Shape input) => input.Sequences > 0 ? input with { Sequences = 0, Masked = false } : Shape.Vector(input.Size);

    /// <summary>The steps of all sequences as those of one.</summary>
    private static Shape Together(Shape input) => input with { Steps = input.Vectors, Sequences = 0 };

    private Shape Inside(Shape input) => Layer.WorksOnEachStep ? Together(input) : One(input);

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) => Layer.WorksOnEachStep
        ? Layer.MultiplyAdds([Together(inputs[0])], Together(output))
        : CountOf(inputs[0]) * Layer.MultiplyAdds([One(inputs[0])], One(output));

    public override void DeclareWeights(LayerWeights weights, Shape input) => Layer.DeclareWeights(weights, Inside(input));

    public override void WriteConfig(JsonFields config, Shape input)
    {
        var inside = new JsonFields();
        Layer.WriteConfig(inside, Inside(input));
        config.AddRaw("layer", new JsonFields().Add("class_name", Layer.Definition.ClassName).AddRaw("config", inside.ToString()).ToString());
    }

    public override string? StreamObstacle => Layer.WorksOnEachStep ? Layer.StreamObstacle : "time_distributed works on whole sequences";

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => Layer.WorksOnEachStep ? Layer.LengthObstacle([Together(inputs[0])])
        : null;

    public override bool OnlyTrains => Layer.OnlyTrains;

    public override ActivationSpec OutputActivation(ActivationSpec before) => Layer.OutputActivation(before);

    public override LayerPlan Plan(LayerPlanner planner, Tensor input)
    {
        if (Layer.WorksOnEachStep)
        {
            return Layer.Plan(planner, input);
        }

        Shape whole = planner.InputShapes[0];
        Shape given = planner.OutputShape;
        Shape output = given.Sequences > 0 ? given with { Sequences = 0 } : Shape.Vector(given.Size);
        return new TimeDistributedPlan(Layer, planner, input, CountOf(whole), (One(whole), output));
    }
}

/// <summary>
/// A loop around the layer's code. In training, everything that the layer keeps has a copy for each pass (<see cref="ProgramPlan.ForSequences"/>); in
/// inference a pass leaves its output alone.
/// </summary>
internal sealed class TimeDistributedPlan : LayerPlan
{
    private const string Counter = "sequence";

    private readonly LayerPlan _layer;
    private readonly int _count;
    private readonly int _steps;

    public TimeDistributedPlan(LayerSpec layer, LayerPlanner planner, Tensor input, int count, (Shape Input, Shape Output) shapes)
        : base(planner, $"TimeDistributed({layer.Definition.ClassName})")
    {
        _count = count;
        _steps = shapes.Output.Vectors;
        _layer = planner.PlanForSequences(layer, count, Counter, PartOf(input, shapes.Input.Vectors, withGradient: true), shapes);
        Output = planner.Tensor("Distributed", count * _steps, shapes.Output.Size);
        Output.Mask = shapes.Output.IsSequence ? null : input.Mask;
        if (_layer.Output.Gradient != null)
        {
            Output.Gradient = planner.Tensor("DistributedGradient", count * _steps, shapes.Output.Size);
            Output.GradientCondition = _layer.Output.GradientCondition;
        }
    }

    public override bool HasBackward => _layer.HasBackward || Output.Gradient != null;

    public override void Forward(KernelWriter k)
    {
        using (k.Loop(Counter, _count))
        {
            if (_layer.HasForward)
            {
                _layer.Forward(k);
            }

            k.CopySteps(_layer.Output, PartOf(Output, _steps));
        }
    }

    public override void Backward(KernelWriter k)
    {
        using (k.Loop(Counter, _count))
        {
            if (_layer.Output.Gradient is { } gradient)
            {
                using (k.If(_layer.Output.GradientCondition))
                {
                    k.CopySteps(PartOf(Output.Gradient!, _steps), gradient);
                }
            }

            if (_layer.HasBackward)
            {
                _layer.Backward(k);
            }
        }
    }

    /// <summary>The steps of a tensor that belong to the pass.</summary>
    private static Tensor PartOf(Tensor tensor, int steps, bool withGradient = false) => new()
    {
        Buffer = tensor.Buffer,
        Offset = tensor.Offset + Index.Counter(Counter) * (steps * tensor.Stride),
        OffsetValue = tensor.OffsetValue,
        Steps = steps,
        Size = tensor.Size,
        Stride = tensor.Stride,
        RowStride = tensor.RowStride,
        Segments = tensor.Segments,
        Gradient = withGradient && tensor.Gradient is { } gradient ? PartOf(gradient, steps) : null,
        GradientCondition = tensor.GradientCondition,
    };
}
