using System.Text.Json.Nodes;

namespace SeqGen.Interop.Keras;

/// <summary>Keras 1 called options by other names; here they become those of Keras 2.</summary>
internal static class Keras1
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["inner_activation"] = "recurrent_activation",
        ["border_mode"] = "padding",
        ["bias"] = "use_bias",
        ["p"] = "rate",
        ["nb_filter"] = "filters",
        ["filter_length"] = "kernel_size",
        ["subsample_length"] = "strides",
        ["pool_length"] = "pool_size",
        ["stride"] = "strides",
        ["atrous_rate"] = "dilation_rate",
        ["dropout_W"] = "dropout",
        ["dropout_U"] = "recurrent_dropout",
        ["W_regularizer"] = "kernel_regularizer",
        ["U_regularizer"] = "recurrent_regularizer",
        ["b_regularizer"] = "bias_regularizer",
        ["W_constraint"] = "kernel_constraint",
        ["U_constraint"] = "recurrent_constraint",
        ["b_constraint"] = "bias_constraint",
        ["init"] = "kernel_initializer",
        ["inner_init"] = "recurrent_initializer",
        ["forget_bias_init"] = "bias_initializer",
    };

    private static readonly Dictionary<string, string> Classes = new()
    {
        ["Convolution1D"] = "Conv1D",
        ["AtrousConvolution1D"] = "Conv1D",
    };

    public static string ClassName(string name) => Classes.GetValueOrDefault(name, name);

    /// <summary>A layer's config in Keras 2's words.</summary>
    public static JsonObject Config(string className, JsonObject config)
    {
        JsonObject renamed = [];
        foreach ((string name, JsonNode? value) in config)
        {
            string now = name == "output_dim" && className != "Embedding" ? "units"
                : name == "input_dim" && className != "Embedding" ? "batch_input_size"
                : className == "Embedding" && name == "W_constraint" ? "embeddings_constraint"
                : className == "Embedding" && name == "W_regularizer" ? "embeddings_regularizer"
                : Names.GetValueOrDefault(name, name);
            renamed[now] = name == "layer" && value is JsonObject inner ? Inner(inner) : value?.DeepClone();
        }

        // Its size is that of the batch shape, which is always there too.
        renamed.Remove("batch_input_size");
        if (className == "BatchNormalization" && renamed["mode"]?.ToJsonString() is "0")
        {
            renamed.Remove("mode");
        }

        return renamed;
    }

    /// <summary>The layer inside a Bidirectional or a TimeDistributed.</summary>
    private static JsonObject Inner(JsonObject layer)
    {
        JsonObject renamed = layer.DeepClone().AsObject();
        if (layer["class_name"] is JsonValue name && name.TryGetValue(out string? className) && layer["config"] is JsonObject config)
        {
            renamed["class_name"] = ClassName(className);
            renamed["config"] = Config(ClassName(className), config);
        }

        return renamed;
    }
}
