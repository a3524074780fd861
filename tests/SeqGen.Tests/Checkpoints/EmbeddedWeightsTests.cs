using System.Runtime.InteropServices;
using SeqGen.Build;
using SeqGen.Tests.Data;
using SeqGen.Tests.Training;
using SeqGen.Text;

namespace SeqGen.Tests.Checkpoints;

/// <summary>Weights and tokenizers as the build prepares them, and as a model reads them out of memory.</summary>
public sealed class EmbeddedWeightsTests : IDisposable
{
    private static readonly float[] Features = [0.5f, -1, 2];

    private readonly TemporaryFolder _folder = new();
    private readonly List<nint> _memory = [];

    public void Dispose()
    {
        _memory.ForEach(Marshal.FreeHGlobal);
        _folder.Dispose();
    }

    [Fact]
    public void Weights_that_lie_as_in_memory_are_read_there_until_they_change()
    {
        TestModel saved = NewModel(seed: 5);
        saved.Save(_folder["weights.safetensors"]);
        UnmanagedMemoryStream resource = Resource("weights.safetensors");
        TestModel model = NewModel(seed: 6);
        model.LoadEmbedded("the resource", resource);

        Address(model).ShouldBeInRange(_memory[0], _memory[0] + (nint)resource.Length);
        model.GetWeight("dense/kernel").ShouldBe(saved.GetWeight("dense/kernel"));
        model.Predict(Features).ShouldBe(saved.Predict(Features));
        using MemoryStream again = new();
        model.Save(again);
        again.ToArray().ShouldBe(File.ReadAllBytes(_folder["weights.safetensors"]));

        byte[] before = Bytes(resource);
        model.SetWeight("dense/bias", [4]);
        model.GetWeight("dense/kernel").ShouldBe(saved.GetWeight("dense/kernel"));
        saved.SetWeight("dense/bias", [4]);
        model.Predict(Features).ShouldBe(saved.Predict(Features));
        model.Fit(TrainingData.Line(8, 3), new FitOptions { Epochs = 1, Loss = Loss.MeanSquaredError });
        Bytes(resource).ShouldBe(before, "what is part of the program is never written");

        model.LoadEmbedded("the resource", Rewound(resource));
        model.GetWeight("dense/bias").ShouldBe([0f]);
        model.Dispose();
        Should.Throw<ObjectDisposedException>(() => model.GetWeight("dense/bias"));
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("F64")]
    [InlineData("order")]
    public void Weights_that_lie_otherwise_are_copied(string how)
    {
        // Powers of two are exact in all types.
        (string, float[])[] weights = [("dense/kernel", [0.5f, -2, 4]), ("dense/bias", [0.25f])];
        Write("weights.safetensors", how == "order" ? "F32" : how, how == "order" ? [.. weights.Reverse()] : weights);
        TestModel model = NewModel();
        UnmanagedMemoryStream resource = Resource("weights.safetensors");
        model.LoadEmbedded("the resource", resource);

        Address(model).ShouldNotBeInRange(_memory[0], _memory[0] + (nint)resource.Length);
        model.GetWeight("dense/kernel").ShouldBe([0.5f, -2, 4]);
        model.GetWeight("dense/bias").ShouldBe([0.25f]);
    }

    [Fact]
    public void A_resource_may_begin_at_any_address_and_be_a_stream_that_is_no_memory()
    {
        TestModel saved = NewModel(seed: 5);
        saved.Save(_folder["weights.safetensors"]);
        byte[] bytes = Bytes(Resource("weights.safetensors"));
        for (int shift = 0; shift <= 64; shift++)
        {
            TestModel model = NewModel();
            model.LoadEmbedded("the resource", shift == 64 ? new MemoryStream(bytes) : InMemory(bytes, shift));
            model.GetWeight("dense/kernel").ShouldBe(saved.GetWeight("dense/kernel"));
            model.Predict(Features).ShouldBe(saved.Predict(Features));
            model.SetWeight("dense/bias", [4]);
            model.GetWeight("dense/kernel").ShouldBe(saved.GetWeight("dense/kernel"));
        }
    }

    [Fact]
    public void A_resource_of_another_model_is_refused()
    {
        new TestModel(new DenseProgram(4, 1, "linear")).Save(_folder["weights.safetensors"]);
        Should.Throw<CheckpointException>(() => NewModel().LoadEmbedded("the resource", Resource("weights.safetensors"))).Message.ShouldStartWith("the resource (saved from model DenseModel) does not fit model DenseModel");
        Should.Throw<CheckpointException>(() => NewModel().LoadEmbedded("none")).Message.ShouldContain("has no resource 'none'");
    }

