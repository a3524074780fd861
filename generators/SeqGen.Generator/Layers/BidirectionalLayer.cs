// bidirectional: two copies of a recurrent layer, one of them reading the sequence from its end.
//
//     forward[t]  = cell over x[0], x[1], ...
//     backward[t] = cell over x[n-1], x[n-2], ..., then put back into time order
//     y[t] = merge(forward[t], backward[t]): concat, sum, mul or ave
//     without return_sequences y merges the last output of each direction
//     weights  forward/..., then backward/..., each as of the cell's layer
//     states   the forward cell's, then the backward cell's
//     mask     with return_sequences a masked step gives zeros, otherwise as the cell's layer

namespace SeqGen.Generator.Layers;

/// <summary>How the two directions become one output.</summary>
internal enum MergeMode
{
    Concat,
    Sum,
    Mul,
    Ave,
}

/// <summary>A recurrent layer in both directions.</summary>
internal sealed record BidirectionalLayer : LayerSpec
{
    private static readonly WordTable<MergeMode> MergeModes = new(
        ("concat", MergeMode.Concat),
        ("sum", MergeMode.Sum),
        ("mul", MergeMode.Mul),
        ("ave", MergeMode.Ave));

    /// <summary>The layer of one direction (without a name of its own).</summary>
    public required RecurrentLayer Layer { get; init; }

    public required MergeMode MergeMode { get; init; }

    /// <summary>The start of the names of the backward direction's weights.</summary>
    public const string BackwardDirection = "backward/";

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "bidirectional", "Bidirectional", "A recurrent layer that reads the sequence in both directions.", Read,
        [
            ArgumentDefinition.Choice("cell", CellCatalog.Words.Words, "The recurrent layer of each direction.") with { Positional = true },
            .. CellCatalog.Arguments,
            ArgumentDefinition.Choice("merge_mode", MergeModes.Words, "How the two directions become one output.") with { Default = "concat" },
        ]);

    private static BidirectionalLayer Read(ArgumentReader arguments) => new()
    {
        Layer = ReadCell(arguments),
        MergeMode = arguments.Choice("merge_mode", MergeModes),
    };

    private static RecurrentLayer ReadCell(ArgumentReader arguments)
    {
        int chosen = arguments.Choice("cell", CellCatalog.Words);
        LayerDefinition cell = CellCatalog.All[Math.Max(chosen - 1, 0)];
        foreach (ArgumentDefinition argument in CellCatalog.Arguments.Where(argument => chosen > 0 && !cell.Takes(argument.Name)))
        {
            arguments.RejectIfGiven(argument.Name, $"it belongs to {CellCatalog.WordsOf(argument.Name)}, not to {cell.Word}");
        }

        return (RecurrentLayer)cell.ReadInside(arguments);
    }

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (!RecurrentLayer.AcceptsInput(input))
        {
            return context.CannotFollow(RecurrentLayer.NeededInput, input);
        }

        if (!StateHandover.Check(this, context))
        {
            return null;
        }

        context.Uses(2 * Layer.CountWeights(input.Size), 2 * Layer.CountSequenceValues(input));
        return Layer.OutputShape(input, MergeMode == MergeMode.Concat ? 2 * Layer.StateUnits : Layer.StateUnits);
    }

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => null;

    public override void WriteConfig(JsonFields config, Shape input)
    {
        var cell = new JsonFields();
        Layer.WriteConfig(cell, input);
        string layer = new JsonFields().Add("class_name", Layer.Definition.ClassName).AddRaw("config", cell.ToString()).ToString();
        config.AddRaw("layer", layer).Add("merge_mode", MergeModes.WordOf(MergeMode));
    }

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) => 2 * Layer.MultiplyAdds(inputs, output);

    public override void DeclareWeights(LayerWeights weights, Shape input)
    {
        Layer.DeclareWeights(weights, input.Size, "forward/");
        Layer.DeclareWeights(weights, input.Size, BackwardDirection);
        Layer.DeclareInitialStates(weights, "forward/");
        Layer.DeclareInitialStates(weights, BackwardDirection);
    }

    public override ImmutableArray<StateShape> EndStates => [.. Layer.EndStates, .. Layer.EndStates];

    public override bool ReturnsStates => Layer.ReturnsStates;

    public override LayerSpec ReturningStates => this with { Layer = (RecurrentLayer)Layer.ReturningStates };

    public override string? StreamObstacle => "bidirectional needs the whole sequence";

    public override string? DistributionObstacle => Layer.DistributionObstacle;

    public override int? TableStride => Layer.TableStride;

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new BidirectionalPlan(this, planner, input);
}

