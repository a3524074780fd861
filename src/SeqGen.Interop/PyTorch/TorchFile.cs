using System.Buffers.Binary;
using SeqGen.Interop.Graph;

namespace SeqGen.Interop.PyTorch;

/// <summary>Reads what <c>torch.save(model.state_dict(), path)</c> writes: a zip archive, or the older row of pickles.</summary>
internal static class TorchFile
{
    private const string Pickled = "data.pkl";

    /// <summary>The first pickle of the older form: PROTO 2 and the number 0x1950a86a20f9469cfc6c.</summary>
    public static ReadOnlySpan<byte> OlderForm => [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.'];

    private static readonly string[] Checkpoints = ["state_dict", "model_state_dict", "model", "net", "network", "weights", "params"];

    public static IReadOnlyList<(string Name, WeightTensor Tensor)> ReadArchive(ImportContext context)
    {
        string[] names = Archive.Names(context.Source);
        string pickle = names.First(name => name.EndsWith(Pickled, StringComparison.Ordinal));
        string folder = pickle[..^Pickled.Length];
        if (names.Any(name => name.StartsWith(folder + "code/", StringComparison.Ordinal)) || names.Contains(folder + "constants.pkl"))
        {
            throw context.Error("The file is TorchScript, a program, which is not run; save its weights (torch.save(model.state_dict(), path)), or export ONNX.");
        }

        if (names.Contains(folder + "byteorder") && System.Text.Encoding.ASCII.GetString(Archive.Read(context.Source, folder + "byteorder")).Trim() != "little")
        {
            throw context.Error("The file was saved on a big-endian machine, which cannot be imported.");
        }

        int position = 0;
        object? root = Pickle.Read(context, Archive.Read(context.Source, pickle), ref position);
        Dictionary<string, byte[]> storages = [];
        return Tensors(context, root, storage =>
        {
            if (!storages.TryGetValue(storage.Key, out byte[]? bytes))
            {
                storages.Add(storage.Key, bytes = Archive.Read(context.Source, $"{folder}data/{storage.Key}"));
            }

            return bytes;
        });
    }

    public static IReadOnlyList<(string Name, WeightTensor Tensor)> ReadOlder(ImportContext context)
    {
        byte[] bytes = context.Source.Bytes;
        int position = 0;
        Pickle.Read(context, bytes, ref position);
        Pickle.Read(context, bytes, ref position);
        Pickle.Read(context, bytes, ref position);
        object? root = Pickle.Read(context, bytes, ref position);
        List<object?> keys = Pickle.Read(context, bytes, ref position) as List<object?> ?? throw context.Error("The file is damaged: no list of storages follows its tensors.");
        Dictionary<string, PickleStorage> described = [];
        foreach ((_, PickleTensor tensor) in StateDict(context, root))
        {
            described[tensor.Storage.Key] = tensor.Storage;
        }

        Dictionary<string, byte[]> storages = [];
        foreach (object? item in keys)
        {
            if (item is not string key || bytes.Length - position < sizeof(long))
            {
                throw context.Error("The file is damaged: a storage is missing; it was cut off.");
            }

            long count = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(position));
            position += sizeof(long);
            if (!described.TryGetValue(key, out PickleStorage? storage))
            {
                throw context.Error($"The file holds the storage '{key}' of no tensor of its state dict; save the state dict alone.");
            }

            UInt128 length = (UInt128)(ulong)count * (UInt128)SizeOf(context, storage).Size;
            if (count < 0 || length > (UInt128)(bytes.Length - position))
            {
                throw context.Error($"The file is damaged: the storage '{key}' would have {count} values; it was cut off.");
            }

            storages[key] = bytes[position..(position + (int)length)];
            position += (int)length;
        }

        return Tensors(context, root, storage => storages.TryGetValue(storage.Key, out byte[]? found) ? found : throw context.Error($"The file is damaged: the storage '{storage.Key}' is missing."));
    }

