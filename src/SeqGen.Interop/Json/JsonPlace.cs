using System.Globalization;
using System.Text.Json;
using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Json;

/// <summary>A value of a JSON file and its place in it, so that each mistake can be named.</summary>
/// <param name="Context">The import.</param>
/// <param name="Value">The value.</param>
/// <param name="Path">Where it is, for instance <c>layers[2].weights</c>; empty for the whole file.</param>
internal readonly record struct JsonPlace(ImportContext Context, JsonElement Value, string Path)
{
    /// <summary>More than any layer has.</summary>
    private const int LargestSize = 65_536;

    /// <summary>Parses a file.</summary>
    /// <exception cref="ImportException">It is not JSON.</exception>
    public static JsonPlace Parse(ImportContext context) => new(context, ParseRoot(context.Source), "");

    public static JsonElement ParseRoot(ImportSource source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(source.StartsWith("\uFEFF"u8) ? source.Bytes.AsMemory(3) : source.Bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return document.RootElement.Clone();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw source.Error($"The file begins as JSON, but is none: {error.Message}", error);
        }
    }

    public bool IsNull => Value.ValueKind == JsonValueKind.Null;

    public bool IsObject => Value.ValueKind == JsonValueKind.Object;

    public bool IsList => Value.ValueKind == JsonValueKind.Array;

    public bool IsNumber => Value.ValueKind == JsonValueKind.Number;

    /// <summary>The place in words.</summary>
    public string Where => Path.Length == 0 ? "The file" : $"'{Path}'";

    /// <summary>The names of the members, in order.</summary>
    public IReadOnlyList<string> MemberNames
    {
        get
        {
            try
            {
                return IsObject ? [.. Value.EnumerateObject().Select(member => member.Name)] : [];
            }
            catch (InvalidOperationException)
            {
                throw Error("has a member whose name is not valid Unicode");
            }
        }
    }

    public ImportException Error(string problem) => Context.Error($"{Where} {problem}.");

    /// <summary>A member that must be there.</summary>
    public JsonPlace this[string name] => Optional(name) ?? throw Error($"has no member '{name}'");

    /// <summary>A member that may be missing; null counts as missing.</summary>
    public JsonPlace? Optional(string name)
    {
        if (!IsObject)
        {
            throw Error("is not an object");
        }

        return Value.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null
            ? new(Context, member, Path.Length == 0 ? name : $"{Path}.{name}")
            : null;
    }

    public bool Has(string name) => Optional(name) is not null;

    /// <summary>Every member must be one of these: what is not known could change what the model computes.</summary>
    public void RequireKnown(params string[] known)
    {
        foreach (string name in MemberNames)
        {
            if (!known.Contains(name))
            {
                throw Error($"has the member '{name}', which is not known: it may change what the model computes");
            }
        }
    }

    /// <summary>The elements of a list.</summary>
    public List<JsonPlace> Items()
    {
        if (!IsList)
        {
            throw Error("is not a list");
        }

        JsonPlace self = this;
        return [.. Value.EnumerateArray().Select((item, index) => new JsonPlace(self.Context, item, $"{self.Path}[{index.ToString(CultureInfo.InvariantCulture)}]"))];
    }

    public string Text()
    {
        try
        {
            return Value.ValueKind == JsonValueKind.String ? Value.GetString()! : throw Error("is not a text");
        }
        catch (InvalidOperationException)
        {
            throw Error("is a text that is not valid Unicode");
        }
    }

    public bool Flag() => Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when Value.TryGetInt32(out int number) && number is 0 or 1 => number == 1,
        _ => throw Error("is neither true nor false"),
    };

    public int Integer(int least = 0) => Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out int number) && number >= least
        ? number
        : throw Error($"is not a whole number of at least {least.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>A number of units, channels or steps.</summary>
    public int Size() => Integer(1) is var size && size <= LargestSize ? size : throw Error($"is {size}; at most {LargestSize} can be imported");

    public double Number() => Value.ValueKind == JsonValueKind.Number && Value.TryGetDouble(out double number) && double.IsFinite(number)
        ? number
        : throw Error("is not a number");

    /// <summary>Nested lists of numbers as a tensor; all lists of a level must have one length.</summary>
    public WeightTensor Tensor()
    {
        List<int> shape = [];
        for (JsonElement level = Value; level.ValueKind == JsonValueKind.Array; level = level[0])
        {
            shape.Add(level.GetArrayLength());
            if (shape[^1] == 0)
            {
                break;
            }
        }

        List<float> values = [];
        Collect(Value, shape, 0, values);
        return Context.Finite(new([.. shape], [.. values]), Where);
    }

    /// <summary>A tensor of so many axes.</summary>
    public WeightTensor Tensor(int rank) => Tensor() is var tensor && tensor.Rank == rank
        ? tensor
        : throw Error($"has the shape {tensor.ShapeText}; {rank} axes were expected");

    private void Collect(JsonElement element, List<int> shape, int axis, List<float> values)
    {
        if (axis == shape.Count)
        {
            values.Add(element.ValueKind == JsonValueKind.Number && element.TryGetSingle(out float value) ? value : throw Error("holds something else than numbers"));
            return;
        }

        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() != shape[axis])
        {
            throw Error("holds lists of different lengths");
        }

        foreach (JsonElement item in element.EnumerateArray())
        {
            Collect(item, shape, axis + 1, values);
        }
    }
}
