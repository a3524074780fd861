using System.Buffers.Binary;
using System.Text;

namespace SeqGen.Tests.Fuzz;

/// <summary>Loads bytes as weights, by all ways, which must agree.</summary>
internal static class SafeTensorsTarget
{
    /// <summary>Good files of the model that <see cref="Run"/> loads into.</summary>
    public static IReadOnlyList<byte[]> Seeds { get; } =
    [
        File("""{"__metadata__":{"format":"seqgen","model":"DenseModel"},"dense/kernel":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"dense/bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}    """, 12),
        File("""{"dense/bias":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"dense/kernel":{"dtype":"BF16","shape":[2,1],"data_offsets":[2,6]}}""", 6),
        File("""{"dense/kernel":{"shape":[2,1],"dtype":"F64","data_offsets":[0,16]},"dense/bias":{"data_offsets":[16,20],"dtype":"F32","shape":[1]}}""", 20),
    ];

    /// <summary>Loads an input; only what the documentation names may be thrown, and then the weights are as before.</summary>
    public static void Run(byte[] input)
    {
        TestModel model = new(new DenseProgram(2, 1, "linear"), seed: 1);
        float[] before = model.Weights.Span.ToArray();
        bool[] loads = [Loads(model, before, () => model.Load(input)), Loads(model, before, () => model.Load(new TrickleStream(input)))];
        if (loads[0] != loads[1])
        {
            throw new InvalidOperationException($"From a span it {(loads[0] ? "loads" : "is refused")}, from a stream not so.");
        }
    }

    private static bool Loads(TestModel model, float[] before, Action load)
    {
        try
        {
            load();
            return true;
        }
        catch (CheckpointException error)
        {
            bool isSame = model.Weights.Span.SequenceEqual(before);
            return isSame ? false : throw new InvalidOperationException("The weights changed though loading failed.", error);
        }
    }

    private static byte[] File(string header, int values)
    {
        byte[] file = new byte[sizeof(long) + header.Length + values];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        Encoding.ASCII.GetBytes(header).CopyTo(file, sizeof(long));
        return file;
    }
}
