using System.Text;

namespace SeqGen.Fuzz;

/// <summary>Something that takes input from outside, and what it promises.</summary>
internal abstract class FuzzTarget
{
    protected FuzzTarget(string name, string[] seeds, string[] words)
    {
        Name = name;
        Seeds = [.. seeds.Select(Encoding.UTF8.GetBytes)];
        Words = [.. words.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The name for the command line.</summary>
    public string Name { get; }

    /// <summary>Inputs that are taken, to be changed.</summary>
    public IReadOnlyList<byte[]> Seeds { get; protected init; }

    /// <summary>What is put in, besides what every target knows.</summary>
    public IReadOnlyList<byte[]> Words { get; }

    /// <summary>Inputs may be packed with gzip or zip.</summary>
    public virtual bool IsPackable => true;

    /// <summary>The most bytes that an input may allocate: 1 MiB and so many times its size, unpacked; it is read in up to six ways.</summary>
    public virtual long MostAllocatedBytes(long bytes) => (1L << 20) + (BytesPerByte * bytes);

    /// <summary>How many bytes an input may allocate for each of its own.</summary>
    protected virtual int BytesPerByte => 1024;

    /// <summary>How many inputs the short run tries.</summary>
    public virtual int ShortRun => 2500;

    /// <summary>Takes an input. Exceptions that are documented are caught here; every other one is a finding.</summary>
    /// <param name="input">The bytes.</param>
    /// <param name="folder">A folder that no other run uses.</param>
    /// <returns>Whether the input was taken rather than refused.</returns>
    public abstract bool Take(byte[] input, string folder);
}
