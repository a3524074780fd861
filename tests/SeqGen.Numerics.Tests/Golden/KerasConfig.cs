using System.Text.Json;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>Reads a config and knows which of its options nobody asked for.</summary>
/// <param name="owner">Whose config it is, for messages.</param>
/// <param name="config">The config.</param>
internal sealed class KerasConfig(string owner, JsonElement config)
{
    private readonly HashSet<string> _used = ["name"];

    public void Use(string name) => _used.Add(name);

    public string Word(string name)
    {
        Use(name);
        return config.GetProperty(name).GetString()!;
    }

    public bool Flag(string name)
    {
        Use(name);
        return config.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;
    }

    public double? OptionalNumber(string name)
    {
        Use(name);
        return config.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
    }

    public double Number(string name, double otherwise) => OptionalNumber(name) ?? otherwise;

    public double Number(string name) => OptionalNumber(name) ?? throw new KeyNotFoundException($"{owner} without {name}");

    public float Float(string name, double otherwise) => (float)Number(name, otherwise);

    /// <summary>An option that was not read, and is not off, is not supported.</summary>
    public void RequireAllUsed()
    {
        foreach (JsonProperty option in config.EnumerateObject())
        {
            bool isOff = option.Value.ValueKind is JsonValueKind.Null or JsonValueKind.False
                || (option.Value.ValueKind == JsonValueKind.Number && option.Value.GetDouble() == 0);
            if (!isOff && !_used.Contains(option.Name))
            {
                throw new NotSupportedCase($"option {option.Name}={option.Value.GetRawText()} of {owner}");
            }
        }
    }
}
