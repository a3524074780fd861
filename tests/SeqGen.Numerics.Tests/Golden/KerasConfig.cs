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

    /// <summary>True or false; false where it is not given.</summary>
    public bool Flag(string name)
    {
        Use(name);
        return config.TryGetProperty(name, out JsonElement value) && value.GetBoolean();
    }

    /// <summary>A number; null where it is null or not given.</summary>
    public double? OptionalNumber(string name)
    {
        Use(name);
        return config.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetDouble() : null;
    }

    public double Number(string name, double otherwise) => OptionalNumber(name) ?? otherwise;

    public double Number(string name) => OptionalNumber(name) ?? throw new KeyNotFoundException($"{owner} without {name}");

    public float Float(string name, double otherwise) => (float)Number(name, otherwise);

    /// <summary>An option that has one value here.</summary>
    /// <param name="name">The option.</param>
    /// <param name="only">The value, as JSON.</param>
    public void Only(string name, string only)
    {
        Use(name);
        if (config.TryGetProperty(name, out JsonElement value) && value.GetRawText() != only)
        {
            throw new NotSupportedCase($"option {name}={value.GetRawText()} of {owner}");
        }
    }

    /// <summary>An option that was not read is not supported, whatever its value.</summary>
    public void RequireAllUsed()
    {
        foreach (JsonProperty option in config.EnumerateObject())
        {
            if (!_used.Contains(option.Name))
            {
                throw new NotSupportedCase($"option {option.Name}={option.Value.GetRawText()} of {owner}");
            }
        }
    }
}
