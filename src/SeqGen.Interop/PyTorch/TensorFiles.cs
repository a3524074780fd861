using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using SeqGen.Interop.Graph;

namespace SeqGen.Interop.PyTorch;

/// <summary>Reads files of named tensors that hold nothing else: safetensors, and NumPy's npz. Tensors of whole numbers are counters, and are skipped by name.</summary>
internal static partial class TensorFiles
{
    private const int LargestHeader = 100_000_000;

    /// <summary>True where a file begins with a header's length and a header.</summary>
    public static bool IsSafeTensors(ReadOnlySpan<byte> bytes) =>
        bytes.Length > sizeof(ulong) && BinaryPrimitives.ReadUInt64LittleEndian(bytes) is >= 2 and <= LargestHeader && bytes[sizeof(ulong)] == (byte)'{';

    public static IReadOnlyList<(string Name, WeightTensor Tensor)> ReadSafeTensors(ImportContext context)
    {
        byte[] bytes = context.Source.Bytes;
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length > (ulong)(bytes.Length - sizeof(ulong)))
        {
            throw context.Error($"The file is damaged: its header has {length} bytes, but only {bytes.Length - sizeof(ulong)} follow; it was cut off.");
        }

        List<SafeTensor> tensors;
        try
        {
            (tensors, _) = SafeTensorsHeader.Read(bytes.AsSpan(sizeof(ulong), (int)length));
        }
        catch (FormatException error)
        {
            throw context.Error($"The file is damaged: {error.Message}.", error);
        }

        int start = sizeof(ulong) + (int)length;
        List<(string, WeightTensor)> read = [];
        foreach (SafeTensor tensor in tensors)
        {
            if (tensor.End > bytes.Length - start)
            {
                throw context.Error($"The file is damaged: the values of tensor {SafeTensor.Quote(tensor.Name)} end at byte {tensor.End}, but only {bytes.Length - start} follow the header; it was cut off.");
            }

            if (!tensor.IsReadable)
            {
                Skip(context, tensor.Name, tensor.Type, tensor.Type.StartsWith('I') || tensor.Type.StartsWith('U') || tensor.Type == "BOOL");
                continue;
            }

            int[] shape = [.. tensor.Shape.Select(extent => checked((int)extent))];
            float[] values = Values(bytes.AsSpan(start + (int)tensor.Start, (int)(tensor.End - tensor.Start)), tensor.Type switch { "F16" => 'e', "BF16" => 'b', "F64" => 'd', _ => 'f' });
            read.Add((tensor.Name, context.Finite(new(shape, values), $"the tensor {SafeTensor.Quote(tensor.Name)}")));
        }

        return read;
    }

    public static IReadOnlyList<(string Name, WeightTensor Tensor)> ReadNpz(ImportContext context)
    {
        List<(string, WeightTensor)> read = [];
        Archive.ForEach(context.Source, (name, bytes) =>
        {
            string tensor = name.EndsWith(".npy", StringComparison.Ordinal) ? name[..^4] : throw context.Error($"The archive holds '{name}' beside NumPy's arrays; it is no npz file.");
            if (ReadNpy(context, tensor, bytes) is { } values)
            {
                read.Add((tensor, values));
            }
        });
        return read;
    }

    /// <summary>Values of little-endian bytes; 'e', 'f' and 'd' are NumPy's letters, 'b' is bfloat16.</summary>
    public static float[] Values(ReadOnlySpan<byte> bytes, char type)
    {
        switch (type)
        {
            case 'e':
                return [.. MemoryMarshal.Cast<byte, Half>(bytes).ToArray().Select(value => (float)value)];
            case 'b':
                return [.. MemoryMarshal.Cast<byte, ushort>(bytes).ToArray().Select(value => BitConverter.UInt32BitsToSingle((uint)value << 16))];
            case 'd':
                return [.. MemoryMarshal.Cast<byte, double>(bytes).ToArray().Select(value => (float)value)];
            default:
                return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        }
    }

    /// <summary>Leaves a tensor of whole numbers out; any other type is an error.</summary>
    public static void Skip(ImportContext context, string name, string type, bool isWhole)
    {
        if (!isWhole)
        {
            throw context.Error($"The tensor {SafeTensor.Quote(name)} has values of type {SafeTensor.Quote(type)}; floats of 16, 32 and 64 bits are read.");
        }

        context.Log.Skipped($"{name}: whole numbers ({type}), a counter");
    }

    private static WeightTensor? ReadNpy(ImportContext context, string name, byte[] bytes)
    {
        ImportException Damaged() => context.Error($"The array '{name}' is damaged: it has no header of NumPy's.");
        if (bytes.Length < 12 || bytes[0] != 0x93 || !bytes.AsSpan(1).StartsWith("NUMPY"u8))
        {
            throw Damaged();
        }

        int size = bytes[6] == 1 ? 2 : 4;
        long length = size == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)) : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8));
        if (length > bytes.Length - 8 - size)
        {
            throw Damaged();
        }

        string header = Encoding.Latin1.GetString(bytes, 8 + size, (int)length);
        Match type = Type().Match(header);
        Match shapeText = Shape().Match(header);
        Match order = Order().Match(header);
        if (!type.Success || !shapeText.Success || !order.Success)
        {
            throw Damaged();
        }

        int[] shape = [.. shapeText.Groups[1].Value.Split([',', ' ', 'L'], StringSplitOptions.RemoveEmptyEntries).Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int extent) ? extent : throw Damaged())];
        ReadOnlySpan<byte> values = bytes.AsSpan(8 + size + (int)length);
        string kind = type.Groups[1].Value;
        if (kind is not ("<f2" or "<f4" or "<f8"))
        {
            Skip(context, name, kind, kind.Length == 3 && kind[1] is 'i' or 'u' or 'b');
            return null;
        }

        int bytesOfValue = kind[2] - '0';
        UInt128 count = shape.Aggregate((UInt128)1, (product, extent) => product > int.MaxValue ? product : product * (UInt128)extent);
        if (count * (UInt128)bytesOfValue != (UInt128)values.Length)
        {
            throw context.Error($"The array '{name}' of shape {WeightTensor.TextOf(shape)} is damaged: it has {values.Length} bytes of values.");
        }

        WeightTensor tensor = new(shape, Values(values, kind[2] switch { '2' => 'e', '8' => 'd', _ => 'f' }));
        if (order.Groups[1].Value == "True" && shape.Length > 1)
        {
            tensor = new WeightTensor([.. shape.Reverse()], tensor.Values).Permute([.. Enumerable.Range(0, shape.Length).Reverse()]);
        }

        return context.Finite(tensor, $"the array '{name}'");
    }

    [GeneratedRegex(@"'descr':\s*'([<>|=]?[a-zA-Z]\d+)'")]
    private static partial Regex Type();

    [GeneratedRegex(@"'shape':\s*\(([\d,L ]*)\)")]
    private static partial Regex Shape();

    [GeneratedRegex(@"'fortran_order':\s*(True|False)")]
    private static partial Regex Order();
}