    private static IReadOnlyList<(string Name, WeightTensor Tensor)> Tensors(ImportContext context, object? root, Func<PickleStorage, byte[]> bytesOf)
    {
        List<(string, WeightTensor)> read = [];
        foreach ((string name, PickleTensor tensor) in StateDict(context, root))
        {
            (char type, int size) = SizeOf(context, tensor.Storage);
            if (type == 'i')
            {
                TensorFiles.Skip(context, name, tensor.Storage.Type, isWhole: true);
                continue;
            }

            float[] storage = TensorFiles.Values(bytesOf(tensor.Storage) is var bytes && bytes.Length % size == 0 ? bytes : throw context.Error($"The file is damaged: the storage of '{name}' has {bytes.Length} bytes."), type);
            read.Add((name, context.Finite(View(context, name, tensor, storage), $"the tensor {SafeTensor.Quote(name)}")));
        }

        return read;
    }

    /// <summary>The values of a tensor in row-major order; a tensor may be any view of its storage.</summary>
    private static WeightTensor View(ImportContext context, string name, PickleTensor tensor, float[] storage)
    {
        UInt128 count = tensor.Size.Aggregate((UInt128)1, (product, extent) => product > int.MaxValue ? product : product * (UInt128)(ulong)extent);
        Int128 last = tensor.Size.Zip(tensor.Stride, (extent, stride) => (Int128)(extent - 1) * stride).Aggregate((Int128)tensor.Offset, (sum, term) => sum + term);
        if (tensor.Size.Length != tensor.Stride.Length || tensor.Offset < 0 || tensor.Stride.Any(stride => stride < 0) || tensor.Size.Any(extent => extent < 0)
            || count > (UInt128)storage.Length || (count > 0 && last >= storage.Length))
        {
            throw context.Error($"The file is damaged: the tensor {SafeTensor.Quote(name)} lies outside of its storage of {storage.Length} values.");
        }

        int[] shape = [.. tensor.Size.Select(extent => (int)extent)];
        float[] values = new float[(int)count];
        int[] place = new int[shape.Length];
        for (int index = 0; index < values.Length; index++)
        {
            long from = tensor.Offset;
            for (int axis = 0; axis < shape.Length; axis++)
            {
                from += place[axis] * tensor.Stride[axis];
            }

            values[index] = storage[from];
            for (int axis = shape.Length - 1; axis >= 0 && ++place[axis] == shape[axis]; axis--)
            {
                place[axis] = 0;
            }
        }

        return new(shape, values);
    }

    /// <summary>The tensors of a state dict, or of the one inside a checkpoint.</summary>
    private static List<(string Name, PickleTensor Tensor)> StateDict(ImportContext context, object? root)
    {
        Dictionary<object, object?> dictionary = root as Dictionary<object, object?> ?? throw context.Error("The file holds no state dict; save the weights alone: torch.save(model.state_dict(), path).");
        if (!dictionary.Values.Any(value => value is PickleTensor))
        {
            string[] inner = [.. dictionary.Where(pair => pair.Key is string && pair.Value is Dictionary<object, object?> candidate && candidate.Values.Any(value => value is PickleTensor)).Select(pair => (string)pair.Key)];
            string[] known = [.. inner.Intersect(Checkpoints)];
            string found = known.Length == 1 ? known[0] : inner.Length == 1 ? inner[0]
                : throw context.Error(inner.Length == 0 ? "The file holds no tensors." : $"The checkpoint holds several dictionaries of tensors ({string.Join(", ", inner)}); save the state dict of one model alone.");
            foreach (object key in dictionary.Keys.Where(key => !Equals(key, found)))
            {
                context.Log.Skipped($"{key}: not the state dict '{found}'");
            }

            dictionary = (Dictionary<object, object?>)dictionary[found]!;
        }

        return [.. dictionary.Select(pair => (pair.Key as string ?? "", pair.Value as PickleTensor ?? throw context.Error($"The state dict holds {SafeTensor.Quote(pair.Key.ToString() ?? "")}, which is no tensor.")))];
    }

    private static (char Type, int Size) SizeOf(ImportContext context, PickleStorage storage) => storage.Type[(storage.Type.LastIndexOf('.') + 1)..] switch
    {
        "FloatStorage" => ('f', 4),
        "DoubleStorage" => ('d', 8),
        "HalfStorage" => ('e', 2),
        "BFloat16Storage" => ('b', 2),
        "LongStorage" => ('i', 8),
        "IntStorage" => ('i', 4),
        "ShortStorage" => ('i', 2),
        "CharStorage" or "ByteStorage" or "BoolStorage" => ('i', 1),
        string type => throw context.Error($"The file holds values of {SafeTensor.Quote(type)}; floats of 16, 32 and 64 bits are read."),
    };
}
