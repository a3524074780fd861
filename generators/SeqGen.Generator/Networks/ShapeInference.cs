namespace SeqGen.Generator.Networks;

/// <summary>The shapes of a network, or why it has none.</summary>
/// <param name="Outputs">The output of every layer, as far as the rules came.</param>
/// <param name="Activations">For each of them the activation that it went through last.</param>
/// <param name="Errors">Empty where the network is sound.</param>
internal sealed record ShapeResult(EquatableArray<Shape> Outputs, EquatableArray<ActivationSpec> Activations, EquatableArray<ShapeError> Errors)
{
    public bool IsSound => Errors.Count == 0;
}

/// <summary>Follows a sequence through the layers and checks that each one can work on what the one before gives.</summary>
internal static class ShapeInference
{
    public static ShapeResult Infer(NetworkSpec network)
    {
        ShapeContext context = new(network);
        List<ActivationSpec> activations = [];
        for (int index = 0; index < network.Layers.Count; index++)
        {
            LayerSpec layer = network.Layers[index];
            EquatableArray<int> inputs = network.Sources[index].Inputs;
            Shape shape = inputs.Count > 0 ? context.Outputs[inputs[0]] : Shape.Vector(0);
            context.Layer = index;
            if (!CheckPlace(layer, context, inputs.Count > 0 ? shape : null) || !CheckSequences(layer, context) || layer.InferShape(shape, context) is not { } output || !CheckLength(layer, context) || !CheckSize(context))
            {
                return new(context.Outputs.ToEquatableArray(), activations.ToEquatableArray(), context.Errors);
            }

            context.Add(output);
            activations.Add(layer.OutputActivation(inputs.Count > 0 ? activations[inputs[0]] : ActivationSpec.Linear));
        }

        CheckEnd(network, context, activations);
        return new(context.Outputs.ToEquatableArray(), activations.ToEquatableArray(), context.Errors);
    }

    /// <summary>An input comes first in the model or in a branch, and only there.</summary>
    private static bool CheckPlace(LayerSpec layer, ShapeContext context, Shape? shape)
    {
        if (shape is null && layer is not InputLayer)
        {
            context.Report(null, DiagnosticCatalog.InputMustBeFirst, layer.Definition.Word);
            return false;
        }

        if (shape is not null && layer is InputLayer)
        {
            context.CannotFollow("to be the first layer", shape);
            return false;
        }

        return true;
    }

    /// <summary>Only a time-distributed layer takes several sequences.</summary>
    private static bool CheckSequences(LayerSpec layer, ShapeContext context)
    {
        if (layer is not TimeDistributedLayer && context.Inputs.FirstOrDefault(input => input.Sequences > 0) is { } several)
        {
            context.CannotFollow("one sequence (time_distributed=true applies it to each of several)", several);
            return false;
        }

        return true;
    }

    /// <summary>Only layers that say so take sequences whose number of steps varies.</summary>
    private static bool CheckLength(LayerSpec layer, ShapeContext context)
    {
        IReadOnlyList<Shape> inputs = context.Inputs;
        if (inputs.FirstOrDefault(input => input.IsVariable) is not { } variable || layer.LengthObstacle(inputs) is not { } obstacle)
        {
            return true;
        }

        context.NeedsFixedLength(variable, obstacle);
        return false;
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

    private static void CheckEnd(NetworkSpec network, ShapeContext context, List<ActivationSpec> activations)
    {
        if (network.Layers.Count == 1)
        {
            context.Report(null, DiagnosticCatalog.EmptyModel, network.Name);
            return;
        }

        for (int index = 0; index < network.Outputs.Count; index++)
        {
            OutputSpec output = network.Outputs[index];
            Shape shape = context.Outputs[output.Layer];

            // After the layers stand the places of what is said of outputs.
            context.Layer = network.HasNamedOutputs || output.Loss is not null ? network.Layers.Count + index : output.Layer;
            if (shape.Kind != ShapeKind.Floats)
            {
                string word = network.Layers[output.Layer].Definition.Word;
                context.Report(null, DiagnosticCatalog.ImpossibleShape, word, $"a model ends in floats, but this one ends in {shape}");
            }
            else if (output.Loss is { } loss)
            {
                LossRules.Check(loss, shape, activations[output.Layer], context);
            }
        }
    }
}
