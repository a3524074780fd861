using System.Globalization;
using System.Text;

namespace SeqGen.Generator.Emission;

/// <summary>Writes a network's structure as JSON in Keras' vocabulary: a Sequential of layers with class and config.</summary>
internal static class KerasJson
{
    public static string Write(NetworkSpec network, IReadOnlyList<Shape> shapes)
    {
        var layers = new List<string>();
        for (int i = 0; i < network.Layers.Count; i++)
        {
            LayerSpec layer = network.Layers[i];
            var config = new JsonObject().Add("name", layer.Name).Add("trainable", layer.Trainable);
            if (i == 0)
            {
                Shape shape = shapes[0];
                config.AddRaw("batch_shape", shape.Kind != ShapeKind.Floats ? $"[null,{shape.Steps}]" : shape.IsSequence ? $"[null,{shape.Steps},{shape.Size}]" : $"[null,{shape.Size}]");
                config.Add("dtype", shape.Kind == ShapeKind.Floats ? "float32" : "int32");
            }
            else
            {
                layer.WriteConfig(config, shapes[i - 1]);
            }

            layers.Add(new JsonObject().Add("class_name", layer.Definition.ClassName).AddRaw("config", config.ToString()).ToString());
        }

        var model = new JsonObject().Add("name", network.Name).AddRaw("layers", "[" + string.Join(",", layers) + "]");
        return new JsonObject().Add("class_name", "Sequential").AddRaw("config", model.ToString()).ToString();
    }
}

/// <summary>A JSON object as it is written, key by key.</summary>
internal sealed class JsonObject
{
    private readonly StringBuilder _text = new();

    public JsonObject Add(string key, string? value) => AddRaw(key, value == null ? "null" : "\"" + value + "\"");

    public JsonObject Add(string key, bool value) => AddRaw(key, value ? "true" : "false");

    public JsonObject Add(string key, int value) => AddRaw(key, value.ToString(CultureInfo.InvariantCulture));

    public JsonObject Add(string key, float value) => AddRaw(key, value.ToString("R", CultureInfo.InvariantCulture));

    public JsonObject AddRaw(string key, string json)
    {
        _text.Append(_text.Length == 0 ? "" : ",").Append('"').Append(key).Append("\":").Append(json);
        return this;
    }

    public override string ToString() => "{" + _text + "}";
}
