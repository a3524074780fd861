using System.Buffers.Binary;
using System.Text;
using SeqGen.Tests.Fuzz;

namespace SeqGen.Tests.Checkpoints;

/// <summary>The rules of the safetensors format, each broken once.</summary>
public class SafeTensorsTests
{
    private const string Kernel = """
        "dense/kernel":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}
        """;

    private const string Bias = """
        "dense/bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}
        """;

    public static TheoryData<string, int, string> Broken => new()
    {
        { $"[{Kernel}]", 12, "does not begin with '{'" },
        { $" {{{Kernel},{Bias}}}", 12, "does not begin with '{'" },
        { $"{{{Kernel},{Kernel},{Bias}}}", 12, "has tensor 'dense/kernel' twice" },
        { $"{{{Kernel},{Bias}}}", 13, "1 bytes follow the last tensor, 'dense/bias'" },
        { $"{{{Kernel},{Bias}}}", 11, "tensor 'dense/bias' ends at byte 12 of the values, but there are only 11; it was cut off" },
        { $"{{{Kernel},{Bias.Replace("8,12", "4,8", StringComparison.Ordinal)}}}", 12, "tensor 'dense/bias' begins at byte 4 of the values, but tensor 'dense/kernel' ends at 8: they overlap" },
        { $"{{{Kernel},{Bias.Replace("8,12", "0,4", StringComparison.Ordinal)}}}", 12, "tensor 'dense/kernel' begins at byte 0 of the values, but tensor 'dense/bias' ends at 4: they overlap" },
        { $"{{{Kernel},{Bias.Replace("8,12", "9,13", StringComparison.Ordinal)}}}", 13, "tensor 'dense/bias' begins at byte 9 of the values, but tensor 'dense/kernel' ends at 8: what lies between belongs to no tensor" },
        { $"{{{Bias}}}", 12, "tensor 'dense/bias' begins at byte 8 of the values, but the beginning ends at 0: what lies between" },
        { $"{{{Kernel},{Bias.Replace("8,12", "8,16", StringComparison.Ordinal)}}}", 16, "tensor 'dense/bias' has 8 bytes; its shape (1) of F32 needs 4" },
        { $"{{{Kernel},{Bias.Replace("8,12", "12,8", StringComparison.Ordinal)}}}", 12, "tensor 'dense/bias' has the data_offsets [12, 8]" },
        { $"{{{Kernel},{Bias.Replace("8,12", "8", StringComparison.Ordinal)}}}", 12, "tensor 'dense/bias' has the data_offsets [8]" },
        { $"{{{Kernel},{Bias.Replace("8,12", "-8,12", StringComparison.Ordinal)}}}", 12, "tensor 'dense/bias' has a 'data_offsets' with something else than whole numbers" },
        { $"{{{Kernel},{Bias.Replace("[1]", "[1.0]", StringComparison.Ordinal)}}}", 12, "tensor 'dense/bias' has a 'shape' with something else than whole numbers" },
        { $"{{{Kernel},{Bias.Replace("[1]", "[4611686018427387904,4611686018427387904,16]", StringComparison.Ordinal)}}}", 12, "tensor 'dense/bias' has a shape of more values than any file can hold" },
        { $"{{{Kernel},{Bias.Replace("[1]", "7", StringComparison.Ordinal)}}}", 12, "tensor 'dense/bias' has a 'shape' that is not a list" },
        { $"{{{Kernel},{Bias.Replace("F32", "Q7", StringComparison.Ordinal)}}}", 12, "tensor 'dense/bias' has the dtype 'Q7', which the format does not know" },
        { $"{{{Kernel},{Bias.Replace("\"dtype\":\"F32\",", "", StringComparison.Ordinal)}}}", 12, "tensor 'dense/bias' has no 'dtype'" },
        { $"{{{Kernel},{Bias.Replace("\"dtype\":\"F32\"", "\"dtype\":\"F32\",\"dtype\":\"F32\"", StringComparison.Ordinal)}}}", 12, "tensor 'dense/bias' has 'dtype' twice" },
        { $"{{{Kernel},\"dense/bias\":[]}}", 12, "tensor 'dense/bias' is not described by an object" },
        { $"{{{Kernel},{Bias}", 12, "at what follows tensor 'dense/bias'" },
        { $"{{{Kernel},\"dense/bias\":{{\"dtype\"", 12, "at tensor 'dense/bias'" },
        { $"{{{Kernel},{Bias}}}}}", 12, "at what follows tensor 'dense/bias'" },
        { $"{{\"__metadata__\":{{\"a\":1}},{Kernel},{Bias}}}", 12, "the metadata's 'a' is not a text" },
        { $"{{\"__metadata__\":{{\"a\":\"1\",\"a\":\"2\"}},{Kernel},{Bias}}}", 12, "the metadata have 'a' twice" },
        { $"{{\"__metadata__\":{{}},\"__metadata__\":{{}},{Kernel},{Bias}}}", 12, "has the metadata twice" },
        { $"{{\"__metadata__\":\"a\",{Kernel},{Bias}}}", 12, "the metadata is not described by an object" },
        { $"{{{Kernel},\"\\ud800\":{{}}}}", 12, "not as the format says" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_breaks_a_rule_is_refused_and_the_tensor_named(string header, int values, string message)
    {
        byte[] file = File(header, new byte[values]);
        TestModel model = NewModel();
        float[] before = model.Weights.Span.ToArray();
        Should.Throw<CheckpointException>(() => model.Load(file)).Message.ShouldContain(message);
        string fromStream = Should.Throw<CheckpointException>(() => model.Load(new TrickleStream(file))).Message;
        fromStream.ShouldContain(message.Replace("1 bytes follow", "something follows", StringComparison.Ordinal));
        fromStream.ShouldNotContain("BytePositionInLine");
        model.Weights.Span.ToArray().ShouldBe(before);
    }

    [Theory]
    [InlineData(ulong.MaxValue, "header would have 18446744073709551615 bytes")]
    [InlineData(100_000_001, "header would have 100000001 bytes")]
    [InlineData(99_999_999, "its header has 99999999 bytes, but only 92 follow; it was cut off")]
    [InlineData(0, "header would have 0 bytes")]
    public void A_small_file_does_not_get_the_memory_that_it_claims(ulong length, string message)
    {
        byte[] file = new byte[100];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        TestModel model = NewModel();
        model.Weights.Length.ShouldBePositive();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<CheckpointException>(() => model.Load(file)).Message.ShouldContain(message);
        Should.Throw<CheckpointException>(() => model.Load(new TrickleStream(file))).Message.ShouldContain(message);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("F64")]
    public void Every_type_of_floats_is_read_exactly_in_any_order(string type)
    {
        float[] values = [1.5f, -0.25f, 3];
        int size = type == "F32" ? 4 : type == "F64" ? 8 : 2;
        byte[] bytes = [.. new[] { values[2], values[0], values[1] }.SelectMany(value => type switch
        {
            "F32" => BitConverter.GetBytes(value),
            "F64" => BitConverter.GetBytes((double)value),
            "F16" => BitConverter.GetBytes((Half)value),
            _ => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)),
        })];
        string header =
            "{\"dense/kernel\":{\"dtype\":\"" + type + "\",\"shape\":[2,1],\"data_offsets\":[" + size + "," + (3 * size) + "]},"
            + "\"dense/bias\":{\"more\":[1],\"data_offsets\":[0," + size + "],\"shape\":[1],\"dtype\":\"" + type + "\"}} \n";
        byte[] file = File(header, bytes);
        foreach (Action<TestModel> load in new Action<TestModel>[] { model => model.Load(file), model => model.Load(new TrickleStream(file)), model => model.Load(new MemoryStream(file)) })
        {
            TestModel model = NewModel();
            load(model);
            model.GetWeight("dense/kernel").ShouldBe([1.5f, -0.25f]);
            model.GetWeight("dense/bias").ShouldBe([3f]);
        }
    }

    [Fact]
    public void A_double_that_no_float_holds_is_refused_with_its_place()
    {
        string header = """{"dense/kernel":{"dtype":"F64","shape":[2,1],"data_offsets":[0,16]},"dense/bias":{"dtype":"F32","shape":[1],"data_offsets":[16,20]}}""";
        byte[] file = File(header, [.. BitConverter.GetBytes(1.0), .. BitConverter.GetBytes(0.1), 0, 0, 0, 0]);
        Should.Throw<CheckpointException>(() => NewModel().Load(file)).Message.ShouldContain("weight 'dense/kernel' is F64 and at [1, 0] no number that a 32-bit float can hold");
    }

    [Theory]
    [InlineData(float.NaN, "weight 'dense/kernel' is NaN at [1, 0]")]
    [InlineData(float.PositiveInfinity, "weight 'dense/kernel' is infinite at [1, 0]")]
    [InlineData(float.NegativeInfinity, "weight 'dense/kernel' is infinite at [1, 0]")]
    public void Weights_that_are_not_finite_are_refused_unless_asked_for(float value, string message)
    {
        TestModel saved = NewModel();
        saved.SetWeight("dense/kernel", [1, value]);
        MemoryStream stream = new();
        saved.Save(stream);
        TestModel model = NewModel();
        float[] before = model.Weights.Span.ToArray();
        string found = Should.Throw<CheckpointException>(() => model.Load(stream.ToArray())).Message;
        found.ShouldContain(message);
        found.ShouldContain("AllowNonFinite");
        model.Weights.Span.ToArray().ShouldBe(before);
        model.Load(stream.ToArray(), new LoadOptions { AllowNonFinite = true });
        model.GetWeight("dense/kernel").ShouldBe([1, value]);
    }

    [Fact]
    public void A_stream_is_written_and_read_from_its_position_and_left_open()
    {
        TestModel saved = NewModel();
        using MemoryStream stream = new();
        stream.WriteByte(1);
        saved.Save(stream);
        stream.Position = 1;
        TestModel model = new(new DenseProgram(2, 1, "linear"), seed: 9);
        model.Load(stream);
        model.GetWeight("dense/kernel").ShouldBe(saved.GetWeight("dense/kernel"));
        stream.CanWrite.ShouldBeTrue();
        Should.Throw<CheckpointException>(() => model.Load(stream)).Message.ShouldContain("the stream cannot be used: it has 0 bytes");
        Should.Throw<CheckpointException>(() => model.Load(ReadOnlySpan<byte>.Empty)).Message.ShouldContain("the span cannot be used: it has 0 bytes");
    }

    [Fact]
    public void Many_differences_and_long_names_make_a_short_message()
    {
        StringBuilder header = new("{");
        for (int i = 0; i < 1000; i++)
        {
            header.Append($"\"{new string('x', 500)}{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}},");
        }

        header[^1] = '}';
        Should.Throw<CheckpointException>(() => NewModel().Load(File(header.ToString(), []))).Message.Length.ShouldBeLessThan(10_000);
    }

    private static TestModel NewModel() => new(new DenseProgram(2, 1, "linear"), seed: 1);

    private static byte[] File(string header, byte[] values)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. values];
    }
}
