using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace SeqGen.Interop.Tests;

/// <summary>Writes state dicts as PyTorch and NumPy do.</summary>
internal static class TorchFiles
{
    public static byte[] SafeTensors(IReadOnlyList<(string Name, int[] Shape, float[] Values)> tensors)
    {
        Dictionary<string, object> header = [];
        int offset = 0;
        foreach ((string name, int[] shape, float[] values) in tensors)
        {
            header[name] = new { dtype = "F32", shape, data_offsets = new[] { offset, offset += values.Length * sizeof(float) } };
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. tensors.SelectMany(tensor => Bytes(tensor.Values))];
    }

    public static byte[] Npz(IReadOnlyList<(string Name, int[] Shape, float[] Values)> tensors) => Zip([.. tensors.Select(tensor =>
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", tensor.Shape)}{(tensor.Shape.Length == 1 ? "," : "")}), }}";
        header = header.PadRight(((header.Length + 11 + 63) / 64 * 64) - 11) + "\n";
        return (tensor.Name + ".npy", (byte[])[0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.Latin1.GetBytes(header), .. Bytes(tensor.Values)]);
    })]);

    /// <summary>The zip form: data.pkl, and a file for each storage.</summary>
    public static byte[] Archive(IReadOnlyList<(string Name, int[] Shape, float[] Values)> tensors) => Zip(
        [("model/data.pkl", [0x80, 2, .. StateDict(tensors), (byte)'.']), ("model/byteorder", "little"u8.ToArray()), .. tensors.Select((tensor, index) => ($"model/data/{index}", Bytes(tensor.Values)))]);

    /// <summary>The older form: five pickles, and the storages behind them.</summary>
    public static byte[] Older(IReadOnlyList<(string Name, int[] Shape, float[] Values)> tensors) =>
    [
        0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.',
        0x80, 2, (byte)'M', 0xE9, 3, (byte)'.',
        0x80, 2, (byte)'}', (byte)'.',
        0x80, 2, .. StateDict(tensors), (byte)'.',
        0x80, 2, (byte)']', (byte)'(', .. tensors.SelectMany((_, index) => Text($"{index}")), (byte)'e', (byte)'.',
        .. tensors.SelectMany(tensor => (byte[])[.. Whole(tensor.Values.Length), .. Bytes(tensor.Values)]),
    ];

    /// <summary>A pickle that would run a command.</summary>
    public static byte[] Command() => Zip([("model/data.pkl", [0x80, 2, .. "cposix\nsystem\n"u8, .. Text("true"), 0x85, (byte)'R', (byte)'.'])]);

    public static byte[] Zip((string Name, byte[] Bytes)[] entries)
    {
        using MemoryStream zip = new();
        using (ZipArchive archive = new(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        }

        return zip.ToArray();
    }

    private static byte[] StateDict(IReadOnlyList<(string Name, int[] Shape, float[] Values)> tensors) =>
    [
        .. "ccollections\nOrderedDict\n"u8, (byte)')', (byte)'R', (byte)'q', 0, (byte)'(',
        .. tensors.SelectMany((tensor, index) => (byte[])[.. Text(tensor.Name), .. Tensor(index, tensor.Shape, tensor.Values.Length)]),
        (byte)'u', (byte)'}', .. Text("_metadata"), (byte)'}', (byte)'s', (byte)'b',
    ];

    private static byte[] Tensor(int key, int[] shape, int length)
    {
        int[] strides = [.. shape.Select((_, axis) => shape[(axis + 1)..].Aggregate(1, (product, extent) => product * extent))];
        return
        [
            .. "ctorch._utils\n_rebuild_tensor_v2\n"u8, (byte)'(',
            (byte)'(', .. Text("storage"), .. "ctorch\nFloatStorage\n"u8, .. Text($"{key}"), .. Text("cpu"), .. Number(length), (byte)'t', (byte)'Q',
            .. Number(0), (byte)'(', .. shape.SelectMany(Number), (byte)'t', (byte)'(', .. strides.SelectMany(Number), (byte)'t', 0x89,
            .. "ccollections\nOrderedDict\n"u8, (byte)')', (byte)'R', (byte)'t', (byte)'R',
        ];
    }

    private static byte[] Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)'X', .. BitConverter.GetBytes(bytes.Length), .. bytes];
    }

    private static byte[] Number(int number) => [(byte)'J', .. BitConverter.GetBytes(number)];

    private static byte[] Whole(long number) => BitConverter.GetBytes(number);

    private static byte[] Bytes(float[] values)
    {
        byte[] bytes = new byte[values.Length * sizeof(float)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return bytes;
    }
}
