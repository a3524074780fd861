using System.Globalization;
using System.Reflection;
using System.Text;
using SeqGen.Generator.Layers;
using SeqGen.Generator.Model;
using SeqGen.Generator.Shapes;

namespace SeqGen.Generator.Tests.Harness;

/// <summary>A spec and its shapes as text, for snapshots.</summary>
internal static class SpecText
{
    public static string Of(NetworkSpec network)
    {
        ShapeResult shapes = ShapeInference.Infer(network);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{network.Accessibility} {network.Namespace}.{network.Name}\n");
        for (int index = 0; index < network.Layers.Count; index++)
        {
            LayerSpec layer = network.Layers[index];
            text.Append(CultureInfo.InvariantCulture, $"\n{layer.Name}: {layer.Definition.ClassName}");
            text.Append(CultureInfo.InvariantCulture, $" -> {shapes.Outputs[index]}{(shapes.Outputs[index].Masked ? ", masked" : "")}\n");
            Append(text, layer, "  ");
        }

        text.Append(CultureInfo.InvariantCulture, $"\noutput activation: {shapes.OutputActivation}\n");
        if (network.Loss is { } loss)
        {
            text.Append(CultureInfo.InvariantCulture, $"loss: {loss.Word}{(loss.FromLogits ? ", from logits" : "")}\n");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, object record, string indent)
    {
        IEnumerable<PropertyInfo> properties = record.GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is not null && property.Name is not nameof(LayerSpec.Name))
            .OrderBy(property => property.Name, StringComparer.Ordinal);
        foreach (PropertyInfo property in properties)
        {
            object? value = property.GetValue(record);
            if (value is RecurrentOptions or RecurrentLayer)
            {
                text.Append(CultureInfo.InvariantCulture, $"{indent}{property.Name}: {value.GetType().Name}\n");
                Append(text, value, indent + "  ");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"{indent}{property.Name}: {value ?? "-"}\n");
            }
        }
    }
}
