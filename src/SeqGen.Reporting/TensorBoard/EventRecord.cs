using System.Buffers.Binary;
using System.Text;

namespace SeqGen.Reporting.TensorBoard;

/// <summary>
/// One record of an event file: a TFRecord (length, its checksum, content, its checksum; all little-endian) around a message <c>Event</c> of TensorFlow's
/// <c>event.proto</c>. Six fields of protobuf's encoding: a library for them would be larger than all of this package.
/// </summary>
internal sealed class EventRecord
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Bytes = 2;
    private const int Fixed32 = 5;

    private readonly List<byte> _content = [];

    private EventRecord()
    {
    }

    /// <summary>The first record of a file.</summary>
    public static byte[] Version(DateTimeOffset time)
    {
        EventRecord record = new();
        record.Time(time);
        record.Text(3, "brain.Event:2");
        return record.Framed();
    }

    /// <summary>Values of one step.</summary>
    /// <param name="time">When they were known.</param>
    /// <param name="step">The step, for instance the epoch.</param>
    /// <param name="scalars">Name and value of each.</param>
    public static byte[] Scalars(DateTimeOffset time, long step, IEnumerable<KeyValuePair<string, double>> scalars)
    {
        EventRecord summary = new();
        foreach ((string tag, double value) in scalars)
        {
            EventRecord scalar = new();
            scalar.Text(1, tag);
            scalar.Key(2, Fixed32);
            scalar.Fixed(BitConverter.SingleToUInt32Bits((float)value), sizeof(uint));
            summary.Message(1, scalar);
        }

        EventRecord record = new();
        record.Time(time);
        record.Key(2, Varint);
        record.Number((ulong)step);
        record.Message(5, summary);
        return record.Framed();
    }

    /// <summary>Seconds since 1970.</summary>
    private void Time(DateTimeOffset time)
    {
        Key(1, Fixed64);
        Fixed(BitConverter.DoubleToUInt64Bits((time - DateTimeOffset.UnixEpoch).TotalSeconds), sizeof(ulong));
    }

    private void Text(int field, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Key(field, Bytes);
        Number((ulong)bytes.Length);
        _content.AddRange(bytes);
    }

    private void Message(int field, EventRecord message)
    {
        Key(field, Bytes);
        Number((ulong)message._content.Count);
        _content.AddRange(message._content);
    }

    private void Key(int field, int type) => Number(((ulong)field << 3) | (uint)type);

    private void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _content.Add((byte)(value | 0x80));
        }

        _content.Add((byte)value);
    }

    private void Fixed(ulong value, int bytes)
    {
        for (int i = 0; i < bytes; i++)
        {
            _content.Add((byte)(value >> (8 * i)));
        }
    }

    private byte[] Framed()
    {
        byte[] content = [.. _content];
        byte[] record = new byte[sizeof(ulong) + sizeof(uint) + content.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), MaskedCrc.Of(record.AsSpan(0, sizeof(ulong))));
        content.CopyTo(record, sizeof(ulong) + sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(record.Length - sizeof(uint)), MaskedCrc.Of(content));
        return record;
    }
}
