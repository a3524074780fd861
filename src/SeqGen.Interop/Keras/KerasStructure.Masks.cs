using SeqGen.Interop.Graph;
using SeqGen.Interop.Json;

namespace SeqGen.Interop.Keras;

/// <summary>
/// Masks in Functional models. Keras 3 writes how a mask comes about (<c>not_equal(x, 0)</c>, and <c>any</c> of it over the values of a step) and hands it to each layer that takes it.
/// The language has masks that go with the values, so a layer must be given the mask that reaches it by itself.
/// </summary>
internal sealed partial class KerasStructure
{
    private readonly Dictionary<string, Mask> _masks = [];

    /// <summary>Steps of a layer that differ from a number; of a step with several values, those of which some value does.</summary>
    private sealed record Mask(Layer Of, double Value, bool IsAnyValue);

    private static bool IsMask(Use use) => use.ClassName is "NotEqual" or "Any" && KerasOperation.IsOne(use.Place, use.ClassName);

    private Mask ReadMask(string name, Use use, KerasCall call)
    {
        JsonPlace[] arguments = [.. call.Operation!.Select(argument => argument.Value)];
        ImportException Error(string problem) => use.Place.Context.Error($"operation '{name}' ({use.ClassName}) {problem}.");
        KerasTensor of = KerasTensor.Of(arguments[0]) ?? throw Error("takes something else than one output of a layer");
        if (use.ClassName == "NotEqual")
        {
            return arguments is [_, { IsNumber: true } number] && _outputs.TryGetValue(of.Layer, out Layer? layer)
                ? new(layer, number.Number(), false) : throw Error("compares something else than an output of a layer with a number");
        }

        bool isOverValues = use.Options.Optional("axis")?.Integer(int.MinValue) == -1 && use.Options.Optional("keepdims")?.Flag() != true;
        return isOverValues && _masks.TryGetValue(of.Layer, out Mask? mask) && !mask.IsAnyValue
            ? mask with { IsAnyValue = true } : throw Error("is no mask of steps: any of the values of a step, compared with a number, can be imported");
    }

    /// <summary>A mask is no value that could be computed with.</summary>
    private void RequireValues(Use use, IEnumerable<KerasTensor> tensors)
    {
        if (tensors.FirstOrDefault(tensor => _masks.ContainsKey(tensor.Layer)) is { } mask)
        {
            throw use.Options.Error($"({use.ClassName}) takes the mask '{mask.Layer}' as a value; masks can only be the masks of layers");
        }
    }

    /// <summary>The mask that a layer is given must be the one that comes with its input.</summary>
    private void RequireMask(Use use, KerasTensor input, KerasTensor given)
    {
        Mask[] own = [.. Origins(_outputs[input.Layer]).Distinct()];
        if (!_masks.TryGetValue(given.Layer, out Mask? mask) || own is not [var only] || only != mask)
        {
            throw use.Options.Error($"({use.ClassName}) is given the mask '{given.Layer}', but {(own.Length == 0 ? "none comes" : own.Length > 1 ? "several come" : "another one comes")} with its input; only the mask of a Masking layer or of an Embedding (mask_zero) before it can be imported");
        }
    }

    /// <summary>Where the mask of a layer's output comes from.</summary>
    private IEnumerable<Mask> Origins(Layer layer) => layer.Word switch
    {
        "masking" => [new(layer.Inputs[0], OptionOf(layer, "mask_value") is { } value ? double.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : 0, true)],
        "embedding" when OptionOf(layer, "mask_zero") == "true" => [new(layer.Inputs[0], 0, false)],
        _ => layer.Inputs.Where(input => ShapeOf(input).Masked).SelectMany(Origins),
    };

    private static string? OptionOf(Layer layer, string name) => layer.Options.FirstOrDefault(option => option.Name == name || (option.Name is null && name == "mask_value")).Value;
}
