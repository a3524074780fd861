using System.Text.RegularExpressions;
using SeqGen.Generator.Kernels;
using SeqGen.Generator.Tests.Harness;
using static SeqGen.Generator.Printing.ExpressionPrinter;
using KernelIndex = SeqGen.Generator.Kernels.Index;

namespace SeqGen.Generator.Tests;

/// <summary>Values, indices and places of kernels as they are written; and that layers write none of them themselves.</summary>
public sealed partial class KernelValueTests
{
    private static readonly Value A = Value.Named("a");
    private static readonly Value B = Value.Named("b");
    private static readonly Value C = Value.Named("c");
    private static readonly Scalar X = Scalar.Named("x");
    private static readonly Scalar Y = Scalar.Named("y");

    public static TheoryData<string, string> Written => new()
    {
        { Print(A + B * C), "a + b * c" },
        { Print((A + B) * C), "(a + b) * c" },
        { Print(A * B * C), "a * b * c" },
        { Print(A * (B * C)), "a * (b * c)" },
        { Print(A - (B - C)), "a - (b - c)" },
        { Print(A / (B * C)), "a / (b * c)" },
        { Print(-(A + B) * C), "-(a + b) * c" },
        { Print(Value.MultiplyAdd(-A, B + C, Value.One)), "V.FusedMultiplyAdd(-a, b + c, F.Create(1f))" },
        { Print(Value.Select(A < B | (Condition.Equal(A, A) & !Condition.Equal(C, C)), Value.Zero, A)), "V.ConditionalSelect(V.LessThan(a, b) | (V.Equals(a, a) & ~V.Equals(c, c)), Vec.Zero, a)" },
        { Print(Address.Of("row", KernelIndex.Counter("u") + "s" + 12 + 4).Vector), "F.Load(ref row, u + s, 16)" },
        { Print(Address.Of("row", 0).Vector), "F.Load(ref row)" },
        { Print(KernelIndex.Constant("OneBuffers.Hidden") + KernelIndex.Row * 12 + (KernelIndex.Counter("t") + 1) * 3), "OneBuffers.Hidden + row * 12 + (t + 1) * 3" },
        { Print((KernelIndex.Counter("t") + 1).Parity * 32), "((t + 1) & 1) * 32" },
        { Print(KernelIndex.Zero + KernelIndex.Row * 1 + KernelIndex.Counter("t") * 0), "row" },
        { Print(new Address(BufferKind.Features, KernelIndex.Zero)), "inputs.Features" },
        { Print(Address.Of("x", KernelIndex.Counter("token").Signed * 32)), "Place.Row(ref x, token, 32)" },
        { Print(Address.Of("x", (KernelIndex.Counter("step") * 32).Unsigned)), "Place.Row(ref x, step, 32)" },
        { Print(Address.Of("x", KernelIndex.Constant("Gates") + KernelIndex.Counter("panel").Signed * 32 + 4)), "Place.Row(ref x, panel, 32, Gates + 4)" },
        { Print(Address.Of("x", KernelIndex.Constant("Gates") + 4)), "Place.At(ref x, Gates + 4)" },
        { Print(Address.Of("x", KernelIndex.Counter("k") + 4)), "Place.At(ref x, k, 4)" },
        { Print(Address.Of("x", KernelIndex.Counter("k") + (KernelIndex.Counter("step") * 32).Unsigned)), "Place.At(ref x, k + (ulong)(step * 32))" },
        { Print(Address.Of("x", ((KernelIndex)3 - "t") * 8)), "Place.At(ref x, (3 - t) * 8)" },
        { Print(KernelIndex.Counter("at").FloorTo(8) - "first"), "at / 8 * 8 - first" },
        { Print(KernelIndex.Min(KernelIndex.Counter("from") + 32, 40) * 2), "Math.Min(from + 32, 40) * 2" },
        { Print(1f / Scalar.Sqrt(Scalar.SumOf(A * B) / Scalar.Of(4) + 0.5f)), "1f / MathF.Sqrt(Reduction.Sum(a * b) / 4 + 0.5f)" },
        { Print(X * (Y - Address.Of("row", 3).Float)), "x * (y - Place.At(ref row, 3))" },
        { Print(Scalar.Select(X > 0f & !Test.IsTraining, X, Y)), "x > 0f && !tile.Training ? x : y" },
        { Print(Value.Broadcast(Scalar.Max(X, Y))), "F.Create(MathF.Max(x, y))" },
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
    public void NoLayerAndNoScheduleWritesCSharp()
    {
        string[] files =
        [
            .. Directory.GetFiles(Path.Combine(RepositoryFiles.Generator, "Layers"), "*.cs", SearchOption.AllDirectories),
            .. Directory.GetFiles(Path.Combine(RepositoryFiles.Generator, "Kernels"), "*.cs"),
            .. Directory.GetFiles(Path.Combine(RepositoryFiles.Generator, "Scheduling"), "*.cs"),
        ];
        files.Length.ShouldBeGreaterThan(60);
        files.SelectMany(file => File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && CSharp().IsMatch(line))
            .Select(line => $"{Path.GetFileName(file)}: {line.Trim()}")).ShouldBeEmpty();
    }

    /// <summary>What a text is that holds a piece of a program.</summary>
    [GeneratedRegex("""
        "[^"]*(\bUnsafe\.Add|\bPlace\.|\bMemoryMarshal\.|\b[VF]\.[A-Z]|\bVec\ \w|\bref\ float\ |\(nuint\)|\(ulong\)|\bfor\ \(|\bif\ \()
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CSharp();
}
