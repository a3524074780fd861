namespace SeqGen.Generator.Networks;

/// <summary>
/// The shapes of a network whose plan can be emitted, or why there is none: the rules of shapes first, which count values, then
/// the plan itself, whose buffers are padded.
/// </summary>
internal static class PlanCheck
{
    public static ShapeResult Infer(NetworkSpec network)
    {
        ShapeResult shapes = ShapeInference.Infer(network);
        if (!shapes.IsSound)
        {
            return shapes;
        }

        try
        {
            NetworkPlan plan = NetworkPlan.Create(network, shapes);
            if (network.Options.StreamBlock > 1 && plan.BlockObstacle is { } obstacle)
            {
                ShapeContext context = new(network) { Layer = network.Inputs.Last() };
                context.Impossible(null, $"the model has {ModelOptions.StreamBlockWord}={network.Options.StreamBlock}, but {obstacle}");
                return shapes with { Errors = context.Errors };
            }

            return shapes;
        }
        catch (PlanTooLargeException error)
        {
            ShapeContext context = new(network) { Layer = error.Layer ?? network.Layers.Count - 1 };
            context.TooLarge(null, error.What, error.Count, Limits.BufferValues);
            return shapes with { Errors = context.Errors };
        }
    }
}
