using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SeqGen.Generator.Kernels;
using KernelIndex = SeqGen.Generator.Kernels.Index;

namespace SeqGen.Generator.Tests;

/// <summary>Values, indices and places of kernels as they are written; and that layers write none of them themselves.</summary>
public sealed class KernelValueTests
{
    private static readonly Value A = Value.Named("a");
    private static readonly Value B = Value.Named("b");
    private static readonly Value C = Value.Named("c");

    public static TheoryData<string, string> Written => new()
    {
        { $"{A + B * C}", "a + b * c" },
        { $"{(A + B) * C}", "(a + b) * c" },
        { $"{A * B * C}", "a * b * c" },
        { $"{A * (B * C)}", "a * (b * c)" },
        { $"{A - (B - C)}", "a - (b - c)" },
        { $"{A / (B * C)}", "a / (b * c)" },
        { $"{-(A + B) * C}", "-(a + b) * c" },
        { $"{Value.MultiplyAdd(-A, B + C, Value.One)}", "V.FusedMultiplyAdd(-a, b + c, V.Create(1f))" },
        { $"{Value.Select(A < B | (Condition.Equal(A, A) & !Condition.Equal(C, C)), Value.Zero, A)}", "V.ConditionalSelect(V.LessThan(a, b) | (V.Equals(a, a) & ~V.Equals(c, c)), Vec.Zero, a)" },
        { $"{new Place("row", "u + s", 16).Value}", "V.LoadUnsafe(ref row, u + s + 16)" },
        { $"{new Place("row", "", 0).Value}", "V.LoadUnsafe(ref row)" },
        { $"{KernelIndex.Constant("OneBuffers.Hidden") + KernelIndex.Row * 12 + (KernelIndex.Counter("t") + 1) * 3}", "OneBuffers.Hidden + row * 12 + (t + 1) * 3" },
        { $"{(KernelIndex.Counter("t") + 1).Parity * 32}", "((t + 1) & 1) * 32" },
        { $"{KernelIndex.Zero + KernelIndex.Row * 1 + KernelIndex.Counter("t") * 0}", "row" },
        { $"{new Address(BufferKind.Features, KernelIndex.Zero)}", "inputs.Features" },
        { $"{new Address(Origin.Of("x"), KernelIndex.Token("token") * 32)}", "Unsafe.Add(ref x, (nint)token * 32)" },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void IsWrittenWithTheParenthesesThatItNeeds(string written, string expected) => written.ShouldBe(expected);

    /// <summary>Products keep their order: floating point is not associative.</summary>
    [Fact]
    public void FactorsStandFromLeftToRight()
    {
        Value.Product([A, B, C]).ShouldBe(A * B * C);
        (A * (B * C)).ShouldNotBe(A * B * C);
    }

    [Fact]
    public void NoLayerWritesAnExpressionOfVectors()
    {
        string[] files = [.. new[] { "Layers", "Planning" }.SelectMany(folder => Directory.GetFiles(Path.Combine(GeneratorFolder(), folder), "*.cs", SearchOption.AllDirectories))];
        files.Length.ShouldBeGreaterThan(60);
        files.SelectMany(file => File.ReadLines(file).Where(line => Regex.IsMatch(line, @"""[^""]*\b(Vec|V)\b[ .]"))
            .Select(line => $"{Path.GetFileName(file)}: {line.Trim()}")).ShouldBeEmpty();
    }

    private static string GeneratorFolder([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "generators", "SeqGen.Generator");
}
