// attention_weighted_average: the mean of all steps, weighted by learnt scores (the attention of Felbo 2017, as textgenrnn has it).
//
//     score[t] = x[t] . W
//     w[t] = softmax over t of score[t]
//     y = sum over t of w[t] x[t]; 0 where all steps are masked
//     weights  kernel W [input, 1]
//     mask     masked steps get no weight; ends here

namespace SeqGen.Generator.Layers;

/// <summary>The mean of all steps, weighted by learnt scores.</summary>
internal sealed record AttentionWeightedAverageLayer : LayerSpec
{
    public required InitializerSpec KernelInitializer { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "attention_weighted_average", "AttentionWeightedAverage", "The mean of all steps, weighted by a softmax of learnt scores.", Read,
        ArgumentDefinition.Initializer("kernel_initializer", "glorot_uniform", "How a fresh kernel is filled."));

    private static AttentionWeightedAverageLayer Read(ArgumentReader arguments) => new() { KernelInitializer = arguments.Initializer("kernel_initializer") };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (!WindowArguments.AcceptsInput(input))
        {
            return context.CannotFollow(WindowArguments.NeededInput, input);
        }

        context.Uses(input.Size, (2L * input.Steps * input.Size) + (2L * input.Steps) + (3L * input.Size));
        return Shape.Vector(input.Size);
    }

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) => 2L * inputs[0].Steps * inputs[0].Size;

    public override void DeclareWeights(LayerWeights weights, Shape input) => weights.Add("kernel", [input.Size, 1], KernelInitializer);

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => null;

    public override void WriteConfig(JsonFields config, Shape input) => config.Add("kernel_initializer", KernelInitializer.ToString());

    public override string? StreamObstacle => "the weights of its average need the steps to come";

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new AttentionWeightedAveragePlan(this, planner, input);
}

/// <summary>A dot product a step, a softmax over all of them, and a sum; training keeps the shares.</summary>
internal sealed class AttentionWeightedAveragePlan : LayerPlan
{
    private readonly PlainInput _input;
    private readonly PackedMatrix _kernel;
    private readonly Tensor _shares;
    private readonly PackedMatrix? _kernelGradient;
    private readonly Tensor? _given;
    private readonly Tensor? _toShares;

    public AttentionWeightedAveragePlan(AttentionWeightedAverageLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, "AttentionWeightedAverage")
    {
        _input = new PlainInput(planner, "Steps", input, zeroPadding: true);
        WeightPlan kernel = planner.Weight("kernel");
        ColumnLayout columns = new(input.Size);
        _kernel = planner.Pack("Kernel", kernel, 1, columns, 0, input.Size);
        _shares = planner.Tensor("Shares", 1, input.Steps);
        Output = planner.Tensor("Values", 1, input.Size);
        if (!planner.Training)
        {
            return;
        }

        Output.Gradient = planner.Tensor("OutputGradient", 1, input.Size);
        _given = planner.Tensor("Given", 1, input.Size);
        _toShares = planner.Tensor("ShareGradients", 1, input.Steps);
        _kernelGradient = layer.Trainable ? planner.Gradient("Kernel", kernel, 1, columns, 0, input.Size) : null;
    }

    public override bool HasBackward => _kernelGradient != null || _input.Gradient != null;

    private static Scalar ShareOfStep { get; } = Address.Of("shares", "t").Float;

    public override void Forward(KernelWriter k)
    {
        _input.Forward(k);
        k.Comment($"scores[t] = x[t] . kernel{(_input.Mask == null ? "" : ", the least number where t is masked")}");
        k.Reference("kernel", _kernel.First());
        using (k.Loop("row", Rows))
        {
            k.Reference("scores", _shares.Row);
            ForSteps(k, [("x", _input.Values)], () =>
            {
                Scalar score = k.InnerProduct("score", "x", "kernel", Output.Stride);
                k.Store(_input.Mask == null ? score : Scalar.Select(IsReal!, score, float.MinValue), Address.Of("scores", "t"));
            });
        }

        k.Blank();
        k.Comment("shares = softmax over t; y = the sum of shares[t] x[t]");
        k.Reference("distribution", _shares);
        k.SoftmaxRows("distribution", _shares);
        using (k.Loop("row", Rows))
        {
            k.Reference("shares", _shares.Row);
            k.Reference("average", Output.Row);
            k.Clear("average", Output.Stride);
            ForSteps(k, [("x", _input.Values)], () =>
            {
                using (k.If(IsReal))
                {
                    k.AddScaled("average", ShareOfStep, "x", Output.Stride);
                }
            });
        }
    }

    public override void Backward(KernelWriter k)
    {
        k.Reference("kernel", _kernel.First());
        k.Reference("given", _given!);
        k.Reference("toShares", _toShares!);
        if (_kernelGradient != null)
        {
            k.Reference("kernelGradient", _kernelGradient.First(BufferKind.Gradient));
        }

        using (k.Loop("row", Rows))
        {
            k.Comment("dshares[t] = dy . x[t]");
            k.Copy(Output.Gradient!.Row, "given", Output.Size);
            k.Reference("shares", _shares.Row);
            Scalar inner = k.Let("inner", 0f);
            ForSteps(k, [("x", _input.Values)], () =>
            {
                Scalar product = k.InnerProduct("product", "given", "x", Output.Stride);
                Scalar toShare = IsReal == null ? product : k.Let("toShare", Scalar.Select(IsReal, product, 0f));
                k.Store(toShare, Address.Of("toShares", "t"));
                k.Add("inner", toShare * ShareOfStep);
            });
            k.Comment("dscores[t] = shares[t] (dshares[t] - sum(dshares shares)); dkernel += dscores[t] x[t]; dx[t] = shares[t] dy + dscores[t] kernel");
            List<(string, Tensor)> tensors = [("x", _input.Values)];
            if (_input.Gradient != null)
            {
                k.Clear(_input.Gradient.Row, _input.Gradient.Steps * _input.Gradient.Stride);
                tensors.Add(("inputGradient", _input.Gradient));
            }

            ForSteps(k, tensors, () =>
            {
                using (k.If(IsReal))
                {
                    Scalar toScore = k.Let("toScore", ShareOfStep * (Address.Of("toShares", "t").Float - inner));
                    if (_kernelGradient != null)
                    {
                        k.AddScaled("kernelGradient", toScore, "x", Output.Stride);
                    }

                    if (_input.Gradient != null)
                    {
                        k.AddScaled("inputGradient", ShareOfStep, "given", Output.Stride);
                        k.AddScaled("inputGradient", toScore, "kernel", Output.Stride);
                    }
                }
            });
        }

        _input.Backward(k);
    }

    /// <summary>Whether step <c>t</c> counts; null where all do.</summary>
    private Test? IsReal => _input.Mask?.ValueAt("row", "t").IsNot(0f);

    private void ForSteps(KernelWriter k, IReadOnlyList<(string Name, Tensor Tensor)> tensors, Action body)
    {
        using (k.Loop("t", _input.Values.Steps))
        {
            foreach ((string name, Tensor tensor) in tensors)
            {
                k.Reference(name, tensor.StepAt("t"));
            }

            body();
        }
    }
}
