namespace SeqGen.Generator.Shapes;

/// <summary>The shapes of a network, or why it has none.</summary>
/// <param name="Outputs">The output of every layer, as far as the rules came.</param>
/// <param name="OutputActivation">The activation that the network's output went through last.</param>
/// <param name="Errors">Empty where the network is sound.</param>
internal sealed record ShapeResult(EquatableArray<Shape> Outputs, ActivationSpec OutputActivation, EquatableArray<ShapeError> Errors)
{
    public bool IsSound => Errors.Count == 0;
}

/// <summary>Follows a sequence through the layers and checks that each one can work on what the one before gives.</summary>
internal static class ShapeInference
{
    public static ShapeResult Infer(NetworkSpec network)
    {
        ShapeContext context = new(network);
        List<Shape> outputs = [];
        Shape shape = Shape.Vector(0);
        ActivationSpec activation = ActivationSpec.Linear;
        for (int index = 0; index < network.Layers.Count; index++)
        {
            LayerSpec layer = network.Layers[index];
            context.Layer = index;
            if (!CheckPlace(layer, context, shape) || layer.InferShape(shape, context) is not { } output || !CheckSize(context))
            {
                return new(outputs.ToEquatableArray(), activation, context.Errors);
            }

            shape = output;
            activation = layer.OutputActivation(activation);
            outputs.Add(shape);
        }

        CheckEnd(network, context, shape, activation);
        return new(outputs.ToEquatableArray(), activation, context.Errors);
    }

    /// <summary>An input comes first, and only there.</summary>
    private static bool CheckPlace(LayerSpec layer, ShapeContext context, Shape shape)
    {
        if (context.Layer == 0 && layer is not InputLayer)
        {
            context.Report(null, DiagnosticCatalog.InputMustBeFirst, layer.Definition.Word);
            return false;
        }

        if (context.Layer > 0 && layer is InputLayer)
        {
            context.CannotFollow("to be the first layer", shape);
            return false;
        }

        return true;
    }

    private static bool CheckSize(ShapeContext context)
    {
        if (context.Weights > Limits.Weights)
        {
            context.TooLarge(null, "the number of weights up to this layer", context.Weights, Limits.Weights);
            return false;
        }

        if (context.SequenceValues > Limits.SequenceValues)
        {
            context.TooLarge(null, "the number of values that training keeps of one sequence up to this layer", context.SequenceValues, Limits.SequenceValues);
            return false;
        }

        return true;
    }

    private static void CheckEnd(NetworkSpec network, ShapeContext context, Shape shape, ActivationSpec activation)
    {
        if (network.Layers.Count == 1)
        {
            context.Report(null, DiagnosticCatalog.EmptyModel, network.Name);
        }
        else if (shape.Kind != ShapeKind.Floats)
        {
            context.Impossible(null, $"a model ends in floats, but this one ends in {shape}");
        }
        else if (network.Loss is { } loss)
        {
            context.Layer = network.Layers.Count;
            LossRules.Check(loss, shape, activation, context);
        }
    }
}
