using System.Globalization;
using System.Reflection;
using System.Text;
using SeqGen.Generator.Layers;
using SeqGen.Generator.Networks;

namespace SeqGen.Generator.Tests.Harness;

/// <summary>A spec and its shapes as text, for snapshots.</summary>
internal static class SpecText
{
    public static string Of(NetworkSpec network)
    {
        ShapeResult shapes = ShapeInference.Infer(network);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{network.Class.Accessibility} {network.Class.FullName}\n");
        for (int index = 0; index < network.Layers.Count; index++)
        {
            LayerSpec layer = network.Layers[index];
            AppendBranch(text, network, index);
            text.Append(CultureInfo.InvariantCulture, $"\n{layer.Name}: {layer.Definition.ClassName}");
            text.Append(CultureInfo.InvariantCulture, $" -> {shapes.Outputs[index]}{(shapes.Outputs[index].Masked ? ", masked" : "")}\n");
            Append(text, layer, "  ");
        }

        foreach (OutputSpec output in network.Outputs)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{(output.Name.Length == 0 ? "" : $"output {output.Name}, ")}output activation: {shapes.Activations[output.Layer]}\n");
            if (output.Loss is { } loss)
            {
                text.Append(CultureInfo.InvariantCulture, $"loss: {loss.Word}{(loss.FromLogits ? ", from logits" : "")}\n");
            }

            text.Append(output.LossWeight == 1 ? "" : FormattableString.Invariant($"loss weight: {output.LossWeight}\n"));
        }

        return text.ToString();
    }

    /// <summary>Where the values come from, where that is not simply the layer before.</summary>
    private static void AppendBranch(StringBuilder text, NetworkSpec network, int index)
    {
        if (network.Branches.Items.FirstOrDefault(branch => branch.First == index) is { } started)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nbranch {started.Name}");
        }

        LayerSources sources = network.Sources[index];
        if (network.IsChain)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"\nfrom {string.Join(", ", sources.Inputs.Select(input => network.Layers[input].Name))}");
        text.Append(sources.State is { } state ? $", states of {network.Layers[state].Name}" : "");
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
            if ((property.Name == nameof(InputLayer.Sequences) && value is 0) || (property.Name == nameof(InputLayer.IsVariable) && value is false))
            {
                continue;
            }

            if (value is RecurrentOptions or LayerSpec or KernelOptions)
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
