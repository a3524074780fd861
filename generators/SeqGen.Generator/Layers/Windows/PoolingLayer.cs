namespace SeqGen.Generator.Layers;

/// <summary>What the layers have in common that make one step of each window.</summary>
internal abstract record PoolingLayer : LayerSpec
{
    public required int PoolSize { get; init; }

    public required int Strides { get; init; }

    public required WindowPadding Padding { get; init; }

    /// <summary>True for the greatest value of a window, false for the mean.</summary>
    protected abstract bool IsMaximum { get; }

    private Window WindowOver(int steps) => new(steps, PoolSize, Strides, 1, Padding);

    public override Shape? InferShape(Shape input, ShapeContext context) => PoolingPlan.InferShape(input, context, WindowOver);

    public override void WriteConfig(JsonFields config, Shape input) => config
        .Add("pool_size", PoolSize)
        .Add("strides", Strides)
        .Add("padding", WindowArguments.WordOf(Padding));

    public override string? StreamObstacle => PoolingPlan.Obstacle;

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) =>
        new PoolingPlan(planner, $"{Definition.ClassName}({PoolSize})", input, WindowOver(input.Steps), IsMaximum, mask: null);
}
