// up_sampling1d: every step several times.
//
//     y[t] = x[t / size], rounded down
//     weights  none
//     mask     ends here

namespace SeqGen.Generator.Layers;

/// <summary>Every step several times.</summary>
internal sealed record UpSampling1dLayer : LayerSpec
{
    public required int Size { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "up_sampling1d", "UpSampling1D", "Every step several times.", Read,
        ArgumentDefinition.Integer("size", 1, Limits.Steps, "How many times.") with { Positional = true, Default = "2" });

    private static UpSampling1dLayer Read(ArgumentReader arguments) => new() { Size = arguments.Integer("size") };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (!WindowArguments.AcceptsInput(input))
        {
            return context.CannotFollow(WindowArguments.NeededInput, input);
        }

        long steps = (long)input.Steps * Size;
        if (steps > Limits.Steps)
        {
            return context.TooLarge("size", "the number of steps", steps, Limits.Steps);
        }

        context.Uses(0, 2 * steps * input.Size);
        return new((int)steps, input.Size, false, ShapeKind.Floats);
    }

    public override void WriteConfig(JsonFields config, Shape input) => config.Add("size", Size);

    public override string? StreamObstacle => "up_sampling1d gives more steps than it takes";

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new UpSamplingPlan(planner, input, Size);
}

/// <summary>Copies each step, and adds the gradients of the copies up.</summary>
internal sealed class UpSamplingPlan : LayerPlan
{
    private readonly PlainInput _input;
    private readonly int _times;

    public UpSamplingPlan(LayerPlanner planner, Tensor input, int times)
        : base(planner, $"UpSampling1D({times})")
    {
        _times = times;
        _input = new PlainInput(planner, "Steps", input);
        Output = planner.Tensor("Values", input.Steps * times, input.Size);
        if (_input.Gradient != null)
        {
            Output.Gradient = planner.Tensor("OutputGradient", Output.Steps, input.Size);
        }
    }

    public override bool HasBackward => _input.Gradient != null;

    public override void Forward(KernelWriter k)
    {
        _input.Forward(k);
        k.Comment($"y[t] = x[t / {_times}]");
        using (k.Loop("row", Rows))
        using (k.Loop("t", _input.Values.Steps))
        using (k.Loop("copy", _times))
        {
            k.Copy(_input.Values.StepAt("t"), Output.StepAt(Copy), Output.Stride);
        }
    }

    public override void Backward(KernelWriter k)
    {
        Tensor gradient = Output.Gradient!;
        k.Comment("dx = the sum of dy of the copies");
        using (k.Loop("row", Rows))
        using (k.Loop("t", _input.Values.Steps))
        {
            k.Reference("copies", gradient.StepAt(Index.Counter("t") * _times));
            k.Reference("stepGradient", _input.Gradient!.StepAt("t"));
            k.Map(gradient.Stride, i =>
            {
                k.Let("sum", Value.Zero);
                k.SumInParts(["sum"], _times, _times, "copy", [], (sum, _) =>
                    k.Add(sum, k.Load("copies", (Index.Counter("copy") * gradient.Stride).Unsigned + i)));
                k.Store(Value.Named("sum"), "stepGradient", i);
            });
        }

        _input.Backward(k);
    }

    private Index Copy => (Index.Counter("t") * _times) + "copy";
}
