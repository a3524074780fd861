using System.Runtime.InteropServices;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx;

/// <summary>Reads tensors of the file as constants.</summary>
internal static class OnnxTensors
{
    public const int Float = 1;
    public const int Long = 7;
    public const int Bool = 9;

    /// <summary>The types of whole numbers: 8 to 64 bits, and bool.</summary>
    private static readonly HashSet<int> Whole = [2, 3, 4, 5, 6, 7, 9, 12, 13];

    public static bool IsWhole(int type) => Whole.Contains(type);

    public static Constant Read(TensorProto tensor, ImportContext context)
    {
        string name = $"the tensor {SafeTensor.Quote(tensor.Name)}";
        if (tensor.DataLocation != 0)
        {
            throw context.Error($"{name} lies in a file beside this one; save the model as one file.");
        }

        UInt128 length = 1;
        foreach (long extent in tensor.Dims)
        {
            length = extent < 0 || length > int.MaxValue ? UInt128.MaxValue : length * (UInt128)(ulong)extent;
            if (length > int.MaxValue)
            {
                throw context.Error($"{name} has the shape ({string.Join(", ", tensor.Dims)}), more than any file can hold.");
            }
        }

        double[] values = Values(tensor, context, name);
        if ((UInt128)values.Length != length)
        {
            throw context.Error($"{name} of shape ({string.Join(", ", tensor.Dims)}) has {values.Length} values; the file is damaged.");
        }

        return new([.. tensor.Dims.Select(extent => (int)extent)], values, IsWhole(tensor.DataType));
    }

    /// <summary>A tensor that the export has just written.</summary>
    public static Constant ReadOwn(TensorProto tensor) => Read(tensor, new(new("", []), new(), new()));

    private static double[] Values(TensorProto tensor, ImportContext context, string name)
    {
        ReadOnlySpan<byte> raw = tensor.RawData.Span;
        bool isRaw = raw.Length > 0;
        return tensor.DataType switch
        {
            1 => isRaw ? Widen<float>(raw) : [.. tensor.FloatData.Select(value => (double)value)],
            2 => isRaw ? Widen<byte>(raw) : [.. tensor.Int32Data.Select(value => (double)value)],
            3 => isRaw ? Widen<sbyte>(raw) : [.. tensor.Int32Data.Select(value => (double)value)],
            6 => isRaw ? Widen<int>(raw) : [.. tensor.Int32Data.Select(value => (double)value)],
            7 => isRaw ? Widen<long>(raw) : [.. tensor.Int64Data.Select(value => (double)value)],
            9 => isRaw ? Widen<byte>(raw) : [.. tensor.Int32Data.Select(value => (double)value)],
            10 => isRaw ? Widen<Half>(raw) : [.. tensor.Int32Data.Select(value => (double)BitConverter.UInt16BitsToHalf((ushort)value))],
            11 => isRaw ? Widen<double>(raw) : [.. tensor.DoubleData],
            16 when isRaw => [.. MemoryMarshal.Cast<byte, ushort>(raw).ToArray().Select(bits => (double)BitConverter.UInt32BitsToSingle((uint)bits << 16))],
            int type => throw context.Error($"{name} has values of ONNX' type {type}; floats and whole numbers are read."),
        };
    }

    private static double[] Widen<T>(ReadOnlySpan<byte> raw)
        where T : unmanaged, System.Numerics.INumberBase<T> => [.. MemoryMarshal.Cast<byte, T>(raw).ToArray().Select(double.CreateChecked)];
}