/// <summary>Two recurrences and their merge. The backward one's sequence is put back into time order by the merge.</summary>
internal sealed class BidirectionalPlan : LayerPlan
{
    private readonly BidirectionalLayer _layer;
    private readonly Recurrence _forward;
    private readonly Recurrence _backward;

    public BidirectionalPlan(BidirectionalLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, $"Bidirectional({layer.Layer.Definition.ClassName}({layer.Layer.Options.Units}), {layer.MergeMode})")
    {
        _layer = layer;
        RecurrentLayer cell = layer.Layer with { Trainable = layer.Trainable, Seed = layer.Seed };
        _forward = cell.Recur(planner, input, "forward/", backwards: false);
        _backward = cell.Recur(planner, input, BidirectionalLayer.BackwardDirection, backwards: true);
        _backward.AddToInputGradient = true;
        bool sequences = cell.Options.ReturnSequences;
        int units = cell.StateUnits;
        int size = layer.MergeMode == MergeMode.Concat ? 2 * units : units;
        int steps = sequences ? input.Steps : 1;
        Output = planner.Tensor("Merged", steps, size);
        Output.Mask = !sequences ? null : cell.Options.PropagateMask ? input.Mask : input.PresentSteps;
        if (planner.Training)
        {
            Output.Gradient = planner.Tensor("OutputGradient", steps, size);
            _forward.OutputGradient = planner.Tensor("ForwardOutputGradient", steps, units);
            _backward.OutputGradient = planner.Tensor("BackwardOutputGradient", steps, units);
        }

        InitialStates = [.. _forward.InitialStates, .. _backward.InitialStates];
        FinalStates = [.. _forward.FinalStates, .. _backward.FinalStates];
        EndStates = [.. _forward.EndStates, .. _backward.EndStates];
        StateGradients = [.. _forward.StateGradients, .. _backward.StateGradients];
    }

    /// <summary>
    /// True where one loop takes a step in each direction: with one sequence, whose steps are chains of dependent
    /// operations, as long as both recurrent kernels stay in the first-level cache.
    /// </summary>
    private bool Together => Rows == 1 && 2 * _forward.RecurrentLength <= 10_000;

    private Tensor ForwardValues => _forward.Options.ReturnSequences ? _forward.Sequence : _forward.Last;

    private Tensor BackwardValues => _backward.Options.ReturnSequences ? _backward.Sequence : _backward.Last;

    /// <summary>Steps that are masked give zeros, as Keras asks of the two layers inside.</summary>
    private Tensor? Mask => _forward.Options.ReturnSequences ? _forward.Input.Mask : null;

