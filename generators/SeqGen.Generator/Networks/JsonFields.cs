using System.Globalization;
using System.Text;

namespace SeqGen.Generator.Networks;

/// <summary>A JSON object as it is written, key by key.</summary>
internal sealed class JsonFields
{
    private readonly StringBuilder _text = new();

    public JsonFields Add(string key, string? value) => AddRaw(key, value == null ? "null" : "\"" + value + "\"");

    public JsonFields Add(string key, bool value) => AddRaw(key, value ? "true" : "false");

    public JsonFields Add(string key, int value) => AddRaw(key, value.ToString(CultureInfo.InvariantCulture));

    public JsonFields Add(string key, float value) => AddRaw(key, value.ToString("R", CultureInfo.InvariantCulture));

    public JsonFields AddRaw(string key, string json)
    {
        _text.Append(_text.Length == 0 ? "" : ",").Append('"').Append(key).Append("\":").Append(json);
        return this;
    }

    public override string ToString() => "{" + _text + "}";
}
