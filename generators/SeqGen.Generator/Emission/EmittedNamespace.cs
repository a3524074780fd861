using System.Text.RegularExpressions;

namespace SeqGen.Generator.Emission;

/// <summary>
/// Where emitted code lives. The class that users see stands in their namespace, writes <c>global::</c> in front of every name and
/// has the documented members only. All else lies in a namespace of the model's own that nobody else uses. There, short names
/// are aliases inside the namespace: they are found before anything of the same name outside of it, be it a type, a namespace or
/// a local variable of a program's top-level statements.
/// </summary>
internal static class EmittedNamespace
{
    private const int LongestName = 120;

    /// <summary>The types of <see cref="ReservedNames.Services"/> that emitted code uses.</summary>
    private static readonly string[] ServiceTypes =
    [
        "BatchSum", "DropoutMask", "FoldedTable", "LookupGradient", "ModelProgram", "MovingStatistic", "Packing", "Place", "Prefetch", "ProgramInputs", "ProgramLayout",
        "Reduction", "TensorSlot", "TrainingLayout", "TrainingTile",
    ];

    /// <summary>The short names of emitted code and what they stand for; those that a file uses are written.</summary>
    private static readonly (string Alias, string Meaning)[] Aliases =
    [
        ("System", "System"),
        ("Math", "System.Math"),
        ("MathF", "System.MathF"),
        ("NotSupportedException", "System.NotSupportedException"),
        ("MethodImplAttribute", "System.Runtime.CompilerServices.MethodImplAttribute"),
        ("MethodImplOptions", "System.Runtime.CompilerServices.MethodImplOptions"),
        ("Unsafe", "System.Runtime.CompilerServices.Unsafe"),
        ("MemoryMarshal", "System.Runtime.InteropServices.MemoryMarshal"),

        // No keyword: a type may have this name.
        ("nuint", "System.UIntPtr"),

        .. ServiceTypes.Select(type => (type, $"{ReservedNames.Services}.{type}")),
    ];

    /// <summary>
    /// The namespace of a model's kernels. No type of the library is found by its name, which begins with <c>Of_</c>, and no two models have the same: where dots and
    /// underscores could make two equal, or a name is too long for an assembly, a hash tells them apart.
    /// </summary>
    /// <remarks>Types that are local to a file would need no such name, but the compiler asks for the file at each of their uses.</remarks>
    public static string Of(ClassSpec model)
    {
        string name = model.FullName;
        bool isUnique = name.Length <= LongestName && !name.Contains('_');
        return $"{ReservedNames.EmittedNamespace}.Of_{name.Substring(0, Math.Min(name.Length, LongestName)).Replace('.', '_')}{(isUnique ? "" : "_" + Names.Hash(name))}";
    }

    /// <summary>Opens the namespace of a model's class, where it has one; disposing the result closes it.</summary>
    public static IDisposable? OfUser(CodeWriter code, ClassSpec model) =>
        model.Namespace.Length == 0 ? null : code.Block($"namespace {Names.Escape(model.Namespace)}");

    /// <summary>Writes declarations into a namespace of emitted code.</summary>
    /// <param name="code">Receives them.</param>
    /// <param name="name">The namespace.</param>
    /// <param name="declarations">The text of the declarations.</param>
    /// <param name="more">More aliases: the vectors of a width.</param>
    /// <param name="functions">The class with the functions that they call by their names alone; null for none.</param>
    public static void Write(CodeWriter code, string name, string declarations, IEnumerable<(string Alias, string Meaning)> more, string? functions = null)
    {
        using (code.Block($"namespace {name}"))
        {
            foreach ((string alias, string meaning) in Aliases.Where(known => Regex.IsMatch(declarations, $@"(?<![\w.]){known.Alias}\b")).Concat(more))
            {
                code.Line($"using {alias} = global::{meaning};");
            }

            if (functions != null)
            {
                code.Line($"using static global::{functions};");
            }

            code.Line();
            code.Lines(declarations.TrimEnd('\n'));
        }
    }
}