    [Fact]
    public void Descriptions_say_what_a_file_holds_or_why_it_cannot_be_used()
    {
        NewModel().Save(_folder["weights.safetensors"]);
        byte[] good = File.ReadAllBytes(_folder["weights.safetensors"]);
        Describe("weights.safetensors").ShouldBe("kind weights\nmodel Model\nfile weights.safetensors\nproject App.csproj\nresource resource\ntensor F32 (3, 1) dense/kernel\ntensor F32 (1) dense/bias\n");
        File.Exists(_folder["resource"]).ShouldBeTrue();

        Problem(good[..^1]).ShouldContain("it was cut off");
        Problem([.. good, 0]).ShouldContain("1 bytes follow the last tensor");
        Problem([.. good[..^4], 0, 0, 0x80, 0x7f]).ShouldContain("weight 'dense/bias' is infinite at [0]");
        Problem([1, 2, 3]).ShouldContain("it has 3 bytes");
        File.Delete(_folder["weights.safetensors"]);
        Describe("weights.safetensors").ShouldContain("problem 'weights.safetensors' does not exist.");
        Write("weights.safetensors", "I32", ("a\nb \\", [1]));
        Describe("weights.safetensors").ShouldEndWith("tensor I32 (1) a\\nb \\\\\n");
        File.Exists(_folder["resource"]).ShouldBeFalse();

        Tokenizer tokenizer = new(numWords: 7);
        tokenizer.FitOnTexts(["a b c"]);
        tokenizer.Save(_folder["words.json"]);
        Describe("words.json", EmbeddedItem.Tokenizer).ShouldEndWith("vocabulary 7\n");
        Tokenizer.Load(File.ReadAllBytes(_folder["resource"]).AsSpan()).WordIndex.ShouldBe(tokenizer.WordIndex);
        _folder.Write("words.json", "{");
        Describe("words.json", EmbeddedItem.Tokenizer).ShouldContain("problem words.json(1): This is not the JSON text of a tokenizer");
        File.Exists(_folder["resource"]).ShouldBeFalse();
    }

    /// <summary>Cut at every place and changed at many, a file becomes a description that says so, or one that is right.</summary>
    [Fact]
    public void Damaged_files_are_described()
    {
        NewModel().Save(_folder["weights.safetensors"]);
        byte[] good = File.ReadAllBytes(_folder["weights.safetensors"]);
        for (int length = 0; length < good.Length; length++)
        {
            Problem(good[..length]).ShouldNotBeEmpty();
        }

        for (int place = 0; place < good.Length; place++)
        {
            byte[] changed = [.. good];
            changed[place] ^= (byte)(1 << (place % 8));
            _folder.Write("weights.safetensors", changed);
            Describe("weights.safetensors").ShouldMatch("problem |tensor ");
        }
    }

    private static TestModel NewModel(int seed = 0) => new(new DenseProgram(3, 1, "linear"), seed);

    private static unsafe nint Address(SequenceModel model)
    {
        fixed (float* first = model.ReadWeight("dense/kernel"))
        {
            return (nint)first;
        }
    }

    private static UnmanagedMemoryStream Rewound(UnmanagedMemoryStream stream)
    {
        stream.Position = 0;
        return stream;
    }

    private static byte[] Bytes(UnmanagedMemoryStream stream)
    {
        byte[] bytes = new byte[stream.Length];
        Rewound(stream).ReadExactly(bytes);
        stream.Position = 0;
        return bytes;
    }

    private string Problem(byte[] file)
    {
        _folder.Write("weights.safetensors", file);
        string text = Describe("weights.safetensors");
        File.Exists(_folder["resource"]).ShouldBeFalse();
        return text[text.IndexOf("problem ", StringComparison.Ordinal)..];
    }

    private string Describe(string name, string kind = EmbeddedItem.Weights)
    {
        Embedding.Write(new(kind, "Model", name, _folder[name], "App.csproj", _folder["resource"], _folder["description"]));
        return File.ReadAllText(_folder["description"]);
    }

    private UnmanagedMemoryStream Resource(string name)
    {
        Describe(name).ShouldNotContain("problem");
        return InMemory(File.ReadAllBytes(_folder["resource"]));
    }

    private unsafe UnmanagedMemoryStream InMemory(byte[] bytes, int shift = 0)
    {
        nint address = Marshal.AllocHGlobal(bytes.Length + shift);
        _memory.Add(address);
        Marshal.Copy(bytes, 0, address + shift, bytes.Length);
        return new((byte*)address + shift, bytes.Length);
    }

    private void Write(string name, string type, params (string Name, float[] Values)[] weights)
    {
        using MemoryStream values = new();
        List<string> members = [];
        foreach ((string weight, float[] numbers) in weights)
        {
            long start = values.Length;
            foreach (float number in numbers)
            {
                values.Write(type switch
                {
                    "F16" => BitConverter.GetBytes((Half)number),
                    "BF16" => BitConverter.GetBytes(number)[2..],
                    "F64" => BitConverter.GetBytes((double)number),
                    _ => BitConverter.GetBytes(number),
                });
            }

            string shape = weight.EndsWith("kernel", StringComparison.Ordinal) ? $"{numbers.Length},1" : $"{numbers.Length}";
            members.Add($"{System.Text.Json.JsonSerializer.Serialize(weight)}:{{\"dtype\":\"{type}\",\"shape\":[{shape}],\"data_offsets\":[{start},{values.Length}]}}");
        }

        byte[] header = System.Text.Encoding.UTF8.GetBytes($"{{{string.Join(",", members)}}}");
        _folder.Write(name, [.. BitConverter.GetBytes((long)header.Length), .. header, .. values.ToArray()]);
    }
}
