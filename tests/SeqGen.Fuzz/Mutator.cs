using System.IO.Compression;
using System.Text;

namespace SeqGen.Fuzz;

/// <summary>Makes inputs from good ones: bytes and lines are changed, cut, doubled, mixed and packed. The same random numbers give the same input.</summary>
internal sealed class Mutator(FuzzTarget target)
{
    private const int LargestInput = 1 << 16;

    private static readonly byte[][] CommonWords =
    [
        [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF], [0x1F, 0x8B], [0x1F, 0x8B, 8, 0], [0], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x80], [0xC3], [0xF0, 0x9F, 0x98, 0x80], [0xED, 0xA0, 0x80],
        .. new[]
        {
            "\n", "\r", "\r\n", "\n\n", "\t", " ", ",", ";", "\"", "\"\"", "'", "\\", "\u0085", "\u2028", "\u00A0", "PK\u0003\u0004", "#", ":", "=", "{", "}", "[", "]", "{}", "[]", "null", "true",
            "0", "1", "-1", "2147483647", "2147483648", "-2147483648", "4294967296", "9223372036854775807", "18446744073709551616", "99999999999999999999999", "100000", "16384",
            "1e999", "-1e-999", "1e38", "3.5e38", "1e-46", "NaN", "nan", "-nan", "Infinity", "-inf", "NA", "0x10", "1,5", "1.5", "1_000", "+3", ".", "-", "e", "0.1", "1.", ".5", "00", "\\u0000", "\\ud800", "日本", "ß", "İ",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>The input of some random numbers.</summary>
    public byte[] Make(Random random)
    {
        List<byte> input = [.. target.Seeds[random.Next(target.Seeds.Count)]];
        for (int edits = 1 + random.Next(6); edits > 0; edits--)
        {
            Edit(input, random);
            if (input.Count > LargestInput)
            {
                input.RemoveRange(LargestInput, input.Count - LargestInput);
            }
        }

        byte[] bytes = [.. input];
        if (!target.IsPackable || random.Next(8) > 0)
        {
            return bytes;
        }

        bytes = random.Next(4) == 0 ? Zip(bytes, random) : Gzip(bytes, random);
        input = [.. bytes];
        for (int edits = random.Next(3); edits > 0; edits--)
        {
            EditBytes(input, random);
        }

        return [.. input];
    }

    private void Edit(List<byte> input, Random random)
    {
        switch (random.Next(10))
        {
            case 0 or 1 or 2 or 3:
                EditBytes(input, random);
                break;
            case 4 or 5:
                EditLines(input, random);
                break;
            case 6 or 7:
                byte[][] words = random.Next(3) == 0 && target.Words.Count > 0 ? [.. target.Words] : CommonWords;
                byte[] word = words[random.Next(words.Length)];
                int place = Place(input, random);
                if (random.Next(2) == 0)
                {
                    input.RemoveRange(place, Math.Min(word.Length, input.Count - place));
                }

                input.InsertRange(place, word);
                break;
            case 8:
                byte[] other = target.Seeds[random.Next(target.Seeds.Count)];
                int start = random.Next(other.Length);
                input.InsertRange(Place(input, random), other[start..random.Next(start, other.Length + 1)]);
                break;
            default:
                ReplaceNumber(input, random);
                break;
        }
    }

    private static void EditBytes(List<byte> input, Random random)
    {
        if (input.Count == 0)
        {
            input.Add((byte)random.Next(256));
            return;
        }

        int place = random.Next(input.Count);
        int length = Math.Min(1 + random.Next(random.Next(4) == 0 ? 64 : 4), input.Count - place);
        switch (random.Next(7))
        {
            case 0:
                input[place] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                input[place] = (byte)random.Next(256);
                break;
            case 2:
                input.RemoveRange(place, length);
                break;
            case 3:
                input.RemoveRange(place, input.Count - place);
                break;
            case 4:
                input.InsertRange(place, input.GetRange(place, length));
                break;
            case 5:
                byte[] random64 = new byte[length];
                random.NextBytes(random64);
                input.InsertRange(place, random64);
                break;
            default:
                byte[] repeated = [.. input.GetRange(place, length)];
                for (int count = random.Next(1, random.Next(8) == 0 ? 4000 : 40); count > 0; count--)
                {
                    input.InsertRange(place, repeated);
                }

                break;
        }
    }

    private static void EditLines(List<byte> input, Random random)
    {
        List<byte[]> lines = Lines([.. input]);
        int line = random.Next(lines.Count);
        switch (random.Next(6))
        {
            case 0:
                lines.Insert(random.Next(lines.Count + 1), lines[line]);
                break;
            case 1:
                lines.RemoveAt(line);
                break;
            case 2:
                int other = random.Next(lines.Count);
                (lines[line], lines[other]) = (lines[other], lines[line]);
                break;
            case 3:
                lines.InsertRange(line, Enumerable.Repeat(lines[line], random.Next(1, 100)));
                break;
            case 4:
                string end = random.Next(3) switch { 0 => "\r", 1 => "\r\n", _ => "\n" };
                lines = [.. lines.Select(text => (byte[])[.. text.AsSpan().TrimEnd("\r\n"u8), .. Encoding.ASCII.GetBytes(end)])];
                break;
            default:
                lines.Insert(line, "\n"u8.ToArray());
                break;
        }

        input.Clear();
        lines.ForEach(input.AddRange);
    }

    private static List<byte[]> Lines(ReadOnlySpan<byte> input)
    {
        List<byte[]> lines = [];
        while (input.IndexOfAny((byte)'\n', (byte)'\r') is int end and >= 0)
        {
            lines.Add([.. input[..(end + 1)]]);
            input = input[(end + 1)..];
        }

        lines.Add([.. input]);
        return lines;
    }

    private static void ReplaceNumber(List<byte> input, Random random)
    {
        int place = input.FindIndex(Place(input, random), value => value is >= (byte)'0' and <= (byte)'9');
        if (place < 0)
        {
            return;
        }

        int end = input.FindIndex(place, value => value is < (byte)'0' or > (byte)'9');
        input.RemoveRange(place, (end < 0 ? input.Count : end) - place);
        string number = random.Next(4) switch
        {
            0 => $"{random.Next(20)}",
            1 => $"{1L << random.Next(63)}",
            2 => $"{random.NextInt64()}",
            _ => new string('9', 1 + random.Next(40)),
        };
        input.InsertRange(place, Encoding.ASCII.GetBytes(number));
    }

    private static int Place(List<byte> input, Random random) => random.Next(5) == 0 ? 0 : random.Next(input.Count + 1);

    private static byte[] Gzip(byte[] content, Random random)
    {
        using MemoryStream bytes = new();
        for (int members = random.Next(8) == 0 ? 2 : 1; members > 0; members--)
        {
            using GZipStream gzip = new(bytes, random.Next(2) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression, leaveOpen: true);
            gzip.Write(content);
        }

        return bytes.ToArray();
    }

    private static byte[] Zip(byte[] content, Random random)
    {
        using MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("a.txt", random.Next(2) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression).Open();
            entry.Write(content);
        }

        return bytes.ToArray();
    }
}
