namespace SeqGen.Numerics.Tests;

/// <summary>The entry point of the assembly started as a process of its own.</summary>
internal static class Program
{
    public static int Main() => 0;
}
