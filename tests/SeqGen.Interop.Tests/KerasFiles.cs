using System.IO.Compression;
using PureHDF;

namespace SeqGen.Interop.Tests;

/// <summary>Writes Keras' files.</summary>
internal static class KerasFiles
{
    public const int Units = 3;

    private static readonly string[] LstmWeights = ["lstm_1/kernel:0", "lstm_1/recurrent_kernel:0", "lstm_1/bias:0"];

    /// <summary>A whole file of one layer.</summary>
    public static byte[] Whole(string version, string className, float[][,] weights)
    {
        string activations = className.StartsWith("CuDNN", StringComparison.Ordinal) ? "" : "\"recurrent_activation\":\"hard_sigmoid\",";
        string units = version.StartsWith('1') ? "output_dim" : "units";
        return File($$$$"""{"class_name":"Sequential","config":[{"class_name":"{{{{className}}}}","config":{"name":"lstm_1","batch_input_shape":[null,5,2],{{{{activations}}}}"{{{{units}}}}":{{{{Units}}}},"kernel_regularizer":null}}]}""", version, LayerOf(weights));
    }

    public static float[][,] MakeLstm(Values values, int size) => [values.Matrix(size, 4 * Units), values.Matrix(Units, 4 * Units), values.Matrix(1, 4 * Units)];

    public static H5Group LayerOf(float[][,] weights) => new()
    {
        ["lstm_1"] = new H5Group { ["kernel:0"] = weights[0], ["recurrent_kernel:0"] = weights[1], ["bias:0"] = Row(weights[2]) },
        Attributes = { ["weight_names"] = LstmWeights },
    };

    public static float[] Row(float[,] matrix) => [.. matrix.Cast<float>()];

    public static byte[] File(string config, string? version, H5Group layer)
    {
        H5File file = new()
        {
            ["model_weights"] = new H5Group { ["lstm_1"] = layer, ["dropout_1"] = new H5Group { Attributes = { ["weight_names"] = Array.Empty<float>() } }, Attributes = { ["layer_names"] = new[] { "lstm_1" } } },
            ["optimizer_weights"] = new H5Group { ["iterations"] = new float[] { 1 } },
            Attributes = { ["model_config"] = config },
        };
        if (version is not null)
        {
            file.Attributes["keras_version"] = version;
        }

        return Bytes(file);
    }

    /// <summary>Adds data sets by their paths.</summary>
    public static H5Group Fill(this H5Group group, IEnumerable<(string Path, object Values)> sets)
    {
        foreach ((string path, object values) in sets)
        {
            H5Group folder = group;
            string[] parts = path.Split('/');
            foreach (string part in parts[..^1])
            {
                folder = (H5Group)(folder.TryGetValue(part, out object? inner) ? inner : folder[part] = new H5Group());
            }

            folder[parts[^1]] = values;
        }

        return group;
    }

    public static byte[] Bytes(H5File file)
    {
        using MemoryStream stream = new();
        file.Write(stream);
        return stream.ToArray();
    }

    public static void Add(ZipArchive archive, string name, byte[] bytes)
    {
        using Stream entry = archive.CreateEntry(name).Open();
        entry.Write(bytes);
    }
}
