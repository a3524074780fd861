using System.Text.RegularExpressions;

namespace SeqGen.Generator.Printing;

/// <summary>
/// How emitted code names vectors: <c>Vec</c> and its operations <c>V</c> and <c>F</c> for those of a kernel file's target, with their bits after these
/// names for narrower ones.
/// </summary>
internal static class Vectors
{
    /// <summary>What the names of vectors of so many bits stand for.</summary>
    /// <param name="bits">Bits.</param>
    /// <param name="suffix">What follows each name.</param>
    public static IEnumerable<(string Alias, string Meaning)> Aliases(int bits, string suffix) =>
    [
        ("F" + suffix, $"SeqGen.CompilerServices.Floats{bits}"),
        ("V" + suffix, $"System.Runtime.Intrinsics.Vector{bits}"),
        ("Vec" + suffix, $"System.Runtime.Intrinsics.Vector{bits}<float>"),
    ];

    /// <summary>What the names of vectors in the code for a target stand for: of the target's own, and of narrower ones that the code uses.</summary>
    /// <param name="target">The target.</param>
    /// <param name="code">The code.</param>
    public static IEnumerable<(string Alias, string Meaning)> AliasesOf(Target target, string code) =>
        Aliases(target.Bits, "").Concat(Target.All.Select(known => known.Bits).Distinct()
            .Where(bits => bits < target.Bits && (code.Contains("V" + bits) || code.Contains("F" + bits))).SelectMany(bits => Aliases(bits, $"{bits}")));

    /// <summary>The name of a vector of so many floats that is narrower than <c>Vec</c>.</summary>
    public static string NameOf(int lanes) => "Vec" + lanes * 32;

    /// <summary>A text that works on <c>Vec</c>, made to work on vectors of so many floats.</summary>
    public static string Rename(string text, int lanes) =>
        Regex.Replace(text, @"\b(Vec|V|F)\b", match => match.Value + lanes * 32);

    /// <summary>The expression of a part of a target's vector.</summary>
    public static string Part(Target target, string vector, int first, int lanes)
    {
        string part = vector;
        for (int half = target.Lanes; half > lanes; half /= 2)
        {
            string from = half == target.Lanes ? "V" : "V" + half * 32;
            part = $"{from}.Get{(first % half < half / 2 ? "Lower" : "Upper")}({part})";
        }

        return part;
    }

    /// <summary>The expression of a vector whose lower part is given; the rest is zero.</summary>
    public static string Widen(string vector, int from, int to)
    {
        for (int lanes = from; lanes < to; lanes *= 2)
        {
            vector = $"V{lanes * 32}.ToVector{lanes * 64}({vector})";
        }

        return vector;
    }
}
