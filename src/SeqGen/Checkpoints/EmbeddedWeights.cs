using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SeqGen;

/// <summary>
/// Weights that are part of an assembly. The resource is a safetensors file but for one thing: each tensor begins a line of 64 bytes,
/// as a weight does in memory. So weights of 32-bit floats that come in the model's order are read where they lie; others are copied.
/// The build has written and checked the resource (SeqGen.Build), and the compiler has compared it with the declaration.
/// </summary>
internal static class EmbeddedWeights
{
    private const int LineBytes = Rounding.FloatsPerLine * sizeof(float);

    // Nothing says at which address a resource begins, not even that it is a multiple of four: NativeAOT puts one after the other. These
    // processors read floats and vectors at any address; a line of weights then lies across two of the cache.
    private static readonly bool ReadsAnywhere = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 or Architecture.Arm64;

    /// <summary>Writes the resource of a safetensors file.</summary>
    /// <param name="file">The file, from its beginning; each of its tensors is readable and of finite values.</param>
    /// <param name="tensors">Its tensors.</param>
    /// <param name="modelName">The model's name in its metadata, or null.</param>
    /// <param name="resource">Receives the resource.</param>
    public static void Write(Stream file, IReadOnlyList<SafeTensor> tensors, string? modelName, Stream resource)
    {
        byte[] header = Header(tensors, modelName);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        resource.Write(length);
        resource.Write(header);
        Span<byte> padding = stackalloc byte[LineBytes];
        padding.Clear();
        byte[] chunk = new byte[1 << 20];
        foreach (SafeTensor tensor in tensors)
        {
            for (long left = tensor.End - tensor.Start; left > 0;)
            {
                Span<byte> bytes = chunk.AsSpan(0, (int)Math.Min(left, chunk.Length));
                file.ReadExactly(bytes);
                resource.Write(bytes);
                left -= bytes.Length;
            }

            resource.Write(padding[..(int)(UpToLine(tensor.End - tensor.Start) - (tensor.End - tensor.Start))]);
        }
    }

    /// <summary>Opens a resource of an assembly.</summary>
    /// <exception cref="CheckpointException">The assembly has no such resource: it was built without the build files of SeqGen.</exception>
    public static Stream Open(Assembly assembly, string resource) => assembly.GetManifestResourceStream(resource)
        ?? throw new CheckpointException($"The assembly {assembly.GetName().Name} has no resource '{resource}'. The build embeds it from the items SeqGenWeights and SeqGenTokenizer of the project.");

    /// <summary>Reads the header of a resource, and where its tensors lie: from the values' beginning, one line after the other.</summary>
    /// <exception cref="CheckpointException">The resource is damaged.</exception>
    public static (SafeTensorsReader Reader, long[] Places) ReadHeader(string source, Stream resource)
    {
        SafeTensorsReader reader = SafeTensorsReader.ReadHeader(source, resource);
        long[] places = new long[reader.Tensors.Count];
        for (int i = 1; i < places.Length; i++)
        {
            places[i] = places[i - 1] + UpToLine(reader.Tensors[i - 1].End - reader.Tensors[i - 1].Start);
        }

        return (reader, places);
    }

    /// <summary>The address of weights that lie in a resource as they do in memory, or 0.</summary>
    /// <param name="resource">The resource, at the beginning of its values.</param>
    /// <param name="model">The model, which the resource fits.</param>
    /// <param name="tensors">The resource's tensors.</param>
    /// <param name="places">Where they lie.</param>
    public static unsafe nint Map(Stream resource, ModelDescription model, IReadOnlyList<SafeTensor> tensors, long[] places)
    {
        if (!BitConverter.IsLittleEndian || resource is not UnmanagedMemoryStream memory)
        {
            return 0;
        }

        for (int i = 0; i < places.Length; i++)
        {
            WeightDescription weight = model.Weights[i];
            if (tensors[i].Name != weight.Name || tensors[i].Type != "F32" || places[i] != (long)weight.Offset * sizeof(float))
            {
                return 0;
            }
        }

        bool isWhole = memory.Length - memory.Position >= (long)Rounding.UpToLine(model.WeightLength) * sizeof(float);
        nint address = (nint)memory.PositionPointer;
        return isWhole && (address % sizeof(float) == 0 || ReadsAnywhere) ? address : 0;
    }

    private static long UpToLine(long bytes) => (bytes + LineBytes - 1) / LineBytes * LineBytes;

    private static byte[] Header(IReadOnlyList<SafeTensor> tensors, string? modelName)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            SafeTensorsWriter.WriteHeader(json, modelName ?? "", [.. tensors.Select(tensor => (tensor.Name, tensor.Type, tensor.Shape, tensor.End - tensor.Start))]);
        }

        // Blanks end the header at a line.
        byte[] header = new byte[UpToLine(buffer.Length + sizeof(long)) - sizeof(long)];
        header.AsSpan().Fill((byte)' ');
        buffer.GetBuffer().AsSpan(0, (int)buffer.Length).CopyTo(header);
        return header;
    }
}
