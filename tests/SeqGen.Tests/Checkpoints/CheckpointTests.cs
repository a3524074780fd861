using System.Buffers.Binary;
using System.Text;

namespace SeqGen.Tests.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seqgen");

    private string FilePath => Path.Combine(_folder.FullName, "model.safetensors");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_was_saved_is_loaded_and_predicts_the_same()
    {
        TestModel model = new(new BagProgram(4, 30, 6), seed: 3);
        model.Save(FilePath);
        TestModel other = new(new BagProgram(4, 30, 6), seed: 4);
        other.Predict([1, 2, 3, 4]).ShouldNotBe(model.Predict([1, 2, 3, 4]));
        other.Load(FilePath);
        other.Predict([1, 2, 3, 4]).ShouldBe(model.Predict([1, 2, 3, 4]));
        other.GetWeight("embedding/embeddings").ShouldBe(model.GetWeight("embedding/embeddings"));
        _folder.GetFiles().Length.ShouldBe(1);
    }

    [Fact]
    public void The_file_is_laid_out_as_the_format_says()
    {
        TestModel model = new(new DenseProgram(2, 1, "linear"));
        model.SetWeight("dense/kernel", [1.5f, -2]);
        model.SetWeight("dense/bias", [3]);
        model.Save(FilePath);
        byte[] bytes = File.ReadAllBytes(FilePath);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        (length % 8).ShouldBe(0);
        Encoding.UTF8.GetString(bytes, 8, length).TrimEnd().ShouldBe(
            """{"__metadata__":{"format":"seqgen","model":"DenseModel"},"dense/kernel":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"dense/bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""");
        bytes.Length.ShouldBe(8 + length + 12);
        BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + length + 4)).ShouldBe(-2);
        BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + length + 8)).ShouldBe(3);
    }

    [Fact]
    public void A_file_of_another_model_is_refused_with_every_difference()
    {
        new TestModel(new BagProgram(4, 30, 6)).Save(FilePath);
        TestModel model = new(new DenseProgram(2, 3, "linear"), seed: 1);
        float[] before = model.Weights.Span.ToArray();
        string message = Should.Throw<CheckpointException>(() => model.Load(FilePath)).Message;
        message.ShouldContain("(saved from model BagModel) does not fit model DenseModel");
        message.ShouldContain("wrong shape: dense/kernel is (6, 1), expected (2, 3)");
        message.ShouldContain("missing: dense/bias (3)");
        message.ShouldContain("unexpected: embedding/embeddings (30, 6)");
        model.Weights.Span.ToArray().ShouldBe(before);
    }

    [Fact]
    public void Every_truncation_is_noticed()
    {
        TestModel model = new(new DenseProgram(2, 1, "linear"), seed: 1);
        model.Save(FilePath);
        byte[] bytes = File.ReadAllBytes(FilePath);
        float[] before = model.Weights.Span.ToArray();
        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(FilePath, bytes[..length]);
            Should.Throw<CheckpointException>(() => model.Load(FilePath)).Message.ShouldContain("cannot be used");
        }

        model.Weights.Span.ToArray().ShouldBe(before);
    }

    [Fact]
    public void Garbage_never_surprises()
    {
        TestModel model = new(new DenseProgram(2, 1, "linear"), seed: 1);
        model.Save(FilePath);
        byte[] good = File.ReadAllBytes(FilePath);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(good);
        Random random = new(1);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = [.. good];
            for (int change = 0; change < 3; change++)
            {
                bytes[random.Next(8 + header)] = (byte)(round % 2 == 0 ? random.Next(256) : "0123456789[]{}:,\"-eF "[random.Next(21)]);
            }

            try
            {
                model.Load(bytes);
            }
            catch (CheckpointException)
            {
                // The only exception that a damaged file may raise.
            }
        }
    }

    [Fact]
    public void A_wrong_type_and_a_missing_file_are_named()
    {
        TestModel model = new(new DenseProgram(2, 1, "linear"));
        model.Save(FilePath);
        byte[] bytes = File.ReadAllBytes(FilePath);
        int place = bytes.AsSpan().IndexOf("F32"u8);
        "F16"u8.CopyTo(bytes.AsSpan(place));
        File.WriteAllBytes(FilePath, bytes);
        Should.Throw<CheckpointException>(() => model.Load(FilePath)).Message.ShouldContain(
            "tensor 'dense/kernel' has 8 bytes; its shape (2, 1) of F16 needs 4");
        "I32"u8.CopyTo(bytes.AsSpan(place));
        File.WriteAllBytes(FilePath, bytes);
        Should.Throw<CheckpointException>(() => model.Load(FilePath)).Message.ShouldContain(
            "wrong type: dense/kernel is I32; F32, F16, BF16 and F64 are read");
        Should.Throw<CheckpointException>(() => model.Load(FilePath + ".none")).Message.ShouldContain("Cannot read");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(200)]
    public void A_full_disk_leaves_the_old_file_and_no_other(int room)
    {
        TestModel model = new(new DenseProgram(2, 1, "linear"), seed: 1);
        model.Save(FilePath);
        byte[] before = File.ReadAllBytes(FilePath);
        string message = Should.Throw<CheckpointException>(
            () => AtomicFile.Write(FilePath, model.Save, stream => new FullDisk(stream, room))).Message;
        message.ShouldContain("No space left on device");
        message.ShouldContain("The existing file is unchanged.");
        File.ReadAllBytes(FilePath).ShouldBe(before);
        _folder.GetFiles().Length.ShouldBe(1);
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_named() =>
        Should.Throw<CheckpointException>(() => new TestModel(new DenseProgram(2, 1, "linear")).Save(Path.Combine(_folder.FullName, "none", "a.safetensors")))
            .Message.ShouldContain("No file was left behind.");

    [Fact]
    public void The_structure_is_saved_as_it_was_emitted()
    {
        string path = Path.Combine(_folder.FullName, "model.json");
        new TestModel(new BagProgram(4, 30, 6)).SaveStructure(path);
        File.ReadAllText(path).ShouldBe("{\"class_name\":\"Functional\",\"name\":\"BagModel\"}");
    }

    private sealed class FullDisk(Stream inner, int room) : MemoryStream
    {
        private int _room = room;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            inner.Write(buffer[..Math.Min(buffer.Length, _room)]);
            _room -= buffer.Length;
            if (_room < 0)
            {
                throw new IOException("No space left on device");
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
