namespace SeqGen.Data;

/// <summary>The checksum of zip files, computed piece by piece.</summary>
internal sealed class Crc32
{
    private static readonly uint[] Table = MakeTable();

    private uint _rest = uint.MaxValue;

    /// <summary>Of all bytes so far.</summary>
    public uint Value => ~_rest;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        uint rest = _rest;
        foreach (byte value in bytes)
        {
            rest = Table[(byte)(rest ^ value)] ^ (rest >> 8);
        }

        _rest = rest;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint rest = i;
            for (int bit = 0; bit < 8; bit++)
            {
                rest = (rest >> 1) ^ ((rest & 1) * 0xEDB88320);
            }

            table[i] = rest;
        }

        return table;
    }
}
