using System.Text.Json;
using System.Text.Unicode;

namespace SeqGen;

/// <summary>
/// Reads the header of a safetensors file, which is JSON: <c>{"name":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},...}</c> and
/// a member <c>__metadata__</c> of texts. Every rule of the format is checked; what is wrong names the tensor.
/// </summary>
internal ref struct SafeTensorsHeader
{
    private readonly List<SafeTensor> _tensors = [];
    private readonly HashSet<string> _names = [];
    private Utf8JsonReader _json;
    private string _place = "its beginning";
    private string? _modelName;

    private SafeTensorsHeader(ReadOnlySpan<byte> utf8) => _json = new Utf8JsonReader(utf8);

    /// <summary>Reads a header.</summary>
    /// <param name="utf8">Its bytes.</param>
    /// <returns>The tensors in the order of their bytes, and the model's name in the metadata.</returns>
    /// <exception cref="FormatException">It is not a header of this format; the text continues "cannot be used: ".</exception>
    public static (List<SafeTensor> Tensors, string? ModelName) Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || utf8[0] != (byte)'{')
        {
            throw new FormatException("its header does not begin with '{'; this is not a safetensors file");
        }

        if (!Utf8.IsValid(utf8))
        {
            throw new FormatException("its header is not UTF-8");
        }

        SafeTensorsHeader header = new(utf8);
        try
        {
            header.ReadAll();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second one is thrown for texts with half of a surrogate pair, and where another kind of value stands.
            throw new FormatException($"its header is not as the format says, at {header._place}", error);
        }

        header.RequireWholeCover();
        return (header._tensors, header._modelName);
    }

    private void ReadAll()
    {
        _json.Read();
        while (NextMember())
        {
            string name = _json.GetString()!;
            _place = name == "__metadata__" ? "the metadata" : $"tensor {SafeTensor.Quote(name)}";
            if (!_names.Add(name))
            {
                throw new FormatException($"its header has {_place} twice");
            }

            _json.Read();
            if (_json.TokenType != JsonTokenType.StartObject)
            {
                throw new FormatException($"{_place} is not described by an object");
            }

            if (name == "__metadata__")
            {
                ReadMetadata();
            }
            else
            {
                ReadTensor(name);
            }

            _place = $"what follows {_place}";
        }

        // Reading on finds what may follow the object: only blanks may.
        _json.Read();
    }

    private bool NextMember() => _json.Read() && _json.TokenType == JsonTokenType.PropertyName;

    private void ReadMetadata()
    {
        HashSet<string> keys = [];
        while (NextMember())
        {
            string key = _json.GetString()!;
            if (!keys.Add(key))
            {
                throw new FormatException($"the metadata have {SafeTensor.Quote(key)} twice");
            }

            _json.Read();
            if (_json.TokenType != JsonTokenType.String)
            {
                throw new FormatException($"the metadata's {SafeTensor.Quote(key)} is not a text");
            }

            string value = _json.GetString()!;
            _modelName = key == "model" ? value : _modelName;
        }
    }

    private void ReadTensor(string name)
    {
        string? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (NextMember())
        {
            string member = _json.GetString()!;
            _json.Read();
            switch (member)
            {
                case "dtype" when type is null:
                    type = _json.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(member);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(member);
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw new FormatException($"{_place} has '{member}' twice");
                default:
                    _json.Skip();
                    break;
            }
        }

        string? missing = type is null ? "dtype" : shape is null ? "shape" : offsets is null ? "data_offsets" : null;
        if (missing is not null)
        {
            throw new FormatException($"{_place} has no '{missing}'");
        }

        if (offsets!.Length != 2 || offsets[1] < offsets[0])
        {
            throw new FormatException($"{_place} has the data_offsets [{string.Join(", ", offsets.Take(4))}]; a first byte and the one after the last were expected");
        }

        SafeTensor tensor = new(name, type!, shape!, offsets[0], offsets[1]);
        RequireSize(tensor);
        _tensors.Add(tensor);
    }

    private long[] ReadNumbers(string member)
    {
        List<long> numbers = [];
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            throw new FormatException($"{_place} has a '{member}' that is not a list");
        }

        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            numbers.Add(_json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out long number) && number >= 0
                ? number
                : throw new FormatException($"{_place} has a '{member}' with something else than whole numbers from 0 to {long.MaxValue}"));
        }

        return [.. numbers];
    }

    /// <summary>The shape's values must fill the bytes.</summary>
    private readonly void RequireSize(SafeTensor tensor)
    {
        int bits = SafeTensor.BitsOf(tensor.Type)
            ?? throw new FormatException($"{_place} has the dtype {SafeTensor.Quote(tensor.Type)}, which the format does not know");
        UInt128 all = (UInt128)bits;
        foreach (long extent in tensor.Shape)
        {
            all *= (UInt128)extent;
            if (all > (UInt128)long.MaxValue)
            {
                throw new FormatException($"{_place} has a shape of more values than any file can hold");
            }
        }

        if (all % 8 != 0 || all / 8 != (UInt128)(tensor.End - tensor.Start))
        {
            throw new FormatException(
                $"{_place} has {tensor.End - tensor.Start} bytes; its shape ({string.Join(", ", tensor.Shape.Take(8))}) of {tensor.Type} needs {all / 8}");
        }
    }

    /// <summary>The tensors' bytes must follow each other without overlaps and holes.</summary>
    private readonly void RequireWholeCover()
    {
        _tensors.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.End.CompareTo(b.End));
        long end = 0;
        string before = "the beginning";
        foreach (SafeTensor tensor in _tensors)
        {
            if (tensor.Start != end)
            {
                string what = tensor.Start < end ? "they overlap" : "what lies between belongs to no tensor";
                throw new FormatException($"tensor {SafeTensor.Quote(tensor.Name)} begins at byte {tensor.Start} of the values, but {before} ends at {end}: {what}");
            }

            end = tensor.End;
            before = $"tensor {SafeTensor.Quote(tensor.Name)}";
        }
    }
}
