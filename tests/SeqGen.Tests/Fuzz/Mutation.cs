using System.Text;

namespace SeqGen.Tests.Fuzz;

/// <summary>Damages inputs: the same seed makes the same damage.</summary>
internal static class Mutation
{
    private static readonly string[] Pieces =
    [
        "\"", "\\", "\\\"", "{", "}", "[", "]", ":", ",", "0", "-1", "1e9", "1.5", "NaN", "null", "true", "9223372036854775807", "99999999999999999999",
        "\\ud800", "\uFEFF", "{}", "[[[[[[[[", "{\"a\":", "\"F16\"", "\"BF16\"", "\"F64\"", "\"I64\"", "\"U8\"", "\"__metadata__\"", " ", "\n", "\0",
    ];

    /// <summary>One more input: one of the seeds, changed in one to four places.</summary>
    public static byte[] Next(IReadOnlyList<byte[]> seeds, Random random)
    {
        byte[] input = seeds[random.Next(seeds.Count)];
        for (int changes = random.Next(1, 5); changes > 0; changes--)
        {
            input = Change(input, seeds, random);
        }

        return input;
    }

    private static byte[] Change(byte[] input, IReadOnlyList<byte[]> seeds, Random random)
    {
        int place = random.Next(input.Length + 1);
        int end = Math.Min(input.Length, place + random.Next(1, 1 + Math.Min(64, input.Length + 1)));
        return random.Next(7) switch
        {
            0 => [.. input[..place], (byte)random.Next(256), .. input[Math.Min(place + 1, input.Length)..]],
            1 => [.. input[..place], .. Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]), .. input[place..]],
            2 => [.. input[..place], .. Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]), .. input[end..]],
            3 => [.. input[..place], .. input[end..]],
            4 => [.. input[..end], .. input[place..]],
            5 => input[..place],
            _ => Splice(input, place, seeds[random.Next(seeds.Count)], random),
        };
    }

    private static byte[] Splice(byte[] input, int place, byte[] other, Random random) => [.. input[..place], .. other[random.Next(other.Length + 1)..]];
}
