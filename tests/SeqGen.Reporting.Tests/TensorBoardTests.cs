using System.Buffers.Binary;
using System.Text;
using SeqGen.Reporting.TensorBoard;

namespace SeqGen.Reporting.Tests;

/// <summary>Event files as TensorBoard reads them: TFRecords with checksums around events, read back here by the documented formats.</summary>
public sealed class TensorBoardTests
{
    /// <summary>RFC 3720, appendix B.4, and the check value of the catalogue of CRCs.</summary>
    [Theory]
    [InlineData("313233343536373839", 0xE3069283)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AA)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 0x62A8AB43)]
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", 0x46DD794E)]
    public void ChecksumsAreCastagnolis(string bytes, uint expected) => MaskedCrc.Plain(Convert.FromHexString(bytes)).ShouldBe(expected);

    /// <summary>Every event file of TensorFlow begins with these bytes: the length of its first event, 24, and its masked checksum.</summary>
    [Fact]
    public void AFileBeginsAsTensorFlowsDo() =>
        EventRecord.Version(DateTimeOffset.UnixEpoch.AddSeconds(1e9)).AsSpan(0, 12).ToArray().ShouldBe([0x18, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22]);

    [Fact]
    public void AFitWritesTheFiguresOfEachEpoch()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("seqgen-events-");
        try
        {
            using Question model = new(1);
            History history = Points.Fit(model, Points.Questions, new TensorBoardCallback(folder.FullName));
            Dictionary<string, List<Event>> runs = Directory.GetDirectories(folder.FullName).ToDictionary(run => Path.GetFileName(run), run => Read(Directory.GetFiles(run).ShouldHaveSingleItem()));
            runs.Keys.Order().ShouldBe(["train", "validation"]);
            foreach ((string run, List<Event> events) in runs)
            {
                events[0].Version.ShouldBe("brain.Event:2");
                events.Skip(1).Select(record => record.Step).ShouldBe([0, 1]);
                events.ShouldAllBe(record => record.Time > 1.7e9 && record.Time < 1e10);
                events.Select(record => record.Time).ShouldBeInOrder();
                string prefix = run == "train" ? "" : "val_";
                for (int epoch = 0; epoch < 2; epoch++)
                {
                    Dictionary<string, float> expected = new() { ["epoch_loss"] = (float)history.Epochs[epoch][prefix + "loss"], ["epoch_accuracy"] = (float)history.Epochs[epoch][prefix + "accuracy"] };
                    if (run == "train")
                    {
                        expected["epoch_learning_rate"] = 0.05f;
                    }

                    events[epoch + 1].Scalars.ShouldBe(expected);
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void EachFitHasAFileOfItsOwn()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("seqgen-events-");
        try
        {
            using Value model = new(1);
            Dataset data = Dataset.FromFeatures(Points.Values, 2, [.. Points.Yes.Select(yes => (float)yes)]);
            TensorBoardCallback callback = new(folder.FullName);
            model.Fit(data, new FitOptions { Callbacks = [callback] });
            model.Fit(data, new FitOptions { Callbacks = [callback] });
            string[] files = Directory.GetFiles(Path.Combine(folder.FullName, "train"));
            files.Length.ShouldBe(2);
            files.ShouldAllBe(file => Path.GetFileName(file).StartsWith("events.out.tfevents."));
            Directory.Exists(Path.Combine(folder.FullName, "validation")).ShouldBeFalse("there was no validation");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed record Event(double Time, long Step, string? Version, Dictionary<string, float> Scalars);

    /// <summary>All records of a file, their checksums compared.</summary>
    private static List<Event> Read(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        List<Event> events = [];
        while (!file.IsEmpty)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
            Unmask(BinaryPrimitives.ReadUInt32LittleEndian(file[8..])).ShouldBe(MaskedCrc.Plain(file[..8]));
            ReadOnlySpan<byte> content = file.Slice(12, length);
            Unmask(BinaryPrimitives.ReadUInt32LittleEndian(file[(12 + length)..])).ShouldBe(MaskedCrc.Plain(content));
            events.Add(ReadEvent(content));
            file = file[(16 + length)..];
        }

        return events;
    }

    /// <summary>The other way round than it is masked.</summary>
    private static uint Unmask(uint masked)
    {
        uint rotated = unchecked(masked - 0xA282EAD8);
        return (rotated >> 17) | (rotated << 15);
    }

    private static Event ReadEvent(ReadOnlySpan<byte> content)
    {
        double time = 0;
        long step = 0;
        string? version = null;
        Dictionary<string, float> scalars = [];
        foreach ((int field, ulong number, byte[] bytes) in Fields(content))
        {
            switch (field)
            {
                case 1:
                    time = BitConverter.UInt64BitsToDouble(number);
                    break;
                case 2:
                    step = (long)number;
                    break;
                case 3:
                    version = Encoding.UTF8.GetString(bytes);
                    break;
                case 5:
                    foreach ((int inSummary, _, byte[] value) in Fields(bytes))
                    {
                        inSummary.ShouldBe(1);
                        List<(int Field, ulong Number, byte[] Bytes)> parts = Fields(value);
                        scalars.Add(
                            Encoding.UTF8.GetString(parts.Single(part => part.Field == 1).Bytes),
                            BitConverter.UInt32BitsToSingle((uint)parts.Single(part => part.Field == 2).Number));
                    }

                    break;
                default:
                    throw new InvalidOperationException($"An event has no field {field}.");
            }
        }

        return new(time, step, version, scalars);
    }

    /// <summary>The fields of a message of protobuf.</summary>
    private static List<(int Field, ulong Number, byte[] Bytes)> Fields(ReadOnlySpan<byte> message)
    {
        List<(int, ulong, byte[])> fields = [];
        int at = 0;
        while (at < message.Length)
        {
            ulong key = Varint(message, ref at);
            int size = 0;
            ulong number = 0;
            switch (key & 7)
            {
                case 0:
                    number = Varint(message, ref at);
                    break;
                case 1:
                    number = BinaryPrimitives.ReadUInt64LittleEndian(message[at..]);
                    at += 8;
                    break;
                case 2:
                    size = (int)Varint(message, ref at);
                    break;
                case 5:
                    number = BinaryPrimitives.ReadUInt32LittleEndian(message[at..]);
                    at += 4;
                    break;
                default:
                    throw new InvalidOperationException($"Unknown type {key & 7}.");
            }

            fields.Add(((int)(key >> 3), number, message.Slice(at, size).ToArray()));
            at += size;
        }

        return fields;
    }

    private static ulong Varint(ReadOnlySpan<byte> message, ref int at)
    {
        ulong value = 0;
        int shift = 0;
        byte part;
        do
        {
            part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            shift += 7;
        }
        while (part >= 0x80);

        return value;
    }
}