    public override void Forward(KernelWriter k)
    {
        if (Together)
        {
            Direction(k, "Forward", _forward.BeginForward);
            Direction(k, "Backward", _backward.BeginForward);
            k.Blank();
            k.Comment("Both directions in one loop: while one waits for its gates, the other one multiplies.");
            using (_forward.TimeLoop(k, reversed: false))
            {
                Direction(k, "Forward", _forward.StepForward);
                Direction(k, "Backward", _backward.StepForward);
            }
        }
        else
        {
            Direction(k, "Forward", _forward.Forward);
            Direction(k, "Backward", _backward.Forward);
        }

        k.Blank();
        k.Comment($"y[t] = {_layer.MergeMode.ToString().ToLowerInvariant()}(forward[t], backward[t])");
        ForSteps(k, () =>
        {
            StepReference(k, "forward", ForwardValues, reversed: false);
            StepReference(k, "backward", BackwardValues, reversed: true);
            StepReference(k, "merged", Output, reversed: false);
            if (_layer.MergeMode == MergeMode.Concat)
            {
                int units = _forward.StateUnits;
                if (Mask == null)
                {
                    k.Copy("forward", "merged", units);
                    k.Copy("backward", Address.Of("merged", units), units);
                    return;
                }

                using (k.If(IsReal))
                {
                    k.Copy("forward", "merged", units);
                    k.Copy("backward", Address.Of("merged", units), units);
                }

                using (k.Else())
                {
                    k.Clear("merged", 2 * units);
                }

                return;
            }

            k.Map(Output.Stride, i =>
            {
                Value a = k.Load("forward", i);
                Value b = k.Load("backward", i);
                Value merged = _layer.MergeMode switch
                {
                    MergeMode.Sum => a + b,
                    MergeMode.Mul => a * b,
                    _ => (a + b) * Value.Constant(0.5f),
                };
                k.Store(Mask == null ? merged : merged * Value.Broadcast(Scalar.Named("real")), "merged", i);
            });
        });
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment("The merge's gradient, for each direction in its own order.");
        ForSteps(k, () =>
        {
            StepReference(k, "outputGradient", Output.Gradient!, reversed: false);
            StepReference(k, "forwardGradient", _forward.OutputGradient!, reversed: false);
            StepReference(k, "backwardGradient", _backward.OutputGradient!, reversed: true);
            int units = _forward.StateUnits;
            if (_layer.MergeMode == MergeMode.Concat)
            {
                using (k.If(Mask == null ? null : IsReal))
                {
                    k.Copy("outputGradient", "forwardGradient", units);
                    k.Copy(Address.Of("outputGradient", units), "backwardGradient", units);
                }

                if (Mask != null)
                {
                    using (k.Else())
                    {
                        k.Clear("forwardGradient", units);
                        k.Clear("backwardGradient", units);
                    }
                }

                return;
            }

            if (_layer.MergeMode == MergeMode.Mul)
            {
                StepReference(k, "forward", ForwardValues, reversed: false);
                StepReference(k, "backward", BackwardValues, reversed: true);
            }

            k.Map(Output.Stride, i =>
            {
                Value given = k.Load("outputGradient", i);
                Value dy = k.Let("dy", Mask == null ? given : given * Value.Broadcast(Scalar.Named("real")));
                (Value toForward, Value toBackward) = _layer.MergeMode switch
                {
                    MergeMode.Sum => (dy, dy),
                    MergeMode.Mul => (dy * k.Load("backward", i), dy * k.Load("forward", i)),
                    _ => (dy * Value.Constant(0.5f), dy * Value.Constant(0.5f)),
                };
                k.Store(toForward, "forwardGradient", i);
                k.Store(toBackward, "backwardGradient", i);
            });
        });
        Direction(k, "Forward", _forward.Backward);
        Direction(k, "Backward", _backward.Backward);
    }

    private static Test IsReal { get; } = Scalar.Named("real").IsNot(0f);

    private static void Direction(KernelWriter k, string name, Action<KernelWriter> write)
    {
        k.Blank();
        k.Comment(name + " direction.");
        using (k.Scope())
        {
            write(k);
        }
    }

    private void ForSteps(KernelWriter k, Action body)
    {
        using (k.Loop("row", Rows))
        using (k.Loop("t", Output.Steps))
        {
            if (Mask is { } mask)
            {
                k.Let("real", mask.StepAt("t").Float);
            }

            body();
        }
    }

    private static void StepReference(KernelWriter k, string name, Tensor tensor, bool reversed)
    {
        Index step = reversed ? (Index)(tensor.Steps - 1) - "t" : "t";
        k.Reference(name, tensor.StepAt(step));
    }
}
